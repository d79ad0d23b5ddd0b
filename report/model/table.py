"""Tables of numbers, and charts: what they say, before anything is laid out or drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple


@dataclass(frozen=True)
class Column:
    """*key*: ASCII, what the column is called for machines: transfer_count_ytd_yoy.

    *pieces* together are the title: first what a header over several columns says, then where the rest may break
    (专利转让, 本年累计, 同比). All columns of a table have them, or none; downloads have the whole title.
    """

    key: str
    title: str
    unit: str
    note: str = ""
    pieces: tuple[str, ...] = ()


class Cell(NamedTuple):
    """*text* as printed; *value* exact, for machines, None where there is none; *marks* beside it: p, r, 基数较小."""

    text: str
    value: Decimal | None = None
    marks: str = ""


@dataclass(frozen=True)
class Row:
    """A row; *address* is of the label's page, or empty.

    *anchor*: its id on the page, if it has one. *note* stands under the label: 含在新疆内. *pin*: where it stays
    when the table is sorted, ``top`` for a total, ``end`` for what another row already contains (兵团).
    """

    label: str
    address: str
    cells: tuple[Cell, ...]
    anchor: str = ""
    note: str = ""
    pin: str = ""


@dataclass(frozen=True)
class Table:
    """A table of numbers: what the page prints and every download of it come from here."""

    name: str  # file stem and id, unique on its page, also among its charts
    title: str
    as_of: str
    source: str
    note: str
    label_title: str  # header of the first column: 地区, 指标
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    synthetic: bool = False  # 示例数据: marked on the page and in every download

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The headers over several columns, each with how many stand side by side under it; () where there are none."""
        tops = groupby(column.pieces[0] for column in self.columns if column.pieces)
        return tuple((title, len(list(own))) for title, own in tops)


class ChartKind(StrEnum):
    TREND = "trend"  # values over time, with gaps where nothing was published
    RANKING = "ranking"  # regions by value, one highlighted
    TILES = "tiles"  # the tile grid: 34 equal tiles, no outlines
    MULTIPLES = "multiples"  # one small panel a region
    TIMELINE = "timeline"  # cited figures on a time axis, never joined by a line


@dataclass(frozen=True)
class Mark:
    """One value of a chart. *value* None: not published, a gap and never zero; *text* is what readers see."""

    label: str
    value: Decimal | None
    text: str
    day: date | None = None  # on a time axis
    tile: tuple[int, int] | None = None  # on the tile grid


@dataclass(frozen=True)
class Line:
    """Marks that belong together: a subject's values over time, or all regions at one time."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """What a chart says, before it is drawn: the SVG, the table, the CSV and the alt text all come from here."""

    name: str  # file stem, unique on its page
    kind: ChartKind
    title: str
    unit: str
    as_of: str
    source: str
    lines: tuple[Line, ...]
    label_title: str = "地区"  # header of the label column in table and CSV
    highlight: str = ""  # the label of the page's own region
    note: str = ""
    synthetic: bool = False  # 示例数据: marked in the picture, the table and the CSV
