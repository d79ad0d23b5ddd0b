"""The prose of content/: every rule can fail, every quoted figure is recomputed from the data by another path."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import TemplateError

import build
from report.braces import closed_room
from report.checks.of_content import Explained, check_content, dead_links
from report.compose import content_problems, out, outline
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.model import DataError
from report.model.content import Content
from report.pages.policy import milestone_status
from tests.conftest import MOMENT, ROOT
from tests.known import CHECKOUT, real

Edit = tuple[str, str, str]  # file below content/, what stands there, what takes its place


@lru_cache
def content() -> Content:
    return read_content(CHECKOUT)


def edited(folder: Path, *edits: Edit) -> Content:
    """The content with mistakes made in it."""
    shutil.copytree(ROOT / "content", folder / "content")
    for file, old, new in edits:
        path = folder / "content" / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")
    return read_content(Inputs(folder))


def found(content: Content) -> list[str]:
    return [str(problem) for problem in check_content(Explained(content, real()))]


# ---------------------------------------------------------------- the real content


def test_the_content_of_this_site_has_no_problems():
    assert content_problems(CHECKOUT) == ()


def test_there_are_at_least_fifty_terms_and_thirty_answers_and_each_answer_names_its_sources():
    assert len(content().glossary.terms) >= 50
    assert len(content().questions) >= 30
    assert all(question.sources for question in content().questions)


def test_no_explanation_is_longer_than_a_tooltip_can_show():
    assert [term.name for term in content().glossary.terms if len(term.text) > 60] == []


def test_nothing_names_a_target_for_the_industrialisation_rate():
    """The plan sets none; a number of per cent beside the word is only ever quoted from data/figures.csv."""
    typed = r"产业化率[^。；\n{]{0,12}\d+(\.\d+)?%"
    assert [file for file, text in content().files.items() if re.search(typed, text)] == []


def test_the_pages_in_english_have_their_texts():
    english = {address: page for address, page in content().english.items() if address != "/en/about/"}
    told = found(replace(content(), english=english))
    assert told == ["content/en/about.md: 缺少这个文件；英文网页要用它，写法见 content/README.md [missing-file]"]


# ---------------------------------------------------------------- each rule can fail

BROKEN: dict[str, tuple[Edit, str]] = {
    "not-english": (
        ("en/about.md", "## Licence", "## Licence 许可"),
        "英文里有中文「许可」；请写成 <span lang=\"zh-CN\">中文</span>，或译成英文 [not-english]",
    ),
    "typed-number": (
        ("en/index.md", "in {{ indicators }} indicators", "in 65 indicators"),
        "写有数字「65」；请写成 {{ provinces }}、{{ indicators }}、"
        '{{ issued("文件") }} 或 {{ issuers("文件") }} [typed-number]',
    ),
    "missing-term": (
        ("policy/training.md", "## 讲给谁听", "先看[[量子纠缠]]。\n\n## 讲给谁听"),
        "content/policy/training.md:20: 术语「量子纠缠」没有解释；请加到 content/glossary.yml [missing-term]",
    ),
    "unsourced-answer": (
        ("faq.yml", "sources: [plan-2024-01]", "sources: []"),
        "content/faq.yml:2: 回答「哪些单位要盘点？」没有来源；请在 sources 中列出依据 [unsourced-answer]",
    ),
    "unsourced-statement": (
        ("policy/systems.yml", "sources: [plan-2024-01, sd-hitwh-2024-05-09, cnipa-16-2025-05-21]", "sources: []"),
        "content/policy/systems.yml:2: 这一条没有来源；请在 sources 中列出依据 [unsourced-statement]",
    ),
    "unknown-source": (
        ("policy/overview.md", '{{ cite("xinhua-2024-02-27") }}', '{{ cite("xinhua-1999") }}'),
        "content/policy/overview.md:28: 没有来源「xinhua-1999」；"
        "请用 data/sources.csv 或 content/references.yml 中的名称 [unknown-source]",
    ),
    "unknown-indicator": (
        ("policy/evaluation.md", 'figure("enterprise_feedback")', 'figure("enterprise_applause")'),
        "没有指标「enterprise_applause」；指标见 data/indicators.yml [unknown-indicator]",
    ),
    "unknown-figure": (
        ("policy/increment.md", 'figure("new_filing_invention_share")', 'figure("new_filing_invention_share", "海南")'),
        "没有公布过这样的数：new_filing_invention_share，海南；"
        "请核对地区、时期、对象、性质，见 data/figures.csv [unknown-figure]",
    ),
    "ambiguous-figure": (
        ("policy/promotion.md", '{{ figure("matchmaking_events") }}', '{{ figure("transfer_license_count") }}'),
        "「transfer_license_count」有几种对象的数；"
        "请写明对象：all_holders、universities_and_institutes [ambiguous-figure]",
    ),
    "broken-quotation": (
        ("policy/increment.md", '{{ when("new_filing_invention_share") }}', '{{ config.secret("x") }}'),
        '读不懂 {{ config.secret("x") }}；'
        '请写成 {{ figure("指标", "全国", latest) }} 或 {{ cite("来源") }} [broken-quotation]',
    ),
    "unknown-clause": (
        ("policy/training.md", "clause: 三(三)", "clause: 三(九)"),
        "没有条款「三(九)」；可用：总体要求、二(一)、二(二)、二(三)、二(四)、三(一)",
    ),
    "unexplained-clause": (
        ("policy/training.md", "clause: 三(三)", "clause: 三(四)"),
        "content/policy: 没有页面解释条款「三(三)」；请在 content/policy/ 加一个文件，写明 clause [unexplained-clause]",
    ),
    "unclaimed-indicator": (
        ("policy/context.yml", "- {theme: 背景, ", "- {theme: 产业化, "),
        "data/indicators.yml: 指标「valid_inventions」没有条款或背景说明；"
        "请在 content/policy/context.yml 说明这个主题，或为它的条款写一页 [unclaimed-indicator]",
    ),
    "unjudged-milestone": (
        ("policy/milestones.yml", "{id: m-first-movers,", "{id: m-increment,"),
        "「m-first-movers」没有写用什么衡量；请加到 content/policy/milestones.yml [unjudged-milestone]",
    ),
    "status-mismatch": (
        (
            "policy/milestones.yml",
            "measure: 转化的高价值专利件数, test: unmeasured}",
            "measure: 转化件数, test: begun, by: [cn-industrialized-patents-2025-09-30]}",
        ),
        "「m-transform-2025-12」按规则是 met，这里写 not_assessable；"
        "请改这里的 status，或改 content/policy/milestones.yml 的判断办法 [status-mismatch]",
    ),
    "unknown-document": (
        ("policy/regions.yml", "document: doc-hl-plan-2024}", "document: doc-hl-plan-1999}"),
        "没有文件「doc-hl-plan-1999」",
    ),
    "unknown-region": (("policy/regions.yml", "region: 天津", "region: 天津卫"), "没有地区「天津卫」"),
    "unknown-test": (("policy/milestones.yml", "test: target}", "test: feeling}"), "没有判断办法「feeling」"),
    "unknown-page": (("policy/systems.yml", "page: training", "page: trainings"), "没有页面「trainings」"),
    "unknown-theme": (("policy/context.yml", "theme: 背景", "theme: 前景"), "没有主题「前景」"),
    "unknown-milestone": (
        ("policy/milestones.yml", "{id: m-first-movers,", "{id: m-last-movers,"), "没有承诺「m-last-movers」"
    ),
    "duplicate-key": (("faq.yml", "- id: which-patents", "- id: who-must"), "「who-must」用了两次"),
    "duplicate-term": (("glossary.yml", "name: 盘活,", "name: 盘点,"), "术语「盘点」解释了两次"),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_mistake_is_found_with_its_place_and_its_cure(rule: str, tmp_path: Path):
    edit, message = BROKEN[rule]

    problems = found(edited(tmp_path, edit))

    assert any(message in problem and problem.endswith(f"[{rule}]") for problem in problems), problems


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            ("policy/increment.md", '{{ when("new_filing_invention_share") }}', "{{ when("),
            "content/policy/increment.md:30: 从这一行起，双花括号或花括号百分号读不懂；"
            "请检查成对的括号，写法见 content/README.md [broken-template]",
        ),
        (
            ("data.md", "{% if not returned %}", "{% if weather %}"),
            "content/data.md:65: 这里不能写 {% if weather %}；"
            "这里只能写 {% if returned %}、{% if not returned %}、{% else %}、{% endif %} [broken-template]",
        ),
        (
            ("data.md", "{% if not returned %}", '{{ figure("license_count") }}{% if not returned %}'),
            'content/data.md:65: 这里不能写 {{ figure("license_count") }}；'
            "这里只能写 {% if returned %}、{% if not returned %}、{% else %}、{% endif %} [broken-template]",
        ),
    ],
)
def test_braces_that_cannot_be_read_are_named_and_end_in_no_traceback(
    edit: tuple[str, str, str], said: str, tmp_path: Path
):
    assert found(edited(tmp_path, edit)) == [said]


@pytest.mark.parametrize(
    "code",
    [
        "{% set x = ''.__class__.__mro__ %}",
        "{%- for x in range(10 ** 9) -%}{% endfor %}",
        "{% include 'page.html.j2' %}",
        "{% if cite %}x{% endif %}",
        '{% macro cite(x) %}{{ cite("plan-2024-01") }}{% endmacro %}',
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        '{{ figure("license_count")|attr("__class__") }}',
        '{{ figure("license_count").__class__ }}',
        '{{ figure(cite("plan-2024-01")) }}',
        '{{ figure("license_count") if 1 else 2 }}',
        '{# {{ figure("#}{{ range(3) }}{# ") }} #}',
        '{{ figure("x}}" * 10 ** 9) }}',
        "{{ " + "-" * 100_000 + "1 }}",
    ],
)
def test_a_text_can_run_nothing_and_what_it_would_run_is_named_with_its_line(code: str, tmp_path: Path):
    where = '{{ when("new_filing_invention_share") }}'

    problems = found(edited(tmp_path, ("policy/increment.md", where, code)))

    assert [problem for problem in problems if problem.startswith("content/policy/increment.md:30: ")]


def test_what_no_rule_saw_would_meet_a_closed_room():
    for code in ("{{ ''.__class__ }}", "{{ range(3) }}", "{{ 'a'|upper }}", "{{ 1 is defined }}"):
        with pytest.raises(TemplateError):
            closed_room().from_string(code).render()


def test_a_word_of_the_vocabulary_that_content_uses_must_be_explained(tmp_path: Path):
    broken = edited(tmp_path, ("glossary.yml", "name: 容错,", "name: 宽容,"))

    assert any("术语「容错」没有解释" in problem for problem in found(broken))


def test_a_link_to_a_page_or_an_anchor_that_the_site_lacks_is_dead(tmp_path: Path):
    broken = edited(
        tmp_path,
        ("faq.yml", "[任务一](/policy/inventory/)", "[任务一](/policy/inventary/)"),
        ("policy/flow.yml", "see: /policy/inventory/#pool", "see: /policy/inventory/#puddle"),
    )
    anchors = {"/policy/inventory/": frozenset({"pool", "how"})}

    messages = [str(problem) for problem in dead_links.problems(Explained(broken, real(), anchors=anchors))]

    assert "content/faq.yml:5: 网站没有 /policy/inventary/；请改成存在的地址，以 / 开头和结尾 [dead-link]" in messages
    assert any("/policy/inventory/ 上没有 #puddle" in message for message in messages)
    assert not any("#pool" in message for message in messages)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (("faq.yml", "- id: who-must", "- id: [who"), "[broken-yaml]"),
        (("faq.yml", "  reader: 高校和科研机构问\n", ""), "content/faq.yml:2: 缺少「reader」；请补上 [missing-field]"),
        (("faq.yml", "  reader: 高", "  raeder: 高"), "不认识「raeder」"),
        (("policy/training.md", "---\n", ""), "content/policy/training.md:1: 开头没有两行"),
        (("pages/about.md", "---\n", ""), "content/pages/about.md:1: 开头没有两行"),
        (
            ("pages/about.md", "description: ", "descripton: "),
            "content/pages/about.md:3: 不认识「descripton」；可用：title、description、updated、section、aliases",
        ),
        (
            ("pages/about.md", "title: 关于本站\n", ""),
            "content/pages/about.md:2: 缺少「title」；请补上 [missing-field]",
        ),
        (("pages/about.md", "title: 关", "title: [关"), "content/pages/about.md:3: YAML 写法有误"),
        (("pages/about.md", "aliases: [更正", "aliases: 更正 # "), "「aliases」应是列表；请写成 [甲, 乙]，或每行一条"),
        (("pages/about.md", "title: 关", "title: 第 #1 关"), "content/pages/about.md:2: 「#1 关"),
        (("home.yml", "intro:", "headlines: []\nintro:"), "「headlines」写了两次；请只留一个 [duplicate-key]"),
        (
            ("home.yml", "intro:", "introduction:"),
            "content/home.yml:3: 不认识「introduction」；"
            "可用：description、intro、headlines、timeline、since [unknown-field]",
        ),
        (("home.yml", "headlines:", "headlines: {}\nx:"), "content/home.yml:8: 不认识「x」"),
        (
            ("home.yml", "since: 2023Q4", "since: 2023年"),
            "「since」写作「2023年」；请写成 2024Q4 的样子 [broken-entry]",
        ),
        (("home.yml", ", subject: all_holders", ""), "content/home.yml:8: 缺少「subject」"),
        (("quarters.yml", "span: quarter}", "spam: quarter}"), "不认识「spam」；可用：key"),
        (("quarters.yml", "trends:", "trend:"), "content/quarters.yml:121: 不认识「trend」"),
        (("quarters.yml", "main:\n", "main: {}\nx:\n"), "不认识「x」"),
        (("quarters.yml", "tables:", "tables: ["), "[broken-yaml]"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_never_raises_anything_else(edit: Edit, message: str, tmp_path: Path):
    with pytest.raises(DataError) as caught:
        edited(tmp_path, edit)

    assert message in str(caught.value.problems[0])


@pytest.mark.parametrize("name", ["pages/contact.md", "home.yml", "data.md", "faq.yml"])
def test_a_file_of_another_encoding_is_named_with_the_line(name: str, tmp_path: Path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content" / name).write_bytes("---\ntitle: 联系\n---\n".encode("gbk"))

    with pytest.raises(DataError) as caught:
        read_content(Inputs(tmp_path))

    [problem] = caught.value.problems
    assert str(problem) == f"content/{name}:2: 不是 UTF-8 编码；请另存为 UTF-8 [not-utf-8]"


@pytest.mark.parametrize("name", ["home.yml", "quarters.yml", "data.md"])
def test_a_file_that_is_missing_is_named(name: str, tmp_path: Path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content" / name).unlink()

    with pytest.raises(DataError, match="1 个问题") as caught:
        read_content(Inputs(tmp_path))

    assert str(caught.value.problems[0]).startswith(f"content/{name}: 没有这个文件")


def test_what_an_editor_keeps_beside_a_file_is_no_page(tmp_path: Path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content/pages/.#about.md").symlink_to("someone@somewhere:1234")
    (tmp_path / "content/guides/._public.md").write_bytes(b"\x00\x05\x16\x07")

    assert read_content(Inputs(tmp_path)).written == content().written


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            ("home.yml", "{indicator: pool_inventions, ", "{indicator: pool_invention, "),
            "content/home.yml:12: 没有指标「pool_invention」；可用：",
        ),
        (("home.yml", "subject: enterprises", "subject: firms"), "没有对象「firms」；可用：universities、"),
        (("home.yml", "kind: flow", "kind: flows"), "没有性质「flows」"),
        (
            ("quarters.yml", "key: pool_rate, show: [change", "key: pool_rate, show: [changes"),
            "没有可以一并列出的数「changes」",
        ),
        (("quarters.yml", "span: ytd", "span: year"), "没有口径「year」；可用：、quarter、ytd"),
        (
            ("quarters.yml", "tell: [leaders, holders]", "tell: [leader, holders]"),
            "没有可以一并说的「leader」；可用：leaders、spread、holders",
        ),
        (
            ("quarters.yml", "lead:\n- {key: inventory_patents_done}", "lead:\n- {key: pool_patents, tell: [leaders]}"),
            "没有可以一并说的「leaders」",
        ),
        (("home.yml", "{indicator: pool_patents}", "{indicator: pool_patent}"), "没有指标「pool_patent」"),
        (("quarters.yml", "kind: tiles", "kind: map"), "没有图「map」；可用：ranking、tiles、multiples"),
        (("quarters.yml", "name: pool", "name: inventory"), "「inventory」用了两次"),
    ],
)
def test_what_the_pages_are_to_show_is_there(edit: Edit, message: str, tmp_path: Path):
    assert any(message in said for said in found(edited(tmp_path, edit)))


def test_an_item_that_no_return_has_is_told_and_so_is_an_address_that_is_taken_or_cannot_be_one(project: Path):
    choices = project / "content/quarters.yml"
    choices.write_text(choices.read_text("utf-8").replace("key: spot_check_pass_rate", "key: spot_check"), "utf-8")
    (project / "content/pages/联系.md").write_text(
        "---\ntitle: 联系\ndescription: 联系。\nupdated: 2026-11-28\n---\n\n# 联系\n", "utf-8"
    )

    assert [str(problem) for problem in content_problems(Inputs(project))] == [
        "content/pages/联系.md: /联系/ 不能作网页地址；文件名请只用小写字母、数字和连字符，如 contact.md [bad-address]",
        "content/quarters.yml:21: 没有指标「spot_check」；指标见 data/form.yml 和 data/ratios.yml [unknown-indicator]",
        "content/quarters.yml:141: 没有指标「spot_check」；指标见 data/form.yml 和 data/ratios.yml [unknown-indicator]",
    ]


def test_a_page_at_the_address_of_another_is_told_by_the_check_and_by_the_build(project: Path):
    (project / "content/pages/calendar.md").write_text(
        "---\ntitle: 日\ndescription: 日。\nupdated: 2026-11-28\n---\n\n# 日\n", "utf-8"
    )
    told = "content/pages/calendar.md: 地址 /calendar/ 已有别的网页；请给文件另取一个名称 [duplicate-address]"

    assert [str(problem) for problem in content_problems(Inputs(project))] == [told]
    with pytest.raises(DataError) as caught:
        outline(Inputs(project), out(Inputs(project), MOMENT))
    assert [str(problem) for problem in caught.value.problems] == [told]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "mkdocs.yml",
            "theme:\n",
            "theme: [\n",
            "mkdocs.yml:12: YAML 写法有误；请检查缩进、冒号后的空格和引号 [broken-yaml]",
        ),
        ("data/form.yml", "  small_base: 50", "  #", "data/form.yml:176: 缺少「small_base」；请补上"),
        (
            "data/form.yml",
            "  small_base: 50",
            "  small_base: 五十",
            "data/form.yml:175: 「small_base」应是数，写作「五十」",
        ),
        ("data/form.yml", "tolerances:", "tolerances: [", "[broken-yaml]"),
        ("data/ratios.yml", "numerator: inventory_patents_done, ", "", "data/ratios.yml:5: 缺少「numerator」"),
        ("data/ratios.yml", "title_en: ", "title_en: 率 ", "；请全部写成英文，标点也用英文的 [broken-entry]"),
        ("data/form.yml", "title_en: ", "title_en: 数 ", "；请全部写成英文，标点也用英文的 [broken-entry]"),
        (
            "data/form.yml",
            "never_fall:",
            "never_fall: []\nnever_fall:",
            "「never_fall」写了两次；请只留一个 [duplicate-key]",
        ),
        ("data/form.yml", "limits:\n", "limits:\n- [pool, transfer]\n", "data/form.yml:132: 缺少「pool」"),
        ("data/form.yml", "theme: 产业化, ", "", "data/form.yml:112: 缺少「theme」；请补上"),
        (
            "data/form.yml",
            "indicator: transfer_count}",
            "indicator: transfer_counts}",
            "data/form.yml:105: 'transfer_counts' 不在 data/indicators.yml 中；是否应为「transfer_count」？",
        ),
    ],
)
def test_a_mistake_in_a_setting_stops_check_and_build_with_its_place(
    file: str, old: str, new: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    text = (project / file).read_text("utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new, 1), "utf-8")

    for command in ("check", "site"):
        assert build.main([command, "--root", str(project)]) == 1
        assert message in capsys.readouterr().err


# ---------------------------------------------------------------- every quoted figure, recomputed by another path


class Claims(HTMLParser):
    """The quoted figures of a page: what was asked, where it leads, what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "a" and given.get("data-quote"):
            self.found.append([str(given["data-quote"]), str(given["href"]).partition("#")[2], ""])
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1][2] += data


def rows(figures: Path) -> list[dict[str, str]]:
    with figures.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["place"] and row["kind"] not in ("growth", "target")]


def answer(claim: str, figures: list[dict[str, str]]) -> dict[str, str]:
    """The row that a claim asks for: the one whose period ends last, of those the longest."""
    indicator, region, period, subject, kind = claim.split("|")
    fitting = [
        row
        for row in figures
        if (row["indicator"], row["region"]) == (indicator, region)
        and row["period_end"]
        and subject in ("", row["subject"])
        and kind in ("", row["kind"])
        and (period == "latest" or matches(period, row))
    ]
    last = max(row["period_end"] for row in fitting)
    return next(row for row in fitting if row["period_end"] == last)


def matches(period: str, row: dict[str, str]) -> bool:
    """2024 is the whole year, 2024-09-30 a day without a beginning, a/b the days from a to b."""
    start, end = row["period_start"], row["period_end"]
    if re.fullmatch(r"\d{4}", period):
        return (start, end) == (f"{period}-01-01", f"{period}-12-31")
    return period == (f"{start}/{end}" if start else end)


def printed(row: dict[str, str]) -> str:
    """A value as the site prints it, written anew: 万 from 10,000 on if nothing below the hundreds is lost."""
    value, unit = Decimal(row["value"]), row["unit"]
    hedge = {"exact": "", "about": "约", "over": "超过", "nearly": "近"}[row["qualifier"]]
    if unit == "亿元":
        shown = f"{value / 10000:f}万亿元" if value >= 10000 and value % 100 == 0 else f"{value:,f}亿元"
    elif unit in ("%", "万元") or value < 10000 or value % 100:
        shown = f"{value:,f}{unit}"
    elif value >= 10**8 and value % 10000 == 0:
        shown = f"{value / 10**8:,f}亿{unit}"
    else:
        shown = f"{value / 10000:,f}万{unit}"
    return hedge + re.sub(r"(\.\d*?)0+(?=\D|$)", lambda m: m[1].rstrip("."), shown)


def mismatches(pages: dict[str, str], figures: Path) -> Iterator[str]:
    known = rows(figures)
    for name, html in pages.items():
        parser = Claims()
        parser.feed(html)
        for claim, anchor, text in parser.found:
            row = answer(claim, known)
            if (row["id"], printed(row)) != (anchor, text):
                yield f"{name}: {claim} is {printed(row)} ({row['id']}), the page says {text} ({anchor})"


def html_of(site: Path) -> dict[str, str]:
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in sorted(site.rglob("*.html"))}


def test_every_quoted_figure_of_the_built_site_is_what_the_data_say(built_site: Path):
    pages = html_of(built_site)

    assert sum(html.count("data-quote=") for html in pages.values()) >= 40
    assert next(mismatches(pages, ROOT / "data/figures.csv"), "") == ""


@pytest.mark.parametrize(
    "forge",
    [
        lambda html: html.replace("134.9万件</a>", "135.9万件</a>", 1),
        lambda html: html.replace("#cn-inventory-patents-2024-09-13", "#cn-inventory-patents-2024-05-31", 1),
    ],
)
def test_a_wrong_figure_and_a_wrong_source_are_noticed(forge: Callable[[str], str], built_site: Path):
    page = (built_site / "policy/inventory/index.html").read_text("utf-8")
    assert forge(page) != page

    assert list(mismatches({"forged": forge(page)}, ROOT / "data/figures.csv")) != []


def test_a_newer_row_that_the_page_does_not_show_is_noticed(built_site: Path, tmp_path: Path):
    text = (ROOT / "data/figures.csv").read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("cn-inventory-patents-2024-09-13,"))
    newer = row.replace("2024-09-13,", "2026-01-31,").replace(",1349000,", ",1400000,")
    (tmp_path / "figures.csv").write_text(f"{text.rstrip()}\n{newer}\n", "utf-8")
    page = (built_site / "policy/inventory/index.html").read_text("utf-8")

    assert "140万件" in next(mismatches({"stale": page}, tmp_path / "figures.csv"))


def test_a_milestone_without_a_yardstick_is_not_judged():
    bare = replace(content(), yardsticks=())

    assert {milestone_status(real(), bare, m, date.max) for m in real().milestones} == {"not_assessable"}
