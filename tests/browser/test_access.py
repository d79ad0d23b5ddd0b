"""Every kind of page can be read by everybody: by axe's rules, without JavaScript, in light and dark, at 404."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

KINDS = (
    "",
    "regions/",
    "regions/jiangsu/",
    "indicators/",
    "indicators/valid-inventions/",
    "quarters/",
    "quarters/2024q3/",
    "explore/",
    "policy/",
    "data/",
    "data/sources/",
    "data/tables/cnipa-2023-3-7/",
    "checks/",
    "checks/site/",
    "measures/",
    "en/",
    "en/indicators/valid-inventions/",
    "en/regions/",
    "en/regions/jiangsu/",
    "en/about/",
    "releases/",
    "accessibility/",
    "404.html",
)
EMBED = "embed/latest/national-timeline/"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is not told element by element: half the time
}


OF_COLOURS = {**RULES, "runOnly": ["color-contrast", "link-in-text-block"]}  # what another colour scheme may change


OF_DISPLAY = {  # contrast of 7:1, where 4.5:1 is in it
    **RULES,
    "runOnly": ["color-contrast-enhanced", "link-in-text-block", "target-size", "scrollable-region-focusable"],
}
DISPLAYS = (  # of a window, in a colour scheme of the system, what is chosen on the page; each choice is among them
    (1280, "dark", ("大", "Large", "浅色", "Light", "高对比度", "High contrast")),
    (390, "light", ("特大", "Largest", "深色", "Dark", "宽间距", "Wide spacing", "高对比度", "High contrast")),
)


def violations(page: Page, rules: dict[str, list[str]] = RULES) -> list[str]:
    """What axe finds wrong, a line each, with the first element it is wrong of."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {json.dumps(rule['nodes'][0]['html'])[:300]}" for rule in found]


def violations_at(page: Page, width: int, scheme: str, rules: dict[str, list[str]] = RULES) -> list[str]:
    """What axe finds wrong in a window of this width in this colour scheme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate("document.getAnimations().forEach(one => one.finish())")  # a colour on its way to the next is none
    return violations(page, rules)


def found_displayed(page: Page, width: int, scheme: str, choices: tuple[str, ...]) -> list[str]:
    """What axe finds wrong of a page with these settings, and whether it is wider than its window.

    Charts that other sites frame have no settings: they stay as they are.
    """
    labels = "[...document.querySelectorAll('.ph-display label')]"
    page.evaluate(
        f"chosen => {labels}.filter(one => chosen.includes(one.textContent)).forEach(one => one.click())", choices
    )
    found = violations_at(page, width, scheme, OF_DISPLAY)
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    page.evaluate("document.querySelector('.ph-display form')?.reset()")
    return [*found, *([f"{wide} px wide"] if wide > width else [])]


@pytest.fixture(scope="module", params=(*KINDS, EMBED))
def opened(request: pytest.FixtureRequest, browser: Browser, site_url: str) -> Iterator[Page]:
    """A page of each kind, opened once for all widths and schemes."""
    page = browser.new_page()
    page.goto(site_url + request.param)
    yield page
    page.close()


@pytest.mark.parametrize(("width", "scheme", "other"), [(1280, "light", "dark"), (390, "dark", "light")])
def test_axe_finds_nothing(opened: Page, width: int, scheme: str, other: str) -> None:
    assert violations_at(opened, width, scheme) == []
    assert violations_at(opened, width, other, OF_COLOURS) == []


@pytest.mark.parametrize(("width", "scheme", "choices"), DISPLAYS)
def test_axe_finds_nothing_however_the_page_is_displayed(
    opened: Page, width: int, scheme: str, choices: tuple[str, ...]
) -> None:
    assert found_displayed(opened, width, scheme, choices) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_display_holds_on_its_page_and_is_kept_where_scripts_run(
    browser: Browser, site_url: str, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site_url)
    page.get_by_text("显示设置").click()
    for choice in ("大", "深色"):
        page.get_by_role("radio", name=choice, exact=True).check()
    looks = "body => [getComputedStyle(body).fontSize, getComputedStyle(body).backgroundColor]"
    here = page.locator("body").evaluate(looks)
    page.goto(f"{site_url}data/", wait_until="domcontentloaded")
    there = page.locator("body").evaluate(looks)
    context.close()

    assert here == ["20px", "rgb(21, 25, 31)"]
    assert there == (here if scripts else ["16px", "rgb(255, 255, 255)"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_search_results(browser: Browser, site_url: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site_url)
    page.get_by_role("searchbox").fill("江苏产业化率")
    expect(page.get_by_role("combobox", name="地区")).to_be_visible()
    found = violations(page)
    context.close()
    assert found == []


def test_everything_is_there_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site_url}regions/jiangsu/")
    expect(page.get_by_role("link", name="按目录浏览")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text("江苏")
    expect(page.get_by_role("navigation", name="栏目").get_by_role("link", name="季度")).to_be_visible()
    page.locator("figure.ph-chart summary").first.click()
    expect(page.locator("figure.ph-chart details table").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", KINDS)
def test_no_request_leaves_the_site(page: Page, site_url: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site_url + path)
    page.get_by_role("searchbox").fill("江苏")
    expect(page.locator(".ph-results__list a").first).to_be_visible()
    page.mouse.wheel(0, 20000)
    page.wait_for_load_state("networkidle")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(site_url).netloc}


@pytest.mark.parametrize("path", ["nowhere/", "regions/atlantis/deeper/still/"])
def test_the_404_page_works_at_any_depth(page: Page, site_url: str, path: str) -> None:
    answer = page.goto(site_url + path)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这个页面")
    assert page.evaluate("getComputedStyle(document.querySelector('.ph-header')).borderTopStyle") == "solid"
    page.get_by_role("searchbox").fill("江苏")
    expect(page.locator(".ph-results__list a").first).to_have_attribute("href", "/regions/jiangsu/")
    expect(page.get_by_role("link", name="报告错误")).to_have_attribute("href", "/about/#report")
    page.get_by_role("article").get_by_role("link", name="地区").click()
    page.wait_for_url("**/regions/")


def test_the_skip_link_is_the_first_stop(page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_no_table_is_set_smaller_than_twelve_pixels(opened: Page) -> None:
    sizes = (
        "[...document.querySelectorAll('td, th, td *, th *')].map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert [size for size in opened.evaluate(sizes) if size < 12] == []


def test_every_page_has_the_government_tags(built_site: Path) -> None:
    html = (built_site / "regions/jiangsu/index.html").read_text(encoding="utf-8")
    for name in ("SiteName", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"):
        assert f'<meta name="{name}" content="' in html
    assert "SiteIDCode" not in html  # issued to an office, never invented
    assert 'lang="zh-CN"' in html
