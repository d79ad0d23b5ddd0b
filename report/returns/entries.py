"""The nouns of a quarterly return: what its files say cell by cell, its record, and the case that rules judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from report.model import Observation, Place, Problem, Region
from report.period import Quarter
from report.returns.container import Reason
from report.returns.form import Form, FormColumn
from report.returns.layout import Labels, labels
from report.returns.looks import PLAIN, Look
from report.returns.numerals import Raw, Writing
from report.returns.separated import Decoded

BESIDE = "+"  # begins the region of a row beside the regions

Key = tuple[FormColumn, str]  # column of the form, name of the region


class Entry(NamedTuple):
    """One cell of a return: a number, a symbol that says why there is none, or neither where it could not be read."""

    column: FormColumn
    region: str
    number: Decimal | None
    symbol: str
    where: Place
    raw: Raw
    writing: Writing = Writing.PLAIN
    look: Look = PLAIN
    unit: str = ""  # behind the number, in the cell

    @property
    def is_read(self) -> bool:
        return self.number is not None or bool(self.symbol)


class ReadText(NamedTuple):
    """Any text of a file: titles, headers, labels, notes."""

    where: Place
    text: str
    kind: str = ""  # comment in release.yml


class Heading(NamedTuple):
    """What stands above a column: its words from top to bottom, the cell of the lowest, and what they name."""

    words: tuple[str, ...]
    where: Place
    column: FormColumn | None = None  # of values
    name: str = ""  # of any other column: IGNORED, UNKNOWN, WORDLESS; in long form what it holds, such as region
    near: str = ""  # where it is unknown, the known word most like it
    begins: int = 0  # where it has no words, the row in which its numbers begin


IGNORED, UNKNOWN, WORDLESS = "ignored", "unknown", "wordless"


class Naming(NamedTuple):
    """Cells of a row in long form by which it names its column: text and place of item, part and measure."""

    item: ReadText
    part: ReadText
    measure: ReadText
    known: bool  # the item is one of the form
    unit: ReadText  # of a column of units


class ReadRow(NamedTuple):
    """A row of values: of a region in a table, of one value in long form."""

    label: str  # as written
    region: str  # that it names; + and the label for a row beside the regions; empty where it is unknown
    where: Place  # of the label
    code: ReadText | None = None
    column: FormColumn | None = None  # in long form, where it is known
    naming: Naming | None = None  # in long form


class Hidden(NamedTuple):
    """What the eye does not see: a SHEET, a ROW or a COLUMN that is hidden, a GAP where rows of the table are blank."""

    kind: str
    where: Place


SHEET, ROW, COLUMN, GAP = "sheet", "row", "column", "gap"


@dataclass(frozen=True)
class Sheet:
    """What one sheet of a workbook, or a CSV file, says, in the order of its rows."""

    where: Place  # of the whole sheet
    texts: tuple[ReadText, ...] = ()
    has_table: bool = False
    is_long: bool = False  # one value a row, named in words
    strict: bool = False  # laid out as the form: rows and columns in its order
    units: tuple[ReadText, ...] = ()  # named above the table
    quarters: tuple[
        tuple[Quarter | None, ReadText], ...
    ] = ()  # named above the table, or in each row; None: not understood
    header: tuple[ReadText, ...] = ()  # the cells of the header rows
    headings: tuple[Heading, ...] = ()
    lost_merges: bool = False  # headers of groups stand in their first cell, and there are several readings
    missing: tuple[str, ...] = ()  # columns that the long form needs
    ragged: tuple[tuple[Place, int], ...] = ()  # rows of another length than the header
    hidden: tuple[Hidden, ...] = ()
    beyond: str = ""  # the first cell that was left out for want of room
    rows: tuple[ReadRow, ...] = ()
    entries: tuple[Entry, ...] = ()

    def headed(self, name: str) -> Place:
        """Where the long form heads that column."""
        return next((heading.where for heading in self.headings if heading.name == name), self.where)


@dataclass(frozen=True)
class Reading:
    """What one file says, as far as it could be read; the rules say what is wrong with it."""

    file: str
    strict: bool = True  # laid out as the form
    partial: bool = False  # may leave out columns of the form
    sheets: tuple[Sheet, ...] = ()
    refused: Reason | None = None  # why nothing was read
    decoded: Decoded | None = None  # of CSV: encoding and separator

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every cell with a value, rows beside the regions too."""
        return tuple(entry for sheet in self.sheets for entry in sheet.entries)

    @cached_property
    def values(self) -> tuple[Entry, ...]:
        """The cells of the regions."""
        return tuple(entry for entry in self.entries if not entry.region.startswith(BESIDE))

    @cached_property
    def book(self) -> Book:
        """The values by column and region; of two with one key the first."""
        found: dict[Key, Entry] = {}
        for value in self.values:
            found.setdefault((value.column, value.region), value)
        return found

    @cached_property
    def outside(self) -> tuple[Entry, ...]:
        """The cells of rows beside the regions: 不分地区."""
        return tuple(entry for entry in self.entries if entry.region.startswith(BESIDE))

    @cached_property
    def texts(self) -> tuple[ReadText, ...]:
        return tuple(text for sheet in self.sheets for text in sheet.texts)

    @cached_property
    def columns(self) -> tuple[tuple[FormColumn, Place], ...]:
        """The columns of values, and where each is named first."""
        return tuple(pair for sheet in self.sheets for pair in _columns(sheet))

    @cached_property
    def rows(self) -> tuple[tuple[str, Place], ...]:
        """The regions, and where each stands."""
        return tuple(pair for sheet in self.sheets for pair in _regions(sheet))


def _columns(sheet: Sheet) -> Iterator[tuple[FormColumn, Place]]:
    """In long form every column is named in the rows: it stands where the items are headed."""
    if sheet.is_long:
        yield from ((column, sheet.headed("item")) for column in dict.fromkeys(one.column for one in sheet.entries))
    else:
        first: dict[FormColumn, Place] = {}
        for heading in sheet.headings:
            if heading.column:
                yield heading.column, first.setdefault(heading.column, heading.where)


def _regions(sheet: Sheet) -> Iterator[tuple[str, Place]]:
    """In long form every region has many rows: it stands where the regions are headed."""
    if sheet.is_long:
        yield from ((region, sheet.headed("region")) for region in dict.fromkeys(one.region for one in sheet.entries))
    else:
        yield from ((row.region, row.where) for row in sheet.rows if row.region)


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
    line: int = 0  # of release.yml; none for the first version


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
    written: tuple[ReadText, ...] = ()  # all its words: they are published too
    lines: Mapping[str, int] = field(default_factory=dict)  # of each name

    def at(self, name: str) -> Place:
        """Where a name is written; the file where it is not."""
        return Place(self.file, self.lines.get(name, 0))


class Listed(NamedTuple):
    """What lies in the folder of a release."""

    name: str
    is_plain: bool  # a file, no folder and no link


@dataclass(frozen=True)
class Release:
    """One folder of data/releases: the return of a quarter and its revisions, oldest first."""

    folder: str
    quarter: Quarter | None
    readings: tuple[Reading, ...]
    record: Record
    files: tuple[Listed, ...] = ()  # all that lies in the folder but release.yml
    notes: tuple[Problem, ...] = ()  # what is wrong with release.yml in this folder
    sealed: frozenset[str] = frozenset()  # the files of returns that are as they were sealed

    @property
    def last(self) -> Reading | None:
        return self.readings[-1] if self.readings else None


Book = Mapping[Key, Entry]


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

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        return tuple(name for name, region in self.regions.items() if region.kind == "province")

    @cached_property
    def nation(self) -> str:
        return next(name for name, region in self.regions.items() if region.kind == "nation")

    @cached_property
    def corps(self) -> str:
        return next((name for name, region in self.regions.items() if region.kind == "corps"), "")

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The regions of the form from top to bottom."""
        return (self.nation, *self.provinces, self.corps)

    @cached_property
    def texts(self) -> tuple[ReadText, ...]:
        """Whatever a person wrote: in release.yml and in the return."""
        return (*self.release.record.written, *self.reading.texts)

    @cached_property
    def labels(self) -> Labels:
        return labels(self.regions, self.form)

    def number(self, column: FormColumn, region: str) -> Decimal | None:
        value = self.book.get((column, region))
        return value.number if value else None
