"""Rules about content/: what it names exists, what it says is sourced; clauses, indicators and terms are explained."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date

from report.address import address_of
from report.model import Dataset, Place, Problem, Subject
from report.model.content import Content, Drawn, Explainer, Form, Guide, Headline, Quarters, Shown, System, Told
from report.numbers.commitments import TESTS, status
from report.numbers.official import LATEST, quoted
from report.wording import CLAUSES

CALL = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
LINKS = re.compile(r"\]\((/[^)\s]*)\)|\bsee: (/[^\s,}]+)")
MARKED = re.compile(r"\[\[([^\]]+)\]\]")
KINDS = {"policy": ("overview", "task", "safeguard"), "local": ("deadline", "first-mover")}
HOW_TO_QUOTE = '请写成 {{ figure("指标", "全国", latest) }} 或 {{ cite("来源") }}'
PLAN = tuple(clause for clause in CLAUSES if clause != "context")  # the clauses of the plan
ADDRESS = re.compile(r"/(?:[a-z0-9]+(?:-[a-z0-9]+)*/)+")
FACT_KINDS = ("stock", "flow", "ytd", "cumulative", "rate")
SPANS = ("quarter", "ytd")
SHOWN = ("change", "share", "rank")
DRAWN = ("ranking", "tiles", "multiples")
TELLINGS = ("leaders", "spread", "holders")
WRITERS = ("figure", "when", "cite")
Anchors = Mapping[str, frozenset[str]]  # the address of each page, and the anchors on it


def check_content(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """All problems of all rules but that of links, which needs the finished pages."""
    for rule in RULES:
        yield from rule(content, dataset)


# ---------------------------------------------------------------- what an author quotes


def quotations(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Each {{ … }} quotes a source that is there, or exactly one published figure of an indicator that is there."""
    for file, text in content.files.items():
        for match in CALL.finditer(text):
            where = Place(file, text.count("\n", 0, match.start()) + 1)
            try:
                name, arguments = _call(match[1])
            except (SyntaxError, ValueError):
                yield Problem(where, "broken-quotation", f"读不懂 {match[0]}", HOW_TO_QUOTE)
            else:
                rule = _citation if name == "cite" else _quotation
                yield from rule(where, arguments, content, dataset)


def _call(text: str) -> tuple[str, list[str]]:
    """The name and the arguments of a quotation; bare words stand for themselves."""
    call = ast.parse(text.strip().replace("\\'", "'"), mode="eval").body
    if not isinstance(call, ast.Call) or ast.unparse(call.func) not in WRITERS or call.keywords:
        raise ValueError(text)
    return ast.unparse(call.func), [_word(argument) for argument in call.args]


def _word(argument: ast.expr) -> str:
    if isinstance(argument, ast.Name) and argument.id in (LATEST, *Subject):
        return argument.id
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise ValueError("neither a word nor a text")


def _citation(where: Place, arguments: list[str], content: Content, dataset: Dataset) -> Iterator[Problem]:
    yield from _sources(where, tuple(arguments), content, dataset)


def _quotation(where: Place, arguments: list[str], content: Content, dataset: Dataset) -> Iterator[Problem]:
    indicator, region, period, subject, kind = (*arguments, *("", "全国", LATEST, "", "")[len(arguments) :])[:5]
    if indicator not in dataset.indicators:
        yield Problem(where, "unknown-indicator", f"没有指标「{indicator}」", "指标见 data/indicators.yml")
        return
    found = quoted(dataset, indicator, region, period, subject, kind)
    if not found:
        cure = "请核对地区、时期、对象、性质，见 data/figures.csv"
        yield Problem(where, "unknown-figure", f"没有公布过这样的数：{'，'.join(arguments)}", cure)
    if len(subjects := {fact.subject for fact in found}) > 1:
        cure = f"请写明对象：{'、'.join(sorted(subjects))}"
        yield Problem(where, "ambiguous-figure", f"「{indicator}」有几种对象的数", cure)


def _sources(where: Place, keys: tuple[str, ...], content: Content, dataset: Dataset) -> Iterator[Problem]:
    for key in keys:
        if key not in dataset.sources and key not in content.reference:
            cure = "请用 data/sources.csv 或 content/references.yml 中的名称"
            yield Problem(where, "unknown-source", f"没有来源「{key}」", cure)


def named_sources(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Every list of sources names sources that are there."""
    for entry in (*_statements(content), *content.questions):
        yield from _sources(entry.where, entry.sources, content, dataset)


def unsourced(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """No answer, system, form, page or guide without a source."""
    for question in content.questions:
        if not question.sources:
            what = f"回答「{question.question}」没有来源"
            yield Problem(question.where, "unsourced-answer", what, "请在 sources 中列出依据")
    for entry in _statements(content):
        if not entry.sources:
            yield Problem(entry.where, "unsourced-statement", "这一条没有来源", "请在 sources 中列出依据")


def _statements(content: Content) -> tuple[Explainer | System | Guide | Form, ...]:
    return (*content.explainers, *content.systems, *content.guides, *content.forms)


# ---------------------------------------------------------------- what must exist


def unknown_names(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Clauses, indicators, pages, milestones, figures, documents, regions and themes that are named exist."""
    pages = {page.slug for page in content.explainers}
    documents = {document.id for document in dataset.documents}
    milestones = {milestone.id for milestone in dataset.milestones}
    for page in content.explainers:
        yield from _unknown(page.where, "unknown-clause", "条款", (page.clause,), PLAN)
        yield from _unknown(page.where, "unknown-kind", "种类", (page.kind,), KINDS["policy"])
        yield from _unknown(page.where, "unknown-indicator", "指标", page.also, dataset.indicators)
    for system in content.systems:
        yield from _unknown(system.where, "unknown-page", "页面", (system.page,), pages)
        yield from _unknown(system.where, "unknown-indicator", "指标", system.indicators, dataset.indicators)
    for yardstick in content.yardsticks:
        yield from _unknown(yardstick.where, "unknown-milestone", "承诺", (yardstick.id,), milestones)
        yield from _unknown(yardstick.where, "unknown-test", "判断办法", (yardstick.test,), TESTS)
        yield from _unknown(yardstick.where, "unknown-figure", "公开数字", yardstick.by, dataset.fact)
    for change in content.changes:
        yield from _unknown(change.where, "unknown-document", "文件", (change.id,), documents)
    for local in content.local:
        yield from _unknown(local.where, "unknown-region", "地区", (local.region,), dataset.regions)
        yield from _unknown(local.where, "unknown-document", "文件", (local.document,), documents)
        yield from _unknown(local.where, "unknown-kind", "种类", (local.kind,), KINDS["local"])
    for context in content.context:
        yield from _unknown(context.where, "unknown-theme", "主题", (context.theme,), dataset.themes)


def _unknown(where: Place, rule: str, what: str, names: tuple[str, ...], known: object) -> Iterator[Problem]:
    allowed = list(known)  # type: ignore[call-overload]
    for name in names:
        if name not in allowed:
            shown = "、".join(map(str, allowed[:12])) + ("……" if len(allowed) > 12 else "")
            yield Problem(where, rule, f"没有{what}「{name}」", f"可用：{shown}")


def names_used_twice(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """An anchor belongs to one entry; a word to one term."""
    named = (content.systems, content.steps, content.terms, content.questions, content.references, content.yardsticks)
    for entries in named:
        seen: set[str] = set()
        for entry in entries:
            if entry.id in seen:
                yield Problem(entry.where, "duplicate-key", f"「{entry.id}」用了两次", "请另取一个；已发布的不要改")
            seen.add(entry.id)
    words: set[str] = set()
    for term in content.terms:
        for name in (term.name, *term.also):
            if name in words:
                yield Problem(term.where, "duplicate-term", f"术语「{name}」解释了两次", "请合并")
            words.add(name)


# ---------------------------------------------------------------- what must be explained


def unexplained_clauses(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Every clause of the plan has its page."""
    explained = {page.clause for page in content.explainers}
    for clause in PLAN:
        if clause not in explained:
            cure = "请在 content/policy/ 加一个文件，写明 clause"
            yield Problem(Place("content/policy"), "unexplained-clause", f"没有页面解释条款「{clause}」", cure)


def unclaimed_indicators(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Every indicator measures a clause that a page explains, or belongs to a theme explained as context."""
    clauses = {page.clause for page in content.explainers}
    themes = {context.theme for context in content.context}
    for indicator in dataset.indicators.values():
        if indicator.clause not in clauses and not (indicator.clause == "context" and indicator.theme in themes):
            cure = "请在 content/policy/context.yml 说明这个主题，或为它的条款写一页"
            what = f"指标「{indicator.key}」没有条款或背景说明"
            yield Problem(Place("data/indicators.yml"), "unclaimed-indicator", what, cure)


def unexplained_terms(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """The glossary explains each word of its vocabulary that content/ uses, and each [[word]]."""
    known = {name for term in content.terms for name in (term.name, *term.also)}
    for file, text in content.files.items():
        prose = "" if file == "content/glossary.yml" else text
        marked = [(match.start(), match[1]) for match in MARKED.finditer(prose)]
        used = [(prose.index(word), word) for word in content.vocabulary if word in prose]
        for at, word in (*marked, *used):
            if word not in known:
                where = Place(file, text.count("\n", 0, at) + 1)
                yield Problem(where, "missing-term", f"术语「{word}」没有解释", "请加到 content/glossary.yml")


def judged_milestones(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Each milestone has a yardstick, and once all is due the rule comes to the status that the data record."""
    for milestone in dataset.milestones:
        yardstick = content.yardstick.get(milestone.id)
        if yardstick is None:
            what = f"「{milestone.id}」没有写用什么衡量"
            yield Problem(milestone.where, "unjudged-milestone", what, "请加到 content/policy/milestones.yml")
            continue
        found = status(milestone, yardstick, dataset.indicators.get(milestone.indicator), dataset.cited, date.max)
        if found.value != milestone.status:
            what = f"「{milestone.id}」按规则是 {found.value}，这里写 {milestone.status}"
            cure = "请改这里的 status，或改 content/policy/milestones.yml 的判断办法"
            yield Problem(milestone.where, "status-mismatch", what, cure)


# ---------------------------------------------------------------- what the pages show


def unknown_headlines(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """The home page shows and draws indicators that are there, of subjects and kinds that are there."""
    named: tuple[Headline | Drawn, ...] = (*content.home.headlines, *content.home.timeline)
    for shown in named:
        yield from _unknown(shown.where, "unknown-indicator", "指标", (shown.indicator,), dataset.indicators)
    for one in content.home.headlines:
        yield from _unknown(one.where, "unknown-subject", "对象", (one.subject,), tuple(Subject))
        yield from _unknown(one.where, "unknown-kind", "性质", (one.kind,), ("", *FACT_KINDS))


def unknown_columns(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """Columns and charts of the pages of quarters are of spans and kinds that are there."""
    tables = content.quarters.tables
    for one in _chosen(content.quarters):
        yield from _unknown(one.where, "unknown-span", "口径", (one.span,), ("", *SPANS))
        yield from _unknown(one.where, "unknown-column", "可以一并列出的数", one.show, SHOWN)
    for told in _told(content.quarters):
        possible = TELLINGS if told in content.quarters.told else ()
        yield from _unknown(told.where, "unknown-column", "可以一并说的", told.tell, possible)
    for chart in (chart for table in tables for chart in table.charts):
        yield from _unknown(chart.where, "unknown-kind", "图", (chart.kind,), DRAWN)
    for table in tables:
        if sum(table.name == other.name for other in tables) > 1:
            yield Problem(table.where, "duplicate-key", f"「{table.name}」用了两次", "请另取一个；已发布的不要改")


def _chosen(quarters: Quarters) -> Iterator[Shown]:
    for table in quarters.tables:
        yield from (*table.columns, *table.charts)
    for chosen in (quarters.main, quarters.compared, quarters.listed, quarters.sparks, quarters.trends):
        yield from chosen


def _told(quarters: Quarters) -> Iterator[Told]:
    for told in (quarters.tiles, quarters.told, quarters.told_of_regions, quarters.lead, quarters.since_last):
        yield from told


def unknown_items(content: Content, known: Container[str]) -> Iterator[Problem]:
    """The pages of quarters show and tell items that returns may bring; *known*: all indicators that may be."""
    named: tuple[Shown | Told, ...] = (*_chosen(content.quarters), *_told(content.quarters))
    for one in named:
        if one.key not in known:
            yield Problem(
                one.where, "unknown-indicator", f"没有指标「{one.key}」", "指标见 data/form.yml 和 data/ratios.yml"
            )


def bad_addresses(content: Content, dataset: Dataset) -> Iterator[Problem]:
    """The name of a written page's file can be its address."""
    for page in content.written:
        if not ADDRESS.fullmatch(page.address):
            cure = "文件名请只用小写字母、数字和连字符，如 contact.md"
            yield Problem(Place(page.where.file), "bad-address", f"{page.address} 不能作网页地址", cure)


def taken_addresses(content: Content, paths: Iterable[str]) -> Iterator[Problem]:
    """No written page stands where another page does; *paths* of all pages of the site below its root."""
    count = Counter(map(address_of, paths))
    for page in content.written:
        if count[page.address] > 1:
            what = f"地址 {page.address} 已有别的网页"
            yield Problem(Place(page.where.file), "duplicate-address", what, "请给文件另取一个名称")


RULES: tuple[Callable[[Content, Dataset], Iterator[Problem]], ...] = (
    quotations,
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
    bad_addresses,
)


# ---------------------------------------------------------------- links


def dead_links(content: Content, anchors: Anchors) -> Iterator[Problem]:
    """Every internal link of content/ leads to a page and an anchor that the site has."""
    for file, text in content.files.items():
        for match in LINKS.finditer(text):
            address, _, anchor = (match[1] or match[2]).partition("#")
            if address not in anchors or (anchor and anchor not in anchors[address]):
                where = Place(file, text.count("\n", 0, match.start()) + 1)
                missing = f"网站没有 {address}" if address not in anchors else f"{address} 上没有 #{anchor}"
                yield Problem(where, "dead-link", missing, "请改成存在的地址，以 / 开头和结尾")
