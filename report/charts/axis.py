"""The time axis: whole years, each a band between two first days of January, or a tick under each value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from report.charts.kind import Line, Mark
from report.charts.scale import Scale

NARROWEST = 42.0  # px from one year's label to the next


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Days:
    """Days to px."""

    scale: Scale

    def __call__(self, day: date) -> float:
        return self.scale(day.toordinal())


def whole_years(days: Sequence[date], start: float, end: float) -> Days:
    """From the first of January of the first year to the last of December of the last."""
    first, last = min(days).year, max(days).year
    return Days(Scale(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1, start, end))


def from_first_to_last(days: Sequence[date], start: float, end: float) -> Days:
    """The first day at the left edge and the last at the right; a single day in the middle."""
    first, last = min(days).toordinal(), max(days).toordinal()
    return Days(Scale(first, last, start, end) if first < last else Scale(first - 1, first + 1, start, end))


def years_between(days: Days, first: int, last: int) -> list[Tick]:
    """One label in the middle of each year, some left out where they would touch."""
    apart = days(date(first, 12, 31)) - days(date(first, 1, 1))
    return [Tick(days(date(year, 7, 2)), str(year)) for year in _every_so_many(first, last, apart)]


def january_lines(days: Days, first: int, last: int) -> list[float]:
    """Where the years begin, and the end of the last one."""
    apart = days(date(first, 12, 31)) - days(date(first, 1, 1))
    edges = [days(date(year, 1, 1)) for year in range(first, last + 1)]
    return [*edges, days.scale.end] if apart >= 8 else [edges[0], days.scale.end]


def years_under_marks(days: Days, found: Sequence[date]) -> list[Tick]:
    """For values of one day of the year: the year's label right under its value, from the last back as many as fit."""
    ticks: list[Tick] = []
    for day in sorted(set(found), reverse=True):
        if not ticks or ticks[-1].x - days(day) >= NARROWEST:
            ticks.append(Tick(days(day), str(day.year)))
    return ticks[::-1]


def _every_so_many(first: int, last: int, apart: float) -> list[int]:
    """All years, or every second, fifth, tenth …, counted back from the last."""
    step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * apart >= NARROWEST), ceil(last - first) + 1)
    return sorted(range(last, first - 1, -step))


def one_day_of_the_year(days: Iterable[date]) -> bool:
    """Whether all are, say, ends of years; 29 February is of no other year, so it does not count."""
    found = {(day.month, day.day) for day in days}
    return len(found) == 1 and found != {(2, 29)}


def runs(line: Line) -> list[list[Mark]]:
    """The values that may be joined: a run ends at an absent value, and where a whole calendar year has none."""
    found: list[list[Mark]] = [[]]
    for mark in sorted((mark for mark in line.marks if mark.day), key=lambda mark: mark.day or date.min):
        if mark.value is None or (found[-1] and _year(mark) - _year(found[-1][-1]) > 1):
            found.append([])
        if mark.value is not None:
            found[-1].append(mark)
    return [run for run in found if run]


def _year(mark: Mark) -> int:
    return mark.day.year if mark.day else 0
