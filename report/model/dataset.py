"""Everything under data/, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from report.model.printed import Erratum, MethodChange
from report.model.release import Announcement, Redirect, ReturnVersion
from report.model.statistics import (
    Document,
    Fact,
    Graded,
    Indicator,
    Milestone,
    Observation,
    Office,
    Region,
    RegionKind,
    Source,
)
from report.moment import FOREVER
from report.period import Quarter


@dataclass(frozen=True)
class Dataset:
    """Everything under data/, as one value: all of it, or after numbers.embargo.released what is out at a moment."""

    regions: Mapping[str, Region]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    cited: tuple[Fact, ...]  # data/figures.csv
    official: tuple[Observation, ...]  # data/tables/
    documents: tuple[Document, ...]
    milestones: tuple[Milestone, ...]
    small_base: Decimal = Decimal(0)  # a change from less than this is marked 基数较小
    synthetic: bool = False  # 示例数据: every page, chart and download says so
    calendar: tuple[Announcement, ...] = ()  # by date
    redirects: tuple[Redirect, ...] = ()
    graded: tuple[Graded, ...] = ()  # of earlier days, by day
    method_changes: tuple[MethodChange, ...] = ()  # by day
    errata: tuple[Erratum, ...] = ()  # of cited figures and official tables, by day
    offices: tuple[Office, ...] = ()
    versions: tuple[ReturnVersion, ...] = ()  # all versions of all returns, by quarter and version
    as_of: datetime = FOREVER
    next_change: datetime | None = None  # the moment from which the same files make another site

    @cached_property
    def returns(self) -> Mapping[Quarter, ReturnVersion]:
        """Of each quarter the version of its return that stands, which is the last."""
        return {version.publication.quarter: version for version in self.versions}

    @cached_property
    def returned(self) -> tuple[Observation, ...]:
        """The cells of the returns that stand."""
        return tuple(row for version in self.returns.values() for row in version.observations)

    @cached_property
    def known_errors(self) -> tuple[Observation, ...]:
        """The cells of official tables that are wrong in their source, and stand as they are printed there."""
        return tuple(row for row in self.official if row.error)

    @cached_property
    def nation(self) -> Region:
        return next(r for r in self.regions.values() if r.kind is RegionKind.NATION)

    @cached_property
    def provinces(self) -> tuple[Region, ...]:
        return tuple(r for r in self.regions.values() if r.kind is RegionKind.PROVINCE)

    @cached_property
    def pages_of_regions(self) -> tuple[Region, ...]:
        """The 31 and 新疆生产建设兵团, in the order of data/regions.csv."""
        return tuple(r for r in self.regions.values() if r.has_page)

    @cached_property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i.theme for i in self.indicators.values()))

    @cached_property
    def fact(self) -> Mapping[str, Fact]:
        return {f.id: f for f in self.cited}

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the returns, or in which a published figure's period ends, from the programme's first on."""
        first = Quarter(2023, 4)
        found = {*self.returns, *(f.period.quarter for f in self.cited if f.period and f.kind != "target")}
        return tuple(sorted(q for q in found if q >= first))
