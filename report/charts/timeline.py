"""TIMELINE: cited figures, one row each, a dot at its date and its words beside it; never joined, never compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from report.charts.axis import Days, january_lines, whole_years, years_between
from report.charts.canvas import Canvas, Point
from report.charts.frame import NOT_PUBLISHED
from report.charts.style import MARGIN, WIDTH
from report.charts.typeset import width, wrap
from report.model import Chart, Line, Mark

STRIP = 168.0  # px, the time axis at the left
WORDS = MARGIN + STRIP + 16
ROOM = WIDTH - MARGIN - WORDS
LEADING = 21.0  # px, from baseline to baseline
PADDING = 10.0  # px, between rows
UNDATED = "来源未注明时点"


@dataclass(frozen=True)
class Row:
    """What stands beside one dot: lines of words, and the figure at the right of the first or below the last."""

    mark: Mark
    words: tuple[str, ...]
    figure: str
    figure_below: bool

    @property
    def height(self) -> float:
        return (max(1, len(self.words)) + self.figure_below) * LEADING + PADDING


def timeline(canvas: Canvas, chart: Chart, top: float) -> float:
    lines = [line for line in chart.lines if line.marks]
    days = _days(lines)
    start = top + 20
    bottom = start + sum(_heights(lines)) if lines else start + LEADING + PADDING
    if days:
        _years(canvas, whole_years(days, MARGIN, MARGIN + STRIP), days, start, bottom)
    if not lines:
        canvas.text(MARGIN, start + 16, NOT_PUBLISHED, "label muted")
    for line in lines:
        start = _group(canvas, line, start, days, chart, named=len(lines) > 1)
    return bottom


def _days(lines: Sequence[Line]) -> list[date]:
    return [mark.day for line in lines for mark in line.marks if mark.day]


def _heights(lines: Sequence[Line]) -> Iterator[float]:
    for line in lines:
        yield LEADING + PADDING if len(lines) > 1 else 0
        yield from (row(mark).height for mark in line.marks)


def _years(canvas: Canvas, place: Days, days: Sequence[date], top: float, bottom: float) -> None:
    first, last = min(days).year, max(days).year
    for x in january_lines(place, first, last):
        canvas.line([Point(x, top - 14), Point(x, bottom)], "grid")
    for tick in years_between(place, first, last):
        canvas.text(tick.x, top - 5, tick.label, "small muted middle")


def _group(canvas: Canvas, line: Line, top: float, days: Sequence[date], chart: Chart, named: bool) -> float:
    """Draw one line's rows, under its name when there are several lines; return where they end."""
    if named:
        canvas.text(WORDS, top + 17 + PADDING / 2, line.name, "label bold")
        top += LEADING + PADDING
    for mark in sorted(line.marks, key=lambda mark: mark.day or date.max):
        _row(canvas, row(mark), top, days, bool(chart.highlight) and mark.label == chart.highlight)
        top += row(mark).height
    return top


def _row(canvas: Canvas, row: Row, top: float, days: Sequence[date], highlighted: bool) -> None:
    baseline = top + PADDING / 2 + 16
    if row.mark.day:
        x = whole_years(days, MARGIN, MARGIN + STRIP)(row.mark.day)
        canvas.line([Point(x, baseline - 5), Point(WORDS - 6, baseline - 5)], "grid")
        canvas.dot(Point(x, baseline - 5), "dot fill-highlight" if highlighted else "dot")
    else:
        canvas.text(MARGIN, baseline, UNDATED, "small muted")
    for number, words in enumerate(row.words):
        canvas.text(WORDS, baseline + number * LEADING, words, "label bold" if highlighted else "label")
    if row.figure_below:
        canvas.text(WORDS, baseline + len(row.words) * LEADING, row.figure, "label bold")
    else:
        canvas.text(WIDTH - MARGIN, baseline, row.figure, "label bold end")


def row(mark: Mark) -> Row:
    """The words of *mark* broken into lines; a short figure stands at the right, a long one below."""
    figure = mark.text or (NOT_PUBLISHED if mark.value is None else str(mark.value))
    room = width(figure, "label", bold=True) + 14
    if room <= ROOM * 0.45:
        return Row(mark, tuple(wrap(mark.label, "label", ROOM - room)), figure, figure_below=False)
    *words, last = [*wrap(mark.label, "label", ROOM), *wrap(figure, "label", ROOM, bold=True)]
    return Row(mark, tuple(words), last, figure_below=bool(words))
