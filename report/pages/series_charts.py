"""Charts of the quarterly returns as values: rankings, tile grids and small multiples of a quarter; trends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from report import wording
from report.model import Cell, Chart, ChartKind, Column, Region, RegionKind, Row
from report.numbers.cells import machine_key, named, value_cell
from report.numbers.returned import Figure
from report.pages.desk import Desk
from report.pages.plan import Drawing, Wanted
from report.period import Quarter

NOT_RANKED = "没有数的地区列在最后；新疆生产建设兵团已含在新疆内，不单独排序"


def drawn(desk: Desk, quarter: Quarter, drawings: Iterable[Drawing]) -> Iterator[Chart]:
    """A chart each, where the quarter's return has it of some province."""
    for drawing in drawings:
        if any(one.value is not None for one in _provinces(desk, quarter, drawing)):
            yield DRAWN[drawing.kind](desk, quarter, drawing)


def ranking(desk: Desk, quarter: Quarter, drawing: Drawing | Wanted) -> Chart:
    """The provinces by printed value, as they are ranked; the corps stands in none."""
    figures = _provinces(desk, quarter, drawing)
    rows = sorted((Row(one.region, "", (_cell(one),)) for one in figures), key=_largest_first)
    title = f"31个省（区、市）{named(figures[0])}排序"
    return _chart(desk, quarter, ChartKind.RANKING, figures[0], title, rows, NOT_RANKED)


def _largest_first(row: Row) -> tuple[bool, Decimal]:
    value = row.cells[0].value
    return value is None, -(value or Decimal())


def tiles(desk: Desk, quarter: Quarter, drawing: Drawing) -> Chart:
    figures = {figure.region: figure for figure in _provinces(desk, quarter, drawing)}
    rows = [_tile(region, figures) for region in desk.dataset.regions.values() if region.tile]
    first = next(iter(figures.values()))
    title = f"{named(first)}的地区分布"
    return _chart(desk, quarter, ChartKind.TILES, first, title, rows)


def multiples(desk: Desk, quarter: Quarter, drawing: Drawing) -> Chart:
    """One small panel a province: its quarters up to this one."""
    own = {
        region.name: desk.figures.series(drawing.key, region.name, drawing.span, until=quarter)
        for region in desk.dataset.provinces
    }
    first = next(iter(own.values()))
    return Chart(
        name=f"{_stem(first[-1])}-multiples",
        kind=ChartKind.MULTIPLES,
        title=f"各省（区、市）{named(first[-1])}的变化",
        as_of=_from_to(first),
        source=desk.return_title(quarter),
        note="没有数的季度留空，不作推算",
        label_title="地区",
        columns=tuple(
            Column(str(one.quarter), one.quarter.title, one.indicator.unit, day=one.quarter.end) for one in first
        ),
        rows=tuple(Row(name, "", tuple(map(_cell, figures))) for name, figures in own.items()),
    )


def trends(desk: Desk, region: Region, columns: Iterable[Wanted]) -> Iterator[Chart]:
    """Each figure of a region in all quarters, where one of them has it."""
    for column in columns:
        figures = desk.figures.series(column.key, region.name, column.span)
        if any(one.value is not None for one in figures):
            yield _trend(desk, region, figures)


def _trend(desk: Desk, region: Region, figures: Sequence[Figure]) -> Chart:
    title = named(figures[-1])
    return Chart(
        name=f"{_stem(figures[-1])}-trend",
        kind=ChartKind.TREND,
        title=f"{region.name}：{title}",
        as_of=_from_to(figures),
        source=desk.return_title(figures[-1].quarter),
        note="",
        label_title="季度",
        columns=(Column("value", region.name, figures[-1].indicator.unit),),
        rows=tuple(Row(one.quarter.title, "", (_cell(one),), day=one.quarter.end) for one in figures),
    )


DRAWN = {ChartKind.RANKING: ranking, ChartKind.TILES: tiles, ChartKind.MULTIPLES: multiples}


def _provinces(desk: Desk, quarter: Quarter, drawing: Drawing | Wanted) -> list[Figure]:
    names = {region.name for region in desk.dataset.provinces}
    return [one for one in desk.figures.column(drawing.key, quarter, drawing.span) if one.region in names]


def _chart(
    desk: Desk, quarter: Quarter, kind: ChartKind, figure: Figure, title: str, rows: Iterable[Row], note: str = ""
) -> Chart:
    return Chart(
        name=f"{_stem(figure)}-{kind}",
        kind=kind,
        title=title,
        as_of=figure.span.period(figure.quarter).title,
        source=desk.return_title(quarter),
        note=note,
        label_title="地区",
        columns=(Column("value", "数值", figure.indicator.unit),),
        rows=tuple(rows),
    )


def _stem(figure: Figure) -> str:
    return machine_key(figure).replace("_", "-")


def _cell(figure: Figure) -> Cell:
    """The value with the digits that are printed, so that a chart's download says what the picture says."""
    text = value_cell(figure).text
    return Cell(text) if figure.value is None else Cell(text, wording.rounded(figure.value, figure.indicator.decimals))


def _tile(region: Region, figures: dict[str, Figure]) -> Row:
    if region.kind is RegionKind.NOT_COVERED:
        return Row(region.name, "", (Cell("未纳入统计"),), tile=region.tile)
    return Row(region.name, "", (_cell(figures[region.name]),), tile=region.tile)


def _from_to(figures: Iterable[Figure]) -> str:
    quarters = [figure.quarter.title for figure in figures]
    return quarters[0] if len(quarters) == 1 else f"{quarters[0]}—{quarters[-1]}"
