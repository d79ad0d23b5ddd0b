"""make corrupt: spoil a clean return in one random way, many times, and count what the checks say about it.

caught: a finding at the right cell. caught elsewhere: a finding, at another place. harmless: the same values are read.
missed: other values are read and nothing is said. crashed: an exception. The last two must stay at nought.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from report.checks.of_returns import blocking  # noqa: E402
from report.period import Quarter  # noqa: E402
from tests.returns.drafts import (  # noqa: E402
    Bench,
    Draft,
    Error,
    Formatted,
    Formula,
    Raised,
    Sheet,
    bench,
    findings_of,
    record_of,
    release_of,
    values_of,
)
from tests.writers.by_python import BY_PYTHON  # noqa: E402

QUARTERS = (Quarter(2024, 4), Quarter(2025, 1), Quarter(2025, 3))
OUTCOMES = ("caught", "caught elsewhere", "harmless", "missed", "crashed")
FILE = ""  # the place of what concerns the whole file


@dataclass
class Spoilt:
    """The files of a spoilt release, and where a person would point; every cell of a row or column counts."""

    files: dict[str, bytes]
    places: set[str] = field(default_factory=set)


@dataclass
class Bad:
    """What a kind of corruption works on, and where it says what it did."""

    draft: Draft
    dice: random.Random
    bench: Bench
    places: set[str] = field(default_factory=set)
    files: dict[str, bytes] | None = None
    record: str = ""  # what release.yml says besides

    @property
    def name(self) -> str:
        return f"{self.draft.quarter.code}.xlsx"

    def sheet(self) -> Sheet:
        return self.dice.choice(self.draft.sheets)

    def cell(self, kind: type = float, least: float = 0, sheets: tuple[str, ...] = ()) -> tuple[Sheet, int, int]:
        """A random cell that holds a number of at least *least*."""
        while True:
            sheet = self.draft.sheet(self.dice.choice(sheets)) if sheets else self.sheet()
            row, column = self.dice.choice(sheet.rows), self.dice.choice(sheet.columns)
            raw = sheet.cells[row][column]
            if isinstance(raw, kind) and not isinstance(raw, bool) and (kind is str or raw >= least):  # type: ignore[operator]
                return sheet, row, column

    def put(self, raw: object, least: float = 0, sheets: tuple[str, ...] = ()) -> None:
        """Write something into a random number cell; a function is given the number."""
        sheet, row, column = self.cell(least=least, sheets=sheets)
        old = sheet.cells[row][column]
        sheet.cells[row][column] = raw(old) if callable(raw) else raw
        self.at(sheet, row, column)

    def at(self, sheet: Sheet, row: int, column: int) -> None:
        self.places.add(sheet.place(row, column))

    def at_row(self, sheet: Sheet, row: int) -> None:
        self.places.update(sheet.place(row, column) for column in range(len(sheet.cells[sheet.top])))

    def at_column(self, sheet: Sheet, column: int) -> None:
        self.places.update(sheet.place(row, column) for row in range(sheet.top, len(sheet.cells)))

    def two(self, numbers: range) -> tuple[int, int]:
        one, other = self.dice.sample(numbers, 2)
        return one, other

    def result(self) -> Spoilt:
        files = self.files if self.files is not None else {self.name: self.draft.content()}
        record = {"release.yml": (record_of(self.draft.quarter) + self.record).encode()}
        return Spoilt(record | files, self.places or {FILE})


Kind = Callable[[Bad], None]
KINDS: dict[str, Kind] = {}


def kind(title: str) -> Callable[[Kind], Kind]:
    def register(spoil: Kind) -> Kind:
        KINDS[title] = spoil
        return spoil

    return register


# ---------------------------------------------------------------- rows and columns


@kind("swap two region names")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    one, other = bad.two(sheet.rows)
    sheet.cells[one][1], sheet.cells[other][1] = sheet.cells[other][1], sheet.cells[one][1]
    bad.at_row(sheet, one)
    bad.at_row(sheet, other)


@kind("swap two regions' codes and names")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    one, other = bad.two(sheet.rows)
    sheet.cells[one][:2], sheet.cells[other][:2] = sheet.cells[other][:2], sheet.cells[one][:2]
    bad.at_row(sheet, one)
    bad.at_row(sheet, other)


@kind("swap two regions' numbers")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    one, other = bad.two(sheet.rows)
    sheet.cells[one][2:], sheet.cells[other][2:] = sheet.cells[other][2:], sheet.cells[one][2:]
    bad.at_row(sheet, one)
    bad.at_row(sheet, other)


@kind("swap two regions' numbers in every sheet")
def _(bad: Bad) -> None:
    one, other = bad.two(range(33))
    for sheet in bad.draft.sheets:
        a, b = sheet.first + one, sheet.first + other
        sheet.cells[a][2:], sheet.cells[b][2:] = sheet.cells[b][2:], sheet.cells[a][2:]
        bad.at_row(sheet, a)
        bad.at_row(sheet, b)


@kind("swap two whole rows")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    one, other = bad.two(sheet.rows)
    sheet.cells[one], sheet.cells[other] = sheet.cells[other], sheet.cells[one]
    bad.at_row(sheet, one)
    bad.at_row(sheet, other)


@kind("drop a row")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    bad.at_row(sheet, row)
    bad.places.update(sheet.place(n, 1) for n in (*sheet.rows, sheet.top))
    del sheet.cells[row]


@kind("repeat a row")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells.insert(row + 1, list(sheet.cells[row]))
    bad.at_row(sheet, row + 1)


@kind("shift a column down")
def _(bad: Bad) -> None:
    sheet, start, column = bad.cell()
    values = [sheet.cells[row][column] for row in sheet.rows]
    at = start - sheet.first
    for row, raw in zip(sheet.rows, [*values[:at], "", *values[at:-1]], strict=True):
        sheet.cells[row][column] = raw
    bad.at_column(sheet, column)


@kind("shift a row to the right")
def _(bad: Bad) -> None:
    sheet, row, start = bad.cell()
    sheet.cells[row][start:] = ["", *sheet.cells[row][start:-1]]
    bad.at_row(sheet, row)


@kind("shift a row to the left")
def _(bad: Bad) -> None:
    sheet, row, start = bad.cell()
    sheet.cells[row][start:] = [*sheet.cells[row][start + 1 :], ""]
    bad.at_row(sheet, row)


@kind("swap two columns of numbers")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    one, other = bad.two(sheet.columns)
    for row in sheet.rows:
        cells = sheet.cells[row]
        cells[one], cells[other] = cells[other], cells[one]
    bad.at_column(sheet, one)
    bad.at_column(sheet, other)


@kind("swap universities and institutes")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    for level in range(sheet.top, sheet.first):
        cells = sheet.cells[level]
        for column, raw in enumerate(cells):
            cells[column] = {"高校": "科研机构", "科研机构": "高校"}.get(str(raw), raw)
    for column in sheet.columns:
        bad.at_column(sheet, column)
    if sheet.name == "评价对接":
        bad.places.add(FILE)


@kind("swap two headers")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    level = bad.dice.randrange(sheet.top, sheet.first)
    filled = [column for column in sheet.columns if sheet.cells[level][column] != ""]
    one, other = bad.dice.sample(filled, 2)
    cells = sheet.cells[level]
    cells[one], cells[other] = cells[other], cells[one]
    for column in sheet.columns:
        bad.at_column(sheet, column)


@kind("drop a column")
def _(bad: Bad) -> None:
    sheet, _, column = bad.cell()
    _without_merges(sheet, column)
    for cells in sheet.cells:
        del cells[column : column + 1]
    bad.at_column(sheet, column)
    bad.places.update(sheet.place(row, c) for c in sheet.columns for row in range(sheet.top, sheet.first))


@kind("repeat a column")
def _(bad: Bad) -> None:
    sheet, _, column = bad.cell()
    _without_merges(sheet, column)
    for cells in sheet.cells[sheet.top :]:
        if len(cells) > column:
            cells.append(cells[column])
    bad.at_column(sheet, len(sheet.cells[sheet.top]) - 1)
    bad.at_column(sheet, column)


@kind("an unknown column")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    for row in range(sheet.top, sheet.first + 33):
        sheet.cells[row].append("增长量" if row == sheet.top else "" if row < sheet.first else 7)
    bad.at_column(sheet, len(sheet.cells[sheet.top]) - 1)


@kind("numbers without a header")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    for row in range(sheet.top, sheet.first + 33):
        sheet.cells[row].append("" if row < sheet.first else 7)
    bad.at_column(sheet, len(sheet.cells[sheet.top]) - 1)


@kind("a blank header")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    level = sheet.first - 1
    column = bad.dice.choice([column for column in sheet.columns if sheet.cells[level][column] != ""])
    sheet.cells[level][column] = ""
    for level in range(sheet.top, sheet.first):
        bad.at_row(sheet, level)


@kind("a misspelt header")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    level = bad.dice.randrange(sheet.top, sheet.first)
    column = bad.dice.choice([column for column in sheet.columns if sheet.cells[level][column] != ""])
    sheet.cells[level][column] = str(sheet.cells[level][column])[:-1] + "茨"
    for row in range(sheet.top, sheet.first):
        bad.at_row(sheet, row)


@kind("an invisible character in a header")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    level = bad.dice.randrange(sheet.top, sheet.first)
    column = bad.dice.choice([column for column in sheet.columns if sheet.cells[level][column] != ""])
    sheet.cells[level][column] = str(sheet.cells[level][column]) + "\u200b"
    bad.at(sheet, level, column)


@kind("a blank row")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows[1:])
    sheet.cells.insert(row, [])
    bad.at_row(sheet, row)


@kind("a city among the provinces")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][1] = bad.dice.choice(["深圳", "武汉市", "青岛"])
    bad.at_row(sheet, row)


@kind("全国 in a region's row")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows[1:])
    sheet.cells[row][1] = "全国"
    bad.at_row(sheet, row)


@kind("a region that no longer exists")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][1] = bad.dice.choice(["西康", "热河", "察哈尔"])
    bad.at_row(sheet, row)


@kind("a misspelt region")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][1] = bad.dice.choice(["江芦", "黑尨江", "某省", "山 酉", "", "合计数"])
    bad.at_row(sheet, row)


@kind("another spelling of a region")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    name = str(sheet.cells[row][1])
    full = bad.bench.by.regions[name].full_name if name in bad.bench.by.regions else "新疆生产建设兵团"
    sheet.cells[row][1] = bad.dice.choice([f" {name}", f"{name} ", "　".join(name), full if name != "全国" else "全国"])
    bad.at_row(sheet, row)


@kind("a wrong code")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][0] = bad.dice.choice(["340000", "999999", "", 110100, "北京"])
    bad.at(sheet, row, 0)


def _without_merges(sheet: Sheet, column: int) -> None:
    """Write merged header words into each of their cells, so that columns can be moved."""
    for top, left, bottom, right in sheet.merged:
        if top >= sheet.top and top < sheet.first:
            for row in range(top, bottom + 1):
                for at in range(left, right + 1):
                    sheet.cells[row][at] = (
                        sheet.cells[top][left] if row == top or bottom > top else sheet.cells[row][at]
                    )
    sheet.merged = [merged for merged in sheet.merged if not sheet.top <= merged[0] < sheet.first]


# ---------------------------------------------------------------- numbers


def number_kind(title: str, raw: object, least: float = 0, sheets: tuple[str, ...] = ()) -> None:
    KINDS[title] = lambda bad: bad.put(raw, least, sheets)


def _typo(old: float) -> float:
    dice = random.Random(old)
    digits = list(str(int(old)))
    at = dice.randrange(len(digits))
    digits[at] = dice.choice([digit for digit in "123456789" if digit != digits[at]])
    return float("".join(digits))


def _transposed(old: float) -> float:
    text = str(int(old))
    return float(text[1] + text[0] + text[2:]) if len(text) > 1 and text[0] != text[1] and text[1] != "0" else old + 9


number_kind("×10 000", lambda old: old * 10_000, 1)
number_kind("÷10 000", lambda old: old / 10_000, 1)
number_kind("×10", lambda old: old * 10, 1)
number_kind("one more", lambda old: old + 1)
number_kind("one digit wrong", _typo)
number_kind("two digits transposed", _transposed, 10)
number_kind("below zero", lambda old: -old, 1)
number_kind("half a patent", lambda old: old + 0.5, 0, ("盘点", "入库", "评价对接"))
number_kind("text in a number", "约一百")
number_kind("a unit behind a number", lambda old: f"{old:.0f}件")
number_kind("万 behind a number", lambda old: f"{old:.0f}万")
number_kind("two numbers in a cell", lambda old: f"{old:.0f}/{old:.0f}")
number_kind(
    "full-width digits",
    lambda old: str(old).removesuffix(".0").translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
)
number_kind("thousands commas", lambda old: f"{old:,.0f}", 1000)
number_kind("a comma in the wrong place", lambda old: f"{old:.0f}"[:1] + "," + f"{old:.0f}"[1:], 10000)
number_kind("a blank inside a number", lambda old: f"{old:.0f}"[:1] + " " + f"{old:.0f}"[1:], 10)
number_kind("letter O for zero", lambda old: f"{old:.0f}".replace("0", "O") + "O")
number_kind("a number stored as text", lambda old: str(old).removesuffix(".0"))
number_kind("an invisible character", lambda old: f"{old:.0f}\u200b")
number_kind("a scientific number as text", lambda old: f"{old:.2E}", 1000)
number_kind("an empty cell", "")
number_kind("a number of thirty digits", "9" * 30)
number_kind("a gigantic number", 1e300)
number_kind("an endless text in a number cell", "九" * 3000)
number_kind("a null word", lambda old: ["NULL", "NA", "N/A", ".", "-", "—", "无", "/"][int(old) % 8])
number_kind("zero for a number", 0.0, 1)
number_kind("… for a number", "…")
number_kind("c for a number", "c")
number_kind("z for a number", "z")
number_kind("p behind a number", lambda old: f"{str(old).removesuffix('.0')}p")
number_kind("a date in a number cell", lambda old: date(2024, 3, 1 + int(old) % 28))
number_kind("a truth value in a number cell", lambda old: bool(int(old) % 2))
number_kind("an error value", Error("#DIV/0!"))
number_kind("a reference error", Error("#REF!"))
number_kind("a formula without a value", Formula("SUM(C10:C40)"))
number_kind("a formula with an empty value", Formula("SUM(C10:C40)", ""))
number_kind("a formula that ends in an error", Error("#N/A", "VLOOKUP(1,A1:B2,2)"))
number_kind("a formula as text", "=C10+C11")
number_kind("a script in a number cell", "<script>alert(1)</script>")
number_kind("a rate as a fraction", lambda old: round(old / 100, 4), 1, ("产业化和产品",))


# ---------------------------------------------------------------- what the eye sees: formats, marks, units, formulas

COUNTS_ONLY = ("盘点", "入库", "评价对接")
RATES = ("产业化和产品",)


def seen_kind(title: str, code: str, sheets: tuple[str, ...] = (), sign: int = 1) -> None:
    number_kind(title, lambda old: Formatted(sign * old, code), 1, sheets)


def mark_kind(mark: str) -> None:
    number_kind(f"{mark} behind a number", lambda old: f"{old:.0f}{mark}", 1)


for code in ('0!.0,"万"', '0.0,"万"', "0.0,,", ";;;", "yyyy/m/d", '0"①"', '"约"0'):
    seen_kind(f"shown under {code}", code)
for code in ("0;0", "0;[Red]0", "0_);(0)"):
    seen_kind(f"below zero under {code}", code, COUNTS_ONLY, -1)
for code in ("#,##0_ ", "[DBNum1]General", "G/通用格式", "00000", "#,##0_);[Red](#,##0)"):
    seen_kind(f"harmless under {code}", code, COUNTS_ONLY)
for code in ("0%", '0"万件"', '0"亿"', "0.00E+00"):
    seen_kind(f"a count under {code}", code, COUNTS_ONLY)
number_kind("decimals hidden by a format", lambda old: Formatted(old + 0.4, "0"), 0, COUNTS_ONLY)
number_kind("a nought hidden by a format", lambda old: Formatted(0.0, "#,###"), 1)
number_kind(
    "a hundredth shown as a per cent", lambda old: Formatted(round(old / 100, 6), "0.00%"), 1, ("产业化和产品",)
)
for mark in ("①", "¹", "⑴", "*", " 1", "（1）", "[1]", "注1", "※", "亿", "万件", "‰"):
    mark_kind(mark)
number_kind("① before a number", lambda old: f"①{old:.0f}", 1)
number_kind("a raised note mark", lambda old: Raised(f"{old:.0f}", "1"), 1)
number_kind("Chinese numerals", "三十")
number_kind("an accountant's minus as text", lambda old: f"({old:.0f})", 1)
number_kind("a long minus sign", lambda old: f"−{old:.0f}", 1, COUNTS_ONLY)
number_kind("a nought beside a formula that nobody calculated", Formula("SUM(C10:C40)", 0.0), 1)


def unit_kind(title: str, text: str, row: int = 1) -> None:
    """A text that names another unit, above the table or, with row -1, below it."""

    def spoil(bad: Bad) -> None:
        sheet = bad.sheet()
        if row < 0:
            sheet.cells.append([""])
        sheet.cells[row][0] = text
        bad.at(sheet, len(sheet.cells) - 1 if row < 0 else row, 0)

    KINDS[title] = spoil


unit_kind("another unit in brackets above the table", "（万件）")
unit_kind("another unit in English above the table", "Unit: 10,000 pieces")
unit_kind("another unit above the table, spelt otherwise", "计量单位 万次")
unit_kind("another unit below the table", "注：本表单位为万件。", -1)


@kind("another unit behind a region's name")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][1] = f"{sheet.cells[row][1]}（万件）"
    bad.at(sheet, row, 1)


@kind("a number for a confidential one")
def _(bad: Bad) -> None:
    sheet = bad.draft.sheet("转让许可")
    places = [(r, c) for r in sheet.rows for c in sheet.columns if sheet.cells[r][c] == "c"]
    row, column = bad.dice.choice(places)
    sheet.cells[row][column] = float(bad.dice.randrange(1, 60))
    bad.at(sheet, row, column)


@kind("a wrong rate")
def _(bad: Bad) -> None:
    sheet = bad.draft.sheet("产业化和产品")
    row, column = bad.dice.choice(sheet.rows), bad.dice.choice(range(8, 11))
    sheet.cells[row][column] = round(float(str(sheet.cells[row][column])) + bad.dice.choice([-1, 1]) * 0.37, 2)
    bad.at(sheet, row, column)


@kind("a wrong change on the year before")
def _(bad: Bad) -> None:
    sheet = bad.draft.sheet("转让许可")
    while True:
        row, column = bad.dice.choice(sheet.rows), bad.dice.choice([4, 7, 10, 13, 16, 19])
        if isinstance(sheet.cells[row][column], float):
            break
    sheet.cells[row][column] = round(float(str(sheet.cells[row][column])) + bad.dice.choice([-3, 0.2, 10]), 1)
    bad.at(sheet, row, column)


@kind("too many decimals")
def _(bad: Bad) -> None:
    sheet = bad.draft.sheet("产业化和产品")
    row, column = bad.dice.choice(sheet.rows), bad.dice.choice(range(8, 11))
    sheet.cells[row][column] = float(str(sheet.cells[row][column])) + 0.0013
    bad.at(sheet, row, column)


@kind("a total that no longer adds up")
def _(bad: Bad) -> None:
    while True:
        sheet, row, column = bad.cell(least=10)
        if row == sheet.first:
            break
    sheet.cells[row][column] = float(str(sheet.cells[row][column])) + bad.dice.choice([-3, 1, 100])
    bad.at(sheet, row, column)


@kind("a column in 万")
def _(bad: Bad) -> None:
    sheet, _, column = bad.cell(least=20)
    for row in sheet.rows:
        raw = sheet.cells[row][column]
        sheet.cells[row][column] = raw / 10_000 if isinstance(raw, float) else raw
    bad.at_column(sheet, column)


@kind("a whole sheet ×10 000")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    for row in sheet.rows:
        sheet.cells[row][2:] = [raw * 10_000 if isinstance(raw, float) else raw for raw in sheet.cells[row][2:]]
        bad.at_row(sheet, row)


@kind("a region's row of noughts")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][2:] = [0.0 for _ in sheet.cells[row][2:]]
    bad.at_row(sheet, row)
    bad.at_row(sheet, sheet.first)


@kind("a region's row of …")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.cells[row][2:] = ["…" for _ in sheet.cells[row][2:]]
    bad.at_row(sheet, row)


@kind("merged number cells")
def _(bad: Bad) -> None:
    sheet, row, column = bad.cell()
    below = min(row + 1, sheet.rows[-1])
    if below == row:
        row -= 1
    sheet.merged.append((row, column, below, column))
    sheet.cells[below][column] = ""
    bad.at(sheet, below, column)


# ---------------------------------------------------------------- text


def note_kind(title: str, text: str) -> None:
    def spoil(bad: Bad) -> None:
        sheet = bad.sheet()
        sheet.cells.append([f"注：{text}" if not text.startswith("=") else text])
        bad.at(sheet, len(sheet.cells) - 1, 0)

    KINDS[title] = spoil


note_kind("a script in a note", "见<script>fetch('//x')</script>说明")
note_kind("a template in a note", "{{ config }}")
note_kind("a formula in a note", '=HYPERLINK("http://x","点此")')
note_kind("a telephone number in a note", "联系人张某13800138000")
note_kind("an identity number in a note", "经办人110101199001011237")
note_kind("an e-mail address in a note", "请发至 someone@example.com")
note_kind("an endless note", "说明" * 400)
note_kind("a direction mark in a note", "数据\u202e反向")
note_kind("a harmless note", "本季数据已经核对。")


@kind("another quarter in the title")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice([0, 2])
    other = bad.draft.quarter + bad.dice.choice([-4, -1, 1])
    text = str(sheet.cells[row][0])
    sheet.cells[row][0] = text.replace(bad.draft.quarter.title, other.title).replace(bad.draft.quarter.code, other.code)
    bad.at(sheet, row, 0)


@kind("another unit above the table")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    sheet.cells[3][0] = "单位：万件"
    bad.at(sheet, 3, 0)


@kind("no unit above the table")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    sheet.cells[3][0] = ""
    bad.at(sheet, 0, 0)


@kind("another unit in a header")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    columns = [column for column in sheet.columns if "（" in str(sheet.cells[sheet.top][column])]
    column = bad.dice.choice(columns)
    word, unit = str(sheet.cells[sheet.top][column]).rstrip("）").split("（")
    sheet.cells[sheet.top][column] = f"{word}（万{unit}）"
    for at in sheet.columns:
        bad.at_column(sheet, at)


# ---------------------------------------------------------------- sheets and files


@kind("a renamed sheet")
def _(bad: Bad) -> None:
    bad.sheet().name = "Sheet1"


@kind("a dropped sheet")
def _(bad: Bad) -> None:
    gone = bad.sheet()
    bad.draft.sheets.remove(gone)
    bad.places = {FILE, gone.name}


@kind("a repeated sheet")
def _(bad: Bad) -> None:
    copy = bad.draft.copy().sheet(bad.sheet().name)
    copy.name += " (2)"
    bad.draft.sheets.append(copy)
    for row in range(len(copy.cells)):
        bad.at_row(copy, row)


@kind("two sheets of one name")
def _(bad: Bad) -> None:
    copy = bad.draft.copy().sheet(bad.sheet().name)
    bad.draft.sheets.append(copy)
    copy.cells[copy.first][2] = 7.0
    bad.places = {FILE}


@kind("a number below the table")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    sheet.cells.append(["", "", float(bad.dice.randrange(10))])
    bad.at_row(sheet, len(sheet.cells) - 1)


@kind("merged ranges without end")
def _(bad: Bad) -> None:
    bad.sheet().merged += [(0, 0, 4999, 399)] * 1001
    bad.places = {FILE}


@kind("sheets in another order")
def _(bad: Bad) -> None:
    bad.dice.shuffle(bad.draft.sheets)


@kind("a hidden row")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    row = bad.dice.choice(sheet.rows)
    sheet.hidden_rows.add(row)
    bad.at_row(sheet, row)


@kind("a hidden column")
def _(bad: Bad) -> None:
    sheet, _, column = bad.cell()
    sheet.hidden_columns.add(column)
    bad.at_column(sheet, column)


@kind("a hidden sheet")
def _(bad: Bad) -> None:
    sheet = bad.sheet()
    sheet.hidden = True
    bad.places = {sheet.name}


@kind("last quarter's file under this name")
def _(bad: Bad) -> None:
    bad.files = {bad.name: bad.bench.contents[bad.draft.quarter - 1]}
    bad.places = {FILE, *_titles(bad.draft)}


@kind("last quarter's numbers under this title")
def _(bad: Bad) -> None:
    _numbers_of(bad, bad.draft.quarter - 1)


@kind("last year's numbers under this title")
def _(bad: Bad) -> None:
    _numbers_of(bad, bad.draft.quarter - 4)


@kind("one sheet of last quarter")
def _(bad: Bad) -> None:
    _numbers_of(bad, bad.draft.quarter - 1, [bad.sheet().name])


def _numbers_of(bad: Bad, quarter: Quarter, names: list[str] | None = None) -> None:
    for old in bad.bench.drafts[quarter].sheets:
        if names is None or old.name in names:
            sheet = bad.draft.sheet(old.name)
            for row in sheet.rows:
                sheet.cells[row][2:] = list(old.cells[row][2:])
                bad.at_row(sheet, row)


def _titles(draft: Draft) -> Iterator[str]:
    return (sheet.place(row, 0) for sheet in draft.sheets for row in range(4))


def file_kind(title: str, spoil: Callable[[Bad, bytes], bytes]) -> None:
    def run(bad: Bad) -> None:
        bad.files = {bad.name: spoil(bad, bad.draft.content())}

    KINDS[title] = run


def _zip(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _with_part(name: str, part: bytes = b"x") -> Callable[[Bad, bytes], bytes]:
    def spoil(bad: Bad, content: bytes) -> bytes:
        bad.draft.parts[name] = part
        return bad.draft.content()

    return spoil


def _flipped(bad: Bad, content: bytes) -> bytes:
    at = bad.dice.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << bad.dice.randrange(8))]) + content[at + 1 :]


def _encrypted_flag(bad: Bad, content: bytes) -> bytes:
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")


def _billion_laughs(bad: Bad, content: bytes) -> bytes:
    sheet = bad.draft.sheets[0].xml()
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return _replaced(bad, sheet, entity + sheet)


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
file_kind("a truncated file", lambda bad, content: content[: bad.dice.randrange(1, len(content))])
file_kind("an empty file", lambda bad, content: b"")
file_kind("a flipped bit", _flipped)
file_kind("not a workbook", lambda bad, content: b"%PDF-1.7 " + bad.dice.randbytes(500))
file_kind(
    "a web page as a workbook", lambda bad, content: "<html><table><tr><td>全国</td></tr></table></html>".encode()
)
file_kind("an old .xls inside", lambda bad, content: OLE + bytes(3000))
file_kind(
    "an encrypted workbook", lambda bad, content: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(900)
)
file_kind("an encrypted part", _encrypted_flag)
file_kind("macros", _with_part("xl/vbaProject.bin"))
file_kind("an external link", _with_part("xl/externalLinks/externalLink1.xml", b"<x/>"))
file_kind("an embedded object", _with_part("xl/embeddings/oleObject1.bin"))
file_kind("a path out of the zip", _with_part("../../evil.xml"))
file_kind("an absolute path in the zip", _with_part("/etc/evil.xml"))
file_kind("too large once unzipped", lambda bad, content: _zip({"xl/a.xml": bytes(70_000_000)}))
file_kind("entities in the XML", _billion_laughs)
file_kind("a zip without a workbook", lambda bad, content: _zip({"a.txt": b"hello"}))
file_kind("a workbook without sheets", lambda bad, content: _without_sheets(bad))
file_kind("an empty form", lambda bad, content: _emptied(bad))
file_kind("a character of the XML changed", lambda bad, content: _flipped_inside(bad))
file_kind("an endless sheet", lambda bad, content: _endless(bad))


def _without_sheets(bad: Bad) -> bytes:
    bad.draft.sheets.clear()
    return bad.draft.content()


def _emptied(bad: Bad) -> bytes:
    """The form down to its header rows: whoever filled it in saved another file."""
    for sheet in bad.draft.sheets:
        del sheet.cells[sheet.first :]
    return bad.draft.content()


def _endless(bad: Bad) -> bytes:
    sheet = bad.sheet()
    text = sheet.xml()
    far = text.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    return _replaced(bad, text, far)


def _flipped_inside(bad: Bad) -> bytes:
    """One character of a sheet's XML is another one; the zip itself is whole."""
    sheet = bad.sheet()
    text = sheet.xml()
    at = bad.dice.randrange(text.index("<sheetData>"), len(text))
    flipped = text[:at] + bad.dice.choice('0123456789<>/"=C…x ') + text[at + 1 :]
    sheet.xml = lambda codes=(): flipped  # type: ignore[method-assign]
    return bad.draft.content()


def _replaced(bad: Bad, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(bad.draft.content())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _zip({name: part.replace(old.encode(), new.encode()) for name, part in parts.items()})


@kind("a file named after another quarter")
def _(bad: Bad) -> None:
    bad.files = {f"{(bad.draft.quarter - 1).code}.xlsx": bad.draft.content()}


@kind("a file name without a quarter")
def _(bad: Bad) -> None:
    bad.files = {"最终版.xlsx": bad.draft.content()}


@kind("an .xls name")
def _(bad: Bad) -> None:
    bad.files = {f"{bad.draft.quarter.code}.xls": bad.draft.content()}


def record_kind(title: str, spoil: Callable[[str], str]) -> None:
    def run(bad: Bad) -> None:
        bad.files = {bad.name: bad.draft.content(), "release.yml": spoil(record_of(bad.draft.quarter)).encode()}

    KINDS[title] = run


record_kind("no cut-off date", lambda text: "\n".join(line for line in text.splitlines() if "cut_off" not in line))
record_kind("a cut-off before the quarter's end", lambda text: text.replace("cut_off: 202", "cut_off: 201"))
record_kind("a record that is no YAML", lambda text: text + "{ [")
record_kind("an unknown mapping", lambda text: text + "mapping: 不存在的版式\n")
record_kind("an acknowledgement without a reason", lambda text: text + "acknowledged:\n- {rule: jump}\n")
record_kind("a word for synthetic", lambda text: text + "synthetic: 是\n")
record_kind("a script as the address of the source", lambda text: text + "url: javascript:alert(1)\n")
record_kind("a list as title", lambda text: text.replace("title: 季度报表", "title: [季度报表]"))
record_kind("a telephone number in release.yml", lambda text: text + "notes: [联系人13800138000]\n")


# ---------------------------------------------------------------- csv


def long_csv(draft: Draft, bench: Bench, dice: random.Random) -> list[list[str]]:
    """The return in long form."""
    form = bench.by.form
    rows = [["统计期", "代码", "地区", "指标", "对象", "口径", "数值"]]
    for (column, region), value in bench.books[draft.quarter].items():
        item = form.items[column.item]
        said = value.symbol if value.number is None else format(value.number, "f")
        code = bench.by.regions[region].code
        rows.append(
            [draft.quarter.code, code, region, item.word, item.parts[column.part], form.measures[column.measure], said]
        )
    return rows


def csv_kind(title: str, spoil: Callable[[Bad, list[list[str]]], bytes | None]) -> None:
    def run(bad: Bad) -> None:
        rows = long_csv(bad.draft, bad.bench, bad.dice)
        content = spoil(bad, rows)
        bad.files = {f"{bad.draft.quarter.code}.csv": content if content is not None else text_of(rows).encode()}

    KINDS[title] = run


def text_of(rows: list[list[str]], separator: str = ",") -> str:
    return "\n".join(separator.join(row) for row in rows) + "\n"


def _in_csv(change: Callable[[Bad, list[list[str]], int], None]) -> Callable[[Bad, list[list[str]]], None]:
    def spoil(bad: Bad, rows: list[list[str]]) -> None:
        number = bad.dice.randrange(1, len(rows))
        while len(rows[number][6]) < 2 or rows[number][4] == "合计":
            number = bad.dice.randrange(1, len(rows))
        bad.places = {f"line {number + 1}"}
        change(bad, rows, number)

    return spoil


def _set(place: int, text: str | Callable[[str], str]) -> Callable[[Bad, list[list[str]], int], None]:
    def change(bad: Bad, rows: list[list[str]], number: int) -> None:
        rows[number][place] = text(rows[number][place]) if callable(text) else text

    return change


def _head(bad: Bad, rows: list[list[str]], word: str) -> None:
    rows[0][6] = word
    bad.places = {"line 1"}


csv_kind("CSV in GB18030", lambda bad, rows: text_of(rows).encode("gb18030"))
csv_kind("CSV with a byte-order mark", lambda bad, rows: text_of(rows).encode("utf-8-sig"))
csv_kind("CSV with semicolons", lambda bad, rows: text_of(rows, ";").encode())
csv_kind("CSV in UTF-16", lambda bad, rows: text_of(rows).encode("utf-16"))
csv_kind("CSV cut short", lambda bad, rows: text_of(rows).encode()[: bad.dice.randrange(200, 300_000)])
csv_kind("CSV with half a character", lambda bad, rows: text_of(rows).encode("gb18030")[:50_001] + b"\xff\xff")
csv_kind("CSV: a wrong number", _in_csv(_set(6, lambda old: str(old) + "1")))
csv_kind("CSV: a wrong region", _in_csv(_set(2, "深圳")))
csv_kind(
    "CSV: another region",
    _in_csv(lambda bad, rows, n: rows[n].__setitem__(2, "四川" if rows[n][2] != "四川" else "贵州")),
)
csv_kind("CSV: a wrong item", _in_csv(_set(3, "专利转让")))
csv_kind("CSV: a wrong subject", _in_csv(_set(4, "企业")))
csv_kind("CSV: another quarter", _in_csv(_set(0, "2023Q4")))
csv_kind("CSV: a comma too many", _in_csv(_set(6, "1,234")))
csv_kind("CSV: a unit in the head of the values", _in_csv(lambda bad, rows, n: _head(bad, rows, "数值（万件）")))
csv_kind("CSV: a unit above the header", lambda bad, rows: f"单位：万件\n{text_of(rows)}".encode())
csv_kind("CSV: ① behind a number", _in_csv(_set(6, lambda old: f"{old}①")))
csv_kind("CSV: ¹ behind a number", _in_csv(_set(6, lambda old: f"{old}¹")))
csv_kind("CSV: 万 behind a number", _in_csv(_set(6, lambda old: f"{old}万")))
csv_kind("CSV: an open quotation mark", _in_csv(_set(2, '"江苏')))
csv_kind("CSV: only the header", lambda bad, rows: text_of(rows[:1]).encode())
csv_kind("CSV: a row gone", _in_csv(lambda bad, rows, n: bad.places.add(FILE) or (rows.pop(n) and None)))
csv_kind("CSV: a row twice", _in_csv(lambda bad, rows, n: bad.places.add(f"line {n + 2}") or rows.insert(n, rows[n])))


def csv_variant(title: str, encode: Callable[[list[list[str]]], bytes]) -> None:
    """A return that is right, and one with a wrong number, as another program writes CSV."""
    csv_kind(f"CSV {title}", lambda bad, rows: encode(rows))

    def wrong(bad: Bad, rows: list[list[str]]) -> bytes:
        number = next(n for n in bad.dice.sample(range(1, len(rows)), len(rows) - 1) if len(rows[n][6]) > 2)
        rows[number][6] += "1"
        return encode(rows)

    csv_kind(f"CSV {title}: a wrong number", wrong)


def _quoted(rows: list[list[str]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"


csv_variant("with tabs in UTF-16 as Excel writes Unicode text", lambda rows: _quoted(rows, "\t").encode("utf-16"))
csv_variant("in UTF-16 of big-endian machines", lambda rows: b"\xfe\xff" + text_of(rows).encode("utf-16-be"))
csv_variant("with every cell in quotation marks", lambda rows: _quoted(rows).encode("utf-8-sig"))
csv_variant("in GB18030 with tabs", lambda rows: text_of(rows, "\t").encode("gb18030"))
csv_variant("with Chinese commas", lambda rows: text_of(rows, "，").encode())
csv_variant("with sep=;", lambda rows: f"sep=;\r\n{text_of(rows, ';')}".encode())
csv_variant("below a title", lambda rows: f"季度报表，共{len(rows) - 1}条\n\n{text_of(rows)}".encode())
csv_variant(
    "with notes of two lines",
    lambda rows: text_of([[*row, '"甲\n乙"' if n else "备注"] for n, row in enumerate(rows)]).encode(),
)
csv_variant("with line ends of an old Macintosh", lambda rows: text_of(rows).replace("\n", "\r").encode())
csv_variant(
    "with empty lines and columns",
    lambda rows: text_of([[*row, "", ""] for row in rows]).replace("\n", "\n,,,,,,,,\n", 9).encode(),
)


# ---------------------------------------------------------------- other programs, other parts

PLAIN_KINDS = (  # that leave texts and numbers in the cells, which any program writes
    *("a harmless note", "one digit wrong", "×10 000", "swap two regions' numbers", "drop a row", "a misspelt region"),
    *("text in a number", "① behind a number", "another unit above the table", "a column in 万", "a blank row"),
)


def saved_kind(program: str, write: Callable[[Draft], bytes], base: str) -> None:
    def run(bad: Bad) -> None:
        KINDS[base](bad)
        bad.files = {bad.name: write(bad.draft)}

    KINDS[f"{base}, written by {program}"] = run


for name, write in BY_PYTHON.items():
    for base in PLAIN_KINDS:
        saved_kind(name, write, base)
    saved_kind(name, write, "a formula without a value")


def part_kind(base: str, program: str = "") -> None:
    """Some items of the form, which are all that was ever returned, and a fault among them."""

    def run(bad: Bad) -> None:
        _keep_a_part(bad)
        KINDS[base](bad)
        bad.record = "mapping: office-one-sheet\n"
        if program:
            bad.files = {bad.name: BY_PYTHON[program](bad.draft)}

    KINDS[f"a part of the form{program and f' by {program}'}: {base}"] = run


def _keep_a_part(bad: Bad) -> None:
    items = bad.bench.by.form.items
    kept = set(bad.dice.sample(list(items), bad.dice.randrange(2, len(items))))
    words = {items[key].word for key in kept}
    for sheet in bad.draft.sheets:
        _without_merges(sheet, 0)
        sheet.merged.clear()
        own = [column for column in sheet.columns if str(sheet.cells[sheet.top][column]).partition("（")[0] in words]
        for number, cells in enumerate(sheet.cells):
            kept_cells = [cells[column] for column in own if column < len(cells)]
            sheet.cells[number] = [*cells[:2], *kept_cells] if number >= sheet.top else cells
    bad.draft.sheets[:] = [sheet for sheet in bad.draft.sheets if len(sheet.cells[sheet.top]) > 2]
    bad.bench = bad.bench.of(kept)


for base in PLAIN_KINDS:
    if base not in ("one digit wrong", "swap two regions' numbers"):  # which nothing gives away in a rate alone
        part_kind(base)
for base in ("a harmless note", "drop a row"):
    part_kind(base, "openpyxl row by row")


# ---------------------------------------------------------------- running


@dataclass(frozen=True)
class Outcome:
    kind: str
    outcome: str
    detail: str = ""


def run(bench: Bench, folder: Path, title: str, dice: random.Random) -> Outcome:
    """Spoil a return in one way, read and check it, and judge what was said."""
    quarter = dice.choice(QUARTERS)
    bad = Bad(bench.drafts[quarter].copy(), dice, bench)
    KINDS[title](bad)
    spoilt = bad.result()
    try:
        release = release_of(bench, folder / "data/releases" / quarter.code, spoilt.files)
        found = blocking(findings_of(bad.bench, release))
        expected = bad.bench.books[quarter]
        same = values_of(release) == {key: (value.number, value.symbol) for key, value in expected.items()}
    except Exception:
        return Outcome(title, "crashed", traceback.format_exc())
    detail = "; ".join(str(finding) for finding in found[:3]) + f" | meant {sorted(spoilt.places)[:3]} {quarter}"
    if any(spoilt.places & _places(finding) for finding in found):
        return Outcome(title, "caught", detail)
    if found:
        return Outcome(title, "caught elsewhere", detail)
    return Outcome(title, "harmless" if same else "missed", detail)


def _places(finding) -> set[str]:  # type: ignore[no-untyped-def]
    if finding.place.sheet:
        return {f"{finding.place.sheet}!{finding.place.cell}", finding.place.sheet}
    return {f"line {finding.place.line}" if finding.place.line else FILE, FILE}


def runs(count: int, seed: int, bench_: Bench | None = None) -> list[Outcome]:
    """*count* runs; every kind has its turn before any comes again, in an order that the seed shuffles."""
    dice = random.Random(seed)
    titles: list[str] = []
    while len(titles) < count:
        titles += dice.sample(list(KINDS), len(KINDS))
    on = bench_ or bench(QUARTERS)
    with tempfile.TemporaryDirectory(prefix="panhuo-corrupt-") as folder:
        for quarter in QUARTERS:
            _is_clean(on, Path(folder), quarter)
        return [run(on, Path(folder), title, random.Random(f"{seed}-{n}")) for n, title in enumerate(titles[:count])]


def _is_clean(on: Bench, folder: Path, quarter: Quarter) -> None:
    """Nothing may count as caught because the clean return itself has findings, as a workbook or as CSV."""
    wide = on.drafts[quarter].content()
    long = text_of(long_csv(on.drafts[quarter], on, random.Random(0))).encode()
    for name, content in ((f"{quarter.code}.xlsx", wide), (f"{quarter.code}.csv", long)):
        files = {name: content, "release.yml": record_of(quarter).encode()}
        release = release_of(on, folder / "data/releases" / quarter.code, files)
        assert not blocking(findings_of(on, release)), f"the clean {name} has findings"


def table(outcomes: list[Outcome]) -> str:
    """A row a kind, a column an outcome, as Markdown."""
    counts = {title: Counter(o.outcome for o in outcomes if o.kind == title) for title in KINDS}
    lines = ["| kind | " + " | ".join(OUTCOMES) + " |", "|---|" + "---:|" * len(OUTCOMES)]
    for title, own in counts.items():
        lines.append(f"| {title} | " + " | ".join(str(own[name]) if own[name] else "" for name in OUTCOMES) + " |")
    return "\n".join(lines)


def summary(outcomes: list[Outcome]) -> str:
    own = Counter(outcome.outcome for outcome in outcomes)
    return f"runs {len(outcomes)}: " + ", ".join(f"{name} {own[name]}" for name in OUTCOMES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="missed,crashed", help="outcomes to print in full, joined by commas")
    options = parser.parse_args()
    outcomes = runs(options.runs, options.seed)
    shown = options.show.split(",")
    for outcome in outcomes:
        if outcome.outcome in shown:
            print(f"{outcome.outcome}: {outcome.kind}: {outcome.detail}", file=sys.stderr)
    print(table(outcomes))
    print(summary(outcomes))
    return 1 if any(outcome.outcome in ("missed", "crashed") for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
