"""Sheets as grids of raw cells: from a workbook, from CSV text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from python_calamine import CalamineWorkbook

from report.model import Place
from report.returns.container import MOST_COLUMNS, MOST_ROWS, Refused, SheetFlags, inspect
from report.returns.words import Raw

SEPARATORS = (",", "\t", ";", "，")


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from A1 on; *merged* holds (first row, first column, last row, last column), from 0."""

    file: str
    sheet: str  # empty for CSV
    cells: tuple[tuple[Raw, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    flags: SheetFlags | None = None
    lines: tuple[int, ...] = field(default=())  # of CSV records, which may span lines

    def where(self, row: int, column: int) -> Place:
        """The address of a cell counted from 0."""
        line = self.lines[row] if self.lines else row + 1
        return Place(self.file, line, letters(column + 1), self.sheet)

    def at(self, row: int, column: int) -> Raw:
        cells = self.cells[row] if 0 <= row < len(self.cells) else ()
        return cells[column] if column < len(cells) else ""

    @cached_property
    def width(self) -> int:
        return max((len(row) for row in self.cells), default=0)

    @cached_property
    def _merged_in(self) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """Of each row the merged ranges that it is part of: their first row, first and last column."""
        found: list[list[tuple[int, int, int]]] = [[] for _ in self.cells]
        for top, left, bottom, right in self.merged:
            for row in found[top : bottom + 1]:
                row.append((top, left, right))
        return tuple(map(tuple, found))

    def filled(self, row: int, column: int) -> Raw:
        """The cell, or what its merged range shows."""
        for top, left, right in self._merged_in[row]:
            if left <= column <= right:
                return self.at(top, left)
        return self.at(row, column)


@lru_cache(maxsize=MOST_COLUMNS)
def letters(number: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def workbook_grids(file: str, content: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook, hidden ones too; Refused for a file that is not to be read."""
    flags = {flag.name: flag for flag in inspect(content)}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(_sheet_grid(file, workbook, name, flags[name]) for name in workbook.sheet_names if name in flags)
    except Exception as error:
        raise Refused("工作簿读不出来", "请用电子表格软件打开后另存为 .xlsx，再重新放入") from error
    except BaseException as error:  # a panic of the Rust library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Refused("工作簿读不出来", "请用电子表格软件打开后另存为 .xlsx，再重新放入") from error


def _sheet_grid(file: str, workbook: CalamineWorkbook, name: str, flags: SheetFlags) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    cells = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Grid(file, name, cells, merged, flags)


# ---------------------------------------------------------------- csv


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str
    separator: str


def decode(content: bytes) -> Decoded:
    """CSV bytes as text; Refused where they are neither UTF-8 nor GB18030."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("是改了扩展名的工作簿", "请把扩展名改回 .xlsx，.xls 请另存为 .xlsx")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4096]:
        raise Refused("是 UTF-16 文本", "请另存为“CSV UTF-8”")
    text, encoding = _text(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    return Decoded(text, encoding, max(SEPARATORS, key=first.count))


def _text(content: bytes) -> tuple[str, str]:
    for encoding, label in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        try:
            return content.decode(encoding), label
        except UnicodeDecodeError:
            continue
    raise Refused("既不是 UTF-8 也不是 GB18030 编码", "请另存为“CSV UTF-8”")


def csv_grid(file: str, decoded: Decoded) -> Grid:
    """The records of a CSV file as one sheet without a name."""
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, row in _records(decoded):
        rows.append(tuple(row))
        lines.append(line)
        if len(rows) > MOST_ROWS * 10 or len(row) > MOST_COLUMNS:
            raise Refused(f"超过 {MOST_ROWS * 10} 行或 {MOST_COLUMNS} 列", "请检查是否放错文件")
    return Grid(file, "", tuple(rows), lines=tuple(lines))


def _records(decoded: Decoded) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=decoded.separator, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused("从这一行起引号没有成对", "请检查这一行的双引号", line) from error
