"""Pages that people write: every content/pages/<name>.md is a page at /<name>/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from report.pages.page import Page


def written(root: Path) -> Iterator[Page]:
    """One page a file; its front matter gives title, description and section, the rest is Markdown."""
    folder = root / "content/pages"
    for path in sorted(folder.rglob("*.md")):
        front, body = front_matter(path.read_text("utf-8"))
        yield Page(
            address=f"/{path.relative_to(folder).with_suffix('').as_posix()}/",
            template="written.md.j2",
            title=front["title"],
            description=front["description"],
            section=front.get("section", "数据"),
            context={"body": body},
            front={"aliases": front.get("aliases", [])},
            crumbs=(("首页", "/"),),
        )


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The YAML between the first two lines of ---, and what follows."""
    _, front, body = text.split("---\n", 2)
    return yaml.load(front, yaml.CSafeLoader), body
