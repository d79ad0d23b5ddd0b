"""A workbook that is safe to read: its sheets as they were inspected, and written anew for the reader.

calamine reads what is written here and never the file itself: only cells that hold something, each at its own place,
inside the limits. So what was inspected and what is read are the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from report.returns.container import Package, Refused, count_tags, opened, parse, parse_list, parser_of, whole_structure
from report.returns.looks import ON, Look, LooksOfCells, SharedTexts, looks_of
from report.returns.scan import Area, Room, Scan

MOST_SHEETS = 255
# Programs that keep the result of a formula where they were given one, and never work one out.
NEVER_CALCULATE = re.compile(r"sheetjs|excelize|openpyxl|xlsxwriter|exceljs|pyexcelerate", re.I)
# Programs that work out what they open. LibreOffice is none: it keeps the 0 that it finds, and saves it as its own.
CALCULATE = re.compile(r"excel|wps|kingsoft|onlyoffice|gnumeric|numbers|google", re.I)
NOT_CALCULATED = "公式的结果看来没有算过：{}，存下的 0 或空白不能当作数"
XML = "http://schemas.openxmlformats.org"
LINK = f'<Relationship Id="{{}}" Type="{XML}/officeDocument/2006/relationships/{{}}" Target="{{}}"/>'
LINKS = f'<Relationships xmlns="{XML}/package/2006/relationships">{{}}</Relationships>'


@dataclass(frozen=True)
class Inspected:
    """One sheet: what it hides, how those of its cells look that are not plain, and its cells written anew.

    *beyond* is the first cell that was left out for want of room, and empty where none was.
    """

    name: str
    hidden: bool
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]  # 1 = A
    looks: LooksOfCells = field(repr=False)
    merged: tuple[Area, ...]
    beyond: str
    cells: str = field(repr=False)


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook; *size* is about how many tags and merged cells a program has to go through."""

    sheets: tuple[Inspected, ...]
    formats: tuple[str, ...] = field(repr=False)
    since_1904: bool
    size: int

    def rewritten(self) -> bytes:
        """The same values as a workbook of our own, sheet after sheet."""
        sheets = list(enumerate(self.sheets))
        names = "".join(f'<sheet name={quoteattr(sheet.name)} sheetId="{n + 1}" r:id="r{n}"/>' for n, sheet in sheets)
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{XML}/package/2006/content-types"/>',
            "_rels/.rels": LINKS.format(LINK.format("r0", "officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": LINKS.format(
                "".join(LINK.format(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in sheets)
            ),
            "xl/workbook.xml": f'<workbook xmlns="{XML}/spreadsheetml/2006/main" '
            f'xmlns:r="{XML}/officeDocument/2006/relationships">'
            f'<workbookPr date1904="{int(self.since_1904)}"/><sheets>{names}</sheets></workbook>',
            "xl/styles.xml": self._styles(),
        }
        for n, sheet in sheets:
            parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet><sheetData>{sheet.cells}</sheetData></worksheet>"
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return stream.getvalue()

    def _styles(self) -> str:
        codes = {code: 200 + n for n, code in enumerate(dict.fromkeys(self.formats))}
        named = "".join(f"<numFmt numFmtId='{n}' formatCode={quoteattr(code)}/>" for code, n in codes.items())
        styles = "".join(f"<xf numFmtId='{codes[code]}'/>" for code in self.formats)
        return f"<styleSheet><numFmts>{named}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"


def inspect(content: bytes) -> Book:
    """The sheets of a workbook that is safe to read; Refused with a sentence for anything else."""
    package = opened(content)
    with whole_structure():
        return _Workbook(package).read()


class _Workbook:
    """The part that lists the sheets, and what they have in common."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.links = {relation.id: relation for relation in package.relations(package.main)}
        self.listed: list[tuple[str, bool, str]] = []  # name, whether hidden, part
        self.since_1904 = self.asks_for_calculation = False
        if any(relation.external for relation in self.links.values()):
            raise Refused("工作簿链接到外部文件", "请断开外部链接，只保留数值")
        parse_list(package.parts[package.main], parser_of(self._start))
        self._must_differ()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            self._sheet(attributes)
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in ON
        elif tag == "calcPr":
            asks, is_done = attributes.get("fullCalcOnLoad", "0"), attributes.get("calcCompleted", "1")
            self.asks_for_calculation = asks in ON or is_done not in ON

    def _sheet(self, attributes: dict[str, str]) -> None:
        link = self.links[next(value for key, value in attributes.items() if key.endswith(":id"))]
        if link.kind == "worksheet":
            self.listed.append((attributes["name"], attributes.get("state", "visible") != "visible", link.target))
        if len(self.listed) > MOST_SHEETS:
            raise Refused(f"工作表超过 {MOST_SHEETS} 个", "请只保留报表的工作表，另存为 .xlsx")

    def _must_differ(self) -> None:
        """Sheets are asked for by name, of two with one name the second would not be read; and each has its part."""
        for name, times in Counter(name for name, _, _ in self.listed).items():
            if times > 1:
                raise Refused(f"有{times}个工作表都叫「{name[:40]}」", "请删去多余的，或改名后另存为 .xlsx")
        if len({part for _, _, part in self.listed}) < len(self.listed):
            raise Refused("有几个工作表是同一份内容", "请用电子表格软件打开后另存为 .xlsx")

    def read(self) -> Book:
        styles, texts = self._part("styles"), self._part("sharedStrings")
        count_tags([styles, texts, *(self.package.parts[part] for _, _, part in self.listed)])
        looks, shared, room = looks_of(styles), SharedTexts(texts), Room()
        scans = [self._scan(part, looks, shared, room) for _, _, part in self.listed]
        why_not = self._why_no_result(any(scan.has_results for scan in scans))
        sheets = tuple(
            Inspected(
                name,
                hidden,
                tuple(scan.hidden_rows),
                tuple(sorted(scan.hidden_columns)),
                scan.all_looks(why_not),
                scan.merged(),
                scan.beyond,
                "".join(scan.kept),
            )
            for (name, hidden, _), scan in zip(self.listed, scans, strict=True)
        )
        size = sum(part.count(b"<") for part in self.package.parts.values()) + sum(scan.merged_cells for scan in scans)
        return Book(sheets, tuple(look.format for look in looks), self.since_1904, size)

    def _part(self, kind: str) -> bytes:
        named = (relation.target for relation in self.links.values() if relation.kind == kind)
        return next((self.package.parts[part] for part in named if part in self.package.parts), b"")

    def _scan(self, part: str, looks: tuple[Look, ...], shared: SharedTexts, room: Room) -> Scan:
        parser = expat.ParserCreate("utf-8")
        scan = Scan(parser, looks, shared, room)
        parse(self.package.parts[part], parser)
        scan.leave()
        return scan

    def _why_no_result(self, has_results: bool) -> str:
        """Why a 0 beside a formula is not its result; empty where it is.

        Several programs say that they are Excel. Excel itself keeps the order of calculation where there are formulas.
        """
        program = self._program()
        is_excel, keeps_order = "excel" in program.casefold(), any(r.kind == "calcChain" for r in self.links.values())
        if self.asks_for_calculation:
            return NOT_CALCULATED.format("文件要求打开时重新计算")
        if NEVER_CALCULATE.search(program):
            return NOT_CALCULATED.format(f"文件由 {program[:30]} 写成，它不做计算")
        if has_results or (CALCULATE.search(program) and (keeps_order or not is_excel)):
            return ""
        return NOT_CALCULATED.format("文件里没有一个公式算出过 0 以外的结果")

    def _program(self) -> str:
        """The name that the program which wrote the file gives itself."""
        pointed = (relation.target for relation in self.package.relations() if relation.kind == "extended-properties")
        told: list[str] = []
        parser = parser_of(lambda tag, _: told.append(f"<{tag}>"))
        parser.CharacterDataHandler = told.append
        for part in pointed:
            parse_list(self.package.parts.get(part, b""), parser)
        match = re.search("<Application>([^<]*)", "".join(told))
        return match[1].strip() if match else ""
