"""What a download says when it is opened again: CSV, workbook, the inscriptions and the texts of pictures."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from html import unescape

from python_calamine import CalamineWorkbook

from report.downloads.about import KEYWORDS

METADATA = re.compile(r"<metadata>(.*?)</metadata>")
DESCRIPTION = re.compile(r'<title id="title">(.*?)</title><desc id="desc">(.*?)</desc>')
TEXT = re.compile(r'<text class="([^"]*)"[^>]*>(?:<title>.*?</title>)?(.*?)</text>')
SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHINESE = {keyword: name for name, keyword in KEYWORDS.items()}
APOSTROPHE = re.compile(r"^'(?=[ 　']*[=+\-@＝＋－＠])")  # what `plaintext.safe` puts before a formula

Rows = list[list[str]]


def csv_rows(content: bytes) -> Rows:
    """Header and rows, every row as long as the header; ValueError for anything else."""
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("rows differ in length")
    return [[APOSTROPHE.sub("", cell) for cell in row] for row in rows] if "'" in text else rows


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
