"""What a download says when it is opened again: CSV, workbook, the inscriptions and the texts of pictures, PDF."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from python_calamine import CalamineWorkbook

from report.downloads.about import KEYWORDS

METADATA = re.compile(r"<metadata>(.*?)</metadata>")
DESCRIPTION = re.compile(r'<title id="title">(.*?)</title><desc id="desc">(.*?)</desc>')
TEXT = re.compile(r'<text class="([^"]*)"[^>]*>(?:<title>.*?</title>)?(.*?)</text>')
SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHINESE = {keyword: name for name, keyword in KEYWORDS.items()}
APOSTROPHE = re.compile(r"^'(?=[ 　']*[=+\-@＝＋－＠])")  # what `plaintext.safe` puts before a formula
RUN = re.compile(r"\S+")
HEAD, FOOT = 21 / 25.4 * 72, 16 / 25.4 * 72  # pt; between them is what a sheet itself says
SCALED = 0.01  # as far from its size are the characters of pictures
IN_LINE = 0.3  # of the height of a character: as far apart as those of one word may be
MINGLED = 4  # words that a reader of PDF takes in turns

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

Rows = list[list[str]]
Box = tuple[float, float, float, float]
Lies = Callable[[int], tuple[float, float]]


@dataclass
class Word:
    """A word of a picture as far as it was read, and the place of its last character: left, bottom, right, top (pt)."""

    text: str
    place: Box

    def goes_on(self, place: Box) -> bool:
        """Whether a character stands right behind it, in its line and of its size."""
        near = IN_LINE * (place[3] - place[1])
        one, other = (self.place[2], *self.place[1::2]), (place[0], *place[1::2])
        return all(abs(here - there) < near for here, there in zip(one, other, strict=True))


class PdfSheet(NamedTuple):
    """A sheet of a PDF: what is written on it, between head and foot of that, and word by word what pictures show."""

    text: str
    body: str
    drawn: str


def csv_rows(content: bytes) -> Rows:
    """Header and rows as they were before formulas were made safe; ValueError as of `csv_lines`."""
    rows = list(csv_lines(content))
    return [[APOSTROPHE.sub("", cell) for cell in row] for row in rows] if b"'" in content else rows


def csv_lines(content: bytes) -> Iterator[list[str]]:
    """Header and rows, one by one, every row as long as the header; ValueError for anything else."""
    lines = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline=""), strict=True)
    header = next(lines, [])
    for row in chain([header], lines):
        if not row or len(row) != len(header):
            raise ValueError("rows differ in length")
        yield row


def workbook_rows(content: bytes) -> tuple[Rows, Mapping[str, str]]:
    """The rows of the first sheet, numbers as text, its name (工作表), and what the second, 说明, says of them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    data = book.get_sheet_by_index(0)
    said = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("说明").to_python() if row[0]}
    return [[_cell(cell) for cell in row] for row in data.to_python()], {**said, "工作表": data.name}


def _cell(cell: object) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def svg_says(content: bytes) -> tuple[Mapping[str, str], str, str, tuple[tuple[str, str], ...]]:
    """What an SVG is of, its title, its description, and its texts with their classes."""
    svg = content.decode()
    metadata, description = METADATA.search(svg), DESCRIPTION.search(svg)
    if not metadata or not description:
        raise ValueError("no metadata, or no title and description")
    texts = tuple((classes, unescape(text)) for classes, text in TEXT.findall(svg))
    return json.loads(unescape(metadata[1])), unescape(description[1]), unescape(description[2]), texts


def png_says(content: bytes) -> Mapping[str, str]:
    """The text chunks of a PNG, by the names that SVG and CSV use; ValueError where a chunk is damaged."""
    if not content.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    return {
        CHINESE[keyword.decode("latin-1")]: rest[2:].split(b"\0", 2)[2].decode()
        for kind, body in _chunks(content)
        if kind == b"iTXt"
        for keyword, _, rest in [body.partition(b"\0")]
    }


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunk, check = content[at + 4 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(chunk) != int.from_bytes(check):
            raise ValueError("a chunk is damaged")
        yield chunk[:4], chunk[4:]
        at += 12 + length


# ---------------------------------------------------------------- PDF


def pdf_sheets(content: bytes) -> tuple[PdfSheet, ...]:
    """What each sheet of a PDF says; ValueError where its texts cannot be told from those of its pictures."""
    from pypdfium2 import PdfDocument

    return tuple(map(_sheet, PdfDocument(content)))


def _sheet(page: PdfPage) -> PdfSheet:
    found = page.get_textpage()
    text = found.get_text_range()
    if len(text) != found.count_chars():
        raise ValueError("characters that are none")
    lies = _lies(found)
    drawn = [run.span() for run in RUN.finditer(text) if abs(lies(run.start())[0] - 1) > SCALED]
    body = found.get_text_bounded(bottom=FOOT, top=page.get_height() - HEAD)
    return PdfSheet(_without(text, drawn), body.replace("\ufffe", ""), _drawn(found, text, drawn, lies))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    return " ".join(text[one:other] for one, other in zip(starts, ends, strict=True)).replace("\ufffe", "")


def _drawn(page: PdfTextPage, text: str, spans: list[tuple[int, int]], lies: Lies) -> str:
    """The words of pictures, told by where characters stand: a reader of PDF splits, joins and mingles them.

    What runs aslant over the sheet, 示例数据, is none of them.
    """
    words = list[Word]()
    for index in chain.from_iterable(map(range, *zip(*spans, strict=True)) if spans else ()):
        if not lies(index)[1]:
            place = page.get_charbox(index, loose=True)
            word = next((one for one in reversed(words[-MINGLED:]) if one.goes_on(place)), None)
            if word:
                word.text, word.place = word.text + text[index], place
            else:
                words.append(Word(text[index], place))
    return " ".join(word.text for word in words)


def _lies(page: PdfTextPage) -> Lies:
    """How a character of a sheet is scaled across, and how it is tilted."""
    from pypdfium2 import raw

    found, ask = raw.FS_MATRIX(), raw.FPDFText_GetMatrix

    def lies(index: int) -> tuple[float, float]:
        ask(page, index, found)
        return found.a, found.b

    return lies
