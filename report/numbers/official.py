"""Figures from values: newest, stated change, share of the nation, rank. Absence propagates: no value, no rank.

Ranks and shares come from tables only, and a rank only where all 31 provinces are given; a city, the corps and
港澳台 are never ranked. Cited figures are never ranked or summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from report.model import Dataset, Fact, Observation, Scope, Subject
from report.numbers.ranks import ranked
from report.order import in_groups
from report.period import Period

SeriesKey = tuple[str, Subject]  # indicator, subject
ColumnKey = tuple[str, Subject, Period]


@dataclass(frozen=True)
class Standing:
    """Where an observation stands among the provinces at its time; *share* is a fraction of the nation's *total*.

    *wrong*: the provinces' numbers that are wrong in their source, where there is a rank.
    """

    rank: int | None
    share: Decimal | None
    total: Observation | None
    wrong: tuple[Observation, ...] = ()


# ---------------------------------------------------------------- cited figures


def newest_first(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """By the end of the period, undated last; of one day the longest period first, then the order of the file."""
    return tuple(sorted(facts, key=_age))


def _age(fact: Fact) -> tuple[int, int]:
    if fact.period is None:
        return (1, 0)
    return (0, -fact.period.end.toordinal())


def newest(facts: Iterable[Fact]) -> Fact | None:
    """The newest measured and dated value, or None; of one day the one published for the longest period."""
    figures = [fact for fact in facts if fact.is_figure and fact.period]
    return newest_first(figures)[0] if figures else None


def stated_change(fact: Fact, facts: Iterable[Fact]) -> Fact | None:
    """The change that a source states for just this figure: same indicator, region, subject and period."""
    same = (fact.indicator, fact.region, fact.place, fact.subject, fact.period)
    for other in facts:
        about = (other.indicator, other.region, other.place, other.subject, other.period)
        if other.kind == "growth" and fact.period and about == same:
            return other
    return None


LATEST = "latest"


def quoted(dataset: Dataset, indicator: str, region: str, period: str, subject: str, kind: str) -> tuple[Fact, ...]:
    """The published figures that a quotation may mean, newest first: dated, of the whole region, measured."""
    return newest_first(
        fact
        for fact in dataset.cited
        if (fact.indicator, fact.region, fact.place) == (indicator, region, "")
        and fact.is_figure
        and fact.period
        and period in (LATEST, fact.period.code)
        and subject in ("", fact.subject)
        and kind in ("", fact.kind)
    )


# ---------------------------------------------------------------- official tables


def national(dataset: Dataset) -> Mapping[tuple[str, Period, Subject], Observation]:
    """The national total of each cell: 国内总计 where it is given, else 国内（不含港澳台）."""
    found: dict[tuple[str, Period, Subject], Observation] = {}
    for row in dataset.official:
        if row.region == dataset.nation.name and row.scope in (Scope.DOMESTIC, Scope.MAINLAND):
            key = (row.indicator, row.period, row.subject)
            if row.scope is Scope.DOMESTIC or key not in found:
                found[key] = row
    return found


def standings(dataset: Dataset) -> Mapping[Observation, Standing]:
    """Rank and share of every regional observation that has a value."""
    totals, ranks, wrong = national(dataset), _ranks(dataset), _wrong(dataset)
    result: dict[Observation, Standing] = {}
    for row in dataset.official:
        if row.value is not None and row.region != dataset.nation.name:
            total = totals.get((row.indicator, row.period, row.subject))
            share = row.value / total.value if total and total.value else None
            column = (row.indicator, row.subject, row.period)
            result[row] = Standing(ranks.get(row), share, total, wrong.get(column, ()) if ranks.get(row) else ())
    return result


def _wrong(dataset: Dataset) -> Mapping[ColumnKey, tuple[Observation, ...]]:
    """Of the columns that have some, the provinces' numbers that are wrong in their source."""
    found = {key: tuple(row for row in rows if row.error) for key, rows in columns(dataset).items()}
    return {key: rows for key, rows in found.items() if rows}


def _ranks(dataset: Dataset) -> Mapping[Observation, int | None]:
    """Rank among the provinces, in the columns in which all of them have a value."""
    ranks: dict[Observation, int | None] = {}
    for (key, _, _), rows in columns(dataset).items():
        found = ranked({row.region: row.value for row in rows}, dataset.indicators[key].decimals)
        if len(found) == len(dataset.provinces):
            ranks |= {row: found[row.region].number for row in rows}
    return ranks


def _firsts(dataset: Dataset) -> Iterable[Observation]:
    """The observations, of two tables with one cell the first alone, as in `series`."""
    found: dict[tuple[str, str, Period, Subject], Observation] = {}
    for row in dataset.official:
        found.setdefault((row.indicator, row.region, row.period, row.subject), row)
    return found.values()


def series(dataset: Dataset, region: str) -> Mapping[SeriesKey, tuple[Observation, ...]]:
    """The observations of a region by indicator and subject, in time order; of two tables with one cell the first."""
    found: dict[SeriesKey, dict[Period, Observation]] = {}
    for row in dataset.official:
        if row.region == region and row.scope is Scope.DOMESTIC:
            found.setdefault((row.indicator, row.subject), {}).setdefault(row.period, row)
    return {key: tuple(rows[period] for period in sorted(rows)) for key, rows in found.items()}


def columns(dataset: Dataset) -> Mapping[ColumnKey, Sequence[Observation]]:
    """The columns of the official tables: for each indicator, subject and period what the provinces have."""
    provinces = {region.name for region in dataset.provinces}
    rows = (row for row in _firsts(dataset) if row.region in provinces)
    return in_groups(rows, lambda row: (row.indicator, row.subject, row.period))


def complete_periods(
    dataset: Dataset, found: Mapping[ColumnKey, Sequence[Observation]]
) -> Mapping[SeriesKey, tuple[Period, ...]]:
    """For each indicator and subject the periods in which all provinces have a value, in time order."""
    provinces = {region.name for region in dataset.provinces}
    result: dict[SeriesKey, list[Period]] = {}
    for (indicator, subject, period), rows in found.items():
        if {row.region for row in rows if row.value is not None} == provinces:
            result.setdefault((indicator, subject), []).append(period)
    return {key: tuple(sorted(periods)) for key, periods in result.items()}
