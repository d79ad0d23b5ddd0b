"""RANKING: horizontal bars, the largest first; regions without a value stand last and have no bar."""

from __future__ import annotations

from report.charts.axis import Scale, values
from report.charts.canvas import Canvas, Point
from report.charts.kind import Kind, Mark, extremes, lines_of, marks_of
from report.charts.style import MARGIN, ROOM, WIDTH
from report.charts.typeset import shorten, width
from report.model import Chart

ROW = 25.0
BAR = 17.0
BASELINE = 17.5  # of the text, below the top of its row


def ranking(canvas: Canvas, chart: Chart, top: float) -> float:
    marks = ordered(chart)
    left = MARGIN + min(ROOM * 0.45, max((width(mark.label, "label", bold=True) for mark in marks), default=0)) + 8
    room = min(ROOM * 0.35, max((width(mark.printed, "label", bold=True) for mark in marks), default=0)) + 8
    numbers = [0.0, *values(marks)]
    high = max(numbers) if max(numbers) > min(numbers) else 1.0
    scale = Scale(min(numbers), high, left, WIDTH - MARGIN - room)
    for row, mark in enumerate(marks):
        _row(canvas, mark, top + row * ROW, scale, mark.label == chart.highlight)
    bottom = top + max(1, len(marks)) * ROW
    canvas.line([Point(scale(0), top), Point(scale(0), bottom)], "axis")
    return bottom


def ordered(chart: Chart) -> list[Mark]:
    """Largest value first, equal ones as given, absent ones last."""
    return sorted(marks_of(lines_of(chart)), key=lambda mark: (mark.value is None, -(mark.value or 0)))


def _row(canvas: Canvas, mark: Mark, y: float, scale: Scale, highlighted: bool) -> None:
    bold = " bold" if highlighted else ""
    room = scale.start - MARGIN - 8
    label = shorten(mark.label, "label", room, highlighted)
    canvas.text(scale.start - 8, y + BASELINE, label, f"label end{bold}", tip=mark.label if label != mark.label else "")
    canvas.area(mark.at, MARGIN, y, WIDTH - MARGIN, y + ROW)
    end = max(scale(0), scale(mark.value or 0))
    if mark.value:
        start = min(scale(0), scale(mark.value))
        length = max(0.5, abs(scale(mark.value) - scale(0)))
        canvas.rectangle(start, y + (ROW - BAR) / 2, length, BAR, "fill-highlight" if highlighted else "bar")
    text = shorten(mark.printed, "label", WIDTH - MARGIN - end - 4, highlighted)
    muted = " muted" if mark.value is None else ""
    canvas.text(end + 7, y + BASELINE, text, f"label{muted}{bold}", tip=mark.printed if text != mark.printed else "")


KIND = Kind("条形图", ranking, extremes, of_regions=True)
