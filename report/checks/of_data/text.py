"""Rules about text: nothing a browser, a spreadsheet or a template would run; nothing personal; nothing endless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from report.checks.rule import at, rule
from report.inputs.raw import RawCell, RawData
from report.model import Problem
from report.plaintext import CHINESE, IN_ENGLISH

LONGEST = {"statement": 60, "note": 500, "summary": 120, "title": 120}
UNSAFE = (
    (re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"), "有看不见的控制字符"),
    (re.compile(r"<\s*[a-zA-Z!/]"), "有 HTML 标记"),
    (re.compile(r"(?i)(javascript|vbscript)\s*:|data:[a-z]+/"), "有脚本地址"),
    (re.compile(r"\{\{|\{%|\{#"), "有模板标记"),
    (re.compile(r"^[=+@\t\r]|^-(?![0-9])"), "以 = + - @ 开头，电子表格会当作公式"),
)
PERSONAL = (
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "像是手机号码"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "像是身份证号码"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+"), "像是电子邮箱"),  # without the look-behind: quadratic
)


@rule("unsafe-content", also=("personal-data",))
def unsafe_content(raw: RawData) -> Iterator[Problem]:
    """No markup, script, formula, control character, telephone or identity number in any cell."""
    for cell in _all_cells(raw):
        for text in cell.items or (cell.text,):
            unsafe, personal = _said_of(text)
            for what in unsafe:
                yield at(cell.where, f"「{cell.where.column}」{what}", "请改成普通文字")
            for what in personal if cell.where.column != "official_url" else ():
                yield at(cell.where, f"「{cell.where.column}」{what}", "请删去个人信息", rule="personal-data")


@cache
def _said_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is unsafe and what is personal in a text; most texts stand in many cells."""
    unsafe, personal = (tuple(what for one, what in kind if one.search(text)) for kind in (UNSAFE, PERSONAL))
    return unsafe, personal


@rule("too-long")
def too_long(raw: RawData) -> Iterator[Problem]:
    """Statements, notes and titles fit where they are shown."""
    for cell in _all_cells(raw):
        limit = LONGEST.get(cell.where.column)
        if limit and len(cell.text) > limit:
            what = f"「{cell.where.column}」有 {len(cell.text)} 字"
            yield at(cell.where, what, f"请缩短到 {limit} 字以内")


@rule("bad-pinyin")
def bad_pinyin(raw: RawData) -> Iterator[Problem]:
    """Pinyin is what people type: small letters, a space between words."""
    for table in ("regions.csv", "indicators.yml"):
        for row in raw.rows(table):
            cell = row.cell("pinyin")
            if not re.fullmatch(r"([a-z]+( [a-z]+)*)?", cell.text):
                yield at(cell.where, f"「{cell.text}」不是拼音", "请用小写字母，不标声调，词间空一格，ü 写作 v")


@rule("not-english")
def not_english(raw: RawData) -> Iterator[Problem]:
    """English names and definitions have no Chinese in them: pages in English print them as they are."""
    for table in ("regions.csv", "indicators.yml"):
        for row in raw.rows(table):
            for name, cell in row.cells.items():
                if name.endswith("_en") and (found := CHINESE.search(cell.text)):
                    yield at(cell.where, f"「{name}」里有中文「{found[0]}」", IN_ENGLISH)


def _all_cells(raw: RawData) -> Iterator[RawCell]:
    for table in raw.tables:
        for row in table.rows:
            yield from row.cells.values()
