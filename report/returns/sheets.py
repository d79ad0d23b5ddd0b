"""Grids → sheets: find the header, name its columns, go down the rows, keep the cell of everything; judge nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from report.model import Place
from report.period import Quarter
from report.returns.book import Inspected
from report.returns.entries import (
    BESIDE,
    COLUMN,
    GAP,
    IGNORED,
    ROW,
    SHEET,
    UNKNOWN,
    WORDLESS,
    Entry,
    Heading,
    Hidden,
    ReadRow,
    ReadText,
    Sheet,
)
from report.returns.form import FormColumn
from report.returns.grid import Grid
from report.returns.layout import Labels, Layout, key_word
from report.returns.looks import PLAIN, Look
from report.returns.numerals import Raw, Writing, read_number
from report.returns.units import HEADS as UNIT_HEADS
from report.returns.units import is_unit, units_above, units_in, units_told
from report.returns.words import HAN

DEEPEST_HEADER, LATEST_HEADER = 6, 40  # rows
FOOTER = re.compile(
    r"^(注|说明|备注|附注|填表|制表|审核|复核|资料来源|数据来源|来源|单位负责人|联系|填报|Notes?\b|Sources?\b|[①-⑩]|\d[.、](?!\d))"
)
QUARTER = re.compile(r"(?<!\d)(\d{4})\s*(?:年\s*第?\s*([一二三四1-4])\s*季度|[Qq]([1-4])(?!\d))")


Headings = tuple[tuple[int, Heading], ...]  # by position


@dataclass(frozen=True)
class Frame:
    """Where the table of a sheet stands: header rows, first data row, the columns of labels, the columns of values."""

    grid: Grid
    top: int
    first: int
    region: int
    headings: Headings
    code: int | None
    lost_merges: bool = False

    @property
    def is_list(self) -> bool:
        """No column of the form, and no number beside the regions: words to choose from, and no return."""
        if self.lost_merges or any(self.columns):
            return False
        told = {self.region, self.code, *(n for n, heading in self.headings if heading.name == IGNORED)}
        below = self.grid.cells[self.first :]
        return not any(_is_value(raw) for row in below for n, raw in enumerate(row) if n not in told)

    @property
    def columns(self) -> Iterator[tuple[int, FormColumn]]:
        return ((position, heading.column) for position, heading in self.headings if heading.column)


def read_sheet(grid: Grid, layout: Layout, labels: Labels) -> Sheet:
    """What a sheet says; without rows where it holds no table."""
    where, texts = Place(grid.file, 0, "", grid.sheet), texts_of(grid)
    corner = _corner(grid, layout)
    frame = _frame(grid, *corner, layout, labels) if corner else None
    if frame is None or frame.is_list:
        return Sheet(where, texts, beyond=grid.inspected.beyond if grid.inspected else "")
    rows = () if frame.lost_merges else tuple(_rows(frame, layout, labels))
    return Sheet(
        where,
        texts,
        has_table=True,
        strict=layout.strict,
        units=(*units_around(grid, frame.top, frame.first), *_units_beside(frame, rows)),
        quarters=quarters_above(grid, frame.top),
        header=tuple(text for row in range(frame.top, frame.first) for text in _texts_in(grid, row)),
        headings=tuple(heading for _, heading in frame.headings),
        lost_merges=frame.lost_merges,
        beyond=grid.inspected.beyond if grid.inspected else "",
        hidden=(*_hidden(frame, grid.inspected), *_gaps(frame, {row for row, one in rows if one.region})),
        rows=tuple(one for _, one in rows),
        entries=tuple(entry for row, one in rows if one.region for entry in _entries(frame, row, one.region)),
    )


def texts_of(grid: Grid) -> tuple[ReadText, ...]:
    """Every text of the sheet, its name too: nothing that a person wrote goes unlooked at."""
    name = [ReadText(Place(grid.file, 0, "", grid.sheet), grid.sheet)] if grid.sheet else []
    cells = (text for row in range(len(grid.cells)) for text in _texts_in(grid, row))
    return (*name, *(text for text in cells if len(text.text) > 1))


def _texts_in(grid: Grid, row: int) -> Iterator[ReadText]:
    return (
        ReadText(grid.where(row, column), raw)
        for column, raw in enumerate(grid.cells[row])
        if isinstance(raw, str) and raw
    )


def quarters_above(grid: Grid, top: int) -> tuple[tuple[Quarter, ReadText], ...]:
    """The quarters that title and 统计期 name above the header."""
    return tuple(
        (Quarter.parse(f"{year}年{number or other}季度"), text)
        for row in range(top)
        for text in _texts_in(grid, row)
        for year, number, other in QUARTER.findall(text.text)
    )


# ---------------------------------------------------------------- units


def units_around(grid: Grid, top: int, first: int) -> Iterator[ReadText]:
    """What the sheet's name, the texts above the table and those below its header say of the unit of all of it."""
    if told := units_above(grid.sheet):
        yield ReadText(Place(grid.file, 0, "", grid.sheet), "、".join(told))
    for row in range(len(grid.cells)):
        read = units_above if row < top else units_told
        texts = list(_texts_in(grid, row)) if row < top or row >= first else []
        for before, text in zip(["", *(text.text for text in texts)], texts, strict=False):
            label = "Unit: " if row < top and key_word(before).rstrip(":") in UNIT_HEADS else ""
            if told := read(f"{label}{text.text}"):
                yield ReadText(text.where, "、".join(told))


def _units_beside(frame: Frame, rows: tuple[tuple[int, ReadRow], ...]) -> Iterator[ReadText]:
    """Units in the labels of rows and in what heads them, and in a column of their own."""
    grid = frame.grid
    heads = [(row, column) for row in range(frame.top, frame.first) for column in (frame.region, frame.code)]
    labels = [(row, frame.region) for row, _ in rows]
    own = [position for position, heading in frame.headings if _are_units(heading.words)]
    for row, column in [*heads, *labels, *((row, column) for row, _ in rows for column in own)]:
        if column is not None and (told := units_in(str(grid.at(row, column)))):
            yield ReadText(grid.where(row, column), "、".join(told))


def _are_units(path: tuple[str, ...]) -> bool:
    """Whether the words above a column say that it holds units."""
    return bool(path) and all(key_word(word) in UNIT_HEADS for word in path)


# ---------------------------------------------------------------- the header


def _corner(grid: Grid, layout: Layout) -> tuple[int, int] | None:
    """Row and column of the cell that heads the region names."""
    for row, cells in enumerate(grid.cells[:LATEST_HEADER]):
        for column, raw in enumerate(cells[:6]):
            if isinstance(raw, str) and raw and _heads(raw, layout):
                return row, column
    return None


def _heads(raw: str, layout: Layout) -> bool:
    return any(key_word(part) in layout.regions for part in (raw, *raw.split("\n"), *raw.split(" ")[:1]))


def _frame(grid: Grid, top: int, region: int, layout: Layout, labels: Labels) -> Frame:
    first = _first_row(grid, top, region, labels)
    paths = {column: words_above(grid, top, first, column) for column in range(grid.width) if column != region}
    codes = [column for column, path in paths.items() if any(key_word(word) in layout.codes for word in path)]
    code = codes[-1] if codes else None

    def headings(words: Mapping[int, tuple[str, ...]]) -> Headings:
        found = ((column, _heading(grid, top, first, column, path, layout)) for column, path in words.items())
        return tuple((column, heading) for column, heading in found if heading and column not in codes)

    given = headings(paths)
    if _are_clear(given) or any(top <= area[0] < first for area in grid.merged):
        return Frame(grid, top, first, region, given, code)
    spread = headings({column: spread_above(grid, top, first, region, column) for column in paths})
    if _are_clear(spread):
        return Frame(grid, top, first, region, spread, code)
    if _known(spread) > _known(given):
        return Frame(grid, top, first, region, (), code, lost_merges=True)
    return Frame(grid, top, first, region, given, code)


def _are_clear(headings: Headings) -> bool:
    """Every column is known, and none stands twice."""
    columns = [heading.column for _, heading in headings if heading.column]
    strange = any(heading.name in (UNKNOWN, WORDLESS) for _, heading in headings)
    return not strange and len(set(columns)) == len(columns)


def _known(headings: Headings) -> int:
    return sum(heading.column is not None for _, heading in headings)


def spread_above(grid: Grid, top: int, first: int, region: int, column: int) -> tuple[str, ...]:
    """The words above a column where the header of a group stands in its first cell only."""
    words: list[str] = []
    begins = region + 1
    for row in range(top, first):
        worded = [n for n in range(begins, column + 1) if str(grid.at(row, n)).strip()]
        is_lowest = not any(str(grid.at(below, column)).strip() for below in range(row + 1, first))
        if worded and (worded[-1] == column or not is_lowest):
            begins = worded[-1]
            words.append(code_text(grid.at(row, begins)).strip())
    return tuple(dict.fromkeys(words))


def _first_row(grid: Grid, top: int, region: int, labels: Labels) -> int:
    """The first row below the corner that has a region's name or code; else the first with a number."""
    below = range(top + 1, min(top + DEEPEST_HEADER + 1, len(grid.cells)))
    for row in below:
        raw = grid.at(row, region)
        codes = [str(cell).removesuffix(".0") for cell in grid.cells[row][: region + 1]]
        if (isinstance(raw, str) and labels.name(raw)) or any(code in labels.codes for code in codes):
            return row
    numbered = (row for row in below if any(map(_is_number, grid.cells[row][region + 1 :])))
    return next(numbered, min(top + 1, len(grid.cells)))


def _is_number(raw: Raw) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def _is_value(raw: Raw) -> bool:
    """A number or a symbol, or what somebody meant for one: 5件, ①5."""
    return read_number(raw, in_csv=True).writing not in (Writing.NO_NUMBER, Writing.EMPTY, Writing.NULL_WORD)


def words_above(grid: Grid, top: int, first: int, column: int) -> tuple[str, ...]:
    """The words above a column, each once, merged cells read as a person reads them."""
    words = (code_text(grid.filled(row, column)).strip() for row in range(top, first))
    return tuple(dict.fromkeys(word for word in words if word))


def _heading(grid: Grid, top: int, first: int, column: int, path: tuple[str, ...], layout: Layout) -> Heading | None:
    """What stands above a column, where the lowest word stands; None for a column without words and numbers."""
    worded = [row for row in range(top, first) if grid.at(row, column) != ""]
    where = grid.where(worded[-1] if worded else top, column)
    if path:
        below = [str(grid.at(row, column)).strip() for row in range(first, len(grid.cells))]
        if _are_units(path) and all(is_unit(text) for text in below if text):
            return Heading(path, where, name=IGNORED)
        return _named(path, where, layout, grid.sheet)
    numbered = (row for row in range(first, len(grid.cells)) if _holds_number(grid, row, column))
    begins = next(numbered, None)
    return None if begins is None else Heading(path, where, name=WORDLESS, begins=begins + 1)


def _holds_number(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell is a number, or in CSV the text of one."""
    raw = grid.at(row, column)
    return isinstance(raw, int | float) or (not grid.sheet and read_number(raw, in_csv=True).number is not None)


def _named(path: tuple[str, ...], where: Place, layout: Layout, sheet: str) -> Heading:
    tokens = layout.tokens(path, sheet)
    chinese = frozenset(word for word in tokens if HAN.search(word)) or tokens
    known = layout.columns.get(tokens) or layout.columns.get(chinese)
    if known:
        return Heading(path, where, known)
    if not tokens or any(key_word(word) in layout.ignore for word in path):
        return Heading(path, where, name=IGNORED)
    return Heading(path, where, name=UNKNOWN, near=_nearest(path, layout))


def _nearest(path: tuple[str, ...], layout: Layout) -> str:
    for word in path:
        if key_word(word) not in layout.known() and len(word) <= 40:
            near = get_close_matches(key_word(word), layout.known(), 1, 0.4)
            if near:
                return near[0]
    return ""


# ---------------------------------------------------------------- what the eye does not see


def _hidden(frame: Frame, flags: Inspected | None) -> Iterator[Hidden]:
    """What a spreadsheet hides."""
    grid = frame.grid
    if flags is None:
        return
    if flags.hidden:
        yield Hidden(SHEET, Place(grid.file, 0, "", grid.sheet))
    for row in flags.hidden_rows:
        if any(raw != "" for raw in (grid.cells[row - 1] if row <= len(grid.cells) else ())):
            yield Hidden(ROW, grid.where(row - 1, 0))
    for column in flags.hidden_columns:
        if column <= grid.width:
            yield Hidden(COLUMN, grid.where(frame.top, column - 1))


def _gaps(frame: Frame, named: set[int]) -> Iterator[Hidden]:
    """Blank rows between rows of regions: of each gap the first."""
    grid, blank = frame.grid, list[int]()
    for row in range(min(named, default=0), max(named, default=-1) + 1):
        if not is_blank(grid, row):
            if blank and row in named:
                yield Hidden(GAP, grid.where(blank[0], frame.region))
            blank = [] if row in named else blank
        else:
            blank.append(row)


def is_blank(grid: Grid, row: int) -> bool:
    return not any(raw != "" and str(raw).strip() for raw in grid.cells[row])


# ---------------------------------------------------------------- the rows


def _rows(frame: Frame, layout: Layout, labels: Labels) -> Iterator[tuple[int, ReadRow]]:
    """Every row that has a region, or numbers for none; texts below the table are no rows."""
    grid = frame.grid
    for row in range(frame.first, len(grid.cells)):
        label = str(grid.at(row, frame.region)).strip()
        name = region_of(label, labels)
        if name or (not is_blank(grid, row) and _needs_a_region(frame, row, label, layout)):
            yield row, ReadRow(label, name, grid.where(row, frame.region), code_in(grid, row, frame.code))


def region_of(label: str, labels: Labels) -> str:
    """The region of a label; + and the label for a row beside the regions; empty for what is unknown."""
    if not label:
        return ""
    return labels.name(label) or (f"{BESIDE}{label}" if key_word(label) in labels.outside else "")


def code_in(grid: Grid, row: int, column: int | None) -> ReadText | None:
    """A region's code; None where there is no column of codes."""
    return None if column is None else ReadText(grid.where(row, column), code_text(grid.at(row, column)))


def code_text(raw: Raw) -> str:
    """A code or a year as text, also where it is stored as a number."""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def _needs_a_region(frame: Frame, row: int, label: str, layout: Layout) -> bool:
    grid = frame.grid
    first = next((str(raw).strip() for raw in grid.cells[row] if str(raw).strip()), "")
    has_numbers = any(grid.at(row, column) != "" for column, _ in frame.columns)
    return has_numbers and not FOOTER.match(first) and key_word(label) not in layout.regions


def _entries(frame: Frame, row: int, name: str) -> Iterator[Entry]:
    grid = frame.grid
    for position, column in frame.columns:
        where, look = grid.where(row, position), grid.look(row, position)
        if look.error or look.untrusted:  # its emptiness, or the 0 in it, says nothing
            yield Entry(column, name, None, "", where, "", Writing.UNREAD, look)
        else:
            yield entry_of(grid.at(row, position), where, column, name, look)


def entry_of(raw: Raw, where: Place, column: FormColumn, name: str, look: Look = PLAIN) -> Entry:
    """One cell as an entry."""
    number, symbol, writing, unit = read_number(raw, not where.sheet, look)
    return Entry(column, name, number, symbol, where, raw, writing, look, unit)
