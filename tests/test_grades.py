"""How well founded the figures are: what makes a grade, where it shows, and that the shares do not fall unnoticed."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest

from report.commands.upkeep import grades
from report.downloads.published_files import as_published
from report.model import Grade, Graded
from report.moment import BEIJING
from report.numbers.grades import ALL, counted, grade
from report.pages import founded
from tests.known import ROOT, markdown, real

HOSTS = {"www.cnipa.gov.cn": "official", "en.people.cn": "media"}
OFFICE, OUTLET = "https://www.cnipa.gov.cn/art/1.html", "http://en.people.cn/n3/1.html"


@pytest.mark.parametrize(
    ("kind", "publisher", "url", "expected"),
    [
        ("official", "国家知识产权局", OFFICE, Grade.PUBLISHER),
        ("table", "国家知识产权局", OFFICE, Grade.PUBLISHER),
        ("media", "新华社（人民网英文版刊载）", OUTLET, Grade.OUTLET),
        ("media", "人民网（转自江西日报）", OUTLET, Grade.COPY),
        ("official", "某局（转载某厅文件）", OFFICE, Grade.COPY),
        ("official", "某局（转发省文件）", OFFICE, Grade.COPY),
        ("reprint", "新华社", "", Grade.COPY),
        ("media", "某站", "http://mirror.example.org/1", Grade.COPY),
        ("quoted", "国家知识产权局", OFFICE, Grade.QUOTED),
        ("quoted", "评论文章", "", Grade.QUOTED),
    ],
)
def test_a_source_is_graded_by_what_its_row_says(kind: str, publisher: str, url: str, expected: Grade):
    assert grade(kind, publisher, url, HOSTS) is expected


def page(address: str) -> str:
    return markdown()[f"{address[1:]}index.md"]


def shares(part: str) -> Graded:
    return next(one for one in counted(real(), date(2026, 11, 28)) if one.part == part)


def test_the_shares_of_own_pages_stay_where_the_update_of_november_2026_brought_them():
    everywhere, nation = shares(ALL), shares("全国")

    assert everywhere.own_pages / everywhere.total >= 0.32
    assert everywhere.publisher / everywhere.total >= 0.058
    assert everywhere.quoted / everywhere.total <= 0.035
    assert nation.own_pages / nation.total >= 0.57
    assert nation.publisher / nation.total >= 0.07
    assert nation.quoted / nation.total <= 0.065


def test_the_last_count_on_file_is_that_of_the_data_so_that_a_change_is_entered():
    last = max(one.as_of for one in real().graded)
    kept = [one for one in real().graded if one.as_of == last]

    assert kept == [one for one in counted(real(), last) if one.total]  # else: build.py grades


def test_every_grade_of_the_last_count_is_at_least_as_good_as_in_the_one_before():
    own = [one.own_pages / one.total for one in real().graded if one.part == ALL]

    assert own == sorted(own)
    assert own[0] < 0.2  # 53 of 279 before the update


def test_nothing_read_in_copies_alone_is_called_high():
    of = real().sources
    assert [one.id for one in real().cited if one.confidence == "high" and not of[one.source].grade.is_own_page] == []


def test_the_grade_stands_beside_the_value_wherever_a_figure_is_listed():
    for address in ("/", "/regions/jiangsu/", "/quarters/2025q4/", "/indicators/", "/regions/"):
        text = page(address)
        values = text.count('class="ph-value"')
        beside = len(
            re.findall(
                r'class="ph-value"[^>]*>[^<]+(?:<span class="ph-aloud">[^<]+</span>)?</a> <a class="ph-grade is-', text
            )
        )
        assert values == beside, address
    assert page("/policy/milestones/").count("ph-grade") == sum(
        key in real().fact for one in real().milestones for key in one.evidence
    )
    assert "来源：转载" in page("/")  # in the table beside the time line


def test_the_list_of_sources_is_grouped_by_grade_best_first():
    text = page("/data/sources/")
    places = [text.index(f"{{: #grade-{one} }}") for one in Grade]

    assert places == sorted(places)
    for source in real().sources.values():
        own = [one for one in Grade if text.index(f"{{: #grade-{one} }}") < text.index(f'<li id="{source.key}"')][-1]
        assert own is source.grade, source.key


def test_the_downloaded_figures_have_a_grade_for_each_row():
    content = as_published("figures.csv", (ROOT / "data/figures.csv").read_bytes(), real())
    assert content is not None
    rows = list(csv.DictReader(StringIO(content.decode())))

    assert {row["id"]: row["source_grade"] for row in rows} == {
        one.id: real().sources[one.source].grade for one in real().cited
    }
    assert content.count(b"\n") == (ROOT / "data/figures.csv").read_bytes().count(b"\n")


def test_the_change_is_told_since_the_last_count_that_differs():
    def count(day: int, own: int) -> Graded:
        return Graded(date(2026, 11, day), ALL, own, 0, 324 - own, 0)

    dataset = replace(
        real(), as_of=datetime(2026, 11, 30, tzinfo=BEIJING), graded=(count(20, 81), *real().graded, count(29, 104))
    )
    overall, by_theme, _ = founded.tables(dataset)

    assert [row.label for row in overall.rows] == [
        "2026年11月20日",
        "2026年11月23日",
        "2026年11月28日",
        "2026年11月29日",
        "现有",
    ]
    assert by_theme.columns[-1].title == "比2026年11月29日"


def test_the_command_enters_one_count_a_day(tmp_path: Path):
    for name in ("data", "content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    file = tmp_path / "data/source_grades.csv"
    before = file.read_text("utf-8")

    for hour in (9, 10):
        grades(tmp_path, datetime(2026, 12, 1, hour, tzinfo=BEIJING))

    added = file.read_text("utf-8").removeprefix(before).splitlines()
    assert added[0].startswith("2026-12-01,全部,")
    assert len(added) == len(set(added)) == before.count("2026-11-28")
