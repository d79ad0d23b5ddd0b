"""政策, 指南, 术语, 常见问题: the rule for milestones, tooltips, quotations, and what the pages show."""

from __future__ import annotations

import gzip
import re
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from report.braces import closed_room
from report.inputs.contents import read_content
from report.model import Fact, Indicator, Milestone, Place, Subject
from report.model.content import Term, Yardstick
from report.numbers.commitments import STATUSES, TESTS, Status, status
from report.pages.policy import milestone_status
from report.pages.prose import Writer, with_tooltips
from report.period import Period
from report.wording import CLAUSES
from tests.conftest import ROOT
from tests.known import CHECKOUT, as_rendered, markdown, pages_of, real

HERE = Place("data/milestones.yml", 1)
DUE = date(2024, 12, 31)
TODAY = date(2026, 11, 22)
AMOUNT = Indicator("amount", "额", "", "亿元", 0, "flow", "", "", "", (), "context", "up", "")
GOAL = Milestone(
    "goal", DUE, "二(三)", "达到100亿元", Subject.ALL_HOLDERS, "amount", Decimal(100), "亿元", ("f",), "met", "", HERE
)
BY_VALUE = Yardstick("goal", "额", "target", HERE)
BY_REPORT = Yardstick("goal", "公布完成", "completed", HERE, ("f",))


@lru_cache
def texts() -> dict[str, str]:
    """The Markdown of every page at the moment of the tests, by address."""
    return {"/" + path.removesuffix("index.md"): text for path, text in markdown().items()}


def fact(value: int, year: int = 2024, **changes: object) -> Fact:
    period = Period(date(year, 12, 31), date(year, 1, 1))
    plain = Fact(
        "f",
        "amount",
        "全国",
        "",
        Subject.ALL_HOLDERS,
        Decimal(value),
        "亿元",
        "exact",
        "flow",
        period,
        "",
        "s",
        "high",
        False,
        "",
        "",
        HERE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------- the rule for milestones


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ([fact(120)], Status.MET),
        ([fact(100)], Status.MET),
        ([fact(80, 2023)], Status.PARTLY),
        ([fact(80)], Status.OVERDUE),
        ([fact(80, 2023), fact(120)], Status.MET),
        ([], Status.NOT_ASSESSABLE),
        ([fact(120, kind="cumulative")], Status.NOT_ASSESSABLE),
        ([fact(120, subject=Subject.ENTERPRISES)], Status.NOT_ASSESSABLE),
        ([fact(120, region="江苏")], Status.NOT_ASSESSABLE),
        ([fact(120, kind="target")], Status.NOT_ASSESSABLE),
        ([fact(120, id="not-among-the-evidence")], Status.NOT_ASSESSABLE),
    ],
)
def test_a_target_is_judged_by_like_figures_alone(published: list[Fact], expected: Status):
    assert status(GOAL, BY_VALUE, AMOUNT, published, TODAY) == expected


def test_a_commitment_that_is_not_yet_due_is_late_only_when_it_is_due():
    assert status(GOAL, BY_VALUE, AMOUNT, [fact(80, 2023)], date(2024, 12, 31)) == Status.NOT_DUE
    assert status(GOAL, BY_VALUE, AMOUNT, [fact(80, 2023)], date(2025, 1, 1)) == Status.PARTLY
    assert status(GOAL, BY_VALUE, AMOUNT, [fact(120)], date(2024, 6, 1)) == Status.MET


def test_a_report_of_completion_counts_from_the_day_it_speaks_of():
    assert status(GOAL, BY_REPORT, AMOUNT, [fact(1)], TODAY) == Status.MET
    assert status(GOAL, BY_REPORT, AMOUNT, [fact(1, 2025)], TODAY) == Status.PARTLY
    assert status(GOAL, BY_REPORT, AMOUNT, [], TODAY) == Status.NOT_ASSESSABLE


@pytest.mark.parametrize("test", ["part", "unmeasured"])
def test_good_looking_figures_do_not_decide_what_they_do_not_measure(test: str):
    assert status(GOAL, replace(BY_REPORT, test=test), AMOUNT, [fact(10_000)], TODAY) == Status.NOT_ASSESSABLE


def test_the_rule_comes_to_the_status_that_the_data_record():
    content = read_content(CHECKOUT)

    computed = {m.id: milestone_status(real(), content, m, TODAY).value for m in real().milestones}

    assert computed == {m.id: m.status for m in real().milestones}
    assert len(computed) == 21


def test_the_page_shows_the_rule_every_commitment_and_its_status():
    page = texts()["/policy/milestones/"]

    assert all(f'id="{milestone.id}"' in page for milestone in real().milestones)
    assert all(TESTS[y.test] in page for y in read_content(CHECKOUT).yardsticks)
    assert page.count(STATUSES[Status.MET]) >= 3
    assert "统计期已到期限仍低于目标的，记“已逾期”" in page


# ---------------------------------------------------------------- tooltips

POOL = Term("pool", "专利池", "几家合用", "", HERE, also=("池子",), inside=("专利池子大全",))
PATENT = Term("patent", "专利", '一种"权利" <b>', "", HERE)


def tipped(text: str, page: str = "/policy/flow/") -> str:
    return with_tooltips(text, [POOL, PATENT], page)


def test_the_first_of_each_term_in_running_text_links_to_the_glossary():
    assert tipped("<p>进专利池，再进专利池。</p>") == (
        '<p>进<a class="ph-term" href="../../glossary/#pool" title="几家合用">专利池</a>，再进专利池。</p>'
    )


def test_the_longest_term_wins_and_a_term_inside_a_longer_word_is_left_alone():
    assert tipped("专利池和专利").count("ph-term") == 2
    assert tipped("专利池子大全") == "专利池子大全"


@pytest.mark.parametrize(
    "text",
    [
        "# 专利池",
        "## 专利池 {: #pool }",
        '<a href="x">专利池</a>',
        "[专利池](/x/)",
        "<th>专利池</th>",
        '<td class="num">专利池</td>',
        '<p title="专利池">好</p>',
        "`专利池`",
        "```\n专利池\n```",
        "````\n```\n专利池\n````",
        "~~~ text\n专利池\n~~~",
        "```\n专利池",
        "- 好\n\n  ```\n  专利池\n  ```",
        "好：\n\n    专利池 [unit-column]\n    专利池",
        "好：\n \n\t专利池\n\n\t专利池",
        "    专利池",
        "## 好 {: #good }\n    专利池",
        "`` `专利池` ``",
        "``专利池`专利池``",
        "<code>专利池</code>",
        "<svg><text>专利池</text></svg>",
        '<span class="ph-src">专利池</span>',
        "<form><select><option>专利池</option></select></form>",
        "---\ntitle: 专利池\n---\n好",
        "好 {: title=专利池 }",
    ],
)
def test_no_tooltip_in_links_headings_numbers_attributes_and_code(text: str):
    assert tipped(text) == text


@pytest.mark.parametrize("text", ["好\n    专利池", "`好\n\n专利池`", "<p>好</p>\n\n专利池", "一个 ` 专利池"])
def test_what_only_looks_like_code_has_its_tooltips(text: str):
    assert "ph-term" in tipped(text)


def test_an_explanation_cannot_end_its_attribute():
    assert 'title="一种&#34;权利&#34; &lt;b&gt;"' in tipped("专利")


def test_a_page_that_links_a_term_itself_and_the_glossary_get_no_second_link():
    text = '<a class="ph-term" href="../../glossary/#pool" title="几家合用">专利池</a>和专利池'
    assert tipped(text) == text
    assert tipped("专利池", "/glossary/") == "专利池"


def test_tooltips_are_on_generated_pages_too_and_each_leads_to_a_term():
    terms = {term.id for term in read_content(CHECKOUT).glossary.terms}
    for address in (
        "/regions/jiangsu/",
        "/quarters/2024q4/",
        "/indicators/license-count/",
        "/policy/promotion/",
        "/faq/",
    ):
        linked = re.findall(r'class="ph-term" href="[./]*glossary/#([^"]+)"', texts()[address])
        assert linked, address
        assert len(linked) == len(set(linked))
        assert set(linked) <= terms


def test_tooltips_for_the_whole_site_take_less_than_a_third_of_a_second():
    terms, found = read_content(CHECKOUT).glossary.terms, texts()
    bare = {address: re.sub(r'<a class="ph-term"[^>]*>([^<]*)</a>', r"\1", text) for address, text in found.items()}

    started = time.process_time()
    for address, text in bare.items():
        with_tooltips(text, terms, address)

    assert time.process_time() - started < 0.6  # 0.16 s on an idle machine; twice the aim where others work too


# ---------------------------------------------------------------- quotations


def writer(address: str = "/faq/") -> Writer:
    return Writer(real(), read_content(CHECKOUT), closed_room(), address)


def test_a_quoted_figure_leads_to_its_row_and_says_what_was_asked():
    assert writer()('{{ figure("industrialized_patents", "全国", latest) }}') == (
        '<a class="ph-value" href="../indicators/industrialized-patents/#cn-industrialized-patents-2025-09-30"'
        ' data-quote="industrialized_patents|全国|latest||">近6万件</a>'
        ' <a class="ph-grade is-outlet" href="../data/#grades">媒体原网页</a>'
    )
    assert writer()('{{ when("industrialized_patents") }}') == "截至2025年9月30日"


def test_a_figure_of_a_year_stays_that_year_and_a_figure_nobody_published_says_so():
    assert "61.3万次</a>" in writer()('{{ figure("transfer_license_count", "全国", "2024", all_holders) }}')
    assert writer()('{{ figure("transfer_license_count", "西藏", "2031") }}') == "未公布"


def test_a_citation_leads_to_the_list_of_sources_and_a_law_to_the_library():
    assert writer()('{{ cite("people-2024-09-14") }}') == (
        '<a class="ph-src" href="../data/sources/#people-2024-09-14">人民网，2024年9月14日</a>'
    )
    assert 'href="../policy/documents/#patent-law"' in writer()('{{ cite("patent-law") }}')


def test_what_an_author_writes_as_code_stays_as_it_is_written():
    code = "写作 `[[开放许可]]` 或 `[词](/policy/)`：\n\n    [[开放许可]] [词](/policy/)\n\n"
    found = writer()(f"{code}[[开放许可]]、[词](/policy/)")

    assert found.startswith(code)
    assert found.removeprefix(code).startswith('<a class="ph-term" href="../glossary/#')
    assert found.endswith("[词](../policy/index.md)")


def test_links_become_relative_to_the_file_so_that_mkdocs_checks_them():
    assert writer()("[看](/policy/promotion/#open-licence)") == "[看](../policy/promotion/index.md#open-licence)"


def test_a_marked_term_becomes_a_link_with_its_explanation():
    assert writer()("[[年费]]").startswith('<a class="ph-term" href="../glossary/#annual-fee" title="')


def test_nothing_but_quotations_can_be_called_from_prose():
    with pytest.raises(UndefinedError):
        writer()("{{ cycler('x') }}{{ secrets }}")


# ---------------------------------------------------------------- pages

FIXED = [
    "/policy/",
    "/policy/inventory/",
    "/policy/evaluation/",
    "/policy/promotion/",
    "/policy/increment/",
    "/policy/organisation/",
    "/policy/incentives/",
    "/policy/training/",
    "/policy/monitoring/",
    "/policy/flow/",
    "/policy/timeline/",
    "/policy/documents/",
    "/policy/milestones/",
    "/guides/",
    "/guides/universities/",
    "/guides/enterprises/",
    "/guides/administrators/",
    "/guides/public/",
    "/glossary/",
    "/faq/",
]


def test_the_promised_addresses_are_there():
    assert set(FIXED) <= set(texts())


def test_the_overview_leads_to_every_page_of_policy_in_one_click():
    overview = texts()["/policy/"]
    for address in FIXED:
        if address not in ("/policy/",) and not re.fullmatch(r"/guides/.+/", address):
            target = address.removeprefix("/policy/") if address.startswith("/policy/") else f"..{address}"
            assert f'href="{target}"' in overview, address


def test_every_clause_page_says_who_until_when_with_what_and_how_it_is_measured():
    for page in read_content(CHECKOUT).explainers[1:]:
        text = texts()[page.address]
        for part in ("<dt>期限</dt>", "## 谁来做", "## 期限和进展", "## 用哪些指标衡量", CLAUSES[page.clause]):
            assert part in text, (page.address, part)


def test_the_fifteen_systems_each_have_a_section_with_what_they_hold_and_who_uses_them():
    systems = read_content(CHECKOUT).systems
    assert len(systems) >= 15
    for system in systems:
        section = texts()[f"/policy/{system.page}/"].split(f"{{: #{system.id} }}")[1].split("\n## ")[0]
        assert "<dt>装什么</dt>" in section
        assert "<dt>谁来用</dt>" in section
        assert "依据：<a" in section


def test_a_clause_page_shows_the_newest_values_of_its_indicators():
    text = texts()["/policy/inventory/"]
    for value in ("134.9万件", "94万件", "68万件", "超过2,700家"):
        assert f">{value}</a>" in text


def test_each_step_of_the_way_leads_to_a_page():
    steps = re.findall(r'class="ph-flow__step" href="([^"]+)"', texts()["/policy/flow/"])
    assert len(steps) == 8


def test_the_time_line_can_be_filtered_by_level_and_clause_without_a_script():
    page = texts()["/policy/timeline/"]
    css = (ROOT / "templates/theme/assets/panhuo.css").read_text("utf-8")
    for name in re.findall(r'id="((?:level|clause)-(?!all)[\w]+)"', page):
        assert f"#{name}:checked) .ph-events > li:not(.is-{name.partition('-')[2]})" in css
    assert re.findall("<script[^>]*>", page) == ['<script type="application/ld+json">']  # data, which nothing runs
    assert all(f"## {year}年" in page for year in range(2020, 2027))


def test_the_library_holds_every_document_with_its_number_and_issuers():
    page = texts()["/policy/documents/"]
    for document in real().documents:
        if document.kind == "document":
            assert f'id="{document.id}"' in page
            assert document.number in page
            assert all(issuer in page for issuer in document.issuers)
            assert document.id in read_content(CHECKOUT).change, "what it changed"


def test_every_guide_has_a_dated_checklist_the_forms_and_common_mistakes():
    for address in (a for a in FIXED if re.fullmatch(r"/guides/.+/", a)):
        text = texts()[address]
        assert text.count('<li markdown="span"><b>') >= 6
        assert text.count("**✗ ") >= 5
        assert all(form.name in text for form in read_content(CHECKOUT).forms)


def test_every_region_page_speaks_of_its_deadlines_and_first_movers_or_says_that_none_were_found():
    for region in real().pages_of_regions:
        section = texts()[f"/regions/{region.slug}/"].split("{: #deadlines }")[1].split("\n## ")[0]
        assert "期限：" in section or "没有查到" in section
        assert "先行：" in section or "没有查到" in section
    assert "青海大学力争2024年3月底前全部入库" in texts()["/regions/qinghai/"]


def test_no_page_of_this_room_weighs_more_than_twelve_kilobytes(built_site: Path):
    for address in FIXED:
        html = (built_site / address.strip("/") / "index.html").read_bytes()
        assert len(gzip.compress(html)) <= 12 * 1024, address


def test_what_a_term_or_document_says_comes_out_as_text():
    hostile = replace(real().documents[0], title="<script>alert(1)</script>**x**")
    changed = replace(real(), documents=(hostile, *real().documents[1:]))
    decided = [page for page in pages_of(changed) if page.address.startswith("/policy/")]
    text = "".join(map(as_rendered, decided))

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
