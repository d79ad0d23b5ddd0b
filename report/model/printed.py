"""What an edition of a quarter printed, word for word; changes of method and errata, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from report.model.problem import Place
from report.period import Quarter

OF_HOW_MANY = re.compile(r"/\d+")
NOTE = "note "  # begins the names of notes in a head and in a legend: note 1
ALL = "all"  # in place of indicators: a change of method that concerns each of them


def bare(place: str) -> str:
    """A place without of how many: 3 for 3/30."""
    return OF_HOW_MANY.sub("", place)


def short(hash: str) -> str:
    """The check digits of a seal: as much of its hash as a person compares."""
    return hash[:8]


class Titled(NamedTuple):
    """A column of values: its indicator, its title and unit, what is counted and of whom."""

    indicator: str
    title: str
    unit: str
    definition: str = ""
    counted: str = ""


class Measure(NamedTuple):
    """What is worked out from values: the end of its columns' titles, its unit, and its unit where values are rates."""

    title: str
    unit: str = ""
    unit_of_rates: str = ""

    def unit_beside(self, *, rates: bool) -> str:
        return self.unit_of_rates if rates else self.unit


class Value(NamedTuple):
    """A value as printed, marks behind it, and what was worked out from it; the empty text: nothing to print."""

    text: str
    change: str = ""
    share: str = ""
    place: str = ""  # 3, or 3/30 where only thirty have a value
    growth_place: str = ""
    contribution: str = ""
    cell: str = ""  # 转让许可!G14; of a CSV its line

    @property
    def bare_place(self) -> str:
        """As tables of all regions have it, without how many have a value: 3 并列 for 3/30 并列."""
        return bare(self.place)


class Passage(NamedTuple):
    """Where a sentence stands: region (by slug), part of its page, and how many stand before it; of which indicator."""

    region: str
    part: str  # MARK, TILES, LEAD, SINCE, SIMILAR, or the title of a theme
    number: int
    indicator: str


MARK, TILES, LEAD, SINCE, SIMILAR = "mark", "tiles", "lead", "since", "similar"


class Selection(NamedTuple):
    """A table of the quarter's page: the theme of its section, what it is of, its columns.

    Of each column what is shown beside its values: transfer_count_ytd change share rank
    """

    theme: str
    title: str
    columns: tuple[str, ...]

    @property
    def caption(self) -> str:
        """Under what its values stand."""
        return "：".join(dict.fromkeys((self.theme, self.title)))

    @property
    def keys(self) -> Iterator[str]:
        return (column.split()[0] for column in self.columns)


@dataclass(frozen=True)
class Printed:
    """All that one edition of a quarter says, as text: what pages, seals and the bulletin on paper are drawn from.

    *values* by region (slug) and column, such as ("jiangsu", "transfer_count_ytd"); what has nothing to print is left
    out. *head*: title, publisher, status and what else is said of the whole. *measures*: by the fields of a Value;
    *legend*: what symbols and marks mean, and the notes on method; none of both in seals of an older form, nor what
    columns define.
    """

    head: Mapping[str, str]
    regions: Mapping[str, str]  # slug → name, the nation first
    columns: Mapping[str, Titled]
    values: Mapping[tuple[str, str], Value]
    sentences: Mapping[Passage, str]
    tables: tuple[Selection, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    legend: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> tuple[str, ...]:
        """The notes on how numbers are counted and ranked, in their order."""
        return tuple(text for name, text in self.legend.items() if name.startswith(NOTE))


@dataclass(frozen=True)
class Seal:
    """The record of one edition, beside what it printed. *version*: of the quarter's own return, 0 the first.

    *cause*, *reason*: what made it another than the edition before, and why. *inputs*: what it was made of, each with
    its hash. *previous*: the hash of the seal before it in the chain, the empty text of the first; *hash*: its own.
    """

    quarter: Quarter
    number: int  # 1, 2, 3 …
    at: datetime
    cause: str
    reason: str
    version: int
    inputs: Mapping[str, str]
    previous: str
    hash: str = ""
    file: str = ""  # data/seals/2024Q3/1.json

    @property
    def short(self) -> str:
        """What citations name of the hash."""
        return short(self.hash)


@dataclass(frozen=True)
class MethodChange:
    """A row of data/method_changes.yml: from *day* on a measure is worked out, rounded, ranked or called otherwise."""

    day: date
    what: str
    why: str
    indicators: tuple[str, ...]
    where: Place

    def concerns(self, indicator: str) -> bool:
        return indicator in self.indicators or ALL in self.indicators


@dataclass(frozen=True)
class Erratum:
    """A row of data/errata.yml: what was printed of a cited figure or of a cell of an official table is wrong.

    *of*: the figure's id, or the cell's key as its seal has it. An empty *now*: withdrawn.
    """

    of: str
    day: date
    was: str
    now: str
    reason: str
    where: Place
