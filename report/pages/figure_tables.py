"""Tables of the quarterly returns as values: whose figures stand in them, under which header, with which symbol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from report import wording
from report.figures import YTD_KEY, Figure, Figures, Span
from report.model import DataTable, Region, RegionKind, Subject, Symbol, TableCell, TableColumn, TableRow
from report.pages.page import region_quarter_address
from report.pages.plan import Column, Theme
from report.pages.views import Desk
from report.period import Quarter

NOTHING = TableCell("—")
SPANS = {Span.QUARTER: "当季", Span.YTD: "本年累计", Span.STOCK: "期末数", Span.RATE: ""}
MARKED = (Symbol.PROVISIONAL, Symbol.REVISED)  # beside a value; the others stand in its place
SMALL = "基数较小"


class Part(NamedTuple):
    """What is shown of a figure: the end of the header and of the machine's key, the unit, and the cell."""

    words: str
    key: str
    unit: Callable[[Figure], str]
    cell: Callable[[Figure], TableCell]


# ---------------------------------------------------------------- cells


def value_cell(figure: Figure) -> TableCell:
    """1,234 with p or r beside it; … or c in its place."""
    if figure.value is None:
        return TableCell(figure.symbol.value or Symbol.NOT_PUBLISHED.value)
    marks = figure.symbol.value if figure.symbol in MARKED else ""
    return TableCell(wording.plain(figure.value, figure.indicator.decimals), figure.value, marks)


def change_cell(figure: Figure) -> TableCell:
    """24.1 for 24.13 % or, of a rate, percentage points."""
    change = figure.year_on_year
    if change is None:
        return NOTHING
    return TableCell(wording.change_number(change), change.value, SMALL if change.small_base else "")


def share_cell(figure: Figure) -> TableCell:
    if figure.share is None:
        return NOTHING
    return TableCell(wording.plain(figure.share * 100, 1), figure.share * 100)


def rank_cell(figure: Figure) -> TableCell:
    if figure.rank is None:
        return NOTHING
    return TableCell(str(figure.rank), Decimal(figure.rank), "并列" if figure.tied else "")


def rank_of_cell(figure: Figure) -> TableCell:
    """3/30: the third of the thirty provinces that have a value."""
    if figure.rank is None:
        return NOTHING
    return TableCell(f"{figure.rank}/{figure.ranked}", Decimal(figure.rank), "并列" if figure.tied else "")


PARTS = {
    "value": Part("", "", lambda figure: figure.indicator.unit, value_cell),
    "change": Part("同比", "_yoy", lambda figure: "个百分点" if figure.span is Span.RATE else "%", change_cell),
    "share": Part("占全国", "_share", lambda figure: "%", share_cell),
    "rank": Part("位次", "_rank", lambda figure: "位", rank_cell),
}

# ---------------------------------------------------------------- headers


def named(figure: Figure, figures: Figures) -> str:
    """专利转让本年累计, 已盘点存量专利期末数; a rate says what it is a rate of: 期末盘点完成率, 本年累计抽查合格率."""
    title = figure.indicator.title.split("（")[0]
    if figure.span is not Span.RATE:
        return f"{title}{SPANS[figure.span]}"
    return f"{'本年累计' if figures.spans_a_year(figure.indicator, Span.RATE) else '期末'}{title}"


def machine_key(figure: Figure) -> str:
    key = figure.indicator.key.removesuffix(YTD_KEY)
    return f"{key}_{figure.span}" if figure.span in (Span.QUARTER, Span.YTD) else key


def _headers(figure: Figure, parts: Iterable[Part], figures: Figures) -> Iterator[TableColumn]:
    for part in parts:
        yield TableColumn(machine_key(figure) + part.key, f"{named(figure, figures)}{part.words}", part.unit(figure))


def without_empty(table: DataTable) -> DataTable:
    """The table less the columns in which no row has a number."""
    kept = [n for n in range(len(table.columns)) if any(row.cells[n].value is not None for row in table.rows)]
    if len(kept) == len(table.columns):
        return table
    rows = tuple(_only(row, kept) for row in table.rows)
    return _replaced(table, tuple(table.columns[n] for n in kept), rows)
