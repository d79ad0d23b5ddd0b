"""What a spreadsheet shows of a number, a date or a time under a number format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from report.order import with_neighbours
from report.returns.looks import GENERAL

Moment = date | datetime | time | timedelta
PIECE = re.compile(
    r'"(?P<text>[^"]*)"?|[\\!](?P<one>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<exponent>[Ee][+-])|(?P<half>AM/PM|A/P|上午/下午)|(?P<clock>y+|e+|m+|d+|h+|s+|aaaa?)|(?P<other>.)",
    re.S | re.I,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
ELAPSED = re.compile(r"(h+|m+|s+)", re.I)
NAMED = re.compile(r"\$([^-]*)")
DAY_0 = datetime(1899, 12, 30)
SECONDS = {"h": 3600, "m": 60, "s": 1}
WEEKDAYS = "一二三四五六日"


class Instant(NamedTuple):
    """A date, a time of day or an elapsed time in a cell: in ISO 8601, and in seconds since the sheet's day 0."""

    iso: str
    seconds: float

    @classmethod
    def of(cls, moment: Moment) -> Instant:
        if isinstance(moment, timedelta):
            return cls(str(moment), moment.total_seconds())
        if isinstance(moment, time):
            at = datetime.combine(DAY_0, moment)
        else:
            at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        return cls(str(moment), (at - DAY_0).total_seconds())

    def __str__(self) -> str:
        return self.iso


class Piece(NamedTuple):
    """A part of a format: literal, digit (0 # ?), comma, point, percent, exponent, general, clock, elapsed, half."""

    kind: str
    text: str = ""


FRACTION_BAR = Piece("literal", "/")


class Section(NamedTuple):
    """One of the up to four alternatives of a format, and for which numbers it is, where it says so."""

    pieces: tuple[Piece, ...]
    condition: tuple[str, Decimal] | None = None


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[Section, ...]:
    """A format code, such as 0.00_);[Red](0.00), in its alternatives."""
    found: list[list[Piece]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    for match in PIECE.finditer(code):
        if match["other"] == ";":
            found.append([])
            conditions.append(None)
        elif match["bracket"] and (condition := CONDITION.fullmatch(match["bracket"])):
            conditions[-1] = (condition[1], Decimal(condition[2]))
        else:
            found[-1] += _piece(match)
    return tuple(Section(tuple(pieces), condition) for pieces, condition in zip(found, conditions, strict=True))


def _piece(match: re.Match[str]) -> Iterator[Piece]:
    kind, text = str(match.lastgroup), match[str(match.lastgroup)]
    if kind == "bracket":
        if ELAPSED.fullmatch(text):
            yield Piece("elapsed", text.lower())
        elif named := NAMED.match(text):
            yield Piece("literal", named[1])
    elif kind == "gap":
        yield Piece("literal", " ")
    elif kind == "other":
        names = {"0": "digit", "#": "digit", "?": "digit", ",": "comma", ".": "point", "%": "percent", "@": "general"}
        yield Piece(names.get(text, "literal"), text)
    elif kind in ("text", "one", "fill"):  # what fills the cell shows once at least
        yield Piece("literal", text)
    else:
        yield Piece(kind, text.lower())


# ---------------------------------------------------------------- numbers


def number_shown(number: Decimal, code: str) -> str:
    """17.34% for 0.1734 under 0.00%, 1.2万 for 12345 under 0!.0,"万"; empty where nothing is shown."""
    section, signed = _section_for(number, sections(code))
    kinds = [piece.kind for piece in section.pieces]
    minus = "-" if signed and number < 0 else ""
    if "general" in kinds:
        return minus + "".join(format(abs(number), "f") if p.kind == "general" else p.text for p in section.pieces)
    if "exponent" in kinds:
        return minus + _scientific(abs(number), _after_point(section.pieces[: kinds.index("exponent")]))
    if {"clock", "elapsed"} & set(kinds):
        if not 0 <= number < 2_958_466:
            return "####"
        days = timedelta(days=float(number))
        return moment_shown(Instant.of(days if "elapsed" in kinds else DAY_0 + days), code)
    if any(piece == FRACTION_BAR for piece in section.pieces) and "digit" in kinds:
        return f"{minus}{Fraction(abs(number)).limit_denominator(99)}"
    return minus + _placed(abs(number), section.pieces)


def _scientific(number: Decimal, decimals: int) -> str:
    """1.20E+04"""
    mantissa, _, exponent = f"{number:.{decimals}E}".partition("E")
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"


def _section_for(number: Decimal, given: Sequence[Section]) -> tuple[Section, bool]:
    """The alternative for a number, and whether a minus sign is shown before it."""
    if any(section.condition for section in given):
        fitting = (one for one in given if one.condition is None or _fits(number, *one.condition))
        return next(fitting, given[-1]), True
    if number < 0 and len(given) > 1:
        return given[1], False
    return given[2 if number == 0 and len(given) > 2 else 0], True


def _fits(number: Decimal, sign: str, limit: Decimal) -> bool:
    holds = {"<": number < limit, ">": number > limit, "=": number == limit}
    return number != limit if sign == "<>" else any(holds[one] for one in sign)


def _after_point(pieces: Sequence[Piece]) -> int:
    kinds = [piece.kind for piece in pieces]
    return kinds[kinds.index("point") :].count("digit") if "point" in kinds else 0


def _placed(number: Decimal, pieces: Sequence[Piece]) -> str:
    """The digits of a number that is not below zero, each at its place among the literals."""
    kinds = [piece.kind for piece in pieces]
    last = max((n for n, kind in enumerate(kinds) if kind == "digit"), default=-1)
    point = kinds.index("point") if "point" in kinds else last + 1
    scale = sum(kind == "comma" and (n > last or n == point - 1) for n, kind in enumerate(kinds))
    grouped = any(kind == "comma" and 0 < n < min(last, point - 1) for n, kind in enumerate(kinds))
    scaled = number * 100 ** kinds.count("percent") / 1000**scale
    rounded = scaled.quantize(Decimal(1).scaleb(-_after_point(pieces)), ROUND_HALF_UP)
    whole, _, fraction = format(rounded, "f").partition(".")
    slots = [n for n in range(point) if kinds[n] == "digit"]
    least = sum(pieces[n].text == "0" for n in slots)
    before = _whole(whole.lstrip("0").rjust(least, "0"), slots, grouped)
    after = dict(zip([n for n in range(point, len(kinds)) if kinds[n] == "digit"], fraction, strict=False))
    wanted = {"literal", "point", "percent"}
    return "".join(
        before.get(n, after.get(n, "")) or (piece.text if piece.kind in wanted else "")
        for n, piece in enumerate(pieces)
    )


def _whole(digits: str, slots: Sequence[int], grouped: bool) -> dict[int, str]:
    """The digits before the point, one at each place and all that are over at the first."""
    marked = [digit + ("," if grouped and left and left % 3 == 0 else "") for digit, left in _counted_down(digits)]
    if not slots:
        return {}
    over = max(len(marked) - len(slots) + 1, 0)
    first, rest = "".join(marked[:over]), marked[over:]
    return {slots[0]: first, **dict(zip(slots[len(slots) - len(rest) :], rest, strict=True))}


def _counted_down(digits: str) -> Iterator[tuple[str, int]]:
    return ((digit, len(digits) - 1 - n) for n, digit in enumerate(digits))


# ---------------------------------------------------------------- dates and times


def moment_shown(moment: Instant, code: str) -> str:
    """2024年3月1日, 25:30: a date or a time as its format shows it; without one as ISO 8601 writes it."""
    pieces = sections(code)[0].pieces
    if not {"clock", "elapsed"} & {piece.kind for piece in pieces}:
        return moment.iso.removesuffix(" 00:00:00")
    at, seconds = DAY_0 + timedelta(seconds=moment.seconds), round(moment.seconds)
    pieces = _with_minutes(pieces)
    has_halves = any(piece.kind == "half" for piece in pieces)
    return "".join(_part(piece, at, seconds, has_halves) for piece in pieces)


def _with_minutes(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """m after hours, or before seconds, is minutes."""
    timed = [n for n, piece in enumerate(pieces) if piece.kind in ("clock", "elapsed")]
    minutes = set()
    for before, n, after in with_neighbours(timed):
        neighbours = (
            before is not None and pieces[before].text[0] == "h",
            after is not None and pieces[after].text[0] == "s",
        )
        if pieces[n].kind == "clock" and pieces[n].text[0] == "m" and len(pieces[n].text) < 3 and any(neighbours):
            minutes.add(n)
    return tuple(Piece("minutes", piece.text) if n in minutes else piece for n, piece in enumerate(pieces))


def _part(piece: Piece, at: datetime, seconds: int, has_halves: bool) -> str:
    text, width = piece.text, len(piece.text)
    if piece.kind == "elapsed":
        return str(seconds // SECONDS[text[0]]).zfill(width)
    if piece.kind == "minutes":
        return str(at.minute).zfill(width)
    if piece.kind == "half":
        return {"am/pm": ("AM", "PM"), "a/p": ("A", "P")}.get(text, ("上午", "下午"))[at.hour >= 12]
    if piece.kind != "clock":
        return "." if piece.kind == "point" else text if piece.kind in ("literal", "comma") else ""
    hour = (at.hour - 1) % 12 + 1 if has_halves else at.hour
    names = {"m": f"{at:%b}" if width == 3 else f"{at:%B}", "d": f"{at:%a}" if width == 3 else f"{at:%A}"}
    if text[0] == "a":
        return ("星期" if width == 4 else "") + WEEKDAYS[at.weekday()]
    if width > 2 and text[0] in names:
        return names[text[0]]
    if text[0] in "ye":
        return f"{at.year % 100:02}" if width == 2 else str(at.year)
    return str({"m": at.month, "d": at.day, "h": hour, "s": at.second}[text[0]]).zfill(width)


def is_plain_format(code: str) -> bool:
    """Whether a whole number shows as it is held: General, 0, #,##0."""
    return code in (GENERAL, "0", "#,##0", "@")
