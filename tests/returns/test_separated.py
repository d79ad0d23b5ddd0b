"""Text files as offices' programs write them: separators, encodings, lines above the header, bytes that went wrong."""

from __future__ import annotations

import random

import pytest

from report.model import INFO
from report.period import Quarter
from report.returns.container import Refused
from report.returns.separated import csv_grid, decode
from tests.returns.corrupt import long_csv, text_of
from tests.returns.drafts import WRITTEN, Bench, bench, found_in

QUARTER = Quarter(2025, 3)
HEADS = frozenset({"地区", "指标", "数值"})
TABLE = (("地区", "指标", "数值"), ("北京", "应盘点", "7"))


@pytest.fixture(scope="module")
def clean() -> Bench:
    return bench((QUARTER,))


def cells(content: bytes) -> tuple[tuple[object, ...], ...]:
    return csv_grid("x.csv", decode(content, HEADS)).cells


@pytest.mark.parametrize("separator", [",", "\t", ";", "，", "；", "、", "|"])
@pytest.mark.parametrize(
    "title",
    ["", "2024年第四季度盘活情况，初步数，单位见表\n", "甲、乙、丙、丁、戊；己\n\n", "a;b;c;d;e;f;g,h,i,j,k\n"],
)
def test_the_line_of_the_header_says_what_separates(separator: str, title: str) -> None:
    text = title + "\n".join(separator.join(row) for row in TABLE)

    assert cells(text.encode())[-2:] == TABLE


@pytest.mark.parametrize("line", ["sep=;\r\n", "sep=;\n", '"sep=;"\n', "SEP=;\n", "sep=;,,\n"])
def test_a_separator_that_the_file_asks_for_is_used_and_its_line_is_counted(line: str) -> None:
    grid = csv_grid("x.csv", decode(f"{line}地区;指标，口径;数值\n北京;应盘点;7\n".encode("utf-8-sig"), HEADS))

    assert grid.cells == (("地区", "指标，口径", "数值"), ("北京", "应盘点", "7"))
    assert [grid.where(row, 0).line for row in (0, 1)] == [2, 3]


def test_quotation_marks_around_the_header_are_no_part_of_it() -> None:
    assert cells('"地区";"指标";"数值"\n"北京";"甲,乙";"7"'.encode())[0] == ("地区", "指标", "数值")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_that_offices_save_in_is_read(encoding: str, line_end: str) -> None:
    assert cells(line_end.join(",".join(row) for row in TABLE).encode(encoding)) == TABLE


def test_utf_16_with_its_mark_from_a_large_machine_is_read() -> None:
    assert cells(b"\xfe\xff" + "地区,指标\n北京,应盘点".encode("utf-16-be"))[1] == ("北京", "应盘点")


@pytest.mark.parametrize(
    ("content", "what", "line"),
    [
        (
            "地区,数值\n北京,1\n天".encode() + b"\xff,2\n" + "河北,3\n".encode(),
            "这一行有不是 UTF-8 的字节（0xFF），文件可能不完整或混有两种编码",
            3,
        ),
        (
            "地区,数值\n北京,1\n".encode() + "天津,2\n".encode("gbk"),
            "这一行有不是 UTF-8 的字节（0xCC），文件可能不完整或混有两种编码",
            3,
        ),
        (
            "地区,数值\n北京,1\n".encode("gbk") + b"\xff\xff,2\n",
            "这一行有不是 GB18030 的字节（0xFF），文件可能不完整或混有两种编码",
            3,
        ),
        (
            b"\xef\xbb\xbf" + "地区\n".encode("gbk"),
            "这一行有不是 UTF-8 的字节（0xB5），文件可能不完整或混有两种编码",
            1,
        ),
        ("地區,數值\n北京,12\n".encode("big5"), "看来是繁体中文的 Big5 编码，不是 UTF-8 或 GB18030", 0),
        ("地区,数值".encode("utf-16-le"), "是没有标记的 UTF-16 文本，或不是文本", 0),
        ("地区,数值\n北京,1\n".encode("utf-32"), "是 UTF-32 编码，不是 UTF-8 或 GB18030", 0),
        ("地区,数值\n北京,1\n".encode("utf-32-le"), "是 UTF-32 编码，不是 UTF-8 或 GB18030", 0),
        ("地区,数值\n北京,1\n".encode("utf-32-be"), "是 UTF-32 编码，不是 UTF-8 或 GB18030", 0),
        ("\ufeffregion,value\n北京,1\n".encode("utf-32-be") + b"\n", "是 UTF-32 编码，不是 UTF-8 或 GB18030", 0),
        (b"PK\x03\x04", "是改了扩展名的工作簿", 0),
        (b"1,2\n" * 20_001, "超过 20000 行或 400 列", 0),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(content: bytes, what: str, line: int) -> None:
    with pytest.raises(Refused) as refused:
        cells(content)

    assert (refused.value.reason.what, refused.value.reason.line) == (what, line)
    assert refused.value.reason.cure.startswith("请")


def test_traditional_characters_in_gbk_are_not_taken_for_big5() -> None:
    assert cells("地區,數值\n北京,12\n".encode("gbk")) == (("地區", "數值"), ("北京", "12"))


def test_long_csv_below_a_title_is_read_and_the_title_is_looked_at(clean: Bench) -> None:
    text = text_of(long_csv(clean.drafts[QUARTER], clean, random.Random(0)))
    title = "2025年第三季度盘活情况，初步数，联系人见表\n\n"
    reading = clean.by.reading("2025Q3.csv", (title + text).encode("utf-16"))

    assert {key: (v.number, v.symbol) for key, v in reading.book.items()} == {
        key: (v.number, v.symbol) for key, v in clean.books[QUARTER].items()
    }
    found = found_in(clean.by, reading, WRITTEN)
    assert {(problem.level, problem.what) for problem in found} == {(INFO, "按 UTF-16 编码读取")}
    assert reading.texts[0].text == "2025年第三季度盘活情况，初步数，联系人见表"
    assert [(quarter, text.where.line) for quarter, text in reading.sheets[0].quarters[:1]] == [(QUARTER, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff\ufeff地区,指标,数值\n北京,应盘点,7\n",
        "地区,指标,数值\n北京,应盘点,7\n\x1a",
        "地区, 指标, 数值\n北京, 应盘点, 7\n",
        '"地区", "指标", "数值"\n"北京", "应盘点", "7"\n',
        "'地区','指标','数值'\n'北京','应盘点','7'\n",
        "地区~指标~数值\n北京~应盘点~7\n",
        "地区^指标^数值\n北京^应盘点^7\n",
        '地区,指标,数值\n="北京",应盘点,"=""7"""\n',
        "sep=;\n地区; 指标; 数值\n北京; 应盘点; 7\n",
    ],
)
def test_what_other_programs_put_around_cells_is_no_part_of_them(text: str) -> None:
    assert cells(text.encode()) == TABLE


def test_a_blank_before_one_cell_and_a_formula_stay_what_they_are() -> None:
    assert cells("地区,指标,数值\n北京,应盘点, 7\n".encode())[1] == ("北京", "应盘点", " 7")
    assert cells("地区,指标,数值\n北京,应盘点,=1+1\n".encode())[1] == ("北京", "应盘点", "=1+1")
    assert cells("地区,指标,数值\n'北京,应盘点,7\n".encode())[1] == ("'北京", "应盘点", "7")
