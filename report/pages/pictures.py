"""Charts as values, of tables, of returns and of cited figures: which marks they show. report/charts draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from report import wording
from report.address import cell_address, fact_address
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
from report.numbers.cells import explained, machine_key, named, value_cell
from report.numbers.official import SeriesKey
from report.numbers.returned import Figure
from report.pages.desk import Desk
from report.pages.plan import Drawing, Wanted
from report.pages.traces import way
from report.period import Period, Quarter
from report.plaintext import NO_VALUE

ENOUGH = 3  # points that make a trend
Lead = Callable[[Desk, Figure], str]  # where a page tells what a figure is made of
CORPS = "新疆生产建设兵团已含在新疆内，不单独排序"


@dataclass(frozen=True)
class Topic:
    """What a chart is of, and how it shows that, be it from tables or from returns.

    *stem* begins the file's name; *errors*: what is known of numbers that are wrong in their source; *trace*: as of
    `Column`, of returns.
    """

    stem: str
    title: str  # 高校有效外观设计专利
    unit: str
    as_of: str
    source: str
    errors: tuple[str, ...] = ()
    trace: str | None = None

    def trend(self, region: Region, when: str, points: Iterable[tuple[str, Cell, date]], note: str = "") -> Chart:
        """One series of a region over time; *when*: what the times are, *points*: each with its value and its day."""
        rows = (Row(time, "", (cell,), day=day) for time, cell, day in points)
        column = Column("value", region.name, self.unit, trace=self.trace)
        return self._chart(ChartKind.TREND, f"{region.name}：{self.title}", when, [column], rows, note)

    def ranking(self, provinces: Iterable[Region], cells: Mapping[str, Cell], note: str, here: str = "") -> Chart:
        """All provinces by value, those without one last, the page's own region highlighted; the corps is in none."""
        rows = sorted((_row(region, cells) for region in provinces), key=_largest_first)
        title = f"31个省（区、市）{self.title}排序"
        return self._chart(ChartKind.RANKING, title, "地区", [self._values], rows, note, here)

    def tiles(self, regions: Iterable[Region], cells: Mapping[str, Cell]) -> Chart:
        """The tile grid; 港澳台 are 未纳入统计."""
        rows = (_row(region, cells) for region in regions if region.tile)
        return self._chart(ChartKind.TILES, f"{self.title}的地区分布", "地区", [self._values], rows)

    def multiples(self, times: Sequence[Column], cells: Mapping[str, Iterable[Cell]], note: str) -> Chart:
        """One small panel a region: its value at each of *times*."""
        rows = (Row(name, "", tuple(own)) for name, own in cells.items())
        return self._chart(ChartKind.MULTIPLES, f"各省（区、市）{self.title}的变化", "地区", times, rows, note)

    @property
    def _values(self) -> Column:
        return Column("value", "数值", self.unit, trace=self.trace)

    def _chart(
        self,
        kind: ChartKind,
        title: str,
        label_title: str,
        columns: Iterable[Column],
        rows: Iterable[Row],
        note: str = "",
        highlight: str = "",
    ) -> Chart:
        drawn = tuple(rows)
        return Chart(
            name=f"{self.stem}-{kind}",
            kind=kind,
            title=title,
            as_of=self.as_of,
            source=self.source,
            note="；".join(filter(None, (note, *explained(drawn), *self.errors))),
            label_title=label_title,
            columns=tuple(columns),
            rows=drawn,
            highlight=highlight,
        )


def _row(region: Region, cells: Mapping[str, Cell]) -> Row:
    """A province, or a tile."""
    absent = "未纳入统计" if region.kind is RegionKind.NOT_COVERED else NO_VALUE
    return Row(region.name, "", (cells.get(region.name, Cell(absent)),), tile=region.tile)


def _largest_first(row: Row) -> tuple[bool, Decimal]:
    value = row.cells[0].value
    return value is None, -(value or Decimal())


# ---------------------------------------------------------------- of the official tables


def table_trend(dataset: Dataset, region: Region, rows: Sequence[Observation]) -> Chart:
    """One series of a region over time; years without a table stay empty."""
    topic = _of_tables(dataset, dataset.indicators[rows[0].indicator], rows, _years(rows))
    points = ((_time(row.period), _cell(dataset, row), row.period.end) for row in rows)
    return topic.trend(region, "时点", points, _doubts(rows))


def table_ranking(
    dataset: Dataset, indicator: Indicator, rows: Sequence[Observation], here: str = "", is_older: bool = False
) -> Chart:
    """The provinces by a complete column of the tables; *is_older*: not the newest."""
    older = "这是31个地区齐全的最新一张表，之后的表缺个别地区，不排序。" if is_older else ""
    topic = _of_tables(dataset, indicator, rows, rows[0].period.title)
    return topic.ranking(dataset.provinces, _by_region(dataset, rows), f"{older}{CORPS}", here)


def table_tiles(dataset: Dataset, indicator: Indicator, rows: Sequence[Observation]) -> Chart:
    topic = _of_tables(dataset, indicator, rows, rows[0].period.title)
    return topic.tiles(dataset.regions.values(), _by_region(dataset, rows))


def table_multiples(
    dataset: Dataset,
    indicator: Indicator,
    subject: Subject,
    series: Mapping[str, Mapping[SeriesKey, tuple[Observation, ...]]],
) -> Chart:
    """All values of every province over time."""
    key = (indicator.key, subject)
    found = {region.name: series[region.name].get(key, ()) for region in dataset.provinces}
    rows = sorted((row for cells in found.values() for row in cells), key=lambda row: row.period.end)
    periods = tuple(dict.fromkeys(row.period for row in rows))
    return _of_tables(dataset, indicator, rows, _years(rows)).multiples(
        tuple(Column(period.code, _time(period), indicator.unit, day=period.end) for period in periods),
        {name: _at(dataset, periods, cells) for name, cells in found.items()},
        "未公布的年份留空，不作推算",
    )


def _of_tables(dataset: Dataset, indicator: Indicator, rows: Sequence[Observation], as_of: str) -> Topic:
    subject = rows[0].subject
    stem, title = f"{indicator.slug}{suffix(subject)}", title_of(indicator, subject)
    return Topic(stem, title, indicator.unit, as_of, _sources(dataset, rows), tuple(_errors(rows)))


def suffix(subject: Subject, whole: Subject = Subject.ALL_HOLDERS) -> str:
    """What names of a part of the *whole* end in: -research-institutes."""
    return "" if subject is whole else f"-{subject.replace('_', '-')}"


def title_of(indicator: Indicator, subject: Subject) -> str:
    """高校有效外观设计专利; of all holders the plain title."""
    return f"{'' if subject is Subject.ALL_HOLDERS else wording.SUBJECTS[subject]}{indicator.bare_title}"


def _sources(dataset: Dataset, rows: Iterable[Observation]) -> str:
    """国家知识产权局，2022知识产权统计年报 表3-3：…; several tables of one publisher are summed up by name."""
    found = [dataset.sources[key] for key in dict.fromkeys(row.source for row in rows)]
    publishers = "、".join(dict.fromkeys(source.publisher for source in found))
    if len(found) == 1:
        return f"{publishers}《{found[0].title.split('：')[0]}》"
    return f"{publishers}统计年报和月报（{len(found)}张表）"


def _errors(rows: Iterable[Observation]) -> Iterator[str]:
    return (f"{row.region}{_time(row.period)}{row.error.told}" for row in rows if row.error)


def _by_region(dataset: Dataset, rows: Iterable[Observation]) -> Mapping[str, Cell]:
    return {row.region: _cell(dataset, row) for row in rows}


def _cell(dataset: Dataset, row: Observation | None) -> Cell:
    """It leads to where it stands in its table."""
    if row is None or row.value is None:
        return Cell(NO_VALUE)
    where = cell_address(row, dataset.regions[row.region])
    return Cell(wording.plain(row.value), row.value, wording.marks(row), address=where)


def _at(dataset: Dataset, periods: Iterable[Period], rows: Iterable[Observation]) -> Iterator[Cell]:
    """What a region has at each of *periods*."""
    found = {row.period: row for row in rows}
    return (_cell(dataset, found.get(period)) for period in periods)


def _time(period: Period) -> str:
    return period.title.removeprefix("截至")


def _years(rows: Sequence[Observation]) -> str:
    return f"{rows[0].period.end.year}—{rows[-1].period.end.year}年"


def _doubts(rows: Sequence[Observation]) -> str:
    """That years are missing, and every doubt that the tables carry."""
    has_gap = any(after.period.end.year - before.period.end.year > 1 for before, after in pairwise(rows))
    doubts = [f"{_time(row.period)}{row.note}" for row in rows if row.note]
    return "；".join([*(["未公布的年份留空，不作推算"] if has_gap else []), *doubts])


# ---------------------------------------------------------------- of the returns


def drawn(desk: Desk, quarter: Quarter, drawings: Iterable[Drawing], lead: Lead = way) -> Iterator[Chart]:
    """A chart each, where the quarter's return has it of some province; its numbers go where they *lead*."""
    for drawing in drawings:
        provinces = {region.name for region in desk.dataset.provinces}
        column = desk.figures.column(drawing.key, quarter, drawing.span)
        figures = [figure for figure in column if figure.region in provinces]
        if any(figure.value is not None for figure in figures):
            yield _drawn(desk, drawing, figures, lead)


def _drawn(desk: Desk, drawing: Drawing, figures: Sequence[Figure], lead: Lead) -> Chart:
    dataset, first = desk.dataset, figures[0]
    cells = {figure.region: _figure_cell(desk, figure, lead) for figure in figures}
    topic = _of_returns(desk, first, first.span.period(first.quarter).title)
    match drawing.kind:
        case ChartKind.RANKING:
            return topic.ranking(dataset.provinces, cells, f"没有数的地区列在最后；{CORPS}")
        case ChartKind.TILES:
            return topic.tiles(dataset.regions.values(), cells)
        case ChartKind.MULTIPLES:
            return _multiples(desk, drawing, first.quarter, lead)
    raise ValueError(f"{drawing.kind} is no drawing of regions")  # `of_content` lets no other through


def _multiples(desk: Desk, drawing: Drawing, until: Quarter, lead: Lead) -> Chart:
    """The quarters of every province up to this one."""
    own = {
        region.name: desk.figures.series(drawing.key, region.name, drawing.span, until=until)
        for region in desk.dataset.provinces
    }
    first = next(iter(own.values()))
    topic = _of_returns(desk, first[-1], _from_to(first))
    times = (Column(str(one.quarter), one.quarter.title, topic.unit, day=one.quarter.end) for one in first)
    return topic.multiples(
        tuple(replace(one, trace=None if n else topic.trace) for n, one in enumerate(times)),
        {name: [_figure_cell(desk, one, lead) for one in figures] for name, figures in own.items()},
        "没有数的季度留空，不作推算",
    )


def trends(
    desk: Desk, region: Region, columns: Iterable[Wanted], until: Quarter | None = None, lead: Lead = way
) -> Iterator[Chart]:
    """Each figure of a region in all quarters, *until* one of them, where one of them has it."""
    for column in columns:
        figures = desk.figures.series(column.key, region.name, column.span, until=until)
        if any(one.value is not None for one in figures):
            points = ((one.quarter.title, _figure_cell(desk, one, lead), one.quarter.end) for one in figures)
            yield _of_returns(desk, figures[-1], _from_to(figures)).trend(region, "季度", points)


def _of_returns(desk: Desk, figure: Figure, as_of: str) -> Topic:
    key, source = machine_key(figure), desk.return_title(figure.quarter)
    return Topic(key.replace("_", "-"), named(figure), figure.indicator.unit, as_of, source, trace=key)


def _figure_cell(desk: Desk, figure: Figure, lead: Lead) -> Cell:
    """The value with the digits that are printed, so that a chart's download says what the picture says."""
    cell = value_cell(figure)
    if cell.value is None:
        return cell
    return cell._replace(value=wording.rounded(cell.value, figure.indicator.decimals), address=lead(desk, figure))


def _from_to(figures: Sequence[Figure]) -> str:
    return "—".join(dict.fromkeys((figures[0].quarter.title, figures[-1].quarter.title)))


# ---------------------------------------------------------------- of cited figures


def timeline(name: str, title: str, facts: Iterable[Fact], dataset: Dataset, with_title: bool) -> Chart:
    """Cited figures on a time axis, never joined: scope and period differ from one to the next."""
    dated = sorted(((fact.period.end, fact) for fact in facts if fact.period), key=lambda pair: pair[0])
    found = [fact for _, fact in dated]
    mixed = {one.indicator for one in found for other in found if _differ(one, other)}
    return Chart(
        name=name,
        kind=ChartKind.TIMELINE,
        title=title,
        as_of=f"截至{wording.day_text(dated[-1][0].isoformat())}" if dated else "",
        source=_publishers(dataset, found),
        note="各条口径、时期不同，不连线、不相加",
        label_title="指标与统计期",
        columns=(Column("value", "数值", "、".join(dict.fromkeys(fact.unit for fact in found)), marks="印出形式"),),
        rows=tuple(
            Row(
                _fact_label(fact, dataset, with_title, fact.indicator in mixed),
                "",
                (_fact_cell(fact, dataset),),
                note=f"来源：{wording.GRADES[dataset.sources[fact.source].grade]}",
                day=day,
            )
            for day, fact in dated
        ),
    )


def _fact_cell(fact: Fact, dataset: Dataset) -> Cell:
    """As it is printed; it leads to where it stands with its source."""
    text = wording.figure(fact)
    return Cell(text, fact.value, text, address=fact_address(fact, dataset.indicators[fact.indicator]))


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
