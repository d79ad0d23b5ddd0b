"""The index of quarters, one page for each with a return or in which a published figure's period ends, and /latest/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from typing import Any

from report import wording
from report.address import cited_address, holders_address, local_address, quarter_address, relative
from report.model import Chart, ChartKind, Document, Fact, Page, RegionKind, Table
from report.moment import day_of
from report.numbers.cells import METHOD
from report.numbers.measures import WORKED_OUT
from report.order import with_neighbours
from report.pages import citation, pictures
from report.pages import series_tables as tables
from report.pages.corrections import corrections, corrections_page, largest, moved
from report.pages.desk import (
    Desk,
    FactView,
    around,
    by_issue_date,
    grouped,
    in_order_of_regions,
    of_nation,
    of_regions,
    without_attached,
)
from report.pages.issue import Issue
from report.pages.on_paper import bulletin_of
from report.pages.plan import Plan, Theme, Wanted, figure_of
from report.pages.traces import Sources, sources, ways
from report.period import Quarter
from report.seals.sealed_lists import FIGURES
from report.sentences import bulletin
from report.sentences.bulletin import Sentence

CRUMBS = (("季度", "/quarters/"),)
LATEST = "/latest/"


def quarters(desk: Desk, plan: Plan, issues: Mapping[Quarter, Issue]) -> Iterator[Page]:
    """*issues*: the quarters with a return; the pages of the others list cited figures alone."""
    around = desk.dataset.quarters
    yield _index(desk)
    for before, quarter, after in with_neighbours(around):
        page = _quarter(desk, quarter, before, after)
        yield _with_return(page, issues[quarter], plan) if quarter in issues else page
    if around:
        yield _latest(desk, max(issues, default=around[-1]))


def _with_return(page: Page, issue: Issue, plan: Plan) -> Page:
    """The page of a quarter with its return first, and the cited figures in a section of their own."""
    context, charts, shown = _national(issue, plan)
    around = {name: page.context[name] for name in ("before", "after", "before_address", "after_address")}
    indicators = dict.fromkeys([*page.front["indicators"], *(row.title for row in context["shown"])])
    return replace(
        page,
        template="quarter-report.md.j2",
        description=f"{issue.quarter.title}高校和科研机构存量专利盘活情况：{_of_whom(issue)}的{_of_what(shown)}。",
        context={**page.context, **context, **around, **_addresses(issue.quarter)},
        charts=charts,
        tables=shown,
        papers=tuple(bulletin_of(issue, context)),
        front={**page.front, **issue.front, "indicators": list(indicators)},
    )


def _addresses(quarter: Quarter) -> Mapping[str, str]:
    return {
        "cited_address": cited_address(quarter),
        "local_address": local_address(quarter),
        "holders_address": holders_address(quarter),
    }


def appendices(issue: Issue, plan: Plan) -> Iterator[tuple[str, Callable[[], Page]]]:
    """What is too long for the page of a quarter with a return, by name: each page, to be made when it is asked for."""
    if issue.is_corrected:
        yield "corrections", partial(corrections_page, issue)
    shown = _shown(issue.desk, issue.quarter)
    if of_nation(shown, issue.desk.dataset):
        yield "cited", partial(_cited_page, issue)
    if of_regions(shown, issue.desk.dataset):
        yield "local", partial(_local_page, issue)
    if _has_holders(issue, plan):
        yield "holders", partial(_holders_page, issue, plan)


def _cited_page(issue: Issue) -> Page:
    """What was published of the nation besides the return; search leads to the pages of the indicators."""
    desk, quarter = issue.desk, issue.quarter
    national = of_nation(_shown(desk, quarter), desk.dataset)
    said = f"{quarter.title}政府部门或媒体公布的全国高校和科研机构存量专利盘活数字：{len(national)}条，逐条注明出处。"
    return _appendix(quarter, cited_address(quarter), "全国公开的其他数字", said, {"themes": _by_theme(desk, national)})


def _local_page(issue: Issue) -> Page:
    """What single regions published about the quarter; search leads to the pages of the regions."""
    desk, quarter = issue.desk, issue.quarter
    local = of_regions(_shown(desk, quarter), desk.dataset)
    said = f"{quarter.title}各地政府部门或媒体公布的高校和科研机构存量专利盘活数字：{len(local)}条，逐条注明出处。"
    return _appendix(
        quarter, local_address(quarter), "各地区公开的数字", said, {"local": _views_of_regions(desk, local)}
    )


def _appendix(quarter: Quarter, address: str, title: str, description: str, listed: Mapping[str, Any]) -> Page:
    """A page of cited figures below that of *quarter*; their template prints what is *listed*."""
    of_quarter = quarter_address(quarter)
    return Page(
        address=address,
        template="quarter-cited.md.j2",
        title=f"{quarter.title}{title}",
        description=description,
        section="季度",
        context={"quarter": quarter, "address": of_quarter, "themes": (), "local": (), **listed},
        front={"noindex": True},
        crumbs=(*CRUMBS, (quarter.title, of_quarter)),
    )


def _holders_page(issue: Issue, plan: Plan) -> Page:
    """Where the nation's numbers of holders alone come from, which sentences of the quarter tell."""
    quarter = issue.quarter
    return Page(
        address=holders_address(quarter),
        template="traces.md.j2",
        title=f"{quarter.title}高校、科研机构各自的数的出处",
        description=f"{quarter.title}全国高校、科研机构各自的每个数，取自季度报表的哪一格、由哪几格算出。",
        section="季度",
        context={"sources": _of_nation(issue, "高校、科研机构", tables.of_holders(issue.desk, plan.columns, quarter))},
        front={"noindex": True},
        crumbs=(*CRUMBS, (quarter.title, quarter_address(quarter))),
    )


def _has_holders(issue: Issue, plan: Plan) -> bool:
    """Whether the nation has a value or a cell of holders alone: asked of each quarter, made or remembered."""
    desk = issue.desk
    wanted = tables.of_holders(desk, plan.columns, issue.quarter)
    figures = (figure_of(desk, one, desk.dataset.nation.name, issue.quarter) for one in wanted)
    return any(one.observation or one.value is not None for one in figures)


def _by_theme(desk: Desk, national: Sequence[Fact]) -> list[tuple[str, list[FactView]]]:
    return [(theme, desk.facts(found)) for theme, found in grouped(national, desk.dataset)]


def _views_of_regions(desk: Desk, local: Sequence[Fact]) -> list[FactView]:
    return [desk.fact(fact) for fact in in_order_of_regions(local, desk.dataset)]


def _of_whom(issue: Issue) -> str:
    """全国和31个省（区、市）、兵团: of whom its return has numbers."""
    dataset = issue.desk.dataset
    returned = [one for one in dataset.regions.values() if issue.desk.figures.is_returned(one.name, issue.quarter)]
    kinds = Counter(region.kind for region in returned)
    told = [f"{count}个省（区、市）"] if (count := kinds[RegionKind.PROVINCE]) else []
    told += ["兵团"] if kinds[RegionKind.CORPS] else []
    return "和".join(filter(None, [dataset.nation.name * kinds[RegionKind.NATION], "、".join(told)]))


def _of_what(shown: Sequence[Table]) -> str:
    """数字、同比、占比和位次: what its tables say."""
    given = {column.title for table in shown for n, column in enumerate(table.columns) if _has_values(table, n)}
    asked = ((one.asked, one.called.title) for one in WORKED_OUT.values())
    told = ["数字", *(one.said for one, end in asked if one and any(title.endswith(end) for title in given))]
    return "和".join(filter(None, ["、".join(told[:-1]), told[-1]]))


def _has_values(table: Table, n: int) -> bool:
    return any(row.cells[n].value is not None for row in table.rows)


def _national(issue: Issue, plan: Plan) -> tuple[Mapping[str, Any], tuple[Chart, ...], tuple[Table, ...]]:
    """What the quarter's page says of its return: context, charts, tables."""
    desk, quarter = issue.desk, issue.quarter
    told = dict(bulletin.bulletin(desk.figures, plan.chosen, quarter))
    tiles = bulletin.headline(desk.figures, plan.chosen, quarter)
    sections = list(_sections(issue, plan, told))
    parts = [part for section in sections for part in section["parts"]]
    charts = tuple(chart for part in parts for chart in part["charts"])
    headlines = [one for one in plan.headlines if tables.is_given(desk, one, quarter)]
    glance = tables.glance_table(desk, headlines, quarter)
    context = {
        **issue.shared(quarter_address, LATEST),
        "marked": bulletin.marked(desk.figures, plan.chosen, quarter) if tiles or told else (),
        "tiles": tiles,
        "shown": [desk.dataset.indicators[one.key] for one in plan.columns if tables.is_given(desk, one, quarter)],
        "returned": sections,
        "revised": corrections(issue),
        "revisions": len(issue.publication.revisions),
        "largest": largest(issue),
        "moved": moved(issue),
        "method": METHOD,
        "methods": desk.methods([*plan.keys, *(fact.indicator for fact in facts_of(desk, quarter))]),
        "ways": _ways(issue, plan, told.values()),
        "of_holders": _has_holders(issue, plan),
        "glance": glance,
        "shades": tables.shades(desk, headlines, quarter),
        "grid": next((chart for chart in charts if chart.kind is ChartKind.TILES), None),
        "citation": citation.of_quarter(desk, quarter),
    }
    shown = (glance, *(part["table"] for part in parts)) if glance.columns else [part["table"] for part in parts]
    return context, charts, tuple(shown)


def _ways(issue: Issue, plan: Plan, told: Iterable[Sequence[Sentence]]) -> Mapping[str, str]:
    """Where numbers of the nation come from, by their columns: in 说明, or with all others of their holders."""
    stated = chain.from_iterable(_stated(issue, sentences) for sentences in told)
    wanted = (*plan.columns, *stated, *tables.of_holders(issue.desk, plan.columns, issue.quarter))
    return ways(issue.desk, wanted, issue.desk.dataset.nation.name, issue.quarter)


def _sections(issue: Issue, plan: Plan, told: Mapping[str, Sequence[Sentence]]) -> Iterator[dict[str, Any]]:
    """The themes of one title, whose tables have something: what is told, shown, and where it comes from."""
    for title, themes in groupby(plan.themes, key=lambda theme: theme.title):
        if parts := [part for theme in themes if (part := _part(issue, theme))["table"].columns]:
            yield {
                "title": title,
                "name": parts[0]["table"].name,
                "sentences": told.get(title, ()),
                "parts": parts,
                "sources": _of_nation(issue, title, (*plan.columns_of(title), *_stated(issue, told.get(title, ())))),
            }


def _stated(issue: Issue, sentences: Iterable[Sentence]) -> Iterator[Wanted]:
    """The columns of which sentences tell, with their change; of holders alone there is a page."""
    for part in bulletin.claims_of(sentences):
        if part.is_first and part.subject is issue.desk.dataset.indicators[part.indicator].whole:
            yield Wanted(part.indicator, part.span, ("change",), part.subject)


def _part(issue: Issue, theme: Theme) -> Mapping[str, Any]:
    """A table of the quarter with its charts."""
    return {
        "table": tables.theme_table(issue.desk, issue.quarter, theme),
        "charts": list(pictures.drawn(issue.desk, issue.quarter, theme.drawings)),
    }


def _of_nation(issue: Issue, of: str, wanted: Iterable[Wanted]) -> Sources:
    nation = issue.desk.dataset.nation.name
    return sources(issue.desk, f"{nation}{of}", wanted, [nation], issue.quarter, sparing=True)


# ---------------------------------------------------------------- the cited figures of a quarter


def facts_of(desk: Desk, quarter: Quarter) -> list[Fact]:
    """Figures and changes whose period ends in the quarter; targets are plans, not facts of a quarter."""
    return [f for f in desk.dataset.cited if f.period and f.period.quarter == quarter and f.kind != "target"]


def _shown(desk: Desk, quarter: Quarter) -> list[Fact]:
    """The entries of the quarter's page: a change that is stated for a figure stands with it."""
    return without_attached(facts_of(desk, quarter), desk)


def _index(desk: Desk) -> Page:
    rows = [
        {
            "title": quarter.title,
            "slug": quarter.slug,
            "address": quarter_address(quarter),
            "national": len(of_nation(_shown(desk, quarter), desk.dataset)),
            "local": len(of_regions(_shown(desk, quarter), desk.dataset)),
            "documents": len(_documents(desk, quarter)),
            "returned": _returned(desk, quarter),
        }
        for quarter in reversed(desk.dataset.quarters)
    ]
    return Page(
        address="/quarters/",
        template="quarters.md.j2",
        title="季度",
        description="按季度列出公开数字：每个季度一页，先全国、后地区，逐条注明出处。",
        section="季度",
        context={"rows": rows, "has_returns": bool(desk.figures.quarters)},
        front={"aliases": ["季度目录", "jidu", "季报"]},
    )


def _returned(desk: Desk, quarter: Quarter) -> tuple[str, str] | None:
    """When the return of a quarter came out, and its status; None where there is none."""
    if quarter not in desk.dataset.returns:
        return None
    publication = desk.dataset.returns[quarter].publication
    return wording.day_text(day_of(publication.out_at).isoformat()), publication.status


def _quarter(desk: Desk, quarter: Quarter, before: Quarter | None, after: Quarter | None) -> Page:
    dataset = desk.dataset
    facts = facts_of(desk, quarter)
    national, local = of_nation(_shown(desk, quarter), desk.dataset), of_regions(_shown(desk, quarter), desk.dataset)
    indicators = sorted({dataset.indicators[fact.indicator].title for fact in facts})
    return Page(
        address=quarter_address(quarter),
        template="quarter.md.j2",
        title=quarter.title,
        description=f"{quarter.title}公开的高校和科研机构存量专利盘活数字：全国{len(national)}条，地区{len(local)}条，逐条注明出处。",
        section="季度",
        context={
            "quarter": quarter,
            "late": desk.told_late(quarter),
            "themes": _by_theme(desk, national),
            "local": _views_of_regions(desk, local),
            "documents": [desk.document(document) for document in _documents(desk, quarter)],
            "is_last_of_year": quarter.number == 4,
            "taken_back": desk.taken_back(lambda one: one.quarter == quarter),
            "methods": desk.methods(fact.indicator for fact in facts),
            "citation": citation.of_page(desk, quarter.title, quarter_address(quarter), [FIGURES]),
            **around(before, after, quarter_address),
        },
        front={
            "quarters": [quarter.title],
            "regions": list(dict.fromkeys(f.region for f in in_order_of_regions(facts, dataset) if f.region != "全国")),
            "indicators": indicators,
            "grades": desk.grades(facts),
            "aliases": [quarter.code, quarter.slug, *_spellings(quarter), *indicators],
        },
        crumbs=CRUMBS,
    )


def _spellings(quarter: Quarter) -> list[str]:
    """2024年3季度, 2024年三季度, 2024 Q3: what people type."""
    han = "一二三四"[quarter.number - 1]
    return [f"{quarter.year}年{quarter.number}季度", f"{quarter.year}年{han}季度", f"{quarter.year} Q{quarter.number}"]


def _documents(desk: Desk, quarter: Quarter) -> list[Document]:
    """Documents issued in the quarter, where at least the month is certain."""
    return [
        document
        for document in by_issue_date(desk.dataset.documents)
        if len(document.issued_on) >= 7 and _quarter_of(document.issued_on) == quarter
    ]


def _quarter_of(text: str) -> Quarter:
    return Quarter(int(text[:4]), (int(text[5:7]) + 2) // 3)


# ---------------------------------------------------------------- the newest


def _latest(desk: Desk, quarter: Quarter) -> Page:
    """The address that always answers with the newest quarter; search finds the quarter itself."""
    address = quarter_address(quarter)
    return Page(
        address=LATEST,
        template="latest.md.j2",
        title=f"最新一期：{quarter.title}",
        description=f"最新一期是{quarter.title}；本地址始终指向最新一期，引用请用该期的固定地址。",
        section="季度",
        context={"quarter": quarter, "address": address},
        front={
            "noindex": True,
            "refresh": relative(address, LATEST),
            "canonical": f"{desk.site}{address}" if desk.site else relative(address, LATEST),
        },
        crumbs=CRUMBS,
    )
