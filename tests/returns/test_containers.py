"""Containers as other programs write them, and as nobody should: each read, or refused with what is true."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from report.period import Quarter
from report.returns.book import Book, inspect
from report.returns.container import Refused
from report.returns.grid import workbook_grids
from tests.returns.drafts import Draft, Formula, Sheet

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = f"{OFFICE}.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
VBA = '<Relationship Id="v" Type="x/vbaProject" Target="odd.dat"/>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
TABLE: list[list[object]] = [["地区", "合计"], ["全国", 12.0], ["北京", 7.5]]


def plain(cells: list[list[object]] | None = None) -> Draft:
    return Draft(Quarter(2024, 4), [Sheet("盘点", cells or TABLE, [], 0, 1)])


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def changed(*changes: tuple[str, str], names: tuple[tuple[str, str], ...] = (), draft: Draft | None = None) -> bytes:
    """A workbook with words replaced in all its parts, and then in their names."""
    parts = parts_of((draft or plain()).content())
    for old, new in changes:
        parts = {name: part.replace(old.encode(), new.encode()) for name, part in parts.items()}
    for old, new in names:
        parts = {name.replace(old, new): part for name, part in parts.items()}
    return zipped(parts)


def with_parts(**more: bytes) -> bytes:
    return zipped({**parts_of(plain().content()), **{name.replace("__", "/"): part for name, part in more.items()}})


def in_utf_16(content: bytes) -> bytes:
    return zipped({name: part.decode().encode("utf-16") for name, part in parts_of(content).items()})


def with_marks(content: bytes) -> bytes:
    return zipped({name: b"\xef\xbb\xbf" + part for name, part in parts_of(content).items()})


def in_gbk(content: bytes) -> bytes:
    declared = '<?xml version="1.0" encoding="GBK"?>'
    parts = parts_of(content)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    return zipped({**parts, "xl/worksheets/sheet1.xml": (declared + sheet).encode("gbk")})


def with_folders(content: bytes) -> bytes:
    return zipped({"xl/": b"", "xl/worksheets/": b"", **parts_of(content)})


def streamed(content: bytes) -> bytes:
    """Written to something that cannot seek: sizes come after each part, in data descriptors."""

    class Pipe(io.RawIOBase):
        sent = b""

        def writable(self) -> bool:
            return True

        def write(self, some) -> int:  # type: ignore[no-untyped-def]
            self.sent += bytes(some)
            return len(some)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts_of(content).items():
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(part)
    return pipe.sent


STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)
LIST = "xl/_rels/workbook.xml.rels"
AS_WRITTEN: dict[str, Callable[[], bytes]] = {
    "the workbook's part is called workbook2.xml": lambda: changed(
        ("xl/workbook.xml", "xl/workbook2.xml"), names=(("workbook.xml", "workbook2.xml"),)
    ),
    "it lies at the top": lambda: changed(
        ('"xl/workbook.xml', '"book.xml'),
        ("/xl/workbook.xml", "/book.xml"),
        ('"worksheets/', '"xl/worksheets/'),
        names=(("xl/workbook.xml", "book.xml"), ("xl/_rels/workbook.xml", "_rels/book.xml")),
    ),
    "targets from the top": lambda: changed(('"worksheets/', '"/xl/worksheets/')),
    "targets from the top without a slash": lambda: changed(('"worksheets/', '"xl/worksheets/')),
    "targets with a dot": lambda: changed(('"worksheets/', '"./worksheets/')),
    "sheets in a folder of another name": lambda: changed(
        ('"worksheets/', '"blätter/'), names=(("worksheets", "blätter"),)
    ),
    "an escaped name": lambda: changed(("sheet1.xml", "sheet%201.xml"), names=(("sheet1.xml", "sheet 1.xml"),)),
    "names in capitals": lambda: changed(names=(("worksheets/sheet1", "Worksheets/Sheet1"), ("xl/_rels", "XL/_rels"))),
    "backslashes in names": lambda: changed(names=(("/", "\\"),)),
    "folders as entries": lambda: with_folders(plain().content()),
    "data descriptors and zip64": lambda: streamed(plain().content()),
    "strict Open XML": lambda: changed(*STRICT),
    "prefixes before tags": lambda: changed(
        ("<worksheet xmlns=", "<x:worksheet xmlns:x="), ("</worksheet", "</x:worksheet"),
        *((f"<{tag}", f"<x:{tag}") for tag in ("sheetData", "row", "c ", "v>", "is>", "t ")),
        *((f"</{tag}>", f"</x:{tag}>") for tag in ("sheetData", "row", "c", "v", "is", "t")),
    ),
    "another prefix of relations": lambda: changed(("xmlns:r=", "xmlns:rel="), (" r:id=", " rel:id=")),
    "no addresses of cells": lambda: changed(*((f' r="{c}{n}"', "") for c in "AB" for n in (1, 2, 3))),
    "no addresses of rows": lambda: changed(*((f'<row r="{n}"', "<row") for n in (1, 2, 3))),
    "a wrong dimension": lambda: changed(("<sheetData>", '<dimension ref="A1"/><sheetData>')),
    "a byte-order mark before each part": lambda: with_marks(plain().content()),
    "UTF-16": lambda: in_utf_16(plain().content()),
    "a part in GBK": lambda: in_gbk(plain().content()),
    "no content types": lambda: changed(names=(("[Content_Types].xml", "types.xml"),)),
    "macros among the default types": lambda: changed(
        ("<Override", f'<Default Extension="bin" ContentType="{MACROS}"/><Override')
    ),
    "a template": lambda: changed(("spreadsheetml.sheet.main", "spreadsheetml.template.main")),
    "a custom property": lambda: with_parts(xl__customProperty1_bin=b"1", **{"xl/customProperty1.bin": b"1"}),
    "settings of a printer": lambda: with_parts(**{"xl/printerSettings/printerSettings1.bin": b"\0" * 900}),
    "parts that nobody knows": lambda: with_parts(**{"xl/cellimages.xml": b"<x/>", "a/b.dat": b"\1\2"}),
    "text in CDATA": lambda: changed(("12.0</v>", "<![CDATA[12]]></v>")),
    "blanks around numbers": lambda: changed(("<v>12.0</v>", "<v>\n 12 </v>\n")),
    "a reading aid above characters": lambda: changed(
        ("全国</t>", '全国</t><rPh sb="0" eb="2"><t>quanguo</t></rPh>')
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", AS_WRITTEN)
def test_a_workbook_is_read_however_its_writer_packed_it(how: str) -> None:
    (grid,) = workbook_grids("x.xlsx", AS_WRITTEN[how]())

    assert (grid.sheet, grid.cells) == ("盘点", (("地区", "合计"), ("全国", 12.0), ("北京", 7.5)))


def main_of(kind: str) -> bytes:
    return changed((MAIN, kind))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: main_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "是启用宏的工作簿（.xlsm）"),
        (lambda: main_of(MACROS), "是二进制工作簿（.xlsb）"),
        (lambda: main_of(f"{OFFICE}.wordprocessingml.document.main+xml"), "是 Word 文档，不是工作簿"),
        (lambda: zipped({"mimetype": ODS, "content.xml": b"<x/>"}), "是 .ods 工作簿"),
        (lambda: zipped({"2024Q4.xlsx": plain().content()}), "是压缩包，不是工作簿"),
        (lambda: zipped({"a.txt": b"1"}), "压缩包里没有工作簿"),
        (lambda: changed(("</Relationships>", f"{VBA}</Relationships>")), "工作簿带有宏"),
        (lambda: with_parts(**{"xl/odd.dat": OLE}), "工作簿嵌有对象或控件"),
        (lambda: OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "是 Word 文档，不是工作簿"),
        (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "是网页，不是工作簿"),
        (lambda: b"\xef\xbb\xbf" + XML_2003, "是 XML 表格，不是 .xlsx 工作簿"),
        (lambda: "地区,合计\n全国,1\n".encode("gb18030"), "是文本文件，不是工作簿"),
        (lambda: b"Rar!\x1a\x07", "是压缩包，不是工作簿"),
        (lambda: in_utf_16(changed(("<worksheet ", "<!DOCTYPE x><worksheet "))), "工作簿的 XML 带有外部声明"),
        (lambda: changed(("<worksheet ", f"<!--{'x' * 5000}--><!DOCTYPE x><worksheet ")), "工作簿的 XML 带有外部声明"),
        (lambda: changed(('r="B2"', 'r="B3"')), "B3 写在第 2 行里"),
        (lambda: changed(('r="B2"', 'r="A2"')), "A2 出现两次"),
        (lambda: changed(('r="B2"', 'r="Ä2"')), "工作簿内部结构损坏"),
        (lambda: changed((' Target="worksheets/', ' Target="gone/')), "工作簿内部结构损坏"),
        (lambda: changed(("</sheetData>", "")), "工作簿内部结构损坏"),
    ],
)  # fmt: skip
def test_what_is_refused_is_called_by_its_name(content: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        inspect(content())

    assert refused.value.reason.what == sentence
    assert refused.value.reason.cure.split("；")[0].startswith(("请", "CSV 请"))


# ---------------------------------------------------------------- what lies outside the table


def far(cell: str, row: int, more: str = "") -> bytes:
    return changed(("</sheetData>", f'<row r="{row}"><c r="{cell}" s="0"{more}</row></sheetData>'))


def shape(content: bytes) -> tuple[int, int]:
    (grid,) = workbook_grids("x.xlsx", content)
    return len(grid.cells), grid.width


def test_cells_without_a_value_count_for_nothing() -> None:
    assert shape(far("XFD1048576", 1048576, "/>")) == (3, 2)
    assert shape(far("A1048576", 1048576, "><v></v></c>")) == (3, 2)


def test_a_value_without_room_is_left_out_and_told() -> None:
    """A sheet may be long or wide; ten thousand rows of four hundred columns are what there is room for."""
    (sheet,) = inspect(far("XFD1048576", 1048576, "><v>1</v></c>")).sheets
    wide: list[list[object]] = [[*range(400)], *[[1]] * 9_999]

    assert sheet.beyond == "XFD1048576" and shape(far("XFD1048576", 1048576, "><v>1</v></c>")) == (3, 2)
    assert inspect(plain(wide).content()).sheets[0].beyond == "" and shape(plain(wide).content()) == (10_000, 400)
    assert inspect(plain([*wide, [1]]).content()).sheets[0].beyond == "A10001"


# ---------------------------------------------------------------- formulas


def asking(book: bytes, calculation: str = "", program: str = "", chain: bool = False) -> Book:
    """The book with these words about calculation, from this program."""
    parts = parts_of(book)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", f"{calculation}</workbook>".encode())
    if program:
        link = b'<Relationship Id="r2" Type="x/extended-properties" Target="docProps/app.xml"/></Relationships>'
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", link)
        parts["docProps/app.xml"] = f"<Properties><Application>{program}</Application></Properties>".encode()
    if chain:
        link = b'<Relationship Id="c" Type="x/calcChain" Target="calcChain.xml"/></Relationships>'
        parts[LIST] = parts[LIST].replace(b"</Relationships>", link)
    return inspect(zipped(parts))


def formulas(*values: float | str | None) -> bytes:
    return plain([["地区", "合计"], *[["全国", Formula("SUM(A1)", value)] for value in values]]).content()


def untrusted(book: Book) -> list[tuple[int, int]]:
    return sorted(place for place, look in book.sheets[0].looks.items() if look.untrusted)


ASKS = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'


@pytest.mark.parametrize(
    ("calculation", "program", "chain", "places"),
    [
        (ASKS, "Microsoft Excel", True, [(1, 1), (2, 1), (3, 1)]),
        ('<calcPr calcCompleted="0"/>', "Microsoft Excel", True, [(1, 1), (2, 1), (3, 1)]),
        ("", "SheetJS", False, [(1, 1), (2, 1), (3, 1)]),
        ("", "Go Excelize", False, [(1, 1), (2, 1), (3, 1)]),
        ("", "Microsoft Excel", True, [(1, 1), (2, 1)]),
        ("", "Microsoft Excel", False, [(1, 1), (2, 1)]),
        ("", "", False, [(1, 1), (2, 1)]),
        ('<calcPr calcId="191029"/>', "WPS 表格", False, [(1, 1), (2, 1)]),
    ],
)
def test_a_nought_beside_a_formula_is_a_value_only_where_it_was_worked_out(
    calculation: str, program: str, chain: bool, places: list[tuple[int, int]]
) -> None:
    """Rows: no value, an empty one, 0, and 7, which shows that somebody did calculate."""
    book = asking(formulas(None, "", 0, 7), calculation, program, chain)

    assert untrusted(book) == places


@pytest.mark.parametrize(
    ("program", "chain", "places"),
    [
        ("Microsoft Excel", True, []),
        ("WPS 表格", False, []),
        ("LibreOffice/7.4.7.2$Linux_X86_64", False, [(1, 1), (2, 1)]),  # saves the 0 that it found
        ("Microsoft Excel", False, [(1, 1), (2, 1)]),  # so say exceljs and others
        ("Apache POI", False, [(1, 1), (2, 1)]),
        ("", False, [(1, 1), (2, 1)]),
    ],
)
def test_where_all_results_are_noughts_the_program_decides(
    program: str, chain: bool, places: list[tuple[int, int]]
) -> None:
    assert untrusted(asking(formulas(0, 0.0), "", program, chain)) == places


def test_noughts_of_one_formula_over_several_cells_are_none_either() -> None:
    cells = '<c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>0</v></c>', '<c r="B3"><v>0</v></c>'
    book = changed(('<c r="B2"><v>12.0</v></c>', cells[0]), ('<c r="B3"><v>7.5</v></c>', cells[1]))

    assert untrusted(asking(book, ASKS)) == [(1, 1), (2, 1)]
    assert untrusted(inspect(changed(('<c r="B3"><v>7.5</v></c>', cells[1])))) == []


@pytest.mark.parametrize("error", ["#SPILL!", "#GETTING_DATA", "#ERROR!", "#REF!", "#DIV/0!", "#CALC!", "错误"])
def test_an_error_value_of_any_kind_is_known_by_its_cell(error: str) -> None:
    content = changed(('<c r="B2"><v>12.0</v>', f'<c r="B2" t="e"><v>{error}</v>'))
    (grid,) = workbook_grids("x.xlsx", content)

    assert grid.look(1, 1).error == error
    assert (grid.look(2, 1).error, grid.at(2, 1)) == ("", 7.5)


# ---------------------------------------------------------------- how cells look

STYLES = """<styleSheet xmlns="x"><numFmts><numFmt numFmtId="164" formatCode="0.0,&quot;万&quot;"/>
<numFmt numFmtId="165" formatCode="[DBNum1]General"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>
<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/>
<xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="31"/><xf numFmtId="3"/></cellXfs></styleSheet>"""


@pytest.mark.parametrize(
    ("style", "shown", "value"),
    [
        (0, "General", "12.0"),
        (1, "0.00%", "12.0"),
        (2, '0.0,"万"', "12.0"),
        (3, "[DBNum1]General", "12.0"),
        (4, "[h]:mm", "12 days, 0:00:00"),
        (5, 'yyyy"年"m"月"d"日"', "1900-01-12"),
        (6, "#,##0", "12.0"),
        (99, "General", "12.0"),
    ],
)
def test_a_number_comes_with_the_format_that_shows_it(style: int, shown: str, value: str) -> None:
    link = '<Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>'
    parts = parts_of(changed(('<c r="B2">', f'<c r="B2" s="{style}">')))
    parts |= {LIST: parts[LIST].replace(b"</Relationships>", link.encode()), "xl/styles.xml": STYLES.encode()}
    (grid,) = workbook_grids("x.xlsx", zipped(parts))

    assert grid.look(1, 1).format == shown
    assert str(grid.at(1, 1)) == value


def test_raised_and_struck_pieces_of_a_text_are_told_apart() -> None:
    """30 with a raised 1 is not 301."""
    raised = '<r><t>30</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
    struck = "<si><r><rPr><strike/></rPr><t>31</t></r><r><t>30</t></r></si>"
    link = '<Relationship Id="s" Type="x/sharedStrings" Target="texts/all.xml"/></Relationships>'
    parts = parts_of(
        changed(
            ('<c r="B2"><v>12.0</v>', f'<c r="B2" t="inlineStr"><is>{raised}</is>'),
            ('<c r="B3"><v>7.5</v>', '<c r="B3" t="s"><v>1</v>'),
        )
    )
    parts |= {
        LIST: parts[LIST].replace(b"</Relationships>", link.encode()),
        "xl/texts/all.xml": f"<sst><si/>{struck}</sst>".encode(),
    }
    (grid,) = workbook_grids("x.xlsx", zipped(parts))

    assert (grid.at(1, 1), grid.look(1, 1).runs) == ("301", (("30", ""), ("1", "superscript")))
    assert (grid.at(2, 1), grid.look(2, 1).runs) == ("3130", (("31", "strike"), ("30", "")))
    assert grid.look(0, 0).runs == ()


def test_a_line_break_is_one_whoever_wrote_it() -> None:
    text = '<c r="B2" t="inlineStr"><is><t>专利_x000D_\n转让&#13;登记&#13;&#10;数</t></is>'
    (grid,) = workbook_grids("x.xlsx", changed(('<c r="B2"><v>12.0</v>', text)))

    assert grid.at(1, 1) == "专利\n转让\n登记\n数"


def test_only_the_xml_that_is_read_may_not_declare_anything() -> None:
    drawn = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'
    parts = parts_of(changed(("<sheetData>", "<sheetData>")))

    assert inspect(zipped(parts | {"xl/media/logo.svg": drawn})).sheets
    with pytest.raises(Refused, match="外部声明"):
        inspect(zipped(parts | {"docProps/custom.xml": drawn}))


def test_a_text_that_is_not_in_the_list_of_texts_is_a_damaged_workbook() -> None:
    with pytest.raises(Refused, match="内部结构损坏"):
        inspect(changed(('<c r="B2"><v>12.0</v>', '<c r="B2" t="s"><v>999</v>')))
