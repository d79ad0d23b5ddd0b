"""Rules that data/schema.yml states cell by cell: mandatory, on the list, well written, in range, unique."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches

from report.checks.rule import at, rule
from report.inputs.raw import ColumnSchema, RawCell, RawData, RawRow
from report.inputs.written_values import FORMS_OF_TYPES, decimal
from report.model import Problem

LONGEST_GUESS = 40  # characters of a text that we look for a near word for; difflib is quadratic


@rule("empty-cell")
def empty_mandatory_cells(raw: RawData) -> Iterator[Problem]:
    """A mandatory cell holds something; empty is not zero."""
    for row, column in ((row, column) for table in raw.tables for row in table.rows for column in table.schema.columns):
        if column.required and not row[column.name] and not _column_is_missing(row, column):
            yield at(row.cell(column.name).where, f"「{column.name}」是空的", _what_to_write(column))


@rule("unknown-*")
def values_off_the_list(raw: RawData) -> Iterator[Problem]:
    """A cell with a list of values holds one of them; the rule says which kind of thing is unknown."""
    for column, cell in _cells(raw):
        for text in _texts(column, cell):
            if column.values and text not in column.values:
                id = f"unknown-{column.name.replace('_', '-')}"
                yield at(cell.where, f"「{column.name}」不能是 {text!r}", choices(text, column.values), rule=id)


@rule("bad-*")
def badly_written_values(raw: RawData) -> Iterator[Problem]:
    """Numbers, dates, periods, slugs and addresses are written the one way that can be read."""
    for column, cell in _cells(raw):
        form = FORMS_OF_TYPES.get(column.type)
        for text in _texts(column, cell):
            if form and (cure := form(text)):
                id = "bad-" + ("period" if column.type in ("date", "partial-date") else column.type)
                yield at(cell.where, f"「{column.name}」写作 {text!r}，无法识别", cure, rule=id)


@rule("out-of-range")
def values_out_of_range(raw: RawData) -> Iterator[Problem]:
    """Numbers stand between the minimum and maximum of their column."""
    for column, cell in _cells(raw):
        value = decimal(cell.text) if column.minimum else None
        if value is None:
            continue
        low, high = Decimal(column.minimum), Decimal(column.maximum) if column.maximum else None
        if value < low or (high is not None and value > high):
            cure = f"应不小于 {low}" + (f"，不大于 {high}" if high is not None else "")
            yield at(cell.where, f"「{column.name}」为 {cell.text}，超出范围", cure)


@rule("bad-list")
def lists_and_texts(raw: RawData) -> Iterator[Problem]:
    """A list is written as a list, and only where one belongs; anything else would be read as one long word."""
    for column, cell in _cells(raw):
        if column.type == "list" and cell.text and not cell.items:
            cure = f"请写成列表，如 [{cell.text[:LONGEST_GUESS]}]"
            yield at(cell.where, f"「{column.name}」应是列表，却写成文字", cure)
        elif column.type != "list" and cell.items:
            yield at(cell.where, f"「{column.name}」应是文字，却写成列表", "请去掉方括号或短横线")


@rule("duplicate-key")
def duplicate_keys(raw: RawData) -> Iterator[Problem]:
    """No two rows of a file, or of the tables together, have the same key."""
    for spec in raw.schema:
        first: dict[tuple[str, ...], RawRow] = {}
        for row in raw.rows(spec.pattern):
            key = tuple(row[name] for name in spec.key)
            if any(key) and key in first:
                what = f"与 {first[key].where} 的键相同（{'，'.join(part for part in key if part)}）"
                yield at(row.where, what, "请删去重复的一行，或改正其中一行")
            first.setdefault(key, row)


def _what_to_write(column: ColumnSchema) -> str:
    """In Chinese, so not by its meaning, which the schema tells in English."""
    if column.values:
        return f"请填写，可用：{'、'.join(column.values)}"
    return f"请填写，如 {column.example}" if column.example else "请填写，写法见 data/README.md"


# ---------------------------------------------------------------- shared by the rules


def _cells(raw: RawData) -> Iterator[tuple[ColumnSchema, RawCell]]:
    for table in raw.tables:
        for row in table.rows:
            for column in table.schema.columns:
                yield column, row.cell(column.name)


def _column_is_missing(row: RawRow, column: ColumnSchema) -> bool:
    """A csv file without the column: said once, in its header, and not again for every row."""
    return row.where.file.endswith(".csv") and column.name not in row.cells


def _texts(column: ColumnSchema, cell: RawCell) -> tuple[str, ...]:
    """The members of a list, or the one text; nothing for an empty cell."""
    if column.type == "list":
        return cell.items
    return (cell.text,) if cell.text else ()


def choices(text: str, allowed: tuple[str, ...]) -> str:
    """是否应为「江苏」？, or the list when nothing is near."""
    if not allowed:
        return "那里还没有任何一行，请先补上"
    text = text[:LONGEST_GUESS]
    near = get_close_matches(text, allowed, n=1, cutoff=0.5) or [one for one in allowed if len(one) > 1 and one in text]
    return (
        f"是否应为「{near[0]}」？" if near else f"可用：{'、'.join(allowed[:12])}{' 等' if len(allowed) > 12 else ''}"
    )
