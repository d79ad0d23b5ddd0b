"""Which editions a quarter has: numbered states of what is printed of it, each with what made it another.

The first is the first version of its return. A later version makes the next; so does what changes the pages from
elsewhere: a revision of a quarter that they look back to, a return that came late, a change of method. Where such an
event changes nothing that is printed there is no edition.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import groupby

from report.model import Dataset, ReturnVersion
from report.model.content import Quarters
from report.model.printed import MethodChange, Printed, Seal
from report.moment import start_of
from report.numbers.embargo import released, sealed_by
from report.numbers.returned import Figures
from report.period import Quarter
from report.seals.differences import differ
from report.seals.printing import printed

FIRST, OWN, METHOD = "首次发布", "修订稿", "方法变更"  # what made an edition


@dataclass(frozen=True)
class Event:
    """What may make an edition. *version*: of the quarter's own return, None where that is not what came out."""

    at: datetime
    what: str
    why: str
    version: int | None = None
    is_method: bool = False


@dataclass(frozen=True, eq=False)
class Numbered:
    """An edition that is out; *seal*: None where nobody has sealed it yet. *version*: of the return, 0 the first."""

    quarter: Quarter
    number: int
    at: datetime
    cause: str
    reason: str
    version: int
    make: Callable[[], Printed]
    seal: Seal | None = None

    @cached_property
    def printed(self) -> Printed:
        return self.make()

    @property
    def record(self) -> tuple[object, ...]:
        """All that is told of it."""
        return self.number, self.at, self.cause, self.reason, self.version, self.seal and self.seal.hash


@dataclass(frozen=True, eq=False)
class Shelf:
    """The editions of the quarters of *dataset*, which is of one moment: those sealed, and those that came since."""

    dataset: Dataset
    chosen: Quarters
    seals: tuple[Seal, ...]
    read: Callable[[Seal], Printed]  # what a seal says

    @cached_property
    def sealed(self) -> Mapping[Quarter, tuple[Seal, ...]]:
        """The seals of editions that are out, in order."""
        out = sealed_by(self.dataset.as_of, self.seals)
        return {quarter: tuple(own) for quarter, own in groupby(out, key=lambda one: one.quarter)}

    @cached_property
    def editions(self) -> Mapping[Quarter, tuple[Numbered, ...]]:
        """All editions of each quarter that is out, 1 first."""
        quarters = sorted({*self.dataset.returns, *self.sealed})
        return {quarter: tuple(self._numbered(quarter)) for quarter in quarters}

    @cached_property
    def unsealed(self) -> tuple[Numbered, ...]:
        """In the order in which they came out."""
        found = (one for own in self.editions.values() for one in own if one.seal is None)
        return tuple(sorted(found, key=lambda one: (one.at, one.quarter)))

    def _numbered(self, quarter: Quarter) -> Iterator[Numbered]:
        last: Numbered | None = None
        for seal in self.sealed.get(quarter, ()):
            make = partial(self.read, seal)
            last = Numbered(quarter, seal.number, seal.at, seal.cause, seal.reason, seal.version, make, seal)
            yield last
        for event in self._events(quarter):
            if last is None or (event.at > last.at and self._makes_another(last, event)):
                number, version = (last.number + 1, last.version) if last else (1, 0)
                version = version if event.version is None else event.version
                make = partial(self.printed_at, quarter, event.at)
                last = Numbered(quarter, number, event.at, event.what, event.why, version, make)
                yield last

    def _makes_another(self, last: Numbered, event: Event) -> bool:
        """A version of its own always does; anything else where it changes what is printed."""
        if event.version is not None:
            return True
        is_as_it_was = self._state(last.quarter, last.at) == self._state(last.quarter, event.at)
        if is_as_it_was and not event.is_method:
            return False
        return differ(last.printed, self.printed_at(last.quarter, event.at))

    # ------------------------------------------------------------ events

    def _events(self, quarter: Quarter) -> Iterator[Event]:
        """What happened since the return of a quarter came out, each minute once; first of all that it did."""
        own = [_of_version(one, quarter) for one in self.dataset.versions]
        first = min((one.at for one in own if one.version == 0), default=None)
        events = [*own, *map(_of_method, self.dataset.method_changes)]
        since = [one for one in events if first and first <= one.at <= self.dataset.as_of]
        since.sort(key=lambda one: (one.at, one.version is None))
        for _, same in groupby(since, key=lambda one: one.at):
            yield _together(list(same))

    # ------------------------------------------------------------ what is printed as of a moment

    def printed_at(self, quarter: Quarter, at: datetime) -> Printed:
        """What the program of today prints of a quarter as of a moment; KeyError where it was not out."""
        key = self._state(quarter, at)
        if key not in self._made:
            self._made[key] = self.print(quarter, at)
        return self._made[key]

    def print(self, quarter: Quarter, at: datetime) -> Printed:
        """The same, not kept: it is several megabytes."""
        is_present = self._state(quarter, at) == self._state(quarter, self.dataset.as_of)
        figures = self._figures.anew() if is_present else Figures(released(self.dataset, at))
        return printed(figures, self.chosen, quarter)

    @cached_property
    def _made(self) -> dict[Hashable, Printed]:
        return {}

    @cached_property
    def _figures(self) -> Figures:
        return Figures(self.dataset)

    def _state(self, quarter: Quarter, at: datetime) -> Hashable:
        """What the pages of a quarter follow from: the returns up to it, and what all returns together count."""
        back = tuple((q, one.publication.version) for q, one in self.standing(at).items() if q <= quarter)
        return quarter, back, self.counted(at)

    def counted(self, at: datetime) -> frozenset[Hashable]:
        """What the returns that are out at a moment count, and of whom."""
        return frozenset().union(*(self._counted[id(one)] for one in self.standing(at).values()))

    def standing(self, at: datetime) -> Mapping[Quarter, ReturnVersion]:
        """Of each return the version that was the last to be out."""
        out = (one for one in self.dataset.versions if one.publication.out_at <= at)
        return {one.publication.quarter: one for one in out}

    @cached_property
    def _counted(self) -> Mapping[int, frozenset[Hashable]]:
        """What each version of a return counts, and of whom."""
        return {
            id(version): frozenset((row.indicator, row.subject) for row in version.observations)
            for version in self.dataset.versions
        }


def _of_version(version: ReturnVersion, quarter: Quarter) -> Event:
    """As it concerns *quarter*."""
    publication = version.publication
    what = f"{OWN} r{publication.version}" if publication.version else FIRST
    is_own = publication.quarter == quarter
    whose = "" if is_own else publication.quarter.title
    return Event(publication.out_at, whose + what, publication.reason, publication.version if is_own else None)


def _of_method(change: MethodChange) -> Event:
    return Event(start_of(change.day), f"{METHOD}：{change.what}", change.why, is_method=True)


def _together(same: list[Event]) -> Event:
    """What happened in one minute; a version of the quarter's own stands first."""
    what, why = (
        "；".join(dict.fromkeys(filter(None, words))) for words in zip(*((o.what, o.why) for o in same), strict=True)
    )
    return Event(same[0].at, what, why, same[0].version, any(one.is_method for one in same))
