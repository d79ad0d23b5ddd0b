"""A number cell read as a person sees it: never as another number, and not at all where that is not certain."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from report.returns.looks import GENERAL, PLAIN, Look
from report.returns.number_formats import Instant, is_plain_format, moment_shown, number_shown
from report.returns.words import UNIT, bare

Raw = str | int | float | bool | Instant
ABSENT = ("…", "c", "z")
MARKED = ("p", "r")
NULL_WORDS = {
    *("null", "na", "n/a", "n.a.", "#n/a", "nan", "none", "nil", ".", "..", "...", "-", "--", "—", "——", "－", "–"),
    *("无", "空", "缺", "/", "\\", "*", "×", "?", "？", "待定", "不详", "未知", "暂无"),
}
# What is the same to the eye. NFKC would do more: it makes 301 of 30①, and of 30¹.
SAME: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full width
    **dict.fromkeys(map(ord, "−–—‐‑‒―﹣⁻"), "-"),
    **dict.fromkeys([*map(ord, "\t\r\n\u00a0\u1680\u202f\u205f\u3000"), *range(0x2000, 0x200B)], " "),
    **{ord("﹪"): "%", ord("﹡"): "*", ord("’"): "'", ord("‘"): "'", ord("﹐"): ",", ord("﹒"): ".", ord("﹢"): "+"},
}
DIGITS = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
NUMBER = re.compile(DIGITS)
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?")
EXPONENT = re.compile(rf"{DIGITS} ?[eE] ?[+-]?[0-9]+")
CHINESE = re.compile("[〇○零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬點点]+")
WITH_UNIT = re.compile(rf"(?P<number>.*[0-9.])(?P<unit>{UNIT})")
SIGN = (
    r"(?:[\u2460-\u24ff\u2776-\u2793\u3220-\u3247\u3280-\u32b0¹²³⁰-⁹₀-₉ⁿªº*†‡§¶#^※☆★△▲▽▼●◎◇◆□■]+"
    r"|[(\[〔【<](?:注|附注|note)? ?[0-9a-z*]{1,3}[)\]〕】>]|注 ?[0-9]*|[a-z0-9]\))"
)
SOME = r"[+-]?[0-9.][0-9.,]*"
NOTED = re.compile(rf"{SIGN} ?{SOME}|{SOME} ?(?:{SIGN} ?[,、]? ?)+|{SOME} [0-9]{{1,2}}", re.I)
IN_BRACKETS = re.compile(r"\((.*)\)")
LONGEST_NUMBER = 24
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


MARK_BEFORE, MARK_BEHIND = re.compile(rf"(?:{SIGN} ?)+", re.I), re.compile(rf"(?: ?{SIGN}[,、]?)+$", re.I)


class Writing(StrEnum):
    """How a number cell is written; the rules say what is wrong with it."""

    PLAIN = "plain"  # a number or a symbol, as the form asks
    UNTIDY = "untidy"  # a number all the same: 1,234
    AS_TEXT = "as text"  # a number stored as text
    EMPTY = "empty"
    NULL_WORD = "null word"
    NO_NUMBER = "no number"
    NOTED = "with a note mark"  # 30①
    STRUCK = "struck through"
    RAISED = "raised or lowered as a whole"
    WHITE = "white on white"
    UNSHOWN = "a nought in a sheet that shows none"
    UNIT = "with a unit"  # 1.2万件
    CHINESE = "in Chinese numerals"
    EXPONENT = "with an exponent"
    OTHERWISE = "shown as something else"  # than it holds
    DATE = "date"
    TRUTH = "truth value"
    TOO_LARGE = "too large"
    UNREAD = "unread"  # an error value, or a formula without its result


WHOLE = {"strike": Writing.STRUCK, "white": Writing.WHITE, "nought": Writing.UNSHOWN}  # by the mark of a whole cell


class NumberRead(NamedTuple):
    """What a number cell holds, how that is written, and the unit that stands behind it."""

    number: Decimal | None
    symbol: str
    writing: Writing = Writing.PLAIN
    unit: str = ""


def decimal_of(raw: float) -> Decimal:
    """A float as a spreadsheet shows it: fifteen digits, no tail of the binary fraction."""
    if isinstance(raw, int) or raw.is_integer():
        return Decimal(int(raw))
    return Decimal(format(raw, ".15g")).normalize()


def read_number(raw: Raw, in_csv: bool = False, look: Look = PLAIN) -> NumberRead:
    """The number or symbol of a cell, or neither where it cannot be read. In CSV every number is text."""
    if look.mark and (not isinstance(raw, str) or bare(raw)):
        return NumberRead(None, "", WHOLE.get(look.mark, Writing.RAISED))
    if isinstance(raw, str):
        return _from_text(raw, in_csv, look)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return NumberRead(None, "", Writing.DATE if isinstance(raw, Instant) else Writing.TRUTH)
    if raw != raw or abs(raw) >= 1e15:
        return NumberRead(None, "", Writing.TOO_LARGE)
    held = decimal_of(raw)
    if look.format == GENERAL or (is_plain_format(look.format) and held == held.to_integral_value()):
        return NumberRead(held, "")
    return _from_format(held, number_shown(held, look.format).strip())


def seen(raw: Raw, look: Look = PLAIN) -> str:
    """The text that a person sees in a cell."""
    if look.error:
        return look.error
    if any(run.mark for run in look.runs):
        return "".join(run.text.translate(RAISED) if run.mark == "superscript" else run.text for run in look.runs)
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, str):
        return bare(raw)
    if not isinstance(raw, int | float):
        return moment_shown(raw, look.format)
    if raw != raw or abs(raw) >= 1e15:
        return str(raw)
    return number_shown(decimal_of(raw), look.format).strip()


def unmarked(text: str) -> tuple[str, str]:
    """A text and the note marks before and behind it: 30① → 30 and ①, 北京* → 北京 and *."""
    same = text.translate(SAME).strip()
    before, behind = MARK_BEFORE.match(same), MARK_BEHIND.search(same)
    start, end = before.end() if before else 0, behind.start() if behind else len(same)
    mark = "".join((same[:start] + same[end:]).split())
    is_word = re.search("[A-Za-z]{2}", mark) or (
        same[end:] and re.search("[0-9]{2}|[A-Za-z]{2}", same[end - 1 : end + 1])
    )
    return (same, "") if start >= end or is_word else (same[start:end].strip(), mark)


# ---------------------------------------------------------------- numbers under a format


def _from_format(held: Decimal, shown: str) -> NumberRead:
    """The number that a format shows, where that is the one the cell holds but for its last decimals."""
    if held == 0 and shown == "-":  # an account's way to write nought
        return NumberRead(held, "")
    if held < 0 and (accounted := IN_BRACKETS.fullmatch(shown)):
        shown = f"-{accounted[1].strip()}"
    if not shown or shown.startswith("####"):
        return NumberRead(None, "", Writing.OTHERWISE)
    number, symbol, writing, unit = _number_in_text(shown.translate(SAME), shown, in_csv=True)
    if writing is Writing.UNIT and NUMBER.fullmatch(shown.removesuffix(unit).strip().replace(",", "")):
        number = Decimal(shown.removesuffix(unit).strip().replace(",", ""))
        return _if_held(number, held, unit)
    if number is None or symbol:
        return NumberRead(None, "", Writing.OTHERWISE if writing in (Writing.NO_NUMBER, Writing.PLAIN) else writing)
    is_share = unit == "%" and number != held  # 17.34 under 0.00"%" is 17.34 all the same
    return _if_held(number, held * 100 if is_share else held, unit)


def _if_held(number: Decimal, held: Decimal, unit: str) -> NumberRead:
    step = Decimal((0, (1,), int(number.as_tuple().exponent)))
    is_held = abs(number - held) * 2 <= step and number * held >= 0
    return NumberRead(number, "", unit=unit) if is_held else NumberRead(None, "", Writing.OTHERWISE)


# ---------------------------------------------------------------- text


def _from_text(raw: str, in_csv: bool, look: Look) -> NumberRead:
    text = bare(raw)
    if not text:
        return NumberRead(None, "", Writing.EMPTY)
    if any(run.mark and run.text.strip() for run in look.runs):
        return NumberRead(None, "", Writing.NOTED)
    same = text.translate(SAME).strip()
    if text == "……" or same in ABSENT:
        return NumberRead(None, same[0], Writing.PLAIN if text[0] in ABSENT else Writing.UNTIDY)
    if text.casefold() in NULL_WORDS or same.casefold() in NULL_WORDS:
        return NumberRead(None, "", Writing.NULL_WORD)
    if same.casefold() in ABSENT:
        return NumberRead(None, same.casefold(), Writing.UNTIDY)
    return _number_in_text(same, text, in_csv)


def _number_in_text(same: str, text: str, in_csv: bool) -> NumberRead:
    """*same* is *text* in half width and with plain signs and blanks."""
    symbol = same[-1].casefold() if same[-1].casefold() in MARKED else ""
    digits = (same[:-1] if symbol else same).removeprefix("'").strip()
    unit = "%" if digits.endswith("%") and not symbol else ""
    digits = digits.removesuffix(unit).strip()
    if GROUPED.fullmatch(digits):
        digits = digits.replace(",", "").replace(" ", "")
    if not NUMBER.fullmatch(digits) or len(digits) > LONGEST_NUMBER:
        return NumberRead(None, "", *_no_number(same))
    number = Decimal(digits) + 0
    if text != f"{number}{symbol}":
        return NumberRead(number, symbol, Writing.UNTIDY, unit)
    return NumberRead(number, symbol, Writing.PLAIN if symbol or in_csv else Writing.AS_TEXT)


def _no_number(same: str) -> tuple[Writing, str]:
    """What stands where a number should, and the unit behind it."""
    if NOTED.fullmatch(same):
        return Writing.NOTED, ""
    if with_unit := WITH_UNIT.fullmatch(same.replace(" ", "")):
        return Writing.UNIT, with_unit["unit"]
    if EXPONENT.fullmatch(same):
        return Writing.EXPONENT, ""
    return (Writing.CHINESE if CHINESE.fullmatch(re.sub(rf"(?:{UNIT})$", "", same) or same) else Writing.NO_NUMBER), ""
