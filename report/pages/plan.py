"""content/quarters.yml as values: which figures of a return the pages show, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from report.figures import YTD_KEY, Span
from report.model import ChartKind, Dataset, Subject


@dataclass(frozen=True)
class Column:
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
    columns: tuple[Column, ...]
    drawings: tuple[Drawing, ...]
    of: str = ""  # what the table is of, where that is less than the section: 企业评价


@dataclass(frozen=True)
class Plan:
    themes: tuple[Theme, ...]
    main: tuple[Column, ...]
    compared: tuple[Column, ...]
    listed: tuple[Column, ...]
    sparks: tuple[Column, ...]
    trends: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for theme in self.themes for column in theme.columns)

    @property
    def ranked(self) -> frozenset[tuple[str, Span | None]]:
        """What the pages of the quarters draw a ranking of."""
        drawings = (drawing for theme in self.themes for drawing in theme.drawings)
        return frozenset((one.key, one.span) for one in drawings if one.kind is ChartKind.RANKING)


def read_plan(words: Mapping[str, Any], dataset: Dataset) -> Plan:
    """The plan, less the indicators that no return of *dataset* has. The file is ours: a mistake in it raises."""
    themes = tuple(_theme(entry, dataset) for entry in words["tables"])
    return Plan(
        tuple(theme for theme in themes if theme.columns),
        _columns(words["main"], dataset),
        _columns(words["compared"], dataset),
        _columns(words["listed"], dataset),
        _columns(words["sparks"], dataset),
        _columns(words["trends"], dataset),
    )


def _theme(entry: Mapping[str, Any], dataset: Dataset) -> Theme:
    drawings = (Drawing(ChartKind(one["kind"]), one["key"], _span(one)) for one in _known(entry.get("charts"), dataset))
    columns = _columns(entry["columns"], dataset)
    return Theme(entry["theme"], entry["name"], columns, tuple(drawings), entry.get("of", ""))


def _columns(entries: Sequence[Mapping[str, Any]], dataset: Dataset) -> tuple[Column, ...]:
    return tuple(Column(entry["key"], _span(entry), tuple(entry.get("show", ()))) for entry in _known(entries, dataset))


def _known(entries: Sequence[Mapping[str, Any]] | None, dataset: Dataset) -> Iterable[Mapping[str, Any]]:
    known = dataset.indicators
    return (entry for entry in entries or () if entry["key"] in known or entry["key"] + YTD_KEY in known)


def _span(entry: Mapping[str, Any]) -> Span | None:
    return Span(entry["span"]) if "span" in entry else None
