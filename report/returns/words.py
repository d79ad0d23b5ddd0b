"""Words and numbers as people type them: one normal form for headers, one reading for each number cell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from report.model import ERROR, WARNING

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


class NumberRead(NamedTuple):
    """What a number cell holds, and what is to be said about how it is written: (rule, what, cure, level)."""

    number: Decimal | None
    symbol: str
    said: tuple[tuple[str, str, str, str], ...] = ()


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
    """The number or symbol of a cell; what is wrong with it where there is neither. In CSV every number is text."""
    if isinstance(raw, str):
        return _from_text(raw, in_csv)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        what = "日期" if isinstance(raw, date | time | timedelta) else "逻辑值"
        return _refused("cell-type", f"「{shown(raw)}」是{what}，不是数字", "请把单元格格式改为常规，重新填写数字")
    if raw != raw or abs(raw) >= 1e15:
        return _refused("cell-type", f"「{raw}」超出可计算的范围", "请核对单位后重新填写")
    return NumberRead(decimal_of(raw), "")


def _refused(rule: str, what: str, cure: str) -> NumberRead:
    return NumberRead(None, "", ((rule, what, cure, ERROR),))


def _from_text(raw: str, in_csv: bool) -> NumberRead:
    said: list[tuple[str, str, str, str]] = []
    text = INVISIBLE.sub("", raw)
    if text != raw:
        said.append(("unsafe-content", f"「{shown(raw)}」中有看不见的字符", "请清除后重新填写", ERROR))
    bare = text.strip()
    if not bare:
        return NumberRead(
            None, "", (*said, ("empty-cell", "空白格", "空白不等于零：没有发生填 0，暂缺填 …，涉密填 c", ERROR))
        )
    if bare in ABSENT or bare == "……":
        return NumberRead(None, bare[0], tuple(said))
    if bare.casefold() in NULL_WORDS:
        return NumberRead(
            None,
            "",
            (*said, ("null-word", f"「{shown(bare)}」意思不明", "没有发生填 0，暂缺填 …，涉密填 c，不适用填 z", ERROR)),
        )
    found = _number_in_text(bare, in_csv)
    return NumberRead(found.number, found.symbol, (*said, *found.said))


def _number_in_text(bare: str, in_csv: bool) -> NumberRead:
    folded = unicodedata.normalize("NFKC", bare)
    symbol = folded[-1] if folded[-1] in MARKED else ""
    digits = re.sub(r"\s", "", folded.removesuffix(symbol) if symbol else folded)
    percent = digits.endswith("%")
    digits = digits.removesuffix("%")
    if GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if not NUMBER.fullmatch(digits) or len(digits) > LONGEST_NUMBER:
        cure = "请填写非负整数，如 125" if not percent else "请填写不带 % 的数字，如 12.5"
        return _refused("cell-type", f"「{shown(bare)}」不是数字", cure)
    number = Decimal(digits)
    tidy = f"{number}{symbol}"
    if bare == tidy and (symbol or in_csv):
        return NumberRead(number, symbol)
    what = f"「{shown(bare)}」" + ("是存为文本的数字" if bare == tidy else "写法不规范")
    return NumberRead(
        number,
        symbol,
        (("number-style", f"{what}，已按 {tidy} 读取", f"请写作 {tidy}，不带逗号、空格、百分号和全角字符", WARNING),),
    )
