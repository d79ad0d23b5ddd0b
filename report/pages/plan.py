"""content/quarters.yml as values: which figures of a return the pages show, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from report.model import ChartKind, Dataset, Span, Subject
from report.model.content import Quarters, Shown, ShownTable
from report.numbers.returned import Figure
from report.pages.desk import Desk
from report.period import Quarter


@dataclass(frozen=True)
class Wanted:
    """An indicator in one span, and what is shown of it beside its value: change, share, rank."""

    key: str
    span: Span | None = None
    show: tuple[str, ...] = ()
    subject: Subject = Subject.BOTH


@dataclass(frozen=True)
class Drawing:
    kind: ChartKind
    key: str
    span: Span | None


@dataclass(frozen=True)
class Theme:
    """A table of a quarter's page; those of one *title* stand side by side in the plan and share a section."""

    title: str
    name: str  # file stem of the table; of the first also the anchor of the section
    columns: tuple[Wanted, ...]
    drawings: tuple[Drawing, ...]
    of: str = ""  # what the table is of, where that is less than the section: 企业评价


@dataclass(frozen=True)
class Plan:
    themes: tuple[Theme, ...]
    main: tuple[Wanted, ...]
    compared: tuple[Wanted, ...]
    listed: tuple[Wanted, ...]
    profile: tuple[Wanted, ...]
    trends: tuple[Wanted, ...]
    headlines: tuple[Wanted, ...]
    chosen: Quarters  # all of it, of which sentences leave out by themselves what is not returned

    @property
    def columns(self) -> tuple[Wanted, ...]:
        return tuple(column for theme in self.themes for column in theme.columns)

    def columns_of(self, title: str) -> tuple[Wanted, ...]:
        """Those of the themes that share a section."""
        return tuple(column for theme in self.themes if theme.title == title for column in theme.columns)

    @property
    def traced(self) -> tuple[Wanted, ...]:
        """Of which figures the report of a region tells where they come from: all that pages print and draw of it."""
        drawn = (Wanted(one.key, one.span) for theme in self.themes for one in theme.drawings)
        printed = (*self.columns, *self.main, *self.compared, *self.listed, *self.profile, *self.headlines)
        return (*printed, *drawn, *self.trends)

    @property
    def keys(self) -> list[str]:
        """Of which indicators they are."""
        return [column.key for column in self.columns]

    @property
    def ranked(self) -> frozenset[tuple[str, Span | None]]:
        """What the pages of the quarters draw a ranking of."""
        drawings = (drawing for theme in self.themes for drawing in theme.drawings)
        return frozenset((one.key, one.span) for one in drawings if one.kind is ChartKind.RANKING)


def plan_of(chosen: Quarters, dataset: Dataset) -> Plan:
    """What is *chosen*, less the indicators that no return of *dataset* has."""
    themes = tuple(_theme(table, dataset) for table in chosen.tables)
    return Plan(
        tuple(theme for theme in themes if theme.columns),
        _columns(chosen.main, dataset),
        _columns(chosen.compared, dataset),
        _columns(chosen.listed, dataset),
        _columns(chosen.profile, dataset),
        _columns(chosen.trends, dataset),
        tuple(Wanted(one.key, Span.YTD) for one in chosen.tiles if one.key in dataset.indicators),
        chosen,
    )


def figure_of(desk: Desk, column: Wanted, region: str, quarter: Quarter) -> Figure:
    return desk.figures.figure(column.key, region, quarter, column.span, column.subject)


def _theme(table: ShownTable, dataset: Dataset) -> Theme:
    drawings = tuple(Drawing(ChartKind(one.kind), one.key, _span(one)) for one in _known(table.charts, dataset))
    return Theme(table.theme, table.name, _columns(table.columns, dataset), drawings, table.of)


def _columns(chosen: Iterable[Shown], dataset: Dataset) -> tuple[Wanted, ...]:
    return tuple(Wanted(one.key, _span(one), one.show) for one in _known(chosen, dataset))


def _known(chosen: Iterable[Shown], dataset: Dataset) -> Iterator[Shown]:
    return (one for one in chosen if one.key in dataset.indicators)


def _span(one: Shown) -> Span | None:
    return Span(one.span) if one.span else None
