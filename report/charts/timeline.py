"""TIMELINE: cited figures, one row each, a dot at its date and its words beside it; never joined, never compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from report.charts.axis import Days, january_lines, whole_years, years_between
from report.charts.canvas import Canvas, Point
from report.charts.kind import Kind, Mark, lines_of, marks_of, said
from report.charts.style import MARGIN, WIDTH
from report.charts.typeset import width, wrap
from report.model import Chart
from report.plaintext import NO_VALUE

STRIP = 168.0  # px, the time axis at the left
WORDS = MARGIN + STRIP + 16
ROOM = WIDTH - MARGIN - WORDS
LEADING = 21.0  # px, from baseline to baseline
PADDING = 10.0  # px, between rows
UNDATED = "来源未注明时点"


@dataclass(frozen=True)
class Caption:
    """What stands beside one dot: lines of words, and the figure at the right of the first or below the last."""

    mark: Mark
    words: tuple[str, ...]
    figure: str
    figure_below: bool

    @property
    def height(self) -> float:
        return (max(1, len(self.words)) + self.figure_below) * LEADING + PADDING


def timeline(canvas: Canvas, chart: Chart, top: float) -> float:
    entries = [entry(mark) for mark in in_time(chart)]
    days = [one.mark.day for one in entries if one.mark.day]
    start = top + 20
    bottom = start + (sum(one.height for one in entries) or LEADING + PADDING)
    if days:
        _years(canvas, whole_years(days, MARGIN, MARGIN + STRIP), days, start, bottom)
    if not entries:
        canvas.text(MARGIN, start + 16, NO_VALUE, "label muted")
    for one in entries:
        _draw(canvas, one, start, days, bool(chart.highlight) and one.mark.label == chart.highlight)
        start += one.height
    return bottom


def in_time(chart: Chart) -> list[Mark]:
    """The figures, the earliest first, those without a day last."""
    return sorted(marks_of(lines_of(chart)), key=lambda mark: mark.day or date.max)


def _years(canvas: Canvas, place: Days, days: Sequence[date], top: float, bottom: float) -> None:
    first, last = min(days).year, max(days).year
    for x in january_lines(place, first, last):
        canvas.line([Point(x, top - 14), Point(x, bottom)], "grid")
    for tick in years_between(place, first, last):
        canvas.text(tick.x, top - 5, tick.label, "small muted middle")


def _draw(canvas: Canvas, entry: Caption, top: float, days: Sequence[date], highlighted: bool) -> None:
    baseline = top + PADDING / 2 + 16
    if entry.mark.day:
        x = whole_years(days, MARGIN, MARGIN + STRIP)(entry.mark.day)
        canvas.line([Point(x, baseline - 5), Point(WORDS - 6, baseline - 5)], "grid")
        canvas.dot(Point(x, baseline - 5), "dot fill-highlight" if highlighted else "dot")
    else:
        canvas.text(MARGIN, baseline, UNDATED, "small muted")
    canvas.area(entry.mark.at, MARGIN, top, WIDTH - MARGIN, top + entry.height)
    for number, words in enumerate(entry.words):
        canvas.text(WORDS, baseline + number * LEADING, words, "label bold" if highlighted else "label")
    if entry.figure_below:
        canvas.text(WORDS, baseline + len(entry.words) * LEADING, entry.figure, "label bold")
    else:
        canvas.text(WIDTH - MARGIN, baseline, entry.figure, "label bold end")


def entry(mark: Mark) -> Caption:
    """The words of *mark* broken into lines; a short figure stands at the right, a long one below."""
    room = width(mark.text, "label", bold=True) + 14
    if room <= ROOM * 0.45:
        return Caption(mark, tuple(wrap(mark.label, "label", ROOM - room)), mark.text, figure_below=False)
    *words, last = [*wrap(mark.label, "label", ROOM), *wrap(mark.text, "label", ROOM, bold=True)]
    return Caption(mark, tuple(words), last, figure_below=bool(words))


def listed(chart: Chart) -> Iterator[str]:
    """The first and the last; nothing is compared."""
    marks = in_time(chart)
    if not marks:
        yield NO_VALUE
    elif len(marks) == 1:
        yield f"只有1条公开数字：{said(marks[0])}"
    else:
        yield f"共{len(marks)}条公开数字，口径不同，不连线；最早：{said(marks[0])}；最近：{said(marks[-1])}"


KIND = Kind("时间轴", timeline, listed)
