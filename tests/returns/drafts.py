"""A clean return as something to spoil: its sheets as lists of cells, written back as a workbook in milliseconds."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from examples import make
from report.checks.of_returns import RULES, check_all
from report.checks.rule import Rule
from report.inputs import Inputs
from report.model import Problem
from report.period import Quarter
from report.returns.entries import Book, Case, Reading, Record, Release
from report.returns.folders import Reader, read_release
from report.returns.form import FormColumn
from report.returns.grid import workbook_grids
from report.returns.scan import letters
from tests.known import real, return_reader

ROOT = Path(__file__).resolve().parents[2]
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{}</Types>'
)
RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@dataclass(frozen=True)
class Formula:
    """A formula; *value* None, or empty as openpyxl leaves it: a program wrote it and never computed it."""

    text: str
    value: float | str | None = None


@dataclass(frozen=True)
class Error:
    text: str
    formula: str = ""


@dataclass(frozen=True)
class Formatted:
    """A number under a number format."""

    number: float
    code: str


@dataclass(frozen=True)
class Raised:
    """A text whose end is raised: 30¹."""

    text: str
    raised: str


@dataclass
class Sheet:
    name: str
    cells: list[list[object]]
    merged: list[tuple[int, int, int, int]]
    top: int  # header row, from 0
    first: int  # first data row
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def rows(self) -> range:
        return range(self.first, self.first + 33)

    @property
    def columns(self) -> range:
        return range(2, len(self.cells[self.top]))

    def place(self, row: int, column: int) -> str:
        return f"{self.name}!{letters(column + 1)}{row + 1}"

    def xml(self, codes: Sequence[str] = ()) -> str:
        """The sheet as XML, strings inline; *codes* are the number formats of the workbook."""
        hidden = "".join(
            f'<col min="{c + 1}" max="{c + 1}" width="9" hidden="1"/>' for c in sorted(self.hidden_columns)
        )
        rows = "".join(self._row(number, cells, codes) for number, cells in enumerate(self.cells))
        merged = "".join(
            f'<mergeCell ref="{letters(b + 1)}{a + 1}:{letters(d + 1)}{c + 1}"/>' for a, b, c, d in self.merged
        )
        return (
            f"<worksheet {MAIN}>{hidden and f'<cols>{hidden}</cols>'}<sheetData>{rows}</sheetData>"
            f"{merged and f'<mergeCells>{merged}</mergeCells>'}</worksheet>"
        )

    def _row(self, number: int, cells: list[object], codes: Sequence[str]) -> str:
        written = "".join(
            _cell(f"{letters(c + 1)}{number + 1}", raw, codes) for c, raw in enumerate(cells) if raw not in ("", None)
        )
        hidden = ' hidden="1"' if number in self.hidden_rows else ""
        return f'<row r="{number + 1}"{hidden}>{written}</row>'


def _cell(address: str, raw: object, codes: Sequence[str]) -> str:
    match raw:
        case bool():
            return f'<c r="{address}" t="b"><v>{int(raw)}</v></c>'
        case int() | float():
            return f'<c r="{address}"><v>{raw!r}</v></c>'
        case Formula(text, value):
            return f'<c r="{address}"><f>{escape(text)}</f>{"" if value is None else f"<v>{value}</v>"}</c>'
        case Formatted(number, code):
            return f'<c r="{address}" s="{codes.index(code) + 1}"><v>{number!r}</v></c>'
        case Raised(text, raised):
            run = f'<r><rPr><vertAlign val="superscript"/></rPr><t>{raised}</t></r>'
            return f'<c r="{address}" t="inlineStr"><is><r><t>{text}</t></r>{run}</is></c>'
        case Error(text, formula):
            return f'<c r="{address}" t="e">{formula and f"<f>{formula}</f>"}<v>{text}</v></c>'
        case date():
            return f'<c r="{address}" t="d"><v>{raw.isoformat()}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(str(raw))}</t></is></c>'


@dataclass
class Draft:
    """A workbook to spoil; *parts* are put beside the sheets."""

    quarter: Quarter
    sheets: list[Sheet]
    parts: dict[str, bytes] = field(default_factory=dict)
    types: str = ""

    def copy(self) -> Draft:
        return copy.deepcopy(self)

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)

    @property
    def codes(self) -> list[str]:
        """The number formats of its cells."""
        cells = (raw for sheet in self.sheets for row in sheet.cells for raw in row)
        return list(dict.fromkeys(raw.code for raw in cells if isinstance(raw, Formatted)))

    def _styles(self) -> str:
        named = "".join(f"<numFmt numFmtId='{200 + n}' formatCode={quoteattr(c)}/>" for n, c in enumerate(self.codes))
        styles = "".join(f"<xf numFmtId='{200 + n}'/>" for n in range(len(self.codes)))
        return (
            f"<styleSheet {MAIN}><numFmts>{named}</numFmts><cellXfs><xf numFmtId='0'/>{styles}</cellXfs></styleSheet>"
        )

    def content(self) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("[Content_Types].xml", TYPES.format(self.types))
            link = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            archive.writestr("_rels/.rels", RELATIONSHIPS.format(link))
            archive.writestr("xl/workbook.xml", self._book())
            links = "".join(
                f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n in range(1, len(self.sheets) + 1)
            )
            links += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
            archive.writestr("xl/styles.xml", self._styles())
            archive.writestr("xl/_rels/workbook.xml.rels", RELATIONSHIPS.format(links))
            codes = self.codes
            for number, sheet in enumerate(self.sheets, start=1):
                archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet.xml(codes))
            for name, part in self.parts.items():
                archive.writestr(name, part)
        return stream.getvalue()

    def _book(self) -> str:
        states = {True: ' state="hidden"', False: ""}
        sheets = "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="r{n}"{states[sheet.hidden]}/>'
            for n, sheet in enumerate(self.sheets, start=1)
        )
        return f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


@dataclass
class Bench:
    """The clean example, read once: books of every quarter, and drafts to copy."""

    by: Reader
    books: dict[Quarter, Book]
    drafts: dict[Quarter, Draft]
    contents: dict[Quarter, bytes]

    def of(self, items: set[str]) -> Bench:
        """As if returns had never held more than these items."""
        held = {q: {key: one for key, one in book.items() if key[0].item in items} for q, book in self.books.items()}
        return replace(self, books=held)

    def earlier(self, quarter: Quarter) -> dict[Quarter, Book]:
        return {q: book for q, book in self.books.items() if q < quarter}


@cache
def bench(quarters: tuple[Quarter, ...]) -> Bench:
    """The clean returns of *quarters* as drafts, with every earlier quarter behind them; drafts are to be copied."""
    from report.returns.forms_out import write_form

    by = return_reader()
    given = make.books(by.form, real())
    books: dict[Quarter, Book] = {}
    drafts: dict[Quarter, Draft] = {}
    contents: dict[Quarter, bytes] = {}
    for quarter in [q for q in given if q <= max(quarters)]:
        if any(quarter + back in quarters for back in (0, 1, 4)):
            contents[quarter] = write_form(by.form, by.regions, quarter, given[quarter][-1])
            drafts[quarter] = draft_of(quarter, contents[quarter])
            books[quarter] = by.reading("x.xlsx", contents[quarter]).book
        else:
            books[quarter] = as_book(by, given[quarter][-1])
    return Bench(by, books, drafts, contents)


def as_book(by: Reader, given: make.Book) -> Book:
    """Given values as if they had been read."""
    from report.model import Place
    from report.returns.entries import Entry
    from report.returns.numerals import decimal_of, read_number

    found = {}
    for (column, name), raw in given.items():
        read_one = read_number(raw if isinstance(raw, str) else float(raw))
        number = decimal_of(float(raw)) if not isinstance(raw, str) else read_one.number
        found[(column, name)] = Entry(column, name, number, read_one.symbol, Place(""), str(raw))
    return found


def draft_of(quarter: Quarter, content: bytes) -> Draft:
    sheets = []
    for grid in workbook_grids("x.xlsx", content):
        top = next(n for n, row in enumerate(grid.cells) if row[0] == "代码")
        first = next(n for n, row in enumerate(grid.cells) if len(row) > 1 and row[1] == "全国")
        sheets.append(Sheet(grid.sheet, [list(row) for row in grid.cells], list(grid.merged), top, first))
    return Draft(quarter, sheets)


RECORD = "publisher: 某省知识产权局\ntitle: 季度报表\nrelease_at: {0}T09:30+08:00\ncut_off: {0}\nstatus: 最终\n"


def record_of(quarter: Quarter) -> str:
    return RECORD.format(quarter.end.isoformat())


def release_of(bench: Bench, folder: Path, files: dict[str, bytes]) -> Release:
    """The release that these files in this folder make, read from the disk as build.py reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return read_release(folder, bench.by, Inputs(folder.parents[2]))


def values_of(release: Release) -> dict[tuple[FormColumn, str], tuple[object, str]]:
    return {key: (value.number, value.symbol) for key, value in release.last.book.items()} if release.last else {}


def findings_of(bench: Bench, release: Release, today: Quarter | None = None) -> tuple[Problem, ...]:
    """What the checks say about one release, with the example's earlier quarters behind it."""
    if release.quarter is None:
        return check_all([release], bench.by.form, bench.by.regions)
    return check_all([release], bench.by.form, bench.by.regions, (), today, bench.earlier(release.quarter))


# what is said of how a file is written, not of what it lacks
WRITTEN = [rule for rule in RULES if rule.id not in ("missing-row", "no-total", "absence", "file-name", "metadata")]


def found_in(by: Reader, reading: Reading, rules: Iterable[Rule]) -> list[Problem]:
    """What *rules* say of a file of the third quarter of 2025 that stands alone."""
    case = Case(by.form, by.regions, Release("x", Quarter(2025, 3), (reading,), Record("")), reading, reading.book)
    return [replace(problem, rule=rule.id) for rule in rules for problem in rule.check(case)]
