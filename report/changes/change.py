"""The nouns of a comparison: what moved, on each level, and what is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta

from report.model import Refusal

ADDED: Final = "added"
REMOVED: Final = "removed"
ALTERED: Final = "altered"
Kind = Literal["added", "altered", "removed"]
KINDS = {ADDED: "新增", ALTERED: "改动", REMOVED: "删去"}


class Unusable(Refusal):
    """A side that cannot be compared: it does not exist, or it is not what the other is."""


@dataclass(frozen=True)
class Side:
    """One state, ready to be compared.

    *files*: path → SHA-256 of every file of the composed or built site; *texts*: path → content of the pages and
    charts, where they are at hand; *cells* and *names*: what the data say; *problems*: why it cannot be published.
    """

    name: str
    files: Mapping[str, str]
    texts: Mapping[str, str]
    data: Mapping[str, CellText]
    pending: tuple[Pending, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellText:
    """One cell of the data: the place a person opens, what it is about, what it says, and what it revises."""

    place: str
    about: str
    text: str
    group: tuple[str, str]  # place and name of what comes and goes as a whole: a row of a file, a return
    revises: str | None = None


@dataclass(frozen=True, order=True)
class Pending:
    """A release whose minute has not come: it changes nothing that readers see until then."""

    at: datetime
    title: str
    file: str


@dataclass(frozen=True)
class CellChange:
    """A cell before and after; *revised*: a number that was published and is now another."""

    place: str
    about: str
    before: str
    after: str
    revised: bool = False


@dataclass(frozen=True)
class GroupChange:
    """A row of a file, or a whole return, that came or went, and how many cells it has."""

    kind: Kind
    place: str
    about: str
    cells: int


@dataclass(frozen=True)
class TextChange:
    """A sentence or a row of a table before and after, and the pages where it stands."""

    before: str
    after: str
    pages: Annotated[tuple[str, ...], Meta(min_length=1)]


@dataclass(frozen=True)
class FileChange:
    """A page, a download or a chart; *title* is what it calls itself."""

    kind: Kind
    path: str
    title: str = ""


@dataclass(frozen=True)
class Changes:
    old: str
    new: str
    moment: datetime
    cells: tuple[CellChange, ...] = ()
    groups: tuple[GroupChange, ...] = ()
    ranks: tuple[TextChange, ...] = ()
    sentences: tuple[TextChange, ...] = ()
    pages: tuple[FileChange, ...] = ()
    downloads: tuple[FileChange, ...] = ()
    charts: tuple[FileChange, ...] = ()
    pending: tuple[Pending, ...] = ()
    problems: tuple[str, ...] = ()
    incomparable: bool = False  # the old state could not be published, so that there is nothing to compare with

    @property
    def nothing(self) -> bool:
        """Readers would see no difference, now or later."""
        levels = (self.cells, self.groups, self.pages, self.downloads, self.charts, self.pending, self.problems)
        return not any(levels) and not self.incomparable
