"""Charts answer, in the words of the table beside them; a region is marked everywhere; no script, nothing missing."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from functools import cache
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import strict_page
from tests.conftest import ROOT

ASSETS = ROOT / "templates/theme/assets"
PAGES = {  # with charts of each kind
    "": {"tiles", "trend", "timeline"},
    "quarters/2026q3/": {"ranking", "tiles", "multiples"},
    "indicators/transfer-count/": {"ranking"},
}
QUARTER = "quarters/2026q3/"
OPENED = "document.querySelectorAll('details:has(figure)').forEach(one => { one.open = true })"  # of four views one


@pytest.fixture
def strict(browser: Browser) -> Iterator[Page]:
    """A page on which the strict policy of nginx may refuse nothing."""
    with strict_page(browser) as (page, errors):
        yield page
    assert errors == []


def charts(page: Page) -> list[Locator]:
    return page.locator("figure.ph-chart").all()


@cache
def picture(address: str) -> str:
    """The SVG of a chart as the site has it."""
    with urlopen(address) as answer:
        text: str = answer.read().decode()
    return text


def given(chart: Locator, name: str) -> str:
    found = re.search(rf' data-{name}="([^"]*)"', picture(chart.locator("img").evaluate("image => image.src")))
    assert found
    return found[1]


def spots(chart: Locator) -> list[list[float]]:
    return [[float(number) for number in spot.split()] for spot in given(chart, "spots").split(";") if spot]


def printed(chart: Locator, row: int, column: int = 0) -> str:
    """What the table beside a chart prints of a value: what it is of, the head of its column, value and marks."""
    head, *rows = chart.locator("table").evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    first, end = map(int, given(chart, "columns").split()[column : column + 2])
    return f"{rows[row][0]} {head[first]}：{' '.join(filter(None, rows[row][first:end]))}"


def point_at(page: Page, chart: Locator, spot: list[float]) -> None:
    _, _, left, top, right, bottom, *height = spot
    sheet = chart.locator(".ph-read")
    x, y = (left + right) / 2, height[0] if height else (top + bottom) / 2
    into_sight = "by => scrollBy({ top: by - 400, behavior: 'instant' })"
    page.evaluate(into_sight, sheet.evaluate("(sheet, y) => sheet.getBoundingClientRect().top + y", y))
    frame = sheet.bounding_box()
    assert frame
    scale = frame["width"] / 600
    page.mouse.move(frame["x"] + x * scale, frame["y"] + y * scale)


@pytest.mark.parametrize("path", PAGES)
def test_what_is_pointed_at_is_read_as_the_table_prints_it(strict: Page, reports_url: str, path: str) -> None:
    strict.goto(reports_url + path)
    strict.evaluate(OPENED)
    kinds = set[str]()
    for chart in charts(strict):
        kinds.add(str(chart.locator("img").get_attribute("src")).removesuffix(".svg").rpartition("-")[2])
        for spot in random.Random(path).sample(spots(chart), 3):
            point_at(strict, chart, spot)
            said = re.escape(printed(chart, *map(int, spot[:2])))
            expect(chart.locator(".ph-read__said")).to_have_text(re.compile(rf"^{said}( |$)"))
    assert kinds >= PAGES[path]


def test_a_picture_is_asked_only_when_a_reader_turns_to_it(strict: Page, reports_url: str) -> None:
    asked: list[str] = []
    strict.on("request", lambda request: asked.append(request.resource_type) if ".svg" in request.url else None)
    strict.goto(reports_url)
    strict.wait_for_load_state("networkidle")
    assert "fetch" not in asked

    strict.locator(".ph-read").first.focus()
    strict.wait_for_load_state("networkidle")
    assert asked.count("fetch") == 1


def test_arrow_keys_walk_through_the_values_and_say_them(strict: Page, reports_url: str) -> None:
    strict.goto(reports_url)
    trend = charts(strict)[1]
    said = strict.locator("body > [role=status]")
    quarters = [printed(trend, row) for row in range(trend.locator("tbody tr").count())]
    trend.locator(".ph-read").focus()
    for key, row in {"ArrowRight": 0, "ArrowDown": 1, "End": -1, "ArrowLeft": -2, "Home": 0}.items():
        strict.keyboard.press(key)
        expect(said).to_have_text(re.compile(re.escape(quarters[row].replace(" ", "，", 1))))
    strict.keyboard.press("Escape")
    expect(trend.locator(".ph-read__said")).to_be_hidden()


def test_a_region_chosen_in_one_chart_is_marked_in_all_and_stays_in_the_address(strict: Page, reports_url: str) -> None:
    strict.goto(reports_url + QUARTER)
    tiles = strict.locator("figure.ph-chart").first
    row = tiles.locator("tbody th").all_text_contents().index("江苏")
    point_at(strict, tiles, next(spot for spot in spots(tiles) if spot[0] == row))
    strict.mouse.down()
    strict.mouse.up()
    strict.wait_for_url("**/?region=jiangsu")
    strict.reload()
    expect(strict.get_by_role("combobox", name="在图和表中标出")).to_have_value("jiangsu")
    strict.evaluate(OPENED)
    assert {*strict.locator("tr.is-picked th").all_text_contents()} == {"江苏"}
    for chart in charts(strict):
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".ph-read g:first-child rect")).to_have_count(1)

    strict.get_by_role("combobox", name="在图和表中标出").select_option(label="不标出")
    expect(strict.locator(".is-picked")).to_have_count(0)
    assert "region" not in strict.url


def test_the_row_of_a_region_stays_in_sight_on_a_phone(strict: Page, reports_url: str) -> None:
    strict.set_viewport_size({"width": 390, "height": 844})
    strict.goto(f"{reports_url}{QUARTER}?region=jiangsu")
    frame = strict.locator(".ph-glance > .ph-data > .ph-table")
    row = frame.locator("tr.is-picked td").first
    expect(row).to_be_attached()
    for down in (0, 300, 2000):
        frame.evaluate("(frame, down) => { frame.scrollIntoView({ block: 'center' }); frame.scrollTo(0, down) }", down)
        expect(row).to_be_in_viewport()


def test_without_a_script_a_chart_is_a_picture_that_opens_with_a_table_beside(
    browser: Browser, reports_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reports_url)
    chart = page.locator("figure.ph-chart").first
    expect(chart.get_by_role("link", name="放大")).to_have_attribute("href", "transfer-count-ytd-tiles.svg")
    expect(page.locator(".ph-read, .ph-pick label")).to_have_count(0)
    context.close()


def test_the_scripts_of_charts_are_small() -> None:
    texts = [(ASSETS / name).read_bytes() for name in ("charts.js", "beside.js", "sort.js")]
    assert sum(len(gzip.compress(text)) for text in texts) <= 12 * 1024


# ---------------------------------------------------------------- regions beside one another

REPORT = "regions/jiangsu/2026q3/"


ROWS = """(table, joined) => [...table.querySelectorAll('tbody tr:not(.is-joined)')].map(row => {
    let found = row
    while (joined && found.cells[0].textContent !== joined) found = found.nextElementSibling
    return [row.cells[0].textContent.trim(), [...found.cells].slice(1).map(cell => cell.textContent.trim())]
})"""


def rows(page: Page, table: str, joined: str = "") -> dict[str, list[str]]:
    """The cells of each row of a table by the row's title; with *joined* those of that region which joined it."""
    return dict(page.locator(table).first.evaluate(ROWS, joined))


@pytest.mark.parametrize(
    ("path", "tables"),
    [
        (REPORT, [".ph-profile", "#counts", "#rates"]),
        ("regions/jiangsu/", [".ph-profile", "#counts", "#quarters"]),
    ],
)
def test_what_joins_a_page_is_what_the_page_of_the_other_region_prints(
    strict: Page, reports_url: str, path: str, tables: list[str]
) -> None:
    others = {"浙江": "zhejiang", "广东": "guangdong"}
    printed = dict[tuple[str, str], dict[str, list[str]]]()
    for name, slug in others.items():
        strict.goto(reports_url + path.replace("jiangsu", slug))
        printed |= {(name, table): rows(strict, table) for table in tables}
    strict.goto(f"{reports_url}{path}?with={','.join(others.values())}")
    expect(strict.locator(".ph-places [role=status]")).to_have_text("本页各表各图已加入浙江、广东")

    for (name, table), own in printed.items():
        joined = rows(strict, table, name)
        assert joined == {title: own.get(title, [f"{name}的同一页没有这一行"]) for title in joined}
        assert {*joined} & {*own}
    strips = strict.locator(".ph-profile tr:not(.is-joined) .ph-strip")
    assert strips.locator(".is-beside").count() == 2 * strips.count()


def test_the_rows_of_official_tables_join_by_whom_and_when_they_count(strict: Page, reports_url: str) -> None:
    cells = "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent.trim()))"
    official = ".ph-table[aria-label$='在官方统计表中的数'] tbody tr"
    strict.goto(f"{reports_url}regions/zhejiang/")
    printed = strict.locator(official).evaluate_all(cells)
    strict.goto(f"{reports_url}regions/jiangsu/?with=zhejiang")
    expect(strict.locator(f"{official}.is-joined")).to_have_count(len(printed))

    assert strict.locator(f"{official}.is-joined").evaluate_all(cells) == printed


def test_a_region_that_is_chosen_joins_and_stays_in_the_address(strict: Page, reports_url: str) -> None:
    strict.goto(f"{reports_url}regions/jiangsu/")
    strict.get_by_text("与其他地区比较").click()
    strict.get_by_role("checkbox", name="西藏").check()
    strict.wait_for_url("**/regions/jiangsu/?with=xizang")
    trends = strict.locator("figure.ph-chart:not(.is-joined) img[src$='-quarter-trend.svg']")
    joined = strict.locator("figure.is-joined img")
    expect(joined.first).to_have_attribute("src", re.compile("/regions/xizang/.*-trend.svg"))
    assert strict.locator("figure.is-joined .ph-read").count() == joined.count() >= trends.count() > 0
    strict.locator("#counts thead button").first.click()
    assert (
        strict.locator("#counts tr:not(.is-joined) + tr.is-joined").count()
        == strict.locator("#counts .is-joined").count()
    )

    strict.get_by_text("同时看：西藏").click()
    strict.get_by_role("checkbox", name="西藏").uncheck()
    expect(strict.locator(".is-joined")).to_have_count(0)
    assert strict.url.endswith("/regions/jiangsu/")


def test_what_is_counted_in_another_region_does_not_stand_beside_it(strict: Page, reports_url: str) -> None:
    strict.goto(f"{reports_url}regions/xinjiang-bingtuan/2026q3/?with=xinjiang,gansu")
    expect(strict.locator(".ph-places [role=status]")).to_have_text("本页各表各图已加入甘肃")
    strict.get_by_text("同时看：甘肃").click()
    expect(strict.get_by_role("checkbox", name="新疆", exact=True)).to_be_disabled()
    expect(strict.get_by_text("新疆生产建设兵团已含在新疆内，两者不并列")).to_be_visible()


def test_another_region_is_found_in_the_same_quarter_and_the_same_section(strict: Page, reports_url: str) -> None:
    strict.goto(f"{reports_url}{REPORT}?with=zhejiang,guangdong#comparison")
    expect(strict.locator(".is-joined").first).to_be_attached()
    strict.locator("#comparison").evaluate("heading => heading.scrollIntoView({ behavior: 'instant' })")
    strict.locator(".ph-places a").get_by_text("浙江").evaluate("link => link.click()")
    strict.wait_for_url(re.compile(r"/regions/zhejiang/2026q3/\?with=guangdong#comparison$"))


def test_another_region_is_found_without_a_script(browser: Browser, reports_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reports_url + REPORT)
    page.get_by_text("换一个地区").click()
    page.get_by_role("link", name="浙江", exact=True).first.click()
    page.wait_for_url("**/regions/zhejiang/2026q3/")
    context.close()
