"""Text with separators, in whatever encoding and with whatever separator an office's program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from report.returns.container import Refused
from report.returns.grid import Grid
from report.returns.layout import key_word
from report.returns.scan import MOST_COLUMNS, MOST_ROWS

SEPARATORS = (",", "\t", ";", "，", "；", "、", "|")
ASKED = re.compile(r'"?sep=([^"\r\n])"?[ \t,;]*\r?\n?', re.I)  # Excel's own wish, before the header
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LATEST_HEADER = 40  # lines
SAVE_AS = "请另存为“CSV UTF-8”"


@dataclass(frozen=True)
class Decoded:
    """The text of a CSV file below a line sep=; *line* is the number of its first line."""

    text: str
    encoding: str
    separator: str
    line: int = 1


def decode(content: bytes, heads: frozenset[str]) -> Decoded:
    """CSV bytes as text. The separator is the one by which a line splits into the most *heads*, words of a header.

    Refused where the bytes are neither UTF-8 nor GB18030 nor UTF-16 with its mark.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("是改了扩展名的工作簿", "请把扩展名改回 .xlsx，.xls 请另存为 .xlsx")
    if not content.startswith(UTF_16) and b"\x00" in content[:4096]:
        raise Refused("是没有标记的 UTF-16 文本，或不是文本", SAVE_AS)
    text, encoding = text_of(content)
    if asked := ASKED.match(text):
        return Decoded(text[asked.end() :], encoding, asked[1], 2)
    return Decoded(text, encoding, _separator(text, heads))


def _separator(text: str, heads: frozenset[str]) -> str:
    lines = [line for line in islice(io.StringIO(text), LATEST_HEADER) if line.strip()]
    for line in lines:
        known = {separator: _known(line.split(separator), heads) for separator in SEPARATORS}
        if max(known.values()):
            return max(known, key=lambda separator: known[separator])
    return max(SEPARATORS, key=lines[0].count) if lines else SEPARATORS[0]


def _known(cells: list[str], heads: frozenset[str]) -> int:
    """How many cells of a line are words of a header; one cell alone is no header."""
    return sum(key_word(cell.strip().strip('"')) in heads for cell in cells) if len(cells) > 1 else 0


def text_of(content: bytes) -> tuple[str, str]:
    """The text of bytes in UTF-8, GB18030 or UTF-16 with its mark, and the name of the encoding; Refused otherwise."""
    if content.startswith(UTF_16):
        return _decoded(content, "utf-16", "UTF-16")
    if content.startswith(b"\xef\xbb\xbf") or _is_mostly_utf_8(content):
        return _decoded(content, "utf-8-sig", "UTF-8")
    return _decoded(content, "gb18030", "GB18030")


def _decoded(content: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), name
    except UnicodeDecodeError as error:
        line = len(error.object[: error.start + 1].splitlines())
        byte = f"0x{error.object[error.start]:02X}"
        what = f"这一行有不是 {name} 的字节（{byte}），文件可能不完整或混有两种编码"
        raise Refused(what, f"请核对这一行的文字，{SAVE_AS.removeprefix('请')}", line) from error


def _is_mostly_utf_8(content: bytes) -> bool:
    """Whether most lines that are not plain ASCII are UTF-8: a line in GB18030 hardly ever is."""
    lines = [line for line in content.splitlines() if not line.isascii()]
    return 2 * sum(map(_is_utf_8, lines)) >= len(lines)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def csv_grid(file: str, decoded: Decoded) -> Grid:
    """The records of a CSV file as one sheet without a name."""
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, row in _records(decoded):
        rows.append(tuple(row))
        lines.append(line)
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Refused(f"超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列", "请检查是否放错文件")
    return Grid(file, "", tuple(rows), lines=tuple(lines))


def _records(decoded: Decoded) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=decoded.separator, strict=True)
    line = decoded.line
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + decoded.line
    except csv.Error as error:
        raise Refused("从这一行起引号没有成对", "请检查这一行的双引号", line) from error
