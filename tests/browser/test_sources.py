"""A number leads to the row that tells of which cells it is made, and that to the cell, in sight and marked."""

from __future__ import annotations

import re
from functools import cache

import pytest
import urllib3
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser

from tests.browser.conftest import strict_page

IN_SIGHT = """() => {
  const target = document.querySelector(':target'), { left, top, right, bottom } = target.getBoundingClientRect();
  const row = target.closest('tr'), colour = (cell) => getComputedStyle(cell).backgroundColor;
  const at = (x, y) => target.contains(document.elementFromPoint(x, y));
  return { seen: at(left + 4, top + 4) && at(Math.min(right, innerWidth) - 24, bottom - 4),
           marked: colour(target.cells?.[0] ?? target),
           around: colour((row.nextElementSibling ?? row.previousElementSibling).cells[0]) };
}"""
BESIDE_CHARTS = r"""() => [...document.querySelectorAll('figure.ph-chart')].flatMap((figure) => {
  const cells = [...figure.querySelectorAll('tbody td')].filter((cell) => /\d/.test(cell.textContent));
  return cells.map((cell) => {
    cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    return [figure.querySelector('summary').textContent, cell.textContent, cell.querySelector('a')?.href ?? ''];
  });
})"""
TARGETS = (
    "data/tables/return-2026q3-1/#L22",
    "data/tables/return-2026q3-4/#AN13",
    "regions/jiangsu/2026q3/#from-inventory_rate",
    "regions/jiangsu/2026q3/#from-funded_declarations_ytd",
    "quarters/2026q3/#from-transfer_count_ytd",  # in a view that is closed
    "quarters/2026q3/holders/#from-inventory_rate_universities",
    "indicators/license-open/sources/#from-license_open_quarter-jiangsu-2026q3",
    "indicators/inventory-rate/sources/#from-inventory_rate_universities-quarters-2025q3",
)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_target_is_in_sight_and_marked(browser: Browser, reports_url: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    for target in TARGETS:
        page.goto(reports_url + target)
        expect(page.locator(":target")).to_be_visible()
        found = page.evaluate(IN_SIGHT)
        assert found["seen"], f"{target}: {found}"
        assert found["marked"] != found["around"], target
    context.close()


def test_a_number_leads_to_its_row_by_click_and_by_keys(browser: Browser, reports_url: str) -> None:
    with strict_page(browser) as (page, errors):
        page.goto(f"{reports_url}quarters/2026q3/")
        glance = page.locator("#glance")
        expect(glance.locator("caption")).to_contain_text("点数字看出处")
        stops = glance.locator("td a[tabindex='0']")
        expect(stops).to_have_count(1)

        stops.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{reports_url}regions/beijing/2026q3/#from-inventory_rate")

        page.go_back()
        row = glance.locator("tbody tr", has_text="江苏")
        row.locator("td").nth(3).click(position={"x": 4, "y": 4})  # beside the number
        expect(page).to_have_url(f"{reports_url}regions/jiangsu/2026q3/#from-transfer_count_ytd")
        page.locator(":target a").first.click()
        expect(page).to_have_url(re.compile(r"/data/tables/return-2026q3-4/#[A-Z]+23$"))
        expect(page.locator("td:target")).to_be_visible()
        assert errors == []


def test_sentences_other_columns_and_national_numbers_lead_there_too(page: Page, reports_url: str) -> None:
    page.goto(f"{reports_url}quarters/2026q3/")
    page.locator("[data-claim^='value transfer_count universities_and_institutes 全国']").first.click()
    expect(page).to_have_url(re.compile(r"/quarters/2026q3/#from-transfer_count_(ytd|quarter)$"))
    expect(page.locator(":target")).to_be_visible()

    page.goto(f"{reports_url}regions/jiangsu/2026q3/")
    page.locator("#counts tbody tr", has_text="专利转让本年累计").locator("td").nth(2).click()
    expect(page).to_have_url(f"{reports_url}regions/jiangsu/2026q3/#from-transfer_count_ytd")

    page.goto(f"{reports_url}indicators/transfer-count/")
    page.locator("#quarters tbody tr").nth(1).locator("td").first.click()
    expect(page).to_have_url(
        f"{reports_url}indicators/transfer-count/sources/#from-transfer_count_quarter-quarters-2025q3"
    )
    expect(page.locator(":target")).to_be_visible()


def test_sentences_lead_there_by_keyboard_and_without_any_script(browser: Browser, reports_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("regions/jiangsu/2026q3/", "quarters/2026q3/"):
        page.goto(reports_url + path)
        page.locator("[data-claims] > a > [data-claim^='value inventory_rate']").first.locator("..").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{reports_url}{path}#from-inventory_rate")
        expect(page.locator(":target")).to_be_visible()
    context.close()


def test_what_is_stated_beside_a_value_leads_where_the_value_does(page: Page, reports_url: str) -> None:
    for what, of, way in (
        (
            "year_on_year",
            "transfer_count research_institutes 全国",
            "holders/#from-transfer_count_ytd_research_institutes",
        ),
        ("top_share", "pool_patents universities_and_institutes 全国", "#from-pool_patents"),
    ):
        page.goto(f"{reports_url}quarters/2026q3/")
        page.locator(f"p [data-claim^='{what} {of}']").first.click()
        expect(page).to_have_url(f"{reports_url}quarters/2026q3/{way}")
    page.goto(f"{reports_url}regions/jiangsu/2026q3/")
    page.locator("[data-claim^='gap inventory_rate']").click()
    expect(page).to_have_url(f"{reports_url}regions/jiangsu/2026q3/#from-inventory_rate")


def test_sentences_of_holders_alone_lead_there_too(page: Page, reports_url: str) -> None:
    page.goto(f"{reports_url}quarters/2026q3/")
    page.locator("[data-claim^='value transfer_count universities 全国']").first.click()
    expect(page).to_have_url(f"{reports_url}quarters/2026q3/holders/#from-transfer_count_ytd_universities")
    expect(page.locator(":target")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("", 3),
        ("regions/jiangsu/", 6),
        ("quarters/2026q3/", 9),
        ("indicators/transfer-count/", 1),
        ("indicators/inventory-rate/", 2),  # of returns, and of cited figures
        ("indicators/designs-in-force/", 7),  # of official tables
    ],
)
def test_every_number_beside_a_chart_leads_to_what_has_it(page: Page, reports_url: str, path: str, count: int) -> None:
    page.goto(reports_url + path)
    found = page.evaluate(BESIDE_CHARTS)

    assert len({title for title, _, _ in found}) == count
    assert [one for one in found if not is_told(*one[1:])] == []


def is_told(number: str, address: str) -> bool:
    """By the row of sources, the cell or the entry that *address* leads to; of a row its own number, made of others."""
    way, _, anchor = address.partition("#")
    (target,) = looked_at(way).css(f"[id='{anchor}']")
    if anchor.startswith("from-"):
        return target.css_first("td").text().partition(" = ")[0].rpartition(" ")[2] == number
    return bool(re.search(rf"(?<![\d,.]){re.escape(number)}(?![\d,.])", target.text()))


@cache
def looked_at(address: str) -> LexborHTMLParser:
    return LexborHTMLParser(urllib3.request("GET", address).data)


def test_a_number_beside_a_chart_leads_there_by_click_and_by_keys(page: Page, reports_url: str) -> None:
    page.goto(f"{reports_url}quarters/2026q3/")
    chart = page.locator("figure.ph-chart", has=page.locator("[src='transfer-count-ytd-tiles.svg']"))
    chart.get_by_text("以表格查看").click()
    expect(chart.locator("caption")).to_have_text("点数字看出处，方向键换数字")
    chart.locator("td a[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{reports_url}regions/tianjin/2026q3/#from-transfer_count_ytd")

    page.goto(f"{reports_url}quarters/2026q3/")
    chart.get_by_text("以表格查看").click()
    chart.locator("tbody tr", has_text="江苏").locator("td").first.click()
    expect(page).to_have_url(f"{reports_url}regions/jiangsu/2026q3/#from-transfer_count_ytd")
    found = page.evaluate(IN_SIGHT)
    assert found["seen"] and found["marked"] != found["around"]


@pytest.mark.parametrize(
    ("key", "sign"),
    [("inventory_rate_universities", "÷"), ("feedback_rate", "÷"), ("license_open_quarter", "转让许可!")],
)
def test_every_number_of_an_indicator_leads_to_its_page_of_sources(
    page: Page, reports_url: str, key: str, sign: str
) -> None:
    address = f"{reports_url}indicators/{re.sub('_(quarter|universities)$', '', key).replace('_', '-')}/"
    page.goto(address)
    column = page.locator("#by-region thead [scope=col]").evaluate_all(
        "(heads, key) => heads.findIndex((head) => head.dataset.from === key)", key
    )
    for region, whose in (("江苏", "jiangsu"), ("全国", "quarters")):
        page.goto(address)
        page.locator("#by-region tbody tr", has_text=region).locator(":scope > *").nth(column).click()
        expect(page).to_have_url(f"{address}sources/#from-{key}-{whose}-2026q3")
        expect(page.locator(":target")).to_contain_text(sign)
        found = page.evaluate(IN_SIGHT)
        assert found["seen"] and found["marked"] != found["around"]


def test_the_numbers_of_a_region_that_joined_lead_to_its_own_page_of_their_quarter(
    page: Page, reports_url: str
) -> None:
    page.goto(f"{reports_url}regions/jiangsu/?with=zhejiang,xizang")
    joined = page.locator("#quarters .is-joined")
    expect(joined).to_have_count(6)  # of two regions in three quarters

    for name, slug in (("浙江", "zhejiang"), ("西藏", "xizang")):
        row = joined.filter(has_text=name).nth(1)
        row.locator("td").first.hover()
        way = row.locator("td a").first
        address = f"{reports_url}regions/{slug}/2025q3/#from-transfer_count_quarter"
        expect(way).to_have_attribute("href", address)
        assert is_told(way.text_content() or "", address)

    joined.filter(has_text="浙江").first.locator("td").nth(2).click(position={"x": 4, "y": 4})  # 同比
    expect(page).to_have_url(f"{reports_url}regions/zhejiang/2026q3/#from-transfer_count_ytd")
    expect(page.locator(":target")).to_be_visible()


def test_arrow_keys_reach_the_numbers_of_a_region_that_joined_and_tab_those_that_stay(
    page: Page, reports_url: str
) -> None:
    page.goto(f"{reports_url}regions/jiangsu/?with=zhejiang")
    stops = page.locator("#quarters td a[tabindex='0']")
    expect(page.locator("#quarters .is-joined")).to_have_count(3)
    stops.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#quarters .is-joined a:focus")).to_have_attribute(
        "href", re.compile("/zhejiang/2026q3/#from-")
    )
    expect(stops).to_have_count(1)
    page.locator(".ph-places summary", has_text="同时看").click()
    page.get_by_label("浙江", exact=True).uncheck()
    expect(page.locator("#quarters .is-joined")).to_have_count(0)
    expect(stops).to_have_count(1)

    page.goto(f"{reports_url}regions/jiangsu/?with=zhejiang")
    expect(page.locator("#quarters .is-joined")).to_have_count(3)
    stops.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(f"{reports_url}regions/jiangsu/2025q3/#from-transfer_count_ytd")


@pytest.mark.parametrize("place", ["#newest ~ p", ".ph-profile"])
@pytest.mark.parametrize("what", ["value", "year_on_year", "rank"])
def test_what_is_stated_of_a_region_leads_to_its_page_of_the_quarter(
    page: Page, reports_url: str, place: str, what: str
) -> None:
    page.goto(f"{reports_url}regions/jiangsu/")
    page.locator(f"{place} [data-claim^='{what} transfer_count universities_and_institutes 江苏 2026Q3 ytd']").click()
    expect(page).to_have_url(f"{reports_url}regions/jiangsu/2026q3/#from-transfer_count_ytd")
    expect(page.locator(":target")).to_be_visible()
