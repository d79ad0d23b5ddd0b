"""政策, 指南, 术语, 常见问题 in a real browser: found by what readers type, filtered without a script, open to all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_access import DISPLAYS, found_displayed, violations_at
from tests.browser.test_search import search

PAGES = (
    "policy/inventory/",
    "policy/promotion/",
    "policy/monitoring/",
    "policy/flow/",
    "policy/timeline/",
    "policy/documents/",
    "policy/milestones/",
    "guides/",
    "guides/universities/",
    "glossary/",
    "faq/",
)
QUERIES = {  # what a professor, a small company, an official and a citizen type, and where one search should lead
    "入门费": "/policy/promotion/",
    "先使用后付费": "/guides/enterprises/",
    "专利池": "/policy/promotion/",
    "申请前评估": "/policy/increment/",
    "五年未实施": "/policy/increment/",
    "评价专家库": "/policy/evaluation/",
    "抽查": "/policy/monitoring/",
    "季度通报": "/policy/monitoring/",
    "典型案例": "/policy/organisation/",
    "成长计划": "/policy/incentives/",
    "流程图": "/policy/flow/",
    "完成情况": "/policy/milestones/",
    "教授": "/guides/universities/",
    "独占许可": "/glossary/",
    "国知发运字〔2024〕19号": "/policy/documents/",
    "自评打几星有什么后果": "/faq/",
    "睡着的专利": "/guides/public/",
    "八部门": "/policy/",
}


@pytest.fixture(scope="module")
def searching(browser: Browser, site_url: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{site_url}policy/")
    yield page
    page.close()


@pytest.mark.parametrize("query", QUERIES)
def test_one_search_leads_to_the_explanation(searching: Page, query: str):
    assert QUERIES[query] in search(searching, query)[:3]


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, browser: Browser, site_url: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(site_url + request.param)
    yield page
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(opened: Page, width: int, scheme: str):
    assert violations_at(opened, width, scheme) == []


@pytest.mark.parametrize(("width", "scheme", "choices"), DISPLAYS)
def test_axe_finds_nothing_however_the_page_is_displayed(
    opened: Page, width: int, scheme: str, choices: tuple[str, ...]
):
    assert found_displayed(opened, width, scheme, choices) == []


def shown(page: Page) -> int:
    """Entries of the time line that can be seen."""
    return sum(entry.is_visible() for entry in page.locator(".ph-events > li").all())


def test_the_time_line_is_filtered_without_a_script(browser: Browser, site_url: str):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site_url}policy/timeline/")
    everything = shown(page)
    page.locator("#level-national").check()
    national = shown(page)
    page.locator("#clause-c3").check()
    both = shown(page)
    headings = page.locator("h2:visible").count()
    page.close()

    assert everything > national > both > 0
    assert headings <= 8


@pytest.mark.parametrize("width", [360, 1280])
def test_every_step_of_the_drawing_is_a_link_that_can_be_hit(browser: Browser, site_url: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{site_url}policy/flow/")
    boxes = [link.bounding_box() for link in page.locator(".ph-flow a:not(.ph-term)").all()]
    page.close()

    assert len(boxes) >= 8 + 9
    assert all(box and box["height"] >= 24 and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def test_a_tooltip_opens_for_the_keyboard(browser: Browser, site_url: str):
    page = browser.new_page()
    page.goto(f"{site_url}policy/promotion/")
    term = page.locator(".ph-term").first
    page.keyboard.press("Tab")
    term.focus()
    tip = term.evaluate("element => getComputedStyle(element, '::after').content")
    explained = term.get_attribute("title")
    page.close()

    assert explained is not None
    assert explained in tip
