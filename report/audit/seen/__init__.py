"""A finished page, looked at once: what all who judge it need of it, as one frozen value that can be kept.

It is looked at in the HTML that readers get, whoever wrote it: Markdown, a template or the theme. Nothing else in
`report/audit` takes a page apart. A module has a part of the look, as a value and how it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeVar

import msgspec

from report.audit.seen.anchors import FOREIGN, References, named, references
from report.audit.seen.blocks import (
    SAMPLE,
    PrintedCard,
    PrintedChart,
    PrintedEmbed,
    PrintedRow,
    PrintedTable,
    Prints,
    prints,
)
from report.audit.seen.for_search import Searched, searched
from report.audit.seen.inspectors import ARTICLE_TAGS, COLUMN_TAGS, SITE_TAGS, Described, described
from report.audit.seen.leads import PrintedCell, PrintedCells, PrintedEntry, PrintedTrace, Traced, traced
from report.audit.seen.nodes import NUMBER, parsed, words
from report.audit.seen.of_itself import QUARTER, Presented, presented
from report.audit.seen.stated import Statement, Statements, StatementsTogether, statements
from report.store import code, digest, make_missing

PARTS = (references, statements, traced, presented, prints, described, searched)  # the last uses the page up


@dataclass(frozen=True)
class Seen(References, Statements, Traced, Presented, Prints, Searched, Described):
    """A page as its judges need it: each asks for its own part."""


Part = TypeVar("Part", References, Statements, Traced, Presented, Prints, Searched, Described)


def look(html: str) -> Seen:
    """The page *html*, looked at once."""
    page, found = parsed(html), dict[str, Any]()
    for part in PARTS:
        found |= vars(part(page))
    return Seen(**found)


@dataclass(frozen=True)
class Looks:
    """What was seen of pages, in *kept* as JSON; *keys*: under which key, by the SHA-256 of a page's bytes."""

    kept: Mapping[str, bytes]
    keys: Mapping[str, str]

    @classmethod
    def at(cls, pages: Mapping[str, str], read: Callable[[str], str], kept: MutableMapping[str, bytes]) -> Looks:
        """What is seen of *pages* (path → SHA-256); what *kept* has of the same bytes is not looked at again."""
        way = code(__name__), version("selectolax")
        keys = {own: digest([], *way, own) for own in pages.values()}
        make_missing(
            kept, {keys[own]: path for path, own in pages.items()}, lambda some: [_written(read(path)) for path in some]
        )
        return cls(kept, keys)

    def of(self, own: str, html: Callable[[], str], part: type[Part]) -> Part:
        """A part of what is seen of the page whose bytes have the hash *own*; a page that is new is looked at."""
        text = self.kept.get(self.keys.get(own, ""))
        return msgspec.json.decode(text or _written(html()), type=part)


NOTHING = Looks({}, {})  # nothing was looked at before


def _written(html: str) -> bytes:
    return msgspec.json.encode(look(html))


__all__ = [
    "ARTICLE_TAGS",
    "COLUMN_TAGS",
    "FOREIGN",
    "NOTHING",
    "NUMBER",
    "QUARTER",
    "SAMPLE",
    "SITE_TAGS",
    "Described",
    "Looks",
    "Part",
    "Presented",
    "PrintedCard",
    "PrintedCell",
    "PrintedCells",
    "PrintedChart",
    "PrintedEmbed",
    "PrintedEntry",
    "PrintedRow",
    "PrintedTable",
    "PrintedTrace",
    "Prints",
    "References",
    "Searched",
    "Seen",
    "Statement",
    "Statements",
    "StatementsTogether",
    "Traced",
    "look",
    "named",
    "words",
]
