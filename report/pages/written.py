"""Pages that people write: every content/pages/<name>.md is a page at /<name>/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from report.model import Page
from report.model.content import Written


def written(pages: Iterable[Written]) -> Iterator[Page]:
    """Each as it stands, below the home page."""
    for page in pages:
        yield Page(
            address=page.address,
            template="written.md.j2",
            title=page.title,
            description=page.description,
            section=page.section,
            context={"body": page.body},
            front={"aliases": page.aliases},
            crumbs=(("首页", "/"),),
        )
