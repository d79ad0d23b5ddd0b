"""Programs in Python that write workbooks: a draft as each of them writes it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange
from pyexcelerate import Workbook as Accelerated  # type: ignore[import-untyped]

from report.returns.scan import letters
from tests.returns.drafts import Draft, Formula


def as_written(raw: object) -> object:
    """A cell as these programs are given it; a formula begins with =."""
    return f"={raw.text}" if isinstance(raw, Formula) else raw


def with_openpyxl(draft: Draft) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in draft.sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.cells:
            page.append([None if raw == "" else as_written(raw) for raw in row])
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_openpyxl_row_by_row(draft: Draft) -> bytes:
    book = Workbook(write_only=True)
    for sheet in draft.sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.cells:
            page.append([None if raw == "" else as_written(raw) for raw in row])
        for top, left, bottom, right in sheet.merged:
            page.merged_cells.ranges.add(CellRange(None, left + 1, top + 1, right + 1, bottom + 1))  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_xlsxwriter(draft: Draft) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for sheet in draft.sheets:
            page = book.add_worksheet(sheet.name)
            for number, row in enumerate(sheet.cells):
                page.write_row(number, 0, [as_written(raw) for raw in row])
            for top, left, bottom, right in sheet.merged:
                words = sheet.cells[top][left] if top < len(sheet.cells) else ""
                page.merge_range(top, left, bottom, right, words)
    return stream.getvalue()


def with_pyexcelerate(draft: Draft) -> bytes:
    book = Accelerated()
    for sheet in draft.sheets:
        page = book.new_sheet(
            sheet.name, data=[[None if raw == "" else as_written(raw) for raw in row] for row in sheet.cells]
        )
        for top, left, bottom, right in sheet.merged:
            page.range(f"{letters(left + 1)}{top + 1}", f"{letters(right + 1)}{bottom + 1}").merge()
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


BY_PYTHON: Mapping[str, Callable[[Draft], bytes]] = {
    "openpyxl": with_openpyxl,
    "openpyxl row by row": with_openpyxl_row_by_row,
    "xlsxwriter": with_xlsxwriter,
    "PyExcelerate": with_pyexcelerate,
}
