"""Tables of numbers sort by their headers, and are the same plain tables without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from report.model import Cell, Column
from tests.conftest import ROOT
from tests.downloads import TABLE as SMALL
from tests.downloads import site_of

TABLE = "data/tables/cnipa-2023-3-7/"


def labels(page: Page) -> list[str]:
    found = page.locator(".ph-data tbody th").all_inner_texts()
    return [label.split("\n")[0] for label in found]


def numbers(page: Page, column: int) -> list[int]:
    rows = page.locator(".ph-data tbody tr:not([data-pin])")
    texts = rows.locator(f":scope > :nth-child({column + 1})").all_inner_texts()
    return [int(text.split()[0].replace(",", "")) for text in texts if re.match(r"\d", text)]


def test_a_header_sorts_down_then_up_then_as_the_page_was(page: Page, site_url: str) -> None:
    page.goto(site_url + TABLE)
    before = labels(page)
    header = page.locator(".ph-data thead th").nth(1)
    button = header.get_by_role("button")

    button.click()
    expect(header).to_have_attribute("aria-sort", "descending")
    assert numbers(page, 1) == sorted(numbers(page, 1), reverse=True)
    assert labels(page)[0] == before[0] == "国内总计"
    assert labels(page)[1] == "广东"

    button.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert numbers(page, 1) == sorted(numbers(page, 1))
    assert labels(page)[0] == "国内总计"

    button.click()
    expect(header).to_have_attribute("aria-sort", "none")
    assert labels(page) == before


def test_absent_values_stand_last_both_ways_and_what_is_contained_at_the_end(page: Page, site_url: str) -> None:
    page.goto(site_url + TABLE)
    page.evaluate(
        """() => {
            const rows = document.querySelectorAll('.ph-data tbody tr:not([data-pin])');
            rows[0].cells[2].textContent = '未公布';
            rows[1].cells[2].textContent = '持平';
            rows[1].cells[2].dataset.value = '-1';
            rows[2].dataset.pin = 'end';
        }"""
    )
    button = page.locator(".ph-data thead th").nth(2).get_by_role("button")

    for first, last in (("广东", "天津"), ("天津", "广东")):
        button.click()
        order = labels(page)
        assert order.index(first) < order.index(last) < order.index("北京") < order.index("河北") == len(order) - 1


def test_sorting_keeps_to_a_strict_content_security_policy(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    def with_policy(route):
        answer = route.fetch()
        policy = "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; default-src 'self'"
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route("**/" + TABLE, with_policy)
    page.goto(site_url + TABLE)
    page.locator(".ph-data thead th").nth(1).get_by_role("button").click()

    assert labels(page)[1] == "广东"
    assert [text for text in said if "Content Security Policy" in text] == []
    context.close()


def test_without_javascript_it_is_a_plain_table_with_its_downloads(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + TABLE)

    assert page.locator(".ph-data thead button").count() == 0
    assert page.locator(".ph-data .ph-source a[download]").count() == 4  # with what its columns mean
    context.close()


@pytest.fixture
def grouped(page: Page, tmp_path: Path) -> Page:
    """A page with a small table whose columns stand under one header; the last of them holds words."""
    columns = [replace(one, pieces=("专利转让", one.title)) for one in SMALL.columns]
    words = Column("unit", "单位", "", pieces=("专利转让", "单位"))
    rows = tuple(replace(row, pin="", cells=(*row.cells, Cell("次"))) for row in SMALL.rows)
    folder = site_of(tmp_path, (replace(SMALL, columns=(*columns, words), rows=rows),))
    page.set_content((folder / "index.html").read_text("utf-8").split("---\n")[-1])
    page.add_style_tag(path=ROOT / "templates/theme/assets/panhuo.css")
    page.add_script_tag(path=ROOT / "templates/theme/assets/sort.js")
    return page


def test_under_a_header_over_several_columns_each_column_of_numbers_sorts(grouped: Page) -> None:
    buttons = grouped.locator("thead button")

    assert buttons.all_inner_texts() == ["本年累计（次）", "同比（%）"]
    assert grouped.locator("thead tr:first-child button").count() == 0
    buttons.nth(1).click()
    assert labels(grouped) == ["全国", "兵团", "江苏"]
    buttons.nth(0).click()
    buttons.nth(0).click()
    assert labels(grouped) == ["兵团", "江苏", "全国"]
    assert [one.get_attribute("aria-sort") for one in grouped.locator("[aria-sort]").all()] == ["ascending", "none"]


def test_axe_finds_nothing_in_a_table_with_two_rows_of_headers(grouped: Page) -> None:
    assert Axe().run(grouped, context=".ph-data").response["violations"] == []


@pytest.mark.parametrize("path", ["", "regions/jiangsu/"])
def test_pages_without_such_tables_do_not_load_the_script(page: Page, site_url: str, path: str) -> None:
    page.goto(site_url + path)

    assert page.locator('script[src*="sort.js"]').count() == 0
