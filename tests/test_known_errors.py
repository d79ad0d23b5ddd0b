"""A number that is wrong in its source stands as printed, marked and explained, on every page and in every download."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from report.compose import compose
from report.frame.tidy import frame, of_tables
from report.inputs import Inputs
from report.model import DataError
from tests.conftest import MOMENT, ROOT, borrowed_cache
from tests.known import real
from tests.small import copy_small

ENTRIES = """\
- source: test-yearbook-t1
  indicator: designs_in_force
  period: 2023-12-31
  region: 全国
  scope: domestic
  subject: all_holders
  printed: 1884
  should_be: unknown
  reason: 34个地区相加比它少1
  found_by: 本站
  expect:
  - total-mismatch 各地区合计 1883，与总计 1884 相差 -1
  - total-mismatch 各类专利权人合计 1883，与总计 1884 相差 -1
- source: test-yearbook-t1
  indicator: designs_in_force
  period: 2023-12-31
  region: 江苏
  subject: universities
  printed: 3600
  should_be: 35
  reason: 来源次年更正
  found_by: 测试局
  expect:
  - total-mismatch 各地区合计 3658，与总计 93 相差 3565
  - total-mismatch 各类专利权人合计 4300，与总计 735 相差 3565
"""
NATION = "原文有误：印作1,884，正确的数不明。34个地区相加比它少1（本站发现）"
JIANGSU = "原文有误：印作3,600，应为35。来源次年更正（测试局发现）"
TABLE = "data/tables/test-yearbook-t1/"
NAME = f"{TABLE}test-yearbook-t1"


def printed_wrong(to: Path) -> Path:
    """The small project, of which the yearbook prints two numbers wrong that nobody knows of yet."""
    root = copy_small(to)
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, root / name)
    table = root / "data/tables/designs.csv"
    text = table.read_text("utf-8")
    text = text.replace("2023-12-31,全国,domestic,all_holders,1883", "2023-12-31,全国,domestic,all_holders,1884")
    table.write_text(text.replace("2023-12-31,江苏,,universities,35,,", '2023-12-31,江苏,,universities,3600,,"甲,乙"'))
    return root


def composed(root: Path) -> dict[str, bytes]:
    return {one.path: one.content for one in compose(Inputs(root), MOMENT, borrowed_cache()).artifacts}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the site once both numbers are known errors."""
    root = printed_wrong(tmp_path_factory.mktemp("known"))
    (root / "data/known_errors.yml").write_text(ENTRIES, "utf-8")
    return composed(root)


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def line_with(text: str, *words: str) -> str:
    (found,) = (line for line in text.splitlines() if all(word in line for word in words))
    return found


def test_the_same_numbers_block_while_nobody_knows_of_them(tmp_path: Path):
    with pytest.raises(DataError) as caught:
        composed(printed_wrong(tmp_path))

    assert [one.rule for one in caught.value.problems] == ["total-mismatch"] * 4


def test_the_page_of_the_table_marks_them_and_explains_them_below(files: dict[str, bytes]):
    page = files[f"{TABLE}index.md"].decode()

    assert ">1,884 <small>原文有误</small>" in line_with(page, 'id="china-domestic"')
    assert ">3,600 <small>原文有误</small>" in line_with(page, 'id="jiangsu"')
    note = line_with(page, "<span>注：")
    assert NATION in note
    assert f"甲,乙；{JIANGSU}" in note


def test_the_downloads_of_the_table_mark_them_beside_the_number_as_printed(files: dict[str, bytes]):
    header, nation, *_ = rows(files[f"{NAME}.csv"])
    at = header.index("1884") if "1884" in header else nation.index("1884")
    assert nation[at + 1] == "原文有误"
    assert NATION in nation[header.index("注")]

    header, nation, *_ = rows(files[f"{NAME}.plain.csv"])
    key = "designs_in_force_all_holders_2023-12-31"
    assert (nation[header.index(key)], nation[header.index(f"{key}_note")]) == ("1884", "原文有误")

    book = CalamineWorkbook.from_filelike(io.BytesIO(files[f"{NAME}.xlsx"]))
    data, about = (book.get_sheet_by_name(name).to_python() for name in ("数据", "说明"))
    assert data[1][data[1].index(1884) + 1] == "原文有误"
    assert any(NATION in str(line[1]) for line in about)


def test_the_indicators_page_marks_totals_and_regions(files: dict[str, bytes]):
    page = files["indicators/designs-in-force/index.md"].decode()

    assert "1,884</a> <small>原文有误</small></td><td>表1 测试用的外观设计" in page
    assert "3,600</a> <small>原文有误</small>" in page
    assert f"国内总计，全部专利权人，截至2023年末：{NATION}；江苏，高校，截至2023年末：甲,乙；{JIANGSU}。" in page


def test_a_regions_page_marks_its_number_and_what_follows_from_a_wrong_one(files: dict[str, bytes]):
    jiangsu, beijing = (files[f"regions/{name}/index.md"].decode() for name in ("jiangsu", "beijing"))

    assert "3,600</a> <small>原文有误</small>" in jiangsu
    assert "第1位 <small>有数原文有误</small>" in jiangsu
    assert f"甲,乙；{JIANGSU}" in jiangsu
    assert '<td class="num">55.7% <small>总计原文有误</small></td><td class="num">第1位</td>' in beijing
    assert '<td class="num">53.8%</td><td class="num">第2位 <small>有数原文有误</small></td>' in beijing
    assert f"国内总计{NATION}" in beijing
    assert f"江苏{JIANGSU}" in beijing


def test_charts_say_so_in_picture_words_table_and_download(files: dict[str, bytes]):
    folder, name = "indicators/designs-in-force/", "designs-in-force-universities-ranking"
    page, drawn = files[f"{folder}index.md"].decode(), files[f"{folder}{name}.svg"].decode()

    assert rows(files[f"{folder}{name}.csv"])[1][:3] == ["江苏", "3600", "原文有误"]
    assert JIANGSU in re.sub("<[^>]*>|\n", "", drawn.split("</metadata>")[1])
    assert "江苏的3,600原文有误。" in line_with(page, f'src="{name}.svg"')
    assert re.search(r'<th scope="row">江苏<td><a href="[^"]*#jiangsu-[^"]*">3,600</a><td>原文有误<tr>', page)


def test_the_data_page_lists_them_and_the_data_files_carry_them(files: dict[str, bytes]):
    page = files["data/index.md"].decode()

    assert "## 原文的错误 {: #errors }" in page
    row = line_with(page, "34个地区相加比它少1")
    assert "国内总计，截至2023年末，有效外观设计，全部专利权人" in row
    assert '<td class="num">1,884</td><td class="num">不明</td>' in row
    assert files["data/files/known_errors.yml"].decode() == ENTRIES
    table = rows(files["data/files/tables/designs.csv"])
    assert [row[-1] for row in table if "原文有误" in row[-1]] == [NATION, f"甲,乙；{JIANGSU}"]


def test_nothing_of_it_shows_before_its_source_is_out(tmp_path: Path):
    root = printed_wrong(tmp_path)
    (root / "data/known_errors.yml").write_text(ENTRIES, "utf-8")
    sources = root / "data/sources.csv"
    text = sources.read_text("utf-8")
    assert "表1 测试用的外观设计,2024-06," in text
    sources.write_text(text.replace("表1 测试用的外观设计,2024-06,", "表1 测试用的外观设计,2031-06,"), "utf-8")

    found = composed(root)

    assert yaml.safe_load(found["data/files/known_errors.yml"]) == []
    assert [path for path, content in found.items() if "原文有误".encode() in content] == ["data/index.md"]  # a symbol
    assert "{: #errors }" not in found["data/index.md"].decode()
    assert not [path for path, content in found.items() if "比它少1".encode() in content]


def test_the_frame_for_pandas_tells_them_in_its_notes():
    assert frame(of_tables(real()))["note"].tolist() == [row.remark for row in real().official]


def test_a_site_without_known_errors_says_nothing_of_them():
    assert real().known_errors == ()
