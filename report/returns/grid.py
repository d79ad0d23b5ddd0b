"""Sheets as grids of raw cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from python_calamine import CalamineWorkbook

from report.model import Place
from report.returns.book import Inspected, inspect
from report.returns.container import SAVE_AS, Refused
from report.returns.looks import COVERED, PLAIN, Look
from report.returns.number_formats import Instant
from report.returns.numerals import Raw
from report.returns.scan import letters


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from A1 on; *merged* holds (first row, first column, last row, last column), from 0."""

    file: str
    sheet: str  # empty for CSV
    cells: tuple[tuple[Raw, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    inspected: Inspected | None = None  # of a workbook's sheet
    lines: tuple[int, ...] = field(default=())  # of CSV records, which may span lines

    def where(self, row: int, column: int) -> Place:
        """The address of a cell counted from 0."""
        line = self.lines[row] if self.lines else row + 1
        return Place(self.file, line, letters(column + 1), self.sheet)

    def at(self, row: int, column: int) -> Raw:
        cells = self.cells[row] if 0 <= row < len(self.cells) else ()
        return cells[column] if column < len(cells) else ""

    def look(self, row: int, column: int) -> Look:
        """How a person sees the cell: its number format, raised pieces of its text, why it has no value."""
        if self.is_covered(row, column) and self.at(row, column) != "":
            return Look(untrusted=COVERED)
        return self.inspected.looks.get((row, column), PLAIN) if self.inspected else PLAIN

    def is_covered(self, row: int, column: int) -> bool:
        """Whether a merged range shows its first cell in this one's place."""
        return any(
            left <= column <= right and (row, column) != (top, left)
            for top, left, right in (self._merged_in[row] if self.merged else ())
        )

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


def workbook_grids(file: str, content: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook, hidden ones too; Refused for a file that is not to be read."""
    book = inspect(content)
    with failures_refused("工作簿读不出来", f"{SAVE_AS}，再重新放入"):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(book.rewritten()))
        return tuple(_sheet_grid(file, workbook, n, sheet) for n, sheet in enumerate(book.sheets))


@contextmanager
def failures_refused(what: str, cure: str) -> Iterator[None]:
    """Whatever the reader of workbooks stumbles over is Refused in these words."""
    try:
        yield
    except Refused:
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Refused(what, cure) from error
        raise


def _sheet_grid(file: str, workbook: CalamineWorkbook, number: int, sheet: Inspected) -> Grid:
    rows = workbook.get_sheet_by_index(number).to_python(skip_empty_area=False)
    return Grid(file, sheet.name, tuple(tuple(map(raw_of, row)) for row in rows), sheet.merged, sheet)


def raw_of(value: float | str | bool | time | date | datetime | timedelta) -> Raw:
    """A value of the reader of workbooks as the cells of a Grid hold it."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")  # both are a line break to the eye
    return Instant.of(value) if isinstance(value, date | time | timedelta) else value
