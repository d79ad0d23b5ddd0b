"""The nouns of a quarterly return: columns, values, and what was noted while reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from report.model import Observation, Place, Problem, Region
from report.period import Quarter
from report.returns.form import Column, Form

Key = tuple[Column, str]  # column of the form, name of the region


class Value(NamedTuple):
    """One cell of a return: a number, a symbol that says why there is none, or neither where it could not be read."""

    column: Column
    region: str
    number: Decimal | None
    symbol: str
    where: Place
    text: str

    @property
    def is_read(self) -> bool:
        return self.number is not None or bool(self.symbol)


class Text(NamedTuple):
    """Any text of a file that is not a number: titles, headers, labels, notes."""

    where: Place
    text: str
    kind: str  # title, header, label, note, cell; comment in release.yml


@dataclass(frozen=True)
class Reading:
    """What one file says, as far as it could be read."""

    file: str
    size: int = 0
    mapping: str = ""
    strict: bool = True  # laid out as the form: rows and columns in its order
    partial: bool = False  # may leave out columns of the form
    notes: tuple[Problem, ...] = ()
    values: tuple[Value, ...] = ()
    texts: tuple[Text, ...] = ()
    columns: tuple[tuple[Column, Place], ...] = ()
    rows: tuple[tuple[str, Place], ...] = ()  # region, its label's cell
    outside: tuple[Value, ...] = ()  # of rows below the regions: 不分地区
    quarters: tuple[tuple[Quarter, Place], ...] = ()


class Acknowledgement(NamedTuple):
    """A warning that the maintainer has looked at, and why it stands."""

    rule: str
    reason: str
    where: str  # sheet!cell, a sheet, or empty for all of this rule
    line: int


class Version(NamedTuple):
    """A revised file, as release.yml announces it."""

    file: str  # 2024Q4-r1.xlsx
    released_at: datetime
    reason: str
    status: str


@dataclass(frozen=True)
class Record:
    """release.yml: where the return comes from, when it is out, and what was said about it."""

    file: str
    fields: Mapping[str, str] = field(default_factory=dict)
    acknowledged: tuple[Acknowledgement, ...] = ()
    synthetic: bool = False
    notes: tuple[Problem, ...] = ()  # what is wrong with it
    released_at: datetime | None = None  # of the first version; None only where that is wrong
    versions: tuple[Version, ...] = ()
    texts: tuple[str, ...] = ()  # notes for the page
    written: tuple[Text, ...] = ()  # all its words: they are published too


@dataclass(frozen=True)
class Release:
    """One folder of data/releases: the return of a quarter and its revisions, oldest first."""

    folder: str
    quarter: Quarter | None
    readings: tuple[Reading, ...]
    record: Record
    notes: tuple[Problem, ...] = ()

    @property
    def last(self) -> Reading | None:
        return self.readings[-1] if self.readings else None


Book = Mapping[Key, Value]


@dataclass(frozen=True, eq=False)
class Case:
    """All that a rule may look at: one release, the books of earlier quarters, and other sources."""

    form: Form
    regions: Mapping[str, Region]
    release: Release
    reading: Reading
    book: Book
    earlier: Mapping[Quarter, Book] = field(default_factory=dict)
    official: tuple[Observation, ...] = ()
    today: Quarter | None = None
    downloads: tuple[Problem, ...] = ()  # how those of the built site differ from its pages

    @property
    def quarter(self) -> Quarter:
        assert self.release.quarter, "a release without a quarter has no case"
        return self.release.quarter

    @property
    def provinces(self) -> tuple[str, ...]:
        return tuple(name for name, region in self.regions.items() if region.kind == "province")

    @property
    def nation(self) -> str:
        return next(name for name, region in self.regions.items() if region.kind == "nation")

    @property
    def corps(self) -> str:
        return next((name for name, region in self.regions.items() if region.kind == "corps"), "")

    @property
    def rows(self) -> tuple[str, ...]:
        """The regions of the form from top to bottom."""
        return (self.nation, *self.provinces, self.corps)

    @property
    def texts(self) -> tuple[Text, ...]:
        """Whatever a person wrote: in release.yml and in the return."""
        return (*self.release.record.written, *self.reading.texts)

    def noted(self, rule: str) -> tuple[Problem, ...]:
        notes = (*self.release.notes, *self.release.record.notes, *self.reading.notes)
        return tuple(note for note in notes if note.rule == rule)

    def number(self, column: Column, region: str) -> Decimal | None:
        value = self.book.get((column, region))
        return value.number if value else None
