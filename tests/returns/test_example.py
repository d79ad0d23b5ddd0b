"""The synthetic programme: made anew it is the same, it passes all checks, and everything made from it says so."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import load_workbook

from examples import make
from report.audit.built import Built
from report.audit.readback import problems
from report.charts import draw_all
from report.checks.of_returns import blocking
from report.compose import size
from report.dataset import findings
from report.downloads import chart_files, data_files, table_files
from report.downloads.csv_text import csv_text
from report.model import Span
from report.pages import render
from tests.known import CHECKOUT, EXAMPLE, example, example_pages, programme, real, real_pages
from tests.returns.drafts import ROOT

SAMPLE = "示例数据"
BROUGHT_ALONG = ("license-open", "pool-by-license")


def test_made_anew_it_is_the_same_bytes(tmp_path: Path) -> None:
    make.make(tmp_path)
    made = {path.relative_to(tmp_path / "data"): path.read_bytes() for path in tmp_path.rglob("*.*")}
    kept = {path.relative_to(EXAMPLE): path.read_bytes() for path in EXAMPLE.rglob("*.*") if path.name != "urls.txt"}

    assert made == kept
    seals = {path: content for path, content in kept.items() if path.parts[0] == "seals"}
    assert sum(len(content) for path, content in kept.items() if path not in seals) < 3_000_000
    assert len(seals) == 14
    assert max(map(len, seals.values())) < 1_000_000


def test_it_passes_all_checks_and_every_warning_has_a_reason() -> None:
    found = findings(programme())

    assert blocking(found) == ()
    assert {finding.rule for finding in found} == {"absence", "revision"}


def test_it_has_twelve_quarters_a_late_region_a_revision_and_suppressed_cells() -> None:
    rows = example().returned
    late = load_workbook(EXAMPLE / "releases/2024Q2/2024Q2.xlsx")["盘点"]

    quarters = [quarter.code for quarter in example().returns]

    assert (quarters[0], quarters[-1], len(quarters)) == ("2023Q4", "2026Q3", 12)
    assert [late.cell(row, 3).value for row in range(12, 45) if late.cell(row, 2).value == "甘肃"] == ["…"]
    assert {row.region for row in rows if row.symbol == "c"} == {"西藏", "青海"}
    assert {row.region for row in rows if row.symbol == "r" and row.period.end.isoformat() == "2025-03-31"} == {
        "全国",
        "浙江",
    }


def test_a_value_of_a_return_knows_its_workbook_sheet_and_cell() -> None:
    row = next(r for r in example().returned if (r.indicator, r.span, r.region) == ("transfer_count", Span.YTD, "北京"))

    assert str(row.where) == "data/releases/2023Q4/2023Q4.xlsx:转让许可!D14"


def test_every_sheet_of_every_workbook_says_sample_data() -> None:
    for path in sorted(EXAMPLE.rglob("*.xlsx")):
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
        assert all(SAMPLE in str(page["A1"].value) for page in book.worksheets), path.name


def test_every_page_every_chart_and_every_download_says_sample_data() -> None:
    charts = [chart for page in example_pages() for chart in page.charts]

    assert [page.address for page in example_pages() if not page.front.get("synthetic")] == []
    assert [chart.name for chart in charts if not chart.synthetic] == [] and len(charts) > 250
    assert [chart.name for chart in charts if SAMPLE not in csv_text(chart, "")] == []
    workbooks = [file.path for file in data_files(programme(), example()) if file.path.endswith(".xlsx")]
    assert "data/files/releases/2024Q4/2024Q4.xlsx" in workbooks and len(workbooks) == 14


def test_the_default_site_never_contains_it() -> None:
    assert [page.address for page in real_pages() if page.front.get("synthetic")] == []
    assert [chart.name for page in real_pages() for chart in page.charts if chart.synthetic] == []
    assert [
        file.path for file in data_files(CHECKOUT, real()) if "releases" in file.path or "example" in file.path
    ] == []
    assert not {page.address for page in real_pages()} & {f"/indicators/{key}/" for key in BROUGHT_ALONG}


def test_the_numbers_of_the_return_stand_on_region_and_indicator_pages() -> None:
    page = next(page for page in example_pages() if page.address == "/regions/jiangsu/")

    assert any(chart.name == "transfer-count-quarter-trend" for chart in page.charts)
    assert "/indicators/pool-by-license/" in {page.address for page in example_pages()}


def test_every_download_says_what_its_page_says(tmp_path: Path) -> None:
    some = tuple(page for page in (*real_pages(), *example_pages()[:60]) if page.charts)[::40]
    charts = tuple(dict.fromkeys(chart for page in some for chart in page.charts[:2]))
    few = tuple(page for page in some if set(page.charts) <= set(charts))
    few += tuple(page for page in (*real_pages(), *example_pages()) if page.tables and not page.charts)[::20]
    drawings = dict(zip(charts, draw_all(charts), strict=True))
    pages_ = render(few, ROOT / "templates", {c: size(picture.svg) for c, picture in drawings.items()})
    for file in (*pages_, *chart_files(few, drawings), *table_files(few)):
        path = tmp_path / file.path.replace("index.md", "index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)

    assert few and problems(Built.read(tmp_path)) == ()
    assert all(SAMPLE in picture.svg for chart, picture in drawings.items() if chart.synthetic)
