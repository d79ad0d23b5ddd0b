"""Text as readers and programs may see it: plain characters on one line, no markup, no formula."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from io import StringIO
from typing import Annotated, TypeAlias, TypeVar

from report.model import Cell, Chart, Column, Row, Table
from report.model.keeper import TextForm

NO_VALUE = "未公布"
SAMPLE = "示例数据"
SPACES = ("Cc", "Zs", "Zl", "Zp")  # control characters include the newline and the tab
UNSEEN = ("Cf", "Cs", "Co", "Cn")  # direction marks, zero-width characters, halves of pairs, code points that are none
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
OF_CHINESE = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef"  # characters and marks
CHINESE = re.compile(f"[{OF_CHINESE}]+")
IN_ENGLISH = "请全部写成英文，标点也用英文的"
English: TypeAlias = Annotated[str, TextForm(f"[^{OF_CHINESE}]*", IN_ENGLISH)]
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # East Asian editions of Excel take the full-width ones too

AnyTable = TypeVar("AnyTable", bound=Table)


def plainly(table: AnyTable) -> AnyTable:
    """The same table or chart, every text of it plain: what pages print, pictures show and downloads hold."""
    found = replace(
        table,
        title=plain(table.title),
        as_of=plain(table.as_of),
        source=plain(table.source),
        note=plain(table.note),
        label_title=plain(table.label_title),
        columns=tuple(map(_plain_column, table.columns)),
        rows=tuple(map(_plain_row, table.rows)),
    )
    return replace(found, highlight=plain(found.highlight)) if isinstance(found, Chart) else found


def _plain_column(column: Column) -> Column:
    return replace(
        column,
        title=plain(column.title),
        unit=plain(column.unit),
        note=plain(column.note),
        pieces=tuple(map(plain, column.pieces)),
    )


def _plain_row(row: Row) -> Row:
    """The same row where nothing has to be made plain, as nearly always."""
    label, note, cells = plain(row.label), plain(row.note), tuple(map(_plain_cell, row.cells))
    is_plain = (label, note, cells) == (row.label, row.note, row.cells)
    return row if is_plain else replace(row, label=label, note=note, cells=cells)


def _plain_cell(cell: Cell) -> Cell:
    text, marks = plain(cell.text), plain(cell.marks) if cell.marks else ""
    return cell if (text, marks) == (cell.text, cell.marks) else Cell(text, cell.value, marks)


def if_sample(synthetic: bool) -> str:
    """What stands behind a title of synthetic data: （示例数据）."""
    return f"（{SAMPLE}）" if synthetic else ""


def plain(text: str) -> str:
    """*text* on one line: every kind of blank a single space, control and invisible characters gone."""
    is_plain = text.isascii() and text.isprintable() and " " not in text  # a number, most often
    return text if is_plain else _plain(text)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return re.sub(" +", " ", "".join(map(_visible, text))).strip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in SPACES:
        return character if character == "　" else " "
    return "" if category in UNSEEN else character


def printable(text: str) -> str:
    """*text* as a terminal and a log can print it, whatever it is; as long as it was."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def safe(cell: str) -> str:
    """*cell* as spreadsheets may open it: an apostrophe before what they would take for a formula."""
    return f"'{cell}" if cell.lstrip(" 　'").startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def csv_lines(rows: Iterable[Iterable[object]], end: str = "\n") -> str:
    """*rows* as lines of CSV, each closed by *end*."""
    out = StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def escape(text: str) -> str:
    """*text* between the tags of XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
