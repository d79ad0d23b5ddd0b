"""What is out at a moment: versions of returns by the minute, other sources by the day; and what comes next.

A dataset holds everything that was read. `released` takes away what is not out yet, so that nothing made from the rest
can tell of it; `next_change` looks at what was taken away, and belongs to the whole dataset: what a site may tell of
the time ahead is `next_announced`.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from report.model import Announcement, Dataset, Document, Fact, Indicator, Observation, Place, ReturnVersion
from report.model.printed import Seal
from report.moment import day_of, start_of

Row = TypeVar("Row", Fact, Observation, Document)
FIRST, REVISED = "首次发布", "修订发布"  # kinds of an announcement


def released(dataset: Dataset, now: datetime) -> Dataset:
    """The dataset as of *now*: of each return the last version that is out, and of other sources what was published.

    A version is out from its minute on; a source, and the figures, tables and documents that are read in it, from the
    day of its publication; a change of method, an erratum and a count of grades from their day.
    """
    versions_out = tuple(one for one in dataset.versions if one.publication.out_at <= now)
    out = replace(dataset, versions=versions_out, as_of=now)
    of_any_version, of_standing_versions = _brought(dataset.versions), _brought(out.returns.values())
    of_later_days = {key for key, one in dataset.sources.items() if first_day(one.published_on) > day_of(now)}
    unpublished = of_later_days - of_any_version
    hidden = (of_any_version - of_standing_versions) | unpublished
    place = _closed_up(dataset, unpublished)
    return replace(
        out,
        indicators=_of_known_parts({key: one for key, one in dataset.indicators.items() if key not in hidden}),
        sources={key: one for key, one in dataset.sources.items() if key not in hidden},
        cited=tuple(replace(one, where=place(one.where)) for one in _without(dataset.cited, hidden)),
        official=tuple(one._replace(where=place(one.where)) for one in _without(dataset.official, hidden)),
        documents=tuple(replace(one, where=place(one.where)) for one in _without(dataset.documents, hidden)),
        offices=tuple(one for one in dataset.offices if one.source not in hidden),
        method_changes=tuple(one for one in dataset.method_changes if one.day <= day_of(now)),
        errata=tuple(one for one in dataset.errata if one.day <= day_of(now)),
        graded=tuple(one for one in dataset.graded if one.as_of <= day_of(now)),
    )


def sealed_by(moment: datetime, seals: Iterable[Seal]) -> Iterator[Seal]:
    """Those of editions that are out at *moment*."""
    return (one for one in seals if one.at <= moment)


def _without(rows: Iterable[Row], hidden: set[str]) -> Iterator[Row]:
    return (row for row in rows if row.source not in hidden)


def _brought(versions: Iterable[ReturnVersion]) -> set[str]:
    """The indicators and sources that the site knows through these versions."""
    return {key for version in versions for key in (*version.indicators, *version.sources)}


def _of_known_parts(indicators: Mapping[str, Indicator]) -> Mapping[str, Indicator]:
    """The indicators; a rate is worked out from its parts only where both are among them."""
    known = {"", *indicators}
    return {
        key: one if {one.numerator, one.denominator} <= known else replace(one, numerator="", denominator="")
        for key, one in indicators.items()
    }


def _closed_up(dataset: Dataset, hidden: set[str]) -> Callable[[Place], Place]:
    """Where a cell stands in the file as it is published, in which the rows of *hidden* sources were never written."""
    rows: tuple[Fact | Observation | Document, ...] = (*dataset.cited, *dataset.official, *dataset.documents)
    gone: dict[str, list[int]] = {}
    for where in (row.where for row in rows if row.source in hidden):
        gone.setdefault(where.file, []).append(where.line)
    return lambda where: where._replace(line=where.line - bisect(gone.get(where.file, ()), where.line))


def first_day(text: str) -> date:
    """The earliest day that 2024, 2024-04 or 2024-04-24 can mean; of an unknown date the first of all days."""
    parts = [int(part) for part in text.split("-")] if text else [1]
    year, month, day = [*parts, 1, 1][:3]
    return date(year, month, day)


def next_release(dataset: Dataset, after: datetime) -> Announcement | None:
    """The first announcement of data/calendar.yml later than *after*."""
    return min((one for one in dataset.calendar if one.at > after), key=lambda one: one.at, default=None)


def is_out(dataset: Dataset, announcement: Announcement) -> bool:
    """Whether what was announced is out: of a first release the quarter, of a revision the version of that minute."""
    if announcement.kind == FIRST:
        return announcement.quarter in dataset.returns
    out = {(version.publication.quarter, version.publication.revised_at) for version in dataset.versions}
    return (announcement.quarter, announcement.at) in out


def overdue(dataset: Dataset) -> tuple[Announcement, ...]:
    """What was to be out by now and is not; *dataset* as `released` gives it."""
    return tuple(one for one in dataset.calendar if one.at <= dataset.as_of and not is_out(dataset, one))


def days_late(dataset: Dataset, one: Announcement) -> int:
    """How many days ago it was to be out; 0 on the day itself."""
    return (day_of(dataset.as_of) - day_of(one.at)).days


def next_change(dataset: Dataset, now: datetime) -> datetime | None:
    """The next moment after *now* at which the same files make another site; *dataset* as it was read, with all in it.

    A release, a revision, an announcement falling due, a source's day of publication, a commitment falling due, and
    the turn of the month, with which everything published grows older, and of the day while something is overdue.
    """
    turns = (*_month_turn(dataset, now), *_day_turn(released(dataset, now)))
    return min((moment for moment in (*_changes(dataset), *turns) if moment > now), default=None)


def next_announced(dataset: Dataset) -> datetime | None:
    """The next moment at which *dataset*, as `released` gives it, may change and of which everybody knows."""
    known = (*_announced(dataset), *_month_turn(dataset, dataset.as_of), *_day_turn(dataset))
    return min((moment for moment in known if moment > dataset.as_of), default=None)


def _month_turn(dataset: Dataset, now: datetime) -> Iterator[datetime]:
    """The first minute of the next month, where the site tells how many months ago something was published."""
    first = day_of(now).replace(day=1)
    if dataset.cited and not dataset.synthetic and first < date(date.max.year, 12, 1):
        yield start_of((first + timedelta(days=31)).replace(day=1))


def _day_turn(dataset: Dataset) -> Iterator[datetime]:
    """The next midnight, while the site tells for how many days something is overdue."""
    if overdue(dataset):
        yield start_of(day_of(dataset.as_of) + timedelta(days=1))


def _changes(dataset: Dataset) -> Iterator[datetime]:
    yield from _announced(dataset)
    yield from (version.publication.out_at for version in dataset.versions)
    brought = {key for version in dataset.versions for key in version.sources}
    for key, source in dataset.sources.items():
        if source.published_on and key not in brought:
            yield start_of(first_day(source.published_on))
    yield from (start_of(one.day) for one in dataset.method_changes)
    yield from (start_of(one.day) for one in dataset.errata)
    yield from (start_of(one.as_of) for one in dataset.graded)


def _announced(dataset: Dataset) -> Iterator[datetime]:
    yield from (one.at for one in dataset.calendar)
    for milestone in dataset.milestones:
        if milestone.due_on:
            yield start_of(milestone.due_on + timedelta(days=1))
