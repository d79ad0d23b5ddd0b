"""How a value of each type is written in a file that people edit, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from report import moment
from report.address import ADDRESS
from report.period import FORMS, Period

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
LONGEST_NUMBER = 20  # characters; Decimal computes exactly up to 28 digits
UNKNOWN = "unknown"  # what a wrong number should be
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def decimal(text: str) -> Decimal | None:
    """The number written, or None where another rule already complains; -0 is not a number."""
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return None if text.startswith("-") and value == 0 else value


def _number(text: str) -> str:
    if decimal(text) is not None:
        return ""
    if len(text) > LONGEST_NUMBER:
        return f"数字最多 {LONGEST_NUMBER} 位，请核对单位"
    tidy = re.sub(r"^[+0]+(?=[0-9])|^-(?=0(\.0*)?$)", "", re.sub(r"[, ]", "", text.translate(FULL_WIDTH)))
    return f"请写作 {tidy}" if decimal(tidy) is not None else "请写成不带千分位的数字，如 1349000 或 39.1"


def _correction(text: str) -> str:
    return "" if text == UNKNOWN or not (cure := _number(text)) else f"{cure}；不知道的写 {UNKNOWN}"


def _like(pattern: str, cure: str) -> Callable[[str], str]:
    """What to write instead of a text that is not like *pattern*; nothing where it is."""
    return lambda text: "" if re.fullmatch(pattern, text) else cure


def _read_by(read: Callable[[str], object], cure: str) -> Callable[[str], str]:
    """What to write instead of a text that *read* refuses; nothing where it does not."""

    def wanted(text: str) -> str:
        try:
            read(text)
        except ValueError:
            return cure
        return ""

    return wanted


def _date(text: str) -> str:
    return "" if _is_date(text, 3) else "请写成 2024-09-13 的样子"


def _partial_date(text: str) -> str:
    return "" if any(_is_date(text, parts) for parts in (1, 2, 3)) else "请写成 2024、2024-09 或 2024-09-13 的样子"


def _is_date(text: str, parts: int) -> bool:
    if not re.fullmatch("[0-9]{4}" + "-[0-9]{2}" * (parts - 1), text):
        return False
    numbers = [int(part) for part in text.split("-")] + [1, 1]
    try:
        return bool(date(numbers[0], numbers[1], numbers[2]))
    except ValueError:
        return False


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return "请填写完整的网址"
    fine = parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s<>\"'`\\]", text)
    return "" if fine else "请填写以 https:// 或 http:// 开头的完整网址"


FORMS_OF_TYPES = {
    "number": _number,
    "correction": _correction,
    "integer": _like(r"0|-?[1-9][0-9]{0,8}", "请写整数，如 6"),
    "slug": _like("[a-z0-9]+(-[a-z0-9]+)*", "只用小写字母、数字和连字符，如 cn-pool-2024"),
    "key": _like("[a-z][a-z0-9]*(_[a-z0-9]+)*", "只用小写字母、数字和下划线，如 transfer_count"),
    "yes-no": _like("yes|no", "请写 yes 或 no"),
    "date": _date,
    "partial-date": _partial_date,
    "period": _read_by(Period.parse, f"请写成 {FORMS} 的样子"),
    "quarter": _like("[0-9]{4}Q[1-4]", "请写成 2024Q4 的样子"),
    "moment": _read_by(moment.parse, f"请写成 {moment.EXAMPLE} 的样子：日期、时分和 +08:00 都要写"),
    "address": _like(ADDRESS.pattern, "请写成 /quarters/2024q4/ 的样子：以斜线开头，不带域名"),
    "url": _url,
}
