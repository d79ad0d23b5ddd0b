"""Values, cells and rows that lead to where they stand in data/, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.audit.seen.nodes import (
    NUMBER,
    TERM,
    after,
    attribute,
    before,
    children,
    closest,
    marked,
    text_of,
    texts,
    visible,
)
from report.audit.seen.stated import Statement

OF_TABLE = re.compile(r"data/tables/([\w-]+)/#([\w-]+)$")
HELD = {  # what pages count of themselves, or others of them
    "questions": "h3",
    "terms": ".ph-terms dt",
    "papers": ".ph-timeline > li",
    "own-papers": ".ph-timeline strong > a",
    "events": ".ph-events > li",
    "compared": "#x-titles option",
    "national": "li.ph-fact",
    "local": "[aria-label$='各地区公开数字'] tbody tr",
}
PLACES = "[aria-label$='各地区公开数字'] th > a"  # each place once
AGE = re.compile(r"\d+个月前$")
TRACES, FROM = ".ph-traces", "from-"  # tables of sources, and how the ids of their rows begin
CHANGE = ".ph-fact__also"  # told with a figure, a row of data/ of its own
VALUES = "a.ph-value, a.ph-fact__change, .ph-tile__value a, .ph-tile__change a, td.num a, .ph-chart td a"


@dataclass(frozen=True)
class PrintedEntry:
    """What stands beside the value of a cited figure: its sentence, and all else in one text."""

    key: str
    sentence: str
    beside: str


@dataclass(frozen=True)
class PrintedCell:
    """A number that leads to its cell of an official table, and what the words around it say that it is."""

    table: str
    cell: str  # the anchor in the page of the table
    text: str
    around: str
    beside: tuple[str, ...]  # of the same row of a list: where the number stands, its share, its place


@dataclass(frozen=True)
class PrintedCells:
    """Cells of a return and what is worked out of them, as a table of sources prints it: 78.54 = @ 118,101 ÷ @ 150,369.

    *head*: what stands over it; *links*: in place of each @ table and anchor of the cell, and the words of the link.
    """

    head: str
    text: str
    links: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class PrintedTrace:
    """A row of a table of sources; *led*: the numbers of the page that lead to it."""

    key: str
    title: str
    made: tuple[PrintedCells, ...]
    led: tuple[str, ...]


@dataclass(frozen=True)
class Traced:
    """What leads to its row in data/, as the page prints it."""

    cited: tuple[Statement, ...]  # values that lead to the entry of a figure, and that of the entry; by its anchor
    entries: tuple[PrintedEntry, ...]
    cells: tuple[PrintedCell, ...]
    traces: tuple[PrintedTrace, ...]
    shades: tuple[tuple[tuple[str, str], ...], ...]  # of each map the shade of each square, and its number
    squares: tuple[tuple[str, str], ...]  # of maps that lead to what tells of a number: the way there, and the number
    counts: tuple[tuple[str, str], ...]  # of rows that lead to a page below: its address, a number in the row
    counted: tuple[tuple[str, str], ...]  # what a number says that it counts, and the number with its unit
    held: tuple[tuple[str, int], ...]  # how many the page has of what may be counted


def traced(page: LexborHTMLParser) -> Traced:
    return Traced(
        cited=tuple(_cited(page)),
        entries=tuple(_entries(page)),
        cells=tuple(_cells(page)),
        traces=tuple(_traces(page)),
        shades=tuple(tuple(_shades(squares)) for squares in page.css(".ph-map")),
        squares=tuple((attribute(a, "href"), text_of(a, "small")) for a in page.css(f".ph-map a[href*='#{FROM}']")),
        counts=tuple(_counts(page)),
        counted=marked(page, "data-counts"),
        held=tuple(_held(page)),
    )


def _cited(page: LexborHTMLParser) -> Iterator[Statement]:
    for node in page.css(VALUES):
        address, _, anchor = (node.attributes["href"] or "").partition("#")
        if anchor and not OF_TABLE.search(address):
            yield Statement(anchor, visible(node))
    for entry in page.css("li.ph-fact[id]"):
        for value in entry.css(".ph-fact__value"):
            own = (node for node in value.iter(include_text=True) if node.attributes.get("class", TERM) == TERM)
            yield Statement(attribute(entry, "id"), "".join(node.text() for node in own).strip())
    for row in page.css("tr[id] > td.num > strong"):
        yield Statement(attribute(closest(row, "tr"), "id"), row.text())


def _entries(page: LexborHTMLParser) -> Iterator[PrintedEntry]:
    for change in page.css(CHANGE):
        yield PrintedEntry(change.attributes["id"] or "", "", change.text())
    for entry in page.css("li.ph-fact"):
        lead, said = entry.css_first("a.ph-value"), entry.css_first(".ph-fact__text")
        key = entry.attributes.get("id") or (lead.attributes["href"] if lead else "") or ""
        meta = entry.css_first(".ph-fact__meta")
        if said:
            yield PrintedEntry(key.rpartition("#")[2], visible(said), _but_change(meta) if meta else "")
    for row in page.css("tr:has(strong, a.ph-value)"):
        yield from _entries_of(row)


def _entries_of(row: LexborNode) -> Iterator[PrintedEntry]:
    """Of the cells of a row, each of the figure in it, or else of the last before it."""
    own = attribute(row, "id")
    for cell in row.css("td"):
        values = cell.css("a.ph-value")
        own = attribute(values[0], "href") if values else own
        is_other = cell.css_first("a[aria-label]:not(.ph-tell)") or cell.attributes.get("class") == "num"
        if own and len(values) < 2 and not is_other:
            value = visible(values[0]) if values else ""
            yield PrintedEntry(own.rpartition("#")[2], "", AGE.sub("", _but_change(cell).replace(value, "", 1)))


def _but_change(node: LexborNode) -> str:
    """What stands there, but for the change that is told last."""
    change = node.css_first(CHANGE)
    return visible(node).removesuffix(visible(change) if change else "")


def _cells(page: LexborHTMLParser) -> Iterator[PrintedCell]:
    heading = text_of(page, "h1")
    for node in page.css(f"a[href*='data/tables/']:not({TRACES} a)"):
        leads, number = OF_TABLE.search(attribute(node, "href")), node.css_first("small") or node
        if leads and number.text()[:1].isdigit():
            row = closest(node, "tr" if node.parent and node.parent.tag == "td" else "li")
            around = " ".join((heading, row.text(separator=" "), *_over(node), *_around(row)))
            yield PrintedCell(leads[1], leads[2], number.text(), around, tuple(_beside_it(row, node)))


def _beside_it(row: LexborNode, cell: LexborNode) -> Iterator[str]:
    """The other numbers of a row of a list of single numbers, and where its own stands."""
    if len(row.css("a[href*='data/tables/']:not(.ph-src)")) == 1:
        for one in row.css("td"):
            if NUMBER.search(text := visible(one)) and one.mem_id != (cell.parent or cell).mem_id:
                yield text


def _over(node: LexborNode) -> Iterator[str]:
    """What stands over the column of a link in a cell."""
    cell = closest(node, "td")
    heads, at = closest(cell, "table").css("thead th"), len([*before(cell)])
    yield from (head.text(separator=" ") for head in heads[at : at + 1])


def _around(row: LexborNode) -> Iterator[str]:
    """What a table or a map is called, the lines before and after it, and of a chart's what it is of and of when."""
    held = closest(row, "ol" if row.tag == "li" else "div")
    yield attribute(held, "aria-label")
    yield next((one.text() for one in before(held)), "")
    yield next((one.text() for one in after(held, held.parent) if one.tag == "p"), "")
    if (figure := closest(held, "figure")).tag == "figure":
        yield from (attribute(image, "alt").partition("）。")[0] for image in figure.css("img"))


def _traces(page: LexborHTMLParser) -> Iterator[PrintedTrace]:
    led = [(node.attributes["href"], node.text()) for node in page.css(f".ph-data a[href^='#{FROM}']")]
    for table in page.css(TRACES):
        heads = texts(table, "thead th")[1:]
        for row in table.css("tbody tr"):
            title, *cells = row.iter()
            to = f"#{attribute(row, 'id')}"
            made = tuple(_printed_cells(*one) for one in zip(heads, cells, strict=True))
            own = tuple(text for way, text in led if way == to)
            yield PrintedTrace(to.removeprefix(f"#{FROM}"), title.text(), made, own)


def _printed_cells(head: str, cell: LexborNode) -> PrintedCells:
    nodes = [*cell.iter(include_text=True)]
    links = tuple(_lead(node) for node in nodes if node.tag == "a")
    text = "".join("@" if node.tag == "a" else node.text() for node in nodes)
    return PrintedCells(head, text.strip(), links)


def _lead(link: LexborNode) -> tuple[str, str, str]:
    """Table and anchor of a cell, and the words of a link to it."""
    to = OF_TABLE.search(attribute(link, "href"))
    return (to[1], to[2], link.text()) if to else ("", "", link.text())


def _shades(squares: LexborNode) -> Iterator[tuple[str, str]]:
    for square in squares.css("li:has(a)"):
        yield attribute(square, "class").rpartition(" ")[2], text_of(square, "small")


def _counts(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for row in page.css("tr"):
        for address in children(row):
            yield from ((address, cell.text()) for cell in row.css("td.num") if not cell.css_first("a, strong"))


def _held(page: LexborHTMLParser) -> Iterator[tuple[str, int]]:
    yield from ((what, number) for what, kind in HELD.items() if (number := len(page.css(kind))))
    yield "places", len({*texts(page, PLACES)})
