"""What the data say, worked out anew with fractions straight from the observations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from report.model import Dataset, Observation, RegionKind, Subject
from report.period import Quarter

T = TypeVar("T")
STOCK, QUARTER, YTD, RATE = "stock", "quarter", "ytd", "rate"
MARKS = {"p": "（初步数）", "r": "（修订数）"}
UNDISCLOSED = ("c", "z")  # confidential, not applicable: nobody may work them out


class About(NamedTuple):
    """What a claim says it is about: the fields of data-claim."""

    measure: str
    indicator: str
    subject: Subject
    region: str
    quarter: Quarter
    span: str
    first: int  # of how many leaders it speaks

    @classmethod
    def parse(cls, key: str) -> About:
        """Read `value transfer_count universities_and_institutes 江苏 2024Q3 quarter 0`; ValueError otherwise."""
        measure, indicator, subject, region, quarter, span, first = key.split(" ")
        return cls(measure, indicator, Subject(subject), region, Quarter.parse(quarter), span, int(first))


class Growth(NamedTuple):
    """Per cent of a count, percentage points of a rate; *is_small*: from a small base."""

    size: Fraction
    is_small: bool


Cells = dict[tuple[str, Subject, str, date, str | None], Observation]  # the last: stock, quarter, ytd, rate


@dataclass(frozen=True, eq=False)
class Facts:
    dataset: Dataset
    _known: dict[Any, Any] = field(default_factory=dict)

    def fingerprint(self, until: Quarter | None = None) -> str:
        """A hash of all that is read here of the dataset; *until* a quarter: of what claims look back to from it."""
        return self._once(("fingerprint", until), lambda: self._fingerprint(until))

    def _fingerprint(self, until: Quarter | None) -> str:
        said = [part for end, part in self._parts.items() if until is None or end <= until.end]
        return hashlib.sha256("\n".join([*said, self._rest]).encode()).hexdigest()

    @cached_property
    def _rest(self) -> str:
        """All but the numbers, and which of them there are."""
        dataset = self.dataset
        counted = sorted({(row.indicator, row.subject) for row in dataset.returned})
        return repr((dataset.regions, dataset.indicators, tuple(dataset.returns), dataset.small_base, counted))

    @cached_property
    def _parts(self) -> Mapping[date, str]:
        """A hash of the cells of the returns whose period ends on a day, day by day."""
        rows = self.dataset.returned
        periods = {id(row.period): row.period for row in rows}  # a few values, each for thousands of cells
        said, found = {known: repr(period) for known, period in periods.items()}, dict[date, list[str]]()
        for indicator, region, period, subject, value, _, _, _, symbol, _, span in rows:
            words = indicator, region, subject, span or "", symbol, str(value), said[id(period)]
            found.setdefault(period.end, []).append("\0".join(words))
        return {end: hashlib.sha256("\n".join(found[end]).encode()).hexdigest() for end in sorted(found)}

    def about(self, key: str) -> About | None:
        """What a claim is about; None where a part of its key is not known."""
        return self._once(key, lambda: self._about(key))

    def _about(self, key: str) -> About | None:
        try:
            about = About.parse(key)
        except ValueError:
            return None
        is_known = about.region in self.dataset.regions and about.quarter in self.dataset.returns
        return about if is_known and self.span(about.indicator, about.span) == about.span else None

    # ------------------------------------------------------------ the data

    @cached_property
    def cells(self) -> Cells:
        return {
            (row.indicator, row.subject, row.region, row.period.end, row.span): row for row in self.dataset.returned
        }

    @cached_property
    def nation(self) -> str:
        return next(name for name, region in self.dataset.regions.items() if region.kind is RegionKind.NATION)

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        return tuple(name for name, region in self.dataset.regions.items() if region.kind is RegionKind.PROVINCE)

    def of_slug(self, slug: str | None) -> str:
        """The region with a page of that name; without one the nation."""
        return next((name for name, region in self.dataset.regions.items() if region.slug == slug), self.nation)

    @cached_property
    def subjects(self) -> dict[str, set[Subject]]:
        """Whom the cells of each indicator count."""
        found: dict[str, set[Subject]] = {}
        for key, subject, *_ in self.cells:
            found.setdefault(key, set()).add(subject)
        return found

    def total(self, key: str) -> Subject:
        """Whom an indicator counts when nobody is named."""
        counted = self.subjects.get(self.bottom(key) or key, set())
        return next(iter(counted)) if len(counted) == 1 else Subject.BOTH

    def title(self, key: str) -> str:
        return self.dataset.indicators[key].title

    def decimals(self, key: str) -> int:
        """How many digits of its values are printed after the point."""
        return self.dataset.indicators[key].decimals

    def bottom(self, key: str) -> str:
        return self.dataset.indicators[key].denominator if key in self.dataset.indicators else ""

    def span(self, key: str, asked: str) -> str:
        """The span in which an indicator can be stated; empty for strangers."""
        indicator = self.dataset.indicators.get(key)
        kind = indicator.kind if indicator else ""
        own = {"stock": STOCK, "cumulative": STOCK, "rate": RATE}.get(kind, "")
        return asked if kind == "flow" and asked in (QUARTER, YTD) else own

    def is_to_date(self, key: str, span: str) -> bool:
        """本年累计, or a rate of it."""
        return span == YTD or (span == RATE and bool(self.bottom(key)) and not self.span(self.bottom(key), ""))

    def mark(self, about: About) -> str:
        """What stands behind a value: 推算, 初步数, 修订数; nothing where the head of the text has to say it."""
        if about.span in (QUARTER, YTD) and self._returned(about)[0] is None:
            return "（推算）"
        return "" if self.goes_without_mark(about) else MARKS.get(self._cell(about)[1], "")

    def goes_without_mark(self, about: About) -> bool:
        """Whether a value bears the mark that most of its region bear in its quarter."""
        symbol = self._cell(about)[1]
        return symbol in MARKS and self.common_mark(about)[0] == symbol

    def common_mark(self, about: About) -> tuple[str, bool]:
        """p or r where more than half of the cells of a region and quarter bear it; whether all do."""
        return self._once(("mark", about.region, about.quarter), lambda: self._common_mark(about))

    def _common_mark(self, about: About) -> tuple[str, bool]:
        found = self._symbols.get((about.region, about.quarter.end), [])
        symbol = next((symbol for symbol in MARKS if 2 * found.count(symbol) > len(found)), "")
        return symbol, found.count(symbol) == len(found)

    @cached_property
    def _symbols(self) -> dict[tuple[str, date], list[str]]:
        """What stands beside the values of a region at the end of a quarter, cell by cell."""
        found: dict[tuple[str, date], list[str]] = {}
        for (_, _, region, end, _), row in self.cells.items():
            if row.value is not None:
                found.setdefault((region, end), []).append(row.symbol.value)
        return found

    # ------------------------------------------------------------ values

    def value(self, about: About) -> Fraction | None:
        return self._cell(about)[0]

    def _cell(self, about: About) -> tuple[Fraction | None, str]:
        return self._once(_key("cell", about), lambda: self._worked_out(about))

    def _worked_out(self, about: About) -> tuple[Fraction | None, str]:
        if about.span in (QUARTER, YTD):
            return self._flow(about)
        own = self._returned(about)
        if about.span == STOCK or own[0] is not None or own[1] in UNDISCLOSED or not self.bottom(about.indicator):
            return own
        top, bottom = self._part(about, self.dataset.indicators[about.indicator].numerator), self.size(about)
        value = top[0] / bottom[0] * 100 if top[0] is not None and bottom[0] else None
        return value, top[1] or bottom[1]

    def _returned(self, about: About) -> tuple[Fraction | None, str]:
        """As the return gives it."""
        row = self.cells.get((about.indicator, about.subject, about.region, about.quarter.end, about.span))
        return (None if row is None or row.value is None else Fraction(row.value)), row.symbol.value if row else ""

    def _flow(self, about: About) -> tuple[Fraction | None, str]:
        """As returned; else 累计 = 当季 + 累计 of the quarter before, 当季 = the difference."""
        own, other = self._returned(about), self._returned(about._replace(span=QUARTER if about.span == YTD else YTD))
        if own[0] is not None or own[1] in UNDISCLOSED or other[0] is None:
            return own
        before: tuple[Fraction | None, str] = (Fraction(0), "")
        if about.quarter.number > 1:
            before = self._cell(about._replace(quarter=about.quarter - 1, span=YTD))
        if before[0] is None:
            return own
        value = other[0] + before[0] if about.span == YTD else other[0] - before[0]
        return (value, other[1] or before[1]) if value >= 0 else own

    def _part(self, about: About, key: str) -> tuple[Fraction | None, str]:
        return self._cell(about._replace(indicator=key, span=self.span(key, YTD)))

    def size(self, about: About) -> tuple[Fraction | None, str]:
        """What tells a small base: the value, of a rate its denominator."""
        bottom = self.bottom(about.indicator) if about.span == RATE else ""
        return self._part(about, bottom) if bottom else self._cell(about)

    # ------------------------------------------------------------ changes and places

    def earlier(self, about: About, quarters: int) -> About | None:
        quarter = about.quarter - quarters
        return about._replace(quarter=quarter) if quarter in self.dataset.returns else None

    def growth(self, about: About, quarters: int) -> Growth | None:
        """Against so many quarters before; None where either value is missing or the base is zero."""
        before = self.earlier(about, quarters)
        if before is None:
            return None
        now, base, size = self.value(about), self.value(before), self.size(before)[0]
        if now is None or base is None:
            return None
        is_small = size is not None and size < Fraction(self.dataset.small_base)
        if about.span == RATE:
            return Growth(now - base, is_small)
        return Growth((now - base) * 100 / base, is_small) if base else None

    def column(self, about: About) -> dict[str, Fraction]:
        """The provinces that have a value."""
        whole = about._replace(region="")
        return self._once(_key("column", whole), lambda: self._column(whole, self.value))

    def growths(self, about: About) -> dict[str, Fraction]:
        """The provinces whose 同比 may be compared."""
        whole = about._replace(region="")
        return self._once(_key("growths", whole), lambda: self._column(whole, self._comparable))

    def places(self, about: About) -> dict[str, tuple[int, int]]:
        """Of each province its place by what is printed of it, and how many provinces hold it."""
        whole, decimals = about._replace(region=""), self.decimals(about.indicator)
        return self._once(_key("places", whole), lambda: _places(self.column(whole), decimals))

    def growth_places(self, about: About) -> dict[str, tuple[int, int]]:
        whole, decimals = about._replace(region=""), self.decimals(about.indicator) if about.span == RATE else 1
        return self._once(_key("growth places", whole), lambda: _places(self.growths(whole), decimals))

    def _column(self, about: About, what: Callable[[About], Fraction | None]) -> dict[str, Fraction]:
        found = {name: what(about._replace(region=name)) for name in self.provinces}
        return {name: value for name, value in found.items() if value is not None}

    def why_not_compared(self, about: About) -> str:
        """Why a value has no 同比 that may be compared, in words; nothing where it has one."""
        value, symbol = self._cell(about)
        if value is None:
            return {"c": "本期数保密", "z": "本期数不适用"}.get(symbol, "本期数未公布")
        growth = self.growth(about, 4)
        if growth is None:
            return "没有可比的上年同期数"
        return "上年同期基数较小" if growth.is_small else ""

    def _comparable(self, about: About) -> Fraction | None:
        growth = self.growth(about, 4)
        return None if growth is None or growth.is_small else growth.size

    def _once(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found


def _places(column: dict[str, Fraction], decimals: int) -> dict[str, tuple[int, int]]:
    """One more than the provinces of which more is printed, and the number of provinces of which as much is."""
    printed = {name: round(value * 10**decimals) for name, value in column.items()}  # half to even, in last digits
    values = printed.values()
    return {
        name: (1 + sum(other > own for other in values), sum(other == own for other in values))
        for name, own in printed.items()
    }


def _key(kind: str, about: About) -> tuple[str, ...]:
    """All but the measure, as text: quicker to find than the values themselves."""
    return kind, about.indicator, about.subject.value, about.region, about.quarter.code, about.span
