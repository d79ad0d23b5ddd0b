"""What is out at a moment, what comes next, and what the calendar says of it."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from report.dataset import read
from report.inputs import Inputs
from report.model import Announcement, DataError, Dataset, Milestone, Place, Subject
from report.moment import FOREVER, code, parse, title
from report.numbers.embargo import FIRST, REVISED, next_announced, next_change, next_release, overdue, released
from report.pages.calendar import calendar
from report.pages.desk import Desk
from report.period import Quarter
from tests.conftest import MOMENT, ROOT
from tests.known import EXAMPLE, example, real

MINUTE = timedelta(minutes=1)


def at(text: str) -> Dataset:
    return released(example(), parse(text))


# ---------------------------------------------------------------- moments


@pytest.mark.parametrize(
    "text",
    ["2025-01-20", "2025-1-20T09:30+08:00", "2025-01-20T09:30", "2025-01-20T24:00+08:00", "2025-01-20T09:30+00:00", ""],
)
def test_a_moment_is_written_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2025-01-20T09:30"):
        parse(text)


def test_a_moment_is_printed_for_people_and_for_machines() -> None:
    assert title(parse("2025-01-20T09:30+08:00")) == "2025年1月20日 09:30"
    assert code(parse("2025-01-20T09:30+08:00")) == "2025-01-20T09:30+08:00"


# ---------------------------------------------------------------- released


def test_a_quarter_is_there_from_its_minute_on() -> None:
    before, there = at("2024-04-20T09:29+08:00"), at("2024-04-20T09:30+08:00")

    assert [quarter.code for quarter in before.returns] == ["2023Q4"]
    assert [quarter.code for quarter in there.returns] == ["2023Q4", "2024Q1"]
    assert "return-2024q1-1" not in before.sources
    assert "return-2024q1-1" in there.sources


def test_before_the_first_release_nothing_that_returns_bring_is_left() -> None:
    own, before = real(), at("2024-01-20T09:29+08:00")

    assert before.returns == {}
    assert before.returned == ()
    assert before.versions == ()
    assert before.indicators.keys() == own.indicators.keys()
    assert set(before.sources) == {key for key, one in own.sources.items() if one.published_on[:7] <= "2024-01"}
    assert not [row for row in before.official if row.where.file.startswith("data/releases")]


def test_a_revision_takes_the_place_of_the_first_version_at_its_minute() -> None:
    first = at("2024-08-20T09:29+08:00").returns[Quarter(2024, 2)].publication
    second = at("2024-08-20T09:30+08:00").returns[Quarter(2024, 2)].publication

    assert (first.version, first.status, first.revised_at, first.revisions) == (0, "初步", None, ())
    assert (second.version, second.status, code(second.revised_at or FOREVER)) == (1, "修订", "2024-08-20T09:30+08:00")
    assert code(second.released_at) == "2024-07-20T09:30+08:00"


def test_a_revision_lists_first_and_present_value_and_why() -> None:
    revisions = example().returns[Quarter(2025, 1)].publication.revisions
    own = {
        (r.region, r.subject): r for r in revisions if r.indicator == "transfer_count" and r.subject is not Subject.BOTH
    }
    one = own["浙江", Subject.UNIVERSITIES]

    assert one.first is not None
    assert one.now == one.first + 17
    assert (one.version, one.reason) == (1, "示例：浙江补登记17次专利转让")
    assert str(one.where).startswith("data/releases/2025Q1/2025Q1-r1.xlsx:转让许可!")
    assert {r.region for r in revisions} == {"浙江", "全国"}


def test_a_number_that_was_missing_at_first_is_a_revision_of_nothing() -> None:
    late = [r for r in example().returns[Quarter(2024, 2)].publication.revisions if r.region == "甘肃"]

    assert late
    assert {r.first for r in late} == {None}
    assert all(r.now is not None for r in late)


def test_every_revised_number_is_marked_and_no_other() -> None:
    dataset = example()
    marked = {
        (quarter, r.indicator, r.subject, r.region, r.span)
        for quarter, edition in dataset.returns.items()
        for r in edition.observations
        if r.symbol == "r"
    }
    listed = {
        (quarter, r.indicator, r.subject, r.region, r.span)
        for quarter, edition in dataset.returns.items()
        for r in edition.publication.revisions
    }

    assert marked == listed


def test_released_twice_is_released_once() -> None:
    once = at("2024-08-20T09:29+08:00")

    assert released(once, once.as_of) == once


def test_another_process_is_sent_the_same_versions() -> None:
    empty = replace(example().versions[0], observations=())

    assert pickle.loads(pickle.dumps((empty, *example().versions))) == (empty, *example().versions)


def test_a_source_is_there_from_its_day_on() -> None:
    dataset = real()
    day = max(source.published_on for source in dataset.sources.values() if len(source.published_on) == 10)
    newest = {key for key, source in dataset.sources.items() if source.published_on == day}
    before = released(dataset, parse(f"{day}T00:00+08:00") - MINUTE)
    there = released(dataset, parse(f"{day}T00:00+08:00"))

    assert not [fact for fact in (*before.cited, *before.documents) if fact.source in newest]
    assert [fact for fact in (*there.cited, *there.documents) if fact.source in newest]


# ---------------------------------------------------------------- what comes next


def announced(quarter: str, at: str, kind: str = FIRST, moved_from: str = "", reason: str = "") -> Announcement:
    moved = parse(moved_from) if moved_from else None
    where = Place("data/calendar.yml", 1)
    return Announcement(Quarter.parse(quarter), parse(at), kind, f"{quarter}数据", moved, reason, "", where)


def with_calendar(*calendar: Announcement, now: str) -> Dataset:
    whole = example()
    return released(Dataset(**{**vars_of(whole), "calendar": calendar}), parse(now))


def vars_of(dataset: Dataset) -> dict[str, object]:
    return {name: getattr(dataset, name) for name in Dataset.__dataclass_fields__}


def test_the_next_release_is_the_first_one_announced_for_later() -> None:
    dataset = example()
    coming = next_release(dataset, MOMENT)

    assert coming
    assert (coming.quarter.code, coming.kind, code(coming.at)) == ("2026Q3", REVISED, "2026-12-15T09:30+08:00")
    assert next_release(dataset, parse("2027-10-20T09:30+08:00")) is None
    assert next_release(real(), MOMENT) is None


def test_what_is_not_out_at_its_minute_is_overdue() -> None:
    promised = announced("2026Q4", "2027-01-20T09:30+08:00")

    assert overdue(with_calendar(promised, now="2027-01-20T09:29+08:00")) == ()
    assert overdue(with_calendar(promised, now="2027-01-20T09:30+08:00")) == (promised,)


def test_what_came_out_at_its_minute_is_not_overdue() -> None:
    first = announced("2025Q1", "2025-04-20T09:30+08:00")
    revision = announced("2025Q1", "2025-06-15T09:30+08:00", REVISED)

    assert overdue(with_calendar(first, revision, now="2025-06-15T09:30+08:00")) == ()


def test_a_revision_announced_for_a_minute_at_which_none_came_is_overdue() -> None:
    revision = announced("2025Q1", "2025-06-01T09:30+08:00", REVISED)

    assert overdue(with_calendar(revision, now="2025-06-10T09:30+08:00")) == (revision,)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2024-07-20T09:29+08:00", "2024-07-20T09:30+08:00"),  # a release
        ("2025-06-01T00:00+08:00", "2025-06-15T09:30+08:00"),  # a revision
        ("2026-11-22T09:30+08:00", "2026-12-15T09:30+08:00"),  # an announcement that may fall due
    ],
)
def test_the_next_change_is_the_next_release_revision_or_announcement(now: str, then: str) -> None:
    dataset = Dataset(**{**vars_of(example()), "cited": (), "milestones": (), "sources": {}, "graded": ()})

    assert next_change(dataset, parse(now)) == parse(then)


def test_a_site_changes_when_a_source_is_published_or_grades_counted_and_after_a_commitment_was_due() -> None:
    counted = parse("2026-11-23T00:00+08:00")
    dataset = replace(real(), graded=())
    due = Milestone("m", date(2027, 6, 30), "", "", Subject.BOTH, "", None, "", (), "", "", Place("x", 1))
    later = Dataset(**{**vars_of(dataset), "milestones": (due,)})

    assert next_change(real(), parse("2026-11-22T09:30+08:00")) == counted
    assert next_change(dataset, parse("2026-11-22T09:30+08:00")) == parse("2026-12-01T00:00+08:00")  # a month older
    assert next_change(later, parse("2027-06-30T09:30+08:00")) == parse("2027-07-01T00:00+08:00")
    assert next_change(replace(later, cited=()), parse("2026-11-22T09:30+08:00")) == parse("2027-07-01T00:00+08:00")
    assert next_change(replace(dataset, cited=()), parse("2026-11-22T09:30+08:00")) is None
    assert next_change(dataset, parse("2023-01-01T00:00+08:00")) is not None


# ---------------------------------------------------------------- the page


def test_the_calendar_of_the_example_shows_what_comes_a_moved_date_and_what_is_out() -> None:
    context = calendar(Desk(released(example(), MOMENT))).context

    assert [(row["title"], row["at"]) for row in context["coming"]] == [
        ("2026年第三季度数据修订", "2026年12月15日 09:30"),
        ("2026年第四季度数据", "2027年1月20日 09:30"),
        ("2027年第一季度数据", "2027年4月22日 09:30"),
        ("2027年第二季度数据", "2027年7月20日 09:30"),
        ("2027年第三季度数据", "2027年10月20日 09:30"),
    ]
    moved = context["coming"][2]
    assert (moved["moved_from"], moved["reason"]) == ("2027年4月20日 09:30", "示例：报送系统停机检修，顺延两天")
    assert context["late"] == []
    assert len(context["out"]) == 14
    assert context["out"][6]["note"] == "示例：浙江补登记17次专利转让。示例数据，非真实安排。"
    assert (context["out"][0]["address"], context["out"][0]["status"]) == ("/quarters/2026q3/", "初步")


def test_the_calendar_says_what_is_overdue() -> None:
    late = with_calendar(announced("2026Q4", "2027-01-20T09:30+08:00"), now="2027-01-23T00:00+08:00")
    context = calendar(Desk(late)).context

    assert [(row["title"], row["since"]) for row in context["late"]] == [("2026Q4数据", "已逾期 3 天")]
    assert context["coming"] == []
    assert Desk(late).told_late() == ["2026Q4数据（首次发布）预告在2027年1月20日 09:30发布，已逾期 3 天"]
    assert Desk(late).told_late(Quarter(2026, 3)) == []
    assert code(next_announced(late) or late.as_of) == "2027-01-24T00:00+08:00"


def test_the_real_calendar_promises_nothing() -> None:
    context = calendar(Desk(released(real(), MOMENT))).context

    assert (context["coming"], context["late"], context["out"]) == ([], [], [])


def test_a_release_that_is_not_when_the_calendar_says_blocks(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(EXAMPLE / "releases/2023Q4", data / "releases/2023Q4")
    (data / "calendar.yml").write_text("- {quarter: 2023Q4, kind: 首次发布, at: 2024-01-22T09:30+08:00}\n", "utf-8")

    with pytest.raises(DataError) as refused:
        read(Inputs(ROOT, data))

    assert [str(problem) for problem in refused.value.problems] == [
        "data/releases/2023Q4/release.yml:5: release_at 是 2024-01-20T09:30+08:00，"
        "发布日历（data/calendar.yml:1）写的是 2024-01-22T09:30+08:00；"
        "两处须一致；改期的请在日历写 moved_from 和 reason [metadata]"
    ]
