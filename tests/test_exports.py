"""Downloads: what each file says, that hostile text stays text, that the same table is always the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from report.downloads import table_files
from report.downloads.about import about
from report.downloads.csv_text import csv_text, plain_csv_text
from report.downloads.workbook import workbook
from report.model import Cell, Column, Page, Row, Table
from report.plaintext import plainly
from tests.debian import program
from tests.downloads import TABLE, site_of
from tests.test_charts import ONE_OF_EACH

ADDRESS = "https://example.org/quarters/2024q3/"
COUNTED = (("入库专利", "件"), ("注册企业", "家"), ("推广专利", "件"))
HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "＝1", '<b>"甲"</b>', "甲\n乙", "a,b;c", "'", '=HYPERLINK("x")']


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def sheet_of(content: bytes, name: str = "数据") -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def hostile(text: str) -> Table:
    return replace(
        TABLE,
        title=text,
        source=text,
        columns=(Column("k", text, text),),
        rows=(Row(text, "", (Cell(text, None, text),), note=text),),
    )


def test_the_csv_for_spreadsheets_has_units_in_its_one_header_and_marks_beside_their_column():
    header, nation, jiangsu, corps = rows_of(csv_text(TABLE, ADDRESS))

    own = ["地区", "本年累计（次）", "本年累计的标记", "同比（%）", "说明"]
    assert header == [*own, "标题", "单位", "统计时点", "数据来源", "注", "网址"]
    assert nation[:5] == ["全国", "19000", "", "24.1", ""]
    assert jiangsu[:5] == ["江苏", "1205", "r", "未公布", ""]
    assert corps == [
        "兵团",
        "8",
        "",
        "-3.12",
        "含在新疆内",
        "专利转让",
        "次、%",
        "2024年第三季度",
        "各地报表",
        "累计数",
        ADDRESS,
    ]


def test_the_csv_for_programs_has_keys_exact_values_and_nothing_where_there_is_none():
    header, nation, jiangsu, _ = rows_of(plain_csv_text(TABLE, ADDRESS))

    own = ["label", "label_note", "transfer_count_ytd", "transfer_count_ytd_note", "transfer_count_ytd_yoy"]
    assert header == [*own, "transfer_count_ytd_yoy_note", "unit", "as_of", "source", "address"]
    assert nation[:6] == ["全国", "", "19000", "", "24.13", ""]
    assert jiangsu[:6] == ["江苏", "", "1205", "r", "", "未公布"]


def test_the_csv_for_programs_names_regions_by_their_codes_too():
    codes = ("CN", "320000", "BT")
    coded = replace(TABLE, rows=tuple(replace(row, code=code) for row, code in zip(TABLE.rows, codes, strict=True)))

    header, *rows = rows_of(plain_csv_text(coded, ADDRESS))
    assert header[:4] == ["label", "label_note", "region_code", "transfer_count_ytd"]
    assert [row[2] for row in rows] == [*codes]


def test_a_ratio_has_six_decimals_for_programs_and_a_count_all_it_has():
    rows = (Row("全国", "", (Cell("8", Decimal("8.00")), Cell("66.7", Decimal(200) / 3))),)
    _, nation = rows_of(plain_csv_text(replace(TABLE, rows=rows), ADDRESS))

    assert nation[:3] == ["全国", "8.00", "66.666667"]


def test_a_workbook_holds_numbers_as_numbers_and_says_what_they_are_of():
    content = workbook(TABLE, ADDRESS)

    assert sheet_of(content)[1:3] == [["全国", 19000.0, "", 24.1, ""], ["江苏", 1205.0, "r", "未公布", ""]]
    said = {row[0]: row[1] for row in sheet_of(content, "说明")}
    assert (said["标题"], said["统计时点"], said["网址"]) == ("专利转让", "2024年第三季度", ADDRESS)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert 'formatCode="#,##0.0"' in file.read("xl/styles.xml").decode()
        assert "<dc:title>专利转让</dc:title>" in file.read("docProps/core.xml").decode()


def test_a_table_whose_rows_have_units_of_their_own_names_each_once():
    rows = [Row(name, "", (Cell(unit), Cell("1", Decimal(1)))) for name, unit in COUNTED]
    columns = (Column("row_unit", "计量单位", ""), Column("value_yoy", "同比", "%"))

    assert about(replace(TABLE, columns=columns, rows=tuple(rows)), ADDRESS)["单位"] == "件、家、%"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_download_of_a_table_has_a_formula(text: str):
    table = plainly(hostile(text))
    with zipfile.ZipFile(io.BytesIO(workbook(table, ADDRESS))) as file:
        assert "<f>" not in file.read("xl/worksheets/sheet1.xml").decode()
    for written in (csv_text(table, ADDRESS), plain_csv_text(table, ADDRESS)):
        cells = [cell for row in rows_of(written) for cell in row]
        assert len(rows_of(written)) == 2
        assert [cell for cell in cells if re.match(r"[=+\-@＝]", cell) and not re.fullmatch(r"[+-]\d+", cell)] == []


def test_the_same_table_is_the_same_bytes():
    assert workbook(TABLE, ADDRESS) == workbook(TABLE, ADDRESS)
    assert csv_text(TABLE, ADDRESS) == csv_text(TABLE, ADDRESS)


def files_of(table: Table, site: str, kept: dict[str, str]) -> dict[str, bytes]:
    page = Page("/quarters/2024q3/", "", "", "", "", {}, tables=(table,))
    return {artifact.path: artifact.content for artifact in table_files([page], site, kept)}


def test_kept_files_are_those_that_would_be_made(monkeypatch: pytest.MonkeyPatch):
    kept: dict[str, str] = {}
    fresh, again = files_of(TABLE, "https://example.org", {}), files_of(TABLE, "https://example.org", kept)
    monkeypatch.setattr("report.downloads.packed", None)

    assert list(fresh) == [f"quarters/2024q3/transfer.{kind}" for kind in ("xlsx", "csv", "plain.csv")]
    assert fresh == again == files_of(TABLE, "https://example.org", kept)
    assert fresh["quarters/2024q3/transfer.xlsx"] == workbook(TABLE, ADDRESS)


@pytest.mark.parametrize(
    "other",
    [
        replace(TABLE, title="别的"),
        replace(TABLE, synthetic=True),
        replace(TABLE, columns=(replace(TABLE.columns[0], note="注"), TABLE.columns[1])),
        replace(TABLE, rows=(replace(TABLE.rows[0], note="注"), *TABLE.rows[1:])),
        replace(TABLE, rows=(replace(TABLE.rows[0], cells=(Cell("1", Decimal("1.0")),) * 2), *TABLE.rows[1:])),
    ],
)
def test_another_table_has_other_files(other: Table):
    kept: dict[str, str] = {}
    files_of(TABLE, "", kept)

    assert files_of(other, "", kept) == files_of(other, "", {}) != files_of(TABLE, "", {})


def test_the_same_table_at_another_address_has_other_files():
    kept: dict[str, str] = {}
    files_of(TABLE, "", kept)

    assert files_of(TABLE, "https://example.org", kept) == files_of(TABLE, "https://example.org", {})


def test_synthetic_tables_say_so_in_every_download():
    sample = replace(TABLE, synthetic=True)

    assert rows_of(csv_text(sample, ADDRESS))[1][-1] == "示例数据"
    assert rows_of(plain_csv_text(sample, ADDRESS))[1][-1] == "示例数据"
    assert ["备注", "示例数据"] in [row[:2] for row in sheet_of(workbook(sample, ADDRESS), "说明")]


def test_the_sheet_of_a_synthetic_table_says_so_by_itself_and_on_paper():
    content = workbook(replace(TABLE, synthetic=True), ADDRESS)

    assert [row[-1] for row in sheet_of(content, "数据（示例）")] == ["备注", "示例数据", "示例数据", "示例数据"]
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for number in (1, 2):
            sheet = file.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert "<oddHeader>&amp;C示例数据，并非真实统计</oddHeader>" in sheet


def test_pictures_carry_what_they_are_of(tmp_path):
    one = replace(next(iter(ONE_OF_EACH.values())), title="甲<乙>", note="&", synthetic=True)
    folder = site_of(tmp_path, (), (one,), "https://example.org")

    svg = (folder / "c.svg").read_text()
    said = json.loads(
        re.search("<metadata>(.*)</metadata>", svg)[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    assert said == {
        "标题": "甲<乙>",
        "单位": "件",
        "统计时点": "截至2023年末",
        "数据来源": "国家知识产权局年报",
        "注": "&",
        "网址": ADDRESS,
        "备注": "示例数据",
    }
    with Image.open(folder / "c.png") as picture:
        assert picture.size[0] == 900 and picture.getpixel((1, 1)) is not None
        assert picture.text["Title"] == "甲<乙>"
        assert picture.text["URL"] == ADDRESS
        assert picture.text["Disclaimer"] == "示例数据"


def test_libreoffice_opens_a_workbook_with_the_same_values(tmp_path):
    table = replace(TABLE, rows=(*TABLE.rows, Row("=1+1", "", (Cell("0.50", Decimal("0.5")), Cell("@")))))
    (tmp_path / "t.xlsx").write_bytes(workbook(table, ADDRESS))
    options = [f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    options += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    office = program("libreoffice-calc-nogui", "soffice")
    assert office, "LibreOffice is needed"
    subprocess.run([office, *options, "t.xlsx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)

    (converted,) = tmp_path.glob("t*.csv")
    rows = rows_of(converted.read_text("utf-8-sig"))
    assert rows[1][:4] == ["全国", "19,000", "", "24.1"]
    assert rows[3][:5] == ["兵团", "8", "", "-3.12", "含在新疆内"]
    assert rows[4][:4] == ["=1+1", "0.50", "", "@"]
