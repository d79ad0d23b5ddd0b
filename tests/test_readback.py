"""Downloads read back: nothing to say of a good site, and every wrong digit found, in every kind of file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from report.audit.built import Built
from report.audit.readback import problems
from report.downloads.workbook import workbook
from report.model import Cell, Chart, ChartKind, Row
from tests.downloads import TABLE, replaced, site_of
from tests.test_charts import ONE_OF_EACH
from tests.test_exports import HOSTILE, hostile


def as_printed(chart: Chart) -> Chart:
    """The same chart, whose download says of every value how it is printed."""
    rows = tuple(replace(row, cells=tuple(cell._replace(marks=cell.text) for cell in row.cells)) for row in chart.rows)
    return replace(chart, rows=rows, columns=tuple(replace(column, marks="印出形式") for column in chart.columns))


CHARTS = tuple(
    replace(as_printed(one) if kind is ChartKind.TIMELINE else one, name=kind.value)
    for kind, one in ONE_OF_EACH.items()
)
HERE = "quarters/2024q3"
ALONE = "../../embed/quarters/2024q3/trend/index.html"


def said_of(folder) -> list[str]:
    return [str(problem) for problem in problems(Built.read(folder / "site"))]


@pytest.mark.parametrize("synthetic", [False, True])
def test_nothing_is_said_of_downloads_that_agree(tmp_path, synthetic: bool):
    charts = tuple(replace(one, synthetic=synthetic) for one in CHARTS)
    site_of(tmp_path, (replace(TABLE, synthetic=synthetic),), charts, "https://example.org")

    assert problems(Built.read(tmp_path / "site"), "https://example.org") == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_said_of_hostile_text(tmp_path, text: str):
    charts = tuple(
        replace(
            one, title=text, source=text, note=text, columns=tuple(replace(each, unit=text) for each in one.columns)
        )
        for one in CHARTS
    )
    site_of(tmp_path, (hostile(text),), charts)

    assert said_of(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("transfer.csv", "1205", "1250", "transfer.csv:3: 本年累计（次）：页面为「1,205」，下载为「1250」"),
        ("transfer.csv", "24.1", "24.2", "transfer.csv:2: 同比（%）：页面为「24.1」，下载为「24.2」"),
        ("transfer.csv", "-3.12", "3.12", "transfer.csv:4: 同比（%）：页面为「下降3.1%」，下载为「3.12」"),
        ("transfer.csv", "未公布", "0", "transfer.csv:3: 同比（%）：页面为「未公布」，下载为「0」"),
        ("transfer.csv", ",r,", ",p,", "页面为「r」，下载为「p」"),
        ("transfer.csv", "江苏", "江西", "transfer.csv:3: 地区：页面为「江苏」，下载为「江西」"),
        ("transfer.csv", "（次）", "（件）", "transfer.csv:1: 表头：页面为「本年累计（次）」"),
        ("transfer.csv", "第三季度", "第四季度", "统计时点：页面为「2024年第三季度」，下载为「2024年第四季度」"),
        ("transfer.csv", "各地报表", "别处", "数据来源：页面为「各地报表」，下载为「别处」"),
        ("transfer.csv", "/2024q3/", "/2024q4/", "页面：页面为「/quarters/2024q3/」，下载为「/quarters/2024q4/」"),
        ("transfer.plain.csv", "24.13", "24.23", "transfer_count_ytd_yoy：页面为「24.1」，下载为「24.23」"),
        ("transfer.plain.csv", "-3.12", "3.12", "页面为「下降3.1%」，下载为「3.12」"),
        ("transfer.plain.csv", ",r,", ",,", "transfer_count_ytd_note：页面为「r」，下载为「」"),
        ("trend.csv", ",400,", ",401,", "trend.csv:4: 高校（件）：页面为「400」，下载为「401」"),
        ("trend.csv", "高校（件）", "高校（项）", "页面为「高校（件）」，下载为「地区、日期、高校（项）」"),
        ("timeline.csv", ",914000,", ",915000,", "timeline.csv:2: 数值（件）：页面为「91.4万件」，下载为「915000」"),
        ("timeline.csv", ",91.4万件,", ",约91.4万件,", "数值的印出形式：页面为「91.4万件」，下载为「约91.4万件」"),
        ("multiples.csv", "西藏", "北京", "multiples.csv"),
        ("tiles.csv", "地区3", "地区4", "tiles.csv"),
        ("ranking.csv", "未公布", "5", "ranking.csv"),
        ("trend.svg", ">120<", ">121<", "trend.svg: 图中数字：页面为「」，下载为「121」"),
        ("trend.svg", "单位：件，", "单位：次，", "trend.svg: 说明"),
        ("trend.svg", "国家知识产权局年报<", "某局年报<", "trend.svg: 图中文字：页面为「数据来源：国家"),
        ("trend.png", "Title", "Titlf", "trend.png: 打不开（a chunk is damaged）"),
        (ALONE, "高校", "院校", "quarters/2024q3/trend.svg: 说明：页面为「折线图"),
        (ALONE, "数据来源：", "数据来源：某", "数据来源：页面为「某国家知识产权局年报」，下载为「国家"),
        ("index.html", ">1,205 ", ">1,206 ", "transfer.xlsx:3: 本年累计（次）：页面为「1,206」，下载为「1205」"),
    ],
)  # fmt: skip
def test_what_differs_is_found(tmp_path, file: str, old: str, new: str, said: str):
    replaced(site_of(tmp_path, (TABLE,), CHARTS) / file, old, new)

    assert any(said in line for line in said_of(tmp_path)), said_of(tmp_path)


@pytest.mark.parametrize("file", ["index.html", "transfer.csv", "transfer.plain.csv", "transfer.xlsx", "trend.png"])
def test_what_agreed_before_hides_no_later_fault_of_any_file(tmp_path, file: str):
    kept: dict[str, str] = {}
    folder = site_of(tmp_path, (TABLE,), (CHARTS[list(ChartKind).index(ChartKind.TREND)],))
    for _ in range(2):
        assert problems(Built.read(tmp_path / "site"), kept=kept) == ()
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content.replace(b"1,205", b"1,206") if file == "index.html" else content[:-9])

    assert problems(Built.read(tmp_path / "site"), kept=kept) == problems(Built.read(tmp_path / "site")) != ()
    assert problems(Built.read(tmp_path / "site"), "https://example.org", kept) == problems(
        Built.read(tmp_path / "site"), "https://example.org"
    )


GROUPED = replace(
    TABLE,
    columns=(
        replace(TABLE.columns[0], title="专利转让本年累计", pieces=("专利转让", "本年累计")),
        replace(TABLE.columns[1], title="专利转让本年累计同比", pieces=("专利转让", "本年累计", "同比")),
    ),
)


def test_headers_over_several_columns_are_read_with_what_stands_under_them(tmp_path):
    folder = site_of(tmp_path, (GROUPED,))

    assert (
        (folder / "transfer.csv")
        .read_text("utf-8-sig")
        .startswith("地区,专利转让本年累计（次）,专利转让本年累计的标记,专利转让本年累计同比（%）,")
    )
    assert said_of(tmp_path) == []
    replaced(folder / "index.html", ">专利转让</th>", ">专利许可</th>")
    assert "transfer.csv:1: 表头：页面为「专利许可本年累计（次）」，下载为「专利转让本年累计（次）」" in "".join(
        said_of(tmp_path)
    )


def test_a_wrong_digit_in_a_workbook_is_found(tmp_path):
    wrong = Row("江苏", "", (Cell("1,215", Decimal(1215), "r"), Cell("未公布")))
    content = workbook(replace(TABLE, rows=(TABLE.rows[0], wrong, TABLE.rows[2])), "/quarters/2024q3/")
    (site_of(tmp_path) / "transfer.xlsx").write_bytes(content)

    assert said_of(tmp_path) == [
        f"{HERE}/transfer.xlsx:3: 本年累计（次）：页面为「1,205」，下载为「1215」；"
        "请重新生成网站；仍不一致的是程序错误 [download-page]"
    ]


def test_a_workbook_of_synthetic_data_without_the_mark_is_found(tmp_path):
    folder = site_of(tmp_path, (replace(TABLE, synthetic=True),))
    (folder / "transfer.xlsx").write_bytes(workbook(TABLE, "/quarters/2024q3/"))

    said = "".join(said_of(tmp_path))
    assert "transfer.xlsx: 工作表：页面为「数据（示例）」，下载为「数据」" in said
    assert "transfer.xlsx:2: 备注：页面为「示例数据」，下载为「」" in said


def test_a_ratio_next_to_a_tie_agrees_though_six_decimals_no_longer_tell_on_which_side_it_was(tmp_path):
    near = Row("江苏", "", (Cell("8", Decimal(8)), Cell("23.1", Decimal("23.14999999999"))))
    site_of(tmp_path, (replace(TABLE, rows=(near,)),))

    assert said_of(tmp_path) == []


def test_another_pictures_png_is_found(tmp_path):
    folder = site_of(tmp_path, (), (CHARTS[0], replace(CHARTS[1], title="别的图")))
    (folder / f"{CHARTS[0].name}.png").write_bytes((folder / f"{CHARTS[1].name}.png").read_bytes())

    assert "标题：页面为「有效发明专利」，下载为「别的图」" in said_of(tmp_path)[0]


@pytest.mark.parametrize("file", ["transfer.csv", "transfer.plain.csv", "transfer.xlsx", "trend.svg", "trend.png"])
def test_a_missing_or_broken_file_is_a_problem_and_no_traceback(tmp_path, file: str):
    folder = site_of(tmp_path, (TABLE,), (CHARTS[list(ChartKind).index(ChartKind.TREND)],))
    (folder / file).write_bytes(b"PK\3\4 broken")
    assert said_of(tmp_path)
    (folder / file).unlink()

    assert any(f"{HERE}/{file}: 页面上有链接，文件不存在" in line for line in said_of(tmp_path))


def test_a_workbook_packed_again_with_another_number_is_found(tmp_path):
    file = site_of(tmp_path) / "transfer.xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry).replace(b"<v>24.1</v>", b"<v>24.2</v>"))
    file.write_bytes(out.getvalue())

    assert "页面为「24.1」，下载为「24.2」" in said_of(tmp_path)[0]


# ---------------------------------------------------------------- the data beside a page

DATA = """kind,indicator,region_code,region,period,span,subject,value,derived,released_at,file,series
return,transfer_count,CN,全国,2024Q3,ytd,universities_and_institutes,19000,false,2024-10-20T09:30+08:00,a.xlsx,a
return,transfer_count,320000,江苏,2024Q3,ytd,universities_and_institutes,1205,false,2024-10-20T09:30+08:00,a.xlsx,b
"""
SERIES = """{"id":"%s","kind":"return","indicator":"transfer_count","region_code":"%s","region":"%s","span":"ytd",
"subject":"universities_and_institutes","values":[{"value":%s,"period":"2024Q3"}]}"""
JSON = (
    '{"returns":{"2024Q3":{"released_at":"2024-10-20T09:30+08:00","file":"a.xlsx"}},"sources":{},"series":['
    + ",".join((SERIES % ("a", "CN", "全国", "19000"), SERIES % ("b", "320000", "江苏", "1205")))
    + "]}"
)


def with_data(folder: Path, data: str = DATA, series: str = JSON) -> list[str]:
    here = site_of(folder, (TABLE,))
    (here / "data.csv").write_text(data, "utf-8")
    (here / "data.json").write_text(series, "utf-8")
    return said_of(folder)


def test_nothing_is_said_of_data_that_agree_with_the_tables_of_their_page(tmp_path: Path):
    assert with_data(tmp_path) == []


def test_a_digit_of_the_data_that_no_table_has_is_found(tmp_path: Path):
    said = with_data(tmp_path, DATA.replace(",1205,", ",1250,"), JSON.replace("1205", "1250"))

    assert [one.split("；")[0] for one in said] == [
        f"{HERE}/data.csv:3: transfer.plain.csv：transfer_count_ytd：页面为「1205」，下载为「1250」"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [('"value":1205', '"value":1205.0'), ("江苏", "江西"), ("09:30", "09:31"), (":1205,", ':1205,"derived":true,')],
)
def test_json_that_differs_from_csv_is_found(tmp_path: Path, old: str, new: str):
    assert all(f"{HERE}/data.csv" in line for line in with_data(tmp_path, series=JSON.replace(old, new)))
    assert said_of(tmp_path) != []


def test_another_code_of_a_region_is_found(tmp_path: Path):
    codes = ("CN", "320001", "BT")
    coded = replace(TABLE, rows=tuple(replace(row, code=code) for row, code in zip(TABLE.rows, codes, strict=True)))
    here = site_of(tmp_path, (coded,))
    assert said_of(tmp_path) == []
    (here / "data.csv").write_text(DATA, "utf-8")
    (here / "data.json").write_text(JSON, "utf-8")

    assert "transfer.plain.csv：region_code：页面为「320001」，下载为「320000」" in "".join(said_of(tmp_path))


def test_data_that_cannot_be_read_are_found(tmp_path: Path):
    assert "打不开" in "".join(with_data(tmp_path, series="{"))
