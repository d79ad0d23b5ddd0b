"""What the data say of whatever a claim may be about; pandas works it out, and only when it is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import NamedTuple

from report.audit.claims.published import Published
from report.model import Dataset, RegionKind, Subject
from report.period import Quarter
from report.store import digest

STOCK, QUARTER, YTD, RATE = "stock", "quarter", "ytd", "rate"
MARKS = {"p": "（初步数）", "r": "（修订数）"}


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
        return cls(measure, indicator, Subject(subject), region, _quarter(quarter), span, int(first))


_quarter = cache(Quarter.parse)  # a few quarters, of tens of thousands of claims


class Growth(NamedTuple):
    """Per cent of a count, percentage points of a rate; None where there is none; *is_small*: from a small base."""

    size: Fraction | None = None
    is_small: bool = False


class Placing(NamedTuple):
    """Among the provinces by what is printed; place None where there is none; *among*: how many have one."""

    place: int | None = None
    is_tied: bool = False
    among: int = 0


class Stated(NamedTuple):
    """What may be stated of one series in one quarter."""

    value: Fraction | None = None
    symbol: str = ""
    is_given: bool = False  # by the return itself
    year_on_year: Growth = Growth()
    quarter_on_quarter: Growth = Growth()
    rank: Placing = Placing()
    growth_rank: Placing = Placing()


Key = tuple[str, str, str, str, int]  # indicator, subject, span, region, number of the quarter
Marks = Mapping[tuple[str, int], tuple[str, bool]]
NOTHING = Stated()


@dataclass(frozen=True, eq=False)
class Facts:
    """What *dataset* says; of *asked* alone, where that is given."""

    dataset: Dataset
    asked: Iterable[str] | None = None  # keys of claims
    told: Collection[str] | None = None  # the indicators of which the pages of quarters have sentences; None: of all
    _abouts: dict[str, About | None] = field(default_factory=dict)

    def about(self, key: str) -> About | None:
        """What a claim is about; None where a part of its key is not known."""
        if key not in self._abouts:
            self._abouts[key] = self._about(key)
        return self._abouts[key]

    def _about(self, key: str) -> About | None:
        try:
            about = About.parse(key)
        except ValueError:
            return None
        is_known = about.region in self.dataset.regions and about.quarter in self.dataset.returns
        return about if is_known and self.span(about.indicator, about.span) == about.span else None

    def is_to_be_told(self, region: str, quarter: Quarter) -> bool:
        """Whether the return of a quarter has a number of a region of which its page has to state something."""
        return (region, quarter.end) in self._tellable

    @cached_property
    def _tellable(self) -> frozenset[tuple[str, date]]:
        return frozenset(
            (row.region, row.period.end)
            for row in self.dataset.returned
            if row.value is not None
            and row.subject is self.total(row.indicator)
            and (self.told is None or row.indicator in self.told)
        )

    @cached_property
    def published(self) -> Published:
        """What is cited of other sources than the returns, and the documents."""
        return Published(self.dataset)

    # ------------------------------------------------------------ what it follows from

    def fingerprint(self, until: Quarter | None = None) -> str:
        """A hash of all that is read here of the dataset; *until* a quarter: of what claims look back to from it."""
        said = [part for end, part in self._parts.items() if until is None or end <= until.end]
        cited = "" if until else repr((self.dataset.cited, self.dataset.documents, self.dataset.sources))
        official = "" if until else repr(self.dataset.official)
        quarters = [quarter for quarter in self.dataset.returns if until is None or quarter <= until]
        return digest([], *said, repr(quarters), self._rest, cited, official)

    @cached_property
    def _rest(self) -> str:
        """All but the numbers, and which of them there are."""
        dataset = self.dataset
        counted = sorted({(row.indicator, row.subject) for row in dataset.returned})
        return repr((dataset.regions, dataset.indicators, dataset.small_base, counted))

    @cached_property
    def _parts(self) -> Mapping[date, str]:
        """A hash of the cells of the returns whose period ends on a day, day by day."""
        rows = self.dataset.returned
        periods = {id(row.period): row.period for row in rows}  # a few values, each for thousands of cells
        said, found = {known: repr(period) for known, period in periods.items()}, dict[date, list[str]]()
        for indicator, region, period, subject, value, _, _, _, symbol, _, span, _ in rows:
            words = indicator, region, subject, span or "", symbol, str(value), said[id(period)]
            found.setdefault(period.end, []).append("\0".join(words))
        return {end: digest([], *found[end]) for end in sorted(found)}

    # ------------------------------------------------------------ names

    @cached_property
    def nation(self) -> str:
        return next(name for name, region in self.dataset.regions.items() if region.kind is RegionKind.NATION)

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        return tuple(name for name, region in self.dataset.regions.items() if region.kind is RegionKind.PROVINCE)

    def of_slug(self, slug: str | None) -> str:
        """The region with a page of that name; without one the nation."""
        return next((name for name, region in self.dataset.regions.items() if region.slug == slug), self.nation)

    def total(self, key: str) -> Subject:
        """Whom an indicator counts when nobody is named."""
        return self.dataset.indicators[key].whole

    def title(self, key: str) -> str:
        return self.dataset.indicators[key].title

    def decimals(self, key: str) -> int:
        """How many digits of its values are printed after the point."""
        return self.dataset.indicators[key].decimals

    def span(self, key: str, asked: str) -> str:
        """The span in which an indicator can be stated; empty for strangers."""
        kind = self.dataset.indicators[key].kind if key in self.dataset.indicators else ""
        own = {"stock": STOCK, "cumulative": STOCK, "rate": RATE}.get(kind, "")
        return asked if kind == "flow" and asked in (QUARTER, YTD) else own

    def is_to_date(self, key: str, span: str) -> bool:
        """本年累计, or a rate of it."""
        return span == YTD or (span == RATE and self.dataset.indicators[key].to_date)

    # ------------------------------------------------------------ marks

    def mark(self, about: About) -> str:
        """What stands behind a value: 推算, 初步数, 修订数; nothing where the head of the text has to say it."""
        stated = self.stated(about)
        if about.span in (QUARTER, YTD) and not stated.is_given:
            return "（推算）"
        return "" if self.goes_without_mark(about) else MARKS.get(stated.symbol, "")

    def goes_without_mark(self, about: About) -> bool:
        """Whether a value bears the mark that most of its region bear in its quarter."""
        symbol = self.stated(about).symbol
        return symbol in MARKS and self.common_mark(about)[0] == symbol

    def common_mark(self, about: About) -> tuple[str, bool]:
        """p or r where more than half of the cells of a region and quarter bear it; whether all do."""
        return self.worked_out[1].get((about.region, number(about.quarter)), ("", False))

    # ------------------------------------------------------------ values

    @cached_property
    def worked_out(self) -> tuple[Mapping[Key, Stated], Marks]:
        """What may be stated, and of each region and quarter the mark that most of its values bear."""
        from report.audit.claims.worked import work_out  # here: pandas takes half a second to be imported

        abouts = None if self.asked is None else [about for key in self.asked if (about := self.about(key))]
        return work_out(self.dataset, abouts)

    def stated(self, about: About) -> Stated:
        _, indicator, subject, region, quarter, span, _ = about
        return self.worked_out[0].get((indicator, subject.value, span, region, number(quarter)), NOTHING)

    def value(self, about: About) -> Fraction | None:
        return self.stated(about).value

    def earlier(self, about: About, quarters: int) -> About | None:
        quarter = about.quarter - quarters
        return about._replace(quarter=quarter) if quarter in self.dataset.returns else None

    def column(self, about: About) -> Mapping[str, Stated]:
        """What is stated of each province."""
        return {name: self.stated(about._replace(region=name)) for name in self.provinces}

    def why_not_compared(self, about: About) -> str:
        """Why a value has no 同比 that may be compared, in words; nothing where it has one."""
        stated = self.stated(about)
        if stated.value is None:
            return {"c": "本期数保密", "z": "本期数不适用"}.get(stated.symbol, "本期数未公布")
        if stated.year_on_year.size is None:
            return "没有可比的上年同期数"
        return "上年同期基数较小" if stated.year_on_year.is_small else ""


def number(quarter: Quarter) -> int:
    """Quarters numbered without a gap."""
    return quarter.year * 4 + quarter.number - 1
