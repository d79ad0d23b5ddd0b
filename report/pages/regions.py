"""The index of regions, one page for each of the 31 and for 新疆生产建设兵团, and its report of each quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from report import wording
from report.address import indicator_address, quarter_address, region_address, region_quarter_address
from report.model import Chart, Dataset, Fact, Observation, Page, Region, RegionKind, Subject
from report.model.content import Local
from report.numbers.official import SeriesKey, newest, series
from report.numbers.similar import similar, sizes
from report.order import with_neighbours
from report.pages import citation, pictures, series_tables
from report.pages.corrections import corrections, moved
from report.pages.desk import Desk, around, by_issue_date, grouped, without_attached
from report.pages.issue import Issue
from report.pages.on_paper import brief_of
from report.pages.plan import Plan
from report.pages.profiles import Bar, Strip, of_provinces, profile, strip
from report.pages.results import results
from report.pages.self_inspection import REPORTS
from report.pages.traces import Sources, sources, ways
from report.pages.unpublished import Unpublished
from report.period import Quarter
from report.sentences import bulletin
from report.sentences.bulletin import Sentence
from report.sentences.overview import overview

CRUMBS = (("地区", "/regions/"),)
RANKED = (  # what a region's page draws a ranking of, from the newest complete table
    ("designs_in_force", Subject.UNIVERSITIES),
    ("designs_in_force", Subject.RESEARCH_INSTITUTES),
    ("utility_models_in_force", Subject.ALL_HOLDERS),
)


def regions(desk: Desk, plan: Plan, local: Sequence[Local] = ()) -> Iterator[Page]:
    unpublished = Unpublished(desk)
    yield _index(desk, plan)
    for before, region, after in with_neighbours(desk.dataset.pages_of_regions):
        page = _region(desk, region, before, after, [one for one in local if one.region == region.name])
        if not desk.dataset.synthetic:
            page = replace(page, context={**page.context, **_summary(desk, unpublished, region)})
        yield _with_returns(page, desk, plan, region) if desk.figures.quarters else page


def _summary(desk: Desk, unpublished: Unpublished, region: Region) -> dict[str, Any]:
    """What is known in sentences, each figure with its way to its row, and the four statistics."""
    told = overview(desk.dataset, region, _whole(region))
    paragraphs = [[(part, getattr(part, "fact", None)) for part in paragraph] for paragraph in told]
    shown = [[(part, desk.fact(fact) if fact else None) for part, fact in paragraph] for paragraph in paragraphs]
    return {"gaps": unpublished.of(region), "overview": shown}


def _index(desk: Desk, plan: Plan) -> Page:
    dataset = desk.dataset
    return Page(
        address="/regions/",
        template="regions.md.j2",
        title="地区",
        description="31个省（自治区、直辖市）和新疆生产建设兵团的公开数字、官方统计表数据、方案与文件。",
        section="地区",
        context={
            "results": list(results(desk, plan.headlines, RANKED)),
            "rows": [_row(region, desk) for region in dataset.pages_of_regions],
            "newest": desk.figures.quarters[-1] if desk.figures.quarters else None,
            "corps": next(_row(r, desk) for r in dataset.pages_of_regions if r.kind is RegionKind.CORPS),
        },
        front={"aliases": ["省份", "各省", "分省", "省区市", "地图", "diqu"]},
    )


def _row(region: Region, desk: Desk) -> dict[str, Any]:
    facts = _own_facts(desk.dataset, region)
    last = newest(facts)
    return {
        "name": region.name,
        "address": region_address(region),
        "report": region_quarter_address(region, desk.figures.quarters[-1]) if desk.figures.quarters else "",
        "facts": _measured(facts),
        "newest": desk.fact(last) if last else None,
        "documents": sum(document.region == region.name for document in desk.dataset.documents),
    }


def _own_facts(dataset: Dataset, region: Region) -> list[Fact]:
    """What is published of the whole region: figures, changes and targets."""
    return [fact for fact in dataset.cited if fact.region == region.name and not fact.place]


def _measured(facts: Sequence[Fact]) -> int:
    """How many are figures; a change belongs to its figure, and a target is a plan."""
    return sum(fact.is_figure for fact in facts)


# ---------------------------------------------------------------- one region


def _region(desk: Desk, region: Region, before: Region | None, after: Region | None, local: Sequence[Local]) -> Page:
    dataset = desk.dataset
    facts = _own_facts(dataset, region)
    places = [fact for fact in dataset.cited if fact.region == region.name and fact.place]
    documents = [document for document in dataset.documents if document.region == region.name]
    rows = series(desk.dataset, region.name)
    drawn = tuple(_charts(desk, region, rows))
    return Page(
        address=region_address(region),
        template="region.md.j2",
        title=region.name,
        description=_description(region, _measured(facts), len(documents)),
        section="地区",
        context={
            "region": region,
            "elsewhere": _everywhere(dataset, region_address),
            "whole": _whole(region),
            "is_corps": region.kind is RegionKind.CORPS,
            "themes": [(theme, desk.facts(found)) for theme, found in grouped(without_attached(facts, desk), dataset)],
            "places": desk.facts(without_attached(places, desk)),
            "cells": [desk.cell(found[-1]) for found in rows.values()],
            "sparks": [list(_by_year(found)) for found in rows.values()],
            "strips": [_strip(desk, found[-1]) for found in rows.values()],
            "charts": drawn,
            "documents": [desk.document(document) for document in by_issue_date(documents)],
            "newest": None,
            "deadlines": _local(dataset, local, "deadline"),
            "first_movers": _local(dataset, local, "first-mover"),
            "missing": _missing(desk, region, facts),
            "gaps": None,
            "overview": (),
            "taken_back": desk.taken_back(lambda one: one.region == region.name),
            "methods": desk.methods([*(fact.indicator for fact in facts), *desk.figures.known(region.name)]),
            "citation": citation.of_page(desk, region.name, region_address(region)),
            **around(before, after, region_address),
        },
        charts=drawn,
        front=_front(desk, region, facts, places),
        crumbs=CRUMBS,
    )


def _everywhere(dataset: Dataset, address: Callable[[Region], str]) -> list[tuple[str, str, str]]:
    """The same page of every region: name, address, and the region that contains it (兵团 stands in 新疆)."""
    return [(one.name, address(one), one.inside) for one in dataset.pages_of_regions]


def _front(desk: Desk, region: Region, facts: Sequence[Fact], places: Sequence[Fact]) -> dict[str, Any]:
    """What the page is found by."""
    return {
        "regions": [region.name],
        "indicators": sorted({desk.dataset.indicators[fact.indicator].title for fact in facts}),
        "grades": desk.grades((*facts, *places)),
        "aliases": [*_names(region), *_places(desk.dataset, region, places)],
        "feed": bool(desk.site),
    }


def _with_returns(page: Page, desk: Desk, plan: Plan, region: Region) -> Page:
    """The page with the newest quarter first, then all quarters; the whole of each stands on a page of its own."""
    quarter = desk.figures.quarters[-1]
    counts = series_tables.counts_table(desk, plan.main, region.name, quarter)
    listed = series_tables.listed_table(
        desk,
        plan.listed,
        region.name,
        quarter,
        lambda one: region_quarter_address(region, one),
        f"{region.name}各季度主要数字",
    )
    rows = profile(desk, plan.profile, region.name, quarter)
    marked = bulletin.marked(desk.figures, plan.chosen, quarter, region.name)
    lead = bulletin.region_lead(desk.figures, plan.chosen, region.name, quarter)
    trends = tuple(pictures.trends(desk, region, plan.trends))
    return replace(
        page,
        context={
            **page.context,
            "newest": {
                "title": quarter.title,
                "is_returned": desk.figures.is_returned(region.name, quarter),
                "address": region_quarter_address(region, quarter),
                "sentences": (*marked, *lead) if lead or rows else (),
                "ways": ways(desk, plan.traced, region.name, quarter),
                "profile": rows,
                "counts": counts,
                "listed": listed,
                "trends": trends,
            },
            "citation": citation.of_quarter(desk, quarter, region),
        },
        charts=(*trends, *page.charts),
        tables=tuple(table for table in (counts, listed) if table.columns),
    )


def _by_year(rows: Sequence[Observation]) -> Iterator[Bar]:
    """The last value of each year from the first to the last, None where none was published; nothing for one year."""
    found = {row.period.end.year: row for row in rows if row.value is not None}
    for year in range(min(found), max(found) + 1) if len(found) > 1 else ():
        row = found.get(year)
        value = None if row is None or row.value is None else float(row.value)
        yield Bar(f"{year}年", value, wording.marks(row) if row else "")


def _strip(desk: Desk, own: Observation) -> Strip | None:
    """Where a value of an official table lies among those of the provinces, where all of them have one."""
    if own.period not in desk.complete.get((own.indicator, own.subject), ()):
        return None
    return strip(of_provinces(desk, desk.columns[own.indicator, own.subject, own.period]), own.region)


def _names(region: Region) -> list[str]:
    return [region.full_name, region.abbreviation, region.pinyin, region.name_en, region.slug]


def _places(dataset: Dataset, region: Region, facts: Sequence[Fact]) -> list[str]:
    """Cities and institutions inside the region that the data speak of: 湖北 is found by 武汉."""
    cities = [one.name for one in dataset.regions.values() if one.inside == region.name]
    return list(dict.fromkeys([*cities, *(fact.place for fact in facts)]))


def _whole(region: Region) -> str:
    """全省, 全市, 全区 or 全兵团, as the region says of itself."""
    return {"省": "全省", "市": "全市", "区": "全区"}.get(region.full_name[-1], "全兵团")


def _description(region: Region, facts: int, documents: int) -> str:
    counted = f"公开数字{facts}条，文件和活动{documents}份"
    return f"{region.full_name}高校和科研机构存量专利盘活：{counted}，另有官方统计表数据。"


def _charts(desk: Desk, region: Region, rows: Mapping[SeriesKey, tuple[Observation, ...]]) -> Iterator[Chart]:
    """A trend for every series of enough points; a ranking from the newest complete table of the series in RANKED."""
    dataset = desk.dataset
    for found in rows.values():
        if len(found) >= pictures.ENOUGH:
            yield pictures.table_trend(dataset, region, found)
    if region.kind is not RegionKind.PROVINCE:
        return
    for key, subject in RANKED:
        if cells := desk.newest_column(key, subject):
            yield pictures.table_ranking(dataset, dataset.indicators[key], cells, region.name)


def _local(dataset: Dataset, local: Sequence[Local], kind: str) -> list[tuple[str, str]]:
    """The region's own deadlines or first movers, with the title of the document or action that says so."""
    titles = {document.id: document.title for document in dataset.documents}
    return [(one.text, titles[one.document]) for one in local if one.kind == kind and one.document in titles]


def _missing(desk: Desk, region: Region, facts: list[Fact]) -> list[tuple[str, list[tuple[str, str]]]]:
    """By theme the plan's indicators, title and address, of the region's measured values neither cited nor returned."""
    known = {fact.indicator for fact in facts if fact.is_figure}
    indicators = desk.dataset.indicators.values()
    returned = desk.figures.known(region.name)
    told = {one.bare_title for one in indicators if one.key in returned}
    missing = [
        one for one in indicators if one.clause != "context" and one.key not in known and one.bare_title not in told
    ]
    return [
        (theme, [(one.title, indicator_address(one)) for one in missing if one.theme == theme])
        for theme in dict.fromkeys(one.theme for one in missing)
    ]


# ---------------------------------------------------------------- one region in one quarter


def region_report(issue: Issue, plan: Plan, region: Region) -> Page:
    """What the return says of one region; it follows from this quarter and those before it, and from *issue*."""
    quarter, name = issue.quarter, region.name
    title, shown, revised = f"{name} {quarter.title}", _report_tables(issue, plan, name), corrections(issue, name)
    is_compared, beside = shown["is_compared"], shown["beside"]
    tables = (shown["counts"], shown["rates"], *((shown["compared"],) if is_compared else ()), *revised)
    said = {"title": title, **_told(issue, plan, name), **shown}
    return Page(
        address=region_quarter_address(region, quarter),
        template="region-report.md.j2",
        title=title,
        description=f"{quarter.title}{region.full_name}高校和科研机构存量专利盘活的数字、同比、占比和位次"
        f"{f'，与{beside}的比较' if is_compared else ''}。",
        section=REPORTS,
        context={
            **issue.shared(lambda one: region_quarter_address(region, one), f"{region_address(region)}#newest"),
            **_around(issue.desk, region, quarter),
            **said,
            "sources": _sources(issue, plan, name, said["since"]),
            "ways": ways(issue.desk, plan.traced, name, quarter),
            "region": region,
            "elsewhere": _everywhere(issue.desk.dataset, lambda one: region_quarter_address(one, quarter)),
            "is_corps": region.kind is RegionKind.CORPS,
            "revised": revised,
            "moved": moved(issue, region),
            "lines": list(_lines(issue, region)),
            "methods": issue.desk.methods(plan.keys),
            "citation": citation.of_quarter(issue.desk, quarter, region),
        },
        tables=tuple(table for table in tables if table.columns),
        papers=tuple(brief_of(issue, plan, region, said)),
        front={
            **issue.front,
            "regions": [name],
            "quarters": [quarter.title],
            "aliases": _aliases(region, quarter),
        },
        crumbs=(*CRUMBS, (name, region_address(region))),
    )


def _aliases(region: Region, quarter: Quarter) -> list[str]:
    """What a reader may type who looks for the report."""
    name, title = region.name, quarter.title
    named = (f"{name}{title}", f"{title}{name}", f"{region.full_name}{title}", f"{name}{quarter.code}")
    return [*named, f"{region.pinyin} {quarter.code}"]


def _report_tables(issue: Issue, plan: Plan, name: str) -> dict[str, Any]:
    """The tables of a region's report, and with whom it is compared."""
    desk, quarter = issue.desk, issue.quarter
    compared, alike = series_tables.compared_table(desk, plan, name, quarter), similar(desk.figures, name, quarter)
    others = [row for row in compared.rows if row.label != name]
    return {
        "counts": series_tables.counts_table(desk, plan.columns, name, quarter),
        "rates": series_tables.rates_table(desk, plan, name, quarter),
        "is_returned": desk.figures.is_returned(name, quarter),
        "is_compared": any(cell.value is not None for row in others for cell in row.cells),
        "has_sizes": bool(sizes(desk.figures, quarter)),
        "compared": compared,
        "similar": alike,
        "beside": series_tables.beside(alike),
    }


def _told(issue: Issue, plan: Plan, name: str) -> dict[str, Any]:
    """The sentences of a region's report, and its profile before them."""
    desk, quarter = issue.desk, issue.quarter
    return {
        "marked": bulletin.marked(desk.figures, plan.chosen, quarter, name),
        "told": bulletin.region_bulletin(desk.figures, plan.chosen, name, quarter),
        "since": bulletin.since_last(desk.figures, plan.chosen, name, quarter),
        "profile": profile(desk, plan.profile, name, quarter),
    }


def _sources(issue: Issue, plan: Plan, name: str, since: Iterable[Sentence]) -> Sources:
    """Where each figure comes from; of what is told *since* the quarter before also what there was then."""
    names, keys = (name, issue.desk.dataset.nation.name), {one.column for one in bulletin.claims_of(since)}
    return sources(issue.desk, name, plan.traced, names, issue.quarter, since=keys)


def _around(desk: Desk, region: Region, quarter: Quarter) -> dict[str, str]:
    """Where a region's report leads: to the nation, to the region, and to the regions before and after it."""
    beside = {one: (before, after) for before, one, after in with_neighbours(desk.dataset.pages_of_regions)}
    before, after = beside[region]
    return {
        "national_address": quarter_address(quarter),
        "region_address": region_address(region),
        "region_before": before.name if before else "",
        "region_before_address": region_quarter_address(before, quarter) if before else "",
        "region_after": after.name if after else "",
        "region_after_address": region_quarter_address(after, quarter) if after else "",
    }


def _lines(issue: Issue, region: Region) -> Iterator[tuple[str, str, int]]:
    """The sheets that have the region: title, address of its row, number of its line."""
    for sheet in issue.sheets:
        if region.name in sheet.lines:
            yield sheet.title.split("：")[0], f"{sheet.address}#{region.slug}", sheet.lines[region.name]
