"""What a built page prints: its tables of numbers, its charts with the tables beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

SAMPLE = "示例数据"
FIGURE = re.compile(r'<figure class="ph-chart">(.*?)</figure>', re.DOTALL)
IMAGE = re.compile(r'<img src="([^"]*)\.svg" alt="([^"]*)"')
LABEL = re.compile(r'<div class="ph-table"[^>]* aria-label="([^"]*)（表）">')
DATA = re.compile(r'<div class="ph-data" id="([^"]*)">(.*?</table>.*?)</p>', re.DOTALL)
CAPTION = re.compile(r"<caption>(.*?)(?: <small>(.*?)</small>)?(?: <span[^>]*>(.*?)</span>)?</caption>", re.DOTALL)
HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
BODY = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)
HEADER = re.compile(r'<th scope="(?:col|colgroup)"(?: (rowspan|colspan)="(\d+)")?[^>]*>(.*?)</th>', re.DOTALL)
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
NOTE = re.compile(r"<span>注：(.*?)</span>", re.DOTALL)
SOURCE = re.compile(r"<span>数据来源：(.*?)</span>", re.DOTALL)
UNDER_LABEL = re.compile(r'^(.*?)<br><span class="ph-src">(.*)</span>$', re.DOTALL)
MARKS = re.compile(r"^(.*?) <small>(.*)</small>$", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class PrintedChart:
    """*rows*: the table beside the picture, cell by cell."""

    name: str
    title: str
    alternative: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PrintedTable:
    """*rows*: label, the note under it, and of each cell its text and its marks."""

    name: str
    title: str
    as_of: str
    source: str
    note: str
    synthetic: bool
    header: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


def charts_of(html: str) -> Iterator[PrintedChart]:
    """Every chart of a page, in order."""
    for figure in FIGURE.findall(html):
        image, label = IMAGE.search(figure), LABEL.search(figure)
        header, *rows = ([text(cell) for cell in CELL.findall(row)] for row in ROW.findall(figure))
        if image and label:
            title = unescape(label[1])
            yield PrintedChart(image[1], title, unescape(image[2]), tuple(header), tuple(map(tuple, rows)))


def tables_of(html: str) -> Iterator[PrintedTable]:
    """Every table of numbers of a page, in order."""
    for name, block in DATA.findall(html):
        caption, note, source = CAPTION.search(block), NOTE.search(block), SOURCE.search(block)
        head, body = HEAD.search(block), BODY.search(block)
        rows = [CELL.findall(row) for row in ROW.findall(body[1])] if body else []
        title, as_of, badge = (text(part or "") for part in caption.groups()) if caption else ("", "", "")
        yield PrintedTable(
            name=unescape(name),
            title=title,
            as_of=as_of,
            source=text(source[1]) if source else "",
            note=text(note[1]) if note else "",
            synthetic=badge == SAMPLE,
            header=tuple(_header(head[1])) if head else (),
            rows=tuple(
                (*_beside(UNDER_LABEL, row[0]), tuple(_beside(MARKS, cell) for cell in row[1:])) for row in rows
            ),
        )


def _header(head: str) -> Iterator[str]:
    """What stands over each column; under a header over several columns both, one after the other: 专利转让 当季."""
    top, *lower = (HEADER.findall(row) for row in ROW.findall(head))
    under = iter(lower[0] if lower else ())
    for kind, count, cell in top:
        words = _beside(UNDER_LABEL, cell)[0]
        if kind == "colspan":
            yield from (words + _beside(UNDER_LABEL, own)[0] for _, _, own in islice(under, int(count)))
        else:
            yield words


def _beside(pattern: re.Pattern[str], cell: str) -> tuple[str, str]:
    """What a cell says, and what the smaller text in it says."""
    match = pattern.match(cell)
    return (text(match[1]), text(match[2])) if match else (text(cell), "")


def text(html: str) -> str:
    """What readers see of *html*."""
    return unescape(TAG.sub("", html)) if "<" in html or "&" in html else html
