"""A result of every region on the grid of the country: the newest complete columns of official tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from report.address import indicator_address
from report.model import Observation, Subject
from report.pages.desk import Desk
from report.pages.pictures import title_of
from report.pages.series_tables import shade


class Square(NamedTuple):
    """Where it stands on the grid, from 1; what it shows; where that stands in its table, if it is ours."""

    name: str
    column: int
    row: int
    text: str = ""
    shade: str = "is-none"
    address: str = ""


class Result(NamedTuple):
    """One result of all regions."""

    title: str
    when: str
    unit: str
    address: str  # of its indicator
    squares: tuple[Square, ...]


def results(desk: Desk, tables: Iterable[tuple[str, Subject]]) -> Iterator[Result]:
    """Of each of *tables* the newest column that has all provinces."""
    for key, subject in tables:
        if rows := desk.newest_column(key, subject):
            indicator, squares = desk.dataset.indicators[key], tuple(_squares(desk, rows))
            title, address = title_of(indicator, subject), indicator_address(indicator)
            yield Result(title, rows[0].period.title, indicator.unit, address, squares)


def _squares(desk: Desk, rows: Sequence[Observation]) -> Iterator[Square]:
    of = {row.region: row for row in rows}
    for region in desk.dataset.regions.values():
        if region.tile:
            column, line = region.tile
            square, row = Square(region.name, column + 1, line + 1), of.get(region.name)
            yield _filled(desk, square, row) if row else square


def _filled(desk: Desk, square: Square, row: Observation) -> Square:
    view, standing = desk.cell(row), desk.standings.get(row)
    shaded = shade(standing.rank if standing else None, len(desk.dataset.provinces))
    return square._replace(text=f"{view.value}{view.mark}", shade=shaded, address=view.address)
