"""Reading: the form, other layouts, CNIPA's yearbook, long form, and files that are not to be trusted."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from examples import make
from report.checks.of_returns import BY_ID
from report.inputs import Inputs
from report.model import DataError
from report.period import Quarter
from report.returns.book import inspect
from report.returns.container import Refused
from report.returns.entries import Reading
from report.returns.folders import Reader, reader
from report.returns.form import FormColumn
from report.returns.forms_out import write_form
from report.returns.grid import workbook_grids
from report.returns.numerals import Writing, read_number
from tests.known import real, return_reader
from tests.returns.corrupt import long_csv, text_of
from tests.returns.drafts import ROOT, WRITTEN, Bench, Draft, Sheet, bench, findings_of, found_in, record_of, release_of

QUARTER = Quarter(2025, 3)


@pytest.fixture(scope="module")
def by() -> Reader:
    return return_reader()


@pytest.fixture(scope="module")
def clean() -> Bench:
    return bench((QUARTER,))


def workbook(rows: list[list[object]], merged: tuple[str, ...] = (), name: str = "Sheet1") -> bytes:
    book = Workbook()
    book.active.title = name  # type: ignore[union-attr]
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    for cells in merged:
        book.active.merge_cells(cells)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def said_of(by: Reader, reading: Reading) -> list[str]:
    """What is said of how a file is written: not of what it lacks."""
    return [
        f"{one.place.sheet}!{one.place.column}{one.place.line} {one.what}" for one in found_in(by, reading, WRITTEN)
    ]


# ---------------------------------------------------------------- the form


def test_the_empty_form_is_the_same_bytes_every_time(by: Reader) -> None:
    assert write_form(by.form, by.regions, QUARTER) == write_form(by.form, by.regions, QUARTER)


def test_the_empty_form_has_locked_headers_validation_title_and_rows_in_order(by: Reader) -> None:
    book = load_workbook(io.BytesIO(write_form(by.form, by.regions, Quarter(2024, 4))))
    page = book["转让许可"]
    rows = [page.cell(row, 2).value for row in range(10, 50)]

    assert [sheet.title for sheet in book] == ["盘点", "入库", "评价对接", "转让许可", "产业化和产品", "增量和抽查"]
    assert (
        page["A1"].value == "高校和科研机构存量专利盘活情况季度报表：专利转让登记和许可合同备案情况（2024年第四季度）"
    )
    assert [page[f"A{n}"].value for n in (2, 3, 4)] == [
        "表号：盘活统4表",
        "统计期：2024年第四季度（2024Q4）",
        "单位：次、%",
    ]
    assert str(page["A5"].value).startswith("填报说明1：")
    assert page["C10"].value == "专利转让登记（次）" and "C10:K10" in [str(cells) for cells in page.merged_cells.ranges]
    assert (page["C11"].value, page["C12"].value, page["D12"].value) == ("合计", "当季", "本年累计")
    assert rows[3:6] == ["全国", "北京", "天津"] and rows[34:37] == ["新疆", "其中：新疆生产建设兵团", None]
    assert page["A46"].value == "注：转让登记以登记公告为准，许可备案按合同备案次数填写，均不是件数和金额。"
    assert page.protection.sheet and not page.protection.password
    assert page["C10"].protection.locked and not page["C13"].protection.locked
    kinds = {(rule.type, rule.operator, rule.formula1) for rule in page.data_validations.dataValidation}
    assert ("whole", "greaterThanOrEqual", "0") in kinds
    rates = {(r.type, r.formula1, r.formula2) for r in book["产业化和产品"].data_validations.dataValidation}
    assert ("decimal", "0", "100") in rates


def test_every_value_of_a_filled_form_is_read_with_its_sheet_and_cell(clean: Bench) -> None:
    value = clean.books[QUARTER][(FormColumn("transfer_count", "universities", "ytd"), "北京")]

    assert len(clean.books[QUARTER]) == 168 * 33
    assert (value.where.sheet, f"{value.where.column}{value.where.line}") == ("转让许可", "G14")
    assert str(value.where) == "x.xlsx:转让许可!G14"
    assert value.number == make.books(clean.by.form, real())[QUARTER][-1][(value.column, "北京")]


# ---------------------------------------------------------------- other layouts


def test_another_office_s_single_sheet_is_read_by_its_mapping(by: Reader) -> None:
    content = workbook(
        [
            ["某省存量专利盘活情况（2025年第三季度）"],
            [],
            ["序号", "省份", "转让登记", None, "应盘", None, "联系处室"],
            [None, None, "高等院校", "科研院所", "小计", "高等院校", None],
            [None, None, "年初至今", "年初至今", None, None, None],
            [1, "江苏省", 1200, "３00", 51000, 40000, "运用促进处"],
            [2, "浙 江", "1,100", "…", "c", "20p", ""],
            ["注：数据截至季末。"],
        ],
        ("C3:D3", "E3:F3", "A3:A5", "B3:B5"),
    )
    reading = by.reading("x.xlsx", content, "office-one-sheet")
    said = {(v.column.item, v.column.part, v.region): (v.number, v.symbol) for v in reading.values}

    assert said == {
        ("transfer_count", "universities", "江苏"): (Decimal(1200), ""),
        ("transfer_count", "research_institutes", "江苏"): (Decimal(300), ""),
        ("inventory_patents_due", "universities_and_institutes", "江苏"): (Decimal(51000), ""),
        ("inventory_patents_due", "universities", "江苏"): (Decimal(40000), ""),
        ("transfer_count", "universities", "浙江"): (Decimal(1100), ""),
        ("transfer_count", "research_institutes", "浙江"): (None, "…"),
        ("inventory_patents_due", "universities_and_institutes", "浙江"): (None, "c"),
        ("inventory_patents_due", "universities", "浙江"): (Decimal(20), "p"),
    }
    assert said_of(by, reading) == [
        "Sheet1!D6 「３00」写法不规范，已按 300 读取",
        "Sheet1!C7 「1,100」写法不规范，已按 1100 读取",
    ]


def test_a_mapping_that_is_wrongly_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data/mappings").mkdir(parents=True)
    (tmp_path / "data/mappings/x.yml").write_text("title: [", "utf-8")
    (tmp_path / "data/form.yml").write_text((ROOT / "data/form.yml").read_text("utf-8"), "utf-8")

    with pytest.raises(DataError) as error:
        reader(Inputs(tmp_path), {})

    assert [str(problem) for problem in error.value.problems] == [
        "data/mappings/x.yml:2: YAML 写法有误；请检查缩进、冒号后的空格和引号 [broken-yaml]"
    ]


def test_a_return_in_another_layout_is_checked_like_any_other(clean: Bench, tmp_path: Path) -> None:
    content = workbook(
        [["省份", "转让登记", None], [None, "高等院校", "小计"], [None, "本季", "本季"], ["江苏", 12, 11]], ("B1:C1",)
    )
    record = f"{record_of(QUARTER)}mapping: office-one-sheet\n".encode()
    release = release_of(clean, tmp_path / "data/releases/2025Q3", {"2025Q3.xlsx": content, "release.yml": record})
    found = {finding.rule: finding.what for finding in findings_of(clean, release)}

    assert found["no-total"] == "没有全国行"
    assert found["missing-row"] == "缺少北京、天津、河北、山西、内蒙古等"


def chart_alone() -> bytes:
    book = Workbook()
    book.create_chartsheet("图")
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_file_without_a_number_is_an_error(clean: Bench) -> None:
    header = "统计期,地区,指标,对象,口径,数值\n"
    files = {
        "only the header.csv": header.encode(),
        "only a symbol.csv": f"{header}2025Q3,北京,应盘点单位,合计,期末数,…\n".encode(),
        "blank lines.csv": b"\n\n",
        "only a chart.xlsx": chart_alone(),
        "no sheets.xlsx": Draft(QUARTER, []).content(),
    }
    rules = [BY_ID["header"], BY_ID["missing-row"]]
    said = {
        name: [problem.what for problem in found_in(clean.by, clean.by.reading(name, content), rules)]
        for name, content in files.items()
    }

    assert said == {
        "only the header.csv": ["没有读到一个数"],
        "only a symbol.csv": ["没有读到一个数", "缺少天津、河北、山西、内蒙古、辽宁等"],
        "blank lines.csv": ["没有找到表头（以「地区」开头的一行）"],
        "only a chart.xlsx": ["没有读到一个数"],
        "no sheets.xlsx": ["没有读到一个数"],
    }


def test_a_number_below_the_table_is_said_however_it_is_written(by: Reader) -> None:
    table: list[list[object]] = [["省份", "转让登记"], [None, "高等院校"], [None, "年初至今"], ["江苏", 12]]
    stray: list[list[object]] = [[None, 5], [None, 55], ["注：截至季末", 1], ["1.截至季末", 1], [5, 1]]
    rows = "\n".join(",".join("" if raw is None else str(raw) for raw in row) for row in [*table, *stray, [None, 5.0]])

    assert said_of(by, by.reading("x.xlsx", workbook(table + stray), "office-one-sheet")) == [
        "Sheet1!A5 这一行没有地区名",
        "Sheet1!A6 这一行没有地区名",
        "Sheet1!A9 不认识地区「5.0」",
    ]
    assert said_of(by, by.reading("x.csv", rows.encode(), "office-one-sheet")) == [
        "!A5 这一行没有地区名",
        "!A6 这一行没有地区名",
        "!A9 不认识地区「5」",
        "!A10 这一行没有地区名",
    ]


# ---------------------------------------------------------------- csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_long_csv_is_read_in_every_encoding_and_separator(clean: Bench, encoding: str, separator: str) -> None:
    rows = long_csv(clean.drafts[QUARTER], clean, random.Random(0))
    reading = clean.by.reading("2025Q3.csv", text_of(rows, separator).encode(encoding))

    assert {key: (v.number, v.symbol) for key, v in reading.book.items()} == {
        key: (v.number, v.symbol) for key, v in clean.books[QUARTER].items()
    }
    assert [problem.level for problem in found_in(clean.by, reading, WRITTEN) if problem.level != "info"] == []


@pytest.mark.parametrize(
    ("row", "rule", "said"),
    [
        ("2025Q3,,江苏省苏,应盘点单位,合计,期末数,5", "unknown-name",
         "不认识地区「江苏省苏」；是不是「江苏省」？请写省级地区的全称或简称"),
        ("2025Q3,,,应盘点单位,合计,期末数,5", "unknown-name", "这一行没有地区名；请补上地区名，或删去这一行"),
        ("2025Q3,,西康,应盘点单位,合计,期末数,5", "former-name", "「西康」是已撤销的地区；请归入现在所属的省级地区"),
        ("2025Q3,,深圳,应盘点单位,合计,期末数,5", "level-mixed",
         "「深圳」不是本表的省级行；请删去这一行；城市数已含在所属的省内"),
        ("2025Q3,110000,江苏,应盘点单位,合计,期末数,5", "code-name",
         "代码「110000」是北京的，与「江苏」不符；「江苏」的代码是 320000，请核对这一行是哪个地区的数"),
        ("2025Q3,,不分地区,应盘点单位（万家）,合计,期末数,5", "magnitude",
         "表头单位「万家」与制式「家」不符；请换算成制式单位后填写，并改回表头"),
        ("2025Q3,,深圳,应盘点单位,合计,期末数,-5", "range", "-5 小于 0；请填写 0 或正数"),
    ],
)  # fmt: skip
def test_the_long_form_is_judged_by_the_rules_of_a_table(by: Reader, row: str, rule: str, said: str) -> None:
    header = "统计期,代码,地区,指标,对象,口径,数值\n"
    found = found_in(by, by.reading("x.csv", f"{header}{row}\n".encode()), [BY_ID[rule]])

    assert [f"{one.place.line} {one.what}；{one.cure}" for one in found] == [f"2 {said}"]


def test_a_header_of_the_long_form_stands_once_and_without_blanks(by: Reader) -> None:
    reading = by.reading("x.csv", "地区, 指标,对象,数值,省份,,\n北京,应盘点单位,合计,5,,1,甲\n".encode())

    assert [problem.what for problem in found_in(by, reading, [BY_ID["header"]])] == [
        "列「省份」出现两次",
        "这一列没有列名",
        "这一列没有列名",
        "表头「 指标」前后有空格或含看不见的字符",
    ]


def test_commas_that_a_spreadsheet_left_at_the_ends_of_lines_are_no_columns(by: Reader) -> None:
    reading = by.reading(
        "x.csv", "地区,指标,对象,数值,,\n北京,应盘点单位,合计,5,,,,\n天津,应盘点单位,合计,6,,\n".encode()
    )

    assert found_in(by, reading, [BY_ID["header"]]) == []
    assert [one.number for one in reading.entries] == [5, 6]


@pytest.mark.parametrize("code", ["110000", "11", "110000000000", "110000.0", "'110000", "\t110000", "１１００００"])
def test_a_code_is_read_in_every_spelling_that_offices_have_for_it(by: Reader, code: str) -> None:
    rows = [f"代码,地区,指标,对象,数值\n{code},{name},应盘点单位,合计,5\n".encode() for name in ("北京", "江苏")]
    right, wrong = (found_in(by, by.reading("x.csv", row), [BY_ID["code-name"]]) for row in rows)

    assert right == []
    assert [one.what.partition("」")[2] for one in wrong] == ["是北京的，与「江苏」不符"]


def test_a_number_under_a_merged_cell_is_not_seen_and_not_read(by: Reader) -> None:
    rows: list[list[object]] = [
        ["省份", "应盘", "应盘"],
        [None, "高等院校", "科研院所"],
        ["江苏", 5, 3],
        ["浙江", 6, None],
    ]
    book = load_workbook(io.BytesIO(workbook(rows)))
    for cells in ("B3:C3", "B4:C4"):
        book.worksheets[0].merged_cells.add(cells)
    stream = io.BytesIO()
    book.save(stream)
    reading = by.reading("x.xlsx", stream.getvalue(), "office-one-sheet")

    assert [(one.where.cell, one.number) for one in reading.entries] == [
        ("B3", 5),
        ("C3", None),
        ("B4", 6),
        ("C4", None),
    ]
    assert [(one.place.cell, one.what) for one in found_in(by, reading, [BY_ID["hidden"], BY_ID["empty-cell"]])] == [
        ("C3", "这一格被合并单元格盖住，看不见里面存的数"),
        ("C4", "空白格"),
    ]


def test_a_sheet_of_words_to_choose_from_is_no_table(by: Reader) -> None:
    rows: list[list[object]] = [["省份", "简称"], ["北京", "京"], ["台湾", "台"], ["某地", "无"]]
    ordered: list[list[object]] = [["序号", "省份", "简称"], [1, "北京", "京"], [2, "台湾", "台"]]
    tables: list[list[list[object]]] = [[rows[0], ["北京", one]] for one in (5, "5", "6p", "…", "5件")]
    read = [by.reading("x.xlsx", workbook(one), "office-one-sheet") for one in (rows, ordered, *tables)]

    assert [sheet.has_table for one in read for sheet in one.sheets] == [False, False, True, True, True, True, True]


def test_a_row_beside_the_regions_is_read_in_the_long_form_too(by: Reader) -> None:
    reading = by.reading("x.csv", "地区,指标,对象,数值\n不分地区,应盘点单位,合计,5\n".encode())

    assert [(one.region, one.number) for one in reading.outside] == [("+不分地区", 5)]
    assert found_in(by, reading, [BY_ID["unknown-name"]]) == []


def test_a_column_of_numbers_without_a_header_is_said_in_csv_as_in_a_workbook(by: Reader) -> None:
    rows = [["省份", "转让登记", None], [None, "高等院校", None], [None, "年初至今", None], ["江苏", 12, 7]]
    text = "\n".join(",".join("" if raw is None else str(raw) for raw in row) for row in rows)
    told = "这一列没有表头，却从第 4 行起有数"

    for name, content in (("x.csv", text.encode()), ("x.xlsx", workbook(rows))):
        found = found_in(by, by.reading(name, content, "office-one-sheet"), [BY_ID["header"]])
        assert [problem.what for problem in found] == [told]


@pytest.mark.parametrize(
    ("text", "number", "symbol"),
    [
        ("125", "125", ""), ("１２５", "125", ""), ("1,234,567", "1234567", ""), (" 12 ", "12", ""),
        ("12.50", "12.50", ""), ("…", None, "…"), ("c", None, "c"), ("z", None, "z"), ("125p", "125", "p"),
        ("３r", "3", "r"), ("12.5%", "12.5", ""),
        ("-", None, ""), ("无", None, ""), ("1２5a", None, ""), ("12,34", None, ""), ("1e3", None, ""), ("", None, ""),
    ],
)  # fmt: skip
def test_a_number_cell_is_read_as_people_write_it(text: str, number: str | None, symbol: str) -> None:
    found = read_number(text)

    assert (found.number, found.symbol) == (Decimal(number) if number else None, symbol)
    assert (found.writing is Writing.PLAIN) == (text in ("…", "c", "z", "125p"))


# ---------------------------------------------------------------- files that are not to be trusted


def spoiled(name: str, part: bytes = b"x", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO(workbook([["地区", "合计"]]))
    with zipfile.ZipFile(stream, "a", method) as archive:
        archive.writestr(name, part)
    return stream.getvalue()


def two_sheets(one: str, other: str) -> bytes:
    return Draft(QUARTER, [Sheet(name, [["地区", "合计"]], [], 0, 1) for name in (one, other)]).content()


def merged(ranges: int) -> bytes:
    """As many ranges, each of them over the whole sheet."""
    return Draft(QUARTER, [Sheet("盘点", [["地区", "合计"]], [(0, 0, 4999, 399)] * ranges, 0, 1)]).content()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是完好的工作簿（文件损坏或不完整）"),
        (b"%PDF", "是 PDF 文件，不是工作簿"),
        (b"PK\x03\x04", "不是完好的工作簿（文件损坏或不完整）"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "是旧版 .xls 工作簿"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "工作簿加了密码"),
        (spoiled("xl/vbaProject.bin"), "工作簿带有宏"),
        (spoiled("xl/externalLinks/externalLink1.xml"), "工作簿链接到其他工作簿"),
        (spoiled("xl/embeddings/a.docx"), "工作簿嵌有对象或控件"),
        (spoiled("../evil"), "压缩包内有越界路径「../evil」"),
        (spoiled("/etc/evil"), "压缩包内有越界路径「/etc/evil」"),
        (spoiled("xl/big.xml", bytes(61_000_000)), "解压后超过 60 MB"),
        (spoiled("xl/bomb.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "工作簿的 XML 带有外部声明"),
        (bytes(10_000_001), "文件超过 10 MB"),
        (two_sheets("盘点", "盘点"), "有2个工作表都叫「盘点」"),
        (merged(20_001), "合并单元格超过 20000 处"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        inspect(content)

    assert refused.value.reason.what == sentence
    assert refused.value.reason.cure.startswith("请")


def test_merged_cells_cost_what_the_sheet_is_large_not_what_they_claim(by: Reader) -> None:
    (grid,) = workbook_grids("x.xlsx", merged(1000))
    tracemalloc.start()

    assert (grid.filled(0, 0), grid.filled(0, 1), grid.filled(0, 399)) == ("地区", "地区", "地区")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
