"""对比: what it shows is what static pages state; all of it by keyboard and in the address; without script an index."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Download, Page, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.browser.conftest import strict_page
from tests.browser.test_access import OF_COLOURS, RULES, violations_at
from tests.browser.test_sources import is_told
from tests.conftest import made_once
from tests.nginx import find_nginx

CHOICES, SEED = 200, 16
UNIT = re.compile(r"（[^（）]*）$")
AMONG = re.compile(r"(?<=\d)/\d+")  # 3/30: the tables of a quarter say 3
NATION = "全国"

pytestmark = pytest.mark.skipif(
    not find_nginx(), reason="no nginx, and it may not be installed here: apt-get install nginx-light"
)

SHOW = """async (choices) => {
  const box = document.querySelector('#explore');
  const found = [];
  for (const query of choices) {
    history.pushState(null, '', `?${query}`);
    dispatchEvent(new PopStateEvent('popstate'));
    while (box.ariaBusy) await new Promise((done) => setTimeout(done));
    found.push({
      said: box.querySelector('.ph-explore__said').textContent,
      title: box.querySelector('#x-title').textContent,
      rows: [...box.querySelectorAll('.ph-table tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),
      ways: [...box.querySelectorAll('.ph-table a')].map((one) => one.pathname.slice(1) + one.hash),
      drawn: [...box.querySelectorAll('svg text')].map((one) => one.textContent),
    });
  }
  return found;
}"""


class Choice(NamedTuple):
    """A number that 对比 can show: *stated* on a static page."""

    slug: str
    series: str
    measure: str
    name: str
    region: Mapping[str, Any]
    time: Mapping[str, Any]
    stated: str
    view: str

    @property
    def query(self) -> str:
        chosen = f"beside=china&regions={'' if self.region['name'] == NATION else self.region['slug']}"
        of = f"indicator={self.slug}&what={self.series}&of={self.measure}&view={self.view}"
        return f"{of}&{chosen}&from={self.time['code']}&to={self.time['code']}&at={self.time['code']}"


# ---------------------------------------------------------------- what the static pages state

Key = tuple[str, ...]


def cells_of(node: LexborNode) -> list[str]:
    """A row below the header: the region or quarter, and the cells as printed."""
    label, *cells = node.css("th, td")
    link = label.css_first("a")
    return [(link or label).text(), *(cell.text().strip() for cell in cells)]


def names_of(table: LexborNode) -> list[str]:
    """Of each column what it is of, without the unit: 专利转让本年累计同比."""
    first, *second = table.css("thead tr")
    if not second:
        return [UNIT.sub("", cell.text()) for cell in first.css("th")[1:]]
    groups = [cell.text() for cell in first.css("th[colspan]") for _ in range(int(cell.attributes["colspan"] or ""))]
    return [f"{group}{UNIT.sub('', cell.text())}" for group, cell in zip(groups, second[0].css("th"), strict=True)]


def stated_of_returns(page: LexborHTMLParser) -> Iterator[tuple[Key, str]]:
    """By column, region and quarter; the table of the nation has its quarters as rows."""
    for table in page.css(".ph-data table"):
        when = table.css_first("caption small")
        for label, *cells in map(cells_of, table.css("tbody tr")):
            region, quarter = (NATION, label) if re.match(r"\d{4}年第", label) else (label, when.text() if when else "")
            yield from (((name, region, quarter), cell) for name, cell in zip(names_of(table), cells, strict=True))


def stated_of_tables(page: LexborHTMLParser, slug: str) -> Iterator[tuple[Key, str]]:
    """By indicator, when, whose and region: the matrix of the official tables."""
    for table in page.css("h2#table + .ph-table table"):
        heads = [cell.html or "" for cell in table.css("thead th")[1:]]
        columns = [re.sub(r"</?th[^>]*>", "", head).split("<br>") for head in heads]
        for label, *cells in map(cells_of, table.css("tbody tr")):
            yield from (((slug, *column, label), cell) for column, cell in zip(columns, cells, strict=True))


def stated(site: Path) -> Mapping[Key, str]:
    found: dict[Key, str] = {}
    for path in (*sorted(site.glob("quarters/*/index.html")), *sorted(site.glob("indicators/*/index.html"))):
        page = LexborHTMLParser(path.read_bytes())
        found.update(stated_of_returns(page))
        found.update(stated_of_tables(page, path.parent.name))
    return found


@cache
def choices(site: Path) -> list[Choice]:
    """All numbers that both 对比 and a static page have."""
    known, draw = stated(site), random.Random(SEED)
    found = []
    for path in sorted(site.glob("indicators/*/explore.json")):
        slug, data = path.parent.name, json.loads(path.read_bytes())
        for series in data["series"]:
            for one in series["measures"]:
                for time in series["times"]:
                    for region in data["regions"]:
                        own = slug, time["title"], series["title"], region["name"]
                        key = own if series["kind"] == "官方统计表" and one["key"] == "value" else None
                        text = known.get(key or (one["name"], region["name"], time["title"]))
                        view = draw.choice(("lines", "ranking", "tiles", "table"))
                        if text is not None:
                            found.append(Choice(slug, series["key"], one["key"], one["name"], region, time, text, view))
    return found


def of_row(choice: Choice, told: Mapping[str, Any]) -> str:
    """What the table of 对比 has of it; of a place beside the picture the last column."""
    _, *rows = told["rows"]
    cells = next(cells for label, *cells in rows if label.startswith(choice.region["name"]))
    is_beside = choice.view in ("ranking", "tiles") and choice.measure.endswith("place")
    return AMONG.sub("", cells[-1] if is_beside else cells[0])


def is_drawn(choice: Choice, told: Mapping[str, Any]) -> bool:
    """Whether the picture prints it, where it has to: of the corps no bar and no tile, of a place the value."""
    name, kind = choice.region["name"], choice.region["kind"]
    texts = [AMONG.sub("", text) for text in told["drawn"]]
    if choice.view == "lines":
        is_left_out = choice.measure == "share" and kind == "nation"
        return is_left_out or f"{name} {choice.stated}" in texts or choice.stated == "—"
    if choice.view == "table" or kind != "province":
        return True
    return set(choice.stated.split(" ") if choice.view == "tiles" else [choice.stated]) <= set(texts) or (
        choice.measure.endswith("place")
    )


def leads(site: Path, way: str) -> bool:
    """Whether there is a page, with that row."""
    path, _, anchor = way.partition("#")
    page = site / path / "index.html"
    return page.is_file() and (not anchor or f'id="{anchor}"' in page.read_text("utf-8"))


@pytest.fixture(scope="module")
def site(reports_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands at that address."""
    return made_once("reports", tmp_path_factory, lambda _: None) / "server/current"


@pytest.fixture
def opened(browser: Browser, reports_url: str) -> Iterator[Page]:
    """The page under the strict policy, which may refuse nothing."""
    with strict_page(browser) as (page, errors):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{reports_url}explore/?indicator=transfer-count&what=ytd&regions=jiangsu,zhejiang")
        expect(page.locator("#x-title")).to_have_text("专利转让本年累计")
        yield page
    assert errors == []


def test_two_hundred_seeded_choices_show_what_the_static_pages_state(opened: Page, site: Path) -> None:
    drawn = random.Random(SEED).sample(choices(site), CHOICES)

    found = opened.evaluate(SHOW, [one.query for one in drawn])

    assert len({(one.slug, one.series, one.measure) for one in drawn}) > CHOICES / 3
    assert {one.measure for one in drawn} == {"value", "change", "share", "place"}
    assert [(one.query, told["said"]) for one, told in zip(drawn, found, strict=True) if told["said"]] == []
    differ = [(one.query, one.stated, of_row(one, told)) for one, told in zip(drawn, found, strict=True)]
    assert [one for one in differ if one[1] != one[2]] == []
    assert [one.query for one, told in zip(drawn, found, strict=True) if not is_drawn(one, told)] == []
    assert {way for told in found for way in told["ways"] if not leads(site, way)} == set()


# ---------------------------------------------------------------- the reader


def query(page: Page) -> dict[str, str]:
    return dict(part.split("=") for part in page.url.partition("?")[2].split("&"))


def test_a_reader_with_a_keyboard_goes_the_whole_way_and_back(opened: Page) -> None:
    opened.get_by_label("或输入名称、拼音").press_sequentially("zhuanli xuke")
    opened.keyboard.press("Enter")
    expect(opened.locator("#x-title")).to_have_text("专利许可本年累计")
    opened.get_by_label("看什么").press("ArrowDown")
    expect(opened.locator("#x-title")).to_have_text("专利许可本年累计同比")
    opened.get_by_role("radio", name="折线").press("ArrowRight")
    expect(opened.get_by_role("radio", name="排序")).to_be_checked()
    opened.locator("summary").filter(has_text="地区：").press("Enter")
    opened.get_by_role("checkbox", name="上海").press("Space")
    slider = opened.get_by_role("slider", name="时点")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "2025年第三季度")
    opened.wait_for_url("**at=2025q3**")

    assert query(opened) == {
        "indicator": "license-count",
        "what": "ytd",
        "of": "change",
        "from": "2024q2",
        "to": "2026q3",
        "at": "2025q3",
        "view": "ranking",
        "regions": "jiangsu,zhejiang,shanghai",
        "beside": "china,median",
    }
    rows = opened.locator("#explore .ph-table").inner_text()
    opened.reload()
    expect(opened.locator("#explore .ph-table")).to_have_text(rows, use_inner_text=True)
    for _ in range(2):
        opened.go_back()
    expect(opened.get_by_role("radio", name="折线")).to_be_checked()
    opened.go_forward()
    expect(opened.get_by_role("radio", name="排序")).to_be_checked()


def test_what_is_not_comparable_is_refused_and_the_page_says_why(opened: Page, reports_url: str) -> None:
    said = opened.locator(".ph-explore__said")
    opened.locator("summary").filter(has_text="地区：").click()
    regions = opened.get_by_role("group", name="地区，最多六个")
    regions.get_by_label("新疆", exact=True).check()
    regions.get_by_label("新疆生产建设兵团").click()
    expect(said).to_have_text("兵团的数已含在新疆内，两者不能并列：请先去掉另一个。")
    for name in ("北京", "天津", "河北"):
        regions.get_by_label(name).check()
    regions.get_by_label("山西").click()
    expect(said).to_have_text("最多6个地区：请先去掉一个。")
    assert query(opened)["regions"] == "jiangsu,zhejiang,xinjiang,beijing,tianjin,hebei"

    opened.get_by_label("指标", exact=True).select_option("pledge-amount-ip")
    expect(said).to_contain_text("只有公开数字：各条的对象、时点和算法不同，不能并列。")
    opened.goto(f"{reports_url}explore/?indicator=pool-rate&regions=xinjiang-bingtuan,nowhere,xinjiang")
    expect(said).to_contain_text("网址里的「nowhere」这里没有")
    expect(said).to_contain_text("兵团的数已含在新疆内，两者不能并列")
    assert query(opened)["regions"] == "xinjiang-bingtuan"


def saved(page: Page, name: str) -> Download:
    with page.expect_download() as found:
        page.get_by_role("button", name=name).click()
    return found.value


def test_what_is_taken_away_says_what_the_page_says_and_that_it_is_a_sample(opened: Page, reports_url: str) -> None:
    file = saved(opened, "下载 CSV")
    title, _, _, _, header, *rows = csv.reader(file.path().read_text("utf-8-sig").splitlines())
    assert file.suggested_filename == "示例数据-transfer-count-ytd-value-lines.csv"
    assert title == ["专利转让本年累计，单位：次，2024年第二季度—2026年第三季度（示例数据 · 非真实统计）"]
    assert header == ["地区", "2024年第二季度", "2025年第三季度", "2026年第三季度"]
    assert rows[0] == [NATION, "30,822 r", "60,534", "71,638"]
    assert [row[0] for row in rows] == [NATION, "江苏", "浙江", "各省中位数"]
    shown = opened.locator("#explore .ph-table tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert shown == [header, *rows]

    picture = saved(opened, "下载 PNG").path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(picture[16:20]) == 1800
    assert "示例数据 · 非真实统计" in opened.locator("#explore svg text").all_text_contents()

    opened.get_by_role("button", name="复制数据").click()
    expect(opened.get_by_role("status").filter(has_text="已复制数据")).to_be_visible()
    assert "（示例数据 · 非真实统计）\n" in opened.evaluate("navigator.clipboard.readText()")
    opened.get_by_role("button", name="复制链接").click()
    expect(opened.get_by_role("status").filter(has_text="已复制链接")).to_be_visible()
    assert opened.evaluate("navigator.clipboard.readText()") == opened.url

    opened.get_by_role("radio", name="方格图").check()
    opened.get_by_role("button", name="嵌入代码").click()
    expect(opened.get_by_label("嵌入代码")).to_have_value(
        re.compile(
            f'^<iframe src="{reports_url}embed/quarters/2026q3/transfer-count-ytd-tiles/" title="[^"]*（示例数据）"'
        )
    )


def test_axe_finds_nothing_in_any_view(browser: Browser, reports_url: str) -> None:
    page = browser.new_page(bypass_csp=True)  # axe itself is an inline script, which the policy would refuse
    for view, rules in {"tiles": RULES, "ranking": OF_COLOURS, "table": OF_COLOURS}.items():
        page.goto(f"{reports_url}explore/?indicator=license-count&view={view}")
        expect(page.locator("#x-title")).not_to_be_empty()
        for width, scheme in ((1280, "light"), (390, "dark")):
            assert violations_at(page, width, scheme, rules) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_without_javascript_it_is_an_index_of_the_static_charts(browser: Browser, reports_url: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{reports_url}explore/?indicator=transfer-count")

    expect(page.locator("#explore")).to_be_hidden()
    page.get_by_role("link", name="专利转让本年累计的地区分布").click()
    page.wait_for_url("**/embed/latest/quarters/transfer-count-ytd-tiles/")
    expect(page.get_by_role("img")).to_be_visible()
    page.close()


@pytest.mark.parametrize("view", ["lines", "ranking"])
def test_a_number_of_the_newest_quarter_or_the_nation_leads_to_the_row_that_tells_of_its_cells(
    page: Page, reports_url: str, view: str
) -> None:
    page.goto(f"{reports_url}explore/?indicator=transfer-count&view={view}&regions=jiangsu,beijing")
    links = page.locator("#explore .ph-table td a")
    expect(links.first).to_be_visible()
    found = links.evaluate_all("(all) => all.map((one) => [one.textContent, one.href])")

    assert len(found) >= 9
    rows = [one for one in found if "#from-" in one[1]]
    assert len(rows) >= 5 and [one for one in rows if not is_told(*one)] == []
    assert {way.split("/")[-3] for _, way in found if "#" not in way} <= {
        "jiangsu",
        "beijing",
    }  # before the newest quarter
    jiangsu = page.locator("#explore tbody tr", has_text="江苏").locator("td a").last
    jiangsu.click()
    expect(page).to_have_url(f"{reports_url}indicators/transfer-count/sources/#from-transfer_count_ytd-jiangsu-2026q3")
    expect(page.locator(":target")).to_be_visible()
