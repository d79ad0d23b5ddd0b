"""What figures of the returns say, in English: the claims of `claims`, with the same numbers in English words."""

from __future__ import annotations

from report import english
from report.model import Span
from report.numbers.arithmetic import Change
from report.numbers.returned import MARKS, Figure
from report.sentences.claims import SEVERALFOLD, Claim, claim
from report.wording import plain, rounded

SMALL_BASE = "small base"


def named(figure: Figure) -> Claim:
    return claim("indicator", figure, figure.indicator.title_en)


def located(figure: Figure, name: str) -> Claim:
    """*name*: of its region, in English."""
    return claim("region", figure, name)


def period(figure: Figure) -> Claim:
    """Q3 2024; January–September 2024; of a stock as of 30 September 2024."""
    span = Span.YTD if figure.indicator.spans_a_year(figure.span) else figure.span
    return claim("period", figure, english.days(span.period(figure.quarter)))


def stated(figure: Figure) -> Claim | None:
    """613,000; 85.32% (provisional): rounded as in sentences; nothing where there is no value."""
    if figure.span is Span.RATE:
        return in_full(figure, "value")
    said = figure.value is not None and english.brief(figure.value, figure.indicator.unit)
    return claim("value", figure, f"{said}{_mark(figure)}") if said else None


def in_full(figure: Figure, measure: str = "exact") -> Claim | None:
    """613,204: to the last digit, as in tables."""
    said = figure.value is not None and english.in_full(figure.value, figure.indicator)
    return claim(measure, figure, f"{said}{_mark(figure)}") if said else None


def _mark(figure: Figure) -> str:
    mark = english.DERIVED if figure.derived else english.SYMBOLS[figure.symbol] if figure.symbol in MARKS else ""
    return f" ({mark})" if mark else ""


def absent(figure: Figure) -> str:
    """Why there is no value."""
    return english.SYMBOLS.get(figure.symbol, "not published")


def year_on_year(figure: Figure) -> Claim | None:
    """up 24.1%, small base in place of a change from one; the page says that it is year on year."""
    change = figure.year_on_year
    if not change:
        return None
    return claim("year_on_year", figure, SMALL_BASE if change.small_base else _change(change, figure))


def _change(change: Change, figure: Figure) -> str:
    """up 24.1%, down 3.0%, up 1,230%; up 1.72 percentage points; unchanged."""
    size, unit = plain(abs(change.value), 1), "%"
    if change.kind == "points":
        size, unit = plain(abs(change.value), figure.indicator.decimals), " percentage points"
    elif change.value >= SEVERALFOLD:
        size = plain(rounded(change.value / 100, 1) * 100)
    if not any(digit in size for digit in "123456789"):
        return "almost unchanged" if change.value else "unchanged"
    return f"{'up' if change.value > 0 else 'down'} {size}{unit}"


def share(figure: Figure) -> Claim | None:
    """2.1% of the nation's total; less than 0.1% where it would round to nothing."""
    if not figure.share or not figure.value:
        return None
    printed = rounded(figure.share * 100, 1)
    return claim("share", figure, f"{printed:,}%" if printed else "less than 0.1%")


def rank(figure: Figure) -> Claim | None:
    """21 of 31; 21 of 30, tied; zero has no place."""
    if figure.rank is None or not figure.value:
        return None
    return claim("rank", figure, f"{figure.rank} of {figure.ranked}{', tied' if figure.tied else ''}")
