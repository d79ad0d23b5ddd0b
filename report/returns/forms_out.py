"""The form as a workbook: empty for the offices to fill in, or filled with given values. The same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from report.model import Region, RegionKind
from report.period import Quarter
from report.returns.form import COUNTS, Form, FormColumn, SheetForm
from report.returns.scan import letters

Given = Mapping[tuple[FormColumn, str], Decimal | int | str]
EPOCH = datetime(2024, 1, 1)
LINE = Side(style="thin", color="999999")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD = PatternFill("solid", start_color="E8EEF4")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
UNLOCKED = Protection(locked=False)
LABELS = 2  # 代码, 地区


def write_form(
    form: Form,
    regions: Mapping[str, Region],
    quarter: Quarter,
    values: Given | None = None,
    banner: str = "",
    notes: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The workbook of one quarter; *banner* stands in every title, *notes* below the tables by the sheet's name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = EPOCH
    book.properties.creator, book.properties.title = form.short, f"{form.title}（{quarter.title}）{banner}"
    for sheet in form.sheets:
        _write(
            book.create_sheet(sheet.name),
            sheet,
            form,
            rows_of(form, regions),
            quarter,
            values or {},
            banner,
            (notes or {}).get(sheet.name, ()),
        )
    stream = io.BytesIO()
    book.save(stream)
    return settled(stream.getvalue())


def rows_of(form: Form, regions: Mapping[str, Region]) -> tuple[tuple[str, str, str], ...]:
    """Code, label and name of each row: the nation, 31 regions, and the corps as 其中."""
    kinds = (RegionKind.NATION, RegionKind.PROVINCE)
    found = [(region.code, name, name) for name, region in regions.items() if region.kind in kinds]
    corps = [(region.code, form.corps, name) for name, region in regions.items() if region.kind is RegionKind.CORPS]
    return (*found, *corps)


def _write(
    page: Worksheet,
    sheet: SheetForm,
    form: Form,
    rows: tuple[tuple[str, str, str], ...],
    quarter: Quarter,
    values: Given,
    banner: str,
    notes: Sequence[str],
) -> None:
    width = LABELS + len(sheet.columns)
    top = _above(page, sheet, form, quarter, banner, min(width, 14))
    first = _header(page, sheet, form, top)
    for number, (code, label, name) in enumerate(rows):
        _row(page, first + number, code, label, [values.get((column, name)) for column in sheet.columns])
    _below(page, first + len(rows), (*sheet.notes, *notes), min(width, 14))
    _validate(page, sheet, form, first, first + len(rows) - 1)
    page.freeze_panes = f"C{first}"
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 9, 24
    page.print_title_rows = f"{top}:{first - 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.protection.sheet = True  # without a password: it keeps the header from slips, not from people


def _above(page: Worksheet, sheet: SheetForm, form: Form, quarter: Quarter, banner: str, width: int) -> int:
    """Title, 表号, 统计期, 单位 and 填报说明; the row of the header."""
    texts = [
        f"{form.title}：{sheet.title}（{quarter.title}）{banner}",
        f"表号：{sheet.number}",
        f"统计期：{quarter.title}（{quarter.code}）",
        f"单位：{sheet.unit}",
        *(f"填报说明{number}：{text}" for number, text in enumerate(form.instructions, start=1)),
    ]
    for row, text in enumerate(texts, start=1):
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        cell = page.cell(row, 1, text)
        cell.alignment = MIDDLE if row == 1 else LEFT
        cell.font = Font(bold=True, size=14) if row == 1 else Font(size=10)
        page.row_dimensions[row].height = 26 if row == 1 else 30 if row > 4 else 16
    return len(texts) + 1


def _header(page: Worksheet, sheet: SheetForm, form: Form, top: int) -> int:
    """Two header rows where every measure is the same, else three; the first data row."""
    depth = 3 if len({column.measure for column in sheet.columns}) > 1 else 2
    words = [form.header(column)[:depth] for column in sheet.columns]
    for place, word in enumerate((form.codes, form.regions), start=1):
        page.merge_cells(start_row=top, start_column=place, end_row=top + depth - 1, end_column=place)
        _head(page, top, place, word)
    for level in range(depth):
        for start, end in _runs([word[: level + 1] for word in words]):
            if end > start:
                page.merge_cells(
                    start_row=top + level,
                    start_column=start + LABELS + 1,
                    end_row=top + level,
                    end_column=end + LABELS + 1,
                )
            for place in range(start, end + 1):
                _head(page, top + level, place + LABELS + 1, words[start][level] if place == start else None)
    return top + depth


def _head(page: Worksheet, row: int, column: int, text: str | None) -> None:
    cell = page.cell(row, column)
    if text is not None:
        cell.value = text
    cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), HEAD, BORDER, MIDDLE


def _runs(words: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Neighbours that are the same: [a, a, b] → (0, 1), (2, 2)."""
    start = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or words[place] != words[start]:
            yield start, place - 1
            start = place


def _row(page: Worksheet, row: int, code: str, label: str, values: Sequence[Decimal | int | str | None]) -> None:
    for place, text in enumerate((code, label), start=1):
        cell = page.cell(row, place, text)
        cell.fill, cell.border = HEAD, BORDER
    for place, value in enumerate(values, start=LABELS + 1):
        cell = page.cell(row, place, float(value) if isinstance(value, Decimal) else value)
        cell.border, cell.protection = BORDER, UNLOCKED


def _below(page: Worksheet, row: int, notes: Sequence[str], width: int) -> None:
    for number, text in enumerate([f"注：{note}" for note in notes] or ["注："]):
        page.merge_cells(start_row=row + number, start_column=1, end_row=row + number, end_column=width)
        cell = page.cell(row + number, 1, text)
        cell.alignment, cell.protection = LEFT, UNLOCKED


def _validate(page: Worksheet, sheet: SheetForm, form: Form, first: int, last: int) -> None:
    """Whole numbers from 0 in counts, 0 to 100 in rates. A warning, not a stop: the symbols must be let in."""
    signs = "、".join(form.symbols)
    rules = {
        "count": DataValidation(
            "whole", operator="greaterThanOrEqual", formula1="0", error=f"请填写非负整数；没有数的填 {signs}"
        ),
        "rate": DataValidation(
            "decimal", operator="between", formula1="0", formula2="100", error="比率请填写 0 到 100"
        ),
        "change": DataValidation(
            "decimal", operator="greaterThanOrEqual", formula1="-100", error="同比请填写不小于 -100 的数"
        ),
    }
    for place, column in enumerate(sheet.columns, start=LABELS + 1):
        kind = "count" if column.measure in COUNTS else column.measure
        rules[kind].add(f"{letters(place)}{first}:{letters(place)}{last}")
    for rule in rules.values():
        rule.errorStyle, rule.errorTitle, rule.showErrorMessage = "warning", "请核对", True
        if rule.sqref:
            page.add_data_validation(rule)


def settled(content: bytes) -> bytes:
    """The same workbook with no trace of when it was saved."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-01-01T00:00:00Z", part)
            info = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            new.writestr(info, part)
    return stream.getvalue()
