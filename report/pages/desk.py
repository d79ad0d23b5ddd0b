"""What templates are given of a fact or an observation: finished text and addresses, nothing to compute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

from report import moment, wording
from report.address import cell_address, fact_address, indicator_address, region_address
from report.model import Announcement, Dataset, Document, Fact, Observation, Subject
from report.model.keeper import NOBODY, Keeper
from report.numbers.embargo import days_late, overdue
from report.numbers.official import (
    ColumnKey,
    SeriesKey,
    Standing,
    columns,
    complete_periods,
    newest_first,
    standings,
    stated_change,
)
from report.numbers.returned import Figures
from report.order import in_groups
from report.period import Period, Quarter
from report.seals.numbered import Numbered
from report.seals.reissues import Reissue
from report.seals.sealed_lists import SealedList, Withdrawal, cell_key, withdrawals

Item = TypeVar("Item")


@dataclass(frozen=True)
class FactView:
    """A cited figure, ready to print, with the way to its source and row."""

    id: str
    indicator: str
    indicator_address: str
    address: str
    region: str
    region_address: str
    value: str
    statement: str
    when: str
    who: str
    kind: str
    kind_key: str
    change: str
    change_address: str
    also: FactView | None  # that change, with its own source and row
    cited: str
    grade: str
    grade_key: str
    source_address: str
    unconfirmed: bool  # read on an own page, and yet the source or its words leave room for doubt
    comparable: bool
    note: str
    corrected: str  # what it was before an erratum, since when, and why
    file: str
    line: int


@dataclass(frozen=True)
class CellView:
    """An observation of an official table, ready to print."""

    indicator: str
    indicator_address: str
    who: str
    when: str
    value: str
    unit: str
    mark: str  # 原文有误, p, r
    share: str
    share_of: str
    share_mark: str  # 总计原文有误
    rank: str
    rank_mark: str
    note: str
    address: str
    cited: str
    file: str
    line: int


@dataclass(frozen=True)
class DocumentView:
    title: str
    number: str
    issued: str
    issuers: str
    summary: str
    clause: str
    url: str
    region: str
    region_address: str
    is_action: bool
    grade: str
    grade_key: str
    cited: str
    source_address: str


@dataclass(frozen=True)
class Desk:
    """The dataset with everything the pages look up in it; *site*: the public address, empty where there is none.

    *editions*: of each quarter that is out, 1 first. *listed*: the seals of cited figures and of official tables.
    """

    dataset: Dataset
    site: str = ""
    editions: Mapping[Quarter, Sequence[Numbered]] = field(default_factory=dict)
    listed: Mapping[str, SealedList] = field(default_factory=dict)
    keeper: Keeper = NOBODY

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.dataset).anew()  # with what concerns all cells: copies of this process need not look again

    @cached_property
    def reissues(self) -> Sequence[Reissue]:
        """What editions say otherwise than the ones before them, the newest first."""
        found = (self.reissue(*both) for own in self.editions.values() for both in pairwise(own))
        return sorted(found, key=lambda one: (one.edition.at, one.edition.quarter), reverse=True)

    def reissue(self, before: Numbered, edition: Numbered) -> Reissue:
        """What an edition says otherwise than an earlier one of its quarter: worked out once for all its pages."""
        return self._reissues.setdefault((edition.quarter, before.number, edition.number), Reissue(before, edition))

    @cached_property
    def _reissues(self) -> dict[tuple[Quarter, int, int], Reissue]:
        return {}

    def return_title(self, quarter: Quarter) -> str:
        """Where the figures of a quarter come from: 国家知识产权局《2024年第三季度……情况》."""
        publication = self.dataset.returns[quarter].publication
        return f"{publication.publisher}《{publication.title}》"

    @cached_property
    def by_source(self) -> Mapping[str, Sequence[Observation]]:
        """The cells of each table and each sheet of a return, in the order of its file."""
        return in_groups((*self.dataset.official, *self.dataset.returned), lambda row: row.source)

    @cached_property
    def by_indicator(self) -> Mapping[str, Sequence[Observation]]:
        """The cells of the official tables, by what they count."""
        return in_groups(self.dataset.official, lambda row: row.indicator)

    @cached_property
    def cited_of(self) -> Mapping[str, Sequence[Fact]]:
        """The cited figures, changes and targets of each indicator that has any."""
        return in_groups(self.dataset.cited, lambda fact: fact.indicator)

    @cached_property
    def standings(self) -> Mapping[Observation, Standing]:
        return standings(self.dataset)

    @cached_property
    def columns(self) -> Mapping[ColumnKey, Sequence[Observation]]:
        return columns(self.dataset)

    @cached_property
    def complete(self) -> Mapping[SeriesKey, tuple[Period, ...]]:
        return complete_periods(self.dataset, self.columns)

    def newest_column(self, indicator: str, subject: Subject) -> Sequence[Observation]:
        """The newest column of official tables that has all provinces; empty where none has."""
        period = max(self.complete.get((indicator, subject), ()), default=None)
        return self.columns[indicator, subject, period] if period else ()

    @cached_property
    def growths(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.dataset.cited if fact.kind == "growth")

    @cached_property
    def late(self) -> Sequence[tuple[Announcement, str]]:
        """What was to be out by now and is not, and since when in words."""
        late = ((one, days_late(self.dataset, one)) for one in overdue(self.dataset))
        return [(one, f"已逾期 {days} 天" if days else "今天到期，尚未发布") for one, days in late]

    def told_late(self, quarter: Quarter | None = None) -> list[str]:
        """The same as notes: of a quarter, or all of it."""
        return [
            f"{one.title}（{one.kind}）预告在{moment.title(one.at)}发布，{since}"
            for one, since in self.late
            if quarter in (None, one.quarter)
        ]

    def corrected(self, key: str) -> str:
        """What errata say of a figure or a cell, which go by the names that their seal has; empty where they do not."""
        return "；".join(wording.erratum(one) for one in self.dataset.errata if one.of == key)

    def erratum(self, row: Observation) -> str:
        """The same of a cell of an official table."""
        return self.corrected(cell_key(row)) if self.dataset.errata else ""

    def methods(self, indicators: Iterable[str]) -> list[str]:
        """The changes of method that concern any of them, by day."""
        own = set(indicators)
        return [wording.method_change(one) for one in self.dataset.method_changes if any(map(one.concerns, own))]

    @cached_property
    def withdrawn(self) -> tuple[Withdrawal, ...]:
        """Cited figures and cells of official tables that were taken back, by day."""
        return tuple(withdrawals(self.dataset, self.listed))

    def taken_back(self, of: Callable[[Withdrawal], object]) -> list[str]:
        """In words those of them that stood on a page."""
        return [f"{one.what}：{wording.erratum(one.erratum)}" for one in self.withdrawn if of(one)]

    @cached_property
    def views(self) -> Mapping[str, FactView]:
        return {fact.id: self._view(fact) for fact in self.dataset.cited}

    def fact(self, fact: Fact) -> FactView:
        return self.views[fact.id]

    def grades(self, facts: Iterable[Fact]) -> list[str]:
        """Which grades the sources of facts have, best first: what search can be narrowed down by."""
        found = {self.dataset.sources[fact.source].grade for fact in facts}
        return [words for grade, words in wording.GRADES.items() if grade in found]

    def facts(self, facts: Iterable[Fact]) -> list[FactView]:
        """Newest first; targets, which are plans, after what was measured."""
        return [self.fact(fact) for fact in sorted(newest_first(facts), key=lambda fact: fact.kind == "target")]

    def _view(self, fact: Fact) -> FactView:
        indicator, source = self.dataset.indicators[fact.indicator], self.dataset.sources[fact.source]
        region = self.dataset.regions[fact.region]
        change = stated_change(fact, self.growths) if fact.is_figure else None
        return FactView(
            id=fact.id,
            indicator=indicator.title,
            indicator_address=indicator_address(indicator),
            address=fact_address(fact, indicator),
            region=fact.place or region.name,
            region_address=region_address(region) if region.has_page else "/",
            value=wording.figure(fact),
            statement=wording.grouped(fact.statement),
            when=wording.when(fact),
            who=wording.whose(fact.subject, indicator),
            kind=wording.FACT_KINDS[fact.kind],
            kind_key=fact.kind,
            change=wording.figure(change) if change else "",
            change_address=fact_address(change, indicator) if change else "",
            also=self._view(change) if change else None,
            cited=wording.cited(source),
            grade=wording.GRADES[source.grade],
            grade_key=source.grade,
            source_address=f"/data/sources/#{source.anchor}",
            unconfirmed=fact.confidence == "medium" and source.grade.is_own_page,
            comparable=fact.comparable,
            note=wording.grouped(fact.note),
            corrected=self.corrected(fact.id),
            file=fact.where.file,
            line=fact.where.line,
        )

    def cell(self, row: Observation) -> CellView:
        indicator = self.dataset.indicators[row.indicator]
        standing = self.standings.get(row) or Standing(None, None, None)
        total = standing.total if standing.share is not None else None
        return CellView(
            indicator=indicator.title,
            indicator_address=indicator_address(indicator),
            who=self.who(row.subject),
            when=row.period.title,
            value=self.value(row),
            unit=indicator.unit,
            mark=wording.marks(row),
            share=wording.in_per_cent(standing.share) if standing.share is not None else "",
            share_of=wording.SCOPES[standing.total.scope] if standing.total else "",
            share_mark=f"总计{wording.WRONG}" if total and total.error else "",
            rank=f"第{standing.rank}位" if standing.rank else "",
            rank_mark=f"有数{wording.WRONG}" if standing.wrong else "",
            note="；".join(filter(None, [row.remark, *self._leant_on(row, total, standing.wrong), self.erratum(row)])),
            address=cell_address(row, self.dataset.regions[row.region]),
            cited=self.dataset.sources[row.source].title,
            file=_file(row),
            line=row.where.line,
        )

    def _leant_on(self, row: Observation, total: Observation | None, ranked: Iterable[Observation]) -> Iterator[str]:
        """The other numbers that share and rank of *row* follow from, where they are wrong in their source."""
        for one in (*([total] if total else []), *ranked):
            if one.error and one is not row:
                yield f"{wording.whole_or_region(one, self.dataset.nation.name)}{one.error.told}"

    def value(self, row: Observation) -> str:
        """1,234 or the words of the symbol."""
        return wording.observed(row, self.dataset.indicators[row.indicator])

    def who(self, subject: Subject) -> str:
        return "全部专利权人" if subject is Subject.ALL_HOLDERS else wording.SUBJECTS[subject]

    def document(self, document: Document) -> DocumentView:
        region = self.dataset.regions[document.region]
        source = self.dataset.sources[document.source]
        return DocumentView(
            title=document.title,
            number=document.number,
            issued=wording.day_text(document.issued_on) if document.issued_on else self._in_force(document),
            issuers="、".join(document.issuers),
            summary=wording.grouped(document.summary),
            clause=wording.CLAUSES[document.clause],
            url=document.url,
            region=region.name,
            region_address=region_address(region) if region.has_page else "/policy/",
            is_action=document.kind == "action",
            grade=wording.GRADES[source.grade],
            grade_key=source.grade,
            cited=wording.cited(source),
            source_address=f"/data/sources/#{source.anchor}",
        )

    def _in_force(self, document: Document) -> str:
        return f"{wording.day_text(document.effective_on)}起施行" if document.effective_on else "日期未注明"


def _file(row: Observation) -> str:
    """The file of a cell; of a workbook also sheet and cell: 2024Q4.xlsx（转让许可!G14）."""
    where = row.where
    return f"{where.file}（{where.sheet}!{where.column}{where.line}）" if where.sheet else where.file


def without_attached(facts: Iterable[Fact], desk: Desk) -> list[Fact]:
    """The facts, less the changes that already stand beside the value they belong to."""
    found = list(facts)
    attached = {desk.fact(fact).change_address.rpartition("#")[2] for fact in found}
    return [fact for fact in found if fact.id not in attached]


def around(before: Item | None, after: Item | None, address: Callable[[Item], str]) -> dict[str, Any]:
    """What a page is given of the ones before and after it."""
    return {
        "before": before,
        "after": after,
        "before_address": address(before) if before else "",
        "after_address": address(after) if after else "",
    }


def of_nation(facts: Iterable[Fact], dataset: Dataset) -> list[Fact]:
    return [fact for fact in facts if fact.region == dataset.nation.name]


def of_regions(facts: Iterable[Fact], dataset: Dataset) -> list[Fact]:
    return [fact for fact in facts if fact.region != dataset.nation.name]


def by_issue_date(documents: Iterable[Document]) -> list[Document]:
    """Newest first; a year or month counts as its beginning; undated last."""
    return sorted(documents, key=lambda document: document.issued_on or document.effective_on or "", reverse=True)


def grouped(facts: Iterable[Fact], dataset: Dataset) -> list[tuple[str, list[Fact]]]:
    """Facts by theme, in the order of data/indicators.yml."""
    groups: dict[str, list[Fact]] = {theme: [] for theme in dataset.themes}
    for fact in facts:
        groups[dataset.indicators[fact.indicator].theme].append(fact)
    return [(theme, found) for theme, found in groups.items() if found]


def in_order_of_regions(facts: Iterable[Fact], dataset: Dataset) -> list[Fact]:
    """The nation first, then the order of data/regions.csv; within a region newest first."""
    order = {name: number for number, name in enumerate(dataset.regions)}
    return sorted(newest_first(facts), key=lambda fact: (order[fact.region], bool(fact.place)))
