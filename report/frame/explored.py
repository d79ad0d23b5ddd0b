"""What 对比 (/explore/) shows of an indicator, as pages print it; its script picks and draws, and works nothing out.

A file of its own beside data.json, which holds exact values with all that tells where they are from: what pages print
is rounded by our rule (GB/T 8170), marked, ranked and compared, which no script shall do a second time; and readers of
对比 fetch a third of the bytes. Returns and official tables are series apart; cited figures are in none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from report.address import indicator_address
from report.frame.lines import JSON
from report.model import Artifact, Cell, Dataset, Indicator, LaidAway, Observation, Span, Subject
from report.numbers.cells import (
    MEANINGS,
    NOTHING,
    machine_key,
    pieces,
    value_cell,
    when,
    with_unit,
)
from report.numbers.measures import MEASURES, WORKED_OUT
from report.numbers.official import series
from report.numbers.ranks import median
from report.numbers.returned import PERCENT_DECIMALS, Figure
from report.pages.desk import Desk
from report.pages.explore import compared
from report.pages.pictures import suffix, title_of
from report.pages.plan import Wanted
from report.pages.series_tables import columns_of, is_given
from report.period import Period
from report.plaintext import plain
from report.store import code, digest, remember
from report.wording import RETURNS, SOURCE_KINDS, SUBJECTS, number_in
from report.wording import plain as printed

NAME = "explore.json"
OF_RETURN, OF_TABLE = RETURNS, SOURCE_KINDS["table"]


class Matrix(NamedTuple):
    """What is told of a series: cells by time and region as printed, and the median of the provinces by time.

    *place*: the measure that tells the places by this one, empty where there is none.
    """

    key: str  # value, or one of MEASURES
    title: str
    name: str  # 专利转让本年累计同比
    unit: str
    place: str
    cells: Sequence[Sequence[str]]
    median: Sequence[str]


def paths(dataset: Dataset) -> Iterator[str]:
    return (_path(one) for one in compared(dataset))


def files(desk: Desk, known: Mapping[str, str], kept: MutableMapping[str, bytes]) -> Iterator[Artifact]:
    """One for each of `compared`; *known*: the keys of all that they follow from, under which *kept* has them."""
    key = digest([], code(__name__), repr(desk.dataset.small_base), *known.values())
    for one in compared(desk.dataset):
        yield LaidAway(_path(one), partial(remember, kept, f"{key}-{one.key}", partial(_content, desk, one)))


def _path(indicator: Indicator) -> str:
    return f"{indicator_address(indicator)[1:]}{NAME}"


def _content(desk: Desk, indicator: Indicator) -> bytes:
    return JSON.encode(
        {
            "title": plain(indicator.title),
            "address": indicator_address(indicator)[1:],
            "synthetic": desk.dataset.synthetic,
            "regions": [_region(desk, name) for name in _names(desk)],
            "outside": [
                _region(desk, one.name) for one in desk.dataset.regions.values() if one.tile and not one.has_page
            ],
            "legend": [*MEANINGS.values()],
            "series": [*_returned(desk, indicator), *_official(desk, indicator)],
        }
    )


def _names(desk: Desk) -> list[str]:
    return [region.name for region in desk.figures.regions]


def _region(desk: Desk, name: str) -> Mapping[str, object]:
    region = desk.dataset.regions[name]
    return {
        "slug": region.slug,
        "name": name,
        "kind": region.kind.value,
        **({"tile": region.tile} if region.tile else {}),
    }


def _series(
    key: str,
    kind: str,
    title: str,
    chart: str,
    times: Sequence[Mapping[str, object]],
    measures: Iterable[Matrix],
    notes: Iterable[str],
) -> Mapping[str, Any]:
    """*chart*: how the names of its static pictures begin."""
    return {
        "key": key,
        "kind": kind,
        "title": title,
        "chart": chart,
        "times": times,
        "measures": [one._asdict() for one in measures if any(map(_has_number, one.cells))],
        "notes": [*notes],
    }


def _has_number(line: Iterable[str]) -> bool:
    """Whether one of its cells is a number, with marks (18,858 r) or among how many (3/30)."""
    return any(number_in(text.partition(" ")[0].partition("/")[0]) is not None for text in line)


def _told(cell: Cell) -> str:
    return with_unit(cell, "")


# ---------------------------------------------------------------- returns


def _returned(desk: Desk, indicator: Indicator) -> Iterator[Mapping[str, Any]]:
    """Of all that are counted 当季 and 累计, of the holders what the page of the indicator has."""
    for wanted in columns_of(desk, indicator):
        quarters = [one for one in desk.figures.quarters if is_given(desk, wanted, one)]
        columns = [desk.figures.column(wanted.key, one, wanted.span, wanted.subject) for one in quarters]
        if columns:
            yield _of_columns(desk, indicator, wanted, columns)


def _of_columns(
    desk: Desk, indicator: Indicator, wanted: Wanted, columns: Sequence[Sequence[Figure]]
) -> Mapping[str, Any]:
    first = columns[-1][0]
    is_whole = wanted.subject is indicator.whole
    whose = "" if is_whole else SUBJECTS[wanted.subject]
    return _series(
        f"{first.span}{suffix(wanted.subject, indicator.whole)}",
        OF_RETURN,
        f"{whose}{when(first)}",
        machine_key(first).replace("_", "-"),
        [_quarter(desk, now, before) for before, now in pairwise([None, *(column[0] for column in columns)]) if now],
        _matrices(desk, columns, is_whole=is_whole),
        (),
    )


def _quarter(desk: Desk, figure: Figure, before: Figure | None) -> Mapping[str, object]:
    """*follows*: whether a line may lead here from the time before, which 累计 of another year forbids."""
    quarter = figure.quarter
    adjoins = before is not None and before.quarter == quarter - 1
    begins_anew = quarter.number == 1 and (figure.span is Span.YTD or figure.indicator.to_date)
    return {
        "code": quarter.slug,
        "title": quarter.title,
        "day": quarter.end.isoformat(),
        "follows": adjoins and not begins_anew,
        "source": plain(desk.return_title(quarter)),
    }


def _matrices(desk: Desk, columns: Sequence[Sequence[Figure]], *, is_whole: bool) -> Iterator[Matrix]:
    """The value, and what 对比 has of all that is worked out of it; of a holder alone its change."""
    first, provinces = columns[-1][0], {region.name for region in desk.dataset.provinces}
    own, rates = first.indicator, first.span is Span.RATE
    decimals = own.decimals if rates else PERCENT_DECIMALS

    def told(cell: Callable[[Figure, int], Cell]) -> list[list[str]]:
        return [[_told(cell(figure, len(provinces))) for figure in column] for column in columns]

    def medians(number: Callable[[Figure], Decimal | None], decimals: int | None) -> list[str]:
        return [_middle((number(one) for one in column if one.region in provinces), decimals) for column in columns]

    name, values = "".join(pieces(first)), medians(lambda one: one.value, own.decimals)
    yield Matrix("value", "数值", name, own.unit, "place", told(lambda figure, _: value_cell(figure)), values)
    for key, one in WORKED_OUT.items():
        if one.placed_by and (is_whole or key == "change"):
            title, unit = one.called.title, one.called.unit_beside(rates=rates)
            name = "".join(pieces(first, title))
            yield Matrix(key, title, name, unit, one.placed_by, told(one.cell), medians(one.number, decimals))


def _middle(numbers: Iterable[Decimal | None], decimals: int | None) -> str:
    found = median(numbers)
    return NOTHING.text if found is None else printed(found, decimals)


# ---------------------------------------------------------------- official tables


def _official(desk: Desk, indicator: Indicator) -> Iterator[Mapping[str, Any]]:
    """Each subject by itself, at the times of which there is a table of the regions."""
    names = _names(desk) if indicator.key in desk.by_indicator else []
    own = {name: series(desk.dataset, name) for name in names}
    provinces = {region.name for region in desk.dataset.provinces}
    for subject in Subject:
        rows = {name: {row.period: row for row in own[name].get((indicator.key, subject), ())} for name in names}
        if periods := sorted({period for name in provinces & rows.keys() for period in rows[name]}):
            yield _of_rows(desk, indicator, subject, periods, rows)


def _of_rows(
    desk: Desk,
    indicator: Indicator,
    subject: Subject,
    periods: Sequence[Period],
    rows: Mapping[str, Mapping[Period, Observation]],
) -> Mapping[str, Any]:
    given = [[rows[name].get(period) for name in rows] for period in periods]
    wrong = [f"{row.region}{row.period.title}{row.error.told}" for line in given for row in line if row and row.error]
    return _series(
        f"table{suffix(subject)}",
        OF_TABLE,
        desk.who(subject),
        f"{indicator.slug}{suffix(subject)}",
        [
            _time(desk, line, now, before)
            for line, (before, now) in zip(given, pairwise([None, *periods]), strict=True)
            if now
        ],
        _of_table(desk, indicator, title_of(indicator, subject), given),
        wrong,
    )


def _time(desk: Desk, line: Sequence[Observation | None], now: Period, before: Period | None) -> Mapping[str, object]:
    """*follows*: as in the static pictures, not over a calendar year without a table.

    *table* has the cell of each region, whose name there begins with the region's and ends with *counted*; *others*:
    where those stand that have it elsewhere.
    """
    rows = [row for row in line if row]
    sources = [desk.dataset.sources[key] for key in dict.fromkeys(row.source for row in rows)]
    ways = {desk.dataset.regions[row.region].slug: desk.cell(row).address[1:] for row in rows}
    last = desk.dataset.regions[rows[-1].region].slug
    table, _, cell = ways[last].partition("#")
    counted = cell.removeprefix(last)
    return {
        "code": now.code.replace("/", "_"),
        "title": now.title,
        "day": now.end.isoformat(),
        "follows": before is not None and now.end.year - before.end.year <= 1,
        "source": plain("、".join(f"{one.publisher}《{one.title}》" for one in sources)),
        "table": table,
        "counted": counted,
        "others": {slug: way for slug, way in ways.items() if way != f"{table}#{slug}{counted}"},
    }


def _of_table(
    desk: Desk, indicator: Indicator, name: str, given: Sequence[Sequence[Observation | None]]
) -> Iterator[Matrix]:
    """Places and medians only where a table is complete; no change is stated of official tables."""
    told = {
        "value": ("数值", indicator.unit, _value),
        "share": (MEASURES["share"].title, "", _share),
        "place": (MEASURES["place"].title, "", _place),
    }
    for key, (title, unit, cell) in told.items():
        cells = [[_told(cell(desk, row)) for row in line] for line in given]
        middle = [_middle_of(desk, line) if key == "value" else NOTHING.text for line in given]
        yield Matrix(key, title, f"{name}{title if key != 'value' else ''}", unit, "place", cells, middle)


def _value(desk: Desk, row: Observation | None) -> Cell:
    return Cell(desk.cell(row).value, None, desk.cell(row).mark) if row else Cell("…")


def _share(desk: Desk, row: Observation | None) -> Cell:
    view = desk.cell(row) if row else None
    return Cell(view.share, None, view.share_mark) if view and view.share else NOTHING


def _place(desk: Desk, row: Observation | None) -> Cell:
    standing = desk.standings.get(row) if row else None
    if row is None or standing is None or standing.rank is None:
        return NOTHING
    return Cell(str(standing.rank), None, desk.cell(row).rank_mark)


def _middle_of(desk: Desk, line: Sequence[Observation | None]) -> str:
    places = {row: standing.rank for row in line if row and (standing := desk.standings.get(row))}
    return _middle((row.value for row, place in places.items() if place), None)
