"""A result of every region on the grid of the country: of the newest quarter, or a full column of an official table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from report.address import indicator_address, region_quarter_address
from report.model import Observation, Subject
from report.numbers.cells import named, value_cell
from report.numbers.returned import Figure
from report.pages.desk import Desk
from report.pages.pictures import title_of
from report.pages.plan import Wanted
from report.pages.series_tables import is_given, shade
from report.pages.traces import way


class Square(NamedTuple):
    """Where it stands on the grid, from 1; what it shows; where that comes from, if it is ours."""

    name: str
    column: int
    row: int
    text: str = ""
    shade: str = "is-none"
    address: str = ""
    marks: str = ""  # p, r or 推算


class Result(NamedTuple):
    """One result of all regions."""

    title: str
    when: str
    unit: str
    address: str  # of its indicator
    squares: tuple[Square, ...]


Filling = Mapping[str, str]  # what a square shows and where that comes from, by the names of its fields


def results(desk: Desk, headlines: Iterable[Wanted], tables: Iterable[tuple[str, Subject]]) -> Iterator[Result]:
    """Of the newest quarter each of *headlines*, then of each of *tables* the newest column that has all provinces."""
    for quarter in desk.figures.quarters[-1:]:
        for one in headlines:
            if is_given(desk, one, quarter):
                yield _of_return(desk, desk.figures.column(one.key, quarter, one.span, one.subject))
    for key, subject in tables:
        if rows := desk.newest_column(key, subject):
            indicator = desk.dataset.indicators[key]
            filled = {row.region: _of_table(desk, row) for row in rows}
            title, address = title_of(indicator, subject), indicator_address(indicator)
            yield Result(title, rows[0].period.title, indicator.unit, address, tuple(_squares(desk, filled)))


def _of_return(desk: Desk, column: Sequence[Figure]) -> Result:
    first, filled = column[0], {figure.region: _of_figure(desk, figure) for figure in column}
    when, address = first.span.period(first.quarter).title, indicator_address(first.indicator)
    return Result(named(first), when, first.indicator.unit, address, tuple(_squares(desk, filled)))


def _squares(desk: Desk, filled: Mapping[str, Filling]) -> Iterator[Square]:
    for region in desk.dataset.regions.values():
        if region.tile:
            column, line = region.tile
            yield Square(region.name, column + 1, line + 1, **filled.get(region.name, {}))


def _of_table(desk: Desk, row: Observation) -> Filling:
    view, standing = desk.cell(row), desk.standings.get(row)
    shaded = shade(standing.rank if standing else None, len(desk.dataset.provinces))
    return {"text": f"{view.value}{view.mark}", "shade": shaded, "address": view.address}


def _of_figure(desk: Desk, figure: Figure) -> Filling:
    """Where it has no value it leads to the region's report, which says so too."""
    cell, shaded = value_cell(figure), shade(figure.rank if figure.value else None, figure.ranked)
    report = region_quarter_address(desk.dataset.regions[figure.region], figure.quarter)
    address = way(desk, figure) or report
    return {"text": cell.text, "shade": shaded, "address": address, "marks": cell.marks}
