"""Pages of the quarterly returns: which there are, what they say, and what they never rank."""

from __future__ import annotations

import gzip
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import unescape

import pytest

from report.compose import ANCHOR
from report.downloads.csv_text import csv_text, plain_csv_text
from report.inputs.contents import read_content
from report.model import Cell, ChartKind, Page, Span, Symbol, Table
from report.moment import parse
from report.numbers.cells import ROUNDED, as_notes, is_rounded, value_cell
from report.numbers.embargo import released
from report.pages import renderer
from report.pages.citation import of_quarter
from report.pages.desk import Desk
from report.pages.plan import Theme, Wanted
from report.pages.profiles import Strip, strip
from report.pages.series_tables import listed_table, theme_table
from report.period import Quarter
from tests.conftest import MOMENT, ROOT
from tests.known import CHECKOUT, Unmeasured, as_rendered, example, example_pages, pages_of, real_pages
from tests.test_figures import Q3, figures, row
from tests.test_figures import Column as Given

QUARTERS = ["2023q4", *(f"{year}q{n}" for year in (2024, 2025) for n in (1, 2, 3, 4)), "2026q1", "2026q2", "2026q3"]
TRANSFERS = Wanted("transfer_count", Span.QUARTER, ("change", "share", "rank"))


@lru_cache
def site() -> dict[str, Page]:
    """The pages of the example programme, by address."""
    return {page.address: page for page in example_pages()}


@lru_cache
def real_site() -> dict[str, Page]:
    return {page.address: page for page in real_pages()}


@lru_cache
def html(address: str) -> str:
    return as_rendered(site()[address])


def text(address: str) -> str:
    """What readers see of a page."""
    return unescape(re.sub(r'<span class="ph-aloud">[^<]*</span>|<[^>]*>', "", html(address)))


def table(address: str, name: str) -> Table:
    return next(one for one in site()[address].tables if one.name == name)


def cells(found: Table, label: str) -> dict[str, str]:
    """The row of *label*: what is printed, marks included, by header."""
    own = next(one for one in found.rows if one.label == label)
    headers = [f"{one.title}（{one.unit}）" if one.unit else one.title for one in found.columns]
    return {header: f"{cell.text} {cell.marks}".rstrip() for header, cell in zip(headers, own.cells, strict=True)}


# ---------------------------------------------------------------- which pages there are


def test_each_quarter_has_a_page_and_each_region_in_it():
    found = sorted(address for address in site() if re.fullmatch(r"/quarters/\w+/", address))
    regional = [address for address in site() if re.fullmatch(r"/regions/[a-z-]+/\d{4}q\d/", address)]

    assert found == [f"/quarters/{quarter}/" for quarter in QUARTERS]
    assert len(regional) == 12 * 32
    assert {"/regions/jiangsu/2024q3/", "/regions/xinjiang-bingtuan/2023q4/"} <= set(regional)


def test_latest_answers_with_the_newest_quarter_and_is_not_searched():
    page = site()["/latest/"]

    assert (page.front["refresh"], page.front["canonical"], page.front["noindex"]) == (
        "../quarters/2026q3/", "../quarters/2026q3/", True,
    )  # fmt: skip
    assert '<a href="../quarters/2026q3/">2026年第三季度</a>' in html("/latest/")


def test_without_returns_latest_answers_with_the_newest_quarter_of_cited_figures():
    assert real_site()["/latest/"].front["refresh"] == "../quarters/2026q1/"
    assert not [address for address in real_site() if re.fullmatch(r"/regions/[a-z-]+/\d{4}q\d/", address)]


def test_the_year_to_date_has_no_page_beside_that_of_its_indicator():
    assert "/indicators/license-open/" in site()
    assert [address for address in site() if address.endswith("-ytd/")] == []


def test_the_page_of_a_sheet_names_the_row_of_a_region_once():
    assert (
        '<th scope="row"><a href="../../../regions/beijing/">北京</a><br><span class="ph-src">第14行</span><td'
        in html("/data/tables/return-2026q3-6/")
    )


# ---------------------------------------------------------------- what they say


def test_a_region_s_page_says_what_stands_first_and_where_it_stands():
    first = text("/regions/jiangsu/2024q3/").split("## 主要数字")[0]

    assert "2024年第三季度，江苏高校和科研机构专利转让1,756次；1—9月累计4,296次，占全国8.3%，居全国第4位。" in first
    assert "新增申请发明占比65.6%，居全国第26位，低于全国5.5个百分点。" in first
    assert cells(table("/regions/jiangsu/2024q3/", "counts"), "专利转让本年累计") == {
        "计量单位": "次", "数值": "4,296", "占全国（%）": "8.3", "位次": "4",
    }  # fmt: skip
    assert "一半到两倍之间，取最接近的，至多四个）：浙江、上海、北京、山东。" in text("/regions/jiangsu/2024q3/")


def test_a_region_s_report_opens_with_twelve_figures_each_with_its_change_its_place_and_its_quarters():
    page = site()["/regions/jiangsu/2026q3/"]
    rows = page.context["profile"]
    transfers = rows[6]

    assert html(page.address).index('class="ph-table ph-profile"') < html(page.address).index('class="ph-told"')
    assert len(rows) == 12
    assert [transfers[part].text for part in ("title", "where", "value", "change", "place")] == [
        "专利转让", "2026年1—9月累计", "5,530次", "同比增长14.5%", "居全国第4位",
    ]  # fmt: skip
    assert transfers["course"].endswith("，2026年第三季度2,259次")
    assert (len(transfers["bars"]), len(transfers["strip"].ticks), transfers["strip"].nation) == (12, 31, None)
    assert [row["strip"] for row in site()["/regions/xinjiang-bingtuan/2026q3/"].context["profile"]] == [None] * 12


def test_a_strip_goes_from_the_least_to_the_greatest_with_the_middle_half_between():
    values = {"北京": Decimal(0), "天津": Decimal(25), "河北": Decimal(50), "山西": Decimal(100), "西藏": None}

    assert strip(values, "天津", Decimal(75)) == Strip(
        (0, 62, 125, 250), 47, 94, 156, 62, 188, "低于中位数，在居中的一半，低于全国"
    )
    assert [strip(values, name).told for name in ("北京", "山西")] == [  # type: ignore[union-attr]
        "低于中位数，在最小的四分之一", "高于中位数，在最大的四分之一",
    ]  # fmt: skip
    assert strip(values, "西藏") is None
    assert strip(dict.fromkeys(values, Decimal(9)), "北京") is None


def test_all_regions_stand_at_a_glance_by_eight_figures_shaded_by_their_fifth():
    page = site()["/quarters/2026q3/"]
    glance, shades = table(page.address, "glance"), page.context["shades"]

    assert [column.pieces[0] for column in glance.columns] == [
        "已盘点存量专利", "盘点完成率", "转化资源库专利", "专利转让", "专利许可", "产业化率",
        "专利密集型产品备案", "新增申请发明占比",
    ]  # fmt: skip
    own = dict(zip((row.label for row in glance.rows), shades, strict=True))
    assert (own["广东"][3], own["江苏"][3], own["西藏"][3]) == ("is-1", "is-1", "is-5")
    assert set(own["全国"]) == set(own["新疆生产建设兵团"]) == {""}
    assert '<td class="is-1">11,193<td' in html(page.address)


def test_the_grid_of_regions_offers_the_headline_figures_of_the_newest_quarter_and_official_tables():
    offered = {one.title: one for one in site()["/regions/"].context["results"]}
    squares = {square.name: square for square in offered["专利转让本年累计"].squares}
    own = squares["广东"]

    assert [*offered] == [
        "已盘点存量专利期末数", "盘点完成率（期末）", "转化资源库专利期末数", "专利转让本年累计", "专利许可本年累计",
        "产业化率（期末）", "专利密集型产品备案本年累计", "新增申请发明占比（本年累计）", "高校有效外观设计专利",
        "科研机构有效外观设计专利", "有效实用新型专利",
    ]  # fmt: skip
    assert (own.text, own.marks, own.shade) == ("11,193", "", "is-1")
    assert own.address == "/regions/guangdong/2026q3/#from-transfer_count_ytd"
    assert {name for name, square in squares.items() if not square.address} == {"香港", "澳门", "台湾"}
    assert len(real_site()["/regions/"].context["results"]) == 3


def test_the_page_of_a_quarter_takes_no_more_than_30_kb_packed_on_a_site_with_all_settings():
    """The whole of one is fetched in tests/browser/test_reports.py; what the theme puts around it takes 2.4 KB."""
    address, terms = "https://panhuo.example.gov.cn", read_content(CHECKOUT).glossary.terms
    told = f"{address}/tell?page={{page}}&what={{what}}&edition={{edition}}"
    render = renderer(ROOT / "templates", Unmeasured(), terms, site=address, report_to=told)
    sizes = {quarter: len(gzip.compress(render(site()[f"/quarters/{quarter}/"]).content, 6)) for quarter in QUARTERS}

    assert {quarter: size for quarter, size in sizes.items() if size > 27_600} == {}


def test_a_theme_has_its_pictures_tables_downloads_and_cells_each_in_a_view():
    page = html("/quarters/2026q3/")
    theme = page.split('id="transactions"')[0].rsplit('<div class="ph-views">', 1)[1]

    assert re.findall(r'<details name="transactions-views"><summary>(.*?)</summary>', page) == [
        *("图", "表", "下载", "说明")
    ]
    assert theme.count("<figure") == 3 and page.count("transfer-count-ytd-tiles.svg") == 3
    assert page.count('href="transfer-count-ytd-ranking.png"') == page.count('href="transactions.xlsx"') == 1


@pytest.mark.parametrize("quarter", QUARTERS)
def test_no_theme_of_a_quarter_lacks_one_of_its_views(quarter: str):
    views = re.findall(r'<details name="(\w+)-views"><summary>(.*?)</summary>', html(f"/quarters/{quarter}/"))
    themes = ("inventory", "evaluation", "transactions", "industrialisation", "products", "filings")

    assert views == [(theme, view) for theme in themes for view in ("图", "表", "下载", "说明")]


def test_a_region_that_is_much_smaller_than_all_others_is_compared_with_the_nation_alone():
    page = text("/regions/xizang/2025q4/")

    assert (
        "## 与全国比较" in page
        and "没有规模相近地区（本期应盘点存量专利在西藏的一半到两倍之间），只与全国比较。" in page
    )
    assert [row.label for row in table("/regions/xizang/2025q4/", "compared").rows] == ["全国", "西藏"]


def test_a_year_later_there_is_a_change_and_a_place_by_growth():
    assert cells(table("/regions/jiangsu/2025q3/", "counts"), "专利转让本年累计") == {
        "计量单位": "次",
        "数值": "4,829",
        "同比（%）": "12.4",
        "占全国（%）": "8.0",
        "位次": "4",
        "增速位次": "18/30",
        "拉动全国增长（个百分点）": "1.0",
    }


def test_every_column_says_whether_it_is_of_the_quarter_of_the_year_to_date_or_of_its_end():
    for one in site()["/quarters/2026q3/"].tables:
        assert [c.title for c in one.columns if not re.search("当季|本年累计|期末", c.title)] == []


def test_a_header_stands_over_the_columns_of_an_indicator_and_downloads_have_the_whole_title():
    found = table("/quarters/2026q3/", "transactions")

    assert found.groups == (("专利转让", 5), ("专利许可", 5), ("开放许可", 1))
    assert [column.title for column in found.columns[:3]] == [
        "专利转让当季",
        "专利转让本年累计",
        "专利转让本年累计同比",
    ]
    assert '<th scope="colgroup" colspan="5">专利转让</th>' in html(
        "/quarters/2026q3/"
    ) and '<th scope="col" class="num">本年累计<wbr>同比（%）</th>' in html("/quarters/2026q3/")


def test_a_rate_says_of_when_it_is():
    titles = [row.label for row in table("/regions/jiangsu/2026q3/", "rates").rows]

    assert titles == [
        "盘点完成率（期末）", "入库率（期末）", "抽查合格率（本年累计）", "评价覆盖率（期末）", "产业化率（期末）",
        "新增申请发明占比（本年累计）",
    ]  # fmt: skip


def test_a_place_says_among_how_many_only_where_these_are_not_all():
    found = table("/regions/hunan/2026q3/", "counts")

    assert cells(found, "专利密集型产品备案本年累计")["位次"] == "13 并列"
    assert cells(found, "专利密集型产品备案本年累计")["增速位次"] == "12/19"
    assert found.note.startswith("1. 位次在31个省（区、市）中排，参加排序的不足此数时写明个数，如1/12；2. ")


def test_an_older_quarter_announces_only_what_is_its_own():
    assert "下次发布2026年12月15日 09:30，2026年第三季度数据修订" in text("/quarters/2026q3/")
    assert "下次发布" not in text("/quarters/2024q3/")


def test_a_region_s_own_page_is_short_and_leads_to_the_whole():
    lead = text("/regions/jiangsu/").split("## 各季度")[0]

    assert "1—9月累计，专利转让5,530次，同比增长14.5%，居全国第4位。" in lead
    assert "产业化率" not in lead.split("江苏概况")[0]
    assert len(table("/regions/jiangsu/", "counts").rows) == 10


def test_a_small_share_of_an_official_table_does_not_look_like_none():
    official = html("/regions/xizang/").split("## 官方统计表")[1]

    assert '<td class="num">不足0.1%</td>' in official and ">0.0%<" not in official


def test_what_the_returns_have_is_not_called_unpublished():
    unpublished = text("/regions/xizang/").split("## 尚未公布")[1]

    assert [name for name in ("密集型产品备案", "新增申请发明占比", "重点推广专利") if name in unpublished] == []
    assert "历年累计财政资助专利声明" in unpublished


def test_page_and_chart_and_table_of_a_region_agree():
    ranking = next(c for c in site()["/quarters/2024q3/"].charts if c.name == "transfer-count-ytd-ranking")
    marks = {row.label: row.cells[0].text for row in ranking.rows}
    national = cells(table("/quarters/2024q3/", "transactions"), "江苏")

    assert marks["江苏"] == national["专利转让本年累计（次）"] == "4,296"


def test_an_older_quarter_says_that_a_newer_one_is_out_and_the_newest_does_not():
    assert "已有更新的数据，见最新一期。" in text("/quarters/2024q3/")
    assert '见<a href="../#newest">最新一期</a>' in html("/regions/jiangsu/2024q3/")
    assert "已有更新的数据" not in text("/quarters/2026q3/")


def test_a_revised_quarter_says_when_and_why_with_first_and_present_value():
    assert "本期数据已于2025年6月15日 09:30修订。原因：示例：浙江补登记17次专利转让。" in text("/quarters/2025q1/")
    revised = table("/regions/zhejiang/2025q1/", "revised")

    assert cells(revised, "专利转让当季")["首次发布"] != cells(revised, "专利转让当季")["现数"]
    assert "更正" not in text("/regions/jiangsu/2025q1/").split("数据来源")[0]


def test_a_page_of_revised_numbers_says_so_once():
    for address, said in (("/quarters/2024q2/", "本期全国数多为"), ("/regions/gansu/2024q2/", "本期甘肃数均为")):
        assert text(address).count(f"{said}修订数，文中不再逐个注明。") == 1
        assert "（修订数）" not in text(address)
    assert text("/quarters/2025q1/").count("（修订数）") == 3 and "不再逐个注明" not in text("/quarters/2025q1/")


def test_a_late_region_has_its_numbers_and_what_stood_before_was_not_published():
    late = table("/regions/gansu/2024q2/", "revised")

    assert {row.cells[1].text for row in late.rows} == {"…"}
    assert cells(table("/regions/gansu/2024q2/", "counts"), "专利转让当季")["数值"] == "249 r"


def test_before_it_reported_a_late_region_has_no_numbers_and_others_are_ranked_without_it():
    early = released(example(), parse("2024-08-01T09:30+08:00"))
    found = {page.address: page for page in pages_of(early, date(2024, 8, 1))}
    late, other = found["/regions/gansu/2024q2/"], found["/regions/guangdong/2024q2/"]
    drawn = as_rendered(late)

    assert [one.name for one in late.tables] == ["compared"]
    assert "本期报表没有甘肃可以公布的数" in drawn and "修订" not in drawn.split("## 数据来源")[0].replace(
        "r 修订数", ""
    )
    assert cells(other.tables[0], "专利转让当季")["位次"] == "1/30"


def test_a_region_whose_numbers_stayed_says_so_in_a_revised_quarter():
    assert "江苏的数没有修订，占比、位次随其他数变动。" in text("/regions/jiangsu/2025q1/")


def test_confidential_cells_print_their_symbol_which_is_explained_there():
    found = table("/indicators/transfer-count/", "by-region")

    assert cells(found, "西藏")["高校专利转让本年累计（次）"] == "c"
    assert cells(found, "西藏")["高校专利转让本年累计同比（%）"] == "—"
    assert "c 保密" in found.note


def test_the_corps_is_never_ranked_and_says_where_it_is_contained():
    for name in ("inventory", "transactions", "filings"):
        found = cells(table("/quarters/2026q3/", name), "新疆生产建设兵团")
        assert {value for header, value in found.items() if header.endswith("位次")} == {"—"}
    assert "位次" not in cells(table("/regions/xinjiang-bingtuan/2026q3/", "counts"), "专利转让当季")
    charts = [chart for page in site().values() for chart in page.charts if chart.kind is ChartKind.RANKING]
    assert charts and not [c.name for c in charts for row in c.rows if "兵团" in row.label]


def test_figures_are_traced_to_their_cells():
    assert "专利转让本年累计转让许可!D13 51,588" in text("/quarters/2024q3/")
    assert "盘点完成率（期末）77.62 = 盘点!L12 1,174,683 ÷ 盘点!I12 1,513,353 × 100" in text("/quarters/2024q3/")
    assert '<a href="../../../data/tables/return-2024q3-4/#jiangsu">盘活统4表</a>' in html("/regions/jiangsu/2024q3/")


def test_a_row_of_a_return_names_its_line_once():
    rows = table("/data/tables/return-2025q4-1/", "return-2025q4-1").rows

    assert [(row.label, row.note) for row in rows[:2]] == [("全国", "第12行"), ("北京", "第13行")]
    assert rows[-1].note == "含在新疆内，第44行"


def test_returns_stand_apart_from_official_tables_and_what_they_have_is_not_called_unknown():
    told, _, returns = text("/data/").partition("各季度的盘活统表，逐格列出")
    real = as_rendered(real_site()["/data/"])

    assert "盘活统1表" not in told and "以及2026年任何一个完整季度" not in told
    assert "2026年第三季度盘活统1表　盘活统2表" in returns
    assert "935格官方统计表数据、" in returns and "格季度报表数据、" in returns
    assert "季度报表数据" not in real
    assert "以及2026年任何一个完整季度的数字" in real
    assert "季度报表；转录表" in text("/data/sources/")


def test_the_citation_has_the_day_of_release_and_the_permanent_address_where_there_is_one():
    cited = (
        "示例单位（非真实统计）. 2024年第三季度高校和科研机构存量专利盘活情况（示例数据）：江苏"
        "[EB/OL]. (2024-10-20)[引用日期]. "
    )
    dataset = released(example(), MOMENT)
    found = of_quarter(Desk(dataset, "https://panhuo.example"), Quarter(2024, 3), dataset.regions["江苏"])

    told = f"（引用日期和网址的前一部分由引用者填写）：\n{cited}[网址]/regions/jiangsu/2024q3/.\n"
    assert told in text("/regions/jiangsu/2024q3/")
    assert found.text == f"{cited}https://panhuo.example/regions/jiangsu/2024q3/."


def test_pages_lead_to_the_quarter_and_the_region_before_and_after():
    page = html("/regions/jiangsu/2024q3/")

    assert 'rel="prev" href="../2024q2/"' in page and 'rel="next" href="../2024q4/"' in page
    assert 'rel="prev" href="../../shanghai/2024q3/"' in page and 'rel="next" href="../../zhejiang/2024q3/"' in page


def test_cited_figures_of_the_quarter_stand_on_a_page_of_their_own_and_in_no_table():
    page = text("/quarters/2024q3/")

    assert "134.9万件" not in page and "134.9万件" in text("/quarters/2024q3/cited/")
    assert (
        "全国的5个数，按盘点入库、转让许可" in page and html("/quarters/2024q3/").count('"ph-annex" href="cited/"') == 1
    )
    assert not [one for one in site()["/quarters/2024q3/"].tables if "134.9" in str(one)]


@pytest.mark.parametrize(
    "address",
    [
        "/quarters/2024q2/",
        "/regions/gansu/2024q2/",
        "/regions/jiangsu/2024q3/",
        "/regions/jiangsu/",
        "/indicators/transfer-count/",
        "/indicators/pool-rate/",
        "/",
    ],
)
def test_anchors_are_unique_and_no_section_is_empty(address: str):
    anchors = [one or other for one, other in ANCHOR.findall(html(address))]
    sections = re.split(r"^#{2,3} .*$", html(address), flags=re.MULTILINE)[1:]

    assert len(anchors) == len(set(anchors))
    assert all(section.strip() for section in sections)


def test_a_region_s_page_in_a_quarter_stays_light():
    pages = [html(f"/regions/{slug}/2026q3/") for slug in ("jiangsu", "xinjiang-bingtuan", "guangxi")]
    without_traces = [re.sub(r"^## 每个数的出处.*?^(?=## )", "", page, flags=re.M | re.S) for page in pages]

    assert max(len(page.encode()) for page in without_traces) < 60_000 < min(len(page.encode()) for page in pages)
    assert max(len(gzip.compress(page.encode(), 6)) for page in pages) < 12_000


# ---------------------------------------------------------------- a few numbers


def desk(columns: dict[Given, dict[str, int | Symbol | None]]) -> Desk:
    return Desk(figures(columns).dataset)


def theme(*values: int | Symbol | None, before: tuple[int, ...] = ()) -> Table:
    columns = {("transfer_count", Q3, Span.QUARTER): row(*values)}
    if before:
        columns[("transfer_count", Q3 - 4, Span.QUARTER)] = row(*before)
    return theme_table(desk(columns), Q3, Theme("转让", "transfers", (TRANSFERS,), ()))


def test_equal_numbers_share_their_place_and_say_so():
    found = theme(7, 9, 7, 1, 2)

    assert [cells(found, name)["专利转让当季位次"] for name in ("北京", "天津", "河北", "山西", "新疆")] == [
        "2 并列", "1", "2 并列", "5", "4",
    ]  # fmt: skip
    assert "并列：数相同，位次相同" in found.note


def test_every_place_can_be_counted_in_the_column_beside_it():
    found = [row for row in table("/quarters/2025q4/", "inventory").rows if not row.pin]
    headers = [column.title for column in table("/quarters/2025q4/", "inventory").columns]
    value, place = headers.index("盘点完成率期末值"), headers.index("盘点完成率期末位次")
    printed = [Decimal(row.cells[value].text) for row in found]

    assert [row.cells[place].text for row in found] == [str(1 + sum(b > a for b in printed)) for a in printed]
    assert {row.cells[place].text for row in found if row.cells[value].text == "99.16"} == {"7"}


def test_what_is_confidential_has_no_place_and_no_share():
    found = theme(Symbol.CONFIDENTIAL, 9, 7, 1, 2)

    assert cells(found, "北京") == {"专利转让当季（次）": "c", "专利转让当季占全国（%）": "—", "专利转让当季位次": "—"}
    assert cells(found, "河北")["专利转让当季位次"] == "2"


def test_a_column_without_any_number_is_left_out():
    assert [column.title for column in theme(1, 2, 3, 4, 5).columns] == [
        "专利转让当季", "专利转让当季占全国", "专利转让当季位次",
    ]  # fmt: skip
    assert "专利转让当季同比" in [c.title for c in theme(1, 2, 3, 4, 5, before=(1, 1, 1, 1, 1)).columns]


def test_the_value_for_machines_is_exact_and_what_is_printed_rounded():
    found = theme(2, 2, 2, 2, 2, before=(3, 3, 3, 3, 3))
    place = [column.key for column in found.columns].index("transfer_count_quarter_yoy")
    cell = found.rows[1].cells[place]

    assert (cell.text, cell.value) == ("-33.3", Decimal(-1) / Decimal(3) * 100)


def test_a_region_s_quarters_come_newest_first_and_lead_to_their_pages():
    given = {("transfer_count", Q3 + n, Span.QUARTER): row(1, 1, 1, 1, 1) for n in (0, 1)}
    found = listed_table(desk(given), (TRANSFERS,), "北京", Q3 + 1, lambda q: f"/{q.slug}/", "北京各季度")

    assert [(row.label, row.address) for row in found.rows] == [
        ("2024年第四季度", "/2024q4/"), ("2024年第三季度", "/2024q3/"),
    ]  # fmt: skip
    assert found.as_of == "2024年第三季度—2024年第四季度"


def test_an_official_table_of_the_last_day_of_a_quarter_is_no_return() -> None:
    page = site()["/indicators/designs-in-force/"]  # of 31 December 2023, as the return of the fourth quarter is

    assert page.tables == ()
    assert "各季度" not in page.title


def test_a_cell_that_was_worked_out_is_marked() -> None:
    first, second = Quarter(2024, 1), Quarter(2024, 2)
    columns = {("transfer_count", one, Span.YTD): row(one.number, 1, 1, 1, 1) for one in (first, second)}
    cells = [figures(columns).figure("transfer_count", "北京", second, span) for span in (Span.QUARTER, Span.YTD)]

    assert [(cell.text, cell.marks) for cell in map(value_cell, cells)] == [("1", "推算"), ("2", "")]


def test_no_file_of_a_table_has_two_columns_of_one_name() -> None:
    tables = [table for page in site().values() for table in page.tables]
    texts = (text for one in tables for text in (csv_text(one, ""), plain_csv_text(one, "")))
    headers = [text.partition("\n")[0].strip().split(",") for text in texts]

    assert len(headers) > 1000
    assert [header for header in headers if len(header) != len(set(header))] == []


# ---------------------------------------------------------------- notes that bulletins carry


def test_parts_are_rounded_where_they_are_the_whole_but_not_as_printed() -> None:
    third, whole = Cell("33.3", Decimal(100) / 3), Cell("100.0", Decimal(100))
    assert is_rounded(whole, [third, third, third])
    assert not is_rounded(whole, [Cell("50.0", Decimal(50)), Cell("50.0", Decimal(50))])
    assert not is_rounded(whole, [third, third])  # something is missing
    assert not is_rounded(whole, [third, third, Cell("…")])


def test_the_note_on_rounding_stands_where_printed_shares_do_not_add_up_and_nowhere_else() -> None:
    met = set()
    for address, page in site().items():
        for table in page.tables:
            shares = [n for n, column in enumerate(table.columns) if column.title.endswith("占全国")]
            printed = [[row.cells[n].text for row in table.rows if not row.pin] for n in shares]
            whole = [texts for texts in printed if len(texts) == 31 and "—" not in texts and "…" not in texts]
            is_off = any(sum(map(Decimal, texts)) != 100 for texts in whole)
            assert (ROUNDED in table.note) == is_off, (address, table.name)
            met.add(is_off)
    assert met == {True, False}


def test_several_notes_are_numbered_and_one_is_not() -> None:
    assert as_notes(["甲", "", "乙"]) == "1. 甲；2. 乙"
    assert as_notes(["甲"]) == "甲"


def test_a_symbol_says_what_it_means_where_it_stands() -> None:
    found = as_rendered(site()["/quarters/2024q2/"])
    assert re.search(r'<td data-said="不适用">—<', found)
    assert re.search(r'<td[^>]* data-said="修订数">[\d,]+ <small>r</small><', found)


def test_a_symbol_of_an_official_table_says_it_too() -> None:
    found = [as_rendered(site()[address]) for address in ("/indicators/designs-in-force/", "/regions/xizang/")]
    assert {one for page in found for one in re.findall('<td class="num"[^>]*>[…—]', page)} == {
        '<td class="num" data-said="未公布">…',
        '<td class="num" data-said="不排位次">—',
    }
