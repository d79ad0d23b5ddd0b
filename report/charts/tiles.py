"""TILES: 34 equal tiles in place of a map. No outlines; shades by fifths of the regions; the legend says the ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from report.charts.canvas import Canvas
from report.charts.kind import Kind, Mark, extremes, lines_of, marks_of
from report.charts.style import CLASSES, MARGIN, ROOM, SIZES, WIDTH
from report.charts.typeset import balance, shorten, width
from report.model import Chart
from report.order import in_groups
from report.plaintext import NO_VALUE

GAP = 4.0
LARGEST = 76.0  # px: few tiles need not fill the sheet
SCHEMATIC = "示意图，不表示行政区划界线"


@dataclass(frozen=True)
class Shade:
    """The regions of one class: its number in the style, and the smallest and largest of them as printed."""

    number: int
    first: str
    last: str

    @property
    def range(self) -> str:
        return self.first if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class TileGrid:
    """Where the tiles stand: top left corner, and the distance from tile to tile."""

    left: float
    top: float
    step: float

    def corner(self, tile: tuple[int, int]) -> tuple[float, float]:
        return self.left + tile[0] * self.step, self.top + tile[1] * self.step


def tiles(canvas: Canvas, chart: Chart, top: float) -> float:
    marks = [mark for mark in marks_of(lines_of(chart)) if mark.tile]
    columns = 1 + max((mark.tile[0] for mark in marks if mark.tile), default=0)
    rows = 1 + max((mark.tile[1] for mark in marks if mark.tile), default=0)
    step = min(LARGEST, ROOM / columns)
    grid = TileGrid((WIDTH - columns * step + GAP) / 2, top, step)
    limits = breaks([mark.value for mark in marks if mark.value is not None])
    for mark in sorted(marks, key=lambda mark: (mark.tile or (0, 0))[::-1]):  # line by line
        _tile(canvas, mark, grid, limits)
    for mark in marks:
        if mark.label == chart.highlight:
            _ring(canvas, mark, grid)
    return _legend(canvas, shades(marks, limits), any(m.value is None for m in marks), top + rows * step + 6)


def breaks(numbers: Sequence[Decimal]) -> list[Decimal]:
    """The smallest value of each class but the first: fifths of the regions, equal values never parted."""
    ranked = sorted(numbers)
    starts = (ranked[len(ranked) * n // CLASSES] for n in range(1, CLASSES)) if ranked else ()
    return sorted({start for start in starts if start > ranked[0]})


def shade_of(value: Decimal, limits: Sequence[Decimal]) -> int:
    """The class of *value*; fewer classes are spread over the whole range of shades."""
    return bisect_right(limits, value) * (CLASSES - 1) // max(1, len(limits))


def shades(marks: Sequence[Mark], limits: Sequence[Decimal]) -> list[Shade]:
    """The classes that hold a region, palest first, with the values that they really hold."""
    published = sorted((mark for mark in marks if mark.value is not None), key=lambda mark: mark.value or 0)
    by_shade = in_groups(published, lambda mark: shade_of(mark.value or Decimal(), limits))
    return [Shade(number, held[0].text, held[-1].text) for number, held in by_shade.items()]


def _tile(canvas: Canvas, mark: Mark, grid: TileGrid, limits: Sequence[Decimal]) -> None:
    x, y = grid.corner(mark.tile or (0, 0))
    side = grid.step - GAP
    if mark.value is None:
        canvas.rectangle(x + 0.5, y + 0.5, side - 1, side - 1, "none")
        on = "muted"
    else:
        shade = shade_of(mark.value, limits)
        canvas.rectangle(x, y, side, side, f"fill-class{shade}")
        on = f"fill-on{shade}"
    canvas.area(mark.at, x, y, x + side, y + side)
    _words(canvas, mark, x, y, side, on)


def _words(canvas: Canvas, mark: Mark, x: float, y: float, side: float, on: str) -> None:
    """Label above text, both in the middle of the tile; a long text takes two lines."""
    label = shorten(mark.label, "label", side - 2)
    size, lines = set_in_tile(mark.printed, side - 3)
    baseline = y + side / 2 - 8.5 * len(lines) + 5
    whole = f"{mark.label} {mark.printed}"
    canvas.text(x + side / 2, baseline, label, f"label middle {on}", tip="" if label == mark.label else whole)
    for line in lines:
        baseline += SIZES["small"] + 5
        canvas.text(x + side / 2, baseline, line, f"{size} middle {on}")


def set_in_tile(text: str, room: float) -> tuple[str, list[str]]:
    """Size and lines of *text* in a tile: a long number is set smaller, never broken; words take two lines."""
    if width(text, "small") > room >= width(text, "tiny"):
        return "tiny", [text]
    return "small", balance(text, "small", room)[:2]


def _ring(canvas: Canvas, mark: Mark, grid: TileGrid) -> None:
    x, y = grid.corner(mark.tile or (0, 0))
    canvas.rectangle(x - 1, y - 1, grid.step - GAP + 2, grid.step - GAP + 2, "ring")


def _legend(canvas: Canvas, held: Sequence[Shade], some_absent: bool, top: float) -> float:
    """Swatches with the ranges, as many on a line as fit; return where they end."""
    entries = [(f"fill-class{shade.number}", shade.range) for shade in held]
    entries += [("none", f"{NO_VALUE}或未纳入统计")] if some_absent else []
    x = MARGIN
    for swatch, words in entries:
        room = 22 + width(words, "small") + 14
        if x > MARGIN and x + room - 14 > WIDTH - MARGIN:
            x, top = MARGIN, top + 24
        canvas.rectangle(x, top + 2, 16, 16, swatch)
        canvas.text(x + 22, top + 15, words, "small")
        x += room
    return top + 22


KIND = Kind("方格示意图", tiles, extremes, notes=lambda chart: (SCHEMATIC,), of_regions=True)
