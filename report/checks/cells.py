"""Rules that data/schema.yml states cell by cell: mandatory, on the list, well written, in range, unique."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from urllib.parse import urlsplit

from report.model import Problem
from report.period import FORMS, Period
from report.table import Cell, Column, RawData, Row

NUMBER = re.compile(r"(0|[1-9]\d*)(\.\d+)?")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def empty_mandatory_cells(raw: RawData) -> Iterator[Problem]:
    """A mandatory cell holds something; empty is not zero."""
    for column, cell in _cells(raw):
        if column.required and not cell.text:
            yield cell.problem("empty-cell", f"「{column.name}」是空的", f"请填写（{column.meaning}）")


def values_off_the_list(raw: RawData) -> Iterator[Problem]:
    """A cell with a list of values holds one of them; the rule says which kind of thing is unknown."""
    for column, cell in _cells(raw):
        for text in _texts(column, cell):
            if column.values and text not in column.values:
                rule = f"unknown-{column.name.replace('_', '-')}"
                yield cell.problem(rule, f"「{column.name}」不能是 {text!r}", choices(text, column.values))


def badly_written_values(raw: RawData) -> Iterator[Problem]:
    """Numbers, dates, periods, slugs and addresses are written the one way that can be read."""
    for column, cell in _cells(raw):
        form = FORMS_OF_TYPES.get(column.type)
        for text in _texts(column, cell):
            if form and (cure := form(text)):
                rule = "bad-" + ("period" if column.type in ("date", "partial-date") else column.type)
                yield cell.problem(rule, f"「{column.name}」写作 {text!r}，无法识别", cure)


def values_out_of_range(raw: RawData) -> Iterator[Problem]:
    """Numbers stand between the minimum and maximum of their column."""
    for column, cell in _cells(raw):
        value = decimal(cell.text.lstrip("-")) if column.minimum else None
        if value is None:
            continue
        value = -value if cell.text.startswith("-") else value
        low, high = Decimal(column.minimum), Decimal(column.maximum) if column.maximum else None
        if value < low or (high is not None and value > high):
            cure = f"应不小于 {low}" + (f"，不大于 {high}" if high is not None else "")
            yield cell.problem("out-of-range", f"「{column.name}」为 {cell.text}，超出范围", cure)


def duplicate_keys(raw: RawData) -> Iterator[Problem]:
    """No two rows of a file, or of the tables together, have the same key."""
    for spec in raw.schema:
        first: dict[tuple[str, ...], Row] = {}
        for row in raw.rows(spec.pattern):
            key = tuple(row[name] for name in spec.key)
            if any(key) and key in first:
                what = f"与 {first[key].where} 的键相同（{'，'.join(part for part in key if part)}）"
                yield row.problem("duplicate-key", what, "请删去重复的一行，或改正其中一行")
            first.setdefault(key, row)


# ---------------------------------------------------------------- how each type is written


def _number(text: str) -> str:
    if NUMBER.fullmatch(text.removeprefix("-")):
        return ""
    tidy = text.translate(FULL_WIDTH).replace(",", "").replace(" ", "")
    return f"请写作 {tidy}" if NUMBER.fullmatch(tidy) else "请写成不带千分位的数字，如 1349000 或 39.1"


def _integer(text: str) -> str:
    return "" if re.fullmatch(r"-?\d+", text) else "请写整数，如 6"


def _slug(text: str) -> str:
    return "" if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) else "只用小写字母、数字和连字符，如 cn-pool-2024"


def _key(text: str) -> str:
    return "" if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", text) else "只用小写字母、数字和下划线，如 transfer_count"


def _yes_no(text: str) -> str:
    return "" if text in ("yes", "no") else "请写 yes 或 no"


def _date(text: str) -> str:
    return "" if _is_date(text, 3) else "请写成 2024-09-13 的样子"


def _partial_date(text: str) -> str:
    return "" if any(_is_date(text, parts) for parts in (1, 2, 3)) else "请写成 2024、2024-09 或 2024-09-13 的样子"


def _is_date(text: str, parts: int) -> bool:
    if not re.fullmatch(r"\d{4}" + r"-\d\d" * (parts - 1), text):
        return False
    numbers = [int(part) for part in text.split("-")] + [1, 1]
    try:
        return bool(date(numbers[0], numbers[1], numbers[2]))
    except ValueError:
        return False


def _period(text: str) -> str:
    try:
        Period.parse(text)
    except ValueError:
        return f"请写成 {FORMS} 的样子"
    return ""


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return "请填写完整的网址"
    fine = parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s<>\"'`\\]", text)
    return "" if fine else "请填写以 https:// 或 http:// 开头的完整网址"


FORMS_OF_TYPES = {
    "number": _number,
    "integer": _integer,
    "slug": _slug,
    "key": _key,
    "yes-no": _yes_no,
    "date": _date,
    "partial-date": _partial_date,
    "period": _period,
    "url": _url,
}


# ---------------------------------------------------------------- shared by the rules


def _cells(raw: RawData) -> Iterator[tuple[Column, Cell]]:
    for table in raw.tables:
        for row in table.rows:
            for column in table.schema.columns:
                yield column, row.cell(column.name)


def _texts(column: Column, cell: Cell) -> tuple[str, ...]:
    """The members of a list, or the one text; nothing for an empty cell."""
    if column.type == "list":
        return cell.items
    return (cell.text,) if cell.text else ()


def decimal(text: str) -> Decimal | None:
    """The number written, or None where another rule already complains."""
    try:
        return Decimal(text) if NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None


def choices(text: str, allowed: tuple[str, ...]) -> str:
    """请改为「江苏」, or the list when nothing is near."""
    near = get_close_matches(text, allowed, n=1, cutoff=0.5) or [one for one in allowed if len(one) > 1 and one in text]
    return f"是否应为「{near[0]}」？" if near else f"可用：{'、'.join(allowed[:12])}{' 等' if len(allowed) > 12 else ''}"
