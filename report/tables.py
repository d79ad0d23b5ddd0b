"""What a table of numbers says in words: its texts made plain, its columns, its cells."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from report.charts.plain import plain
from report.model import DataTable, TableCell, TableColumn, TableRow

PRINTED_NUMBER = re.compile(r"[+\-−]?[\d,]*\.?\d+%?")


def plainly(table: DataTable) -> DataTable:
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


def _plain_column(column: TableColumn) -> TableColumn:
    return TableColumn(column.key, plain(column.title), plain(column.unit), plain(column.note))


def _plain_row(row: TableRow) -> TableRow:
    cells = tuple(TableCell(plain(cell.text), cell.value, plain(cell.marks)) for cell in row.cells)
    return replace(row, label=plain(row.label), note=plain(row.note), cells=cells)


def number_in(text: str) -> Decimal | None:
    """The number that a printed cell is: 1,234 → 1234, −3.1% → -3.1; None where it is anything else."""
    if not PRINTED_NUMBER.fullmatch(text):
        return None
    return Decimal(text.translate(_BARE))


_BARE = str.maketrans({",": None, "%": None, "−": "-"})
