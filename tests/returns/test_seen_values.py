"""What a person sees in a cell, against what is read of it: seen_values.csv, through files, entries and rules."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from report.model import INFO
from report.returns.folders import Reader
from tests.known import return_reader
from tests.returns.drafts import WRITTEN, found_in

CASES = Path(__file__).parent / "seen_values.csv"
COLUMNS = {  # kind → header from top to bottom
    "count": ("应盘点专利（件）", "合计", "期末数"),
    "rate": ("产业化率", "合计", "比率（%）"),
    "change": ("专利转让登记（次）", "合计", "累计同比（%）"),
}
ELSEWHERE = ("unknown-column", "unsafe-content", "personal-data")
FONTS: dict[str, dict[str, Any]] = {  # of whole cells
    "number struck": {"strike": True},
    "text struck": {"strike": True},
    "number raised": {"vertAlign": "superscript"},
    "text raised": {"vertAlign": "superscript"},
    "number lowered": {"vertAlign": "subscript"},
    "number white": {"color": "FFFFFFFF"},
    "number white on blue": {"color": "FFFFFFFF"},
    "text white": {"color": Color(theme=0)},
    "number grey": {"color": Color(theme=0, tint=-0.35)},
}
Case = dict[str, str]


@pytest.fixture(scope="module")
def by() -> Reader:
    return return_reader()


def cases() -> list[Case]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def value_of(case: Case) -> object:
    """What is stored in the cell of a workbook; ^ begins a raised piece of a text, ~ one that is struck through."""
    stored = case["stored"]
    match case["type"]:
        case "unshown nought":
            return 0.0
        case kind if kind.startswith("number"):
            return float(stored)
        case "true or false":
            return stored == "true"
        case "date":
            return datetime.fromisoformat(stored)
        case "time":
            return time.fromisoformat(stored)
        case "elapsed":
            hours, minutes = stored.split(":")
            return timedelta(hours=int(hours), minutes=int(minutes))
        case "raised":
            text, _, raised = stored.partition("^")
            return CellRichText(text, TextBlock(InlineFont(vertAlign="superscript"), raised))
        case "struck":
            text, _, struck = stored.partition("~")
            return CellRichText(text, TextBlock(InlineFont(strike=True), struck))
    return stored


def workbook_of(case: Case) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row, word in enumerate(COLUMNS[case["column"]], start=1):
        sheet.cell(row, 2, word)
    sheet["A1"], sheet["A4"] = "地区", "江苏"
    cell = sheet["B4"]
    cell.value = value_of(case)  # type: ignore[assignment]
    if case["type"] == "text":
        cell.data_type = "s"
    if case["type"] in FONTS:
        cell.font = Font(**FONTS[case["type"]])
    if case["type"].endswith("on blue"):
        cell.fill = PatternFill("solid", fgColor="FF0000FF")
    sheet.sheet_view.showZeros = case["type"] != "unshown nought"
    if case["format"]:
        cell.number_format = case["format"]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def separated(case: Case) -> bytes:
    stream = io.StringIO()
    rows = [("地区", "指标", "对象", "口径", "数值")]
    item, part, measure = COLUMNS[case["column"]]
    rows.append(("江苏", item, part, measure, case["stored"]))
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize("case", cases(), ids=lambda case: " ".join(case.values())[:60])
def test_a_cell_is_read_as_the_number_that_a_person_sees_or_named(by: Reader, case: Case) -> None:
    in_csv = case["file"] == "csv"
    reading = by.reading("x.csv" if in_csv else "x.xlsx", separated(case) if in_csv else workbook_of(case))
    (entry,) = reading.entries
    found = [one for one in found_in(by, reading, WRITTEN) if one.place.told == entry.where.told and one.level != INFO]
    said = " | ".join(f"{one.rule}: {one.what}" for one in found if one.rule not in ELSEWHERE)

    assert (f"{'' if entry.number is None else entry.number}{entry.symbol}", said) == (case["read"], case["said"])


def test_every_kind_of_file_column_and_cell_is_among_the_cases() -> None:
    found = cases()

    assert len(found) >= 120
    assert {case["file"] for case in found} == {"xlsx", "csv"}
    assert {case["column"] for case in found} == set(COLUMNS)
