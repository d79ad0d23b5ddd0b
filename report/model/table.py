"""Tables of numbers, and charts, which are tables with a way to draw them: what they say, before any layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

MARKED = "标记"
NUMBERS, WORDS = "num", "words"  # of cells


@dataclass(frozen=True)
class Column:
    """*key*: ASCII, what the column is called for machines: transfer_count_ytd_yoy.

    *pieces* together are the title: first what a header over several columns says, then where the rest may break
    (专利转让, 本年累计, 同比). All columns of a table have them, or none; downloads have the whole title.
    *trace*: under which key pages tell where values of a row come from; None: as of the column before.
    """

    key: str
    title: str
    unit: str
    note: str = ""
    pieces: tuple[str, ...] = ()
    day: date | None = None  # where its values stand on a time axis, if they do
    marks: str = MARKED  # what stands beside its values in downloads
    cells: str = NUMBERS  # or WORDS: those are read, not compared; they begin where a line begins, and may break
    trace: str | None = None

    @property
    def heading_of_marks(self) -> str:
        """What stands above the marks beside its values: 同比的标记."""
        return f"{self.title}的{self.marks}"

    @property
    def heading(self) -> str:
        """The title with the unit: 同比（%）."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title


class Cell(NamedTuple):
    """*text* as printed; *value* exact, for machines, None where there is none; *marks* beside it: p, r, 基数较小.

    *anchor*: its id on the page, if it has one; *address*: where it leads, or empty.
    """

    text: str
    value: Decimal | None = None
    marks: str = ""
    anchor: str = ""
    address: str = ""


@dataclass(frozen=True)
class Row:
    """A row; *address* is of the label's page, or empty.

    *anchor*: its id on the page, if it has one. *note* stands under the label: 含在新疆内. *pin*: where it stays
    when the table is sorted, ``top`` for a total, ``end`` for what another row already contains (兵团). *day* and
    *tile*: where it is drawn, on a time axis or on the grid of equal tiles. *code*: of a region, for programs.
    """

    label: str
    address: str
    cells: tuple[Cell, ...]
    anchor: str = ""
    note: str = ""
    pin: str = ""
    day: date | None = None
    tile: tuple[int, int] | None = None
    code: str = ""


@dataclass(frozen=True)
class Table:
    """A table of numbers: what the page prints and every download of it come from here."""

    name: str  # file stem and id, unique on its page
    title: str
    as_of: str
    source: str
    note: str
    label_title: str  # header of the first column: 地区, 指标
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    synthetic: bool = False  # 示例数据: marked on the page, in the picture and in every download

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The headers over several columns, each with how many stand side by side under it; () where there are none."""
        tops = groupby(column.pieces[0] for column in self.columns if column.pieces)
        return tuple((title, len(list(own))) for title, own in tops)


class ChartKind(StrEnum):
    """How a chart is drawn; report/charts has a module of the same name for each."""

    TREND = "trend"  # a row a time, a column a line, with gaps where nothing was published
    RANKING = "ranking"  # a row a region, the largest value first, one highlighted
    TILES = "tiles"  # a row a region: equal tiles, no outlines
    MULTIPLES = "multiples"  # a row a region, a column a time: one small panel a region
    TIMELINE = "timeline"  # a row a cited figure, on a time axis, never joined by a line


@dataclass(frozen=True, kw_only=True)
class Chart(Table):
    """A table with a way to draw it: the picture, the alternative text and all that a table is come from here."""

    kind: ChartKind
    highlight: str = ""  # what is drawn in another colour: the label of a row, or the title of a line

    @property
    def unit(self) -> str:
        """The one unit of all its columns."""
        return self.columns[0].unit if self.columns else ""
