"""Links, what they can lead to, and headings and tables that nothing stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.audit.seen.nodes import HEADINGS, after, is_unseen, parsed, visible

FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")  # https://…, mailto:…, data:…
IMPORTED = re.compile(r'@import url\("([^"]*)"\)')
SHOWN = frozenset(
    ("img", "svg", "input", "button", "textarea", "select", "video", "audio", "iframe", "object", "canvas", "hr")
)


@dataclass(frozen=True)
class References:
    """What a page refers to, what can be referred to in it, and which of its parts are empty."""

    links: frozenset[str]  # as written, foreign ones left out
    anchors: frozenset[str]
    empty_sections: tuple[str, ...]  # their headings
    empty_tables: tuple[str, ...]  # the headings above them


def references(page: LexborHTMLParser) -> References:
    links, anchors = set[str](), set[str]()
    for node in page.css("[id], [name], [href], [src]"):
        for name, value in node.attributes.items():
            if name in ("href", "src"):
                links.add(value or "")
            elif name in ("id", "name"):
                anchors.add(value or "")
    for style in page.css("style"):
        links.update(IMPORTED.findall(style.text()))
    article = page.css_first("article")
    return References(
        links=frozenset(link for link in links if not FOREIGN.match(link)),
        anchors=frozenset(anchors),
        empty_sections=tuple(_empty_sections(article)) if article else (),
        empty_tables=tuple(_empty_tables(article)) if article else (),
    )


def named(html: str, link: str) -> str:
    """The text of the first link to *link* in a page, as readers see it; empty where it has none."""
    texts = (visible(node) for node in parsed(html).css("a[href]") if node.attributes["href"] == link)
    return next(filter(None, texts), "")


def _empty_sections(article: LexborNode) -> Iterator[str]:
    for heading in article.css(HEADINGS):
        if all(not _shows(node) for node in _below(heading, article)):
            yield visible(heading)


def _below(heading: LexborNode, article: LexborNode) -> Iterator[LexborNode]:
    """What stands in the section of a heading; a lesser heading in it counts as something."""
    for node in after(heading, article):
        if _is_heading(node) and (node.tag or "") <= (heading.tag or ""):
            return
        yield node


def _shows(node: LexborNode) -> bool:
    if node.is_text_node:
        return bool((node.text_content or "").strip()) and not is_unseen(node)
    return node.tag in SHOWN or _is_heading(node)


def _is_heading(node: LexborNode) -> bool:
    return node.tag in HEADINGS.split(", ")


def _empty_tables(article: LexborNode) -> Iterator[str]:
    """The text of the heading above each table that has no row but those of its head."""
    above = ""
    for node in article.css(f"table, {HEADINGS}"):
        if node.tag != "table":
            above = visible(node)
        elif not node.css_first("tbody tr, tfoot tr") or node.css_first("tbody:not(:has(tr))"):
            yield above
