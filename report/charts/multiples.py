"""MULTIPLES: one small panel a region, all on one time axis.

Which scale? One for all is the honest one, and is used while every region can be read on it. But from the largest
region to the smallest the factor can be a thousand: on one scale twenty flat lines tell nothing, and with a scale for
each panel 西藏 looks like 广东. So, beyond a factor of READABLE, the panels stand in order of size and each *row* has
one scale from zero, its top printed at the left: neighbours may be compared, and the note says that rows may not.
An index (first year = 100) was considered: it makes the smallest bases the most striking, and there is no first year
that all regions have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from report.charts.axis import Plot, Scale, from_first_to_last, reachable, runs, tick_labels, ticks, values
from report.charts.canvas import Canvas, Point
from report.charts.kind import Kind, Line, dot, ends, marks_of, panels_of, published, told_of_hollow
from report.charts.style import MARGIN, ROOM, WIDTH
from report.charts.typeset import shorten, width
from report.model import Chart
from report.plaintext import NO_VALUE

COLUMNS = 4
READABLE = 8.0  # a region whose peak is an eighth of the largest still uses eight px of a panel
GAP = 14.0
WORDS = 24.0  # px, for the line of name and value above a panel
HIGH = 62.0
ROW = WORDS + HIGH + 16
BY_ROW = "各行纵轴刻度不同，只宜在同一行内比较高低"


def multiples(canvas: Canvas, chart: Chart, top: float) -> float:
    rows, marks = rows_of(chart), marks_of(panels_of(chart))
    shared = ticks(values(marks), intervals=2)
    days = [mark.day for mark in marks if mark.day and mark.value is not None]
    for number, row in enumerate(rows):
        scale = ticks(values(marks_of(row)), intervals=2) if by_row(chart) else shared
        _row(canvas, row, top + number * ROW, scale, days or [date(2000, 1, 1)], chart.highlight)
    bottom = top + max(1, len(rows)) * ROW
    _ends(canvas, days, bottom)
    return bottom + 8


def by_row(chart: Chart) -> bool:
    """Whether one scale for all would leave the smallest regions unreadable."""
    peaks = [peak for line in panels_of(chart) if (peak := _peak(line)) > 0]
    return bool(peaks) and max(peaks) > READABLE * min(peaks)


def rows_of(chart: Chart) -> list[list[Line]]:
    """The panels, four to a row: as given, or the largest first; those without any value last."""
    lines = sorted(panels_of(chart), key=lambda line: -_peak(line)) if by_row(chart) else panels_of(chart)
    lines = sorted(lines, key=lambda line: not runs(line))
    return [lines[n : n + COLUMNS] for n in range(0, len(lines), COLUMNS)]


def _peak(line: Line) -> float:
    return max(map(abs, values(line.marks)), default=0.0)


def _row(
    canvas: Canvas, row: Sequence[Line], top: float, scale: Sequence[float], days: Sequence[date], highlight: str
) -> None:
    wide = (ROOM - (COLUMNS - 1) * GAP) / COLUMNS
    for column, line in enumerate(row):
        left = MARGIN + column * (wide + GAP)
        upper, lower = top + WORDS, top + WORDS + HIGH
        across, up = from_first_to_last(days, left + 5, left + wide - 5), Scale(scale[0], scale[-1], lower, upper)
        panel = Plot(left, left + wide, upper, lower, across, up)
        _panel(canvas, line, panel, scale, highlighted=bool(highlight) and line.name == highlight, first=column == 0)


def _panel(canvas: Canvas, line: Line, panel: Plot, scale: Sequence[float], highlighted: bool, first: bool) -> None:
    _frame(canvas, panel, scale, named=first)
    _words(canvas, line, panel, highlighted)
    colour = "highlight" if highlighted else "accent"
    reachable(canvas, line, panel)
    found = runs(line)
    for run in found:
        if len(run) > 1:
            canvas.line([panel.point(mark) for mark in run], f"thin stroke-{colour}")
        if (len(run) == 1 or run is found[-1]) and not run[-1].marks:
            canvas.dot(panel.point(run[-1]), f"spot fill-{colour}")
        for mark in filter(lambda mark: mark.marks, run):
            dot(canvas, panel.point(mark), colour, mark)


def _words(canvas: Canvas, line: Line, panel: Plot, highlighted: bool) -> None:
    """Name at the left and last value at the right; smaller, then the name shortened, where both have no room."""
    wide = panel.right - panel.left - 6
    figure = next((run[-1].printed for run in reversed(runs(line))), NO_VALUE)
    fits = width(line.name, "label", highlighted) + width(figure, "label", highlighted) <= wide
    size = "label" if fits else "small"
    name = shorten(line.name, size, max(wide - width(figure, size, highlighted), wide / 3), highlighted)
    figure = shorten(figure, size, wide - width(name, size, highlighted), highlighted)
    weight = " bold" if highlighted else ""
    canvas.text(panel.left, panel.top - 8, name, size + weight, tip="" if name == line.name else line.name)
    canvas.text(panel.right, panel.top - 8, figure, f"{size}{weight or ' muted'} end")


def _frame(canvas: Canvas, panel: Plot, scale: Sequence[float], named: bool) -> None:
    """Zero, and the top of the scale with its value where *named*."""
    for number in sorted({scale[0], 0.0, scale[-1]}):
        y = panel.scale(number)
        canvas.line([Point(panel.left, y), Point(panel.right, y)], "axis" if number == 0 else "grid")
    if named:
        canvas.text(panel.left, panel.top + 14, tick_labels(scale[-1:])[0], "small muted")


def _ends(canvas: Canvas, days: Sequence[date], bottom: float) -> None:
    """The first and the last year, said once for all panels."""
    if days:
        years = "—".join(str(year) for year in sorted({min(days).year, max(days).year}))
        canvas.text(WIDTH - MARGIN, bottom + 2, f"横轴：{years}年", "small muted end")


def last_values(chart: Chart) -> Iterator[str]:
    """The largest and the smallest of the last values, how many panels have none, and the page's own region."""
    panels = panels_of(chart)
    latest = [(line.name, published(line)[-1]) for line in panels if published(line)]
    missing = len(panels) - len(latest)
    tail = f"，{missing}幅{NO_VALUE}" if missing else ""
    if latest:
        yield f"共{len(panels)}幅，末值{ends(latest, chart.label_title)}{tail}"
    else:
        yield f"共{len(panels)}幅，全部{NO_VALUE}"
    yield from (f"其中{name} {mark.text}" for name, mark in latest if chart.highlight and name == chart.highlight)


def _notes(chart: Chart) -> tuple[str, ...]:
    return (*((BY_ROW,) if by_row(chart) else ()), *told_of_hollow(chart))


KIND = Kind("分地区小图", multiples, last_values, _notes, of_regions=True)
