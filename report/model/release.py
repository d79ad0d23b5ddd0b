"""What comes out when: publications, their editions and revisions, what is announced, addresses that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from report.model.problem import Place
from report.model.statistics import Indicator, Observation, Source, Span, Subject
from report.period import Quarter


@dataclass(frozen=True)
class Revision:
    """A number of a return that a later version changed: its first and its present value; None: not published."""

    indicator: str
    subject: Subject
    region: str
    span: Span
    first: Decimal | None
    now: Decimal | None
    version: int  # the last that changed it
    reason: str
    released_at: datetime  # of that version
    where: Place  # the cell in that version


@dataclass(frozen=True)
class Publication:
    """A quarter's return as it stands: who published what and when, and what was revised since the first version."""

    quarter: Quarter
    title: str
    publisher: str
    released_at: datetime  # of the first version
    cut_off: date  # the last day that the figures take in
    status: str  # 初步, 修订, 最终
    notes: tuple[str, ...]
    url: str  # the publisher's own address, or empty
    version: int = 0  # 0 is the first, 1 is r1
    revised_at: datetime | None = None  # of the present version, where it is not the first
    revisions: tuple[Revision, ...] = ()
    reason: str = ""  # why this version revised the one before
    contact: str = ""  # whom to ask about it, where not whoever runs the site

    @property
    def out_at(self) -> datetime:
        """When this version is out."""
        return self.revised_at or self.released_at


@dataclass(frozen=True)
class ReturnVersion:
    """A version of a quarter's return with all that it brings along; an edition is what pages print of the quarter."""

    publication: Publication
    observations: tuple[Observation, ...]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    file: str  # below the folder that holds data/

    def __reduce__(self) -> tuple[object, ...]:
        """For another process, its cells column by column: one by one, the other would keep holes between them."""
        columns = dict(zip(Observation._fields, zip(*self.observations, strict=True), strict=False))
        places = tuple(zip(*columns.get("where", ()), strict=True))
        return _of_columns, ({**vars(self), "observations": ()}, {**columns, "where": places})


def _of_columns(version: Mapping[str, Any], columns: Mapping[str, Sequence[Any]]) -> ReturnVersion:
    places = map(Place._make, zip(*columns["where"], strict=True))
    cells = map(Observation._make, zip(*{**columns, "where": places}.values(), strict=True))
    return ReturnVersion(**{**version, "observations": tuple(cells)})


@dataclass(frozen=True)
class Announcement:
    """An entry of data/calendar.yml: what comes out when. A moved date keeps the one before, and says why."""

    quarter: Quarter
    at: datetime
    kind: str  # 首次发布, 修订发布
    title: str
    moved_from: datetime | None
    reason: str
    note: str
    where: Place


@dataclass(frozen=True)
class Redirect:
    """A published address that moved to *to*, or with an empty *to* was withdrawn."""

    address: str
    to: str
    reason: str
    where: Place
