"""Words and numbers as people type them: one normal form for headers, one reading for each number cell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

Raw = str | int | float | bool | date | datetime | time | timedelta
ABSENT = ("…", "c", "z")
MARKED = ("p", "r")
NULL_WORDS = {
    *("null", "na", "n/a", "n.a.", "#n/a", "nan", "none", "nil", ".", "..", "...", "-", "--", "—", "——", "－", "–"),
    *("无", "空", "缺", "/", "\\", "*", "×", "?", "？", "待定", "不详", "未知", "暂无"),
}
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
UNITS = "万件|万次|万家|亿件|件|次|家|人|场|项|个|份|%"
UNIT_IN_BRACKETS = re.compile(rf"\((?:单位:)?({UNITS})\)")
HAN = re.compile(r"[\u3400-\u9fff]")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
LONGEST_NUMBER = 24
FULL_WIDTH = str.maketrans("０１２３４５６７８９＠．", "0123456789@.")


class Writing(StrEnum):
    """How a number cell is written; the rules say what is wrong with it."""

    PLAIN = "plain"  # a number or a symbol, as the form asks
    UNTIDY = "untidy"  # a number all the same: 1,234
    AS_TEXT = "as text"  # a number stored as text
    EMPTY = "empty"
    NULL_WORD = "null word"
    NO_NUMBER = "no number"
    DATE = "date"
    TRUTH = "truth value"
    TOO_LARGE = "too large"
    UNREAD = "unread"  # an error value, or a formula without its result


class NumberRead(NamedTuple):
    """What a number cell holds, and how that is written."""

    number: Decimal | None
    symbol: str
    writing: Writing = Writing.PLAIN


@lru_cache(maxsize=4096)
def plain_word(text: str) -> str:
    """A header word in its normal form: half width, no blanks or invisible characters, no unit in brackets."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return UNIT_IN_BRACKETS.sub("", re.sub(r"\s+", "", folded))


def unit_in(text: str) -> str:
    """The unit that a header names in brackets: 已盘点专利（万件） → 万件."""
    match = UNIT_IN_BRACKETS.search(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return match[1] if match else ""


def chinese_part(text: str) -> str:
    """高等院校 Universities and Colleges → 高等院校; a text of one language stays as it is."""
    if not (HAN.search(text) and re.search("[A-Za-z]{2}", text)):
        return text
    return re.sub(r"[A-Za-z][A-Za-z ,.&'’()/-]*", "", text).strip()


def plain(number: Decimal) -> str:
    """1349000, 39.1: no exponent, no grouping."""
    return format(number, "f")


def shown(raw: object) -> str:
    """A cell as a message quotes it: on one line and not endless."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(raw))
    return text if len(text) <= 40 else text[:40] + "…"


def decimal_of(raw: float) -> Decimal:
    """A float as a spreadsheet shows it: fifteen digits, no tail of the binary fraction."""
    if isinstance(raw, int) or raw.is_integer():
        return Decimal(int(raw))
    return Decimal(format(raw, ".15g")).normalize()


def read_number(raw: Raw, in_csv: bool = False) -> NumberRead:
    """The number or symbol of a cell, or neither where it cannot be read. In CSV every number is text."""
    if isinstance(raw, str):
        return _from_text(raw, in_csv)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return NumberRead(None, "", Writing.DATE if isinstance(raw, date | time | timedelta) else Writing.TRUTH)
    if raw != raw or abs(raw) >= 1e15:
        return NumberRead(None, "", Writing.TOO_LARGE)
    return NumberRead(decimal_of(raw), "")


def bare(raw: object) -> str:
    """A text without blanks around it and without invisible characters."""
    return INVISIBLE.sub("", str(raw)).strip()


def _from_text(raw: str, in_csv: bool) -> NumberRead:
    text = bare(raw)
    if not text:
        return NumberRead(None, "", Writing.EMPTY)
    if text in ABSENT or text == "……":
        return NumberRead(None, text[0])
    if text.casefold() in NULL_WORDS:
        return NumberRead(None, "", Writing.NULL_WORD)
    return _number_in_text(text, in_csv)


def _number_in_text(text: str, in_csv: bool) -> NumberRead:
    folded = unicodedata.normalize("NFKC", text)
    symbol = folded[-1] if folded[-1] in MARKED else ""
    digits = re.sub(r"\s", "", folded.removesuffix(symbol) if symbol else folded).removesuffix("%")
    if GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if not NUMBER.fullmatch(digits) or len(digits) > LONGEST_NUMBER:
        return NumberRead(None, "", Writing.NO_NUMBER)
    number = Decimal(digits)
    if text != f"{number}{symbol}":
        return NumberRead(number, symbol, Writing.UNTIDY)
    return NumberRead(number, symbol, Writing.PLAIN if symbol or in_csv else Writing.AS_TEXT)
