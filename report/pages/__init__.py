"""Which pages there are, and rendering them to Markdown that MkDocs reads. Only this room knows Jinja."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report.charts.words import alt, table
from report.model import Artifact, Chart, Dataset
from report.pages.data import data
from report.pages.home import home, policy
from report.pages.indicators import indicators
from report.pages.page import Page, relative
from report.pages.quarters import quarters
from report.pages.regions import regions
from report.pages.views import Desk

NAV = (
    ("首页", "index.md"),
    ("地区", "regions/index.md"),
    ("指标", "indicators/index.md"),
    ("季度", "quarters/index.md"),
    ("政策", "policy/index.md"),
    ("数据", "data/index.md"),
)
MARKS = set("<>&\"'\\`*_{}[]#|~^:!=")  # what HTML, Markdown or attribute lists could read as more than text


def pages(dataset: Dataset, root: Path) -> tuple[Page, ...]:
    """All pages of the site, before rendering."""
    desk = Desk(dataset)
    words = _words(root / "content/home.yml")
    plan = _words(root / "content/policy.yml")
    return (
        *home(desk, words),
        *regions(desk),
        *indicators(desk),
        *quarters(desk),
        policy(desk, plan),
        *data(desk, (root / "content/data.md").read_text("utf-8")),
    )


def _words(path: Path) -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return words


def render(pages: Iterable[Page], templates: Path, sizes: Mapping[Chart, tuple[int, int]]) -> tuple[Artifact, ...]:
    """Each page as one Markdown file; *sizes* gives the width and height of each chart's picture."""
    environment = _environment(templates)
    return tuple(_render(page, environment, sizes) for page in pages)


def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = markdown_text
    return environment


def _render(page: Page, environment: Environment, sizes: Mapping[Chart, tuple[int, int]]) -> Artifact:
    context = {
        **page.context,
        "page": page,
        "url": lambda address: relative(address, page.address),
        "picture": lambda chart: _picture(chart, sizes[chart]),
    }
    body = environment.get_template(page.template).render(context)
    return Artifact(page.path, f"---\n{_front_matter(page)}\n---\n\n{body}".encode())


def _front_matter(page: Page) -> str:
    """YAML that is also JSON, so that no text from the data can end it or change its shape."""
    front = {
        "title": page.title,
        "description": page.description,
        "section": page.section,
        **{key: value for key, value in page.front.items() if value},
    }
    return "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())


def _picture(chart: Chart, size: tuple[int, int]) -> Mapping[str, Any]:
    header, rows = table(chart)
    return {
        "name": chart.name,
        "title": chart.title,
        "alt": alt(chart),
        "width": size[0],
        "height": size[1],
        "header": header,
        "rows": rows,
    }


def markdown_text(text: object) -> Markup:
    """*text* as plain words inside Markdown: neither HTML nor Markdown marks survive, nor do line breaks."""
    plain = " ".join(str(text).split())
    return Markup("".join(f"&#{ord(character)};" if character in MARKS else character for character in plain))
