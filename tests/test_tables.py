"""Tables of numbers: what the page prints of one, escaped and on one line."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from report.model import Page, Row, Table
from report.pages import as_sample, render
from report.wording import number_in
from tests.conftest import ROOT
from tests.downloads import TABLE
from tests.known import example_pages


def page(table: Table = TABLE, address: str = "/quarters/2024q3/", template: str = "one.md.j2") -> Page:
    return Page(address, template, "第三季度", "", "季度", {"tables": [table]}, tables=(table,))


@pytest.fixture
def printed(tmp_path):
    for name in ("_tables.html.j2", "_macros.html.j2"):
        (tmp_path / name).write_bytes((ROOT / "templates" / name).read_bytes())
    (tmp_path / "one.md.j2").write_text(
        '{% import "_tables.html.j2" as t %}\n{% for one in tables %}{{ t.data_table(one, url) }}{% endfor %}\n'
    )
    return lambda one: render([one], tmp_path, {})[0].content.decode()


def test_a_page_prints_the_unit_in_the_header_marks_beside_values_and_links_to_its_downloads(printed):
    text = printed(page())

    assert '<th scope="col" class="num">本年累计（次）</th>' in text
    jiangsu = '<th scope="row"><a href="../../regions/jiangsu/">江苏</a>'
    assert f'{jiangsu}<td data-said="修订数">1,205 <small>r</small><td' in text
    assert '<tr\n data-pin="end"><th scope="row">兵团<br><span class="ph-src">含在新疆内</span><td' in text
    assert [f'href="transfer.{kind}"' in text for kind in ("xlsx", "csv", "plain.csv")] == [True] * 3
    assert "tables: true" in text


def test_headers_over_several_columns_stand_in_a_row_of_their_own(printed):
    columns = [replace(one, pieces=("转让", one.title)) for one in TABLE.columns]

    assert (
        '<th scope="col" rowspan="2">地区</th><th scope="colgroup" colspan="2">转让</th></tr>\n'
        '<tr><th scope="col" class="num">本年累计（次）</th><th scope="col" class="num">同比（%）</th></tr>'
    ) in printed(page(replace(TABLE, columns=tuple(columns))))


def test_a_cell_of_words_says_what_it_sorts_by(printed):
    assert '<td data-value="-3.12">下降3.1%</tbody>' in printed(page())


def test_what_data_say_stays_text_and_the_block_stays_whole(printed):
    text = printed(page(replace(TABLE, title="<b>甲</b>\n\n乙", note='"><script>')))

    assert "&lt;b&gt;甲&lt;/b&gt; 乙" in text
    assert "<script>" not in text
    assert "\n\n" not in text[text.index("<div") : text.rindex("</div>")]


def test_a_synthetic_table_says_so_wherever_it_stands_in_the_context(printed):
    one = Page("/", "one.md.j2", "", "", "季度", {"tables": [TABLE], "deep": [{"table": TABLE}]}, tables=(TABLE,))

    assert as_sample(one).context["deep"][0]["table"].synthetic
    assert as_sample(one).tables[0].synthetic
    assert "示例数据" in printed(as_sample(one))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234", "1234"), ("−3.1%", "-3.1"), ("+0.5", "0.5"), ("未公布", None), ("1.9万", None), ("", None), ("…", None)],
)
def test_a_printed_number_is_read_back(text, number):
    assert number_in(text) == (None if number is None else Decimal(number))


def test_a_revised_value_is_marked_in_the_tables_the_trends_the_sheets_and_the_small_bars():
    """甘肃 revised what it had transferred in 2024Q2: 249."""
    pages = {page.address: page for page in example_pages()}
    region, sheet = pages["/regions/gansu/"], pages["/data/tables/return-2024q2-4/"].tables[0]
    listed = next(table for table in region.tables if table.name == "quarters")
    trend = next(chart for chart in region.charts if chart.name == "transfer-count-quarter-trend")
    bars = pages["/regions/gansu/2024q4/"].context["profile"][0]["bars"]

    assert "249 r" in [f"{cell.text} {cell.marks}" for cell in row(listed, "2024年第二季度").cells]
    assert [(one.label, cell.text) for one in trend.rows for cell in one.cells if cell.marks == "r"] == [
        ("2024年第二季度", "249")
    ]
    assert "r 修订数" in trend.note
    assert "249 r" in [f"{cell.text} {cell.marks}" for cell in row(sheet, "甘肃").cells]
    assert [bar.when for bar in bars if bar.marks == "r"] == ["2024年第二季度"]


def row(table: Table, label: str) -> Row:
    return next(one for one in table.rows if one.label == label)


def test_the_grid_of_regions_shows_of_each_province_what_its_row_of_the_table_says(built_site: Path):
    rows = csv.DictReader((ROOT / "data/tables/designs.csv").read_text("utf-8").splitlines())
    printed = {
        row["region"]: f"{int(row['value']):,}"
        for row in rows
        if (row["period"], row["subject"]) == ("2023-12-31", "universities") and row["region"] != "全国"
    }
    page = (built_site / "regions/index.html").read_text("utf-8")
    grid = page.partition('aria-label="高校有效外观设计专利：各地区方格图"')[2].partition("</ol>")[0]
    squares = re.findall(r'<a href="([^"]+)"><span>(\w+)</span><small>([^<]+)</small>', grid)

    assert {name: value for _, name, value in squares} == {
        name: value for name, value in printed.items() if name not in ("新疆生产建设兵团", "台湾")
    }
    assert [to for to, name, _ in squares if name == "江苏"] == [
        "../data/tables/cnipa-2023-3-7/#jiangsu-designs_in_force-universities-2023-12-31"
    ]
    assert re.findall(r"<span>(台湾|香港|澳门)</span><small>未纳入</small>", grid) == ["台湾", "香港", "澳门"]
