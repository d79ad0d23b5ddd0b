"""What people type finds the page they mean, at little cost, by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

QUERIES = yaml.safe_load(Path(__file__).with_name("search.yml").read_text(encoding="utf-8"))
ENOUGH_QUERIES = 120
KIB = 1024
HIT = ".ph-results__list a"


@pytest.fixture(scope="module")
def searching(browser: Browser, site_url: str) -> Iterator[Page]:
    """One page for all queries: the index is fetched once."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site_url}data/")
    yield page
    context.close()


def search(page: Page, query: str) -> list[str]:
    """Type *query* and wait; the addresses found, best first."""
    page.get_by_role("searchbox").fill(query)
    page.wait_for_function("query => document.querySelector('.ph-results').dataset.query === query", arg=query)
    return [str(link.get_attribute("href")) for link in page.locator(HIT).all()]


def test_the_acceptance_list_is_long_enough() -> None:
    assert len(QUERIES) >= ENOUGH_QUERIES


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: str(case["query"]))
def test_a_search_finds_its_page_among_the_first_three(searching: Page, case: dict[str, str]) -> None:
    assert case["page"] in search(searching, str(case["query"]))[:3]


def test_a_page_named_like_the_search_comes_first(searching: Page) -> None:
    assert search(searching, "江苏")[0] == "/regions/jiangsu/"
    assert search(searching, "2024年第三季度")[0] == "/quarters/2024q3/"
    assert search(searching, "盘点完成率")[0] == "/indicators/inventory-rate/"


def test_on_pages_in_english_the_search_speaks_english(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}en/")
    assert search(page, "jiangsu")[0] == "/en/regions/jiangsu/"
    expect(page.locator(".ph-results__status")).to_contain_text(re.compile(r"^\d+ pages?$"))
    expect(page.locator(".ph-results__filters select")).to_have_count(0)
    assert search(page, "江苏")[0] == "/regions/jiangsu/"
    assert not [one for one in search(page, "江苏") if one.startswith("/en/")]
    expect(page.locator(".ph-results__list li").first).to_have_attribute("lang", "zh-CN")
    assert all(one.startswith("/en/") for one in search(page, "1,349,000"))


def test_a_search_without_hits_says_so(searching: Page) -> None:
    assert search(searching, "鼙鼓餍足") == []
    expect(searching.locator(".ph-results__status")).to_contain_text("没有找到")


def test_what_was_typed_is_shown_as_text(searching: Page) -> None:
    search(searching, "<img src=x onerror=alert(1)> 专利")
    expect(searching.locator(".ph-results img")).to_have_count(0)


def test_filters_count_and_narrow(searching: Page) -> None:
    found = search(searching, "产业化率")
    region = searching.get_by_role("combobox", name="栏目")
    option = region.locator("option", has_text="地区")
    count = int(str(option.text_content()).split("(")[1].rstrip(")"))
    region.select_option("栏目:地区")
    expect(searching.locator(".ph-results__status")).to_contain_text(f"{count} 个页面")
    links = [str(link.get_attribute("href")) for link in searching.locator(HIT).all()]
    assert links
    assert all(link.startswith("/regions/") for link in links)
    region.select_option("")
    expect(searching.locator(HIT)).to_have_count(len(found))


def offered(page: Page, name: str) -> list[str]:
    """The values of a filter, without how many pages have each."""
    options = page.get_by_role("combobox", name=name).locator("option").all_text_contents()
    return [option.split(" (")[0] for option in options[1:]]


def test_filters_stand_in_the_order_of_the_site(searching: Page) -> None:
    search(searching, "专利")
    assert offered(searching, "栏目") == ["首页", "地区", "指标", "季度", "政策", "数据", "解读"]
    assert offered(searching, "地区")[:5] == ["北京", "天津", "河北", "山西", "内蒙古"]
    assert offered(searching, "季度")[:3] == ["2026年第一季度", "2025年第四季度", "2025年第三季度"]
    assert offered(searching, "指标")[0] == "已盘点存量专利"
    assert offered(searching, "来源等级") == ["原发布单位网页", "媒体原网页", "转载", "仅见引述"]


def test_transcribed_tables_come_after_everything_else(searching: Page) -> None:
    search(searching, "外观设计专利")
    while searching.locator(".ph-results__more").is_visible():
        count = searching.locator(HIT).count()
        searching.locator(".ph-results__more").click()
        expect(searching.locator(HIT).nth(count)).to_be_visible()
    found = ["/data/tables/" in str(link.get_attribute("href")) for link in searching.locator(HIT).all()]
    assert any(found)
    assert found == sorted(found)


def fetched(page: Page) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.includes('/pagefind/'))"
        ".map(e => ({name: e.name, wire: e.encodedBodySize, plain: e.decodedBodySize}))"
    )
    return entries


def test_nobody_who_does_not_search_pays_for_it(page: Page, site_url: str) -> None:
    page.goto(site_url, wait_until="networkidle")
    assert fetched(page) == []


@pytest.mark.parametrize("query", ["江苏", "134.9万", "jiangsu", "2024年第三季度", "产业化率"])
def test_the_first_hit_costs_little(page: Page, site_url: str, query: str) -> None:
    page.goto(site_url, wait_until="networkidle")
    page.evaluate("""() => new MutationObserver(() => {
        if (document.querySelector('.ph-results__list a')) window.costs ??= performance.getEntriesByType('resource')
            .filter(e => e.name.includes('/pagefind/')).reduce((sum, e) => sum + e.encodedBodySize, 0);
    }).observe(document.querySelector('.ph-results__list'), {childList: true})""")
    search(page, query)
    assert page.evaluate("window.costs") <= 160 * KIB


def test_the_keyboard_is_enough(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}regions/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jiangsu")
    expect(page.locator(HIT).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(HIT).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".ph-results")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/jiangsu/")


def test_who_stands_on_a_hit_stays_there_while_more_are_found(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}regions/")
    page.get_by_role("searchbox").fill("jiangsu")
    page.locator(HIT).first.focus()
    page.evaluate("document.querySelector('#ph-q').dispatchEvent(new Event('input', { bubbles: true }))")
    page.locator(".ph-results__list").evaluate(
        "list => new Promise(done => new MutationObserver(done).observe(list, { childList: true }))"
    )

    expect(page.locator(HIT).first).to_be_focused()


def test_an_address_can_carry_a_search(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}?q=江苏")
    expect(page.locator(HIT).first).to_have_attribute("href", "/regions/jiangsu/")


def test_the_address_of_a_search_can_be_shared_and_come_back_to(page: Page, browser: Browser, site_url: str) -> None:
    page.goto(f"{site_url}policy/")
    page.goto(f"{site_url}regions/#list")
    search(page, "产业化率")
    everything = str(page.locator(".ph-results__status").text_content())
    page.get_by_role("combobox", name="地区").select_option("地区:湖南")
    expect(page.locator(".ph-results__status")).not_to_have_text(everything)
    said = str(page.locator(".ph-results__status").text_content())

    context = browser.new_context(locale="zh-CN")
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator(".ph-results__status")).to_have_text(said)
    expect(other.get_by_role("searchbox")).to_have_value("产业化率")
    expect(other.get_by_role("combobox", name="地区")).to_have_value("地区:湖南")
    context.close()

    page.locator(HIT).first.click()
    page.wait_for_url(lambda address: "?q=" not in address)
    page.go_back()
    expect(page.locator(".ph-results__status")).to_have_text(said)
    page.keyboard.press("Escape")
    page.get_by_role("article").click(position={"x": 5, "y": 5})
    expect(page.locator(".ph-results")).to_be_hidden()
    assert page.url == f"{site_url}regions/#list"
    page.go_back()
    page.wait_for_url("**/policy/")


def test_the_number_of_hits_is_announced(page: Page, site_url: str) -> None:
    page.goto(site_url)
    search(page, "开放许可")
    expect(page.locator(".ph-search").get_by_role("status")).to_contain_text("个页面")


def test_search_works_on_a_phone(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site_url}indicators/")
    search(page, "江苏产业化率")
    box = page.locator(".ph-results").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator(HIT).first.tap()
    page.wait_for_url("**/regions/jiangsu/")
    context.close()
