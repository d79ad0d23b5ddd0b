"""What leads to its row in data/ is printed as the row has it, or the build says so; so are counts of rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from report.audit.built import Built
from report.audit.traced import problems
from report.moment import BEIJING
from tests.known import example, real

VALUE = '<a class="ph-value" href="../pool-patents/#cn-industry-value-2024">{}</a>'
ENTRY = (
    '<li class="ph-fact" id="cn-industry-value-2024"><div class="ph-fact__value"><span class="ph-badge">目标</span> '
    '<span aria-hidden="true">{}</span><span class="ph-aloud">十八万</span>元 <a class="ph-grade">转载</a></div></li>'
)
POINTS = (
    '<li class="ph-fact" id="cn-industry-gdp-share-2023-growth"><div class="ph-fact__value">{}'
    '<a class="ph-term" href="../glossary/#point" title="个百分点">百分点</a> <a class="ph-grade">转载</a></div></li>'
)
OF_TABLE = "../../data/tables/cnipa-2023-3-7/#anhui-designs_in_force-all_holders-2023-12-31"
CELL = (
    '<div aria-label="安徽"><table><thead><tr><th>指标</th><th>对象</th><th>时点</th><th>数值（件）</th><th>占</th>'
    "<th>位次</th><th>出处</th></tr></thead><tbody><tr><th>有效外观设计专利</th><td>全部专利权人</td><td>截至2023年末</td>"
    f'<td class="num"><a href="{OF_TABLE}">{{}}</a></td><td class="num">{{}}</td><td class="num">{{}}</td>'
    f'<td><a class="ph-src" href="{OF_TABLE}">{{}}</a></td></tr>'
    "</tbody></table></div>"
)
CHART = (
    '<figure class="ph-chart"><img alt="方格图：有效外观设计专利的地区分布（单位：件，截至{}年末）。不是截至2023年末">'
    '<div aria-label="有效外观设计专利的地区分布（表）"><table><thead><tr><th>地区</th><th>数值（件）</th></tr></thead>'
    f'<tbody><tr><th>安徽</th><td><a href="{OF_TABLE}">{{}}</a></td></tr></tbody></table></div></figure>'
)
TIMELINE = '<figure class="ph-chart"><table><tr><td><a href="#cn-industry-value-2024">{}</a></td></tr></table></figure>'
LIST = (
    '<li class="ph-fact"><div><a class="ph-value" href="#cn-industry-value-2024">18.04万亿元</a></div>'
    '<div class="ph-fact__text">指标：{}</div>'
    '<div class="ph-fact__meta">{} · 来源：新华社，2025年12月31日</div></li>'
)
MAP = (
    '<ol class="ph-map"><li class="c-1 is-1"><a><small>{}</small></a></li>'
    '<li class="c-2 is-2"><a><small>16</small></a></li></ol>'
)
TABLE = (
    '<div class="ph-data" id="a"><table><caption>表</caption><thead><tr><th>地区</th>'
    "<th>有效外观设计专利，全部专利权人，截至2023年末（{unit}）</th></tr></thead><tbody><tr>"
    '<th scope="row">安徽<br><span class="ph-src">{rows}</span></th><td>{value}</td></tr></tbody></table></div>'
)
ROW = (
    '<tr id="cn-industry-value-2024"><th>全国</th><td class="num"><strong>18.04万亿元</strong></td>'
    '<td class="is-text">数据：data/figures.csv {} <a class="ph-tell" aria-label="报告错误">报告错误</a></td></tr>'
)
TERMS = '<dl class="ph-terms"><dt>甲</dt><dt>乙</dt></dl>'
LISTING = {
    "data/a.csv": "kind\r\n1\r\n2\r\n",
    "data/b.csv": 1499 * "1" + "\n",
    "glossary/index.html": TERMS,
    "quarters/2024q1/cited/index.html": '<ul><li class="ph-fact">甲</li><li class="ph-fact">乙</li></ul>',
    "quarters/2024q1/regions/index.html": '<div aria-label="2024年第一季度各地区公开数字"><table><tbody>'
    "<tr><th><a>天津</a></th></tr><tr><th><a>天津</a></th></tr><tr><th><a>河北</a></th></tr></tbody></table></div>",
}
TILE = '<p class="ph-tile__change"><a href="#cn-transfer-license-2025-growth">{}</a></p>'


@pytest.mark.parametrize(
    ("html", "printed", "other"),
    [
        (VALUE, "18.04万亿元", ("18.40万亿元", "18.04亿元", "超过18.04万亿元", "18.04万亿件", "")),
        (ENTRY, "18.04万亿", ("18.05万亿", "18.04亿", "近18.04万亿")),
        (POINTS, "比上年提高0.44个", ("比上年提高0.45个", "比上年降低0.44个")),
        (TIMELINE, "18.04万亿元", ("18.05万亿元", "近18.04万亿元")),
        (TILE, "同比增长13.7%", ("同比增长13.8%", "同比下降13.7%", "增加13.7%", "同比增长13.7个百分点")),
    ],
)
def test_another_number_unit_direction_or_qualifier_is_noticed(
    tmp_path: Path, html: str, printed: str, other: tuple[str, ...]
) -> None:
    def wrong(text: str) -> int:
        (tmp_path / "index.html").write_text(f"<article>{html.format(text)}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert wrong(printed) == 0
    assert [text for text in other if not wrong(text)] == []


@pytest.mark.parametrize(
    ("html", "printed", "others"),
    [
        (
            CELL,
            ("64,225", "2.1%", "第13位", "designs.csv 第74行"),
            (("64,252", "", "", ""), ("", "2.2%", "", ""), ("", "", "第12位", ""), ("", "", "", "designs.csv 第75行")),
        ),
        (CHART, ("2023", "64,225"), (("", "64,252"), ("2022", ""))),
        (MAP, ("1,796",), (("9",),)),
    ],
)
def test_a_cell_its_share_its_place_its_row_and_its_shade_are_held_to_the_table(
    tmp_path: Path, html: str, printed: tuple[str, ...], others: tuple[tuple[str, ...], ...]
) -> None:
    def wrong(*texts: str) -> int:
        (tmp_path / "index.html").write_text(f"<article><h1>安徽</h1>{html.format(*texts)}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert wrong(*printed) == 0
    assert [
        other for other in others if not wrong(*(one or right for one, right in zip(other, printed, strict=True)))
    ] == []


def test_a_square_of_a_return_is_held_to_the_page_that_it_leads_to(tmp_path: Path) -> None:
    pages = {
        "regions/index.html": '<ol class="ph-map"><li class="is-1"><a href="gansu/2024q2/#from-transfer_count_quarter">'
        "<small>{}</small></a></li></ol>",
        "regions/gansu/2024q2/index.html": '<table class="ph-traces"><thead><tr><th></th><th>甘肃本期</th></tr></thead>'
        '<tbody><tr id="from-transfer_count_quarter"><th>专利转让当季</th><td>249 = <a href="../a/#x">甲</a> 300 － '
        '<a href="../a/#y">乙</a> 51</td></tr></tbody></table>',
    }
    found = {}
    for text in ("249", "250"):
        for path, html in pages.items():
            (tmp_path / text / path).parent.mkdir(parents=True)
            (tmp_path / text / path).write_text(f"<article>{html.format(text)}</article>")
        told = problems(Built.read(tmp_path / text), real())
        found[text] = [one.what for one in told if one.place.file == "regions/index.html"]

    assert found == {
        "249": [],
        "250": ["方格图上印作「250」，regions/gansu/2024q2/index.html 的 transfer_count_quarter 是「249」"],
    }


def test_a_page_of_a_table_and_a_list_of_regions_are_held_to_the_rows(tmp_path: Path) -> None:
    table, regions = tmp_path / "data/tables/cnipa-2023-3-7/index.html", tmp_path / "regions/index.html"

    def wrong(unit: str = "件", value: str = "64,225", rows: str = "第74—79行", figures: str = "1") -> int:
        for file, html in (
            (table, TABLE.format(unit=unit, value=value, rows=rows)),
            (
                regions,
                f'<table><tr><th scope="row"><a href="anhui/">安徽</a></th><td class="num">{figures}</td></table>',
            ),
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"<article>{html}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert wrong() == 0
    assert [wrong(unit="项"), wrong(value="64,226"), wrong(rows="第74—80行"), wrong(figures="7")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("path", "html", "right", "wrong"),
    [
        ("index.html", '<span data-counts="regions">{}</span>地区', "32个", ("33个", "32份", "")),
        ("data/index.html", '其中全国<span data-counts="facts 全国">{}</span>', "125条", ("324条", "125份")),
        ("index.html", '最新<span data-counts="newest-quarter">{}</span>', "2026年第一季度", ("2025年第一季度",)),
        ("index.html", '发布于<span data-counts="newest-source">{}</span>', "2026年3月21日", ("2026年3月12日",)),
        ("data/index.html", '<span data-counts="cells">{}</span>官方统计表数据', "935格", ("180格",)),
        ("data/tables/cnipa-2009-c2/index.html", '<span data-counts="cells">{}</span>', "180格", ("935格", "1,80格")),
        ("guides/index.html", '<span data-counts="terms">{}</span>', "2个", ("3个",)),
        (
            "policy/documents/index.html",
            '<span data-counts="papers">{}</span>文件<ul class="ph-timeline"><li>甲<li>乙<li>丙</ul>',
            "3份",
            ("2份", "3件"),
        ),
        (
            "data/gaps/index.html",
            '查到过的有<span data-counts="known">{}</span><div class="ph-data" id="months"><table><tbody>'
            "<tr><th>全国</th><td>1</td><td>2</td></tr><tr><th>安徽</th><td>3</td><td>没有查到</td></tr>"
            "<tr><th>江苏</th><td>4</td><td>5</td></tr></tbody></table></div>",
            "3项",
            ("4项", "5项"),
        ),
        ("quarters/index.html", '<td><span data-counts="national 2024q1">{}</span></td>', "2", ("3", "2件")),
        ("quarters/2024q1/index.html", '<span data-counts="local 2024q1">{}</span>数', "3个", ("2个", "3件")),
        ("quarters/2024q1/index.html", '<span data-counts="places 2024q1">{}</span>地区', "2个", ("3个",)),
        ("data/index.html", '<span data-counts="rows data/a.csv">{}</span>', "2", ("3", "1")),
        ("data/index.html", '<span data-counts="bytes data/b.csv">{}</span>', "1.5 kB", ("1.6 kB", "1.5 MB", "")),
        ("data/sources/index.html", '<span data-counts="facts scio-en-2025-01-10">{}</span>', "4条", ("5条", "4件")),
    ],
)
def test_a_number_that_says_what_it_counts_is_counted_anew(
    tmp_path: Path, path: str, html: str, right: str, wrong: tuple[str, ...]
) -> None:
    def found(text: str) -> int:
        for page, said in {**LISTING, path: html.format(text)}.items():
            (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / page).write_text(f"<article>{said}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert found(right) == 0
    assert [text for text in wrong if found(text) != 1] == []


def test_a_number_that_counts_nothing_known_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<article><span data-counts="fats">0</span></article>', "utf-8")

    assert [problem.what for problem in problems(Built.read(tmp_path), real())] == [
        "印作「0」（fats），应为「没有这样的数」"
    ]


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("coming", "2026年12月15日 09:30，2026年第三季度数据修订", "2026年12月15日 09:30，2026年第二季度数据修订"),
        ("released 2026q3", "2026年10月20日", "2026年10月2日"),
        (
            "return 2026q3",
            "示例单位（非真实统计）《2026年第三季度高校和科研机构存量专利盘活情况（示例数据）》",
            "示例单位（非真实统计）《2026年第二季度高校和科研机构存量专利盘活情况（示例数据）》",
        ),
        ("cells 2024q2", "5,346格", "10,692格"),
    ],
)
def test_what_came_out_and_what_comes_next_is_told_as_the_data_have_it(
    tmp_path: Path, key: str, right: str, wrong: str
) -> None:
    dataset = replace(example(), as_of=datetime(2026, 11, 29, tzinfo=BEIJING))

    def found(text: str) -> int:
        (tmp_path / "index.html").write_text(f'<article><span data-counts="{key}">{text}</span></article>', "utf-8")
        return len(problems(Built.read(tmp_path), dataset))

    assert [found(right), found(wrong)] == [0, 1]


def test_what_a_page_counts_of_another_is_judged_again_when_that_one_changes(tmp_path: Path) -> None:
    kept: dict[str, bytes] = {}
    guide, terms = tmp_path / "guides.html", tmp_path / "glossary/index.html"
    guide.write_text('<article><span data-counts="terms">2个</span></article>', "utf-8")
    terms.parent.mkdir()

    def wrong(text: str) -> int:
        terms.write_text(f"<article>{text}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real(), kept))

    assert [wrong(TERMS), wrong(TERMS.replace("<dt>乙</dt>", "")), wrong(TERMS)] == [0, 1, 0]


def test_the_sentence_and_the_day_of_an_entry_are_those_of_its_row(tmp_path: Path) -> None:
    fact = real().fact["cn-industry-value-2024"]

    def wrong(sentence: str, when: str) -> int:
        (tmp_path / "index.html").write_text(f"<article>{LIST.format(sentence, when)}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert wrong(fact.statement, "2024年") == 0
    assert [wrong(fact.statement.replace("18", "81"), "2024年"), wrong(fact.statement, "2023年")] == [1, 1]


def test_the_line_of_a_figure_is_its_own_beside_what_one_may_tell_of_it(tmp_path: Path) -> None:
    def wrong(line: str) -> int:
        (tmp_path / "index.html").write_text(f"<article><table>{ROW.format(line)}</table></article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert [wrong("第86行"), wrong("第87行")] == [0, 1]


def test_what_is_wrong_is_said_with_the_row(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(VALUE.format("18万亿元"), "utf-8")
    (found,) = problems(Built.read(tmp_path), real())

    assert str(found) == (
        "index.html: 印作「18万亿元」，data/figures.csv 第86行是「180400亿元」；请改正生成它的文字、数字或模板 [traced]"
    )
