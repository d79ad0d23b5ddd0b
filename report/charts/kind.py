"""What makes a kind of chart, a chart seen as lines of marks, as it is drawn, and what is said of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from report.charts.canvas import Canvas, Point
from report.model import MARKED, Cell, Chart, Column, Symbol
from report.plaintext import NO_VALUE


@dataclass(frozen=True)
class Kind:
    """A kind of chart: what it is called in the alternative text, how it is drawn, what stands out in it.

    *body* draws below a height and returns where it ends; *findings* are sentences without their full stop; *notes*
    stand below the picture, after the chart's own. *of_regions*: it compares them, and so may be chosen for a quarter.
    """

    title: str
    body: Callable[[Canvas, Chart, float], float]
    findings: Callable[[Chart], Iterator[str]]
    notes: Callable[[Chart], tuple[str, ...]] = lambda chart: ()
    of_regions: bool = False


@dataclass(frozen=True)
class Mark:
    """One value of a chart. *value* None: not published, a gap and never zero; *text* is what readers see."""

    label: str
    value: Decimal | None
    text: str
    day: date | None = None  # on a time axis
    tile: tuple[int, int] | None = None  # on the tile grid
    marks: str = ""  # p, r, 推算, 原文有误: it is not to be taken as a plain number
    at: tuple[int, int] = (0, 0)  # its row and its column

    @property
    def printed(self) -> str:
        """What stands at the value: its text, and the marks behind it."""
        return f"{self.text} {self.marks}" if self.marks else self.text


@dataclass(frozen=True)
class Line:
    """Marks that belong together: a subject's values over time, or all regions at one time."""

    name: str
    marks: tuple[Mark, ...]


def lines_of(chart: Chart) -> tuple[Line, ...]:
    """A line for each column."""
    return tuple(
        Line(
            column.title,
            tuple(
                _mark(row.label, column, row.cells[n], (place, n), row.day, row.tile)
                for place, row in enumerate(chart.rows)
            ),
        )
        for n, column in enumerate(chart.columns)
    )


def panels_of(chart: Chart) -> tuple[Line, ...]:
    """A line for each row, through the times that head the columns."""
    return tuple(
        Line(
            row.label,
            tuple(
                _mark(column.title, column, cell, (place, n), column.day)
                for n, (column, cell) in enumerate(zip(chart.columns, row.cells, strict=True))
            ),
        )
        for place, row in enumerate(chart.rows)
    )


def marks_of(lines: Iterable[Line]) -> list[Mark]:
    return [mark for line in lines for mark in line.marks]


def _mark(
    label: str,
    column: Column,
    cell: Cell,
    at: tuple[int, int],
    day: date | None,
    tile: tuple[int, int] | None = None,
) -> Mark:
    return Mark(label, cell.value, cell.text, day, tile, cell.marks if column.marks == MARKED else "", at)


HOLLOW = "空心点：带标记的数"


def told_of_hollow(chart: Chart) -> tuple[str, ...]:
    """The note of a chart whose dots are hollow where a value has marks."""
    return (HOLLOW,) if any(mark.marks for mark in marks_of(lines_of(chart))) else ()


def dot(canvas: Canvas, point: Point, colour: str, mark: Mark, name: str = "") -> None:
    """A full dot; a hollow one where the value has marks."""
    canvas.dot(point, f"dot fill-{colour}", tip=f"{name} {mark.label} {mark.printed}".strip())
    if mark.marks:
        canvas.dot(point, "spot fill-ground")


# ---------------------------------------------------------------- what several kinds say of their values

NAMED = 3  # how many that tie are named one by one


def extremes(chart: Chart) -> Iterator[str]:
    """How many values there are, the largest and the smallest, and that of the page's own region."""
    marks = marks_of(lines_of(chart))
    known = [(mark.label, mark) for mark in marks if mark.value is not None]
    if known:
        yield f"{len(known)}项有数据，{ends(known, chart.label_title)}" + missing(marks)
    else:
        yield f"全部{len(marks)}项{NO_VALUE}"
    yield from (f"其中{said(mark)}" for mark in marks if chart.highlight and mark.label == chart.highlight)


def ends(named: Sequence[tuple[str, Mark]], what: str) -> str:
    """最大：江苏 9，最小：西藏 1; with all that tie; 均为9 where there is nothing between. *what* the names are of."""
    values = [mark.value or Decimal() for _, mark in named]
    low, high = min(values), max(values)
    if len(named) > 1 and low == high:
        return f"均为{named[0][1].text}"
    return f"最大：{_holders(named, high, what)}，最小：{_holders(named, low, what)}"


def _holders(named: Sequence[tuple[str, Mark]], value: Decimal, what: str) -> str:
    """江苏 9; 江苏、浙江并列 9; 江苏等5个地区并列 9: in the order in which the picture shows them."""
    found = [(name, mark) for name, mark in named if mark.value == value]
    names = [name for name, _ in found]
    who = "、".join(names) if len(names) <= NAMED else f"{names[0]}等{len(names)}个{what}"
    return f"{who}{'并列' if len(names) > 1 else ''} {found[0][1].text}"


def published(line: Line) -> list[Mark]:
    return [mark for mark in line.marks if mark.value is not None]


def said(mark: Mark) -> str:
    return f"{mark.label} {mark.text}"


def missing(marks: Iterable[Mark]) -> str:
    """；2项未公布；3项未纳入统计: how many have no value, by what is printed instead."""
    reasons = Counter(
        NO_VALUE if mark.text == Symbol.NOT_PUBLISHED.value else mark.text for mark in marks if mark.value is None
    )
    return "".join(f"；{times}项{reason}" for reason, times in reasons.items())
