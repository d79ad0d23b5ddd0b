"""Rules about content/: what it names exists, what it says is sourced; clauses, indicators and terms are explained."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from report.address import address_of
from report.braces import QUOTATION, RETURNED, STATEMENT, Braced, Unreadable, braced
from report.charts.kinds import KINDS as KINDS_OF_CHARTS
from report.checks.rule import Rule, at, found, rule
from report.model import Dataset, Place, Problem, Subject
from report.model.content import Content, Drawn, Explainer, Guide, Headline, Quarters, Shown, System, Told, Way
from report.numbers.commitments import TESTS, status
from report.numbers.measures import BESIDE_VALUES
from report.numbers.official import LATEST, quoted
from report.plaintext import CHINESE
from report.wording import CLAUSES

LINKS = re.compile(r"\]\((/[^)\s]*)\)|\bsee: (/[^\s,}]+)")
MARKED = re.compile(r"\[\[([^\]]+)\]\]")
KINDS = {"policy": ("overview", "task", "safeguard"), "local": ("deadline", "first-mover")}
HOW_TO_QUOTE = '请写成 {{ figure("指标", "全国", latest) }} 或 {{ cite("来源") }}'
DATA_PAGE = "content/data.md"  # which may tell some things only where returns are published
CONDITIONS = {(STATEMENT, said) for said in (f"if {RETURNED}", f"if not {RETURNED}", "else", "endif")}
HOW_TO_CONDITION = f"这里只能写 {{% if {RETURNED} %}}、{{% if not {RETURNED} %}}、{{% else %}}、{{% endif %}}"
PLAN = tuple(clause for clause in CLAUSES if clause != "context")  # the clauses of the plan
ADDRESS = re.compile(r"/(?:[a-z0-9]+(?:-[a-z0-9]+)*/)+")
FACT_KINDS = ("stock", "flow", "ytd", "cumulative", "rate")
SPANS = ("quarter", "ytd")
DRAWN = tuple(kind for kind, one in KINDS_OF_CHARTS.items() if one.of_regions)
TELLINGS = ("leaders", "spread", "holders")
ENGLISH_FILES = {"content/en/index.md", "content/en/about.md"}
ASKED = re.compile(r'(?:provinces|indicators|(?:issued|issuers)\("([a-z0-9-]+)"\))')  # by texts in English
HOW_TO_ASK = '请写成 {{ provinces }}、{{ indicators }}、{{ issued("文件") }} 或 {{ issuers("文件") }}'
BRACED, IN_ADDRESS = re.compile(r"\{\{.*?\}\}"), re.compile(r"\]\([^)]*\)|\{:[^}]*\}")
MARKED_CHINESE = re.compile(r'<span lang="zh-CN">[^<]*</span>')
WRITERS = ("figure", "when", "cite")
Anchors = Mapping[str, frozenset[str]]  # the address of each page, and the anchors on it


@dataclass(frozen=True)
class Explained:
    """What the rules of content/ look at; what is None or empty is not known yet, and nothing is said of it."""

    content: Content
    dataset: Dataset
    items: Container[str] | None = None  # the keys of all indicators that there may be once returns are out
    paths: tuple[str, ...] = ()  # of all pages of the site
    anchors: Anchors | None = None  # of all pages of the site


def check_content(case: Explained) -> Iterator[Problem]:
    """All problems of all rules."""
    return found(RULES, case)


# ---------------------------------------------------------------- what an author quotes


@rule("broken-quotation", also=("unknown-*", "ambiguous-figure"))
def quotations(case: Explained) -> Iterator[Problem]:
    """Each {{ … }} quotes a source that is there, or exactly one published figure of an indicator that is there."""
    for file, text in case.content.files.items():
        for piece in _pieces(text, QUOTATION):
            where = Place(file, piece.line)
            try:
                name, arguments = _call(piece.inner)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                yield at(where, f"读不懂 {piece.text}", HOW_TO_QUOTE)
            else:
                quoted_of = _citation if name == "cite" else _quotation
                yield from quoted_of(where, arguments, case)


@rule("not-english", also=("typed-number", "unknown-document", "broken-quotation", "missing-file"))
def english_texts(case: Explained) -> Iterator[Problem]:
    """Texts in English mark what is Chinese in them, type no number, and ask the data for those that they state."""
    documents = tuple(one.id for one in case.dataset.documents)
    for file in ENGLISH_FILES - {page.where.file for page in case.content.english.values()}:
        yield at(Place(file), "缺少这个文件", "英文网页要用它，写法见 content/README.md", rule="missing-file")
    for page in case.content.english.values():
        for piece in _pieces(page.body, QUOTATION):
            asked = ASKED.fullmatch(piece.inner)
            if not asked:
                yield at(page.where, f"读不懂 {piece.text}", HOW_TO_ASK, rule="broken-quotation")
            elif asked[1]:
                yield from _unknown(page.where, "unknown-document", "文件", (asked[1],), documents)
        typed = BRACED.sub("", page.body)
        if found := re.search(r"[0-9]+", IN_ADDRESS.sub("", typed)):
            yield at(page.where, f"写有数字「{found[0]}」", HOW_TO_ASK, rule="typed-number")
        if found := CHINESE.search(MARKED_CHINESE.sub("", " ".join((page.title, page.description, typed)))):
            yield at(page.where, f"英文里有中文「{found[0]}」", '请写成 <span lang="zh-CN">中文</span>，或译成英文')


@rule("broken-template")
def braces(case: Explained) -> Iterator[Problem]:
    """Braces can be read; they state a condition on one page alone, which quotes nothing; nothing else can be run."""
    english = {page.where.file: page.body for page in case.content.english.values()}
    for file, text in {**case.content.files, **english, DATA_PAGE: case.content.data}.items():
        try:
            pieces = braced(text)
        except Unreadable as error:
            what = "从这一行起，双花括号或花括号百分号读不懂"
            yield at(Place(file, error.line), what, "请检查成对的括号，写法见 content/README.md")
            continue
        for piece in pieces:
            if file == DATA_PAGE and (piece.kind, piece.inner) not in CONDITIONS:
                yield at(Place(file, piece.line), f"这里不能写 {piece.text}", HOW_TO_CONDITION)
            elif file != DATA_PAGE and piece.kind == STATEMENT:
                yield at(Place(file, piece.line), f"这里不能写 {piece.text}", HOW_TO_QUOTE)


def _pieces(text: str, kind: str) -> Iterator[Braced]:
    """Those of one kind; none where braces cannot be read, of which another rule tells."""
    with suppress(Unreadable):
        yield from (piece for piece in braced(text) if piece.kind == kind)


def _call(text: str) -> tuple[str, list[str]]:
    """The name and the arguments of a quotation; bare words stand for themselves."""
    call = ast.parse(text.replace("\\'", "'"), mode="eval").body
    if not isinstance(call, ast.Call) or ast.unparse(call.func) not in WRITERS or call.keywords:
        raise ValueError(text)
    return ast.unparse(call.func), [_word(argument) for argument in call.args]


def _word(argument: ast.expr) -> str:
    if isinstance(argument, ast.Name) and argument.id in (LATEST, *Subject):
        return argument.id
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise ValueError("neither a word nor a text")


def _citation(where: Place, arguments: list[str], case: Explained) -> Iterator[Problem]:
    yield from _sources(where, tuple(arguments), case)


def _quotation(where: Place, arguments: list[str], case: Explained) -> Iterator[Problem]:
    indicator, region, period, subject, kind = (*arguments, *("", "全国", LATEST, "", "")[len(arguments) :])[:5]
    if indicator not in case.dataset.indicators:
        yield at(where, f"没有指标「{indicator}」", "指标见 data/indicators.yml", rule="unknown-indicator")
        return
    figures = quoted(case.dataset, indicator, region, period, subject, kind)
    if not figures:
        cure = "请核对地区、时期、对象、性质，见 data/figures.csv"
        yield at(where, f"没有公布过这样的数：{'，'.join(arguments)}", cure, rule="unknown-figure")
    if len(subjects := {fact.subject for fact in figures}) > 1:
        cure = f"请写明对象：{'、'.join(sorted(subjects))}"
        yield at(where, f"「{indicator}」有几种对象的数", cure, rule="ambiguous-figure")


def _sources(where: Place, keys: tuple[str, ...], case: Explained) -> Iterator[Problem]:
    for key in keys:
        if key not in case.dataset.sources and key not in case.content.reference:
            cure = "请用 data/sources.csv 或 content/references.yml 中的名称"
            yield at(where, f"没有来源「{key}」", cure, rule="unknown-source")


@rule("unknown-source")
def named_sources(case: Explained) -> Iterator[Problem]:
    """Every list of sources names sources that are there."""
    for entry in (*_statements(case.content), *case.content.questions):
        yield from _sources(entry.where, entry.sources, case)


@rule("unsourced-answer", also=("unsourced-statement",))
def unsourced(case: Explained) -> Iterator[Problem]:
    """No answer, system, form, page or guide without a source."""
    for question in case.content.questions:
        if not question.sources:
            what = f"回答「{question.question}」没有来源"
            yield at(question.where, what, "请在 sources 中列出依据")
    for entry in _statements(case.content):
        if not entry.sources:
            yield at(entry.where, "这一条没有来源", "请在 sources 中列出依据", rule="unsourced-statement")


def _statements(content: Content) -> tuple[Explainer | System | Guide | Way, ...]:
    return (*content.explainers, *content.systems, *content.guides, *content.forms)


# ---------------------------------------------------------------- what must exist


@rule("unknown-*")
def unknown_names(case: Explained) -> Iterator[Problem]:
    """Clauses, indicators, pages, milestones, figures, documents, regions and themes that are named exist."""
    pages = {page.slug for page in case.content.explainers}
    documents = {document.id for document in case.dataset.documents}
    milestones = {milestone.id for milestone in case.dataset.milestones}
    for page in case.content.explainers:
        yield from _unknown(page.where, "unknown-clause", "条款", (page.clause,), PLAN)
        yield from _unknown(page.where, "unknown-kind", "种类", (page.kind,), KINDS["policy"])
        yield from _unknown(page.where, "unknown-indicator", "指标", page.also, case.dataset.indicators)
    for system in case.content.systems:
        yield from _unknown(system.where, "unknown-page", "页面", (system.page,), pages)
        yield from _unknown(system.where, "unknown-indicator", "指标", system.indicators, case.dataset.indicators)
    for yardstick in case.content.yardsticks:
        yield from _unknown(yardstick.where, "unknown-milestone", "承诺", (yardstick.id,), milestones)
        yield from _unknown(yardstick.where, "unknown-test", "判断办法", (yardstick.test,), TESTS)
        yield from _unknown(yardstick.where, "unknown-figure", "公开数字", yardstick.by, case.dataset.fact)
    for change in case.content.changes:
        yield from _unknown(change.where, "unknown-document", "文件", (change.id,), documents)
    for local in case.content.local:
        yield from _unknown(local.where, "unknown-region", "地区", (local.region,), case.dataset.regions)
        yield from _unknown(local.where, "unknown-document", "文件", (local.document,), documents)
        yield from _unknown(local.where, "unknown-kind", "种类", (local.kind,), KINDS["local"])
    for context in case.content.context:
        yield from _unknown(context.where, "unknown-theme", "主题", (context.theme,), case.dataset.themes)


def _unknown(where: Place, id: str, what: str, names: tuple[str, ...], known: object) -> Iterator[Problem]:
    allowed = list(known)  # type: ignore[call-overload]
    for name in names:
        if name not in allowed:
            shown = "、".join(map(str, allowed[:12])) + ("……" if len(allowed) > 12 else "")
            yield at(where, f"没有{what}「{name}」", f"可用：{shown}", rule=id)


@rule("duplicate-key", also=("duplicate-term",))
def names_used_twice(case: Explained) -> Iterator[Problem]:
    """An anchor belongs to one entry; a word to one term."""
    named = (
        case.content.systems,
        case.content.flow.steps,
        case.content.glossary.terms,
        case.content.questions,
        case.content.references,
        case.content.yardsticks,
    )
    for entries in named:
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                yield at(entry.where, f"「{entry.id}」用了两次", "请另取一个；已发布的不要改")
            seen.add(entry.id)
    words: set[str] = set()
    for term in case.content.glossary.terms:
        for name in (term.name, *term.also):
            if name in words:
                yield at(term.where, f"术语「{name}」解释了两次", "请合并", rule="duplicate-term")
            words.add(name)


# ---------------------------------------------------------------- what must be explained


@rule("unexplained-clause")
def unexplained_clauses(case: Explained) -> Iterator[Problem]:
    """Every clause of the plan has its page."""
    explained = {page.clause for page in case.content.explainers}
    for clause in PLAN:
        if clause not in explained:
            cure = "请在 content/policy/ 加一个文件，写明 clause"
            yield at(Place("content/policy"), f"没有页面解释条款「{clause}」", cure)


@rule("unclaimed-indicator")
def unclaimed_indicators(case: Explained) -> Iterator[Problem]:
    """Every indicator measures a clause that a page explains, or belongs to a theme explained as context."""
    clauses = {page.clause for page in case.content.explainers}
    themes = {context.theme for context in case.content.context}
    for indicator in case.dataset.indicators.values():
        if indicator.clause not in clauses and not (indicator.clause == "context" and indicator.theme in themes):
            cure = "请在 content/policy/context.yml 说明这个主题，或为它的条款写一页"
            what = f"指标「{indicator.key}」没有条款或背景说明"
            yield at(Place("data/indicators.yml"), what, cure)


@rule("missing-term")
def unexplained_terms(case: Explained) -> Iterator[Problem]:
    """The glossary explains each word of its vocabulary that content/ uses, and each [[word]]."""
    known = {name for term in case.content.glossary.terms for name in (term.name, *term.also)}
    for file, text in case.content.files.items():
        prose = "" if file == "content/glossary.yml" else text
        marked = [(match.start(), match[1]) for match in MARKED.finditer(prose)]
        used = [(prose.index(word), word) for word in case.content.glossary.vocabulary if word in prose]
        for start, word in (*marked, *used):
            if word not in known:
                where = Place(file, text.count("\n", 0, start) + 1)
                yield at(where, f"术语「{word}」没有解释", "请加到 content/glossary.yml")


@rule("unjudged-milestone", also=("status-mismatch",))
def judged_milestones(case: Explained) -> Iterator[Problem]:
    """Each milestone has a yardstick, and once all is due the rule comes to the status that the data record."""
    for milestone in case.dataset.milestones:
        yardstick = case.content.yardstick.get(milestone.id)
        if yardstick is None:
            what = f"「{milestone.id}」没有写用什么衡量"
            yield at(milestone.where, what, "请加到 content/policy/milestones.yml")
            continue
        right = status(
            milestone, yardstick, case.dataset.indicators.get(milestone.indicator), case.dataset.cited, date.max
        )
        if right.value != milestone.status:
            what = f"「{milestone.id}」按规则是 {right.value}，这里写 {milestone.status}"
            cure = "请改这里的 status，或改 content/policy/milestones.yml 的判断办法"
            yield at(milestone.where, what, cure, rule="status-mismatch")


# ---------------------------------------------------------------- what the pages show


@rule("unknown-*")
def unknown_headlines(case: Explained) -> Iterator[Problem]:
    """The home page shows and draws indicators that are there, of subjects and kinds that are there."""
    named: tuple[Headline | Drawn, ...] = (*case.content.home.headlines, *case.content.home.timeline)
    for shown in named:
        yield from _unknown(shown.where, "unknown-indicator", "指标", (shown.indicator,), case.dataset.indicators)
    for one in case.content.home.headlines:
        yield from _unknown(one.where, "unknown-subject", "对象", (one.subject,), tuple(Subject))
        yield from _unknown(one.where, "unknown-kind", "性质", (one.kind,), ("", *FACT_KINDS))


@rule("unknown-*", also=("duplicate-key",))
def unknown_columns(case: Explained) -> Iterator[Problem]:
    """Columns and charts of the pages of quarters are of spans and kinds that are there."""
    tables = case.content.quarters.tables
    for one in _chosen(case.content.quarters):
        yield from _unknown(one.where, "unknown-span", "口径", (one.span,), ("", *SPANS))
        yield from _unknown(one.where, "unknown-column", "可以一并列出的数", one.show, tuple(BESIDE_VALUES))
    for told in _told(case.content.quarters):
        possible = TELLINGS if told in case.content.quarters.told else ()
        yield from _unknown(told.where, "unknown-column", "可以一并说的", told.tell, possible)
    for chart in (chart for table in tables for chart in table.charts):
        yield from _unknown(chart.where, "unknown-kind", "图", (chart.kind,), DRAWN)
    for table in tables:
        if sum(table.name == other.name for other in tables) > 1:
            yield at(table.where, f"「{table.name}」用了两次", "请另取一个；已发布的不要改", rule="duplicate-key")


def _chosen(quarters: Quarters) -> Iterator[Shown]:
    for table in quarters.tables:
        yield from (*table.columns, *table.charts)
    for chosen in (quarters.main, quarters.compared, quarters.listed, quarters.profile, quarters.trends):
        yield from chosen


def _told(quarters: Quarters) -> Iterator[Told]:
    for told in (quarters.tiles, quarters.told, quarters.told_of_regions, quarters.lead, quarters.since_last):
        yield from told


@rule("unknown-indicator")
def unknown_items(case: Explained) -> Iterator[Problem]:
    """The pages of quarters show and tell items that returns may bring."""
    named: tuple[Shown | Told, ...] = (*_chosen(case.content.quarters), *_told(case.content.quarters))
    for one in named:
        if case.items is not None and one.key not in case.items:
            yield at(one.where, f"没有指标「{one.key}」", "指标见 data/form.yml 和 data/ratios.yml")


@rule("bad-address")
def bad_addresses(case: Explained) -> Iterator[Problem]:
    """The name of a written page's file can be its address."""
    for page in case.content.written:
        if not ADDRESS.fullmatch(page.address):
            cure = "文件名请只用小写字母、数字和连字符，如 contact.md"
            yield at(Place(page.where.file), f"{page.address} 不能作网页地址", cure)


@rule("duplicate-address")
def taken_addresses(case: Explained) -> Iterator[Problem]:
    """No written page stands where another page does."""
    count = Counter(map(address_of, case.paths))
    for page in case.content.written:
        if count[page.address] > 1:
            what = f"地址 {page.address} 已有别的网页"
            yield at(Place(page.where.file), what, "请给文件另取一个名称")


# ---------------------------------------------------------------- links


@rule("dead-link")
def dead_links(case: Explained) -> Iterator[Problem]:
    """Every internal link of content/ leads to a page and an anchor that the site has."""
    anchors = case.anchors
    if anchors is None:
        return
    for where, address, anchor in _links(case.content):
        if address not in anchors or (anchor and anchor not in anchors[address]):
            missing = f"网站没有 {address}" if address not in anchors else f"{address} 上没有 #{anchor}"
            yield at(where, missing, "请改成存在的地址，以 / 开头和结尾")


def linked(content: Content) -> frozenset[str]:
    """The addresses of pages on which content/ links to an anchor."""
    return frozenset(address for _, address, anchor in _links(content) if anchor)


def _links(content: Content) -> Iterator[tuple[Place, str, str]]:
    """Every internal link: where it stands, the address, and the anchor or nothing."""
    for file, text in content.files.items():
        for match in LINKS.finditer(text):
            address, _, anchor = (match[1] or match[2]).partition("#")
            yield Place(file, text.count("\n", 0, match.start()) + 1), address, anchor


RULES: tuple[Rule[Explained], ...] = (
    quotations,
    braces,
    english_texts,
    named_sources,
    unsourced,
    unknown_names,
    names_used_twice,
    unexplained_clauses,
    unclaimed_indicators,
    unexplained_terms,
    judged_milestones,
    unknown_headlines,
    unknown_columns,
    unknown_items,
    bad_addresses,
    taken_addresses,
    dead_links,
)
