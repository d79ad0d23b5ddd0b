"""compose: the whole site as one value. The only place where the steps meet."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from datetime import date, datetime
from pathlib import Path

from report import exports, measures, pages
from report.charts import draw_all
from report.checks.content import Anchors, check_content, dead_links
from report.content import Content
from report.model import DataError, Dataset, Problem, Site
from report.read import read, read_tables
from report.read.content import read_content

ANCHOR = re.compile(r'\bid="([^"]+)"|\{: #([^ }]+)')
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def compose(
    root: Path,
    now: datetime,
    cache: MutableMapping[str, str] | None = None,
    data: Path | None = None,
    checked: MutableMapping[str, str] | None = None,
) -> Site:
    """The site that the files under *root* make at the moment *now*; DataError when the data are not fit.

    *data* is a folder of quarterly returns to take in place of data/releases: examples/programme/data.

    No clock, no network, no environment: the same files and moment give the same bytes. *cache* keeps drawn charts
    between builds, *checked* what the checks of returns found; they change nothing but the time taken.
    """
    dataset = measures.visible(read(root, data, checked), now.date())
    if data is None and (refused := synthetic_in_earnest(dataset)):
        raise DataError(refused)
    content = read_content(root)
    decided = pages.pages(dataset, root, now.date(), content)
    charts = tuple(dict.fromkeys(chart for page in decided for chart in page.charts))
    drawings = dict(zip(charts, draw_all(charts, cache), strict=True))
    sizes = {chart: size(svg) for chart, svg in drawings.items()}
    return Site(
        artifacts=(
            *pages.render(decided, root / "templates", sizes, content.terms),
            *exports.chart_files(decided, drawings),
            *exports.data_files(root, data),
        ),
        nav=tuple({title: path} for title, path in pages.NAV),
    )


def synthetic_in_earnest(dataset: Dataset) -> tuple[Problem, ...]:
    """Synthetic returns among the real ones: a site of data/ itself is never made with them."""
    if not dataset.synthetic:
        return ()
    cure = "请把它移出 data/releases；要看示例网站，用 build.py site --data examples/programme"
    return (Problem("data/releases", 0, "synthetic-release", "示例数据不能进入正式网站", cure),)


def content_problems(root: Path, *, links: bool = True) -> tuple[Problem, ...]:
    """What is wrong with content/, in the order of its files; *links* asks for all pages and takes seconds more."""
    try:
        dataset, content = read(root) if links else read_tables(root), read_content(root)
    except DataError as error:
        return tuple(problem for problem in error.problems if problem.file.startswith("content/"))
    found = sorted({*check_content(content, dataset), *synthetic_in_earnest(dataset)})
    if links and not found:
        found = sorted(set(dead_links(content, _anchors(root, dataset, content))))
    return tuple(found)


def _anchors(root: Path, dataset: Dataset, content: Content) -> Anchors:
    """The address of every page, and the anchors on it."""
    decided = pages.pages(dataset, root, date.max, content)
    unmeasured = {chart: (1, 1) for page in decided for chart in page.charts}
    texts = [artifact.content.decode() for artifact in pages.render(decided, root / "templates", unmeasured)]
    return {
        page.address: frozenset(one or other for one, other in ANCHOR.findall(text))
        for page, text in zip(decided, texts, strict=True)
    }


def size(svg: str) -> tuple[int, int]:
    """Width and height of a drawing, so that a page keeps its place free while it loads."""
    match = VIEW_BOX.search(svg)
    if not match:
        raise ValueError("a drawing without a viewBox")
    return round(float(match[1])), round(float(match[2]))
