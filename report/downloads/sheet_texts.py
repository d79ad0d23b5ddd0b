"""What a table of numbers says: its texts made plain, its rows as spreadsheets and programs read them, its CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from io import StringIO

from report.charts.alternatives import SAMPLE, place, plain_number, safe
from report.model import Cell, Column, Row, Table
from report.plaintext import plain

UNIT_KEY = "row_unit"  # of the column that says of each row what it counts in
PRINTED_NUMBER = re.compile(r"[+\-−]?[\d,]*\.?\d+%?")


def plainly(table: Table) -> Table:
    """The same table, every text of it plain and on one line: what the page prints and the downloads hold."""
    return replace(
        table,
        title=plain(table.title),
        as_of=plain(table.as_of),
        source=plain(table.source),
        note=plain(table.note),
        label_title=plain(table.label_title),
        columns=tuple(map(_plain_column, table.columns)),
        rows=tuple(map(_plain_row, table.rows)),
    )


def _plain_column(column: Column) -> Column:
    pieces = tuple(map(plain, column.pieces))
    return Column(column.key, plain(column.title), plain(column.unit), plain(column.note), pieces)


def _plain_row(row: Row) -> Row:
    """The same row where nothing has to be made plain, as nearly always: this is asked for five times of each table."""
    label, note, cells = plain(row.label), plain(row.note), tuple(map(_plain_cell, row.cells))
    is_plain = (label, note, cells) == (row.label, row.note, row.cells)
    return row if is_plain else replace(row, label=label, note=note, cells=cells)


def _plain_cell(cell: Cell) -> Cell:
    text, marks = plain(cell.text), plain(cell.marks) if cell.marks else ""
    return cell if (text, marks) == (cell.text, cell.marks) else Cell(text, cell.value, marks)


def number_in(text: str) -> Decimal | None:
    """The number that a printed cell is: 1,234 → 1234, −3.1% → -3.1; None where it is anything else."""
    if not PRINTED_NUMBER.fullmatch(text):
        return None
    return Decimal(text.translate(_BARE))


_BARE = str.maketrans({",": None, "%": None, "−": "-"})


# ---------------------------------------------------------------- as sheets

Sheet = tuple[tuple[str, ...], tuple[tuple[str | Decimal, ...], ...]]


def sheet(table: Table) -> Sheet:
    """Header and rows as spreadsheets show them: numbers as printed, words where there is none.

    After a column some of whose cells carry marks stands one with these; notes of rows stand last, under 说明.
    """
    table = plainly(table)
    marked = [any(row.cells[n].marks for row in table.rows) for n in range(len(table.columns))]
    noted = any(row.note for row in table.rows)
    header = [table.label_title]
    for column, has_marks in zip(table.columns, marked, strict=True):
        header += [header_of(column), *([f"{column.title}的标记"] if has_marks else [])]
    return (*header, *(["说明"] if noted else [])), tuple(_sheet_row(row, marked, noted) for row in table.rows)


def _sheet_row(row: Row, marked: Sequence[bool], noted: bool) -> tuple[str | Decimal, ...]:
    cells: list[str | Decimal] = [row.label]
    for cell, has_marks in zip(row.cells, marked, strict=True):
        cells += [printed_number(cell), *([cell.marks] if has_marks else [])]
    return (*cells, *([row.note] if noted else []))


def header_of(column: Column) -> str:
    return f"{column.title}（{column.unit}）" if column.unit else column.title


def printed_number(cell: Cell) -> Decimal | str:
    """The number that a cell prints, with as many decimals; its words where it has no value."""
    if cell.value is None:
        return cell.text
    number = number_in(cell.text)
    return cell.value if number is None else number


def about(table: Table, address: str) -> dict[str, str]:
    """What every download of *table* says of it, under the names that those of charts have; *address*: its page's."""
    return {
        "标题": plain(table.title),
        "单位": "、".join(dict.fromkeys(unit for unit in map(plain, _units(table)) if unit)),
        "统计时点": plain(table.as_of),
        "数据来源": plain(table.source),
        "注": plain(table.note),
        **place(address),
        **({"备注": SAMPLE} if table.synthetic else {}),
    }


def _units(table: Table) -> Iterator[str]:
    """The unit of each column; of a column of units what it says in each row."""
    for n, column in enumerate(table.columns):
        yield from (row.cells[n].text for row in table.rows) if column.key == UNIT_KEY else (column.unit,)


# ---------------------------------------------------------------- as CSV

ENGLISH = {
    "标题": "title",
    "单位": "unit",
    "统计时点": "as_of",
    "数据来源": "source",
    "注": "note",
    "网址": "address",
    "页面": "page",
    "备注": "remark",
}  # what `about` says, in the CSV for programs


def csv_text(table: Table, address: str) -> str:
    """For spreadsheets: one header row with the units, numbers as printed, and what `about` says in every row.

    Lines end in CR LF; the byte-order mark is the caller's. Words that would be formulas are made safe.
    """
    header, rows = sheet(table)
    said = about(table, address)
    same = tuple(map(safe, said.values()))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(safe, (*header, *said)))
    for row in rows:
        cells = (f"{cell:f}" if isinstance(cell, Decimal) else safe(cell) for cell in row)
        writer.writerow((*cells, *same))
    return out.getvalue()


def plain_csv_text(table: Table, address: str) -> str:
    """For programs: columns by their keys, exact values (ratios to six decimals), empty where there is none.

    After a column of which some cells have no value or carry marks stands ``<key>_note`` with the words or marks, and
    after the labels label_note. Then title, unit, as_of, source, note, address (or page, where only its path is known)
    and, of synthetic data, remark: the same in every row. Lines end in LF.
    """
    table = plainly(table)
    notes = [[row.note for row in table.rows], *([_note(cell) for cell in cells] for cells in _columns(table))]
    noted = [any(found) for found in notes]
    keys = [LABEL, *(column.key for column in table.columns)]
    header = [name for key, has in zip(keys, noted, strict=True) for name in (key, f"{key}_note")[: 1 + has]]
    said = {ENGLISH[name]: text for name, text in about(table, address).items()}
    same = tuple(map(safe, said.values()))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *said])
    for row, row_notes in zip(table.rows, zip(*notes, strict=True), strict=True):
        values = [safe(row.label), *(plain_number(cell.value) for cell in row.cells)]
        pairs = zip(values, map(safe, row_notes), noted, strict=True)
        writer.writerow([*(text for value, note, has in pairs for text in (value, note)[: 1 + has]), *same])
    return out.getvalue()


LABEL = "label"


def _columns(table: Table) -> list[list[Cell]]:
    return [[row.cells[n] for row in table.rows] for n in range(len(table.columns))]


def _note(cell: Cell) -> str:
    return cell.text if cell.value is None else cell.marks
