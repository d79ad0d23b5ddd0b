"""The pages of the quarterly returns: of each quarter one of the nation and one of each region; and /latest/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from typing import Any

from report import moment
from report.address import quarter_address, region_address, region_quarter_address, relative
from report.model import Chart, Page, Region, RegionKind, Table
from report.numbers.cells import named, value_cell
from report.numbers.returned import Figure
from report.pages import series_charts as pictures
from report.pages import series_tables as tables
from report.pages.desk import Desk
from report.pages.issue import Issue, corrections
from report.pages.plan import Plan, Theme, Wanted
from report.period import Quarter
from report.sentences import bulletin

LATEST = "/latest/"
SECTION = "地区季报"


def issues(desk: Desk) -> Mapping[Quarter, Issue]:
    """Every return that is out, in time order."""
    quarters = desk.figures.quarters
    return {
        quarter: Issue(desk, quarter, before, after, quarters[-1])
        for before, quarter, after in zip((None, *quarters), quarters, (*quarters[1:], None), strict=False)
    }


# ---------------------------------------------------------------- the nation in a quarter


def national(issue: Issue, plan: Plan) -> tuple[Mapping[str, Any], tuple[Chart, ...], tuple[Table, ...]]:
    """What the quarter's page says of its return: context, charts, tables."""
    desk, quarter = issue.desk, issue.quarter
    told = dict(bulletin.bulletin(desk.figures, plan.chosen, quarter))
    tiles = bulletin.headline(desk.figures, plan.chosen, quarter)
    sections = {
        title: [part for theme in own if (part := _part(issue, theme))["table"].columns]
        for title, own in groupby(plan.themes, key=lambda theme: theme.title)
    }
    parts = [part for own in sections.values() for part in own]
    revised = corrections(issue)
    context = {
        **_shared(issue, quarter_address),
        "marked": bulletin.marked(desk.figures, plan.chosen, quarter) if tiles or told else (),
        "tiles": tiles,
        "shown": [desk.dataset.indicators[one.key] for one in plan.columns if tables.is_given(desk, one, quarter)],
        "returned": [
            {"title": title, "name": own[0]["table"].name, "sentences": told.get(title, ()), "parts": own}
            for title, own in sections.items()
            if own
        ],
        "revised": revised,
        "traces": list(issue.traces(plan)),
        "citation": issue.citation(quarter_address(quarter)),
    }
    charts = tuple(chart for part in parts for chart in part["charts"])
    return context, charts, (*(part["table"] for part in parts), *revised)


def _part(issue: Issue, theme: Theme) -> Mapping[str, Any]:
    """A table of the quarter with its charts."""
    return {
        "table": tables.theme_table(issue.desk, issue.quarter, theme),
        "charts": list(pictures.drawn(issue.desk, issue.quarter, theme.drawings)),
    }


def _shared(issue: Issue, address: Any) -> Mapping[str, Any]:
    """What the pages of a quarter have in common; *address*: of the same page in another quarter."""
    return {
        "issue": issue,
        "newest_address": address(issue.newest) if issue.is_superseded else "",
        "revised_on": moment.title(issue.publication.revised_at) if issue.publication.revised_at else "",
        "before": issue.before,
        "after": issue.after,
        "before_address": address(issue.before) if issue.before else "",
        "after_address": address(issue.after) if issue.after else "",
    }


def front(issue: Issue) -> Mapping[str, Any]:
    """What the tags of 国办发〔2017〕47号 say of a page of the return."""
    publication = issue.publication
    return {
        "pub_date": f"{publication.out_at:%Y-%m-%d %H:%M}",
        "content_source": publication.publisher,
        "keywords": ["存量专利盘活", "高校", "科研机构", issue.quarter.title],
    }


# ---------------------------------------------------------------- a region in a quarter


def region_report(issue: Issue, plan: Plan, region: Region) -> Page:
    """What the return says of one region; it follows from this quarter and those before it, and from *issue*."""
    desk, quarter, name = issue.desk, issue.quarter, region.name
    around = desk.dataset.pages_of_regions
    before, after = dict(pairwise(reversed(around))).get(region), dict(pairwise(around)).get(region)
    counts = tables.counts_table(desk, plan.columns, name, quarter)
    rates = tables.rates_table(desk, plan, name, quarter)
    compared = tables.compared_table(desk, plan, name, quarter)
    revised = corrections(issue, name)
    is_compared = any(row.label != name and any(cell.value is not None for cell in row.cells) for row in compared.rows)
    shown = (counts, rates, *((compared,) if is_compared else ()), *revised)
    similar = desk.figures.similar(name, quarter)
    beside = tables.beside(similar)
    title = f"{name} {quarter.title}"
    return Page(
        address=region_quarter_address(region, quarter),
        template="region-report.md.j2",
        title=title,
        description=f"{quarter.title}{region.full_name}高校和科研机构存量专利盘活的数字、同比、占比和位次"
        f"{f'，与{beside}的比较' if is_compared else ''}。",
        section=SECTION,
        context={
            **_shared(issue, lambda one: region_quarter_address(region, one)),
            "region": region,
            "is_corps": region.kind is RegionKind.CORPS,
            "title": title,
            "marked": bulletin.marked(desk.figures, plan.chosen, quarter, name),
            "told": bulletin.region_bulletin(desk.figures, plan.chosen, name, quarter),
            "since": bulletin.since_last(desk.figures, plan.chosen, name, quarter),
            "counts": counts,
            "rates": rates,
            "is_returned": desk.figures.is_returned(name, quarter),
            "is_compared": is_compared,
            "has_sizes": bool(desk.figures.sizes(quarter)),
            "compared": compared,
            "similar": similar,
            "beside": beside,
            "sparks": list(_sparks(desk, plan.sparks, name, quarter)) if issue.before else [],
            "revised": revised,
            "lines": [
                (sheet.title.split("：")[0], f"{sheet.address}#{region.slug}", sheet.lines[name])
                for sheet in issue.sheets
                if name in sheet.lines
            ],
            "national_address": quarter_address(quarter),
            "region_address": region_address(region),
            "citation": issue.citation(region_quarter_address(region, quarter), name),
            "region_before": before.name if before else "",
            "region_after": after.name if after else "",
            "region_before_address": region_quarter_address(before, quarter) if before else "",
            "region_after_address": region_quarter_address(after, quarter) if after else "",
        },
        tables=tuple(table for table in shown if table.columns),
        front={
            **front(issue),
            "regions": [name],
            "quarters": [quarter.title],
            "aliases": [
                f"{name}{quarter.title}",
                f"{quarter.title}{name}",
                f"{region.full_name}{quarter.title}",
                f"{name}{quarter.code}",
                f"{region.pinyin} {quarter.code}",
            ],
        },
        crumbs=(("首页", "/"), ("地区", "/regions/"), (name, region_address(region))),
    )


def _sparks(desk: Desk, columns: Iterable[Wanted], region: str, until: Quarter) -> Iterator[Mapping[str, Any]]:
    """Small bars: a figure's quarters up to this one, None where there is no value; none without any."""
    for column in columns:
        figures = desk.figures.series(column.key, region, column.span, until=until)
        values = [None if one.value is None else float(one.value) for one in figures]
        if any(value is not None for value in values):
            ends = [f"{one.quarter.title}{_printed(one)}" for one in (figures[0], figures[-1])]
            yield {"title": named(figures[-1]), "values": values, "ends": ends}


def _printed(figure: Figure) -> str:
    return f"{value_cell(figure).text}{figure.indicator.unit}" if figure.value is not None else "未公布"


# ---------------------------------------------------------------- the newest


def latest(desk: Desk, quarter: Quarter) -> Page:
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
        crumbs=(("首页", "/"), ("季度", "/quarters/")),
    )
