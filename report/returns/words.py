"""Words as people type them: one normal form for headers, and the units in them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
COUNTED = "(?:件次|人次|家次|[件次家人场项个份宗户元])"
UNIT = f"(?:[十百千]?[万亿]?|万亿){COUNTED}|[十百千]?[万亿]|千|个?百分点|[%‰‱]"
UNIT_IN_BRACKETS = re.compile(rf"[(\[【〔](?:(?:计量)?单位:?)?({UNIT})[)\]】〕]")
CODE = re.compile(r"([1-9]\d(?:\d{4})?)(?:0{6})?(?:\.0)?")  # of a province, in two, six or twelve digits
HAN = re.compile(r"[\u3400-\u9fff]")
FULL_WIDTH = str.maketrans("０１２３４５６７８９＠．", "0123456789@.")


@lru_cache(maxsize=4096)
def plain_word(text: str) -> str:
    """A header word in its normal form: half width, no blanks or invisible characters, no unit in brackets."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return UNIT_IN_BRACKETS.sub("", re.sub(r"\s+", "", folded))


def region_code(text: str) -> str:
    """A code as GB/T 2260 has it: 110000 for 11, for 110000000000, and for what programs make of a code: 110000.0."""
    word = plain_word(text).removeprefix("'")
    found = CODE.fullmatch(word)
    return f"{found[1]:0<6}" if found else word


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


def bare(raw: object) -> str:
    """A text without blanks around it and without invisible characters."""
    return INVISIBLE.sub("", str(raw)).strip()
