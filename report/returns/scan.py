"""One pass over the XML of a sheet: its cells written anew, and what is to be known of them beside their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from report.returns.container import SAVE_AS, Refused
from report.returns.looks import ON, PLAIN, Look, LooksOfCells, Rich, Run, SharedTexts

MOST_ROWS, MOST_COLUMNS = 50_000, 400  # of a sheet
MOST_MERGED = 20_000  # ranges in a sheet, and rows that they run over
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
BARE = "公式没有存下结果"
SPECIAL = re.compile("[&<>\r]")
AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
Area = tuple[int, int, int, int]  # first row and column, last row and column, from 0


@dataclass
class Room:
    """What all sheets of a file may still hold; what finds no room is left out."""

    cells: int = 400_000  # that hold something
    area: int = 4_000_000  # of the sheets, blank cells between others counted
    text: int = 20_000_000  # characters


class Scan:
    """What one sheet holds, as its tags come by; *beyond* is the first cell for which there is no room.

    Characters and ends of tags are listened to inside a value only: there are hundreds of thousands of others.
    """

    def __init__(self, parser: Any, looks: tuple[Look, ...], texts: SharedTexts, room: Room) -> None:
        self.parser, self.texts, self.room = parser, texts, room
        self.looks_of_styles = tuple(None if look == PLAIN else look for look in looks)
        self.kept: list[str] = []
        self.looks: dict[tuple[int, int], Look] = {}
        self.noughts: list[tuple[int, int]] = []  # cells with a formula and a 0 or nothing as its result
        self.has_results = self.hides_noughts = False
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.areas: list[Area] = []  # merged
        self.arrays: list[Area] = []  # the cells of one formula
        self.beyond = ""
        self.rows = self.columns = self.widths = 0
        self.row, self.column = -1, -1
        self.rows_seen = bytearray(LAST_ROW)
        self.columns_seen: set[int] = set()
        self.is_open = self.has_formula = self.is_inline = False
        self.kind = self.text = self.style = ""
        self.rich = Rich()
        self.heard: list[str] = []
        parser.buffer_text = True
        parser.StartElementHandler = self.start

    # ------------------------------------------------------------ tags

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if self.is_inline:
            self.rich.start(tag, attributes)
        elif tag == "c":
            self._cell(attributes)
        elif tag == "v":
            self._listen(self.heard.append, self._end_of_value)
        elif tag == "row":
            self._row(attributes)
        elif tag == "f":
            self._formula(attributes)
        elif tag == "is":
            self.is_inline = True
            self._listen(self.rich.hear, self._end_inside)
        elif tag == "mergeCell":
            self._merged(attributes["ref"])
        elif tag == "col":
            self._columns(attributes)
        elif tag == "sheetView":
            self.hides_noughts = attributes.get("showZeros", "1") not in ON

    def _listen(self, hear: Any, end: Any) -> None:
        self.parser.CharacterDataHandler, self.parser.EndElementHandler = hear, end

    def _end_of_value(self, _: str) -> None:
        if self.kind != "inlineStr":
            self.text = "".join(self.heard)
        self.heard.clear()
        self._listen(None, None)

    def _end_inside(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        self.rich.end(tag)
        if tag == "is":
            self.is_inline = False
            self._listen(None, None)

    def _columns(self, attributes: dict[str, str]) -> None:
        self.widths += 1
        if self.widths > LAST_COLUMN:
            raise ValueError("more widths than columns")
        if _is_hidden(attributes, "width"):
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def _row(self, attributes: dict[str, str]) -> None:
        self.leave_cell()
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        if not 0 <= self.row < LAST_ROW:
            raise ValueError("no such row")
        if self.rows_seen[self.row]:
            raise Refused(f"第 {self.row + 1} 行出现两次", SAVE_AS)
        self.rows_seen[self.row] = 1
        self.column = -1
        self.columns_seen.clear()
        if self.row < MOST_ROWS and _is_hidden(attributes, "ht"):
            self.hidden_rows.append(self.row + 1)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.leave_cell()
        if self.row < 0:
            raise ValueError("a cell outside the rows")
        address = attributes.get("r")
        self.column = self._column(address) if address else self.column + 1
        if self.column in self.columns_seen:
            raise Refused(f"{letters(self.column + 1)}{self.row + 1} 出现两次", SAVE_AS)
        self.columns_seen.add(self.column)
        self.is_open, self.has_formula, self.text = True, False, ""
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")

    def _column(self, address: str) -> int:
        number = str(self.row + 1)
        if not address.endswith(number):
            raise Refused(f"{address[:20]} 写在第 {number} 行里", SAVE_AS)
        return number_of(address.removesuffix(number)) - 1

    def _formula(self, attributes: dict[str, str]) -> None:
        self.has_formula = True
        if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
            self.arrays.append(_area(attributes["ref"]))

    def _merged(self, ref: str) -> None:
        self.areas.append(_area(ref))
        if len(self.areas) > MOST_MERGED:
            raise Refused(f"合并单元格超过 {MOST_MERGED} 处", "请取消表格以外的合并单元格，或用原表填写")

    # ------------------------------------------------------------ cells

    def leave_cell(self) -> None:
        """The next cell or row begins, or the sheet ends."""
        if not self.is_open:
            return
        self.is_open = False
        place, text, kind = (self.row, self.column), self.text, self.kind
        runs: tuple[Run, ...] = ()
        inline, inline_runs = self.rich.take()
        if inline:
            text, kind, runs = inline, "str", inline_runs
        elif kind == "s" and text:
            number = int(text)
            text, runs = self.texts.texts[number], self.texts.runs.get(number, ())
        elif kind != "str":
            text = text.strip()
        self._of_formula(place, text, kind)
        if text and self._has_room(text):
            self._keep(place, text, kind, runs)

    def _of_formula(self, place: tuple[int, int], text: str, kind: str) -> None:
        is_nought = not text or (kind in ("n", "b") and _is_nought(text))
        if self.has_formula and not text and kind != "str":
            self.looks[place] = Look(untrusted=BARE)
        elif self.has_formula or (is_nought and any(_holds(area, place) for area in self.arrays)):
            if is_nought:
                self.noughts.append(place)
            else:
                self.has_results = True

    def _has_room(self, text: str) -> bool:
        rows, columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
        fits = rows <= MOST_ROWS and columns <= MOST_COLUMNS and rows * columns <= self.room.area
        if not fits or self.room.cells <= 0 or self.room.text < len(text):
            self.beyond = self.beyond or f"{letters(self.column + 1)}{self.row + 1}"
            return False
        self.rows, self.columns = rows, columns
        self.room.cells -= 1
        self.room.text -= len(text)
        return True

    def _keep(self, place: tuple[int, int], text: str, kind: str, runs: tuple[Run, ...]) -> None:
        """Write the cell anew; an error value as text, since calamine knows seven of them only."""
        written = escape(text, {"\r": "&#13;"}) if SPECIAL.search(text) else text
        address = f"{letters(self.column + 1)}{self.row + 1}"
        style = int(self.style or 0)
        look = self.looks_of_styles[style] if 0 <= style < len(self.looks_of_styles) else None
        if kind == "n":
            self.kept.append(f'<c r="{address}" s="{style}"><v>{written}</v></c>')
            if self.hides_noughts and _is_nought(text):
                self.looks[place] = Look(mark="nought")
            elif look:
                self.looks[place] = look
            return
        self.kept.append(f'<c r="{address}" t="{kind if kind in ("b", "d") else "str"}"><v>{written}</v></c>')
        if kind == "e":
            self.looks[place] = Look(error=text)
        elif runs or (look and look.mark):
            self.looks[place] = Look(runs=runs, mark=look.mark if look else "")

    # ------------------------------------------------------------ at the end

    def leave(self) -> None:
        """The sheet ends."""
        self.leave_cell()
        self.rows_seen.clear()
        self.columns_seen.clear()
        self.room.area -= self.rows * self.columns

    @property
    def merged_cells(self) -> int:
        """How many cells the merged ranges claim to cover."""
        return sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in self.areas)

    def all_looks(self, why_not: str) -> LooksOfCells:
        """How the cells look; *why_not* a 0 beside a formula is no result, where it is none."""
        if why_not:
            for place in self.noughts:
                self.looks[place] = self.looks.get(place, Look())._replace(untrusted=why_not)
        return self.looks

    def merged(self) -> tuple[Area, ...]:
        """The merged ranges, down to the last row that holds anything."""
        inside = (
            (top, left, min(bottom, self.rows - 1), right) for top, left, bottom, right in self.areas if top < self.rows
        )
        found = tuple(area for area in inside if area[:2] != area[2:])
        if sum(bottom - top + 1 for top, _, bottom, _ in found) > MOST_MERGED * 10:
            raise Refused("合并单元格重叠或太多", "请取消表格以外的合并单元格，或用原表填写")
        return found


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return ("hidden" in attributes and attributes["hidden"] in ON) or float(attributes.get(size, "9")) == 0


def _is_nought(text: str) -> bool:
    try:
        return float(text) == 0
    except ValueError:
        return text == "false"


def _area(ref: str) -> Area:
    """A1:B2 → (0, 0, 1, 1)."""
    match = AREA.fullmatch(ref)
    if not match:
        raise ValueError(f"{ref!r} is no range")
    left, top, right, bottom = match[1], match[2], match[3] or match[1], match[4] or match[2]
    return int(top) - 1, number_of(left) - 1, int(bottom) - 1, number_of(right) - 1


def _holds(area: Area, place: tuple[int, int]) -> bool:
    return area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]


# ---------------------------------------------------------------- columns as spreadsheets call them: A, B … Z, AA …


@lru_cache(maxsize=512)
def letters(number: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=512)
def number_of(text: str) -> int:
    """A → 1, AA → 27, XFD → 16384; ValueError for what is no column."""
    number = 0
    for letter in text:
        if not "A" <= letter <= "Z":
            raise ValueError(f"{text!r} is no column")
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= 16_384:
        raise ValueError(f"{text!r} is no column")
    return number
