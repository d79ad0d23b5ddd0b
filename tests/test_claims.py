"""The audit of claims: what it lets pass, what it finds, and where it says so."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from report.audit.built import Built
from report.audit.claims import check_page, problems
from report.audit.claims.facts import Facts
from report.audit.claims.grammar import digits
from report.audit.seen import look
from report.inputs.contents import read_quarters
from report.model import Observation, Problem, Span, Symbol
from report.numbers.returned import Figures
from report.pages.listening import with_words
from report.period import Quarter
from report.sentences.bulletin import bulletin, marked, region_bulletin, region_lead, since_last
from report.wording import rounded
from tests.known import CHECKOUT, as_rendered, example, example_pages
from tests.mutate import Bench, runs, summary
from tests.test_figures import (
    A_YEAR_EARLIER,
    CORPS,
    NATION,
    PROVINCES,
    Q2,
    Q3,
    Column,
    figures,
    row,
    with_cells,
)

ROOT = Path(__file__).resolve().parent.parent
CHOSEN = read_quarters(CHECKOUT)
MACROS = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
MACROS.filters["aloud"] = with_words
FACTS = Facts(
    figures(
        {
            ("transfer_count", A_YEAR_EARLIER, Span.QUARTER): row(800, 900, 10, 100, 100),
            ("transfer_count", Q2, Span.QUARTER): row(100, 200, 300, 400, 500),
            ("transfer_count", Q3, Span.QUARTER): row(1000, 1000, 600, 400, Symbol.CONFIDENTIAL, nation=14_000),
            ("stock", Q3, Span.STOCK): row(1, 2, 3, 4, 5),
        },
        small_base=50,
    ).dataset
)
LEAD = "{period 全国:2024年第三季度}，{indicator 全国:专利转让}"


def page(text: str) -> str:
    """{value 北京:1,000次} → a claim about transfers in 2024Q3; |stock after the region: another indicator."""

    def claim(part: str) -> str:
        key, printed = part.split(":", 1)
        measure, region, *rest = key.split(" ")
        about = (
            "stock universities_and_institutes {} 2024Q3 stock"
            if "stock" in rest
            else ("transfer_count universities_and_institutes {} 2024Q3 quarter")
        )
        leaders = next((one for one in rest if one.isdigit()), "0")
        return f'<span data-claim="{measure} {about.format(region)} {leaders}">{printed}</span>'

    pieces = [claim(part) if n % 2 else part for n, part in enumerate(text.replace("}", "{").split("{"))]
    return f'<html><p class="x" data-claims>{"".join(pieces)}</p></html>'


def checked(path: str, html: str, facts: Facts = FACTS) -> list[Problem]:
    return list(check_page(path, look(html), facts))


def said(text: str, path: str = "quarters/2024q3/index.html") -> list[str]:
    return [problem.rule for problem in checked(path, page(text))]


@pytest.mark.parametrize(
    "told",
    [
        "{value 全国:1.4万次}",
        "{region 北京:北京}{value 北京:1,000次}，{year_on_year 北京:同比增长25.0%}",
        "{region 北京:北京}{rank 北京:在4个有数省份中并列第1位}",
        "{region 河北:河北}{year_on_year 河北:上年同期基数较小}",
        "{region 山西:山西}{quarter_on_quarter 山西:环比持平（环比受季节影响，仅供参考）}，{share 山西:占全国2.9%}",
        "{top 全国 3:北京、天津并列第一位，河北居第三位}，{top_share 全国 3:合计占全国18.6%}",
        "{spread 全国:3个可比省份（河北上年同期基数较小，新疆本期数保密，未计入）同比均增长}",
    ],
)
def test_what_the_data_say_passes(told: str):
    assert said(f"{LEAD}{told}。") == []


@pytest.mark.parametrize(
    "told",
    [
        "{value 全国:1.3万次}",
        "{value 全国:1.4万件}",
        "{value 全国:14,000次}",
        "{value 全国:1.40万次}",
        "{value 全国:1.4万次（修订数）}",
        "{region 北京:北京}{value 北京:1000次}",
        "{region 新疆:新疆}{value 新疆:5次}",
        "{region 北京:北京}{year_on_year 北京:同比下降25.0%}",
        "{region 北京:北京}{year_on_year 北京:同比增长25.0个百分点}",
        "{region 北京:北京}{rank 北京:并列全国第1位}",
        "{region 北京:北京}{rank 北京:在4个有数省份中居第1位}",
        "{region 河北:河北}{year_on_year 河北:同比增长59.0倍}",
        "{region 山西:山西}{quarter_on_quarter 山西:环比持平}",
        "{region 北京:天津}",
        "{top 全国 3:天津、北京并列第一位，河北居第二位}",
        "{top 全国 3:北京、天津、河北居前三位}",
        "{spread 全国:4个可比省份同比均增长}",
        "{spread 全国:3个可比省份同比均增长}",
        "{spread 全国:3个可比省份（河北上年同期基数较小，未计入）同比均增长}",
        "{spread 全国:3个可比省份（河北、新疆本期数保密，未计入）同比均增长}",
        "{guess 全国:很多}",
    ],
)
def test_what_the_data_do_not_say_is_found(told: str):
    assert "claim" in said(f"{LEAD}{told}。")


@pytest.mark.parametrize(
    ("told", "missed"),
    [
        ("{indicator 全国:专利转让}{value 全国:1.4万次}", "统计期"),
        ("{period 全国:第三季度}，{indicator 全国:专利转让}{value 全国:1.4万次}", "年份"),
        ("{period 全国:2024年第三季度}{value 全国:1.4万次}", "指标"),
        (LEAD + "{value 北京:1,000次}", "地区"),
        (LEAD + "{region 天津:天津}{value 北京:1,000次}", "地区"),
        ("{period 全国 stock:截至2024年9月末}{indicator 全国:专利转让}{value 全国:1.4万次}", "统计期"),
        (LEAD + "{subject 全国:高校和科研机构}{indicator 全国 stock:stock}{value 全国:1.4万次}", "指标"),
    ],
)
def test_a_statement_is_about_what_was_named_before_it(told: str, missed: str):
    found = checked("quarters/2024q3/index.html", page(told))

    assert [problem.rule for problem in found] == ["claim-context"]
    assert f"没有写明{missed}" in found[0].what


def test_what_was_worked_out_must_say_so():
    own = Facts(figures({("transfer_count", Q3 - n, Span.YTD): row(9 - n, 1, 1, 1, 1) for n in (0, 1)}).dataset)
    marked = page(LEAD + "{value 全国:1次（推算）}")

    assert checked("", marked, own) == []
    assert [p.rule for p in checked("", marked.replace("（推算）", ""), own)] == ["claim"]


REVISED = Facts(with_cells(FACTS.dataset, lambda cell: cell._replace(symbol=Symbol.REVISED)))


@pytest.mark.parametrize(
    ("head", "rules"),
    [
        ("{mark 全国:本期全国数均为修订数}。", []),
        ("{mark 全国:本期全国数多为修订数}。", ["claim"]),
        ("{mark 全国:本期全国数均为初步数}。", ["claim"]),
        ("{mark 北京:本期北京数均为修订数}。", ["claim-mark"]),
        ("", ["claim-mark"]),
    ],
)
def test_values_go_without_their_mark_only_where_the_head_says_it_of_all(head: str, rules: list[str]):
    html = page(f"{head}{LEAD}{{value 全国:1.4万次}}。")

    assert [problem.rule for problem in checked("quarters/2024q3/index.html", html, REVISED)] == rules


def test_the_head_says_nothing_where_few_values_are_revised():
    assert said(f"{{mark 全国:本期全国数多为修订数}}。{LEAD}{{value 全国:1.4万次}}。") == ["claim"]


@pytest.mark.parametrize("loose", ["3", "增长", "北京", "同比", "约三成", "个百分点", "第三季度", "居首位", "％"])
def test_nothing_is_stated_outside_a_claim(loose: str):
    assert said(f"{LEAD}{{value 全国:1.4万次}}，其中{loose}。") == ["no-claim"]


def test_punctuation_and_connecting_words_are_free():
    assert said(f"{LEAD}{{value 全国:1.4万次}}；其中，另据报表，。") == []


def test_a_page_speaks_of_its_own_region_and_quarter():
    told = LEAD + "{value 全国:1.4万次}"

    assert said(told) == []
    assert set(said(told, "quarters/2024q2/index.html")) == {"claim-elsewhere"}
    assert set(said(told, "regions/北京/2024q3/index.html")) >= {"claim-elsewhere"}
    assert said(told.replace("全国", "北京"), "regions/北京/2024q3/index.html") == ["claim"]
    assert said(told, "about/index.html") == []


def test_a_quarter_with_a_return_must_have_claims():
    rules = [problem.rule for problem in checked("quarters/2024q3/index.html", "<html>第三季度</html>")]

    assert rules == ["no-claims"]
    assert checked("quarters/2022q3/index.html", "<html>第三季度</html>") == []


def test_a_quarter_of_which_nothing_is_there_to_be_told_needs_no_claims():
    of_the_corps = with_cells(FACTS.dataset, lambda cell: cell if cell.region == CORPS else None)
    untold = Facts(FACTS.dataset, told=("stock",))

    assert checked("quarters/2024q3/index.html", "<html>第三季度</html>", Facts(of_the_corps)) == []
    assert checked("quarters/2024q2/index.html", "<html>第二季度</html>", untold) == []


def test_a_claim_in_other_markup_is_found():
    html = page(LEAD).replace("<span data-claim=", '<span class="x" data-claim=', 1)

    assert "claim-markup" in [problem.rule for problem in checked("index.html", html)]


def test_a_claim_outside_a_paragraph_of_claims_is_found():
    loose = page("{region 全国:全国}").replace(" data-claims", "")

    assert [problem.rule for problem in checked("index.html", loose)] == ["claim-markup"]


def test_a_cited_figure_of_a_text_is_another_thing():
    html = '<a class="ph-value" href="#x" data-claim="industrialized_patents|全国|latest||">近6万件</a>'

    assert checked("policy/index.html", html) == []


def test_the_problem_names_page_claim_and_what_should_be_there(tmp_path: Path):
    (tmp_path / "quarters/2024q3").mkdir(parents=True)
    told = f"{LEAD}{{year_on_year 全国:同比增长24.2%}}。"
    (tmp_path / "quarters/2024q3/index.html").write_text(page(told), "utf-8")

    assert [str(problem) for problem in problems(Built.read(tmp_path), FACTS.dataset)] == [
        "quarters/2024q3/index.html: 「同比增长24.2%」"
        "（year_on_year transfer_count universities_and_institutes 全国 2024Q3 quarter 0）与数据不符；"
        "应为「增长633.0%」；请改正生成它的文字、数字或模板 [claim]"
    ]


@pytest.mark.parametrize(
    "other",
    [
        lambda data: with_cells(data, _one_more),
        lambda data: with_cells(data, lambda cell: None if cell is data.returned[-1] else cell),
        lambda data: with_cells(data, lambda cell: cell._replace(symbol=Symbol.PROVISIONAL)),
        lambda data: replace(data, small_base=data.small_base + 1),
        lambda data: replace(data, versions=data.versions[:-1]),
    ],
)
def test_a_page_that_was_right_is_read_again_when_the_data_are_others(tmp_path: Path, other):
    kept: dict[str, str] = {}
    (tmp_path / "about.html").write_text(page(LEAD + "{value 全国:1.4万次}。"), "utf-8")
    assert problems(Built.read(tmp_path), FACTS.dataset, kept) == ()
    before = dict(kept)
    assert problems(Built.read(tmp_path), FACTS.dataset, kept) == () and kept == before

    changed = other(FACTS.dataset)
    assert problems(Built.read(tmp_path), changed, kept) == problems(Built.read(tmp_path), changed)
    assert kept != before


def test_a_page_of_a_quarter_follows_from_that_quarter_and_those_before_it():
    def changed(quarter: Quarter) -> Facts:
        def one_more(cell: Observation) -> Observation:
            return cell if cell.period.end != quarter.end else cell._replace(value=(cell.value or 0) + 1)

        return Facts(with_cells(FACTS.dataset, one_more))

    assert changed(Q3).fingerprint(Q2) == FACTS.fingerprint(Q2)
    assert changed(Q3).fingerprint(Q3) != FACTS.fingerprint(Q3)
    assert changed(A_YEAR_EARLIER).fingerprint(Q2) != FACTS.fingerprint(Q2)
    assert changed(Q3).fingerprint() != FACTS.fingerprint()


def _one_more(row: Observation) -> Observation:
    return row if row.value is None else row._replace(value=row.value * 2)


def test_what_is_worked_out_for_some_claims_is_what_is_worked_out_for_all():
    columns = {("new_filings", Q3 - n, Span.YTD): row(9 - n, 1, 2, n, 1) for n in range(8)}
    dataset = figures({**columns, ("transfer_count", Q3, Span.YTD): row(1, 2, 3, 4, 5)}).dataset
    key = "value new_filings universities_and_institutes 全国 2024Q3 quarter 0"
    every, some = Facts(dataset), Facts(dataset, {key})
    about = every.about(key)

    assert about is not None
    for name in (NATION, *PROVINCES):
        assert some.stated(about._replace(region=name)) == every.stated(about._replace(region=name))
    assert len(some.worked_out[0]) < len(every.worked_out[0])
    assert every.value(about._replace(region="北京")) == 1


def test_a_glossary_link_inside_a_claim_is_no_change():
    html = page(LEAD + "{value 全国:1.4万次}").replace("专利转让", '专利<a title="3天" href="/glossary/">转让</a>')

    assert checked("quarters/2024q3/index.html", html) == []


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(0, 3))
def test_two_ways_of_rounding_agree(top: int, bottom: int, places: int):
    assert digits(Fraction(top, bottom), places) == f"{rounded(Decimal(top) / Decimal(bottom), places):,}"


CELLS = st.one_of(st.integers(0, 60), st.integers(0, 200_000), st.sampled_from([Symbol.CONFIDENTIAL, None]))
SYMBOLS = st.sampled_from([Symbol.NONE, Symbol.PROVISIONAL, Symbol.REVISED])
COLUMNS = [
    (key, quarter, span)
    for quarter in (A_YEAR_EARLIER, Q2, Q3)
    for key, span in (
        ("transfer_count", Span.QUARTER),
        ("transfer_count", Span.YTD),
        ("new_filings", Span.YTD),
        ("inventory_patents_done", Span.STOCK),
        ("inventory_patents_due", Span.STOCK),
    )
]
ROWS = st.lists(CELLS, min_size=7, max_size=7).map(
    lambda cells: dict(zip((NATION, *PROVINCES, CORPS), cells, strict=True))
)


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, ROWS)), st.dictionaries(st.integers(0, 99), SYMBOLS))
def test_two_ways_of_working_it_out_agree_on_whatever_is_returned(
    columns: Mapping[Column, dict[str, Any]], symbols: Mapping[int, Symbol]
):
    numbers = count()

    def with_symbol(cell: Observation) -> Observation:
        symbol = symbols.get(next(numbers), Symbol.NONE)
        return cell if cell.value is None else cell._replace(symbol=symbol)

    own = Figures(with_cells(figures(columns, small_base=50).dataset, with_symbol))
    facts, paragraph = Facts(own.dataset), MACROS.get_template("_claims.html.j2").module.paragraph
    told = [
        (f"quarters/{quarter.slug}/", (*marked(own, CHOSEN, quarter), *one))
        for quarter in own.quarters
        for _, one in bulletin(own, CHOSEN, quarter)
    ]
    for quarter in own.quarters:
        for name in (*PROVINCES, CORPS):
            path = f"regions/{name}/{quarter.slug}/"
            head = marked(own, CHOSEN, quarter, name)
            told += [(path, (*head, *one)) for _, one in region_bulletin(own, CHOSEN, name, quarter)]
            told += [(path, (*head, *make(own, CHOSEN, name, quarter))) for make in (region_lead, since_last)]

    pages = [(f"{path}index.html", str(paragraph(prose))) for path, prose in told if prose]
    assert [str(problem) for path, html in pages for problem in checked(path, html, facts)] == []


def test_the_audit_of_claims_shares_nothing_with_what_it_audits():
    modules = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "report/audit/claims").glob("*.py")]
    nodes = [node for tree in modules for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {node.module for node in nodes if node.module and node.module.startswith("report")} == {
        "report.audit.built",
        "report.store",
        "report.model",
        "report.period",
        "report.audit.claims.facts",
        "report.audit.claims.grammar",
        "report.audit.claims.published",
        "report.audit.claims.reader",
        "report.audit.claims.translated",
        "report.audit.claims.worked",
        "report.audit.seen",
    }


def test_the_pages_of_the_sample_say_what_its_returns_say():
    facts = Facts(example())
    of_the_quarter = [one for one in example_pages() if one.address.endswith("/2024q4/")]
    texts = {one.path.replace(".md", ".html"): as_rendered(one) for one in of_the_quarter}

    assert len(texts) == 33
    assert [str(problem) for path, text in texts.items() for problem in checked(path, text, facts)] == []
    assert min(text.count("data-claim=") for text in texts.values()) > 50


def test_twenty_mutations_are_caught():
    assert summary(runs(20, seed=3, bench=Bench(example()))) == "mutations 20: caught 20, missed 0"
