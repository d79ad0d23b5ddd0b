"""build.py table: official tables as offices print them become rows of data/tables, or questions."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook

import build
from report.dataset import problems
from report.inputs import Inputs
from report.returns.container import Refused
from report.returns.numerals import unmarked
from report.returns.units import scaled
from report.yearbook.entered import table_rows
from report.yearbook.outline import outline
from report.yearbook.prints import MOST_TABLES, printed_tables
from report.yearbook.proposal import Known, Proposal, Wishes, propose
from report.yearbook.shown import aligned, told
from report.yearbook.terms import Vocabulary, read_vocabulary, with_regions
from tests.conftest import ROOT
from tests.known import CHECKOUT, real

PRINTED = ROOT / "tests/yearbook"
HEAD = "source,indicator,period,region,scope,subject,value,symbol,note"


@cache
def words() -> Vocabulary:
    return with_regions(read_vocabulary(CHECKOUT), CHECKOUT, real().regions)


def proposed(content: str | bytes, name: str = "x.html", number: int = 1, **wishes: object) -> Proposal:
    content = content.encode() if isinstance(content, str) else content
    given = Wishes("s", **wishes)  # type: ignore[arg-type]
    found = outline(printed_tables(name, content)[number - 1], words().with_words(given.words))
    assert found is not None
    return propose(found, Known(found.vocabulary, real().indicators, real().regions), given)


def page(title: str, *rows: str, after: str = "") -> str:
    """A page with a title and a table, a row a text with | between its cells."""
    cells = ("".join(f"<td>{cell.strip()}</td>" for cell in row.split("|")) for row in rows)
    return (
        f"<html><body><p>{title}</p><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>{after}</body></html>"
    )


def rows_of(proposal: Proposal) -> list[str]:
    """As they would stand in data/tables, without their source."""
    return [",".join(row[1:]).rstrip(",") for row in table_rows(proposal.rows)]


def asked(proposal: Proposal) -> list[str]:
    return [f"{one.place.cell or one.place.line} {one.what}；{one.cure}" for one in proposal.questions]


def left_out(proposal: Proposal) -> dict[str, str]:
    return {one.where.cell or f"{one.where.column}{one.where.line}": one.why for one in proposal.left_out}


def workbook(*rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- the yearbook's own pages


@pytest.mark.parametrize(
    ("file", "source", "how_many"),
    [
        ("designs-2023.html", "cnipa-2023-3-7", 200),  # merged header, both languages, thousands, blanks in names
        ("in-force-2022.html", "cnipa-2022-3-1", 54),  # 合计(国内+国外), 国内小计, 国外小计 over six years; GB 2312
        ("utility-models-2022.xlsx", "cnipa-2022-3-3", 153),  # years across, cities, 兵团
        ("utility-models-2022.xls", "cnipa-2022-3-3", 153),  # the same, saved by LibreOffice
    ],
)
def test_a_table_of_the_yearbook_gives_the_rows_that_data_tables_has(file: str, source: str, how_many: int):
    (printed,) = printed_tables(file, (PRINTED / file).read_bytes())
    found = outline(printed, words())
    assert found is not None
    proposal = propose(found, Known(words(), real().indicators, real().regions), Wishes(source))
    present = [
        ",".join(row.values())
        for path in sorted((ROOT / "data/tables").glob("*.csv"))
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))
        if row["source"] == source
    ]

    assert asked(proposal) == []
    assert len(present) == how_many
    assert sorted(",".join(row) for row in table_rows(proposal.rows)) == sorted(present)


def test_a_table_is_shown_and_then_written_with_its_source(project: Path, capsys: pytest.CaptureFixture[str]):
    command = ["table", str(PRINTED / "designs-2023.html"), "--root", str(project), "--source", "again-3-7"]
    new = ["--publisher", "国家知识产权局", "--title", "表3-7（再录）", "--date", "2024-06"]
    new += ["--url", "https://www.cnipa.gov.cn/again.html", "--write"]

    assert build.main(command) == 1
    assert "sources.csv 里还没有「again-3-7」；请加上 --publisher" in capsys.readouterr().err
    assert not (project / "data/tables/again-3-7.csv").exists()
    assert build.main([*command, *new]) == 0
    assert capsys.readouterr().out.endswith("新的 200 行；数据没有问题\n")
    lines = (project / "data/tables/again-3-7.csv").read_text("utf-8").splitlines()
    assert lines[:3] == [
        HEAD,
        "again-3-7,designs_in_force,2023-12-31,全国,domestic,all_holders,3115376,,",
        "again-3-7,designs_in_force,2023-12-31,全国,domestic,universities,52439,,",
    ]
    assert (project / "data/sources.csv").read_text("utf-8").splitlines()[-1] == (
        "again-3-7,国家知识产权局,表3-7（再录）,2024-06,https://www.cnipa.gov.cn/again.html,table"
    )
    assert build.main([*command, "--write"]) == 0
    assert capsys.readouterr().out.endswith("都已经有了，没有新的行\n")
    assert len((project / "data/tables/again-3-7.csv").read_text("utf-8").splitlines()) == 201


def test_what_is_shown_says_what_becomes_what_and_what_does_not():
    text = told(
        proposed(
            page("2023年国内发明专利授权量（件）", "地区|授权量|比重", "国内总计|900|100%", "北 京①|30①|…", "上海||")
        )
    )

    assert text == "\n\n".join(
        [
            "标题　2023年国内发明专利授权量（件）",
            "读作　2023、国内、发明、授权",
            "单位　件",
            "列  原表写  读作\nB   授权量  授权\nC   比重    略去：「比重」不是要收的数",
            "行  原表写    读作\n2   国内总计  国内\n3   北 京①    北京\n4   上海      上海",
            "成为 2 行",
            "指标              时间  地区  范围      对象         数值  符号  说明          出处\n"
            "invention_grants  2023  全国  domestic  all_holders  900                       B2\n"
            "invention_grants  2023  北京            all_holders  30          原表有注记 ①  B3",
            "略去　「比重」不是要收的数：C2、C3",
            "略去　空白：B4、C4",
        ]
    )


# ---------------------------------------------------------------- what words mean


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("国内外观设计专利有效量", {"scope": "domestic", "type": "designs", "measure": "in_force"}),
        ("国内外三种专利授权量", {"type": "patents", "measure": "grants"}),
        ("合计（国内+国外）", {"scope": "world"}),
        ("国内小计 Domestic", {"scope": "domestic"}),
        ("国外小计", {"scope": "foreign"}),
        ("国外来华", {"scope": "foreign"}),
        ("国内（不含港澳台）", {"scope": "mainland"}),
        ("全国总计", {"region": "全国"}),
        ("北　京", {"region": "北京"}),
        ("北\n京 Beijing", {"region": "北京"}),
        ("新疆①", {"region": "新疆"}),
        ("Hong Kong", {"region": "香港"}),
        ("其中：广州", {"region": "广州"}),
        ("大专院校 A*", {"subject": "universities"}),
        ("ＵＴＩＬＩＴＹ　ＭＯＤＥＬ", {"type": "utility_models"}),
        ("高校和科研机构", {"subject": "universities_and_institutes"}),
        (
            "国内职务发明申请授权量",
            {"scope": "domestic", "holding": "service", "type": "inventions", "measure": "grants"},
        ),
        ("２０２３年", {"period": "2023"}),
        ("2022年1-12月", {"period": "2022"}),
        ("2016年12月", {"period": "2016-12"}),
        ("2009.12", {"period": "2009-12"}),
        ("April 2006", {"period": "2006-04"}),
        ("1985.4-2013.12", {"period": "1985-04-01/2013-12-31"}),
        ("2016年12月31日", {"period": "2016-12-31"}),
        ("2024年第三季度", {"period": "2024Q3"}),
        ("表3-7 单位：件", {}),
    ],
)
def test_words_of_tables_mean_what_a_reader_takes_them_for(text: str, said: dict[str, str]):
    read = words().read(text)

    assert read.unknown == ""
    assert {key: read.one(key) for key in read.values if key != "plain"} == said


@pytest.mark.parametrize(
    ("text", "unknown"),
    [("苏州", "苏州"), ("PCT申请", "PCT"), ("吉林大学", ""), ("高职院校专利", "高职院校"), ("2019年13月", "月")],
)
def test_what_nobody_knows_is_not_passed_over(text: str, unknown: str):
    read = words().read(text)

    assert read.unknown == unknown
    assert unknown or len(read.values) == 2  # 吉林 and 大学: a place and a holder, as 北京高校 is


def test_a_mark_is_taken_off_and_a_unit_taken_apart():
    texts = ["301)", "发明(PCT)", "30①", "30¹", "①30", "30[1]", "30*", "北京※", "30 1", "30"]

    assert [unmarked(text) for text in texts] == [
        *(("301)", ""), ("发明(PCT)", "")),
        *(("30", "①"), ("30", "¹"), ("30", "①"), ("30", "[1]"), ("30", "*")),
        *(("北京", "※"), ("30 1", ""), ("30", "")),
    ]
    assert [scaled(unit) for unit in ("万件", "件", "亿元", "百分点", "万")] == [
        *((10_000, "件"), (1, "件"), (100_000_000, "元"), (1, "百分点"), (10_000, "")),
    ]


def test_a_mapping_with_a_word_for_nothing_known_is_said_in_a_sentence(project: Path):
    (project / "data/mappings/other.yml").write_text(
        "title: x\nkind: table\nindicators: {}\nwords:\n  subject: {schools: [学校]}\n", "utf-8"
    )

    assert set(words().indicators.values()) <= set(real().indicators)
    assert str(problems(Inputs(project))[0]).startswith(
        "data/mappings/other.yml:4: 不认识「words.subject.schools」；可用：univers"
    )


# ---------------------------------------------------------------- what lines and cells become


@pytest.mark.parametrize(
    ("title", "table", "rows"),
    [
        (
            "2023年国内发明专利授权量",
            ("地区|授权量", "国内总计|１，２３４", "北京|12"),
            ["invention_grants,2023,全国,domestic,all_holders,1234", "invention_grants,2023,北京,,all_holders,12"],
        ),
        (
            "各地区外观设计专利有效量",
            ("地区|2022年|2023年", "北京|5|6"),
            ["designs_in_force,2022-12-31,北京,,all_holders,5", "designs_in_force,2023-12-31,北京,,all_holders,6"],
        ),
        (
            "2023年专利授权量",
            ("指标|北京|上海", "发明|5|6", "实用新型|7|8"),
            [
                "invention_grants,2023,北京,,all_holders,5",
                "invention_grants,2023,上海,,all_holders,6",
                "utility_model_grants,2023,北京,,all_holders,7",
                "utility_model_grants,2023,上海,,all_holders,8",
            ],
        ),
        (
            "2023年末国内有效专利",
            ("|合计|发明|实用新型|外观设计", "江苏|60|10|20|30"),
            [
                "patents_in_force,2023-12-31,江苏,,all_holders,60",
                "inventions_in_force,2023-12-31,江苏,,all_holders,10",
                "utility_models_in_force,2023-12-31,江苏,,all_holders,20",
                "designs_in_force,2023-12-31,江苏,,all_holders,30",
            ],
        ),
        (
            "2023年国内外发明专利授权量",
            ("|授权量", "合计|9", "国内|5", "国外|4"),
            [
                "invention_grants,2023,全国,world,all_holders,9",
                "invention_grants,2023,全国,domestic,all_holders,5",
                "invention_grants,2023,全国,foreign,all_holders,4",
            ],
        ),
        (
            "国内外发明专利有效量",
            (
                "分组||有效量|构成",
                "|小计|90|100%",
                "国内|职务|70|1%",
                "|非职务|20|1%",
                "|小计|9|1%",
                "国外|职务|7|1%",
                "|非职务|2|1%",
            ),
            [
                "inventions_in_force,2010-10-31,全国,domestic,all_holders,90",
                "inventions_in_force,2010-10-31,全国,foreign,all_holders,9",
            ],
        ),
        (
            "2023年国内发明专利授权量",
            ("地区|授权量", "江苏|9", "高等院校|5", "企业|4", "浙江|7", "高等院校|4", "企业|3"),
            [
                "invention_grants,2023,江苏,,all_holders,9",
                "invention_grants,2023,江苏,,universities,5",
                "invention_grants,2023,江苏,,enterprises,4",
                "invention_grants,2023,浙江,,all_holders,7",
                "invention_grants,2023,浙江,,universities,4",
                "invention_grants,2023,浙江,,enterprises,3",
            ],
        ),
        (
            "发明专利授权量",
            ("年份|国内|国外", "2022|5|6", "2023|7|8"),
            [
                "invention_grants,2022,全国,domestic,all_holders,5",
                "invention_grants,2022,全国,foreign,all_holders,6",
                "invention_grants,2023,全国,domestic,all_holders,7",
                "invention_grants,2023,全国,foreign,all_holders,8",
            ],
        ),
        (
            "2023年国内三种专利",
            (
                "地区|发明||外观设计|",
                "|申请|授权|申请|授权",
                "江苏|1|2|3|4",
            ),  # groups that stand in their first cell only
            [
                "invention_filings,2023,江苏,,all_holders,1",
                "invention_grants,2023,江苏,,all_holders,2",
                "design_filings,2023,江苏,,all_holders,3",
                "design_grants,2023,江苏,,all_holders,4",
            ],
        ),
        (
            "2023年国内发明专利授权量（单位：万件）",
            ("地区|授权量", "江苏|1.5"),
            ["invention_grants,2023,江苏,,all_holders,15000,,原表单位为万件"],
        ),
        (
            "2023年国内发明专利授权量",
            ("地区|授权量（万件）", "江苏|1.5", "浙江|1.2万件"),
            [
                "invention_grants,2023,江苏,,all_holders,15000,,原表单位为万件",
                "invention_grants,2023,浙江,,all_holders,12000,,原表单位为万件",
            ],
        ),
        (
            "2023年国内发明专利授权量",
            ("地区|授权量", "江苏|…", "浙江|5p", "上海|-", "北京|30<sup>1</sup>", "天津|30[a]"),
            [
                "invention_grants,2023,江苏,,all_holders,,…",
                "invention_grants,2023,浙江,,all_holders,5,p",
                "invention_grants,2023,北京,,all_holders,30,,原表注：1 含在京单位",
                "invention_grants,2023,天津,,all_holders,30,,原表有注记 [a]",
            ],
        ),
    ],
)
def test_columns_rows_and_title_together_say_what_a_cell_is(title: str, table: tuple[str, ...], rows: list[str]):
    after = "<p>1 含在京单位</p>" if "<sup>" in "".join(table) else ""
    wishes = {"given": {"period": "2010-10-31"}} if "20" not in title + "".join(table) else {}
    wishes = {"given": {"period": "2010-10"}} if "分组" in table[0] else {}
    proposal = proposed(page(title, *table, after=after), **wishes)

    assert asked(proposal) == []
    assert rows_of(proposal) == rows


def test_a_total_that_is_just_the_provinces_is_without_hong_kong_macao_and_taiwan():
    provinces = [name for name, one in real().regions.items() if one.kind == "province"]
    beyond = ["台湾|5", "香港|4", "澳门|1"]
    table = ["地区|授权量", "合计|{}", *(f"{name}|2" for name in provinces), *beyond]
    title = "2023年国内发明专利授权量"
    scopes = {
        total: next(row for row in rows_of(proposed(page(title, *table).replace("{}", total))) if "全国" in row)
        for total in ("62", "72", "70")
    }

    assert scopes == {
        "62": "invention_grants,2023,全国,mainland,all_holders,62",
        "72": "invention_grants,2023,全国,domestic,all_holders,72",
        "70": "invention_grants,2023,全国,domestic,all_holders,70",  # neither: as the title says
    }


def test_a_workbook_is_read_as_it_is_seen():
    content = workbook(
        ("表2 国内外观设计专利授权量", None, None),
        (None, None, "单位：件"),
        ("地 区", "2022年", "2023年"),
        ("江苏", 1234, "1,300"),
        ("浙江", 0.5, "30①"),
        ("上海", "=1+1", 7),
    )
    proposal = proposed(content, "x.xlsx")

    assert rows_of(proposal) == [
        "design_grants,2022,江苏,,all_holders,1234",
        "design_grants,2023,江苏,,all_holders,1300",
        "design_grants,2023,浙江,,all_holders,30,,原表有注记 ①",
        "design_grants,2023,上海,,all_holders,7",
    ]
    assert asked(proposal) == [
        "B5 0.5 件的小数多于 0 位；请核对单位和原书",
        "B6 公式没有存下结果；请在电子表格软件中打开、重新计算后保存，或照原书填数",
    ]


def test_what_is_no_number_in_an_old_workbook_is_quoted():
    proposal = proposed((PRINTED / "odd-cells.xls").read_bytes(), "x.xls")  # saved by LibreOffice

    assert rows_of(proposal) == ["design_grants,2023,江苏,,all_holders,1234"]
    assert [one.split("；")[0] for one in asked(proposal)] == [
        "B4 「2024-03-01」不能确定是哪个数",
        "B5 「10:30:00」不能确定是哪个数",
        "B6 「TRUE」不能确定是哪个数",
        "B7 「30:15」不能确定是哪个数",
        "B8 「2024-03-01 8:30:00」不能确定是哪个数",
        "B9 是错误值「#DIV/0!」",
        "B10 0.5 件的小数多于 0 位",
        "B11 「0:30:00」不能确定是哪个数",
    ]


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_an_old_workbook_is_seen_as_one_of_today(kind: str):
    proposal = proposed((PRINTED / f"marked-cells.{kind}").read_bytes(), f"x.{kind}")  # saved by LibreOffice

    assert rows_of(proposal) == [
        "design_grants,2023,北京,,all_holders,12",
        "design_grants,2023,江苏,,all_holders,1234",
        "design_grants,2023,上海,,all_holders,30,,原表有注记 ¹",  # 30 and a raised 1
        "design_grants,2023,江西,,all_holders,2",  # 1.5 under 0
    ]
    assert [one.split("；")[0] for one in asked(proposal)] == [
        "B5 是错误值「#DIV/0!」",
        "B6 是错误值「#N/A」",
        "B9 是错误值「#VALUE!」",
        "B11 「40」不能确定是哪个数",  # struck through
        "B12 「50」不能确定是哪个数",  # white
        "B14 「25.0千」不能确定是哪个数",
        "B15 是错误值「#REF!」",
    ]
    assert [(one.where.cell, one.why) for one in proposal.left_out] == [
        ("B7", "空白"),  # nothing but 山西
        ("B16", "百分比"),
        ("B17", "空白"),
    ]


def test_an_old_workbook_that_asks_for_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    def all_at_once(file: str, content: bytes) -> bytes:
        return bytes(400_000_000)  # one block: no room that the process held before can serve it

    monkeypatch.setattr("report.yearbook.old_books._read", all_at_once)

    with pytest.raises(Refused, match=r"旧版 [.]xls 工作簿太大，或有单元格离表很远"):
        printed_tables("x.xls", (PRINTED / "far-cells.xls").read_bytes())


def test_an_old_workbook_with_a_cell_far_from_its_table_is_refused():
    with pytest.raises(Refused, match=r"「s0」超过 50000 行或 400 列|旧版 [.]xls 工作簿太大，或有单元格离表很远"):
        printed_tables("x.xls", (PRINTED / "far-cells.xls").read_bytes())


def test_a_raised_number_in_brackets_is_a_note_mark_and_a_unit_may_stand_behind_a_date():
    title = "分地区有效发明专利（2023年底，单位：万件）"
    proposal = proposed(
        page(title, "地区|有效量", "北京<sup>①</sup>|7.921<sup>1)</sup>", "天津|2", after="<p>注：1) 含开发区。</p>")
    )

    assert asked(proposal) == []
    assert rows_of(proposal) == [
        "inventions_in_force,2023-12-31,北京,,all_holders,79210,,原表注：1) 含开发区。；原表单位为万件",
        "inventions_in_force,2023-12-31,天津,,all_holders,20000,,原表单位为万件",
    ]


def test_each_cell_with_an_error_is_named():
    proposal = proposed(page("2023年国内发明专利授权量（件）", "地区|授权量", "上海|5", "江苏|甲", "浙江|甲", "北京|6"))

    assert [one.split("；")[0] for one in asked(proposal)] == ["B3 「甲」不能确定是哪个数", "B4 「甲」不能确定是哪个数"]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (("江苏|1", "浙江|", "上海|2"), ["B3"]),
        (("江苏|1", "浙江|"), ["B3"]),
        (("合计|", "江苏|1", "浙江|"), ["B2", "B4"]),
        (("国内||", "江苏|企业|1", "|高校|2", "国外||"), ["C5"]),
        (("江苏|", "企业|1", "高校|2", "浙江|", "企业|3", "高校|4"), []),
    ],
)
def test_a_row_of_nothing_but_its_name_is_left_out_and_said_but_a_heading_is_not(
    rows: tuple[str, ...], left: list[str]
):
    proposal = proposed(page("2023年国内发明专利授权量（件）", "地区|授权量", *rows))

    assert [one.where.cell for one in proposal.left_out] == left


def test_a_csv_file_whose_groups_stand_once_is_read():
    content = "国内外三种专利授权量,,,,\n地区,2022年,,2023年,\n,发明,外观设计,发明,外观设计\n江苏,1,2,3,4\n".encode(
        "gb18030"
    )

    assert rows_of(proposed(content, "x.csv")) == [
        "invention_grants,2022,江苏,,all_holders,1",
        "design_grants,2022,江苏,,all_holders,2",
        "invention_grants,2023,江苏,,all_holders,3",
        "design_grants,2023,江苏,,all_holders,4",
    ]


# ---------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    ("title", "table", "question"),
    [
        (
            "2023年国内发明专利授权量",
            ("地区|授权量|高职院校", "江苏|9|1"),
            "C1 不认识「高职院校」；是不是「高等院校」？请写明 --means '高职院校=另一种说法'，"
            "略去写 --means '高职院校='；常用的词请加进 data/mappings",
        ),
        ("2023年国内发明专利授权量", ("地区|授权量|", "江苏|9|3"), "C1 C 列没有表头；请在文件里补上表头"),
        ("2023年国内发明专利授权量", ("地区|授权量", "PCT途径", "江苏|9"), "A2 不认识「PCT途径」；请写明 --means"),
        (
            "2023年战略性新兴产业发明专利授权量",
            ("地区|授权量", "江苏|9"),
            "0 标题「2023年战略性新兴产业发明专利授权量」中不认识",
        ),
        ("2023年国内专利转让量", ("地区|转让量", "江苏|9"), "B1 「转让量」中不认识「转让」；请写明"),
        ("国内发明专利授权量", ("地区|授权量", "江苏|9"), "B1 没有说是哪一年；请写 --period，如 2023 或 2023-12-31"),
        ("2017-2022年发明专利授权量", ("地区|授权量", "江苏|9"), "B1 没有说是哪一年"),
        ("2023年授权量", ("地区|发明、外观设计", "江苏|9"), "B1 「发明、外观设计」说了几样：发明、外观设计；"),
        ("2023年发明专利授权量", ("地区|授权量", "全国|9", "江苏|9"), "B2 没有说全国数包括什么；请写 --scope domestic"),
        ("2023年发明专利授权量", ("对象|授权量", "高等院校|9"), "A2 「高等院校」没有说是哪个地区；请写 --region"),
        (
            "2023年国内发明专利授权量",
            ("地区|授权量", "江苏|9", "江苏省|8"),
            "B3 与 B2 说的是同一项，数却不同（8 与 9）",
        ),
        ("2023年国内发明专利授权量", ("地区|授权量", "江苏|9 1"), "B2 「9 1」不能确定是哪个数"),
        (
            "2023年国内发明专利授权量",
            ("地区|授权量", "浙江|5", "江苏|一百"),
            "B3 「一百」不能确定是哪个数",
        ),
        ("2023年国内发明专利授权量", ("地区|授权量", "江苏|-5", "浙江|5"), "B2 -5 是负数；请核对原书"),
        ("2023年国内发明专利授权量（项）", ("地区|授权量", "江苏|5"), "B2 单位是项，指标的单位是件；"),
        ("2023年国内发明专利授权量（万件）", ("地区|授权量", "江苏|1.23456"), "B2 12345.6 件的小数多于 0 位"),
    ],
)
def test_what_cannot_be_known_is_asked_with_its_cell(title: str, table: tuple[str, ...], question: str):
    (found,) = asked(proposed(page(title, *table)))

    assert found.startswith(question)


def test_an_answer_on_the_command_line_is_an_answer():
    table = page("发明专利", "地区|数量|高职院校|涨幅", "全国|10|5|9", "江苏|9|1|7")
    words_given = {"高职院校": "高等院校", "涨幅": ""}
    proposal = proposed(
        table, words=words_given, indicators={"": "invention_grants"}, given={"period": "2023", "scope": "domestic"}
    )

    assert rows_of(proposal) == [
        "invention_grants,2023,全国,domestic,all_holders,10",
        "invention_grants,2023,全国,domestic,universities,5",
        "invention_grants,2023,江苏,,all_holders,9",
        "invention_grants,2023,江苏,,universities,1",
    ]
    assert left_out(proposal) == dict.fromkeys(("D2", "D3"), "「说明要略去」不是要收的数")


# ---------------------------------------------------------------- hostile and strange files


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.html", "<html><table><tr><td colspan=999999999 rowspan=99999>1<td>2</table>", "表1超过 8000 格"),
        ("x.html", f"<html>{'<div>' * 190_000}x", "网页嵌套超过 400 层"),
        ("x.html", f"<html>{'<i>' * 250_000}", "网页里的标签超过 200000 个"),
        ("x.html", f"<html>{'<table><tr><td>1</table>' * (MOST_TABLES + 1)}", f"网页里有 {MOST_TABLES + 1} 张表"),
        ("x.mht", "MIME-Version: 1.0\n\n<html>", "是单个文件的网页存档（.mht）"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000, "旧版 .xls 工作簿读不出来"),
        ("x.xls", (PRINTED / "far-cells.xls").read_bytes(), "「s0」超过 50000 行或 400 列"),  # took calamine 4.8 GB
        ("x.xlsx", b"PK\x03\x04broken", "不是完好的工作簿"),
        ("x.pdf", b"%PDF-1.7", "是 PDF 文件"),
        ("x.html", b"<html>" + b"\xff" * 50 + b"\x80", "这一行有不是 GB18030 的字节"),
        ("x.html", b" " * 10_000_001, "文件超过 10 MB"),
    ],
)
def test_a_file_that_is_not_to_be_read_is_refused_in_words_and_soon(name: str, content: str | bytes, why: str):
    begin = time.process_time()
    with pytest.raises(Refused) as error:
        printed_tables(name, content.encode() if isinstance(content, str) else content)

    assert error.value.reason.what.startswith(why) and error.value.reason.cure
    assert time.process_time() - begin < 10


def test_nothing_of_a_page_is_believed_but_its_texts():
    title = "2023年国内发明专利授权量<script>document.write('2022年')</script><span hidden>实用新型</span>"
    table = (
        "地区|授权量",
        "江苏|<script>1</script>9<b style='display:none'>1</b>",
        "浙江|&lt;b&gt;5",
        "上海|<del>4</del>",
    )
    proposal = proposed(page(title, *table, "北京|=1+1", "天津|{{ 7 }}", "重庆|30<br>1"))

    assert rows_of(proposal) == ["invention_grants,2023,江苏,,all_holders,9"]
    assert [one.split("；")[0] for one in asked(proposal)] == [
        "B3 「<b>5」不能确定是哪个数",
        "B4 「（4：已划去）」不能确定是哪个数",
        "B5 「=1+1」不能确定是哪个数",
        "B6 「{{ 7 }}」不能确定是哪个数",
        "B7 「30 1」不能确定是哪个数",
    ]


def test_of_several_tables_one_is_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    two = page("2023年国内发明专利授权量", "地区|授权量", "江苏|9", "浙江|8")
    two += page("2023年国内外观设计专利授权量", "地区|授权量", "江苏|7", "浙江|6")
    (tmp_path / "two.html").write_text(two, "utf-8")
    command = ["table", str(tmp_path / "two.html"), "--source", "cnipa-2022-1-1"]

    assert build.main(command) == 1
    said = capsys.readouterr().err
    assert "有 2 张表，请用 --table 写明第几张" in said
    assert "2  表2   2023年国内外观设计专利授权量" in said
    assert build.main([*command, "--table", "2"]) == 0
    assert "design_grants  2023  江苏        all_holders  7                 B2" in capsys.readouterr().out
    assert build.main([*command, "--table", "3"]) == 1


def test_tables_below_one_another_in_a_sheet_are_several():
    content = workbook(
        ("表1 2023年国内发明专利授权量", None),
        ("地区", "授权量"),
        ("江苏", 9),
        ("浙江", 8),
        ("表2 2023年国内外观设计专利授权量", None),
        ("地区", "授权量"),
        ("江苏", 7),
        ("浙江", 6),
    )

    assert [rows_of(proposed(content, "x.xlsx", number))[0] for number in (1, 2)] == [
        "invention_grants,2023,江苏,,all_holders,9",
        "design_grants,2023,江苏,,all_holders,7",
    ]


def mistakes() -> Iterator[tuple[list[str], str]]:
    table = str(PRINTED / "designs-2023.html")
    yield ["nowhere.html", "--source", "x"], "没有这个文件或文件夹"
    yield [str(PRINTED), "--source", "x"], "是文件夹，不是文件"
    yield [table, "--source", "x", "--region", "江苏省"], "--region 「江苏省」不在 data/regions.csv 里"
    yield [table, "--source", "x", "--indicator", "nothing"], "data/indicators.yml 没有「nothing」"
    yield [table, "--source", "x", "--means", "企业=公司"], "--means 里的「公司」也不认识"
    yield [table, "--source", "大写", "--publisher", "a", "--title", "b"], "--source 「大写」写法不对；只用小写字母"
    yield [table, "--source", "x", "--publisher", "a", "--title", "b", "--date", "2024年"], "--date 「2024年」写法不对"


@pytest.mark.parametrize(("arguments", "said"), [*mistakes()])
def test_a_mistake_on_the_command_line_is_answered(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]):
    assert build.main(["table", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_a_value_that_data_tables_has_otherwise_is_a_question(project: Path, capsys: pytest.CaptureFixture[str]):
    changed = (PRINTED / "designs-2023.html").read_text("utf-8").replace("127,062", "127,063")
    (project / "other.html").write_text(changed, "utf-8")
    command = ["table", str(project / "other.html"), "--root", str(project), "--source", "cnipa-2023-3-7", "--write"]

    assert build.main(command) == 1
    assert (
        "other.html:表1!B4: 读作 127063，data/tables/designs.csv:8 已写 127062；请核对原书" in capsys.readouterr().err
    )


def test_an_indicator_that_is_new_is_proposed_and_written(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "pledged.html").write_text(
        page("表5-1 2023年国内专利质押件数（件）", "地区|质押件数", "江苏|9", "浙江|8"), "utf-8"
    )
    command = ["table", str(project / "pledged.html"), "--root", str(project), "--source", "cnipa-2022-1-1"]
    asked_for = ["--means", "质押件数=件数", "--indicator", "pledged_patents", "--entry", "--write"]

    assert build.main([*command, *asked_for]) == 0
    assert "\npledged_patents:\n  title: 2023年国内专利质押件数\n" in (project / "data/indicators.yml").read_text(
        "utf-8"
    )
    assert (project / "data/tables/cnipa-2022-1-1.csv").read_text("utf-8").splitlines()[1:] == [
        "cnipa-2022-1-1,pledged_patents,2023,江苏,,all_holders,9,,",
        "cnipa-2022-1-1,pledged_patents,2023,浙江,,all_holders,8,,",
    ]
    assert capsys.readouterr().out.endswith("新的 2 行；数据没有问题\n")


def test_columns_stand_below_one_another_where_characters_are_two_wide():
    assert aligned(("列", "说"), [("A", "一二"), ("三三三", "x")]) == "列      说\nA       一二\n三三三  x"
