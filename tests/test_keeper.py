"""What the keeper of a site says of it in mkdocs.yml, and what a finished page says for inspectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote_plus

import pytest
from jinja2 import Environment, FileSystemLoader
from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.audit import inspected
from report.audit.built import Built
from report.inputs import Inputs
from report.inputs.settings import read_keeper
from report.model import DataError, Page
from report.model.keeper import Contact
from report.pages.citation import Citation
from report.pages.issue import issues
from report.pages.mistakes import Ways, reached
from report.returns.record import read_record
from tests.conftest import MOMENT, ROOT
from tests.known import CHECKOUT, example_desk

KEEPER = read_keeper(CHECKOUT)
OFFICE = replace(
    KEEPER,
    operator="某省知识产权局",
    report_to="a@b.gov.cn",
    repository="https://x.example/o/r",
    contact=Contact("010-12345678", "a@b.gov.cn", "某路1号"),
    site_domain="www.example.gov.cn",
    site_id_code="1234567890",
    icp="京ICP备12345678号-1",
    police="京公网安备11010802012345号",
)
SITE = "https://panhuo.example"
HOSTILE = '"><script>alert(1)</script>'


def test_keywords_are_a_list_and_what_an_office_has_to_fill_is_named() -> None:
    assert KEEPER.columns["地区"].keywords == ("专利", "盘活", "地区", "省份")
    assert KEEPER.unfilled[:2] == ("operator（主办单位）", "contact（联系方式）")
    assert OFFICE.unfilled == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "keywords: [专利, 政策, 解读],",
            "keywords: 专利,政策,解读,",
            "不认识「政策」；可用：type、description、keywords、within",
        ),
        ('site_id_code: ""', "site_id_code: 12345", "「site_id_code」写作「12345」；网站标识码是10位"),
        ('operator_url: ""', "operator_url: javascript:alert(1)", "请写完整网址"),
        ('mail: ""', "mail: a@b.cn?subject=x", "请写邮箱地址"),
        ('icp: ""', "icp: 12345678", "请写成 京ICP备12345678号-1 的样子"),
        ('police: ""', "police: 京公网安备1号", "「police」写作「京公网安备1号」"),
        ("short_name: 盘活", "short_nam: 盘活", "不认识「short_nam」"),
    ],
)
def test_a_setting_of_another_form_is_refused_by_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "mkdocs.yml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DataError) as caught:
        read_keeper(Inputs(tmp_path))
    (problem,) = caught.value.problems
    assert problem.place.line
    assert told in str(problem)


def footer(**changed: object) -> str:
    """The foot of a page, with what is *changed* in the settings of an office."""
    environment = Environment(loader=FileSystemLoader(ROOT / "templates/theme"))
    environment.filters["url"] = str
    keeper = asdict(replace(OFFICE, **changed))  # type: ignore[arg-type]
    said = environment.get_template("partials/language.html").make_module({"page": None}).words["zh-CN"]
    config = {"extra": keeper, "site_url": ""}
    return environment.get_template("partials/footer.html").render(config=config, meta={}, said=said)


def test_the_foot_says_what_is_filled_and_nothing_else() -> None:
    full = footer()
    for said in ("某省知识产权局", "010-12345678", "mailto:a@b.gov.cn", "某路1号", "1234567890", "京ICP备12345678号-1"):
        assert said in full
    blank = footer(**{name: getattr(KEEPER, name) for name in ("operator", "contact", "site_id_code", "icp", "police")})
    for name in ("联系方式", "网站标识码", "备案", "公安", "主办"):
        assert name not in blank


def test_hostile_settings_are_words() -> None:
    told = footer(operator=HOSTILE, licence=HOSTILE, contact=Contact(HOSTILE, "", HOSTILE))
    assert "<script>" not in told
    assert told.count("&lt;script&gt;") == 4


def test_a_page_without_its_tags_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<html><head><meta name="SiteName" content="盘活"><meta name="ColumnName" content="解读">'
        '<meta name="ColumnDescription" content="说明"><meta name="ColumnKeywords" content=" ">'
        '<meta name="ColumnType" content="政策解读"><meta name="PubDate" content="2026"></head>'
        "<body><article data-pagefind-body><h1>甲</h1><p>乙</p></article></body></html>",
        "utf-8",
    )
    told = [problem.what for problem in inspected.problems(Built.read(tmp_path))]
    assert told == [
        "缺少网页标签 ColumnKeywords",
        "缺少网页标签 ArticleTitle",
        "缺少网页标签 ContentSource",
        "网页标签 PubDate 写作「2026」",
    ]


# ---------------------------------------------------------------- 报告错误

QUARTER = Page(
    "/quarters/2024q3/",
    "",
    "2024年第三季度",
    "",
    "季度",
    {"citation": Citation("2024年第三季度第2版", "", "", None, "", "", (("1c0de5ea", ""),))},
)


@pytest.mark.parametrize(
    ("report_to", "told"),
    [
        ("", "../../about/#report"),
        ("a@b.gov.cn", "mailto:a@b.gov.cn?subject=报告错误：2024年第三季度&body="),
        ("https://x.example/o/r/issues/new", "https://x.example/o/r/issues/new?title=报告错误：2024年第三季度&body="),
        ("https://x.example/o/r/-/issues/new", "https://x.example/o/r/-/issues/new?issue[title]=报告错误："),
        ("https://x.example/?p={page}&t={what}", f"https://x.example/?p={SITE}/quarters/2024q3/&t=盘点<情况>&入库"),
        ("https://x.example/jiucuo/", "https://x.example/jiucuo/"),
    ],
)
def test_a_mistake_is_told_with_page_table_and_edition(report_to: str, told: str) -> None:
    way = Ways(QUARTER, SITE, report_to).tell("盘点<情况>&入库")
    assert unquote_plus(way).startswith(told)
    assert not set('<>" \n') & set(way)
    if "body" in told:
        said = parse_qs(way.partition("?")[2])["body"][0].split("\r\n")
        assert said[:3] == [
            f"页面：{SITE}/quarters/2024q3/",
            "哪一张表：盘点<情况>&入库",
            "版次：2024年第三季度第2版. 校验码：1c0de5ea",
        ]


def test_a_mistake_of_a_page_in_english_is_told_in_english() -> None:
    page = Page("/en/regions/jiangsu/", "", "Jiangsu", "", "English", {}, front={"lang": "en"}, modified=MOMENT)
    way = unquote_plus(Ways(page, SITE, "a@b.gov.cn").tell())

    assert way.startswith("mailto:a@b.gov.cn?subject=Error: Jiangsu&body=Page: ")
    assert "Edition: 2026-11-22T09:30+08:00" in way
    assert not re.search("[\u4e00-\u9fff]", way)


def test_what_is_known_of_the_keeper_is_named() -> None:
    told = list(reached(replace(OFFICE, report_to="https://x.example/?p={page}", repository="https://x.example/o/r")))
    assert told == [
        ("主办单位", "某省知识产权局", ""),
        ("联系方式", "电话 010-12345678，邮箱 a@b.gov.cn，地址 某路1号", ""),
        ("报告错误", "https://x.example/", "https://x.example/"),
        ("公开仓库", "https://x.example/o/r", "https://x.example/o/r"),
    ]
    assert list(reached(KEEPER)) == []


def test_a_release_has_a_contact_of_its_own_or_that_of_the_site() -> None:
    desk = replace(example_desk(), keeper=OFFICE)
    issue = next(iter(issues(desk).values()))
    assert ("联系方式", OFFICE.contact.words) in issue.facts
    assert "联系方式" not in dict(next(iter(issues(example_desk()).values())).facts)

    told = [replace(one, publication=replace(one.publication, contact="统计处")) for one in desk.dataset.versions]
    other = replace(desk, dataset=replace(desk.dataset, versions=tuple(told)))
    assert ("联系方式", "统计处") in replace(issue, desk=other).facts
    assert read_record("release.yml", b"contact: a\n").fields["contact"] == "a"


def test_a_mistake_is_told_beside_each_table_of_figures(built_site: Path) -> None:
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for file in built_site.rglob("index.html"):
        for table in LexborHTMLParser(file.read_text(encoding="utf-8")).css("article table:has(td.num), figure table"):
            box = next(one for one in _upwards(table) if "ph-table" in (one.attributes.get("class") or ""))
            told = any(one.css_first(".ph-tell") for one in (table, *_upwards(table), *_follows(box)))
            seen[told].add(box.attributes["aria-label"] or "")
    assert seen[False] == set()
    assert {"江苏在官方统计表中的数", "Official tables: Jiangsu", "各地区有效专利（三种合计）", "全国数"} <= seen[True]


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    """What holds it on a page: its box, figure or section, but not the article."""
    while (node := node.parent) and node.tag != "article":
        yield node


def _follows(node: LexborNode) -> Iterator[LexborNode]:
    """The element after it."""
    while node := node.next:
        if node.is_element_node:
            return (yield node)
