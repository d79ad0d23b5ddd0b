"""发布日历: what comes out when, what is overdue, and what is out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from report import moment
from report.address import quarter_address
from report.model import Announcement, Page, ReturnVersion
from report.numbers.embargo import FIRST
from report.pages.desk import Desk
from report.period import Quarter


def calendar(desk: Desk) -> Page:
    """Upcoming first, then what was not out in time, then what is out, newest first; all as of the dataset's moment."""
    dataset = desk.dataset
    coming = [one for one in dataset.calendar if one.at > dataset.as_of]
    out = sorted(dataset.versions, key=lambda version: version.publication.out_at, reverse=True)
    announced = {(one.quarter, one.at): one for one in dataset.calendar}
    return Page(
        address="/calendar/",
        template="calendar.md.j2",
        title="发布日历",
        description=_description(coming, bool(desk.late)),
        section="季度",
        context={
            "has_events": bool(dataset.calendar),
            "coming": [_promise(one) for one in coming],
            "late": [{**_promise(one), "since": since} for one, since in desk.late],
            "out": [_past(version, announced) for version in out],
        },
        front={"aliases": ["日历", "发布时间", "发布安排", "什么时候发布", "fabu", "rili"]},
    )


def _description(coming: list[Announcement], is_late: bool) -> str:
    if coming:
        first = coming[0]
        return f"下一次发布：{first.title}，{moment.title(first.at)}（北京时间）。改期的保留原定时间和原因。"
    return (
        "有预告而逾期未发布的，在这里列明。" if is_late else "目前没有预告的发布。有了预告，在这里提前列出日期和时分。"
    )


def _promise(one: Announcement) -> Mapping[str, str]:
    """An announcement with the moment it was moved from, if any."""
    return {
        "title": one.title,
        "kind": one.kind,
        "at": moment.title(one.at),
        "machine": moment.code(one.at),
        "moved_from": moment.title(one.moved_from) if one.moved_from else "",
        "reason": one.reason,
        "note": one.note,
    }


def _past(version: ReturnVersion, announced: Mapping[tuple[Quarter, datetime], Announcement]) -> Mapping[str, str]:
    """A version that is out, with what was announced for its minute."""
    publication = version.publication
    one = announced.get((publication.quarter, publication.out_at))
    said = _promise(one) if one else {"moved_from": "", "reason": "", "note": "未列入日历。"}
    why = next((f"{r.reason}。" for r in publication.revisions if r.version == publication.version), "")
    return {
        **said,
        "note": why + said["note"],
        "title": publication.quarter.title,
        "address": quarter_address(publication.quarter),
        "kind": f"第{publication.version}次修订" if publication.version else FIRST,
        "status": publication.status,
        "at": moment.title(publication.out_at),
        "machine": moment.code(publication.out_at),
    }
