"""Text with separators, in whatever encoding and with whatever separator an office's program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from report.inputs import UTF_16, is_utf_32
from report.inputs.files import MOST_ROWS
from report.returns.container import Refused
from report.returns.grid import Grid
from report.returns.layout import key_word
from report.returns.scan import MOST_COLUMNS

SEPARATORS = (",", "\t", ";", "，", "；", "、", "|")
ASKED = re.compile(r'"?sep=([^"\r\n])"?[ \t,;]*\r?\n?', re.I)  # Excel's own wish, before the header
LATEST_HEADER = 40  # lines
UNUSUAL = re.compile(r"""[^\w\s"'“”()（）:：.%/-]""")  # what may separate, besides
AS_TEXT = re.compile(r'="([^"]*)"')  # how web systems keep Excel from reading 000123 as 123
QUOTES = ('"', "'")
ENOUGH = 100_000  # characters, to know an encoding by
LOW_SECONDS = 0.2  # of the characters in Big5; evenly spread it would be two in five
SAVE_AS = "请另存为“CSV UTF-8”"


@dataclass(frozen=True)
class Decoded:
    """The text of a CSV file below a line sep=; *line* is the number of its first line.

    *padded*: a blank stands after each separator, and is no part of the cell.
    """

    text: str
    encoding: str
    separator: str
    line: int = 1
    quote: str = QUOTES[0]
    padded: bool = False


def decode(content: bytes, heads: frozenset[str]) -> Decoded:
    """CSV bytes as text. The separator is the one by which a line splits into the most *heads*, words of a header.

    Refused where the bytes are neither UTF-8 nor GB18030 nor UTF-16 with its mark.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("是改了扩展名的工作簿", "请把扩展名改回 .xlsx，.xls 请另存为 .xlsx")
    if is_utf_32(content):
        raise Refused("是 UTF-32 编码，不是 UTF-8 或 GB18030", SAVE_AS)
    if not content.startswith(UTF_16) and b"\x00" in content[:4096]:
        raise Refused("是没有标记的 UTF-16 文本，或不是文本", SAVE_AS)
    text, encoding = text_of(content)
    if asked := ASKED.match(text):
        return _by_header(text[asked.end() :], encoding, (asked[1],), heads, 2)
    return _by_header(text, encoding, SEPARATORS, heads)


def _by_header(
    text: str, encoding: str, separators: Sequence[str], heads: frozenset[str], first_line: int = 1
) -> Decoded:
    """How a file is written, as its header shows; without one, by what stands most often in the first line."""
    lines = [line for line in islice(io.StringIO(text), LATEST_HEADER) if line.strip()]
    for line in lines:
        may_be = dict.fromkeys((*separators, *(UNUSUAL.findall(line) if len(separators) > 1 else ())))
        known = {separator: _known(line.split(separator), heads) for separator in may_be}
        if max(known.values()):
            separator = max(known, key=lambda one: known[one])
            return Decoded(text, encoding, separator, first_line, *_around(line.rstrip("\r\n").split(separator)))
    separator = max(separators, key=lines[0].count) if lines else separators[0]
    return Decoded(text, encoding, separator, first_line)


def _known(cells: list[str], heads: frozenset[str]) -> int:
    """How many cells of a line are words of a header; one cell alone is no header."""
    return sum(key_word(cell.strip().strip("\"'")) in heads for cell in cells) if len(cells) > 1 else 0


def _around(cells: list[str]) -> tuple[str, bool]:
    """What stands around every cell of a header: quotation marks, and blanks before all but the first."""
    marks = {(cell.strip()[:1], cell.strip()[-1:]) for cell in cells}
    quote = next((quote for quote in QUOTES if marks == {(quote, quote)}), QUOTES[0])
    return quote, all(cell.startswith(" ") for cell in cells[1:])


def text_of(content: bytes) -> tuple[str, str]:
    """The text of bytes in UTF-8, GB18030 or UTF-16 with its mark, and the name of the encoding; Refused otherwise."""
    if content.startswith(UTF_16):
        return _decoded(content, "utf-16", "UTF-16")
    if content.startswith(b"\xef\xbb\xbf") or _is_mostly_utf_8(content):
        return _decoded(content, "utf-8-sig", "UTF-8")
    if _is_big5(content):
        raise Refused("看来是繁体中文的 Big5 编码，不是 UTF-8 或 GB18030", SAVE_AS)
    return _decoded(content, "gb18030", "GB18030")


def _decoded(content: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        # less marks that were put before a mark, and the sign by which DOS ended a file
        return content.decode(encoding).lstrip("\ufeff").rstrip("\x1a"), name
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


def _is_big5(content: bytes) -> bool:
    """Whether bytes are Big5 as a whole, and many second ones of it are ASCII: hardly one is in GB 18030 of today."""
    try:
        characters = [one.encode("cp950") for one in content.decode("cp950")[:ENOUGH] if not one.isascii()]
    except UnicodeError:
        return False
    return sum(one[1] < 0x80 for one in characters) > len(characters) * LOW_SECONDS


def csv_grid(file: str, decoded: Decoded) -> Grid:
    """The records of a CSV file as one sheet without a name."""
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, row in _records(decoded):
        rows.append(tuple(_unwrapped(cell) for cell in row))
        lines.append(line)
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Refused(f"超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列", "请检查是否放错文件")
    return Grid(file, "", tuple(rows), lines=tuple(lines))


def _unwrapped(cell: str) -> str:
    """="30" is 30, as a spreadsheet shows it."""
    found = AS_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return found[1] if found else cell


def _records(decoded: Decoded) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        io.StringIO(decoded.text, newline=""),
        delimiter=decoded.separator,
        quotechar=decoded.quote,
        skipinitialspace=decoded.padded,
        strict=True,
    )
    line = decoded.line
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + decoded.line
    except csv.Error as error:
        raise Refused("从这一行起引号没有成对", "请检查这一行的双引号", line) from error
