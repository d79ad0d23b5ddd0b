"""Feeds and the calendar, read back by other libraries than those that wrote them."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import feedparser
import pytest
import vobject

from report.compose import desk_of, out
from report.findable import announced, feeds
from report.findable.feeds import Feed, identity, written
from report.findable.news import News, news
from report.inputs import Inputs
from report.model import Announcement, Dataset
from report.moment import parse
from report.pages.desk import Desk
from tests.conftest import MOMENT, ROOT
from tests.known import EXAMPLE, kept

SITE = "https://panhuo.example"
BEFORE, AFTER = parse("2026-10-20T09:29+08:00"), parse("2026-10-20T09:30+08:00")  # 2026年第三季度 comes out


@cache
def inputs(of_example: bool) -> Inputs:
    """The files of a site with an address, read once for all moments."""
    return Inputs(ROOT, EXAMPLE if of_example else None, keep=kept(), address=SITE)


@cache
def desk(moment: datetime = MOMENT, *, of_example: bool = True) -> Desk:
    return desk_of(inputs(of_example), out(inputs(of_example), moment))


@cache
def read(moment: datetime = MOMENT, *, of_example: bool = True) -> dict[str, feedparser.FeedParserDict]:
    """The feeds by path, as feedparser reads them."""
    found = {one.path: feedparser.parse(one.content) for one in feeds.files(desk(moment, of_example=of_example), {})}
    assert not any(one.bozo for one in found.values())
    return found


def test_there_is_one_of_all_and_one_for_each_region_and_indicator() -> None:
    found = read(of_example=False)

    assert {"feed.xml", "regions/jiangsu/feed.xml", "indicators/pool-patents/feed.xml"} <= found.keys()
    assert list(found) == list(feeds.paths(desk(of_example=False).dataset))
    assert {one.version for one in found.values()} == {"atom10"}
    assert len({one.feed.id for one in found.values()}) == len(found)


def test_each_feed_and_entry_has_what_atom_asks_for() -> None:
    for path, one in read(of_example=False).items():
        links = {link.rel: link.href for link in one.feed.links}
        ids = [entry.id for entry in one.entries]
        assert links == {"self": f"{SITE}/{path}", "alternate": f"{SITE}/{path.removesuffix('feed.xml')}"}
        assert one.feed.title and one.feed.updated and one.feed.author == "盘活"
        assert len(ids) == len(set(ids)) and all(one.startswith("urn:uuid:") for one in ids)
        assert all(entry.title and entry.summary and entry.link.startswith(f"{SITE}/") for entry in one.entries)
        times = [calendar.timegm(entry.updated_parsed) for entry in one.entries]
        assert times == sorted(times, reverse=True)
        assert not times or calendar.timegm(one.feed.updated_parsed) == times[0] <= MOMENT.timestamp()


def test_a_new_quarter_adds_one_entry_to_exactly_the_feeds_it_concerns() -> None:
    before, after = read(BEFORE), read(AFTER)
    edition = desk(AFTER).dataset.versions[-1]
    regions = {row.region for row in edition.observations}
    slugs = {f"regions/{one.slug}/feed.xml" for one in desk(AFTER).dataset.pages_of_regions if one.name in regions}
    keys = {f"indicators/{row.indicator.replace('_', '-')}/feed.xml" for row in edition.observations}
    added = {path: {e.id for e in after[path].entries} - {e.id for e in before[path].entries} for path in after}

    assert {path for path, ids in added.items() if ids} == {"feed.xml", *slugs, *keys}
    assert {len(ids) for ids in added.values()} == {0, 1}
    assert after["feed.xml"].entries[0].title == "首次发布：2026年第三季度（示例数据）"


def test_what_a_new_quarter_does_not_concern_stays_byte_for_byte() -> None:
    last = desk(AFTER).dataset.versions[-1]
    lonely = replace(last, observations=tuple(row for row in last.observations if row.region == "江苏"))
    dataset = replace(desk(AFTER).dataset, versions=(*desk(AFTER).dataset.versions[:-1], lonely))
    before, after = (
        {one.path: one.content for one in feeds.files(made, {})}
        for made in (desk(BEFORE), replace(desk(AFTER), dataset=dataset))
    )
    changed = {path for path in after if before[path] != after[path] and path.startswith("regions/")}

    assert changed == {"regions/jiangsu/feed.xml"}


def test_entries_keep_their_ids_at_every_later_moment() -> None:
    before, after = read(BEFORE), read()
    for path, one in before.items():
        later = {entry.id: entry.title for entry in after[path].entries}
        assert {later.get(entry.id, entry.title) == entry.title for entry in one.entries} <= {True}
        assert len(later) == feeds.LONGEST or later.keys() >= {entry.id for entry in one.entries}
    assert identity("edition:2024Q3:1", "/", "") == "urn:uuid:2356afa4-20b8-5339-b745-4f1a0970ce0d"


def test_a_revision_says_why_and_how_much_and_leads_to_what_it_changed() -> None:
    (revised,) = (one for one in news(desk()) if one.key == "edition:2024Q2:2")

    assert revised.title.startswith("第2版：2024年第二季度（")
    assert revised.address == "/quarters/2024q2/#corrections"
    assert "改动" in revised.said
    assert revised.regions and revised.indicators


def test_newly_cited_figures_and_documents_are_news() -> None:
    titles = [one.title for one in read(of_example=False)["feed.xml"].entries]

    assert {title.partition("：")[0] for title in titles} >= {"引用的公开数字", "文件"}
    assert not any("示例数据" in title for title in titles)


def test_hostile_text_stays_text() -> None:
    sly = News("k", MOMENT, "</title><script>alert(1)</script>", "a\x00\ufffe & <b>", "/x/?a&b")
    content = written(Feed("/", "<b>", (sly,)), SITE, synthetic=False)
    found = feedparser.parse(content)

    assert not found.bozo
    assert found.entries[0].link == f"{SITE}/x/?a&b"
    assert b"<script" not in content


def test_a_feed_is_written_once() -> None:
    kept: dict[str, bytes] = {}
    first = {one.content for one in feeds.files(desk(), kept)}
    marked = dict.fromkeys(kept, b"kept")

    assert {one.content for one in feeds.files(desk(), marked)} == {b"kept"}
    assert len(first) == len(kept) > 60


# ---------------------------------------------------------------- the calendar


def events(dataset: Dataset, site: str = SITE) -> dict[str, vobject.base.Component]:
    text = announced.written(dataset, site)
    assert max(map(len, text.split(b"\r\n"))) <= 75
    return {one.uid.value: one for one in vobject.readOne(text.decode()).vevent_list}


def next_release() -> Announcement:
    return next(one for one in desk().dataset.calendar if one.at > MOMENT)


def test_the_calendar_has_every_announcement_at_its_minute() -> None:
    dataset = desk().dataset
    found = events(dataset)

    assert len(found) == len(dataset.calendar)
    assert {one.dtstart.value for one in found.values()} == {one.at.astimezone(UTC) for one in dataset.calendar}
    assert all("示例数据" in one.summary.value for one in found.values())
    assert found["2024q3-first-1-sample@panhuo"].url.value == f"{SITE}/quarters/2024q3/"


def test_a_moved_release_is_the_same_event_with_a_higher_sequence_and_its_reason() -> None:
    dataset = desk().dataset
    coming = next_release()
    moved = replace(coming, at=coming.at + timedelta(days=9), moved_from=coming.at, reason="数据核对")
    (before,) = (one for one in events(dataset).values() if one.dtstart.value == coming.at)
    after = events(replace(dataset, calendar=tuple(moved if one is coming else one for one in dataset.calendar)))[
        before.uid.value
    ]

    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstart.value == moved.at
    assert "改期：原定2026年12月15日 09:30。原因：数据核对" in after.description.value


def test_what_is_overdue_says_so() -> None:
    dataset = desk().dataset
    late = replace(dataset, as_of=next_release().at + timedelta(minutes=1))
    said = [one for one in events(late).values() if one.summary.value.startswith("逾期未发布：")]

    assert [one.dtstart.value for one in said] == [next_release().at]
    assert "还没有发布" in said[0].description.value


def test_without_an_address_it_leads_nowhere_and_without_an_event_there_is_none() -> None:
    assert not any(hasattr(one, "url") for one in events(desk().dataset, "").values())
    assert list(announced.files(replace(desk().dataset, calendar=()), SITE)) == []


@pytest.mark.parametrize("days", [1, 3])
def test_it_is_the_same_until_something_comes_out(days: int) -> None:
    later = replace(desk().dataset, as_of=MOMENT + timedelta(days=days))
    assert announced.written(later, SITE) == announced.written(desk().dataset, SITE)
