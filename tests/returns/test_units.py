"""Units around the numbers: wherever a reader would look for one, it is compared with the form's."""

from __future__ import annotations

import pytest

from report.checks.of_returns import BY_ID
from report.returns.folders import Reader
from report.returns.units import units_above, units_in, units_told
from tests.known import return_reader
from tests.returns.drafts import WRITTEN, found_in
from tests.returns.test_reading import workbook

Rows = list[list[object]]


@pytest.fixture(scope="module")
def by() -> Reader:
    return return_reader()


def said(by: Reader, name: str, content: bytes, mapping: str = "office-one-sheet") -> list[str]:
    found = found_in(by, by.reading(name, content, mapping), [BY_ID["magnitude"]])
    return [f"{one.place.told} {one.what}" for one in found]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万件/10 000 Pieces", ("万件",)), ("单位：件（Piece）", ("件",)), ("单位：千件/thousand", ("千件",)),
        ("单位：件/10 000 Pieces", ("件", "10 000 pieces")), ("（2023年底，单位：万件）", ("万件",)),
        ("单位：万件", ("万件",)), ("计量单位:万件", ("万件",)), ("（万件）", ("万件",)), ("单位 万件", ("万件",)),
        ("（单位：家、件）", ("家", "件")), ("单位：件，%", ("件", "%")), ("计量单位为 万件", ("万件",)),
        ("万件", ("万件",)),
        ("某省专利盘点情况（万件）", ("万件",)), ("以万件为单位", ("万件",)), ("单位：10,000件", ("10000件",)),
        ("Unit: 10,000 pieces", ("10,000 pieces",)), ("Unit: piece", ("件",)), ("单位(Unit)：万件", ("万件",)),
        ("单位：万件 Unit: 10,000 pieces", ("万件",)), ("(ten thousand)", ("ten thousand",)), ("单位：亿元", ("亿元",)),
        ("ＵＮＩＴ：万件", ("万件",)), ("单位：‰", ("‰",)),
        ("单 位：万 件", ("万件",)), ("單位：萬件", ("万件",)), ("单位：家；件", ("家", "件")),
        ("单位：件、家等", ("件", "家")),
        ("单位：件；比率为%", ("件",)), ("注：除家外，单位均为万件", ("万件",)),
        ("单位：家、件（万）", ("家", "件", "万")),
        ("金额单位：万元  数量单位：件", ("万元", "件")),
        ("填报单位：某省知识产权局", ()), ("单位：某大学", ()), ("完成盘点单位情况", ()), ("（2024年第四季度）", ()),
        ("计数填整数，不带千分位和单位；比率保留2位小数", ()), ("填报单位（盖章）：", ()),
    ],
)  # fmt: skip
def test_a_text_above_the_table_names_units_in_many_spellings(text: str, units: tuple[str, ...]) -> None:
    assert units_above(text) == units


@pytest.mark.parametrize(
    ("header", "units"),
    [
        ("授权量（万件/10 000 Pieces）", ("万件",)),
        ("数值（万件 10 000 pieces）", ("万件",)),
        ("授权量 Grants (10 000 pieces)", ("10 000 pieces",)),
        ("授权量(件/Piece)", ("件",)),
        ("本季 (Q1)", ()),
    ],
)
def test_a_header_names_its_unit_in_two_languages(header: str, units: tuple[str, ...]) -> None:
    assert units_in(header) == units


def test_below_the_table_only_what_is_called_a_unit_is_one() -> None:
    assert (units_told("注：比率（%）保留两位"), units_told("注：本表单位为万件。")) == ((), ("万件",))


ABOVE: Rows = [["省份", "应盘", None], [None, "小计", "高等院校"], ["江苏", 5, 3]]


@pytest.mark.parametrize(
    "text", ["单位：万件", "计量单位:万件", "（万件）", "单位 万件", "Unit: 10,000 pieces", "单位：次"]
)
def test_another_unit_above_any_layout_is_an_error_with_its_cell(by: Reader, text: str) -> None:
    content = workbook([[text], *ABOVE], ("B2:C2",))

    assert [one.partition(" ")[0] for one in said(by, "x.xlsx", content)] == ["x.xlsx:Sheet1!A1"]


@pytest.mark.parametrize("text", ["单位：件（万）", "单位：件、千", "单 位：万 件", "單位：萬件", "单位：件（千件）"])
def test_a_word_that_scales_the_unit_is_another_unit(by: Reader, text: str) -> None:
    assert said(by, "x.xlsx", workbook([[text], *ABOVE], ("B2:C2",))) != []


@pytest.mark.parametrize("text", ["单位：件", "单位：件、%", "Unit: piece", "填报单位：某省知识产权局", "单位：家；件"])
def test_the_form_s_own_unit_above_any_layout_says_nothing(by: Reader, text: str) -> None:
    assert said(by, "x.xlsx", workbook([[text], *ABOVE], ("B2:C2",))) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([[None, "单位：", "万件"], *ABOVE], ["x.xlsx:Sheet1!C1 单位写作「万件」，制式为「件」"]),
        ([[None, "单位", "10,000 pieces"], *ABOVE], ["x.xlsx:Sheet1!C1 单位写作「10,000 pieces」，制式为「件」"]),
        ([*ABOVE, ["注：本表单位为万件。"]], ["x.xlsx:Sheet1!A4 单位写作「万件」，制式为「件」"]),
        ([["省份（万件）", "应盘", None], *ABOVE[1:]], ["x.xlsx:Sheet1!A1 单位写作「万件」，制式为「件」"]),
        ([*ABOVE[:2], ["江苏（万件）", 5, 3]], ["x.xlsx:Sheet1!A3 单位写作「万件」，制式为「件」"]),
        ([["省份", "应盘（万件）", "应盘"], *ABOVE[1:]], ["x.xlsx:Sheet1!B2 表头单位「万件」与制式「件」不符"]),
        ([["省份", "应盘", "应盘[万件]"], *ABOVE[1:]], ["x.xlsx:Sheet1!C2 表头单位「万件」与制式「件」不符"]),
        ([["省份", "万件", "万件"], [None, "应盘", "应盘"], *ABOVE[1:]],
         ["x.xlsx:Sheet1!B3 表头单位「万件」与制式「件」不符", "x.xlsx:Sheet1!C3 表头单位「万件」与制式「件」不符"]),
        ([["省份", "单位", "应盘"], [None, None, "小计"], ["江苏", "万件", 5]],
         ["x.xlsx:Sheet1!B3 单位写作「万件」，制式为「件」"]),
        ([["省份", "单位", "应盘"], [None, None, "小计"], ["江苏", "件", 5]], []),
        ([["省份", "转让登记"], [None, "小计"], [None, "累计同比（‰）"], ["江苏", 5]],
         ["x.xlsx:Sheet1!B3 表头单位「‰」与制式「%」不符"]),
    ],
)  # fmt: skip
def test_a_unit_is_compared_wherever_it_stands(by: Reader, rows: Rows, found: list[str]) -> None:
    merged = tuple(f"B{n}:C{n}" for n, row in enumerate(rows, start=1) if row[1:] == ["应盘", None])

    assert said(by, "x.xlsx", workbook(rows, merged)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("地区,指标,对象,数值（万件）\n北京,应盘点专利,合计,5\n", ["x.csv:1 单位写作「万件」，制式为「件」"]),
        ("地区,指标,对象,数值（单位：万件）\n北京,应盘点专利,合计,5\n", ["x.csv:1 单位写作「万件」，制式为「件」"]),
        ("单位：万件\n地区,指标,对象,数值\n北京,应盘点专利,合计,5\n", ["x.csv:1 单位写作「万件」，制式为「件」"]),
        ("地区,指标,对象,单位,数值\n北京,应盘点专利,合计,万件,5\n", ["x.csv:2 表头单位「万件」与制式「件」不符"]),
        ("地区,指标,对象,计量单位,数值\n北京,应盘点单位,合计,件,5\n", ["x.csv:2 表头单位「件」与制式「家」不符"]),
        ("地区,指标,对象,单位,数值\n北京,产业化率,合计,‰,5\n", ["x.csv:2 表头单位「‰」与制式「%」不符"]),
        ("地区,指标,对象,单位,数值\n北京,产业化率,合计,%,5\n北京,应盘点专利,合计,件,5\n", []),
        ("地区,指标,对象,数值（件）\n北京,应盘点专利,合计,5\n", []),
        ("地区,指标,对象,数值（件）\n北京,应盘点单位,合计,5\n", ["x.csv:1 单位写作「件」，制式为「家」"]),
    ],
)  # fmt: skip
def test_the_long_form_names_its_unit_in_the_head_of_its_values_or_in_a_column(
    by: Reader, text: str, found: list[str]
) -> None:
    assert said(by, "x.csv", text.encode(), "programme") == found


# ---------------------------------------------------------------- headers without merges, hints, fractions


GROUPED: Rows = [
    ["省份", "应盘", None, "已盘", None],
    [None, "小计", "高等院校", "小计", "高等院校"],
    ["江苏", 5, 3, 4, 2],
]


def test_headers_of_groups_in_their_first_cell_are_read_where_that_is_the_only_reading(by: Reader) -> None:
    reading = by.reading("x.xlsx", workbook(GROUPED), "office-one-sheet")

    assert [(one.column.item, one.column.part, one.number) for one in reading.entries] == [
        ("inventory_patents_due", "universities_and_institutes", 5),
        ("inventory_patents_due", "universities", 3),
        ("inventory_patents_done", "universities_and_institutes", 4),
        ("inventory_patents_done", "universities", 2),
    ]


def test_where_there_are_several_readings_one_error_says_that_merges_were_lost(by: Reader) -> None:
    rows = [["省份", "应盘", None, None, None], *GROUPED[1:]]
    found = found_in(by, by.reading("x.xlsx", workbook(rows), "office-one-sheet"), WRITTEN)

    assert [f"{one.place.cell} {one.what}" for one in found] == [
        "A1 表头的合并单元格丢失了：分组的表头只写在第一格，各列属于哪一组看不出来"
    ]


@pytest.mark.parametrize(
    ("code", "label", "hint"),
    [
        ("110000", "京", "是不是「北京」（按旁边的代码）？"),
        ("650000", "新疆（不含兵团）", "是不是「新疆」（按旁边的代码）？"),
        ("", "京", "是不是「北京」？"),
        ("", "西蔵", "是不是「西藏」？"),
    ],
)
def test_the_hint_for_a_name_is_the_region_of_the_code_beside_it(by: Reader, code: str, label: str, hint: str) -> None:
    text = f"代码,地区,指标,对象,数值\n{code},{label},应盘点专利,合计,5\n"
    found = found_in(by, by.reading("x.csv", text.encode()), [BY_ID["unknown-name"]])

    assert [one.cure for one in found] == [f"{hint}请写省级地区的全称或简称"]
