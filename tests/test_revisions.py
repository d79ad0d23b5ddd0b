"""/revisions/ and what pages say of it: new editions, errata, changes of method; as files for machines too."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache

from report.downloads.revision_files import revision_files
from report.model import Dataset, Page, Place, Table
from report.model.printed import ALL, Erratum, MethodChange
from report.moment import parse
from report.numbers.embargo import next_change, released
from report.period import Quarter
from report.seals.reissues import Reissue
from report.seals.sealed_lists import FIGURES, TABLES, SealedList, withdrawals
from tests.conftest import MOMENT
from tests.known import as_rendered, pages_of, real
from tests.test_citation import Q2, desk
from tests.test_citation import pages as example_pages

FIGURE = "cn-transfer-license-2025"
CELL = "cnipa-2023-3-7 designs_in_force 2023-12-31 江苏 domestic universities"
ERRATA = (
    Erratum(FIGURE, date(2026, 5, 1), "69.6万次", "69.7万次", "转录有误", Place("x")),
    Erratum(CELL, date(2026, 5, 2), "6,501", "6,500", "看错一行", Place("x")),
    Erratum("gone-2024", date(2026, 5, 3), "12件", "", "来源撤回", Place("x")),
)
GONE = (
    "12件",
    "2024年前三季度江苏盘活12件。",
    "江苏",
    "2024年前三季度",
    "高校",
    "transfer_license_count",
    "",
    "新华社",
)
LISTED = {FIGURES: SealedList(MOMENT, entries={"gone-2024": GONE})}
METHOD = MethodChange(date(2026, 6, 1), "占比改印两位小数", "便于比较", ("transfer_license_count",), Place("x"))


def dataset(now: str = "2026-12-01T09:00+08:00") -> Dataset:
    return released(replace(real(), errata=ERRATA, method_changes=(METHOD,)), parse(now))


@cache
def site() -> dict[str, Page]:
    return {page.address: page for page in pages_of(dataset(), MOMENT.date(), LISTED)}


def html(address: str) -> str:
    return as_rendered(site()[address])


def table(page: Page, name: str) -> Table:
    return next(one for one in page.tables if one.name == name)


def texts(found: Table) -> list[list[str]]:
    return [[row.label, *(cell.text for cell in row.cells)] for row in found.rows]


# ---------------------------------------------------------------- new editions


@cache
def of_gansu() -> Reissue:
    """That of the second quarter of 2024, in which 甘肃 was missing."""
    return next(one for one in desk().reissues if one.edition.quarter == Q2)


def test_a_new_edition_is_told_by_scale_nature_cause_and_effect() -> None:
    found = texts(table(example_pages()["/revisions/"], "editions"))

    assert [row[:6] for row in found] == [
        ["2025年第一季度", "第2版", "2025年6月15日 09:30", "改数", "修订稿 r1", "示例：浙江补登记17次专利转让"],
        ["2024年第二季度", "第2版", "2024年8月20日 09:30", "补报", "修订稿 r1", "示例：甘肃补报本季报表"],
    ]
    assert [row[7] for row in found] == [
        "浙江高校专利转让当季由996改为1,013 r（+1.7%）",
        "全国高校进入专利池专利期末数由1,896改为1,945 r（+2.6%）",
    ]


def test_a_place_moved_where_its_number_did_and_not_where_there_is_one_region_more() -> None:
    places = of_gansu().places

    assert {one.kind for one in places} <= {"place", "growth_place"}
    assert [one for one in places if one.sealed.replace("/30", "") == one.now.replace("/31", "")] == []
    assert ("8/30 并列", "8 并列") not in {(one.sealed, one.now) for one in places}
    assert any(one.what.startswith("甘肃") and one.sealed == "（无）" for one in places)


def test_the_page_of_corrections_says_which_edition_changed_what_when_and_why() -> None:
    page = example_pages()["/quarters/2024q2/corrections/"]
    revised = table(page, "revised")
    moved = page.context["moved"]

    assert [column.title for column in revised.columns] == [
        *("地区", "对象", "首次发布", "现数", "差额", "版次", "修订时间", "原因")
    ]
    assert texts(revised)[0][-3:] == ["第2版", "2024年8月20日 09:30", "示例：甘肃补报本季报表"]
    assert moved.causes == ["第2版（2024年8月20日 09:30）：修订稿 r1：示例：甘肃补报本季报表"]
    assert moved.derived > 0
    assert len(moved.places) > 60


def test_the_page_of_the_quarter_says_how_much_that_is_and_old_links_into_the_list_land_there() -> None:
    page = as_rendered(example_pages()["/quarters/2024q2/"])
    said = re.sub("<[^>]*>", "", page)

    assert (
        "报表首次发布后修订的数共318个，改动最大的是：全国高校进入专利池专利期末数由1,896改为1,945 r（+2.6%），" in said
    )
    assert "本页各表的位次因此变动218个，" in said
    assert "## 更正 {: #corrections }" in page and '<p id="revised">' in page
    assert '<a class="ph-annex" href="corrections/">' in page


# ---------------------------------------------------------------- errata and changes of method


def test_an_erratum_stands_beside_its_figure_wherever_that_is_listed() -> None:
    told = "2026年5月1日更正，原印作69.6万次：转录有误"

    assert told in html("/indicators/transfer-license-count/")
    assert told in html("/quarters/2025q4/")
    assert told not in html("/indicators/designs-in-force/")


def test_an_erratum_stands_below_its_table_and_on_the_pages_of_region_and_indicator() -> None:
    told = "2026年5月2日更正，原印作6,501：看错一行"

    assert f"江苏，高校，截至2023年末：{told}" in html("/data/tables/cnipa-2023-3-7/")
    assert told in html("/regions/jiangsu/")
    assert told in html("/indicators/designs-in-force/")
    assert told not in html("/regions/zhejiang/")


def test_what_was_withdrawn_is_told_where_it_stood() -> None:
    told = "江苏专利转让许可，2024年前三季度：2026年5月3日撤下，原印作12件：来源撤回"

    for address in ("/indicators/transfer-license-count/", "/regions/jiangsu/", "/quarters/2024q3/"):
        assert told in html(address)
    assert told not in html("/regions/zhejiang/")
    assert told not in html("/quarters/2024q4/")
    once, again = SealedList(MOMENT, entries={"gone-2024": GONE}), SealedList(MOMENT, withdrawn={"gone-2024": GONE})
    cell = SealedList(MOMENT, entries={"t-1 designs_in_force 2023-12-31 江苏 domestic universities": ("12", "", "表1")})
    errata = (ERRATA[2], replace(ERRATA[2], of=next(iter(cell.entries))))
    found = [list(withdrawals(replace(real(), errata=errata), {FIGURES: one, TABLES: cell})) for one in (once, again)]
    assert [(one.what, one.quarter, one.source) for one in found[0]] == [
        ("江苏专利转让许可，2024年前三季度", Quarter(2024, 3), ""),
        ("江苏有效外观设计专利，高校，截至2023年末", None, "t-1"),
    ]
    assert found[0] == found[1]


def test_a_change_of_method_stands_on_the_pages_of_its_indicators() -> None:
    told = "2026年6月1日起，占比改印两位小数：便于比较"

    assert told in html("/indicators/transfer-license-count/")
    assert told in html("/quarters/2025q4/")
    assert told not in html("/indicators/designs-in-force/")
    every = replace(METHOD, indicators=(ALL,))
    assert (
        len([page for page in pages_of(replace(dataset(), method_changes=(every,))) if page.context.get("methods")])
        > 60
    )


def test_neither_is_told_of_before_its_day_and_both_change_the_site_on_it() -> None:
    before = dataset("2026-05-02T00:00+08:00")

    assert before.errata == ERRATA[:2]
    assert before.method_changes == ()
    whole = replace(real(), errata=ERRATA, method_changes=(METHOD,), milestones=(), calendar=(), cited=(), sources={})
    assert next_change(whole, parse("2026-05-02T00:00+08:00")) == parse("2026-05-03T00:00+08:00")
    assert next_change(whole, parse("2026-05-03T00:00+08:00")) == parse("2026-06-01T00:00+08:00")


def test_all_of_them_are_listed_in_words() -> None:
    page = site()["/revisions/"]

    assert texts(table(page, "errata")) == [
        ["江苏专利转让许可，2024年前三季度", "2026年5月3日", "12件", "撤下", "来源撤回"],
        ["江苏有效外观设计专利，高校，截至2023年末", "2026年5月2日", "6,501", "6,500", "看错一行"],
        ["全国专利转让许可，2025年", "2026年5月1日", "69.6万次", "69.7万次", "转录有误"],
    ]
    assert texts(table(page, "methods")) == [["占比改印两位小数", "2026年6月1日", "便于比较", "专利转让许可"]]


def test_the_files_have_what_changed_on_each_day_the_newest_first() -> None:
    written, _ = revision_files([of_gansu()], dataset())
    lines = json.loads(written.content)

    assert [(one["day"], one["kind"], one["nature"], one["before"], one["after"]) for one in lines[:4]] == [
        ("2026-06-01", "method", "方法变更", "", ""),
        ("2026-05-03", "erratum", "撤下", "12件", ""),
        ("2026-05-02", "erratum", "更正", "6,501", "6,500"),
        ("2026-05-01", "erratum", "更正", "69.6万次", "69.7万次"),
    ]
    assert {one["day"] for one in lines[4:]} == {"2024-08-20"}
    assert {one["kind"] for one in lines[4:]} == {"text", "place", "sentence"}
    assert len({tuple(one) for one in lines}) == 1
    assert list(revision_files([], replace(dataset(), errata=(), method_changes=()))) == []
