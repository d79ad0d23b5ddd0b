"""A saved page, a workbook or a CSV file → the tables printed in it, cell by cell, with the texts around them.

pandas takes the tables of pages apart. Workbooks of today go through the reader of returns: it sees number formats,
raised marks and merged cells, and holds them to its limits; `old_books` does as much for those of yesterday.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd
from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.returns.container import LARGEST_FILE, OLE, Refused
from report.returns.grid import Grid, workbook_grids
from report.returns.numerals import RAISED, Raw
from report.returns.scan import MOST_COLUMNS
from report.returns.separated import csv_grid, decode, text_of
from report.returns.sheets import is_blank
from report.returns.words import bare
from report.yearbook.old_books import old_grids

MOST_CELLS = 8_000  # of a table on a page: three seconds for html5lib; the largest of a yearbook has 1,500
MOST_TAGS = 200_000  # of a page
MOST_TABLES = 200
DEEPEST = 400  # levels of a page
TAG = re.compile("<(/?)([A-Za-z][A-Za-z0-9]*)")
CLOSE_THEMSELVES = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"),
        *(
            "p",
            "li",
            "dt",
            "dd",
            "td",
            "th",
            "tr",
            "thead",
            "tbody",
            "tfoot",
            "colgroup",
            "option",
            "html",
            "body",
            "head",
        ),
    )
)
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|meta|body|table|div|!--)",
    re.I,
)
UNSEEN = ", ".join(
    (
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "select", "[hidden]"),
        *('[style*="display:none"]', '[style*="display: none"]', '[style*="visibility:hidden"]'),
    )
)
BESIDE = frozenset(("a", "nav", "button", "title"))  # words that say nothing of a table
BLOCKS = frozenset(
    (
        "body",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "li",
        "dt",
        "dd",
        "caption",
        "center",
        "section",
    )
)
RAISED_NUMBER = re.compile(r"[(（\[【〔]?注?([0-9]{1,2})[)）\]】〕]?")
TITLE_AGAIN = re.compile(r"\s*(?:续\s*表|(?:附?表|table)\s*[0-9]+(?:[-.][0-9]+)*|[0-9]+(?:-[0-9]+){1,2}\s+\S)", re.I)
TEXTS_AROUND = 12
NO_THOUSANDS: Any = {"thousands": None}  # which its stubs do not know


@dataclass(frozen=True)
class PrintedGrid:
    """A table as it is printed: its rows from *first* to *last*, and the texts before and behind it."""

    grid: Grid
    first: int
    last: int
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def printed_tables(file: str, content: bytes) -> tuple[PrintedGrid, ...]:
    """Every table of a file in its order; Refused with a sentence for a file that is not to be read."""
    if len(content) > LARGEST_FILE:
        raise Refused(f"文件超过 {LARGEST_FILE // 1_000_000} MB", "请只保存要用的表")
    if content.lstrip()[:40].startswith((b"MIME-Version", b"From:")):
        raise Refused("是单个文件的网页存档（.mht）", "请在浏览器中另存为“网页，仅 HTML”")
    if PAGE.match(content):
        return tuple(_of_page(file, content))
    if content.startswith(OLE):
        return tuple(one for grid in old_grids(file, content) for one in _parts(grid))
    if file.casefold().endswith((".csv", ".txt", ".tsv")):
        return tuple(_parts(csv_grid(file, decode(content, frozenset()))))
    return tuple(one for grid in workbook_grids(file, content) for one in _parts(grid))


# ---------------------------------------------------------------- sheets


def _parts(grid: Grid) -> Iterator[PrintedGrid]:
    """The tables of a sheet: a new one begins where a title in the manner of 表3-8 stands below numbers."""
    if grid.inspected and grid.inspected.beyond:
        raise Refused(f"{grid.sheet}!{grid.inspected.beyond} 起放不下，没有读", "请只保留要用的表")
    begins = [0]
    for row in range(1, len(grid.cells)):
        words = {str(raw).strip() for raw in grid.cells[row] if str(raw).strip()}
        if len(words) == 1 and TITLE_AGAIN.match(words.pop()) and _has_numbers(grid, begins[-1], row):
            begins.append(row)
    ends = [*(begin - 1 for begin in begins[1:]), len(grid.cells) - 1]
    for first, last in zip(begins, ends, strict=True):
        if _has_numbers(grid, first, last + 1):
            yield PrintedGrid(grid, first, last)


def _has_numbers(grid: Grid, first: int, end: int) -> bool:
    """Whether a row below another holds a number beside something else."""
    rows = [grid.cells[row] for row in range(first, end) if not is_blank(grid, row)]
    return any(len(row) > 1 and any(map(_is_numeric, row)) for row in rows[1:])


def _is_numeric(raw: Raw) -> bool:
    if isinstance(raw, str):
        return bool(re.fullmatch(r"[^0-9０-９]{0,2}[0-9０-９][0-9０-９,，. ]*\D{0,3}", raw.strip()))
    return isinstance(raw, int | float) and not isinstance(raw, bool)


# ---------------------------------------------------------------- pages


def _of_page(file: str, content: bytes) -> Iterator[PrintedGrid]:
    """The tables that hold no other table, and numbers; what stands around them is text."""
    text = text_of(content)[0]
    if text.count("<") > MOST_TAGS:
        raise Refused(f"网页里的标签超过 {MOST_TAGS} 个", "请只保存要用的表")
    _refuse_depth(text)
    page = LexborHTMLParser(text)
    _as_seen(page)
    found = page.css("table")
    if len(found) > MOST_TABLES:
        raise Refused(f"网页里有 {len(found)} 张表", "请只保存要用的表")
    tables = [table for table in found if len(table.css("table")) == 1]
    stretches = _stretches(page, tables)
    for number, table in enumerate(tables):
        grid = _page_grid(file, f"表{number + 1}", table)
        if _has_numbers(grid, 0, len(grid.cells)):
            before, behind = tuple(stretches[number][-TEXTS_AROUND:]), tuple(stretches[number + 1][:TEXTS_AROUND])
            yield PrintedGrid(grid, 0, len(grid.cells) - 1, before, behind)


def _refuse_depth(text: str) -> None:
    """What is nested deeper than any page is not parsed: that would take minutes. *text*: HTML as written."""
    depth = 0
    for closes, name in TAG.findall(text):
        if name.casefold() not in CLOSE_THEMSELVES:
            depth = max(0, depth - 1) if closes else depth + 1
        if depth > DEEPEST:
            raise Refused(f"网页嵌套超过 {DEEPEST} 层", "请只保存要用的表")


def _as_seen(page: LexborHTMLParser) -> None:
    """Leave out what is not shown, and keep apart what is shown apart: a raised 1 is no digit, <br> parts two words."""
    for node in page.css(UNSEEN):
        node.decompose()
    for node in page.css("sup, sub"):
        node.replace_with(_raised(node.text()))
    for node in page.css("del, s, strike"):
        node.replace_with(f"（{node.text()}：已划去）")
    for node in page.css("table > caption"):
        if node.parent:
            node.parent.insert_before(node)  # it stands above
    for node in page.css("br, td p, td div, td li, th p, th div"):
        node.insert_before(" ")


def _raised(text: str) -> str:
    """A note mark stays one where nothing is raised: a → [a], 1) → ¹."""
    text = text.strip()
    if mark := RAISED_NUMBER.fullmatch(text):
        text = mark[1]
    return f"[{text}]" if re.fullmatch("[A-Za-z]{1,2}", text) else text.translate(RAISED)


def _page_grid(file: str, name: str, table: LexborNode) -> Grid:
    """The cells of a table on a page as texts, whatever a cell runs over filled."""
    rows = [[_Cell.of(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")]
    if sum(cell.columns * cell.rows for row in rows for cell in row) > MOST_CELLS:
        raise Refused(f"{name}超过 {MOST_CELLS} 格", "请检查 colspan 和 rowspan，或只保存要用的表")
    html = "".join(f"<tr>{''.join(cell.html for cell in row)}</tr>" for row in rows)
    return Grid(file, name, _taken_apart(f"<table>{html}</table>", _width(rows)))


def _width(rows: list[list[_Cell]]) -> int:
    """How many columns a table has: what a row holds, and what runs down into it."""
    widths: Counter[int] = Counter()
    for number, row in enumerate(rows):
        for cell in row:
            widths.update(dict.fromkeys(range(number, number + cell.rows), cell.columns))
    return max(widths.values(), default=0)


class _Cell(NamedTuple):
    """A cell of a page, and over how many columns and rows it runs."""

    text: str
    columns: int
    rows: int

    @classmethod
    def of(cls, node: LexborNode) -> _Cell:
        columns, rows = (str(node.attributes.get(name) or "1").strip() for name in ("colspan", "rowspan"))
        return cls(bare(node.text()), _span(columns, MOST_COLUMNS), _span(rows, MOST_CELLS))

    @property
    def html(self) -> str:
        return f"<td colspan={self.columns} rowspan={self.rows}>{escape(self.text)}</td>"


def _span(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if re.fullmatch("[0-9]{1,9}", text) else 1


def _taken_apart(html: str, width: int) -> tuple[tuple[str, ...], ...]:
    """The rows of a table; every cell stays the text that it is: to pandas 007 would be 7, and 1,234 a number."""
    read: Any = partial(pd.read_html, flavor="bs4", keep_default_na=False, **NO_THOUSANDS)
    try:
        frame = read(io.StringIO(html), converters=dict.fromkeys(range(width), str))[0]
    except ValueError:  # no table, or none with a cell
        return ()
    return tuple(tuple(map(str, row)) for row in frame.to_numpy().tolist())


def _stretches(page: LexborHTMLParser, tables: list[LexborNode]) -> list[list[str]]:
    """The texts before the first table, between two, and after the last; links say nothing."""
    inside = {table.mem_id: number for number, table in enumerate(tables)}
    found: list[list[tuple[int, str]]] = [[] for _ in range(len(tables) + 1)]
    now = 0
    for node in page.root.traverse(include_text=True) if page.root else ():
        if node.mem_id in inside:
            now = inside[node.mem_id] + 1
        elif node.tag == "-text":
            block, is_beside = _block(node, inside)
            if not is_beside:
                found[now].append((block, node.text(deep=False)))
    lines = ([_line(block) for _, block in groupby(texts, key=itemgetter(0))] for texts in found)
    return [[line for line in texts if line] for texts in lines]


def _line(texts: Iterable[tuple[int, str]]) -> str:
    return bare(re.sub(r"\s+", " ", "".join(text for _, text in texts)))


def _block(node: LexborNode, tables: Container[int]) -> tuple[int, bool]:
    """The block in which a text stands, and whether it is part of a table or of a link."""
    block = 0
    above = node.parent
    while above is not None:
        if above.tag in BESIDE or above.mem_id in tables:
            return block, True
        block = block or (above.mem_id if above.tag in BLOCKS else 0)
        above = above.parent
    return block, False
