"""Numbers as they are said, for who listens to a page: 61.3万 is 六十一万三千 there, not 六十一点三万."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

CLASS = "ph-aloud"  # of the words on a page: who reads or compares it for the eye looks past them
DIGITS = "零一二三四五六七八九"
SCALES = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
STEPS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
# what is said otherwise than digit by digit: a fraction of 万 or 亿, and digits in groups
OTHERWISE = re.compile(r"(?<![\d.,])(−?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!,?\d)|\d+\.\d+(?=万|亿))(万亿|万|亿)?")


def aloud(text: str) -> str:
    """*text* with such numbers in words: 超过61.3万件 → 超过六十一万三千件; others stay as they are."""
    return OTHERWISE.sub(lambda found: f"{found[1] and '负'}{_said(found[2], found[3] or '')}", text)


def parts(text: str) -> Iterator[tuple[str, str]]:
    """*text* in pieces, each with how it is said where that is otherwise than it is read."""
    at = 0
    for found in OTHERWISE.finditer(text):
        yield from ((text[at : found.start()], ""), (found[0], aloud(found[0])))
        at = found.end()
    yield text[at:], ""


def _said(digits: str, scale: str) -> str:
    value = Decimal(digits.replace(",", "")) * SCALES[scale]
    whole, _, fraction = f"{value.normalize():f}".partition(".")
    point = f"点{''.join(DIGITS[int(digit)] for digit in fraction)}" if fraction else ""
    return re.sub("^一十", "十", _whole(int(whole))) + point


def _whole(number: int) -> str:
    if number < 10:
        return DIGITS[number]
    size, name = next(step for step in STEPS if number >= step[0])
    many, rest = divmod(number, size)
    zero = DIGITS[0] if 0 < rest < size // 10 else ""
    return f"{_whole(many)}{name}{zero}{_whole(rest) if rest else ''}"
