"""The index of indicators by theme, and one page each with every published value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from report import wording
from report.address import indicator_address, quarter_address, region_address, sources_address, table_address
from report.model import Chart, ChartKind, Dataset, Fact, Indicator, Milestone, Observation, Page, Scope, Subject
from report.numbers.official import SeriesKey, newest, series
from report.pages import citation, pictures
from report.pages import series_tables as tables
from report.pages.desk import Desk, in_order_of_regions, of_nation, of_regions, without_attached
from report.pages.explore import compared
from report.pages.modified import moments_of_quarters
from report.pages.plan import Drawing, Plan
from report.pages.traces import sources_of, way_of_indicator
from report.period import Period, Quarter, chinese_day

DRAWN = (Subject.ALL_HOLDERS, Subject.UNIVERSITIES, Subject.RESEARCH_INSTITUTES)
CRUMBS = (("指标", "/indicators/"),)


def indicators(desk: Desk, plan: Plan, explained: Mapping[str, str]) -> Iterator[Page]:
    """*explained*: the address of the page about each clause of the plan."""
    yield _index(desk)
    regional = {name: series(desk.dataset, name) for name in desk.dataset.regions}
    ready = {one.key for one in compared(desk.dataset)}
    for indicator in desk.dataset.indicators.values():
        page = _indicator(desk, indicator, regional, explained.get(indicator.clause, "/policy/#context"))
        page = replace(page, context={**page.context, "compared": indicator.key in ready})
        returned = tables.quarters_of(desk, indicator)
        yield _with_returns(page, desk, plan, indicator, returned[-1]) if returned else page
        if returned:
            yield _sources(desk, indicator, returned[-1])


def _with_returns(page: Page, desk: Desk, plan: Plan, indicator: Indicator, quarter: Quarter) -> Page:
    """The page with the newest *quarter* that has it first: all regions, and the nation quarter by quarter."""
    ranked = [
        Drawing(ChartKind.RANKING, column.key, column.span)
        for column in tables.columns_of(desk, indicator)
        if (column.key, column.span) in plan.ranked and column.subject is indicator.whole
    ]
    drawn = tuple(pictures.drawn(desk, quarter, ranked, way_of_indicator))
    found = tuple(table for table in tables.indicator_tables(desk, indicator, quarter) if table.columns)
    newest = {
        "title": quarter.title,
        "address": quarter_address(quarter),
        "sources_address": sources_address(indicator),
        "tables": found,
        "charts": drawn,
    }
    cited = citation.of_quarter(desk, quarter, what=indicator.title)
    context = {**page.context, "newest": newest, "citation": cited}
    return replace(page, context=context, charts=(*drawn, *page.charts), tables=found)


def _sources(desk: Desk, indicator: Indicator, quarter: Quarter) -> Page:
    """Where the numbers of its two tables come from: of all regions in *quarter*, of the nation in each until then."""
    nation, *others = (region.name for region in desk.figures.regions)
    quarters = [one for one in reversed(desk.figures.quarters) if one <= quarter]
    whose = [*((name, quarter) for name in others), *((nation, one) for one in quarters)]
    return Page(
        address=sources_address(indicator),
        template="traces.md.j2",
        title=f"{indicator.title}各数的出处",
        description=f"{indicator.title}的每个数，取自季度报表的哪一格、由哪几格算出。",
        section="指标",
        context={"sources": sources_of(desk, indicator.title, tables.columns_of(desk, indicator), whose)},
        modified=moments_of_quarters(desk.dataset)[quarter],
        front={"noindex": True},
        crumbs=(*CRUMBS, (indicator.title, indicator_address(indicator))),
    )


def _index(desk: Desk) -> Page:
    dataset, known = desk.dataset, desk.dataset.indicators.values()
    themes = {theme: [one for one in known if one.theme == theme] for theme in dataset.themes}
    return Page(
        address="/indicators/",
        template="indicators.md.j2",
        title="指标",
        description=f"{len(known)}个指标，按主题列出：定义、单位、条款和全部公开数字。",
        section="指标",
        context={
            "themes": [(theme, [_row(desk, indicator) for indicator in found]) for theme, found in themes.items()]
        },
        front={"aliases": ["指标目录", "zhibiao"]},
    )


def _row(desk: Desk, indicator: Indicator) -> dict[str, Any]:
    dataset = desk.dataset
    facts, cells = desk.cited_of.get(indicator.key, ()), desk.by_indicator.get(indicator.key, ())
    national = newest(of_nation(facts, dataset))
    total = max(
        (
            row
            for row in cells
            if row.region == dataset.nation.name and row.subject is Subject.ALL_HOLDERS and row.value
        ),
        key=lambda row: (row.period.end, row.scope is Scope.DOMESTIC),
        default=None,
    )
    return {
        "title": indicator.title,
        "address": indicator_address(indicator),
        "returned": tables.newest_national(desk, indicator),
        "quarters": len(tables.quarters_of(desk, indicator)),
        "definition": indicator.definition,
        "quarterly": indicator.quarterly_item,
        "facts": len(facts),
        "cells": len(cells),
        "newest": desk.fact(national) if national else None,
        "total": desk.cell(total) if total else None,
    }


# ---------------------------------------------------------------- one indicator


def _indicator(
    desk: Desk,
    indicator: Indicator,
    regional: Mapping[str, Mapping[SeriesKey, tuple[Observation, ...]]],
    explained: str,
) -> Page:
    dataset = desk.dataset
    facts = desk.cited_of.get(indicator.key, ())
    national, local = of_nation(facts, dataset), in_order_of_regions(of_regions(facts, dataset), dataset)
    cells = desk.by_indicator.get(indicator.key, ())
    drawn = (*_timeline(dataset, indicator, national), *_table_charts(desk, indicator, regional))
    return Page(
        address=indicator_address(indicator),
        template="indicator.md.j2",
        title=indicator.title,
        description=indicator.definition,
        section="指标",
        context={
            **_defined(dataset, indicator),
            "explained": explained,
            "national": desk.facts(without_attached(national, desk)),
            "local": [desk.fact(fact) for fact in without_attached(local, desk)],
            "has_comparable": any(fact.comparable for fact in local),
            **_official(desk, cells),
            "charts": drawn,
            "newest": None,
            "taken_back": desk.taken_back(lambda one: one.indicator == indicator.key),
            "methods": desk.methods([indicator.key]),
            "citation": citation.of_page(desk, indicator.title, indicator_address(indicator)),
        },
        charts=drawn,
        front={
            "indicators": [indicator.title],
            "grades": desk.grades(facts),
            "regions": sorted({fact.region for fact in local}, key=list(dataset.regions).index),
            "aliases": _aliases(indicator, facts),
            "feed": bool(desk.site),
        },
        crumbs=CRUMBS,
    )


def _defined(dataset: Dataset, indicator: Indicator) -> dict[str, Any]:
    """What it is, which commitments it measures, and which others there are of its theme."""
    others = [one for one in dataset.indicators.values() if one.theme == indicator.theme and one is not indicator]
    return {
        "indicator": indicator,
        "kind": wording.INDICATOR_KINDS[indicator.kind],
        "clause": wording.CLAUSES[indicator.clause],
        "milestones": [_required(one) for one in dataset.milestones if one.indicator == indicator.key],
        "neighbours": [(one.title, indicator_address(one)) for one in others],
    }


def _official(desk: Desk, cells: Sequence[Observation]) -> dict[str, Any]:
    """What the official tables have: national totals, the regions by period, and the tables themselves."""
    sources = desk.dataset.sources
    wrong = [(row, told) for row in cells for told in (row.error and row.remark, desk.erratum(row)) if told]
    return {
        "errors": [f"{_of_whom(desk, row)}，{row.period.title}：{told}" for row, told in wrong],
        "totals": [(desk.cell(row), wording.SCOPES[row.scope]) for row in national_totals(desk.dataset, cells)],
        "matrix": _matrix(desk, cells),
        "sources": [(sources[key].title, table_address(key)) for key in dict.fromkeys(row.source for row in cells)],
    }


def _of_whom(desk: Desk, row: Observation) -> str:
    return f"{wording.whole_or_region(row, desk.dataset.nation.name)}，{desk.who(row.subject)}"


def _required(milestone: Milestone) -> tuple[str, str, str, str]:
    due = chinese_day(milestone.due_on) if milestone.due_on else "长期"
    return due, milestone.id, wording.grouped(milestone.commitment), wording.grouped(milestone.reason)


def _aliases(indicator: Indicator, facts: Sequence[Fact]) -> list[str]:
    """What people type: the title without its bracket, alone and after whom it counts (高校产业化率); pinyin."""
    bare = indicator.bare_title
    subjects = dict.fromkeys(fact.subject for fact in facts if fact.subject is not Subject.ALL_HOLDERS)
    whose = [f"{wording.SUBJECTS[subject]}{bare}" for subject in subjects] if len(subjects) > 1 else []
    names = [*whose, *([bare] if bare != indicator.title else [])]
    pinyin = indicator.pinyin
    typed = [pinyin, pinyin.replace(" ", "")] if pinyin else []  # also zhuanlizhuanrang, for those who type no space
    return [indicator.title_en, indicator.quarterly_item, *names, *typed]


def _timeline(dataset: Dataset, indicator: Indicator, national: Sequence[Fact]) -> Iterator[Chart]:
    figures = [fact for fact in national if fact.is_figure and fact.period]
    if len(figures) > 1:
        title = f"{indicator.title}：公布过的全国数"
        yield pictures.timeline(f"{indicator.slug}-timeline", title, figures, dataset, with_title=False)


def _table_charts(
    desk: Desk, indicator: Indicator, regional: Mapping[str, Mapping[SeriesKey, tuple[Observation, ...]]]
) -> Iterator[Chart]:
    """For the subjects that matter, where a table is complete: tile grid, ranking, multiples of a series."""
    dataset = desk.dataset
    for (key, subject), periods in desk.complete.items():
        if key == indicator.key and subject in DRAWN:
            last, cells = _newest(desk, key, subject), desk.columns[key, subject, periods[-1]]
            yield pictures.table_tiles(dataset, indicator, desk.columns[key, subject, last])
            yield pictures.table_ranking(dataset, indicator, cells, is_older=last != periods[-1])
            if any(len(found.get((key, subject), ())) >= pictures.ENOUGH for found in regional.values()):
                yield pictures.table_multiples(dataset, indicator, subject, regional)


def _newest(desk: Desk, key: str, subject: Subject) -> Period:
    """The newest column that most provinces have; some may be missing from it."""
    most = len(desk.dataset.provinces) * 2 // 3
    found = [period for (k, s, period), rows in desk.columns.items() if (k, s) == (key, subject) and len(rows) > most]
    return max(found)


def national_totals(dataset: Dataset, cells: Sequence[Observation]) -> list[Observation]:
    """National rows, newest first."""
    rows = [row for row in cells if row.region == dataset.nation.name]
    return sorted(rows, key=lambda row: row.period, reverse=True)


def _matrix(desk: Desk, cells: Sequence[Observation]) -> dict[str, Any]:
    """Regions down, periods and subjects across; a cell that was not published is None."""
    columns, rows = matrix(desk.dataset, cells)
    return {
        "columns": [(period.title, desk.who(subject)) for period, subject in columns],
        "rows": [_matrix_row(desk, name, found) for name, found in rows.items()],
    }


def matrix(
    dataset: Dataset, cells: Sequence[Observation]
) -> tuple[list[tuple[Period, Subject]], Mapping[str, Sequence[Observation | None]]]:
    """The columns by period, and of each region that has any the cell in each of them."""
    local = [row for row in cells if row.region != dataset.nation.name]
    columns = list(dict.fromkeys((row.period, row.subject) for row in sorted(local, key=lambda row: row.period)))
    found = {(row.region, row.period, row.subject): row for row in local}
    names = [name for name in dataset.regions if any(row.region == name for row in local)]
    return columns, {name: [found.get((name, *column)) for column in columns] for name in names}


def _matrix_row(desk: Desk, name: str, rows: Sequence[Observation | None]) -> dict[str, Any]:
    region = desk.dataset.regions[name]
    return {
        "name": region.name,
        "inside": region.inside,
        "address": region_address(region) if region.has_page else "",
        "cells": [desk.cell(row) if row else None for row in rows],
    }
