"""Where figures of a return come from: cells, each with its value and the way to it, and what is worked out of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from report.address import (
    cell_address,
    holders_address,
    quarter_address,
    region_quarter_address,
    sources_address,
)
from report.model import Observation, RegionKind, Span
from report.numbers.cells import machine_key, named, value_cell
from report.numbers.returned import Figure
from report.pages.desk import Desk
from report.pages.plan import Wanted, figure_of
from report.period import Quarter
from report.seals.printing import cell_of

ANCHOR = "#from-"  # begins the id of the row that tells where a figure comes from; the key of its column follows


class Taken(NamedTuple):
    """A cell of a return: 盘点!L22, where it stands, and the value that it has."""

    cell: str
    address: str
    text: str


class Made(NamedTuple):
    """What a value is made of: cells and signs between them; *result*: as printed, empty where it is a cell itself."""

    result: str
    parts: tuple[Taken | str, ...]


class Trace(NamedTuple):
    """Of a figure what it is made of; *made* has one for each column of its table."""

    key: str
    title: str
    made: tuple[Made, ...]


class Sources(NamedTuple):
    """A table of sources: *of* whom, and in the order of `Trace.made` what stands above its columns."""

    of: str
    heads: tuple[str, ...]
    rows: tuple[Trace, ...]


NOW, LAST, BEFORE = "本期", "上季", "上年同期"
NOTHING, UNTOLD = Made("", ()), Made("", ("",))  # there is none; the page does not say


def sources(
    desk: Desk,
    of: str,
    wanted: Iterable[Wanted],
    names: Sequence[str],
    quarter: Quarter,
    *,
    sparing: bool = False,
    since: Container[str] = (),
) -> Sources:
    """A row for each figure that the first of *names* has; of each of them now and a year before.

    *sparing*: the year before only of what is shown with its change. *since*: the columns of which is told what changed
    since the quarter before.
    """
    asked = {
        machine_key(one): (column, one) for column in wanted for one in [figure_of(desk, column, names[0], quarter)]
    }
    told = {f"{name}{time}": (name, when) for name in names for time, when in _times(quarter)}

    def made(column: Wanted, figure: Figure, name: str, when: Quarter) -> Made:
        is_told = when == quarter or not sparing or "change" in column.show
        if when == quarter - 1:
            is_told = name == names[0] and machine_key(figure) in since
        return _of(desk, figure, name, when) if is_told else UNTOLD

    rows = (
        Trace(key, named(one), tuple(made(column, one, *other) for other in told.values()))
        for key, (column, one) in asked.items()
    )
    return _table(of, tuple(told), rows)


def sources_of(desk: Desk, of: str, wanted: Sequence[Wanted], whose: Iterable[tuple[str, Quarter]]) -> Sources:
    """A row for each figure of each of *whose*, a region in a quarter; and of what its 同比 and 占全国 follow."""
    nation = desk.dataset.nation.name

    def row(figure: Figure) -> Trace:
        region, quarter = figure.region, figure.quarter
        whole = _of(desk, figure, nation, quarter) if region != nation and figure.share is not None else UNTOLD
        made = (_of(desk, figure, region, quarter), _of(desk, figure, region, quarter - 4), whole)
        return Trace(_row_key(desk, figure), f"{region}{quarter.title}{named(figure)}", made)

    figures = (figure_of(desk, column, *one) for one in whose for column in wanted)
    return _table(of, (NOW, BEFORE, f"{nation}{NOW}"), map(row, figures))


def _row_key(desk: Desk, figure: Figure) -> str:
    """That of its column, and how the address ends that its row leads to: transfer_count_ytd-jiangsu-2026q3."""
    region = desk.dataset.regions[figure.region]
    whose = "quarters" if region.kind is RegionKind.NATION else region.slug
    return f"{machine_key(figure)}-{whose}-{figure.quarter.slug}"


def _table(of: str, heads: Sequence[str], rows: Iterable[Trace]) -> Sources:
    """The rows that have a value or a cell; what none has, as the year before in a first year, has no column."""
    found = [row for row in rows if row.made[0].parts]
    kept = [n for n in range(len(heads)) if any(row.made[n] not in (NOTHING, UNTOLD) for row in found)]
    return Sources(
        of,
        tuple(heads[n] for n in kept),
        tuple(row._replace(made=tuple(row.made[n] for n in kept)) for row in found),
    )


def _times(quarter: Quarter) -> tuple[tuple[str, Quarter], ...]:
    return (NOW, quarter), (LAST, quarter - 1), (BEFORE, quarter - 4)


def _of(desk: Desk, like: Figure, region: str, quarter: Quarter) -> Made:
    """The same figure of another region or time; nothing where no return is out of it."""
    return _made(desk, _like(desk, like, region, quarter)) if quarter in desk.dataset.returns else NOTHING


def _like(desk: Desk, like: Figure, region: str, quarter: Quarter, key: str = "", span: Span | None = None) -> Figure:
    return desk.figures.figure(key or like.indicator.key, region, quarter, span or like.span, like.subject)


def _made(desk: Desk, figure: Figure) -> Made:
    parts = tuple(_parts(desk, figure))
    return Made("" if figure.observation or not parts else value_cell(figure).text, parts)


def _parts(desk: Desk, figure: Figure) -> Iterator[Taken | str]:
    """As report/numbers/returned works it out; nothing of what has neither a cell nor a value."""
    if figure.observation:
        yield _taken(desk, figure.observation, value_cell(figure).text)
    elif figure.value is not None and figure.span is Span.RATE:
        above, below = (_like(desk, figure, figure.region, figure.quarter, *part) for part in _fraction(figure))
        yield from (*_inner(desk, above), " ÷ ", *_inner(desk, below), " × 100")
    elif figure.value is not None:
        yield from _from_the_other(desk, figure)


def _fraction(figure: Figure) -> tuple[tuple[str, Span], ...]:
    return (figure.indicator.numerator, Span.YTD), (figure.indicator.denominator, Span.YTD)


def _from_the_other(desk: Desk, figure: Figure) -> Iterator[Taken | str]:
    """当季 from 累计 and what there was before, or the other way round; in a first quarter they are the same."""
    region, quarter = figure.region, figure.quarter
    other, sign = (Span.QUARTER, " ＋ ") if figure.span is Span.YTD else (Span.YTD, " － ")
    yield from _parts(desk, _like(desk, figure, region, quarter, span=other))
    if quarter.number > 1:
        yield sign
        yield from _inner(desk, _like(desk, figure, region, quarter - 1, span=Span.YTD))


def _inner(desk: Desk, figure: Figure) -> Iterator[Taken | str]:
    """A part of something; in brackets where it has parts itself."""
    parts = tuple(_parts(desk, figure))
    yield from parts if len(parts) == 1 else ("（", *parts, "）")


def _taken(desk: Desk, row: Observation, text: str) -> Taken:
    return Taken(cell_of(row.where), cell_address(row, desk.dataset.regions[row.region]), text)


# ---------------------------------------------------------------- ways there


def way(desk: Desk, figure: Figure) -> str:
    """Where the report of its region, or of the nation, tells what a figure is made of; empty where it has no value."""
    region, quarter = desk.dataset.regions[figure.region], figure.quarter
    if region.kind is RegionKind.NATION:
        is_whole = figure.subject is figure.indicator.whole
        address = quarter_address(quarter) if is_whole else holders_address(quarter)
    else:
        address = region_quarter_address(region, quarter)
    return f"{address}{ANCHOR}{machine_key(figure)}" if figure.value is not None else ""


def way_of_indicator(desk: Desk, figure: Figure) -> str:
    """Where the sources of its indicator tell what a figure is made of."""
    return f"{sources_address(figure.indicator)}{ANCHOR}{_row_key(desk, figure)}"


def ways(desk: Desk, wanted: Iterable[Wanted], region: str, quarter: Quarter) -> dict[str, str]:
    """Where the report of a region tells what each of its figures is made of, by the keys of their columns."""
    figures = (figure_of(desk, one, region, quarter) for one in wanted)
    return {machine_key(one): address for one in figures if (address := way(desk, one))}
