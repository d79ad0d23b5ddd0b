"""Ranks of official tables, also where two tables print one cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from report.model import Dataset, Observation, Subject
from report.numbers.official import standings
from tests.known import real

CELL = ("designs_in_force", date(2023, 12, 31), Subject.UNIVERSITIES)


def table() -> tuple[Dataset, list[Observation]]:
    """The data, and the cells of one column of an official table, a province each."""
    dataset = real()
    provinces = {region.name for region in dataset.provinces}
    rows = [row for row in dataset.official if (row.indicator, row.period.end, row.subject) == CELL]
    return dataset, [row for row in rows if row.region in provinces]


def ranks(dataset: Dataset, rows: list[Observation]) -> list[int]:
    found = standings(replace(dataset, official=tuple(rows)))
    return sorted(rank for standing in found.values() if (rank := standing.rank))


def again(row: Observation) -> Observation:
    """The cell in a second table, with a larger value."""
    return row._replace(value=(row.value or Decimal()) + 1, where=row.where._replace(file="data/tables/again.csv"))


def test_a_cell_that_a_second_table_prints_too_counts_once() -> None:
    dataset, rows = table()

    assert len(ranks(dataset, rows)) == 31
    assert ranks(dataset, [*rows, again(rows[9])]) == ranks(dataset, rows)


def test_a_province_twice_does_not_stand_for_one_that_is_missing() -> None:
    dataset, rows = table()

    assert ranks(dataset, [*rows[:-1], again(rows[9])]) == []
