"""calendar.ics: what is announced, for the calendars of readers (RFC 5545): moved, overdue, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from report import moment
from report.address import quarter_address
from report.findable.news import BEGINNING
from report.model import Announcement, Artifact, Dataset
from report.numbers.embargo import FIRST, is_out, overdue
from report.plaintext import if_sample, plain

if TYPE_CHECKING:
    from icalendar import Event

NAME = "calendar.ics"
KINDS = {FIRST: "first"}
LATE = "逾期未发布"


def paths(dataset: Dataset) -> tuple[str, ...]:
    """A calendar without an event is none."""
    return (NAME,) if dataset.calendar else ()


def files(dataset: Dataset, site: str) -> Iterator[Artifact]:
    if dataset.calendar:
        yield Artifact(NAME, written(dataset, site))


def written(dataset: Dataset, site: str) -> bytes:
    """Every announcement as an event; who subscribed sees it move."""
    from icalendar import Calendar  # a quarter of a second

    out = Calendar()
    out.add("prodid", "-//panhuo//calendar//ZH")
    out.add("version", "2.0")
    out.add("method", "PUBLISH")
    out.add("x-wr-calname", f"盘活发布日历{if_sample(dataset.synthetic)}")
    told = max((one.publication.out_at for one in dataset.versions), default=BEGINNING)
    late = overdue(dataset)
    for one, identity in _identified(dataset):
        out.add_component(_event(one, identity, dataset, site, told, late=one in late))
    found: bytes = out.to_ical()
    return found


def _identified(dataset: Dataset) -> Iterator[tuple[Announcement, str]]:
    """An announcement keeps its name when it is moved: the quarter, the kind, and which of its kind it is."""
    met = Counter[tuple[str, str]]()
    for one in sorted(dataset.calendar, key=lambda one: one.moved_from or one.at):
        kind = KINDS.get(one.kind, "revision")
        met[one.quarter.code, kind] += 1
        sample = "-sample" if dataset.synthetic else ""
        yield one, f"{one.quarter.code.lower()}-{kind}-{met[one.quarter.code, kind]}{sample}@panhuo"


def _event(one: Announcement, identity: str, dataset: Dataset, site: str, told: datetime, *, late: bool) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", identity)
    event.add("dtstamp", told.astimezone(UTC))
    event.add("dtstart", one.at.astimezone(UTC))
    event.add("dtend", (one.at + timedelta(minutes=30)).astimezone(UTC))
    event.add("sequence", 1 if one.moved_from else 0)
    event.add("summary", f"{LATE + '：' if late else ''}{plain(one.title)}{if_sample(dataset.synthetic)}")
    event.add("status", "TENTATIVE" if late else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(_described(one, dataset, late=late)))
    if site:
        event.add("url", site + (quarter_address(one.quarter) if is_out(dataset, one) else "/calendar/"))
    return event


def _described(one: Announcement, dataset: Dataset, *, late: bool) -> Iterator[str]:
    yield one.kind + ("，已经发布" if is_out(dataset, one) else "")
    if late:
        yield f"应在{moment.title(one.at)}（北京时间）发布，还没有发布"
    if one.moved_from:
        yield f"改期：原定{moment.title(one.moved_from)}。原因：{plain(one.reason)}"
    if one.note:
        yield plain(one.note)
