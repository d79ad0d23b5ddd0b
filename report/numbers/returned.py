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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from report.model import Dataset, Indicator, Observation, Region, Span, Subject, Symbol
from report.numbers.arithmetic import (
    NOT_PUBLISHED,
    Change,
    Entered,
    change,
    comparable,
    contribution,
    derivable,
    derived,
    quotient,
)
from report.numbers.ranks import UNRANKED, Rank, ranked
from report.period import Quarter

PERCENT_DECIMALS = 1  # of changes in per cent, as every page prints them
MARKS = (Symbol.PROVISIONAL, Symbol.REVISED)  # beside a value; the other symbols stand in its place


class Figure(NamedTuple):
    """What the returns say of one region in one quarter, and where it stands; that is worked out when it is asked for.

    A site of forty quarters has two hundred thousand of them, and shows of most the value alone.
    """

    column: ReturnedColumn
    region: str
    cell: Entered

    @property
    def indicator(self) -> Indicator:
        return self.column.indicator

    @property
    def subject(self) -> Subject:
        return self.column.subject

    @property
    def quarter(self) -> Quarter:
        return self.column.quarter

    @property
    def span(self) -> Span:
        return self.column.span

    @property
    def value(self) -> Decimal | None:
        return self.cell.value

    @property
    def symbol(self) -> Symbol:
        return self.cell.symbol

    @property
    def derived(self) -> bool:
        """累计↔当季 worked out from the other."""
        return self.cell.derived

    @property
    def observation(self) -> Observation | None:
        """The cell; None where derived or a ratio."""
        return self.cell.observation

    @property
    def year_on_year(self) -> Change | None:
        return self.column.changes.get(self.region)

    @property
    def quarter_on_quarter(self) -> Change | None:
        return self.column.lately.get(self.region)

    @property
    def share(self) -> Decimal | None:
        """A fraction of the nation; None of rates."""
        whole = self.column.whole
        return self.value / whole if self.value is not None and whole else None

    @property
    def rank(self) -> int | None:
        return self._place.number

    @property
    def tied(self) -> bool:
        return self._place.tied

    @property
    def ranked(self) -> int:
        """The provinces that have a value."""
        return len(self.column.ranks)

    @property
    def _place(self) -> Rank:
        return self.column.ranks.get(self.region, UNRANKED)

    @property
    def growth_rank(self) -> int | None:
        return self._place_of_growth.number

    @property
    def growth_tied(self) -> bool:
        return self._place_of_growth.tied

    @property
    def growth_ranked(self) -> int:
        return len(self.column.growths)

    @property
    def _place_of_growth(self) -> Rank:
        return self.column.growths.get(self.region, UNRANKED)

    @property
    def contribution(self) -> Decimal | None:
        """拉动全国增长, percentage points; None of rates."""
        nation = self.column.base
        return contribution(self.value, self.column.before[self.region].value if nation else None, nation)


_ColumnKey = tuple[str, Subject, Quarter, Span]


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

    def anew(self) -> Figures:
        """The same with nothing worked out yet: what one quarter prints need not be kept for another."""
        other = Figures(self.dataset)
        vars(other).update(_given=self._given, _symbols=self._symbols, _subjects=self._subjects)
        return other

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

    def _figures(self, *column: *_ColumnKey) -> tuple[Figure, ...]:
        of = ReturnedColumn(self, *column)
        return tuple(Figure(of, name, cell) for name, cell in of.cells.items())

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
        return {name: cells.get(name, NOT_PUBLISHED) for name in self._rows}

    def _flows(self, key: str, subject: Subject, quarter: Quarter, span: Span) -> Mapping[str, Entered]:
        """当季 or 累计 as returned, or derived from the other and the 累计 of the quarter before."""
        quarterly, to_date = (self._returned(key, subject, quarter, one) for one in (Span.QUARTER, Span.YTD))
        own, other, sign = (to_date, quarterly, 1) if span is Span.YTD else (quarterly, to_date, -1)
        if not any(map(derivable, own.values())):
            return own
        before = self.cells(key, subject, quarter - 1, Span.YTD) if quarter.number > 1 else {}
        return {
            name: derived(other[name], before.get(name), sign) or cell if derivable(cell) else cell
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
            name: quotient(tops[name], bottoms[name]) if derivable(cell) else cell for name, cell in returned.items()
        }

    def _part(self, key: str, subject: Subject, quarter: Quarter) -> Mapping[str, Entered]:
        """The numerator or denominator of a rate: a stock, or a flow's year to date."""
        return self.cells(key, subject, quarter, self._span(key, Span.YTD))

    # ------------------------------------------------------------ changes

    def changes(
        self, indicator: Indicator, subject: Subject, quarter: Quarter, span: Span, quarters: int
    ) -> Mapping[str, Change]:
        """The change of every region against so many quarters earlier, where there is one."""
        earlier = quarter - quarters
        if earlier not in self.dataset.returns:
            return {}
        now, before = (self.cells(indicator.key, subject, when, span) for when in (quarter, earlier))
        sizes = self._part(indicator.denominator, subject, earlier) if indicator.denominator else before
        found = {
            name: change(cell.value, before[name].value, sizes[name].value, self.dataset.small_base, span)
            for name, cell in now.items()
        }
        return {name: one for name, one in found.items() if one}


@dataclass(frozen=True, eq=False)
class ReturnedColumn:
    """What an indicator counts of a subject in a span of a quarter: of all regions, which places are among."""

    figures: Figures
    key: str
    subject: Subject
    quarter: Quarter
    span: Span

    @cached_property
    def indicator(self) -> Indicator:
        return self.figures.dataset.indicators[self.key]

    @cached_property
    def cells(self) -> Mapping[str, Entered]:
        return self.figures.cells(self.key, self.subject, self.quarter, self.span)

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """同比."""
        return self.figures.changes(self.indicator, self.subject, self.quarter, self.span, 4)

    @cached_property
    def lately(self) -> Mapping[str, Change]:
        """环比."""
        is_known = not self.indicator.spans_a_year(self.span)
        return self.figures.changes(self.indicator, self.subject, self.quarter, self.span, 1) if is_known else {}

    @cached_property
    def ranks(self) -> Mapping[str, Rank]:
        """位次; one alone has no place."""
        found = ranked({name: self.cells[name].value for name in self._provinces}, self.indicator.decimals)
        return found if len(found) > 1 else {}

    @cached_property
    def growths(self) -> Mapping[str, Rank]:
        """增速位次."""
        steps = self.indicator.decimals if self.span is Span.RATE else PERCENT_DECIMALS
        return ranked({name: comparable(self.changes.get(name)) for name in self._provinces}, steps)

    @cached_property
    def whole(self) -> Decimal | None:
        """The nation's value, of which regions have shares; None of a rate."""
        return None if self.span is Span.RATE else self.cells[self._nation].value

    @cached_property
    def base(self) -> Change | None:
        """The nation's change, to which regions contribute; None of a rate."""
        return None if self.span is Span.RATE else self.changes.get(self._nation)

    @cached_property
    def before(self) -> Mapping[str, Entered]:
        """The same column a year before."""
        return self.figures.cells(self.key, self.subject, self.quarter - 4, self.span)

    @property
    def _nation(self) -> str:
        return self.figures.dataset.nation.name

    @property
    def _provinces(self) -> Iterable[str]:
        return (region.name for region in self.figures.dataset.provinces)
