"""Two regions whose numbers stand in each other's row.

Several numbers that one of them had the quarter before stand exactly in the other's row, and those of the other in its
own: counts that hardly change, such as how many are sampled, give this away. Half of all must be nearer to the other's
than to the own: regions of one size may have some equal numbers by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import log
from typing import NamedTuple

from report.checks.rule import at
from report.model import Problem
from report.returns.entries import Book, Case
from report.returns.form import Form, FormColumn

LEAST = 10  # below it a number says nothing
EXACT = 2  # columns
NEARER = 0.5  # of all columns


class _Column(NamedTuple):
    """A column with the numbers of each region: the quarter before, and now."""

    column: FormColumn
    numbers: Mapping[str, tuple[float, float]]

    def is_exact(self, one: str, other: str) -> bool:
        (before, now), (other_before, other_now) = self.numbers[one], self.numbers[other]
        return (now, other_now) == (other_before, before) and before != other_before

    def is_kept(self, one: str, other: str) -> bool:
        return all(before == now for before, now in (self.numbers[one], self.numbers[other])) and (
            self.numbers[one] != self.numbers[other]
        )

    def is_nearer(self, one: str, other: str) -> bool:
        """Whether the ratios to what the other had are nearer to one than those to what the region itself had."""
        (before, now), (other_before, other_now) = self.numbers[one], self.numbers[other]
        own = abs(log(now / before)) + abs(log(other_now / other_before))
        return abs(log(now / other_before)) + abs(log(other_now / before)) < own


def exchanged(case: Case) -> Iterator[Problem]:
    """Of each table the pairs of regions whose rows look exchanged, said at the first cell that gives it away."""
    for sheet in case.form.sheets:
        columns = [_column(case, column) for column in sheet.columns if _is_counted(case.form, column)]
        for one, other in combinations(case.provinces, 2):
            shared = [column for column in columns if one in column.numbers and other in column.numbers]
            exact = [column for column in shared if column.is_exact(one, other)]
            if len(exact) >= EXACT and _all_agree(shared, one, other):
                yield _problem(case, exact[0], one, other)


def _is_counted(form: Form, column: FormColumn) -> bool:
    """Whether a column is neither a total nor a year to date nor a rate."""
    item = form.items[column.item]
    return (len(item.parts) == 1 or column.part != item.total) and column.measure in ("stock", "quarter")


def _column(case: Case, column: FormColumn) -> _Column:
    book = case.earlier.get(case.quarter - 1, {})
    found = {name: (_number(book, column, name), _number(case.book, column, name)) for name in case.provinces}
    return _Column(column, {name: numbers for name, numbers in found.items() if min(numbers) >= LEAST})


def _number(book: Book, column: FormColumn, region: str) -> float:
    value = book.get((column, region))
    return float(value.number or 0) if value else 0.0


def _all_agree(columns: Sequence[_Column], one: str, other: str) -> bool:
    nearer = sum(column.is_nearer(one, other) for column in columns)
    return nearer >= NEARER * len(columns) and not any(column.is_kept(one, other) for column in columns)


def _problem(case: Case, column: _Column, one: str, other: str) -> Problem:
    before, now = column.numbers[one]
    what = f"「{one}」与「{other}」的数可能互换：{now:.0f} 正是「{other}」上季的数，本地区上季为 {before:.0f}"
    cure = "请核对这张表中两个地区的各项；属实的，在 release.yml 说明原因"
    return at(case.book[(column.column, one)].where, what, cure)
