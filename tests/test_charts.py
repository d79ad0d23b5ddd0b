"""Charts: what is in the picture, what its words say, and that the same chart is always the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report.charts
from report.charts import Picture, alt, beside, draw_all, key
from report.charts.kind import Line, Mark, lines_of, panels_of
from report.downloads.csv_text import csv_text
from report.model import Cell, Chart, ChartKind, Column, Row
from report.plaintext import plainly
from report.store import Stores, pack
from tests.glyphs import font, missing_glyphs

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"


def mark(label: str, value: int | str | None, text: str | None = None, **where) -> Mark:
    number = None if value is None else Decimal(value)
    return Mark(label, number, text if text is not None else ("未公布" if value is None else f"{number:,}"), **where)


def year(number: int, value: int | None) -> Mark:
    return mark(f"{number}年", value, day=date(number, 12, 31))


def chart(kind: ChartKind, *lines: Line, unit: str = "件", **more) -> Chart:
    """The chart of *lines*: of small multiples a row each, of every other kind a column each."""
    said = {
        "title": "有效发明专利",
        "as_of": "截至2023年末",
        "source": "国家知识产权局年报",
        "note": "",
        "label_title": "地区",
    }
    shape = across(lines, unit) if kind is ChartKind.MULTIPLES else down(lines, unit, named=kind is ChartKind.TREND)
    return Chart(name="c", kind=kind, **(said | shape | more))


def down(lines: tuple[Line, ...], unit: str, *, named: bool) -> dict[str, tuple]:
    marks = [each for line in lines for each in line.marks]
    places = marks if len(lines) == 1 else {each.label: each for each in marks}.values()
    rows = [
        Row(at.label, "", tuple(cell_at(at.label, line) for line in lines), day=at.day, tile=at.tile) for at in places
    ]
    titles = [line.name if named else "数值" for line in lines]
    return {"columns": tuple(Column("value", title, unit) for title in titles), "rows": tuple(rows)}


def across(lines: tuple[Line, ...], unit: str) -> dict[str, tuple]:
    places = {each.label: each for line in lines for each in line.marks}.values()
    rows = [Row(line.name, "", tuple(cell_at(at.label, line) for at in places)) for line in lines]
    return {"columns": tuple(Column("value", at.label, unit, day=at.day) for at in places), "rows": tuple(rows)}


def cell_at(label: str, line: Line) -> Cell:
    return next((Cell(each.text, each.value) for each in line.marks if each.label == label), Cell("未公布"))


def csv_of(one: Chart) -> str:
    return csv_text(plainly(one), "")


def trend(*marks: Mark, **more) -> Chart:
    return chart(ChartKind.TREND, Line("高校", marks), **more)


def ranking(*marks: Mark, **more) -> Chart:
    return chart(ChartKind.RANKING, Line("高校", marks), **more)


def regions(count: int) -> list[Mark]:
    return [mark(f"地区{n}", 10 * n + 1, tile=(n % 8, n // 8)) for n in range(count)]


ONE_OF_EACH = {
    ChartKind.TREND: trend(year(2012, 100), year(2013, 120), year(2021, 400), year(2022, None), year(2023, 500)),
    ChartKind.RANKING: ranking(mark("北京", 5), mark("天津", 9), mark("西藏", None), highlight="北京"),
    ChartKind.TILES: chart(
        ChartKind.TILES, Line("高校", (*regions(31), mark("台湾", None, "未纳入统计", tile=(7, 6))))
    ),
    ChartKind.MULTIPLES: chart(
        ChartKind.MULTIPLES, Line("北京", (year(2022, 90), year(2023, 95))), Line("西藏", (year(2023, 2),))
    ),
    ChartKind.TIMELINE: chart(
        ChartKind.TIMELINE,
        Line(
            "",
            (mark("全国高校院所已盘点", 914000, "91.4万件", day=date(2024, 4, 24)), mark("江苏", 161000, "16.1万件")),
        ),
    ),
}


def draw(one: Chart) -> str:
    """The SVG of a chart."""
    return report.charts.draw(one).svg


every_kind = pytest.mark.parametrize("kind", list(ChartKind))


def elements(svg: str, tag: str, wanted: str = "") -> list[ElementTree.Element]:
    """The elements of *svg* called *tag* that have the class *wanted*."""
    found = ElementTree.fromstring(svg).iter(SVG + tag)
    return [element for element in found if not wanted or wanted in element.get("class", "").split()]


def spots(svg: str) -> list[str]:
    return (ElementTree.fromstring(svg).get("data-spots") or "").split(";")


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in elements(svg, "text")]


# ---------------------------------------------------------------- around every picture


@every_kind
def test_title_unit_date_note_and_source_stand_inside_the_picture(kind: ChartKind) -> None:
    printed = "\n".join(texts(draw(replace(ONE_OF_EACH[kind], note="口径有调整"))))

    assert "有效发明专利" in printed
    assert "单位：件　截至2023年末" in printed
    assert "注：口径有调整" in printed
    assert "数据来源：国家知识产权局年报" in printed


@every_kind
def test_only_sample_data_is_marked_as_such(kind: ChartKind) -> None:
    sample = draw(replace(ONE_OF_EACH[kind], synthetic=True))

    assert texts(sample).count("示例数据") >= 2  # the badge, and over the data
    assert "数据来源：国家知识产权局年报" in texts(sample)  # a real source is not called invented
    assert "示例数据" not in draw(ONE_OF_EACH[kind])


@every_kind
def test_a_picture_names_and_describes_itself(kind: ChartKind) -> None:
    root = ElementTree.fromstring(draw(ONE_OF_EACH[kind]))

    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    assert root.findtext(f"{SVG}title") == "有效发明专利"
    assert root.findtext(f"{SVG}desc") == alt(ONE_OF_EACH[kind])


@every_kind
def test_every_mark_is_in_the_picture(kind: ChartKind) -> None:
    said = "".join(ElementTree.fromstring(draw(ONE_OF_EACH[kind])).itertext()).replace("\n", "")

    for line in (panels_of if kind is ChartKind.MULTIPLES else lines_of)(ONE_OF_EACH[kind]):
        assert kind is not ChartKind.MULTIPLES or line.name in said
        for each in line.marks if kind is not ChartKind.MULTIPLES else line.marks[-1:]:
            assert each.value is None or each.text in said


@every_kind
def test_every_value_can_be_pointed_at_where_it_stands_in_the_table(kind: ChartKind) -> None:
    one = ONE_OF_EACH[kind]
    root = ElementTree.fromstring(draw(one))
    found = [tuple(map(int, spot.split()[:2])) for spot in spots(draw(one))]

    assert sorted(found) == [(row, column) for row in range(len(one.rows)) for column in range(len(one.columns))]
    assert root.get("data-columns") == " ".join(map(str, range(1, len(one.columns) + 2)))


def test_marks_beside_values_have_a_column_of_their_own_in_the_table() -> None:
    marked = Row("甲", "", (Cell("1", Decimal(1), "p"), Cell("2", Decimal(2))))
    one = replace(ONE_OF_EACH[ChartKind.MULTIPLES], rows=(marked,))

    assert beside(one)[1] == (("甲", "1", "p", "2"),)
    assert ElementTree.fromstring(draw(one)).get("data-columns") == "1 3 4"


@every_kind
def test_no_text_leaves_the_sheet(kind: ChartKind) -> None:
    from report.charts.style import SIZES, WIDTH
    from report.charts.typeset import width

    for text in elements(draw(ONE_OF_EACH[kind]), "text"):
        classes = text.get("class", "").split()
        room = width(text.text or "", next(name for name in classes if name in SIZES), "bold" in classes)
        left = float(text.get("x", "")) - room * (0.5 if "middle" in classes else 1 if "end" in classes else 0)
        assert left >= 0
        assert left + room <= WIDTH


@every_kind
def test_nothing_of_the_machine_that_drew_it_is_in_the_picture(kind: ChartKind) -> None:
    svg = draw(ONE_OF_EACH[kind])

    assert not re.search(r"matplotlib|DejaVu|<metadata|<!DOCTYPE|<\?xml|/work|clip-path|<defs", svg)
    assert len(svg.encode()) < 17_000


def test_the_colours_follow_the_readers_scheme() -> None:
    svg = draw(ONE_OF_EACH[ChartKind.TREND])
    light, dark = re.findall(r"\.ground{fill:(#\w+)}", svg)

    assert (light, dark) == ("#ffffff", "#15191f")
    assert svg.index("#ffffff") < svg.index("@media(prefers-color-scheme:dark)") < svg.index("#15191f")


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [0, 1])
def test_all_text_can_be_read_in_both_schemes(scheme: int) -> None:
    from report.charts.style import COLOURS, SERIES

    colour = {name: pair[scheme] for name, pair in COLOURS.items()}
    for name in ("ink", "muted", *SERIES):
        assert contrast(colour[name], colour["ground"]) >= 4.5, name
    for number in range(5):
        assert contrast(colour[f"on{number}"], colour[f"class{number}"]) >= 4.5, number
    for name in ("bar", "axis", "highlight"):
        assert contrast(colour[name], colour["ground"]) >= 3, name


# ---------------------------------------------------------------- trend


def joined(svg: str) -> list[int]:
    """How many values each line of a trend joins."""
    return [len(path.get("d", "").strip("M").split()) // 2 for path in elements(svg, "path", "line")]


def test_years_without_a_value_break_the_line() -> None:
    assert joined(draw(trend(year(2012, 1), year(2013, 2), year(2017, 5), year(2021, 8), year(2022, 9)))) == [2, 2]


def test_consecutive_years_are_joined_whatever_the_month() -> None:
    march, april = mark("2012年3月", 5, day=date(2012, 3, 31)), mark("2013年4月", 6, day=date(2013, 4, 30))

    assert joined(draw(trend(march, april))) == [2]


def test_an_absent_value_breaks_the_line_and_is_not_drawn() -> None:
    quarters = [mark(f"第{n}季度", None if n == 3 else n, day=date(2024, 3 * n, 28)) for n in (1, 2, 3, 4)]
    svg = draw(trend(*quarters))

    assert joined(svg) == [2]
    assert len(elements(svg, "circle", "dot")) == 3


def test_values_are_joined_in_the_order_of_time() -> None:
    one, other = draw(trend(year(2023, 3), year(2022, 2))), draw(trend(year(2022, 2), year(2023, 3)))

    assert one.partition("\n")[2] == other.partition("\n")[2]
    assert [spot.split()[:2] for spot in spots(one)] == [["1", "0"], ["0", "0"]]  # as the rows of its table stand


def test_a_trend_without_any_value_says_so() -> None:
    svg = draw(trend(year(2022, None), year(2023, None)))

    assert "未公布" in texts(svg)
    assert elements(svg, "circle") == []


def test_the_axis_starts_at_zero_and_speaks_in_ten_thousands() -> None:
    printed = texts(draw(trend(year(2022, 90_000), year(2023, 123_456))))

    assert [text for text in printed if re.fullmatch(r"0|\d+万", text)] == ["0", "5万", "10万", "15万"]


def test_points_stand_as_far_apart_as_their_days() -> None:
    x = [
        float(dot.get("cx", "")) for dot in elements(draw(trend(year(2010, 1), year(2012, 1), year(2020, 1))), "circle")
    ]

    assert (x[2] - x[1]) / (x[1] - x[0]) == pytest.approx(4, abs=0.02)


def test_value_labels_do_not_touch() -> None:
    from report.charts.typeset import width

    svg = draw(trend(*(year(n, 1000 + 37 * (n % 3)) for n in range(2011, 2025))))
    labels = [
        (float(label.get("x", "")), float(label.get("y", "")), width(label.text or "", "label"))
        for label in elements(svg, "text", "fill-accent")
    ]

    assert len(labels) > 10
    for n, (x, y, wide) in enumerate(labels):
        assert all(abs(x - u) >= (wide + other) / 2 or abs(y - v) >= 15 for u, v, other in labels[:n])


def test_several_lines_are_named_beside_their_last_value() -> None:
    svg = draw(chart(ChartKind.TREND, Line("高校", (year(2022, 5), year(2023, 9))), Line("企业", (year(2023, 2),))))
    names = {text.text: float(text.get("y", "")) for text in elements(svg, "text", "bold")}

    assert names["高校"] < names["企业"]


def test_lines_of_one_name_are_both_drawn() -> None:
    svg = draw(chart(ChartKind.TREND, Line("", (year(2022, 5),)), Line("", (year(2022, 9),))))

    assert {"5", "9"} <= set(texts(svg))


# ---------------------------------------------------------------- ranking


def test_a_ranking_goes_from_the_largest_down_and_ties_stay_as_given() -> None:
    svg = draw(ranking(mark("甲", 3), mark("丙", None), mark("乙", 7), mark("丁", 3)))

    assert [t for t in texts(svg) if t in "甲乙丙丁"] == ["乙", "甲", "丁", "丙"]


def test_an_absent_value_has_words_and_no_bar() -> None:
    svg = draw(ranking(mark("甲", 3), mark("丙", None)))

    assert len(elements(svg, "rect", "bar")) == 1
    assert "未公布" in texts(svg)


def test_bars_are_as_long_as_their_values() -> None:
    bars = elements(draw(ranking(mark("甲", 400), mark("乙", 100))), "rect", "bar")
    lengths = [float(bar.get("width", "")) for bar in bars]

    assert lengths[0] / lengths[1] == pytest.approx(4, abs=0.01)


def test_negative_bars_go_the_other_way() -> None:
    up, down = elements(draw(ranking(mark("甲", 4), mark("乙", -4))), "rect", "bar")

    assert float(down.get("x", "")) + float(down.get("width", "")) == pytest.approx(float(up.get("x", "")), abs=0.1)


def test_the_pages_own_region_differs_in_colour_and_in_weight() -> None:
    svg = draw(ranking(mark("甲", 4), mark("乙", 3), highlight="乙"))

    assert len(elements(svg, "rect", "fill-highlight")) == 1
    assert [text.text for text in elements(svg, "text", "bold")] == ["乙", "3"]


# ---------------------------------------------------------------- tiles


def test_a_tile_stands_where_its_region_says_and_carries_label_and_text() -> None:
    svg = draw(chart(ChartKind.TILES, Line("", (mark("甲", 1, tile=(0, 0)), mark("乙", 2, tile=(2, 1))))))
    first, second = (r for r in elements(svg, "rect") if r.get("width") == r.get("height") == "72")

    assert float(second.get("x", "")) - float(first.get("x", "")) == 2 * 76
    assert float(second.get("y", "")) - float(first.get("y", "")) == 76
    assert {"甲", "乙", "1", "2"} <= set(texts(svg))


def test_the_tile_grid_says_that_it_is_no_map() -> None:
    assert "注：口径有调整；示意图，不表示行政区划界线" in texts(
        draw(replace(ONE_OF_EACH[ChartKind.TILES], note="口径有调整。"))
    )


def test_shades_are_fifths_of_the_regions_and_the_legend_tells_their_ranges() -> None:
    marks = tuple(mark(f"地{n}", n, tile=(n, 0)) for n in range(1, 11))
    svg = draw(chart(ChartKind.TILES, Line("", marks)))

    assert {"1–2", "3–4", "5–6", "7–8", "9–10"} <= set(texts(svg))


def test_equal_values_have_one_shade() -> None:
    from report.charts.tiles import breaks, shade_of

    limits = breaks([Decimal(value) for value in (1, 1, 1, 1, 1, 1, 1, 2, 3, 4)])

    assert [shade_of(Decimal(value), limits) for value in (1, 2, 3, 4)] == [0, 0, 4, 4]


def test_a_region_without_a_value_is_an_empty_tile() -> None:
    svg = draw(
        chart(ChartKind.TILES, Line("", (mark("甲", 1, tile=(0, 0)), mark("台湾", None, "未纳入统计", tile=(1, 0)))))
    )

    assert len(elements(svg, "rect", "none")) == 2  # the tile and its swatch
    assert "未纳入统计" in "".join(texts(svg))


def test_a_long_number_is_not_broken() -> None:
    svg = draw(chart(ChartKind.TILES, Line("", tuple(mark(f"地{n}", 1854144 + n, tile=(n, 0)) for n in range(9)))))

    assert "1,854,144" in texts(svg)


# ---------------------------------------------------------------- multiples


def panels(*peaks: int) -> Chart:
    lines = (Line(f"地区{n}", (year(2022, peak // 2), year(2023, peak))) for n, peak in enumerate(peaks))
    return chart(ChartKind.MULTIPLES, *lines)


def test_regions_of_like_size_share_one_scale_and_stay_as_given() -> None:
    from report.charts.multiples import BY_ROW, rows_of

    likes = panels(30, 80, 20, 60, 50)

    assert [[line.name for line in row] for row in rows_of(likes)] == [["地区0", "地区1", "地区2", "地区3"], ["地区4"]]
    assert BY_ROW not in "".join(texts(draw(likes)))


def test_regions_of_unlike_size_stand_in_order_and_the_note_warns() -> None:
    from report.charts.multiples import BY_ROW, rows_of

    unlike = panels(30, 8000, 2000, 60, 500)

    assert [line.name for row in rows_of(unlike) for line in row] == ["地区1", "地区2", "地区4", "地区3", "地区0"]
    assert f"注：{BY_ROW}" in texts(draw(unlike))


def test_every_panel_has_a_name_and_its_last_value() -> None:
    svg = draw(
        chart(ChartKind.MULTIPLES, Line("新疆生产建设兵团", (year(2022, 7), year(2023, 123456))), Line("西藏", ()))
    )

    assert {"123,456", "西藏", "未公布"} <= set(texts(svg))
    assert "新疆生产建设兵团" in "".join(ElementTree.fromstring(svg).itertext())


def test_gaps_break_the_lines_of_panels_too() -> None:
    svg = draw(chart(ChartKind.MULTIPLES, Line("甲", (year(2012, 1), year(2013, 2), year(2017, 5)))))

    assert len(elements(svg, "path", "thin")) == 1
    assert len(elements(svg, "circle", "spot")) == 1


# ---------------------------------------------------------------- timeline


def test_cited_figures_are_dots_in_order_of_time_and_never_joined() -> None:
    marks = [mark("后", 9, day=date(2025, 1, 1)), mark("先", 5, day=date(2024, 1, 1)), mark("不明", 7)]
    svg = draw(chart(ChartKind.TIMELINE, Line("", tuple(marks))))
    dots = elements(svg, "circle", "dot")

    assert [text.text for text in elements(svg, "text", "label") if text.text in ("后", "先", "不明")] == [
        "先",
        "后",
        "不明",
    ]
    assert len(dots) == 2
    assert float(dots[0].get("cx", "")) < float(dots[1].get("cx", ""))
    assert elements(svg, "path", "line") == []
    assert "来源未注明时点" in texts(svg)


def test_rows_of_cited_figures_do_not_overlap() -> None:
    words = "全国高校和科研机构完成的存量专利盘点，含发明、实用新型和外观设计三种专利" * 2
    marks = tuple(mark(words, n, f"约{n}万件", day=date(2024, 1, n)) for n in range(1, 10))
    lines = [float(t.get("y", "")) for t in elements(draw(chart(ChartKind.TIMELINE, Line("", marks))), "text", "label")]

    assert all(b - a >= 20 for a, b in zip(sorted(set(lines)), sorted(set(lines))[1:], strict=False))


# ---------------------------------------------------------------- the bundled font


def test_the_font_has_every_character_that_chinese_official_texts_need() -> None:
    assert missing_glyphs("ＡＢ％〔〕《》〈〉「」【】—–·…、。；：？！（）“”‘’①②±×÷≤≥℃㎡￥→▲ 0123456789%‰ azAZ éü") == ""
    assert (
        missing_glyphs("北京天津河北山西内蒙古辽宁吉林黑龙江上海江苏浙江安徽福建江西山东河南湖北湖南广东广西海南") == ""
    )
    assert missing_glyphs("重庆四川贵州云南西藏陕西甘肃青海宁夏新疆生产建设兵团台湾香港澳门" + "啊齄") == ""


def test_a_character_that_the_font_lacks_is_told() -> None:
    assert missing_glyphs("盘活🙂𠮷龥🙂") == "🙂𠮷龥"


def test_the_table_of_widths_is_that_of_the_font() -> None:
    from matplotlib.ft2font import LoadFlags

    from report.charts.typeset import advance

    read = {code: font().load_char(code, flags=LoadFlags.NO_HINTING) for code in font().get_charmap()}

    assert {code: glyph.linearHoriAdvance / 65536 / 1000 for code, glyph in read.items()} == {
        code: advance(chr(code)) for code in read
    }
    assert advance("i") < 0.3 < advance("江") == advance("𠮷") == 1


@every_kind
def test_every_character_drawn_is_in_the_font(kind: ChartKind) -> None:
    assert missing_glyphs("".join(texts(draw(replace(ONE_OF_EACH[kind], synthetic=True))))) == ""


# ---------------------------------------------------------------- hostile text

HOSTILE = '<script>alert("1")</script> & $x_2$ ]]> <!-- \' \\frac\n二\x00\x1b\u202e三'


@every_kind
def test_hostile_text_comes_out_as_plain_text(kind: ChartKind) -> None:
    spoilt = replace(
        ONE_OF_EACH[kind],
        title=HOSTILE, as_of=HOSTILE, source=HOSTILE, note=HOSTILE, highlight=HOSTILE,
        columns=tuple(replace(column, title=HOSTILE, unit=HOSTILE) for column in ONE_OF_EACH[kind].columns),
        rows=tuple(replace(row, label=HOSTILE, cells=tuple(cell._replace(text=HOSTILE) for cell in row.cells))
                   for row in ONE_OF_EACH[kind].rows),
    )  # fmt: skip
    root = ElementTree.fromstring(draw(spoilt))

    assert root.findtext(f"{SVG}title") == '<script>alert("1")</script> & $x_2$ ]]> <!-- \' \\frac 二 三'
    assert not list(root.iter(f"{SVG}script"))
    assert "$x_2$" in "".join(root.itertext())


ANY_TEXT = st.text(st.characters(), max_size=20)
ANY_VALUE = st.none() | st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False)
ANY_DAY = st.none() | st.dates()
ANY_CELL = st.builds(Cell, ANY_TEXT, ANY_VALUE)
ANY_COLUMN = st.builds(Column, st.just("value"), ANY_TEXT, ANY_TEXT, day=ANY_DAY)
ANY_PLACE = st.none() | st.tuples(st.integers(0, 11), st.integers(0, 9))


@st.composite
def any_chart_of(draw_one: st.DrawFn) -> Chart:
    columns = draw_one(st.lists(ANY_COLUMN, max_size=6))
    cells = st.tuples(*(ANY_CELL for _ in columns))
    rows = st.lists(st.builds(Row, ANY_TEXT, st.just(""), cells, day=ANY_DAY, tile=ANY_PLACE), max_size=6)
    return Chart(
        "c", *(draw_one(ANY_TEXT) for _ in range(5)), tuple(columns), tuple(draw_one(rows)), draw_one(st.booleans()),
        kind=draw_one(st.sampled_from(ChartKind)), highlight=draw_one(ANY_TEXT),
    )  # fmt: skip


@given(any_chart_of())
@settings(max_examples=150, deadline=None)
def test_any_chart_can_be_drawn_and_told(any_chart: Chart) -> None:
    root = ElementTree.fromstring(draw(any_chart))
    header, rows = beside(any_chart)

    assert root.findtext(f"{SVG}desc") == alt(any_chart)
    assert all(len(row) == len(header) for row in rows)
    assert csv_of(any_chart).count("\r\n") == 1 + len(any_chart.rows)
    assert not re.search(r"nan|inf\b", "".join(e.get("d", "") + e.get("x", "") for e in root.iter()))


# ---------------------------------------------------------------- words


def test_alt_text_of_a_trend_gives_its_ends_and_what_is_missing() -> None:
    assert alt(trend(year(2021, 5), year(2022, None), year(2023, 7000))) == (
        "折线图：有效发明专利（单位：件，截至2023年末）。高校：2021年 5，2023年 7,000；1项未公布。"
    )


def test_alt_text_of_a_ranking_gives_its_extremes_and_the_pages_own_region() -> None:
    assert alt(ONE_OF_EACH[ChartKind.RANKING]) == (
        "条形图：有效发明专利（单位：件，截至2023年末）。2项有数据，最大：天津 9，最小：北京 5；1项未公布。其中北京 5。"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((9, 5, 7), "3项有数据，最大：甲 9，最小：乙 5。"),
        ((5, 9, 9), "3项有数据，最大：乙、丙并列 9，最小：甲 5。"),
        ((2, 9, 9, 9, 9, 2), "6项有数据，最大：乙等4个地区并列 9，最小：甲、己并列 2。"),
        ((9, 9), "2项有数据，均为9。"),
        ((9,), "1项有数据，最大：甲 9，最小：甲 9。"),
    ],
)
def test_alt_text_names_first_what_the_picture_shows_first_and_all_that_tie(values: tuple[int, ...], said: str) -> None:
    marks = tuple(mark(name, value) for name, value in zip("甲乙丙丁戊己", values, strict=False))

    assert alt(chart(ChartKind.RANKING, Line("", marks))).endswith(f"。{said}")


def test_alt_text_tells_unpublished_from_not_covered() -> None:
    marks = (
        mark("北京", 3),
        mark("西藏", None, "…"),
        mark("台湾", None, "未纳入统计"),
        mark("澳门", None, "未纳入统计"),
    )

    assert alt(chart(ChartKind.TILES, Line("", marks))).endswith("最小：北京 3；1项未公布；2项未纳入统计。")


def test_alt_text_of_panels_compares_last_values() -> None:
    assert alt(ONE_OF_EACH[ChartKind.MULTIPLES]) == (
        "分地区小图：有效发明专利（单位：件，截至2023年末）。共2幅，末值最大：北京 95，最小：西藏 2。"
    )


def test_alt_text_of_cited_figures_never_compares_them() -> None:
    assert alt(ONE_OF_EACH[ChartKind.TIMELINE]) == (
        "时间轴：有效发明专利（单位：件，截至2023年末）。共2条公开数字，口径不同，不连线；"
        "最早：全国高校院所已盘点 91.4万件；最近：江苏 16.1万件。"
    )


def test_sample_data_says_so_in_every_form() -> None:
    sample = replace(ONE_OF_EACH[ChartKind.RANKING], synthetic=True)

    assert alt(sample).startswith("示例数据，并非真实统计。")
    assert beside(sample) == (
        ("地区", "数值（件）", "备注"),
        (("北京", "5", "示例数据"), ("天津", "9", "示例数据"), ("西藏", "未公布", "示例数据")),
    )
    assert csv_of(sample).splitlines()[1].endswith(",示例数据")


def test_the_table_of_a_trend_has_a_column_a_line() -> None:
    two = chart(
        ChartKind.TREND,
        Line("高校", (year(2022, 1000),)),
        Line("企业", (year(2022, 7), year(2023, None))),
        label_title="年份",
    )

    assert beside(two) == (
        ("年份", "高校（件）", "企业（件）"),
        (("2022年", "1,000", "7"), ("2023年", "未公布", "未公布")),
    )


def test_the_table_of_panels_has_a_row_a_region() -> None:
    assert beside(ONE_OF_EACH[ChartKind.MULTIPLES]) == (
        ("地区", "2022年（件）", "2023年（件）"),
        (("北京", "90", "95"), ("西藏", "未公布", "2")),
    )


def test_csv_has_plain_numbers_and_says_where_they_come_from() -> None:
    published = ranking(mark("北京", "12345.60"), mark("西藏", None, "…"), note="注一")

    assert csv_of(published) == (
        "地区,数值（件）,标题,单位,统计时点,数据来源,注\r\n"
        "北京,12345.60,有效发明专利,件,截至2023年末,国家知识产权局年报,注一\r\n"
        "西藏,…,有效发明专利,件,截至2023年末,国家知识产权局年报,注一\r\n"
    )


def test_csv_gives_the_day_of_dated_values() -> None:
    header, row = csv_of(trend(year(2023, 5), label_title="年份")).splitlines()

    assert header.startswith("年份,日期,高校（件）,标题,")
    assert row.startswith("2023年,2023-12-31,5,")


def test_csv_says_how_a_cited_figure_is_printed() -> None:
    column = Column("value", "数值", "件", marks="印出形式")
    rows = (Row("江苏", "", (Cell("约16.1万件", Decimal(161000), "约16.1万件"),)),)

    header, row = csv_of(chart(ChartKind.TIMELINE, columns=(column,), rows=rows)).splitlines()

    assert header.startswith("地区,数值（件）,数值的印出形式,")
    assert row.startswith("江苏,161000,约16.1万件,")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "+86"),
        ("-12.5", "-12.5"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("＝1+1", "'＝1+1"),
        ("+12.0%", "+12.0%"),
        ("北京", "北京"),
    ],
)
def test_no_cell_is_taken_for_a_formula(cell: str, written: str) -> None:
    row = csv_of(ranking(Mark(cell, Decimal(-3), "x"))).splitlines()[1]

    assert row.split(",")[:2] == [written, "-3"]


# ---------------------------------------------------------------- the same bytes, and the cache


def digest() -> str:
    """Of ONE_OF_EACH as this process draws them."""
    drawn = draw_all([*ONE_OF_EACH.values()])
    return hashlib.sha256(b"".join(one.svg.encode() + one.png for one in drawn)).hexdigest()


def test_the_bytes_are_the_same_in_every_zone_locale_folder_and_process(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nlines.linewidth: 9\nsvg.fonttype: path\n")
    others = {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2", "LC_ALL": "de_DE.UTF-8", "SOURCE_DATE_EPOCH": "1"}
    script = "from tests.test_charts import digest; print(digest())"
    told = subprocess.check_output(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), **others}, text=True
    )

    assert told == f"{digest()}\n"


def test_drawing_again_gives_the_same_bytes() -> None:
    first = {kind: draw(one) for kind, one in ONE_OF_EACH.items()}

    assert {kind: draw(one) for kind, one in reversed(ONE_OF_EACH.items())} == first


def test_importing_the_package_and_reading_the_cache_do_not_import_matplotlib() -> None:
    script = (
        "import sys, report.charts as c; from report.model import *;"
        "x = Chart('n', 't', 'a', 's', '', 'l', (), (), kind=ChartKind.TREND);"
        "c.draw_all([x], {c.key(x): b'6 0\\n<svg/>'}); c.alt(x); c.beside(x);"
        "sys.exit('matplotlib' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_two_processes_draw_what_one_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = draw_all(list(ONE_OF_EACH.values()))
    monkeypatch.setattr("report.halves.MANY", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    assert draw_all(list(ONE_OF_EACH.values())) == alone


def test_a_damaged_cache_entry_is_drawn_again(tmp_path: Path) -> None:
    one = ONE_OF_EACH[ChartKind.TREND]
    drawn = draw_all([one], Stores(tmp_path)("charts"))
    with sqlite3.connect(tmp_path / "made.sqlite") as opened:
        opened.execute("UPDATE entry SET content = CAST(substr(content, 1, length(content) - 20) AS BLOB)")

    assert draw_all([one], Stores(tmp_path)("charts")) == drawn == (report.charts.draw(one),)


def test_only_stale_charts_are_drawn() -> None:
    one, two = ranking(mark("甲", 1)), ranking(mark("甲", 2))
    cache = {key(one): pack(b"kept", b"")}
    drawn = report.charts.draw(two)

    assert draw_all([two, one, two], cache) == (drawn, Picture("kept", b""), drawn)
    assert set(cache) == {key(one), key(two)}


def test_a_key_tells_charts_apart_by_anything_they_say() -> None:
    one = ranking(mark("甲", 1))
    others = [
        replace(one, title="别的"),
        replace(one, synthetic=True),
        replace(one, highlight="甲"),
        replace(one, kind=ChartKind.TILES),
        ranking(mark("甲", 1, "1.0")),
    ]

    assert len({key(one), *map(key, others)}) == 6
    assert key(one) == key(ranking(mark("甲", 1)))


# ---------------------------------------------------------------- marks beside values


def with_marks(one: Chart, **marks: str) -> Chart:
    """*one* with marks beside its values, by the row's label."""
    rows = tuple(
        replace(row, cells=tuple(cell._replace(marks=marks.get(row.label, "")) for cell in row.cells))
        for row in one.rows
    )
    return replace(one, rows=rows)


def test_a_provisional_value_is_marked_at_its_point_in_the_words_in_the_table_and_in_the_download():
    marked = with_marks(trend(year(2022, 90), year(2023, 95)), **{"2023年": "p"})
    svg = draw(marked)

    assert "95 p" in texts(svg) and "90" in texts(svg)
    assert len(elements(svg, "circle", "dot")) == 2
    (hollow,) = elements(svg, "circle", "spot")
    assert hollow.get("cx") == elements(svg, "circle", "dot")[1].get("cx")
    assert "空心点：带标记的数" in "".join(texts(svg))
    assert "2023年的95（初步数）" in alt(marked)
    assert beside(marked)[1] == (("2022年", "90", ""), ("2023年", "95", "p"))
    assert "2023年,2023-12-31,95,p" in csv_of(marked)


def test_where_nothing_is_marked_no_point_is_hollow():
    svg = draw(trend(year(2022, 90), year(2023, 95)))

    assert not elements(svg, "circle", "spot")
    assert "空心点" not in "".join(texts(svg))


def test_of_many_marked_values_the_words_say_how_many():
    marked = with_marks(ranking(*regions(5)), **{f"地区{n}": "r" for n in range(4)})

    assert "4项带标记：r（修订数）" in alt(marked)
    assert "31 r" in texts(draw(marked)) and "41" in texts(draw(marked))


def test_small_panels_mark_every_marked_value():
    panel = ONE_OF_EACH[ChartKind.MULTIPLES]
    marked = with_marks(panel, 北京="r")

    assert len(elements(draw(marked), "circle", "dot")) == 2
    assert "95 r" in texts(draw(marked))
