"""The pages of quarterly returns, which the real site has none of yet: three quarters, one revised, behind nginx."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
import urllib3
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import strict_page
from tests.browser.test_access import DISPLAYS, found_displayed, violations_at
from tests.browser.test_search import HIT, search
from tests.nginx import find_nginx

KINDS = (
    "",
    "quarters/2026q3/?region=jiangsu",
    "regions/jiangsu/2026q3/?with=zhejiang,xizang",
    "regions/jiangsu/",
    "indicators/transfer-count/",
    "calendar/",
    "explore/",
    "revisions/",
    "quarters/2024q2/",
    "quarters/2024q2/corrections/",
    "quarters/2024q2/cited/",
    "quarters/2024q2/regions/",
    "quarters/2024q2/editions/1/",
)

pytestmark = pytest.mark.skipif(
    not find_nginx(), reason="no nginx, and it may not be installed here: apt-get install nginx-light"
)


@pytest.fixture
def strict(browser: Browser) -> Iterator[Page]:
    """A page of 390 px on which the strict policy of nginx may refuse nothing."""
    with strict_page(browser) as (page, errors):
        page.set_viewport_size({"width": 390, "height": 844})
        yield page
    assert errors == []


@pytest.mark.parametrize("path", KINDS)
def test_nothing_is_refused_and_no_page_scrolls_sideways(strict: Page, reports_url: str, path: str) -> None:
    strict.goto(reports_url + path)

    strict.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in (1280, 390):
        strict.set_viewport_size({"width": width, "height": 844})
        assert strict.evaluate("document.documentElement.scrollWidth") <= width
    expect(strict.get_by_text("示例数据").first).to_be_visible()


@pytest.mark.parametrize("quarter", ["2024q2", "2025q3", "2026q3"])
def test_the_page_of_a_quarter_takes_no_more_than_30_kb_packed(reports_url: str, quarter: str) -> None:
    """The largest of all twelve is held to the limit by tests/test_quarter_pages.py, without what the theme adds."""
    sent = urllib3.request("GET", f"{reports_url}quarters/{quarter}/").data

    assert len(gzip.compress(sent, 6)) <= 30_000


@pytest.mark.parametrize("path", [path for path in KINDS if "with=" not in path])  # who compares has been here
def test_a_first_visit_takes_no_more_than_90_kb(strict: Page, reports_url: str, path: str) -> None:
    """Of what nginx sends, packed: the page and all that it fetches unasked."""
    strict.set_viewport_size({"width": 1280, "height": 844})
    strict.goto(reports_url + path, wait_until="networkidle")

    sizes = strict.evaluate("performance.getEntries().map(one => one.encodedBodySize ?? 0)")
    assert 40_000 < sum(sizes) <= 90_000, sorted(sizes)


@pytest.mark.parametrize("path", ["regions/xinjiang-bingtuan/2026q3/", "regions/xizang/"])
def test_the_mark_of_a_synthetic_table_is_not_cut_off_on_a_phone(strict: Page, reports_url: str, path: str) -> None:
    strict.goto(reports_url + path)

    marks = [mark.bounding_box() for mark in strict.locator("caption .ph-badge--synthetic").all()]
    assert marks
    assert all(mark and mark["x"] + mark["width"] <= 390 - 16 for mark in marks)


@pytest.fixture(scope="module", params=KINDS)
def opened(request: pytest.FixtureRequest, browser: Browser, reports_url: str) -> Iterator[Page]:
    page = browser.new_page(bypass_csp=True)  # axe itself is an inline script, which the policy would refuse
    page.goto(reports_url + request.param)
    yield page
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(opened: Page, width: int, scheme: str) -> None:
    assert violations_at(opened, width, scheme) == []


@pytest.mark.parametrize(("width", "scheme", "choices"), DISPLAYS)
def test_axe_finds_nothing_however_the_page_is_displayed(
    opened: Page, width: int, scheme: str, choices: tuple[str, ...]
) -> None:
    assert found_displayed(opened, width, scheme, choices) == []


def test_the_view_of_tables_opens_alone_and_its_table_is_sorted_with_the_nation_on_top(
    strict: Page, reports_url: str
) -> None:
    strict.goto(f"{reports_url}quarters/2026q3/")
    table = strict.locator("#transactions")
    views = strict.locator(".ph-views").filter(has=table)
    for view in ("图", "表"):
        views.get_by_text(view, exact=True).click()
    table.get_by_role("button").first.click()

    assert views.locator("> details[open] > summary").all_inner_texts() == ["表"]
    assert table.locator("tbody th").first.inner_text() == "全国"
    assert table.locator("[aria-sort=descending], [aria-sort=ascending]").count() == 1


def test_the_page_of_a_region_in_a_quarter_is_found_first(strict: Page, reports_url: str) -> None:
    strict.goto(reports_url)

    assert "regions/jiangsu/2026q3/" in str(search(strict, "江苏2026年第三季度")[0])
    expect(strict.locator(HIT).first).to_be_visible()


def test_the_newest_quarter_of_a_region_is_found_before_the_others(strict: Page, reports_url: str) -> None:
    strict.goto(reports_url)

    assert search(strict, "江苏")[:3] == [f"/regions/jiangsu/{quarter}" for quarter in ("", "2026q3/", "2025q3/")]


def test_a_citation_is_copied_whole_with_the_day_of_the_reader(strict: Page, reports_url: str) -> None:
    strict.goto(f"{reports_url}regions/jiangsu/2026q3/")
    strict.get_by_role("button", name="复制引用").click()

    expect(strict.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    strict.get_by_role("searchbox").focus()
    strict.keyboard.press("ControlOrMeta+V")
    cited = f"{reports_url}regions/jiangsu/2026q3/editions/1/."
    today = strict.evaluate("new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)")
    assert (
        strict.get_by_role("searchbox")
        .input_value()
        .endswith(f"盘活情况（示例数据）：江苏[EB/OL]. (2026-10-20)[{today}]. {cited}")
    )


def test_latest_leads_to_the_newest_quarter(strict: Page, reports_url: str) -> None:
    strict.goto(f"{reports_url}latest/")

    strict.wait_for_url("**/quarters/2026q3/")
