"""The days that words name: 2023年, 2016年12月, 1985.4-2013.12, 2022年1-12月, April 2006."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from report.period import Period, Quarter

YEAR = r"(?<![0-9.])((?:19|20)[0-9]{2})"
MONTH = r"(1[0-2]|0?[1-9])"
TO = r" ?(?:[-—–~～至到]|to)+ ?"
OF_YEAR = r"(?:年度?(?:[末底])?)?"
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
IN_ENGLISH = rf"({'|'.join(MONTHS)}),? ?((?:19|20)[0-9]{{2}})(?![0-9])"


def _months(first_year: str, first: str | None, last_year: str, last: str | None) -> Period:
    begin, end = Period.parse(f"{first_year}-{int(first or 1):02}"), Period.parse(f"{last_year}-{int(last or 12):02}")
    return Period(end.end, begin.start)


def _english(month: str, year: str) -> Period:
    return Period.parse(f"{year}-{MONTHS.index(month) + 1:02}")


PATTERNS: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (
        re.compile(rf"{IN_ENGLISH}{TO}{IN_ENGLISH}"),
        lambda m1, y1, m2, y2: Period(_english(m2, y2).end, _english(m1, y1).start),
    ),
    (re.compile(IN_ENGLISH), _english),
    (
        re.compile(
            rf"{YEAR}[年.]{MONTH}月?(?:[0-9]{{1,2}}日)?{TO}((?:19|20)[0-9]{{2}})[年.]{MONTH}(?![0-9.])月?(?:[0-9]{{1,2}}日)?[末底]?"
        ),
        _months,
    ),
    (re.compile(rf"{YEAR}年{MONTH}月?{TO}{MONTH}月"), lambda year, first, last: _months(year, first, year, last)),
    (
        re.compile(rf"{YEAR}年?{TO}((?:19|20)[0-9]{{2}})(?![0-9.]){OF_YEAR}"),
        lambda first, last: _months(first, None, last, None),
    ),
    (re.compile(rf"{YEAR}年第?([一二三四1-4])季度"), lambda year, number: _quarter(f"{year}年{number}季度")),
    (
        re.compile(rf"{YEAR}(?:年|[-./]){MONTH}(?:月|[-./])([0-9]{{1,2}})(?:日|(?![0-9]))"),
        lambda year, month, day: Period(date(int(year), int(month), int(day))),
    ),
    (
        re.compile(rf"{YEAR}(?:年|[-./]){MONTH}(?:月份?[末底]?|(?![0-9.]))"),
        lambda year, month: _months(year, month, year, month),
    ),
    (re.compile(rf"{YEAR}(?![0-9]){OF_YEAR}"), lambda year: _months(year, None, year, None)),
)


def _quarter(text: str) -> Period:
    quarter = Quarter.parse(text)
    return Period(quarter.end, quarter.start)


def times_in(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the times that it names, and these as `Period.code` writes them; an impossible day stays."""
    found: list[str] = []

    def taken(match: re.Match[str], made: Callable[..., Period]) -> str:
        try:
            found.append(made(*match.groups()).code)
        except ValueError:
            return match[0]
        return " "

    for pattern, made in PATTERNS:
        text = pattern.sub(lambda match, made=made: taken(match, made), text)  # type: ignore[misc]
    return text, tuple(dict.fromkeys(found))
