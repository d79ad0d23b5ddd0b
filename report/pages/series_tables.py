"""Tables of the quarterly returns as values: whose figures stand in them, under which header, with which symbol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from report.address import indicator_address, quarter_address, region_quarter_address
from report.downloads.about import UNIT_KEY
from report.model import Cell, Column, Indicator, RegionKind, Row, Span, Table
from report.model.printed import Measure
from report.numbers.cells import (
    INSIDE,
    ROUNDED,
    as_notes,
    explained,
    is_rounded,
    machine_key,
    named,
    pieces,
    value_cell,
    when,
)
from report.numbers.measures import (
    BESIDE_VALUES,
    MEASURES,
    WORKED_OUT,
    change_cell,
    place_cell,
    rank_cell,
    share_cell,
)
from report.numbers.returned import Figure
from report.numbers.similar import similar
from report.pages.desk import Desk
from report.pages.plan import Plan, Theme, Wanted, figure_of
from report.pages.traces import way, way_of_indicator
from report.period import Quarter

UNIT = Column(UNIT_KEY, "计量单位", "")
SHADES = 5  # of places
OF_RATES = ("change", "place")
VALUE = "value"


def counts_columns(measures: Mapping[str, Measure] = MEASURES) -> tuple[Column, ...]:
    """Unit and value of a count, and all that is worked out of it."""
    worked_out = (Column(one.key, measures[name].title, measures[name].unit) for name, one in WORKED_OUT.items())
    return (UNIT, Column(VALUE, "数值", ""), *worked_out)


def rates_columns(measures: Mapping[str, Measure] = MEASURES) -> tuple[Column, Column, Column]:
    """A rate, its change and its place."""
    change, place = (
        Column(WORKED_OUT[name].key, measures[name].title, measures[name].unit_of_rates) for name in OF_RATES
    )
    return (Column(VALUE, "比率", "%"), change, place)


class Part(NamedTuple):
    """What is shown of a figure: one of WORKED_OUT, or by the empty name its value."""

    measure: str = ""

    @property
    def ending(self) -> str:
        """Of the machine's key."""
        return WORKED_OUT[self.measure].ending if self.measure else ""

    def title(self, measures: Mapping[str, Measure] = MEASURES) -> str:
        return measures[self.measure].title if self.measure else ""

    def unit(self, own: str, *, of_rates: bool, measures: Mapping[str, Measure] = MEASURES) -> str:
        """*own*: that of the value itself."""
        return measures[self.measure].unit_beside(rates=of_rates) if self.measure else own

    def cell(self, figure: Figure) -> Cell:
        """In a table of all regions, where a place stands without of how many."""
        if not self.measure:
            return value_cell(figure)
        return rank_cell(figure) if self.measure == "place" else WORKED_OUT[self.measure].cell(figure, 0)


PARTS = {VALUE: Part(), **{asked: Part(name) for asked, name in BESIDE_VALUES.items()}}


def _headers(desk: Desk, wanted: Iterable[Wanted], quarter: Quarter) -> list[Column]:
    return [
        _header(figure_of(desk, column, desk.dataset.nation.name, quarter), part)
        for column in wanted
        for part in _parts(column)
    ]


def _header(figure: Figure, part: Part) -> Column:
    title = pieces(figure, part.title())
    key = machine_key(figure)
    trace = None if part.measure else key
    return Column(key + part.ending, "".join(title), _unit(figure, part), pieces=title, trace=trace)


def _unit(figure: Figure, part: Part) -> str:
    return part.unit(figure.indicator.unit, of_rates=figure.span is Span.RATE)


def _cells(desk: Desk, wanted: Iterable[Wanted], region: str, quarter: Quarter) -> tuple[Cell, ...]:
    return tuple(
        part.cell(figure)
        for column in wanted
        for figure in [figure_of(desk, column, region, quarter)]
        for part in _parts(column)
    )


def is_given(desk: Desk, column: Wanted, quarter: Quarter) -> bool:
    """Whether a column has a number in a quarter, whosever it is."""
    return any(one.value is not None for one in desk.figures.column(column.key, quarter, column.span, column.subject))


def _parts(column: Wanted) -> list[Part]:
    return [PARTS[VALUE], *(PARTS[name] for name in column.show)]


# ---------------------------------------------------------------- tables


def theme_table(desk: Desk, quarter: Quarter, theme: Theme) -> Table:
    """The nation, the 31 and the corps by what the plan says of a theme."""
    names = [region.name for region in desk.figures.regions]
    title = title_of_theme(theme.of or theme.title)
    return _region_table(desk, theme.columns, names, quarter, theme.name, title, (INSIDE,))


def title_of_theme(of: str) -> str:
    """Of the table of all regions by what a theme says."""
    return f"各地区{of}情况"


def glance_table(desk: Desk, wanted: Sequence[Wanted], quarter: Quarter) -> Table:
    """Every region by the headline figures of a quarter."""
    names = [region.name for region in desk.figures.regions]
    notes = ("底色越深，在各省中的位次越靠前", INSIDE)
    return _region_table(desk, wanted, names, quarter, "glance", "各地区主要指标", notes)


def shades(desk: Desk, wanted: Sequence[Wanted], quarter: Quarter) -> list[list[str]]:
    """Of each row of `glance_table` in which fifth of the provinces its cells stand: is-1 the first; else nothing."""
    columns = [desk.figures.column(one.key, quarter, one.span, one.subject) for one in wanted]
    return [
        [shade(figure.rank if figure.value else None, figure.ranked) for figure in row]
        for row in zip(*columns, strict=True)
    ]


def shade(place: int | None, among: int) -> str:
    """In which fifth of those that have a place: is-1 the first; nothing without one."""
    return f"is-{(place - 1) * SHADES // among + 1}" if place else ""


def compared_table(desk: Desk, plan: Plan, region: str, quarter: Quarter) -> Table:
    """The region beside the nation and the regions of similar size."""
    alike = similar(desk.figures, region, quarter)
    names = (desk.dataset.nation.name, region, *alike)
    return _region_table(desk, plan.compared, names, quarter, "compared", f"{region}与{beside(alike)}")


def beside(alike: Sequence[str]) -> str:
    """What a region is compared with: with the nation alone where there is nobody of similar size."""
    return "全国和规模相近地区" if alike else "全国"


def _region_table(
    desk: Desk,
    wanted: Sequence[Wanted],
    names: Iterable[str],
    quarter: Quarter,
    name: str,
    title: str,
    notes: Sequence[str] = (),
) -> Table:
    rows = [_region_row(desk, one, quarter, _cells(desk, wanted, one, quarter)) for one in names]
    return _table(desk, quarter, name, title, "地区", _headers(desk, wanted, quarter), rows, notes)


def _region_row(desk: Desk, name: str, quarter: Quarter, cells: tuple[Cell, ...]) -> Row:
    region = desk.dataset.regions[name]
    if region.kind is RegionKind.NATION:
        return Row(name, quarter_address(quarter), cells, pin="top", code=region.code)
    address = region_quarter_address(region, quarter)
    if region.kind is RegionKind.CORPS:
        return Row(name, address, cells, note="含在新疆内", pin="end", code=region.code)
    return Row(name, address, cells, code=region.code)


def listed_table(
    desk: Desk, wanted: Sequence[Wanted], region: str, until: Quarter, address: Callable[[Quarter], str], title: str
) -> Table:
    """The quarters of a region, newest first."""
    rows = [
        Row(quarter.title, address(quarter), _cells(desk, wanted, region, quarter))
        for quarter in reversed(desk.figures.quarters)
        if quarter <= until
    ]
    table = _table(desk, until, "quarters", title, "季度", _headers(desk, wanted, until), rows)
    return replace(table, as_of=f"{rows[-1].label}—{until.title}") if len(rows) > 1 else table


def indicator_tables(desk: Desk, indicator: Indicator, quarter: Quarter) -> tuple[Table, ...]:
    """Of a returned indicator: all regions in the newest quarter, and the nation in all; by holder where it is."""
    wanted = columns_of(desk, indicator)
    names = [region.name for region in desk.figures.regions]
    title = indicator.bare_title
    regional = _region_table(desk, wanted, names, quarter, "by-region", f"各地区{title}", (INSIDE,))
    nation = desk.dataset.nation.name
    shown = [replace(column, show=("change",) if "change" in column.show else ()) for column in wanted]
    return regional, listed_table(desk, shown, nation, quarter, quarter_address, f"各季度全国{title}")


def newest_national(desk: Desk, indicator: Indicator) -> tuple[str, str, str] | None:
    """The newest of the nation's figures as printed, its quarter and span, and its row of sources; None without."""
    nation = desk.dataset.nation.name
    for quarter in reversed(desk.figures.quarters):
        for column in columns_of(desk, indicator):
            figure = figure_of(desk, column, nation, quarter)
            if column.subject is indicator.whole and figure.value is not None:
                said = f"{value_cell(figure).text}{indicator.unit}", f"{quarter.title}{when(figure)}"
                return (*said, way_of_indicator(desk, figure))
    return None


def quarters_of(desk: Desk, indicator: Indicator) -> tuple[Quarter, ...]:
    """The quarters in which a return has a number of an indicator."""
    return tuple(
        quarter
        for quarter in desk.figures.quarters
        if any(is_given(desk, column, quarter) for column in columns_of(desk, indicator))
    )


def columns_of(desk: Desk, indicator: Indicator) -> tuple[Wanted, ...]:
    """What a page shows of a returned indicator: of all that are counted 当季 and 累计, of the holders 累计."""
    key, whole, subjects = indicator.key, indicator.whole, desk.figures.subjects(indicator.key)
    if not subjects:
        return ()
    spans = {"stock": (None,), "rate": (None,)}.get(indicator.kind, (Span.QUARTER, Span.YTD))
    main = [Wanted(key, span, () if span is Span.QUARTER else ("change", "share", "rank"), whole) for span in spans]
    return (*main, *(Wanted(key, spans[-1], ("change",), subject) for subject in subjects if subject is not whole))


def of_holders(desk: Desk, wanted: Iterable[Wanted], quarter: Quarter) -> Iterator[Wanted]:
    """What the pages of the same indicators show of their holders alone; sentences of a first quarter tell 当季."""
    for indicator in (desk.dataset.indicators[key] for key in dict.fromkeys(one.key for one in wanted)):
        for column in (one for one in columns_of(desk, indicator) if one.subject is not indicator.whole):
            if quarter.number == 1 and column.span is Span.YTD:
                yield replace(column, span=Span.QUARTER)
            yield column


def counts_table(desk: Desk, wanted: Sequence[Wanted], region: str, quarter: Quarter) -> Table:
    """What a region counted in a quarter: value, 同比, share of the nation, rank."""
    figures = [one for one in _of(desk, wanted, region, quarter) if one.span is not Span.RATE]
    provinces = len(desk.dataset.provinces)
    cells = [
        (
            Cell(one.indicator.unit),
            _led(desk, one),
            *(measure.cell(one, provinces) for measure in WORKED_OUT.values()),
        )
        for one in figures
    ]
    return _indicator_table(desk, quarter, "counts", title_of_counts(region), counts_columns(), figures, cells)


def main_table(desk: Desk, wanted: Sequence[Wanted], region: str, quarter: Quarter) -> Table:
    """Counts and rates of a region in a quarter as they stand in its two tables: value, 同比, share, place."""
    figures, provinces = _of(desk, wanted, region, quarter), len(desk.dataset.provinces)
    unit, value, change, share, place, *_ = counts_columns()
    change_column = replace(change, unit="")
    columns = (unit, value, change_column, share, place)
    cells = [
        (Cell(one.indicator.unit), value_cell(one), change_cell(one), share_cell(one), place_cell(one, provinces))
        for one in figures
    ]
    has_changes = any(row[columns.index(change_column)].value is not None for row in cells)
    told = MEASURES["change"]
    notes = [f"{told.title}：数量为{told.unit}，比率为{told.unit_of_rates}"] if has_changes else []
    return _indicator_table(desk, quarter, "main", f"{region}主要指标", columns, figures, cells, notes)


def rates_table(desk: Desk, plan: Plan, region: str, quarter: Quarter) -> Table:
    """The rates of a region in a quarter beside those of the nation."""
    figures = [one for one in _of(desk, plan.columns, region, quarter) if one.span is Span.RATE]
    nation, provinces = desk.dataset.nation.name, len(desk.dataset.provinces)
    value, change, place = rates_columns()
    columns = (value, change, Column("national_value", nation, "%"), place)
    cells = [
        (
            _led(desk, one),
            change_cell(one),
            value_cell(desk.figures.figure(one.indicator.key, nation, quarter)),
            place_cell(one, provinces),
        )
        for one in figures
    ]
    return _indicator_table(desk, quarter, "rates", title_of_rates(region), columns, figures, cells)


def _led(desk: Desk, figure: Figure) -> Cell:
    """Its value, which leads to what it is made of."""
    return value_cell(figure)._replace(address=way(desk, figure))


def _of(desk: Desk, columns: Iterable[Wanted], region: str, quarter: Quarter) -> list[Figure]:
    """The figures of a region, without those that the return has of no region; none where it has none of this one."""
    found = [figure_of(desk, one, region, quarter) for one in columns if is_given(desk, one, quarter)]
    return found if any(one.value is not None for one in found) else []


def _indicator_table(
    desk: Desk,
    quarter: Quarter,
    name: str,
    title: str,
    columns: Sequence[Column],
    figures: Sequence[Figure],
    cells: Sequence[tuple[Cell, ...]],
    notes: Sequence[str] = (),
) -> Table:
    rows = [
        Row(named(figure), indicator_address(figure.indicator), own) for figure, own in zip(figures, cells, strict=True)
    ]
    return _table(desk, quarter, name, title, "指标", columns, rows, (*notes, _of_how_many(desk, columns, rows)))


def _of_how_many(desk: Desk, columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """Among how many the places of a region are counted; nothing where it has none."""
    places = [n for n, column in enumerate(columns) if column.key.endswith("rank") and _has_number(rows, n)]
    texts = [row.cells[n].text for row in rows for n in places]
    partly = next((text for text in texts if "/" in text), "")
    among = f"位次在{len(desk.dataset.provinces)}个省（区、市）中排"
    fewer = f"，参加排序的不足此数时写明个数，如{partly}" if partly else ""
    return f"{among}{fewer}" if places else ""


def title_of_counts(region: str) -> str:
    """Of the table of all that is counted in a region."""
    return f"{region}主要数量指标"


def title_of_rates(region: str) -> str:
    """Of the table of its rates."""
    return f"{region}主要比率指标"


# ---------------------------------------------------------------- what every table says of itself


def _table(
    desk: Desk,
    quarter: Quarter,
    name: str,
    title: str,
    label_title: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    notes: Sequence[str] = (),
) -> Table:
    """The table less its empty columns, with the symbols that stand in it explained."""
    kept = [n for n, column in enumerate(columns) if rows and (column is UNIT or _has_number(rows, n))]
    found = [replace(row, cells=tuple(row.cells[n] for n in kept)) for row in rows]
    own = tuple(columns[n] for n in kept)
    notes = (*notes, *([ROUNDED] if _is_rounded(own, found) else []), *explained(found))
    return Table(
        name=name,
        title=title,
        as_of=quarter.title,
        source=desk.return_title(quarter),
        note=as_notes(notes),
        label_title=label_title,
        columns=own,
        rows=tuple(found),
    )


def _is_rounded(columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Whether there is a column of shares that are, as printed, not the whole together."""
    wholes, parts = ([row for row in rows if row.pin == pin] for pin in ("top", ""))
    shares = [n for n, column in enumerate(columns) if column.pieces[-1:] == (PARTS["share"].title(),)]
    return any(is_rounded(whole.cells[n], [row.cells[n] for row in parts]) for whole in wholes for n in shares)


def _has_number(rows: Sequence[Row], column: int) -> bool:
    return any(row.cells[column].value is not None for row in rows)
