"""Charts as values: which marks a page's charts show. Drawing them is the business of report/charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from report import wording
from report.model import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Dataset,
    Fact,
    Indicator,
    Observation,
    Region,
    RegionKind,
    Row,
    Subject,
)
from report.numbers.official import SeriesKey
from report.period import Period
from report.plaintext import NOT_PUBLISHED

ENOUGH = 3  # points that make a trend


def trend(dataset: Dataset, region: Region, rows: tuple[Observation, ...]) -> Chart:
    """One series of a region over time; years without a table stay empty."""
    indicator = dataset.indicators[rows[0].indicator]
    return Chart(
        name=f"{indicator.slug}-{_stem(rows[0].subject)}trend",
        kind=ChartKind.TREND,
        title=f"{region.name}：{titled(indicator, rows[0].subject)}",
        as_of=f"{rows[0].period.end.year}—{rows[-1].period.end.year}年",
        source=_sources(dataset, rows),
        note=_trend_note(rows),
        label_title="时点",
        columns=(Column("value", region.name, indicator.unit),),
        rows=tuple(Row(_time(row.period), "", (_cell(row),), day=row.period.end) for row in rows),
    )


def ranking(
    dataset: Dataset,
    indicator: Indicator,
    subject: Subject,
    period: Period,
    rows: Iterable[Observation],
    here: str = "",
    is_older: bool = False,
) -> Chart:
    """All provinces of a complete table by value, the page's own region highlighted; *is_older*: not the newest."""
    cells = {row.region: row for row in rows}
    older = "这是31个地区齐全的最新一张表，之后的表缺个别地区，不排序。" if is_older else ""
    ranked = [Row(region.name, "", (_cell(cells.get(region.name)),)) for region in dataset.provinces]
    ranked.sort(key=lambda row: row.cells[0].value or 0, reverse=True)
    return Chart(
        name=f"{indicator.slug}-{_stem(subject)}ranking",
        kind=ChartKind.RANKING,
        title=f"31个省（区、市）{titled(indicator, subject)}排序",
        as_of=period.title,
        source=_sources(dataset, cells.values()),
        note=f"{older}新疆生产建设兵团已含在新疆内，不单独排序",
        label_title="地区",
        columns=(Column("value", "数值", indicator.unit),),
        rows=tuple(ranked),
        highlight=here,
    )


def tiles(
    dataset: Dataset, indicator: Indicator, subject: Subject, period: Period, rows: Iterable[Observation]
) -> Chart:
    """The tile grid of one period; 港澳台 are 未纳入统计."""
    cells = {row.region: row for row in rows}
    return Chart(
        name=f"{indicator.slug}-{_stem(subject)}tiles",
        kind=ChartKind.TILES,
        title=f"{titled(indicator, subject)}的地区分布",
        as_of=period.title,
        source=_sources(dataset, cells.values()),
        note="",
        label_title="地区",
        columns=(Column("value", "数值", indicator.unit),),
        rows=tuple(_tile(region, cells) for region in dataset.regions.values() if region.tile),
    )


def multiples(
    dataset: Dataset,
    indicator: Indicator,
    subject: Subject,
    series: Mapping[str, Mapping[SeriesKey, tuple[Observation, ...]]],
) -> Chart:
    """One small panel a region: all its values over time."""
    key = (indicator.key, subject)
    found = {region.name: series[region.name].get(key, ()) for region in dataset.provinces}
    rows = [row for cells in found.values() for row in cells]
    periods = sorted(dict.fromkeys(row.period for row in rows), key=lambda period: period.end)
    return Chart(
        name=f"{indicator.slug}-{_stem(subject)}multiples",
        kind=ChartKind.MULTIPLES,
        title=f"各省（区、市）{titled(indicator, subject)}的变化",
        as_of=f"{periods[0].end.year}—{periods[-1].end.year}年",
        source=_sources(dataset, rows),
        note="未公布的年份留空，不作推算",
        label_title="地区",
        columns=tuple(Column(period.code, _time(period), indicator.unit, day=period.end) for period in periods),
        rows=tuple(Row(name, "", _at(periods, cells)) for name, cells in found.items()),
    )


def timeline(name: str, title: str, facts: Iterable[Fact], dataset: Dataset, with_title: bool) -> Chart:
    """Cited figures on a time axis, never joined: scope and period differ from one to the next."""
    dated = sorted(
        (fact for fact in facts if fact.period), key=lambda fact: fact.period.end if fact.period else date.max
    )
    units = list(dict.fromkeys(fact.unit for fact in dated))
    mixed = {fact.indicator for fact in dated for other in dated if _differ(fact, other)}
    rows = tuple(
        Row(
            _fact_label(fact, dataset, with_title, fact.indicator in mixed),
            "",
            (Cell(wording.figure(fact), fact.value, wording.figure(fact)),),
            day=fact.period.end,
        )
        for fact in dated
        if fact.period
    )
    return Chart(
        name=name,
        kind=ChartKind.TIMELINE,
        title=title,
        as_of=f"截至{wording.day_text(dated[-1].period.end.isoformat())}" if dated and dated[-1].period else "",
        source=_publishers(dataset, dated),
        note="各条口径、时期不同，不连线、不相加",
        label_title="指标与统计期",
        columns=(Column("value", "数值", "、".join(units), marks="印出形式"),),
        rows=rows,
    )


def _differ(fact: Fact, other: Fact) -> bool:
    return fact.indicator == other.indicator and fact.subject != other.subject


def _fact_label(fact: Fact, dataset: Dataset, with_title: bool, with_subject: bool) -> str:
    """专利转让许可（高校院所） 2024年; the subject stands only where the indicator's figures have several."""
    who = "高校院所" if fact.subject is Subject.BOTH else wording.SUBJECTS[fact.subject]
    if not with_title:
        return f"{who} {wording.when(fact)}"
    title = dataset.indicators[fact.indicator].title
    return f"{title}（{who}） {wording.when(fact)}" if with_subject else f"{title} {wording.when(fact)}"


def _publishers(dataset: Dataset, facts: Iterable[Fact]) -> str:
    """The publishers of cited figures, the first four by name; its own source stands beside each figure."""
    names = [dataset.sources[fact.source].publisher.split("（")[0] for fact in facts]
    found = list(dict.fromkeys(names))
    return "、".join(found[:4]) + (f"等{len(found)}家" if len(found) > 4 else "")


def titled(indicator: Indicator, subject: Subject) -> str:
    """高校有效外观设计专利; the plain title for all holders."""
    title = indicator.title.split("（")[0]
    return title if subject is Subject.ALL_HOLDERS else f"{wording.SUBJECTS[subject]}{title}"


def _stem(subject: Subject) -> str:
    return "" if subject is Subject.ALL_HOLDERS else f"{subject.value.replace('_', '-')}-"


def _cell(row: Observation | None) -> Cell:
    if row is None or row.value is None:
        return Cell(NOT_PUBLISHED)
    return Cell(wording.plain(row.value), row.value)


def _at(periods: Iterable[Period], rows: Iterable[Observation]) -> tuple[Cell, ...]:
    """What a region has at each of *periods*."""
    found = {row.period: row for row in rows}
    return tuple(_cell(found.get(period)) for period in periods)


def _time(period: Period) -> str:
    return period.title.removeprefix("截至")


def _tile(region: Region, cells: Mapping[str, Observation]) -> Row:
    if region.kind is RegionKind.NOT_COVERED:
        return Row(region.name, "", (Cell("未纳入统计"),), tile=region.tile)
    return Row(region.name, "", (_cell(cells.get(region.name)),), tile=region.tile)


def _trend_note(rows: tuple[Observation, ...]) -> str:
    """That years are missing, and every doubt that the tables carry."""
    doubts = [f"{row.period.title.removeprefix('截至')}{row.note}" for row in rows if row.note]
    return "；".join([*(["未公布的年份留空，不作推算"] if _has_gap(rows) else []), *doubts])


def _has_gap(rows: tuple[Observation, ...]) -> bool:
    years = [row.period.end.year for row in rows]
    return any(later - earlier > 1 for earlier, later in pairwise(years))


def _sources(dataset: Dataset, rows: Iterable[Observation]) -> str:
    """国家知识产权局，2022知识产权统计年报 表3-3：…; several tables of one publisher are summed up by name."""
    keys = dict.fromkeys(row.source for row in rows)
    found = [dataset.sources[key] for key in keys]
    if len(found) == 1:
        return f"{found[0].publisher}《{found[0].title.split('：')[0]}》"
    publishers = dict.fromkeys(source.publisher for source in found)
    return f"{'、'.join(publishers)}统计年报和月报（{len(found)}张表）"
