"""What the keeper of a site says of it in mkdocs.yml, and what a finished page says for inspectors."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from report.audit import inspected
from report.audit.built import Built
from report.inputs import Inputs
from report.inputs.settings import read_keeper
from report.model import DataError
from report.model.keeper import Contact
from tests.conftest import ROOT
from tests.known import CHECKOUT

KEEPER = read_keeper(CHECKOUT)
OFFICE = replace(
    KEEPER,
    operator="某省知识产权局",
    contact=Contact("010-12345678", "a@b.gov.cn", "某路1号"),
    site_domain="www.example.gov.cn",
    site_id_code="1234567890",
    icp="京ICP备12345678号-1",
    police="京公网安备11010802012345号",
)
HOSTILE = '"><script>alert(1)</script>'


def test_keywords_are_a_list_and_what_an_office_has_to_fill_is_named() -> None:
    assert KEEPER.columns["地区"].keywords == ("专利", "盘活", "地区", "省份")
    assert KEEPER.unfilled[:2] == ("operator（主办单位）", "contact（联系方式）")
    assert OFFICE.unfilled == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "keywords: [专利, 政策, 解读]}",
            "keywords: 专利,政策,解读}",
            "不认识「政策」；可用：type、description、keywords",
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
    return environment.get_template("partials/footer.html").render(config={"extra": keeper, "site_url": ""})


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
