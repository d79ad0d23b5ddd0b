"""How pages are cited after GB/T 7714, and the code that printed pages carry."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from report.inputs.contents import read_content
from report.model import Page
from report.numbers.embargo import released
from report.pages import other_pages, quarterly, render
from report.pages.citation import Citation, of_page, of_quarter, of_table
from report.pages.desk import Desk
from report.papers import scanned_svg
from report.period import Quarter
from report.seals.sealed_lists import FIGURES, TABLES, SealedList
from tests.conftest import MOMENT, ROOT
from tests.known import CHECKOUT, example_desk, real

SITE = "https://panhuo.example"
OFFICE = "示例单位（非真实统计）. 2024年第二季度高校和科研机构存量专利盘活情况（示例数据）"
Q2 = Quarter(2024, 2)
LISTED = {
    FIGURES: SealedList(MOMENT, hash="aaaaaaaa11"),
    TABLES: SealedList(MOMENT, hash="bbbbbbbb22"),
}


@cache
def desk() -> Desk:
    """The example at a public address, its quarters sealed."""
    return replace(example_desk(), site=SITE)


@cache
def pages() -> dict[str, Page]:
    """Those that are cited, of one quarter, by address."""
    content = read_content(CHECKOUT)
    single = (one.make() for one in quarterly(desk(), content) if one.quarter == Q2)
    return {page.address: page for page in (*other_pages(desk(), content), *single)}


def cited(address: str) -> Citation:
    found = pages()[address].context["citation"]
    assert isinstance(found, Citation)
    return found


def seal(number: int) -> str:
    """The check digits of an edition of the second quarter of 2024."""
    (found,) = (one.seal for one in desk().editions[Q2] if one.number == number)
    assert found
    return found.short


def test_a_quarter_is_cited_by_its_newest_edition_with_its_number_day_address_and_check_digits() -> None:
    assert cited("/quarters/2024q2/").text == (
        f"{OFFICE}[EB/OL]. 2版. (2024-08-20)[引用日期]. {SITE}/quarters/2024q2/editions/2/. 校验码：{seal(2)}."
    )


def test_the_page_of_a_former_edition_is_cited_as_what_it_is() -> None:
    assert cited("/regions/gansu/2024q2/editions/1/").text == (
        f"{OFFICE}：甘肃[EB/OL]. (2024-07-20)[引用日期]. {SITE}/regions/gansu/2024q2/editions/1/. 校验码：{seal(1)}."
    )


def test_a_region_and_an_indicator_are_cited_by_the_edition_of_the_newest_quarter_that_they_show() -> None:
    newest = desk().editions[Quarter(2026, 3)][-1]

    assert cited("/regions/gansu/").address == f"/regions/gansu/2026q3/editions/{newest.number}/"
    assert "：甘肃[EB/OL]" in cited("/regions/gansu/").said
    assert cited("/indicators/transfer-count/").address == f"/quarters/2026q3/editions/{newest.number}/"
    assert "：专利转让[EB/OL]" in cited("/indicators/transfer-count/").said


def test_a_sheet_of_a_return_is_cited_by_the_edition_of_its_quarter() -> None:
    sheets = [page for address, page in pages().items() if address.startswith("/data/tables/return-2024q2")]

    assert sheets
    assert {page.context["citation"].address for page in sheets} == {"/quarters/2024q2/editions/2/"}


def test_without_a_return_a_page_is_cited_by_its_own_address_and_the_seals_of_what_it_prints() -> None:
    at = Desk(released(real(), MOMENT), SITE, listed=LISTED)

    assert of_page(at, "江苏", "/regions/jiangsu/").text == (
        f"盘活. 江苏：高校和科研机构存量专利盘活的公开数字[EB/OL]. ({MOMENT:%Y-%m-%d})[引用日期]. "
        f"{SITE}/regions/jiangsu/. "
        "校验码：aaaaaaaa（公开数字）、bbbbbbbb（统计表）."
    )
    source = at.dataset.sources["cnipa-2023-3-7"]
    assert of_table(at, source, "/data/tables/cnipa-2023-3-7/").text == (
        f"国家知识产权局. {source.title}（盘活转录）[EB/OL]. ({MOMENT:%Y-%m-%d})[引用日期]. "
        f"{SITE}/data/tables/cnipa-2023-3-7/. 校验码：bbbbbbbb."
    )


def test_where_nothing_is_sealed_and_no_address_is_known_neither_is_made_up() -> None:
    at = Desk(released(real(), MOMENT))

    assert of_page(at, "江苏", "/regions/jiangsu/").text == (
        "盘活. 江苏：高校和科研机构存量专利盘活的公开数字[EB/OL]. [引用日期]. [网址]/regions/jiangsu/."
    )
    assert of_quarter(Desk(desk().dataset), Q2).text.endswith("[引用日期]. [网址]/quarters/2024q2/.")


def test_a_printed_page_carries_the_address_of_what_is_cited_as_a_code_where_one_is_known() -> None:
    page = replace(pages()["/regions/gansu/2024q2/editions/1/"], charts=())
    address = f"{SITE}/regions/gansu/2024q2/editions/1/"
    (printed,), (without,) = (render([page], ROOT / "templates", {}, site=site) for site in (SITE, ""))

    assert f"{scanned_svg(address)}<span>{address}</span></div>\n" in printed.content.decode()
    assert "ph-scanned" not in without.content.decode()
