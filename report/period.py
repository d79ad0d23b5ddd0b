"""Periods of the statistics: a day, a month, a quarter, a year, or a span since 1 January."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, total_ordering

ORDINALS = "一二三四"
FORMS = "2024Q3、2024、2024-11、2024-04-24 或 2024-01-01/2024-11-30"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter; ordered in time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read 2024Q3, 2024q3, 2024年第三季度, 2024年三季度 or 2024年3季度; ValueError otherwise."""
        if match := re.fullmatch(r"([0-9]{4})[Qq]([1-4])", text):
            return cls(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"([0-9]{4})年第?([一二三四1-4])季度", text):
            return cls(int(match[1]), ORDINALS.index(match[2]) + 1 if match[2] in ORDINALS else int(match[2]))
        raise ValueError(f"{text!r} is not a quarter; write it like 2024Q3")

    @classmethod
    def ended_in(cls, title: str) -> Quarter | None:
        """The quarter in which a period ends whose `Period.title` stands in *title*; None where that has no year."""
        match = re.search(r"([0-9]+)年(?!.*[0-9]年)(.*)", title)
        if not match:
            return None
        months = re.findall(r"([0-9]+)月", match[2])
        halves = {"上半年": 2, "前三季度": 3, **{f"第{name}季度": n for n, name in enumerate(ORDINALS, start=1)}}
        return cls(int(match[1]), (int(months[-1]) + 2) // 3 if months else halves.get(match[2], 4))

    @property
    def code(self) -> str:
        return f"{self.year:04}Q{self.number}"

    @property
    def slug(self) -> str:
        return self.code.lower()

    @property
    def title(self) -> str:
        return f"{self.year}年第{ORDINALS[self.number - 1]}季度"

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return _last_of_month(self.year, 3 * self.number)

    def __add__(self, quarters: int) -> Quarter:
        years, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(years, number + 1)

    def __sub__(self, quarters: int) -> Quarter:
        return self + -quarters

    def __str__(self) -> str:
        return self.code


@total_ordering
@dataclass(frozen=True)
class Period:
    """Days from *start* to *end*, both included; a stock has no start and holds at the end of *end*."""

    end: date
    start: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.start > self.end:
            raise ValueError(f"{self.start} is after {self.end}; write the earlier day first")

    def __lt__(self, other: Period) -> bool:
        """Earlier end first; of two that end together, the longer (earlier start) first, a stock last."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, bool, date]:
        return self.end, self.start is None, self.start or self.end

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read any form that `code` prints, and Chinese quarters; ValueError otherwise."""
        if re.fullmatch(r"[0-9]{4}", text):
            return cls(date(int(text), 12, 31), date(int(text), 1, 1))
        if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})", text):
            year, month = int(match[1]), int(match[2])
            if not 1 <= month <= 12:
                raise ValueError(f"{text!r} has no such month")
            return cls(_last_of_month(year, month), date(year, month, 1))
        if match := re.fullmatch(rf"({_DAY})(?:/({_DAY}))?", text):
            first = date.fromisoformat(match[1])
            return cls(date.fromisoformat(match[2]), first) if match[2] else cls(first)
        if re.search(r"[Qq季]", text):
            quarter = Quarter.parse(text)
            return cls(quarter.end, quarter.start)
        raise ValueError(f"{text!r} is not a period; write it like {FORMS}")

    @property
    def quarter(self) -> Quarter:
        """The quarter in which it ends."""
        return Quarter.of(self.end)

    @cached_property
    def code(self) -> str:
        """The shortest form that `parse` reads back to the same period."""
        if self.start is None:
            return self.end.isoformat()
        if self._covers_months(12) and self.start.month == 1:
            return f"{self.end.year:04}"
        if self._covers_months(3) and self.start.month % 3 == 1:
            return self.quarter.code
        if self._covers_months(1):
            return self.end.isoformat()[:7]  # %Y pads no year before 1000
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @cached_property
    def title(self) -> str:
        """As a bulletin says it: 2024年, 2024年前三季度, 2024年1—11月, 截至2024年4月24日."""
        start, end = self.start, self.end
        if start is None:
            return f"截至{end.year}年末" if (end.month, end.day) == (12, 31) else f"截至{chinese_day(end)}"
        if start == end:
            return chinese_day(end)
        if not (start.day == 1 and _ends_month(end) and start.year == end.year):
            last = f"{end.month}月{end.day}日" if start.year == end.year else chinese_day(end)
            return f"{chinese_day(start)}—{last}"
        if self._covers_months(12):
            return f"{end.year}年"
        if self._covers_months(3):
            return self.quarter.title
        if start.month == 1 and end.month == 6:
            return f"{end.year}年上半年"
        if start.month == 1 and end.month == 9:
            return f"{end.year}年前三季度"
        if start.month == end.month:
            return f"{end.year}年{end.month}月"
        return f"{end.year}年{start.month}—{end.month}月"

    def _covers_months(self, months: int) -> bool:
        """Whole months of one year, this many; for a quarter or a year also in their usual places."""
        start, end = self.start, self.end
        return (
            start is not None
            and start.year == end.year
            and start.day == 1
            and _ends_month(end)
            and end.month - start.month + 1 == months
            and (months == 1 or (start.month - 1) % months == 0)
        )

    def __str__(self) -> str:
        return self.code


def chinese_day(day: date) -> str:
    """2024年4月24日"""
    return f"{day.year}年{day.month}月{day.day}日"


def _ends_month(day: date) -> bool:
    return day == _last_of_month(day.year, day.month)


@lru_cache(maxsize=1 << 10)
def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
