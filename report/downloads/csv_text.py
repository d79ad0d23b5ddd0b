"""A plain table or chart as rows: as spreadsheets show it, and as CSV for them and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from report.downloads.about import ENGLISH, about
from report.model import Cell, Row, Table
from report.plaintext import csv_lines, safe
from report.wording import exact, number_in

LABEL, REGION_CODE = "label", "region_code"
Sheet = tuple[tuple[str, ...], tuple[tuple[str | Decimal, ...], ...]]


def sheet(table: Table) -> Sheet:
    """Header and rows as spreadsheets show them: numbers as printed, words where there is none.

    After labels that have days stands 日期. After a column some of whose cells carry marks stands one with these; notes
    of rows stand last, under 说明.
    """
    dated = any(row.day for row in table.rows)
    marked = [any(row.cells[n].marks for row in table.rows) for n in range(len(table.columns))]
    noted = any(row.note for row in table.rows)
    header = [table.label_title, *(["日期"] if dated else [])]
    for column, has_marks in zip(table.columns, marked, strict=True):
        header += [column.heading, *([column.heading_of_marks] if has_marks else [])]
    rows = tuple(_sheet_row(row, dated, marked, noted) for row in table.rows)
    return (*header, *(["说明"] if noted else [])), rows


def _sheet_row(row: Row, dated: bool, marked: Sequence[bool], noted: bool) -> tuple[str | Decimal, ...]:
    cells: list[str | Decimal] = [row.label, *([row.day.isoformat() if row.day else ""] if dated else [])]
    for cell, has_marks in zip(row.cells, marked, strict=True):
        cells += [printed_number(cell), *([cell.marks] if has_marks else [])]
    return (*cells, *([row.note] if noted else []))


def printed_number(cell: Cell) -> Decimal | str:
    """The number that a cell prints, with as many decimals; its words where it has no value."""
    if cell.value is None:
        return cell.text
    number = number_in(cell.text)
    return cell.value if number is None else number


def csv_text(table: Table, address: str) -> str:
    """For spreadsheets: one header row with the units, numbers as printed, and what `about` says in every row.

    Lines end in CR LF; the byte-order mark is the caller's. Words that would be formulas are made safe.
    """
    header, rows = sheet(table)
    cells = [[f"{cell:f}" if isinstance(cell, Decimal) else safe(cell) for cell in row] for row in rows]
    return _csv(map(safe, header), cells, about(table, address), "\r\n")


def plain_csv_text(table: Table, address: str) -> str:
    """For programs: columns by their keys, exact values (ratios to six decimals), empty where there is none.

    After a column of which some cells have no value or carry marks stands ``<key>_note`` with the words or marks, and
    after the labels label_note, and of regions region_code (GB/T 2260). Then unit, as_of, source, address (or page,
    where only its path is known) and, of synthetic data, remark: the same in every row. Lines end in LF.
    """
    columns = [[(row.label, row.note) for row in table.rows]]
    columns += [[(row.code, "") for row in table.rows]] if (is_coded := any(row.code for row in table.rows)) else []
    columns += [[_exact_and_note(row.cells[n]) for row in table.rows] for n in range(len(table.columns))]
    noted = [any(note for _, note in column) for column in columns]
    keys = [LABEL, *([REGION_CODE] if is_coded else []), *(column.key for column in table.columns)]
    header = [name for key, has in zip(keys, noted, strict=True) for name in (key, f"{key}_note")[: 1 + has]]
    rows = [
        [safe(text) for pair, has in zip(row, noted, strict=True) for text in pair[: 1 + has]]
        for row in zip(*columns, strict=True)
    ]
    said = {ENGLISH[name]: text for name, text in about(table, address).items() if name in ENGLISH}
    return _csv(header, rows, said, "\n")


def _exact_and_note(cell: Cell) -> tuple[str, str]:
    return exact(cell.value), cell.text if cell.value is None else cell.marks


def _csv(header: Iterable[str], rows: Iterable[Sequence[str]], said: Mapping[str, str], end: str) -> str:
    """One header row, and what is *said* of the table in every row."""
    same = tuple(map(safe, said.values()))
    return csv_lines([(*header, *said), *((*row, *same) for row in rows)], end)
