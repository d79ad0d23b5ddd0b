"""Pages keep inside the window on a phone, targets can be hit, colours follow the system, numbers stand in columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdfium2 import PdfDocument, PdfPage

KINDS = ("", "regions/", "regions/jiangsu/", "indicators/valid-inventions/", "quarters/2024q3/", "policy/", "data/")
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(21, 25, 31)"


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def is_embed(path: str) -> bool:
    return path.startswith("embed/")


# the pages of one of these folders are laid out alike
ALIKE = ("en/indicators", "en/regions")


def kinds_of_pages(site: Path) -> list[str]:
    """Every page of *site*, of those laid out alike the eight that say most."""
    files = [file for file in site.rglob("index.html") if 'http-equiv="refresh"' not in file.read_text()]
    paths = {file.parent.relative_to(site).as_posix() + "/": file.stat().st_size for file in files}
    folders: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (-paths[path], path)):
        folders.setdefault(str(Path(path).parent), []).append(path)
    return [path for folder, own in folders.items() for path in (own[:8] if folder in ALIKE else own)]


def test_no_page_scrolls_sideways(browser: Browser, site_url: str, built_site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    paths = kinds_of_pages(built_site)
    alone = [path for path in paths if is_embed(path) and "/indicators/" not in path]  # laid out as those of indicators
    too_wide = {}
    for path in sorted({*paths} - {*alone}):
        # a page without scripts does not wait for its style sheet before it is read
        page.goto(site_url + path.removeprefix("./"), wait_until="load" if is_embed(path) else "domcontentloaded")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            if (found := widest(page)) > width:
                too_wide[path, width] = found
    context.close()
    assert too_wide == {}


@pytest.mark.parametrize("width", [390, 320])
def test_tiles_of_regions_can_be_hit(browser: Browser, site_url: str, width: int) -> None:
    """WCAG 2.5.8: 24 px in each direction, counting the gap to the next."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(f"{site_url}regions/")
    boxes = []
    for result in page.locator(".ph-result").all():
        if result.get_attribute("open") is None:
            result.locator("summary").click()
        boxes += [tile.bounding_box() for tile in result.locator(".ph-map a").all()]
    context.close()
    assert len(boxes) == 3 * 31
    assert all(box and box["width"] + 2 >= 24 and box["height"] >= 24 for box in boxes)


def test_a_wide_table_scrolls_in_its_frame_and_keeps_its_first_column(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site_url}regions/")
    frame = page.locator(".ph-table").last
    first = frame.locator("tbody tr").first.locator(":scope > *").first
    before = first.bounding_box()
    frame.evaluate("frame => { frame.scrollLeft = 200 }")
    after = first.bounding_box()
    context.close()
    assert before is not None
    assert after is not None
    assert before["x"] == after["x"]


def glided(page: Page, there: Callable[[], bool]) -> bool:
    """Whether what scrolls comes to be *there*: it glides, on a busy machine for a while."""
    for _ in range(100):
        if there():
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize("width", [1280, 1088, 390])
@pytest.mark.parametrize("path", ["regions/", "data/tables/cnipa-2023-3-7/"])
def test_the_header_of_a_long_table_stays_in_sight(browser: Browser, site_url: str, path: str, width: int) -> None:
    """On a desk at the top of the window, else at the top of the table's own frame."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(site_url + path)
    frame = page.locator(".ph-table").last
    frame.evaluate("frame => { frame.scrollIntoView({ behavior: 'instant' }); frame.scrollTop = 500 }")
    if width == 1280:
        below = page.evaluate("scrollY") + 500
        page.mouse.wheel(0, 500)
        assert glided(page, lambda: page.evaluate("scrollY") >= below - 1)
    top = 0 if width == 1280 else (frame.bounding_box() or {})["y"] + 2
    header = frame.locator("thead").bounding_box()
    row = frame.locator("tbody tr").first.bounding_box()
    context.close()
    assert header is not None
    assert row is not None
    assert header["y"] == pytest.approx(top, abs=1)
    assert row["y"] < top - 200


@pytest.mark.parametrize("scripts", [True, False])
def test_a_chart_on_a_phone_can_be_read_scrolls_in_its_frame_and_opens_by_the_keyboard(
    browser: Browser, site_url: str, scripts: bool
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site_url}indicators/patents-in-force/")
    chart = page.locator("figure.ph-chart", has=page.locator("img[src='patents-in-force-tiles.svg']"))
    frame, link = chart.locator(".ph-chart__view"), chart.get_by_role("link", name="放大：")
    stop = chart.get_by_role("application") if scripts else link
    picture = frame.locator("img").bounding_box()
    assert picture is not None
    assert picture["width"] == 480  # of 600: text of 15 px is 12 px high
    assert frame.evaluate("frame => frame.clientWidth") == 390
    assert stop.bounding_box() == picture
    stop.focus()
    for _ in range(1 if scripts else 20):  # the first square to be read is far right
        page.keyboard.press("ArrowRight")
    assert glided(page, lambda: frame.evaluate("frame => frame.scrollLeft") > 0)
    link.press("Enter")
    page.wait_for_url("**/indicators/patents-in-force/*.svg")
    context.close()


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_colours_follow_the_system_without_javascript(
    browser: Browser, site_url: str, scheme: str, colour: str
) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site_url)
    style = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    context.close()
    assert style == colour


def test_chinese_text_has_room_between_its_lines(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}data/")
    ratios = page.locator("article p").evaluate_all(
        "ps => ps.map(p => parseFloat(getComputedStyle(p).lineHeight) / parseFloat(getComputedStyle(p).fontSize))"
    )
    assert min(ratios) >= 1.6


def test_text_can_be_doubled(browser: Browser, site_url: str) -> None:
    """WCAG 1.4.4: 200 % of a 1280 px window is a 640 px one with text of the same size."""
    context = browser.new_context(viewport={"width": 640, "height": 450})
    page = context.new_page()
    for path in KINDS:
        page.goto(site_url + path)
        assert widest(page) <= 640, path
    context.close()


def test_paper_leaves_out_what_cannot_be_used_on_it(page: Page, site_url: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{site_url}regions/jiangsu/")
    hidden = ".ph-search, .ph-display, .ph-tabs, .ph-toc, .ph-pager, .ph-downloads, a[href='data.csv']"
    assert page.locator(hidden).evaluate_all("all => all.length > 4 && all.every(one => !one.checkVisibility())")


def test_paper_says_where_the_table_beside_a_chart_is(page: Page, site_url: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{site_url}regions/jiangsu/")
    folded = page.locator("figure.ph-chart details:not(.ph-frame)")

    assert folded.count() > 0
    assert folded.evaluate_all("all => all.every(one => one.querySelector('summary').checkVisibility())")
    assert set(
        folded.locator("summary").evaluate_all("all => all.map(one => getComputedStyle(one, '::after').content)")
    ) == {'"（未印出，见网页）"'}
    assert folded.locator("table").first.is_hidden()


@pytest.mark.parametrize("path", ["", "explore/", "regions/jiangsu/"])
def test_no_sheet_of_paper_but_the_last_is_half_empty_and_that_has_something(
    page: Page, site_url: str, path: str
) -> None:
    page.goto(site_url + path, wait_until="networkidle")
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_load_state("networkidle")
    *sheets, last = map(filled, PdfDocument(page.pdf(format="A4", prefer_css_page_size=True)))

    assert min(sheets) >= 0.5 and last > 0, sheets


def filled(sheet: PdfPage) -> float:
    """How much of the height of a sheet is used, without its foot."""
    ink = sheet.render(scale=0.5).to_pil().convert("L").point(lambda light: 255 * (light < 200))
    body = ink.crop((0, ink.height * 5 // 100, ink.width, ink.height * 93 // 100))
    box = body.getbbox()
    return box[3] / body.height if box else 0


def test_paper_has_whole_tables_without_what_sorts_them(page: Page, site_url: str) -> None:
    """Chromium leaves out buttons where it repeats a header on the next sheet."""
    page.goto(f"{site_url}data/tables/cnipa-2023-3-7/")
    button = page.locator("thead button").first
    button.wait_for()
    page.emulate_media(media="print")
    assert button.evaluate("one => [getComputedStyle(one).display, getComputedStyle(one, '::after').display]") == [
        "contents",
        "none",
    ]
    frame = page.locator(".ph-table")
    assert frame.evaluate("one => [getComputedStyle(one).maxHeight, getComputedStyle(one).overflow]") == [
        "none",
        "visible",
    ]
