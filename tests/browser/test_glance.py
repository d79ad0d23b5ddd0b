"""Pages are understood at a glance: how long they are, and what stands on their first screens of 1280 by 800 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.test_quarter_pages import QUARTERS

SCREEN = 800


@pytest.fixture
def desk(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": SCREEN})
    return page


def ends(page: Page, what: str) -> float:
    """How far down the page the first of *what* ends."""
    box = page.locator(what).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_page_of_a_quarter_takes_at_most_seven_screens(desk: Page, example_url: str, quarter: str) -> None:
    desk.goto(f"{example_url}quarters/{quarter}/")

    assert desk.evaluate("document.documentElement.scrollHeight") <= 7 * SCREEN


def test_paper_has_the_documents_of_a_quarter_that_are_folded_on_a_screen(desk: Page, example_url: str) -> None:
    desk.goto(f"{example_url}quarters/2024q1/")
    folded = desk.locator(".ph-printed:has(> .ph-timeline)")
    assert folded.locator("summary").inner_text() == "15份文件和活动"
    assert folded.locator("li").count() == 15 and not folded.locator("li").first.is_visible()

    desk.emulate_media(media="print")
    assert all(one.is_visible() for one in folded.locator("li").all())


def test_the_contents_of_a_quarter_stay_on_top_and_cover_no_head_of_a_table(desk: Page, example_url: str) -> None:
    desk.goto(f"{example_url}quarters/2024q1/")
    desk.locator("#glance tbody tr").nth(20).evaluate("row => row.scrollIntoView({ behavior: 'instant' })")

    assert desk.locator(".ph-toc").bounding_box() == {"x": 64, "y": 0, "width": 1152, "height": ends(desk, ".ph-toc")}
    assert (desk.locator("#glance thead").bounding_box() or {})["y"] == pytest.approx(ends(desk, ".ph-toc"), abs=1.5)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_first_screen_of_a_quarter_has_its_figures_and_the_head_of_all_regions(
    desk: Page, example_url: str, quarter: str
) -> None:
    """The heat table and the picture beside it end in the second."""
    desk.goto(f"{example_url}quarters/{quarter}/")
    rows = desk.locator(".ph-tiles > li").evaluate_all("tiles => tiles.map(tile => tile.offsetTop)")

    assert len(rows) == 8 and len({*rows}) == 1
    assert ends(desk, "h1") < ends(desk, ".ph-tiles") < ends(desk, "#glance tbody tr") <= SCREEN
    assert ends(desk, "#glance .ph-table") <= 2 * SCREEN and ends(desk, ".ph-glance figure") <= 2 * SCREEN


@pytest.mark.parametrize("site", ["example_url", "site_url"])
def test_the_regions_on_a_grid_begin_on_the_first_screen_of_the_home_page(
    desk: Page, request: pytest.FixtureRequest, site: str
) -> None:
    """Beside them stands the nation's series, or without a return the newest figures of the nation."""
    desk.goto(request.getfixturevalue(site))
    grid, beside = desk.locator("figure.ph-chart").first, desk.locator(".is-wide > *").nth(int(site == "example_url"))

    assert "-tiles.svg" in (grid.locator("img").get_attribute("src") or "")
    assert (grid.bounding_box() or {})["y"] <= SCREEN - 250
    assert (beside.bounding_box() or {})["y"] <= SCREEN - 250
    assert len(desk.locator("article > p.ph-lead").all()) == 1


def test_the_home_page_says_what_the_plan_is_where_it_leads_on(desk: Page, example_url: str) -> None:
    desk.goto(example_url)
    told = desk.locator("#ways ~ p").first

    assert told.inner_text().startswith("2024年1月，国家知识产权局等八部门印发")


def test_the_page_of_a_region_begins_with_its_places_where_it_has_no_return(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}regions/jiangsu/")
    sections = desk.locator("article h2").evaluate_all("all => all.slice(0, 3).map(one => one.id)")

    assert sections == ["tables", "overview", "facts"]
    assert ends(desk, ".ph-official .ph-strip") <= SCREEN / 2


@pytest.mark.parametrize("width", [390, 320])
def test_the_places_of_a_region_keep_inside_the_window_of_a_phone(page: Page, site_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site_url}regions/jiangsu/")
    right = "all => all.map(one => Math.round(one.getBoundingClientRect().right))"

    assert max(page.locator(".ph-official :is(.ph-strip, td)").evaluate_all(right)) <= width
    row = page.locator(".ph-official tbody tr").nth(1)
    assert row.locator("td").all_inner_texts()[-3:-1] == ["11.6%", "第2位"]
    assert row.evaluate("row => getComputedStyle(row.cells[6], '::before').content") == '"占全国 "'


def test_one_result_of_the_regions_is_shown_at_a_time(desk: Page, example_url: str) -> None:
    desk.goto(f"{example_url}regions/")
    results = desk.locator(".ph-result")
    assert results.count() == 11 and [one.locator("li > a").count() for one in results.all()] == [31] * 11

    results.filter(has_text="专利转让").first.locator("summary").click()
    shown = desk.locator(".ph-result[open]")
    assert shown.count() == 1 and shown.locator("summary").inner_text() == "专利转让本年累计 2026年前三季度"
    assert shown.get_by_role("link", name="广东").inner_text().split() == ["广东", "11,193"]


def test_who_does_not_see_a_place_on_a_strip_is_told_it(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}regions/jiangsu/")

    assert page.get_by_role("img", name="高于中位数，在最大的四分之一").count() >= 6
    assert page.locator(".ph-strip:not([aria-label])").count() == 0


def test_paper_prints_no_address_beside_a_number_that_leads_down_its_page(desk: Page, example_url: str) -> None:
    desk.goto(f"{example_url}quarters/2024q1/")
    led = desk.locator("#glance td > a.is-led").first
    led.wait_for(state="attached")
    desk.emulate_media(media="print")

    assert led.evaluate("link => getComputedStyle(link, '::after').content") == "none"
