"""Figures of the quarterly returns: value, 同比, 环比, share, rank, contribution, and 累计↔当季 one from the other.

For an indicator, a subject, a quarter *q* and a span, with x the value of a region and X that of the nation
(readers find the same formulas on /measures/, content/pages/measures.md):

    同比 year on year        (x[q] − x[q−4]) ÷ x[q−4] × 100 %; of a rate x[q] − x[q−4] percentage points
    环比 quarter on quarter  the same against q−1; of 累计 and of rates of 累计 there is none
    占比 share               x ÷ X; of counts only
    位次 rank                1 + the provinces of which a larger value is printed, so ties share the better rank
    增速位次 growth rank     the same by 同比, without changes from a small base; both of provinces only
    拉动 contribution        (x[q] − x[q−4]) ÷ X[q−4] × 100 percentage points; of counts only
    比率 rate                numerator ÷ denominator × 100, of flows by 累计; a rate in the return stays as returned
    当季 from 累计           first quarter: equal; later: 累计[q] − 累计[q−1] of the same year
    累计 from 当季           当季[q] + 累计[q−1], so the sum from the first quarter on, if all are there

A derived value stands in only where the return has no cell, or one not published (…): what is confidential (c) or not
applicable (z) is never worked out, and a negative difference is no count. Absence propagates: no value, no change, no
rank. From a base of zero there is no change; a base below `Dataset.small_base` (of a rate: its denominator then) marks
the change small. Values are exact `Decimal`s: rounding is left to report/wording.py; only places go by what it prints,
so that readers can count every place in the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from report.model import Dataset, Indicator, Observation, Region, RegionKind, Span, Subject, Symbol
from report.numbers.ranks import UNRANKED, ranked
from report.period import Quarter

SIZE = "inventory_patents_due"  # what regions of similar size are told by
SIMILAR = 4
SIMILAR_TIMES = 2  # how many times as large a similar region is at most
PERCENT_DECIMALS = 1  # of changes in per cent, as every page prints them
MARKS = (Symbol.PROVISIONAL, Symbol.REVISED)  # beside a value; the other symbols stand in its place
NEVER_DERIVED = (Symbol.CONFIDENTIAL, Symbol.NOT_APPLICABLE)


class Change(NamedTuple):
    """A difference in time. *kind*: percent, or points (个百分点, of a rate); *value* exact: 24.13 means +24.13 %."""

    kind: str
    value: Decimal
    before: Decimal
    small_base: bool  # 基数较小: marked, left out of growth rankings


class Figure(NamedTuple):
    """What the returns say of one region in one quarter, and where it stands."""

    indicator: Indicator
    subject: Subject
    region: str
    quarter: Quarter
    span: Span
    value: Decimal | None
    symbol: Symbol
    derived: bool  # 累计↔当季 worked out from the other
    observation: Observation | None  # the cell; None where derived or a ratio
    year_on_year: Change | None
    quarter_on_quarter: Change | None
    share: Decimal | None  # fraction of the nation; None of rates
    rank: int | None
    ranked: int  # provinces that have a value
    tied: bool
    growth_rank: int | None
    growth_ranked: int
    growth_tied: bool
    contribution: Decimal | None  # 拉动全国增长, percentage points; None of rates


class Entered(NamedTuple):
    """What a return says of one region, or what follows from it."""

    value: Decimal | None
    symbol: Symbol
    derived: bool = False
    observation: Observation | None = None


_ColumnKey = tuple[str, Subject, Quarter, Span]
_NOT_PUBLISHED = Entered(None, Symbol.NOT_PUBLISHED)


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of a dataset's returns, column by column, each worked out once."""

    dataset: Dataset

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """With a return, in time order."""
        return tuple(sorted(self.dataset.returns))

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The rows of the return: the nation, 31 provinces, the corps."""
        return (self.dataset.nation, *self.dataset.pages_of_regions)

    # ------------------------------------------------------------ what pages ask

    def figure(
        self, key: str, region: str, quarter: Quarter, span: Span | None = None, subject: Subject = Subject.BOTH
    ) -> Figure:
        """*span* matters to flows only, by default 当季; KeyError for strangers.

        BOTH stands for all that an indicator counts, also where that is somebody else (enterprises_registered).
        """
        return self.column(key, quarter, span, subject)[self._rows[region]]

    def column(
        self, key: str, quarter: Quarter, span: Span | None = None, subject: Subject = Subject.BOTH
    ) -> tuple[Figure, ...]:
        """The nation, the 31 provinces and the corps, in the order of data/regions.csv."""
        asked = (key, subject, quarter, span)
        if asked not in self._asked:
            column = (key, self._subject(key, subject), quarter, self._span(key, span))
            if column not in self._columns:
                self._columns[column] = self._figures(*column)
            self._asked[asked] = self._columns[column]
        return self._asked[asked]

    def spans(self, key: str) -> tuple[Span, ...]:
        """当季 and 本年累计 of a flow; of anything else there is one."""
        return (Span.QUARTER, Span.YTD) if self.dataset.indicators[key].kind == "flow" else (self._span(key, None),)

    def series(
        self,
        key: str,
        region: str,
        span: Span | None = None,
        subject: Subject = Subject.BOTH,
        until: Quarter | None = None,
    ) -> tuple[Figure, ...]:
        """The figures of a region in all quarters, *until* one of them."""
        wanted = [quarter for quarter in self.quarters if until is None or quarter <= until]
        return tuple(self.figure(key, region, quarter, span, subject) for quarter in wanted)

    def top(
        self, key: str, quarter: Quarter, count: int, span: Span | None = None, subject: Subject = Subject.BOTH
    ) -> tuple[Figure, ...]:
        """The provinces whose rank is *count* or better, by rank; ties are complete, so there may be more."""
        placed = [one for one in self.column(key, quarter, span, subject) if one.rank and one.rank <= count]
        return tuple(sorted(placed, key=lambda one: one.rank or 0))

    def subjects(self, key: str) -> tuple[Subject, ...]:
        """Whom the returns count in an indicator, or in both parts of a rate; () for one not returned."""
        indicator, counted = self.dataset.indicators.get(key), self._subjects
        parts = (indicator.numerator, indicator.denominator) if indicator else ("", "")
        tops, bottoms = (counted.get(part, ()) for part in parts)
        return tuple(dict.fromkeys((*(one for one in bottoms if one in tops), *counted.get(key, ()))))

    def similar(self, region: str, quarter: Quarter) -> tuple[str, ...]:
        """规模相近地区: the provinces nearest by 应盘点存量专利, at most four, from half to twice the own number.

        Nearest is the ratio nearest to 1, of equal ones the first of data/regions.csv. The corps is not compared with
        新疆, which contains it. None for the nation, nor for a region without the number.
        """
        own, sizes = self.dataset.regions[region], self.sizes(quarter)
        if own.kind is RegionKind.NATION or region not in sizes:
            return ()
        ratios = {
            one.name: _ratio(sizes[one.name], sizes[region])
            for one in self.dataset.provinces
            if one.name in sizes and one.name not in (region, own.inside)
        }
        return tuple(
            sorted((name for name in ratios if ratios[name] <= SIMILAR_TIMES), key=ratios.__getitem__)[:SIMILAR]
        )

    def sizes(self, quarter: Quarter) -> Mapping[str, Decimal]:
        """What regions of similar size are told by, of those of which a return has it."""
        column = self.column(SIZE, quarter) if self.subjects(SIZE) else ()
        return {one.region: one.value for one in column if one.value}

    def known(self, region: str) -> frozenset[str]:
        """The indicators that some return has of a region, and the rates of which it has both parts."""
        own = {key for (key, *_), cells in self._given.items() if region in cells and cells[region].value is not None}
        made = {key for key, one in self.dataset.indicators.items() if {one.numerator, one.denominator} <= own}
        return frozenset(own | made)

    def is_returned(self, region: str, quarter: Quarter) -> bool:
        """Whether the return of a quarter has any number of a region."""
        return (region, quarter) in self._symbols

    def mark(self, region: str, quarter: Quarter) -> Symbol:
        """初步数 or 修订数 where more than half of a region's cells of a quarter are, else none."""
        symbols = self._symbols.get((region, quarter), Counter[Symbol]())
        return next((mark for mark in MARKS if symbols[mark] * 2 > symbols.total()), Symbol.NONE)

    def is_marked_throughout(self, region: str, quarter: Quarter) -> bool:
        """Whether all of a region's cells of a quarter bear the same mark."""
        return len(self._symbols.get((region, quarter), ())) < 2

    # ------------------------------------------------------------ columns

    @cached_property
    def _symbols(self) -> Mapping[tuple[str, Quarter], Counter[Symbol]]:
        """How often each symbol, or none, stands beside the values of a region in a quarter."""
        found: dict[tuple[str, Quarter], Counter[Symbol]] = {}
        for (_, _, quarter, _), cells in self._given.items():
            for name, cell in cells.items():
                if cell.value is not None:
                    found.setdefault((name, quarter), Counter())[cell.symbol] += 1
        return found

    @cached_property
    def _asked(self) -> dict[tuple[str, Subject, Quarter, Span | None], tuple[Figure, ...]]:
        """The columns once more, by what was asked for them: pages ask for each a hundred times."""
        return {}

    @cached_property
    def _columns(self) -> dict[_ColumnKey, tuple[Figure, ...]]:
        return {}

    @cached_property
    def _cells_of(self) -> dict[_ColumnKey, Mapping[str, Entered]]:
        return {}

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {region.name: number for number, region in enumerate(self.regions)}

    @cached_property
    def _given(self) -> Mapping[_ColumnKey, Mapping[str, Observation]]:
        """The cells of the returns, column by column, by region."""
        found: dict[_ColumnKey, dict[str, Observation]] = {}
        for quarter, version in self.dataset.returns.items():
            for cell in version.observations:
                if cell.span and cell.region in self._rows:
                    column = (cell.indicator, cell.subject, quarter, cell.span)
                    found.setdefault(column, {})[cell.region] = cell
        return found

    @cached_property
    def _subjects(self) -> Mapping[str, tuple[Subject, ...]]:
        """Whom each indicator counts."""
        found: dict[str, dict[Subject, None]] = {}
        for key, subject, _, _ in self._given:
            found.setdefault(key, {})[subject] = None
        return {key: tuple(subjects) for key, subjects in found.items()}

    def _subject(self, key: str, subject: Subject) -> Subject:
        return self.dataset.indicators[key].whole if subject is Subject.BOTH else subject

    def _span(self, key: str, span: Span | None) -> Span:
        kind = self.dataset.indicators[key].kind
        if kind == "flow":
            return Span.YTD if span is Span.YTD else Span.QUARTER
        return Span.RATE if kind == "rate" else Span.STOCK

    def _figures(self, key: str, subject: Subject, quarter: Quarter, span: Span) -> tuple[Figure, ...]:
        indicator, nation = self.dataset.indicators[key], self.dataset.nation.name
        is_rate = span is Span.RATE  # and no part of the nation's
        cells = self.cells(key, subject, quarter, span)
        changes = self._changes(indicator, subject, quarter, span, 4)
        lately = {} if indicator.spans_a_year(span) else self._changes(indicator, subject, quarter, span, 1)
        provinces = [region.name for region in self.dataset.provinces]
        ranks = ranked({name: cells[name].value for name in provinces}, indicator.decimals)
        ranks = ranks if len(ranks) > 1 else {}  # one alone has no place
        steps = indicator.decimals if is_rate else PERCENT_DECIMALS
        growths = ranked({name: comparable(changes.get(name)) for name in provinces}, steps)
        whole, base = (None, None) if is_rate else (cells[nation].value, changes.get(nation))
        then = self.cells(key, subject, quarter - 4, span) if base else {}
        return tuple(
            Figure(
                indicator=indicator,
                subject=subject,
                region=name,
                quarter=quarter,
                span=span,
                value=cell.value,
                symbol=cell.symbol,
                derived=cell.derived,
                observation=cell.observation,
                year_on_year=changes.get(name),
                quarter_on_quarter=lately.get(name),
                share=cell.value / whole if cell.value is not None and whole else None,
                rank=rank.number,
                ranked=len(ranks),
                tied=rank.tied,
                growth_rank=growth.number,
                growth_ranked=len(growths),
                growth_tied=growth.tied,
                contribution=_contribution(cell.value, then[name].value if base else None, base),
            )
            for name, cell in cells.items()
            for rank, growth in [(ranks.get(name, UNRANKED), growths.get(name, UNRANKED))]
        )

    # ------------------------------------------------------------ values

    def cells(self, key: str, subject: Subject, quarter: Quarter, span: Span) -> Mapping[str, Entered]:
        """Values and symbols alone, by region; *subject* and *span* are those of the column."""
        column = (key, subject, quarter, span)
        if column not in self._cells_of:
            make = {Span.RATE: self._rates, Span.STOCK: self._returned}.get(span, self._flows)
            self._cells_of[column] = make(*column)
        return self._cells_of[column]

    def _returned(self, key: str, subject: Subject, quarter: Quarter, span: Span) -> Mapping[str, Entered]:
        """What the return says of each region; … where it has no cell."""
        given = self._given.get((key, subject, quarter, span), {})
        cells = {name: Entered(cell.value, cell.symbol, False, cell) for name, cell in given.items()}
        return {name: cells.get(name, _NOT_PUBLISHED) for name in self._rows}

    def _flows(self, key: str, subject: Subject, quarter: Quarter, span: Span) -> Mapping[str, Entered]:
        """当季 or 累计 as returned, or derived from the other and the 累计 of the quarter before."""
        quarterly, to_date = (self._returned(key, subject, quarter, one) for one in (Span.QUARTER, Span.YTD))
        own, other, sign = (to_date, quarterly, 1) if span is Span.YTD else (quarterly, to_date, -1)
        if not any(map(_derivable, own.values())):
            return own
        before = self.cells(key, subject, quarter - 1, Span.YTD) if quarter.number > 1 else {}
        return {
            name: _derived(other[name], before.get(name), sign) or cell if _derivable(cell) else cell
            for name, cell in own.items()
        }

    def _rates(self, key: str, subject: Subject, quarter: Quarter, span: Span) -> Mapping[str, Entered]:
        """As returned, or the ratio of its two parts."""
        indicator = self.dataset.indicators[key]
        returned = self._returned(key, subject, quarter, span)
        if not indicator.denominator:
            return returned
        tops, bottoms = (self._part(part, subject, quarter) for part in (indicator.numerator, indicator.denominator))
        return {
            name: _quotient(tops[name], bottoms[name]) if _derivable(cell) else cell for name, cell in returned.items()
        }

    def _part(self, key: str, subject: Subject, quarter: Quarter) -> Mapping[str, Entered]:
        """The numerator or denominator of a rate: a stock, or a flow's year to date."""
        return self.cells(key, subject, quarter, self._span(key, Span.YTD))

    # ------------------------------------------------------------ changes

    def _changes(
        self, indicator: Indicator, subject: Subject, quarter: Quarter, span: Span, quarters: int
    ) -> Mapping[str, Change]:
        """The change of every region against so many quarters earlier, where there is one."""
        earlier = quarter - quarters
        if earlier not in self.dataset.returns:
            return {}
        now, before = (self.cells(indicator.key, subject, when, span) for when in (quarter, earlier))
        sizes = self._part(indicator.denominator, subject, earlier) if indicator.denominator else before
        found = {
            name: _change(cell.value, before[name].value, sizes[name].value, self.dataset.small_base, span)
            for name, cell in now.items()
        }
        return {name: change for name, change in found.items() if change}


# ---------------------------------------------------------------- arithmetic


def _derivable(cell: Entered) -> bool:
    return cell.value is None and cell.symbol not in NEVER_DERIVED


def _derived(given: Entered, before: Entered | None, sign: int) -> Entered | None:
    """A quarter's 当季 or 累计 from the other one *given* and the 累计 *before*, None in the first quarter."""
    if given.value is None or (before and before.value is None):
        return None
    value = given.value + sign * ((before and before.value) or 0)
    return Entered(value, given.symbol or (before.symbol if before else Symbol.NONE), True) if value >= 0 else None


def _quotient(top: Entered, bottom: Entered) -> Entered:
    """Per cent; the symbol of the part that is absent, or else marked; not applicable where the denominator is zero."""
    if top.value is None or bottom.value is None:
        return Entered(None, top.symbol if top.value is None else bottom.symbol)
    if bottom.value == 0:
        return Entered(None, Symbol.NOT_APPLICABLE)
    return Entered(top.value / bottom.value * 100, top.symbol or bottom.symbol)


def _change(
    now: Decimal | None, before: Decimal | None, size: Decimal | None, small: Decimal, span: Span
) -> Change | None:
    if now is None or before is None:
        return None
    is_small = size is not None and size < small
    if span is Span.RATE:
        return Change("points", now - before, before, is_small)
    return Change("percent", (now - before) / before * 100, before, is_small) if before else None


def _contribution(now: Decimal | None, before: Decimal | None, nation: Change | None) -> Decimal | None:
    """Also of a region that grew from zero, whose own growth no percentage tells."""
    return (now - before) / nation.before * 100 if now is not None and before is not None and nation else None


def comparable(change: Change | None) -> Decimal | None:
    """What growth is ranked by; nothing where the base is small."""
    return change.value if change and not change.small_base else None


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    return max(one, other) / min(one, other)
