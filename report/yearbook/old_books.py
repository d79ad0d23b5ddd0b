"""An old .xls workbook → its sheets as grids, with what a person sees of each cell.

xlrd reads it, in a process of its own: it tells error values, formats and raised characters, where calamine shows an
error value as nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import xlrd

from report.apart import Overrun, apart
from report.returns.book import Inspected
from report.returns.container import SAVE_AS, Refused
from report.returns.grid import Grid, failures_refused, raw_of
from report.returns.looks import GENERAL, PLAIN, Look, Run
from report.returns.number_formats import DAY_0, Instant
from report.returns.numerals import Raw
from report.returns.scan import MOST_COLUMNS, MOST_ROWS

ESCAPEMENT = {1: "superscript", 2: "subscript"}  # [MS-XLS] 2.4.122, sss
WHITE = (1, 9)  # of the palette
SINCE_1904 = timedelta(days=1462)  # behind the other day 0


def old_grids(file: str, content: bytes) -> tuple[Grid, ...]:
    """The sheets of an .xls workbook; Refused where it cannot be read within the limits of a process."""
    with failures_refused("旧版 .xls 工作簿读不出来", SAVE_AS):
        try:
            return apart(_read, file, content)
        except Overrun as error:
            raise Refused("旧版 .xls 工作簿太大，或有单元格离表很远", "请删去表外的行列，另存为 .xlsx") from error


def _read(file: str, content: bytes) -> tuple[Grid, ...]:
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    return tuple(_grid(file, book, sheet) for sheet in book.sheets())


def _grid(file: str, book: Any, sheet: Any) -> Grid:
    if sheet.nrows > MOST_ROWS or sheet.ncols > MOST_COLUMNS:
        raise Refused(f"「{sheet.name}」超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列", "请只保留要用的表")
    rows = [sheet.row(row) for row in range(sheet.nrows)]
    cells = tuple(tuple(_raw(cell, book.datemode) for cell in row) for row in rows)
    looks = {
        (row, column): look
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if (look := _look(cell, book, sheet.rich_text_runlist_map.get((row, column), ()))) != PLAIN
    }
    merged = tuple((top, left, end - 1, right - 1) for top, end, left, right in sheet.merged_cells)
    return Grid(file, sheet.name, cells, merged, Inspected(sheet.name, False, (), (), looks, merged, "", ""))


def _raw(cell: Any, datemode: int) -> Raw:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _instant(cell.value, SINCE_1904 * datemode)
    raw: Raw = raw_of(cell.value)
    return raw


def _instant(days: float, later: timedelta) -> Instant:
    """Below one day a time, else a date, with its time where it is not midnight."""
    since = timedelta(seconds=round(days * 86_400))
    moment = DAY_0 + since + (later if days >= 1 else timedelta())
    return Instant.of(moment.time() if days < 1 else moment if since.seconds else moment.date())


def _look(cell: Any, book: Any, runs: Any) -> Look:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Look(error=str(_raw(cell, 0)))
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return PLAIN
    style = book.xf_list[cell.xf_index]
    mark = _mark(book.font_list[style.font_index], is_on_white=style.background.fill_pattern == 0)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        pieces = tuple(_pieces(cell.value, mark, [(at, _mark(book.font_list[font])) for at, font in runs]))
        return Look(runs=pieces if any(piece.mark for piece in pieces[1:]) else (), mark=mark)
    return Look(book.format_map[style.format_key].format_str or GENERAL, mark=mark)


def _pieces(text: str, mark: str, runs: list[tuple[int, str]]) -> Iterator[Run]:
    """The pieces of a text, each from where a font begins."""
    ends = [*(at for at, _ in runs), len(text)]
    begins = [(0, mark), *runs]
    return (Run(text[at:end], own) for (at, own), end in zip(begins, ends, strict=True))


def _mark(font: Any, is_on_white: bool = False) -> str:
    if font.struck_out:
        return "strike"
    return ESCAPEMENT.get(font.escapement, "white" if is_on_white and font.colour_index in WHITE else "")
