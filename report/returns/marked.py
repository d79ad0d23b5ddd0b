"""A copy of a workbook to send back: faulty cells coloured, each with a comment that says what to write."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from report.model import ERROR, INFO, LEVELS, Problem
from report.order import in_groups
from report.returns.book import inspect
from report.returns.container import Refused
from report.returns.forms_out import settled

RED, YELLOW = PatternFill("solid", start_color="FFC7CE"), PatternFill("solid", start_color="FFEB9C")
SUMMARY = "检查结果"
LONGEST_COMMENT = 2000
LARGEST = 300_000  # tags and merged cells: five seconds for openpyxl; the form has thirty thousand


def marked(content: bytes, findings: Iterable[Problem]) -> bytes | None:
    """The workbook with its findings, and a first sheet that lists them; None for a file that is not to be opened."""
    try:
        if inspect(content).size > LARGEST:
            return None
        book = load_workbook(io.BytesIO(content))
    except Refused:
        return None
    except Exception:  # openpyxl is stricter than the reader; the other reports say what is wrong
        return None
    own = [finding for finding in findings if finding.level != INFO]
    for place, found in _by_cell(own).items():
        sheet, cell = place
        if sheet in book.sheetnames and isinstance(book[sheet], Worksheet):
            _mark(book[sheet], cell or "A1", found)
    _summary(book.create_sheet(SUMMARY if SUMMARY not in book.sheetnames else f"{SUMMARY}2", 0), own)
    stream = io.BytesIO()
    book.save(stream)
    return settled(stream.getvalue())


def _by_cell(findings: Iterable[Problem]) -> Mapping[tuple[str, str], list[Problem]]:
    of_cells = (finding for finding in findings if finding.place.sheet)
    return in_groups(of_cells, lambda finding: (finding.place.sheet, finding.place.cell))


def _mark(page: Worksheet, address: str, findings: list[Problem]) -> None:
    cell = page[address]
    for merged in page.merged_cells.ranges:
        if address in merged:
            cell = page.cell(merged.min_row, merged.min_col)
    if not isinstance(cell, Cell):
        return
    worst = RED if any(finding.level == ERROR for finding in findings) else YELLOW
    cell.fill = worst
    text = "\n".join(f"{LEVELS[f.level]}：{f.what}；{f.cure} [{f.rule}]" for f in findings)
    cell.comment = Comment(_harmless(text)[:LONGEST_COMMENT], "panhuo", height=120, width=320)


def _summary(page: Worksheet, findings: list[Problem]) -> None:
    page.append(["级别", "位置", "问题", "改法", "规则"])
    for finding in findings:
        place = f"{finding.place.sheet}!{finding.place.cell}".strip("!") or finding.place.file
        page.append(
            [_harmless(text) for text in (LEVELS[finding.level], place, finding.what, finding.cure, finding.rule)]
        )
    for letter, width in zip("ABCDE", (8, 24, 60, 60, 18), strict=True):
        page.column_dimensions[letter].width = width


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, without characters that XML forbids."""
    shown = "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
