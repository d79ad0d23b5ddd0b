"""A region at a glance: of each headline figure its change, its place among the 31, and how it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import quantiles
from typing import Any, NamedTuple

from report import wording
from report.address import indicator_address
from report.model import Observation, Span, Symbol
from report.numbers.cells import named, value_cell, with_unit
from report.numbers.returned import Figure
from report.pages.desk import Desk
from report.pages.plan import Wanted, figure_of
from report.pages.series_tables import is_given
from report.pages.traces import way
from report.period import Quarter
from report.sentences.claims import claim, period_text, rank, stated, year_on_year

ENOUGH = 4  # values of which a half lies between the quartiles
WIDTH = 250  # of a strip


class Bar(NamedTuple):
    """A small bar: of when, its value, None a gap, and the marks that make it hollow."""

    when: str
    value: float | None = None
    marks: str = ""


class Strip(NamedTuple):
    """Where values lie on a line from the least, 0, to the greatest, WIDTH: a glyph, as bars are."""

    ticks: tuple[int, ...]
    lower: int  # the quartiles and the median
    middle: int
    upper: int
    here: int
    nation: int | None  # of a rate; a count of the nation is the sum
    told: str  # the same to who does not see it; the place stands beside it


def strip(values: Mapping[str, Decimal | None], region: str, nation: Decimal | None = None) -> Strip | None:
    """*values*: of the provinces; None where *region* has none among them, or they tell no places apart."""
    known = sorted(float(value) for value in values.values() if value is not None)
    own = values.get(region)
    if own is None or len(known) < ENOUGH or known[0] == known[-1]:
        return None
    least, width = known[0], known[-1] - known[0]

    def at(value: float | Decimal) -> int:
        return round((float(value) - least) / width * WIDTH)

    lower, middle, upper = quantiles(known, method="inclusive")
    beside = at(nation) if nation is not None else None
    told = [f"{_side(float(own), middle)}中位数", _part(float(own), lower, upper)]
    told += [] if nation is None else [f"{_side(float(own), float(nation))}全国"]
    return Strip(tuple(map(at, known)), at(lower), at(middle), at(upper), at(own), beside, "，".join(told))


def _side(own: float, other: float) -> str:
    return "高于" if own > other else "低于" if own < other else "等于"


def _part(own: float, lower: float, upper: float) -> str:
    return "在最大的四分之一" if own > upper else "在最小的四分之一" if own < lower else "在居中的一半"


def profile(desk: Desk, columns: Iterable[Wanted], region: str, quarter: Quarter) -> list[Mapping[str, Any]]:
    """A row for each of *columns* that the quarter has of anybody; none where it has none of this region."""
    if not desk.figures.is_returned(region, quarter):
        return []
    return [_row(desk, one, region, quarter) for one in columns if is_given(desk, one, quarter)]


def _row(desk: Desk, column: Wanted, region: str, quarter: Quarter) -> Mapping[str, Any]:
    figure = figure_of(desk, column, region, quarter)
    return {
        "address": indicator_address(figure.indicator),
        "way": way(desk, figure),
        "title": claim("indicator", figure, figure.indicator.title),
        "where": claim("period", figure, period_text(figure)),
        "value": stated(figure, desk.figures) if figure.value is not None else None,
        "absent": wording.SYMBOLS[figure.symbol or Symbol.NOT_PUBLISHED],
        "change": year_on_year(figure),
        "place": rank(figure, desk.figures),
        "strip": _strip(desk, column, figure),
        **_course(desk.figures.series(column.key, region, subject=column.subject, until=quarter)),
    }


def _strip(desk: Desk, column: Wanted, figure: Figure) -> Strip | None:
    nation, *others = desk.figures.column(column.key, figure.quarter, column.span, column.subject)
    return strip(of_provinces(desk, others), figure.region, nation.value if figure.span is Span.RATE else None)


def of_provinces(desk: Desk, column: Iterable[Figure | Observation]) -> Mapping[str, Decimal | None]:
    """The values of a column by province."""
    provinces = {one.name for one in desk.dataset.provinces}
    return {one.region: one.value for one in column if one.region in provinces}


def _course(figures: Sequence[Figure]) -> Mapping[str, Any]:
    """Bars of the quarters, None where there is no value, and the ends of them in words."""
    first, last = figures[0], figures[-1]
    ends = "，".join(f"{one.quarter.title}{_printed(one)}" for one in (first, last))
    return {"bars": list(_bars(figures)) if len(figures) > 1 else [], "course": f"{named(last)}：{ends}"}


def _bars(figures: Iterable[Figure]) -> Iterator[Bar]:
    for one in figures:
        yield Bar(one.quarter.title, None if one.value is None else float(one.value), value_cell(one).marks)


def _printed(figure: Figure) -> str:
    if figure.value is None:
        return "未公布"
    return with_unit(value_cell(figure), figure.indicator.unit)
