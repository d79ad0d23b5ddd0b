"""The home page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from report import moment, wording
from report.address import quarter_address
from report.model import Chart, ChartKind, Dataset, Fact, Page, Subject
from report.model.content import Headline, Home
from report.numbers.embargo import next_release
from report.numbers.official import newest
from report.order import in_groups
from report.pages import pictures
from report.pages.desk import Desk, FactView
from report.pages.plan import Plan
from report.pages.regions import RANKED
from report.pages.traces import way_of_indicator, ways
from report.sentences import bulletin


def home(desk: Desk, words: Home, plan: Plan) -> Iterator[Page]:
    dataset = desk.dataset
    drawn, country = tuple(_timeline(dataset, words)), tuple(_country(desk, plan))
    coming = next_release(dataset, dataset.as_of)
    newest_quarter = dataset.quarters[-1] if dataset.quarters else None
    yield Page(
        address="/",
        template="home.md.j2",
        title="高校和科研机构存量专利盘活进展",
        description=words.description,
        section="首页",
        context={
            "words": words,
            "newest": _newest(desk, plan),
            "country": country,
            "late": desk.told_late(),
            "coming": f"{moment.title(coming.at)}，{coming.title}" if coming else "",
            "tiles": [desk.fact(fact) for fact in headline_facts(dataset, words.headlines)],
            "latest": _latest(desk, 8),
            "charts": drawn,
            "newest_source": newest_source(dataset),
            "quarter": newest_quarter,
            "quarter_address": quarter_address(newest_quarter) if newest_quarter else "",
            "counts": {
                "regions": len(dataset.pages_of_regions),
                "indicators": len(desk.dataset.indicators),
                "quarters": len(dataset.quarters),
                "facts": len(dataset.cited),
                "sources": len(dataset.sources),
                "documents": len(dataset.documents),
            },
        },
        charts=(*country, *drawn),
        front={"aliases": ["盘活", "首页", "panhuo"]},
    )


def _newest(desk: Desk, plan: Plan) -> Mapping[str, Any] | None:
    """The headline figures of the newest quarter's return; None where none is out."""
    if not desk.figures.quarters:
        return None
    quarter = desk.figures.quarters[-1]
    tiles = bulletin.headline(desk.figures, plan.chosen, quarter)
    return {
        "title": quarter.title,
        "slug": quarter.slug,
        "address": quarter_address(quarter),
        "marked": bulletin.marked(desk.figures, plan.chosen, quarter) if tiles else (),
        "tiles": tiles,
        "ways": ways(desk, plan.columns, desk.dataset.nation.name, quarter),
        "source": desk.return_title(quarter),
    }


def _country(desk: Desk, plan: Plan) -> Iterator[Chart]:
    """The regions on a grid in the newest quarter and the nation in all; without a return the best official table."""
    if desk.figures.quarters:
        wanted = [one for theme in plan.themes for one in theme.drawings if one.kind is ChartKind.TILES]
        yield from pictures.drawn(desk, desk.figures.quarters[-1], wanted[:1], way_of_indicator)
        yield from pictures.trends(desk, desk.dataset.nation, plan.trends, lead=way_of_indicator)
        return
    indicator, subject = RANKED[0]
    if rows := desk.newest_column(indicator, subject):
        yield pictures.table_tiles(desk.dataset, desk.dataset.indicators[indicator], rows)


def newest_source(dataset: Dataset) -> str:
    """The day on which the newest of the sources was published: how far the data reach."""
    return wording.day_text(max(source.published_on for source in dataset.sources.values()))


def headline_facts(dataset: Dataset, headlines: Iterable[Headline]) -> list[Fact]:
    """The newest national figure of each headline; a headline without one is left out, never filled."""
    found = (newest(_of_headline(dataset, headline)) for headline in headlines)
    return [fact for fact in found if fact]


def _of_headline(dataset: Dataset, headline: Headline) -> list[Fact]:
    return [
        fact
        for fact in dataset.cited
        if fact.indicator == headline.indicator
        and fact.subject == Subject(headline.subject)
        and fact.region == dataset.nation.name
        and fact.kind == (headline.kind or fact.kind)
    ]


def _latest(desk: Desk, count: int) -> list[tuple[str, str, list[FactView]]]:
    """What was published last: the newest sources with a full date, with their figures."""
    facts = in_groups((fact for fact in desk.dataset.cited if fact.is_figure), lambda fact: fact.source)
    sources = [
        source for source in desk.dataset.sources.values() if source.key in facts and len(source.published_on) == 10
    ]
    shown = sorted(sources, key=lambda source: source.published_on, reverse=True)[:count]
    return [
        (wording.day_text(source.published_on), source.publisher, [desk.fact(fact) for fact in facts[source.key][:3]])
        for source in shown
    ]


def _timeline(dataset: Dataset, words: Home) -> Iterator[Chart]:
    facts = [
        fact
        for fact in dataset.cited
        if fact.indicator in [one.indicator for one in words.timeline]
        and fact.region == dataset.nation.name
        and fact.is_figure
        and fact.period
        and fact.period.quarter >= words.since
    ]
    if facts:
        yield pictures.timeline("national-timeline", "全国公布的主要数字", facts, dataset, with_title=True)
