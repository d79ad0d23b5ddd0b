"""What makes a kind of chart, and a chart seen as lines of marks, as it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from report.charts.canvas import Canvas
from report.model import Cell, Chart


@dataclass(frozen=True)
class Kind:
    """A kind of chart: what it is called in the alternative text, how it is drawn, what stands out in it.

    *body* draws below a height and returns where it ends; *findings* are sentences without their full stop; *notes*
    stand below the picture, after the chart's own.
    """

    title: str
    body: Callable[[Canvas, Chart, float], float]
    findings: Callable[[Chart], Iterator[str]]
    notes: Callable[[Chart], tuple[str, ...]] = lambda chart: ()


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


def lines_of(chart: Chart) -> tuple[Line, ...]:
    """A line for each column."""
    return tuple(
        Line(column.title, tuple(_mark(row.label, row.cells[n], row.day, row.tile) for row in chart.rows))
        for n, column in enumerate(chart.columns)
    )


def panels_of(chart: Chart) -> tuple[Line, ...]:
    """A line for each row, through the times that head the columns."""
    return tuple(
        Line(
            row.label,
            tuple(_mark(column.title, cell, column.day) for column, cell in zip(chart.columns, row.cells, strict=True)),
        )
        for row in chart.rows
    )


def marks_of(lines: Iterable[Line]) -> list[Mark]:
    return [mark for line in lines for mark in line.marks]


def _mark(label: str, cell: Cell, day: date | None, tile: tuple[int, int] | None = None) -> Mark:
    return Mark(label, cell.value, cell.text, day, tile)
