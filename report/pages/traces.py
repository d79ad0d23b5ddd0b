"""Where figures of a return come from: cells, each with its value and the way to it, and what is worked out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename
from typing import NamedTuple

from report.address import cell_address, region_quarter_address, table_address
from report.model import Observation, Place, Span
from report.numbers.cells import machine_key, named, value_cell
from report.numbers.returned import Figure, Figures
from report.pages.desk import Desk
from report.pages.plan import Wanted
from report.period import Quarter
from report.seals.printing import cell_of
from report.sentences.bulletin import Sentence
from report.sentences.claims import Claim

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
    """Of a figure what it is made of, and what its changes and shares are: of the year before, and of the nation."""

    key: str
    title: str
    made: tuple[Made, ...]  # the region now and a year before, the nation now and a year before


class ColumnTrace(NamedTuple):
    """Of a column the cells that it was taken from, or how it was worked out; *address*: of the nation's cell."""

    key: str
    title: str
    told: str
    address: str


NOTHING = Made("", ())


def traces(desk: Desk, wanted: Iterable[Wanted], region: str, quarter: Quarter) -> list[Trace]:
    """A row for each figure of a region that has a value or a cell."""
    figures, nation = desk.figures, desk.dataset.nation.name
    asked = {machine_key(one): one for one in (_figure(figures, one, region, quarter) for one in wanted)}
    return [
        Trace(key, named(one), (now, *(_of(desk, one, *other) for other in _others(quarter, region, nation))))
        for key, one in asked.items()
        if (now := _made(desk, one)).parts
    ]


def _others(quarter: Quarter, region: str, nation: str) -> tuple[tuple[str, Quarter], ...]:
    return (region, quarter - 4), (nation, quarter), (nation, quarter - 4)


def _figure(figures: Figures, wanted: Wanted, region: str, quarter: Quarter) -> Figure:
    return figures.figure(wanted.key, region, quarter, wanted.span, wanted.subject)


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


def heads(rows: Sequence[Trace], region: str, nation: str) -> list[str]:
    """What stands above the columns of *rows*; empty above one that has nothing, as in a first year."""
    told = (f"{region}本期", f"{region}上年同期", f"{nation}本期", f"{nation}上年同期")
    return [head if any(row.made[n].parts for row in rows) else "" for n, head in enumerate(told)]


# ---------------------------------------------------------------- ways there


def way(desk: Desk, figure: Figure) -> str:
    """Where the report of its region tells what a figure is made of; empty where it has no value."""
    region = desk.dataset.regions[figure.region]
    address = region_quarter_address(region, figure.quarter)
    return f"{address}{ANCHOR}{machine_key(figure)}" if figure.value is not None else ""


def first_told(sentences: Iterable[Sentence], traced: Iterable[Trace]) -> str:
    """The key of the first value that sentences tell and that is traced; empty where there is none."""
    known = {one.key for one in traced}
    keys = (part.column for sentence in sentences for part in sentence if isinstance(part, Claim))
    return next((key for key in keys if key in known), "")


# ---------------------------------------------------------------- columns


def column_traces(desk: Desk, quarter: Quarter, columns: Iterable[Wanted]) -> Iterator[ColumnTrace]:
    """Of each of *columns* that the quarter has."""
    for column in columns:
        figures = desk.figures.column(column.key, quarter, column.span)
        nation, cells = figures[0], [one.observation for one in figures if one.observation]
        if cells:
            own = nation.observation
            address = cell_address(own, desk.dataset.nation) if own else table_address(cells[0].source)
            yield ColumnTrace(machine_key(nation), named(nation), range_of([one.where for one in cells]), address)
        elif any(one.value is not None for one in figures):
            yield ColumnTrace(machine_key(nation), named(nation), _worked_out(desk, nation), "")


def _worked_out(desk: Desk, nation: Figure) -> str:
    if nation.span is not Span.RATE:
        return "由当季数和本年累计数推算"
    parts = (_like(desk, nation, nation.region, nation.quarter, *part) for part in _fraction(nation))
    return f"{' ÷ '.join(map(named, parts))} × 100"


def range_of(cells: Sequence[Place]) -> str:
    """转让许可!C13:C45; of a CSV 2024Q3.csv 第2—34行."""
    columns = sorted({cell.column for cell in cells}, key=lambda letters: (len(letters), letters))
    lines = [cell.line for cell in cells]
    if not cells[0].sheet:
        return f"{basename(cells[0].file)} 第{min(lines)}—{max(lines)}行"
    return f"{cells[0].sheet}!{columns[0]}{min(lines)}:{columns[-1]}{max(lines)}"
