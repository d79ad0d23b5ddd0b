"""A site of one page, built without MkDocs: a table of numbers, charts, and all their downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from report.charts import draw_all
from report.compose import size
from report.downloads import chart_files, table_files
from report.model import Cell, Chart, Column, Page, Row, Table
from report.pages import embedded, render
from tests.conftest import ROOT

ADDRESS = "/quarters/2024q3/"
TEMPLATE = """{% import "_macros.html.j2" as m %}{% import "_tables.html.j2" as t %}
{% for one in charts %}{{ m.chart(picture(one), url) }}{% endfor %}
{% for one in tables %}{{ t.data_table(one, url) }}{% endfor %}
"""
TABLE = Table(
    name="transfer",
    title="专利转让",
    as_of="2024年第三季度",
    source="各地报表",
    note="累计数",
    label_title="地区",
    columns=(Column("transfer_count_ytd", "本年累计", "次"), Column("transfer_count_ytd_yoy", "同比", "%")),
    rows=(
        Row("全国", "/", (Cell("19,000", Decimal(19000)), Cell("24.1", Decimal("24.13"))), pin="top"),
        Row("江苏", "/regions/jiangsu/", (Cell("1,205", Decimal(1205), "r"), Cell("未公布"))),
        Row(
            "兵团",
            "",
            (Cell("8", Decimal(8)), Cell("下降3.1%", Decimal("-3.12"))),
            note="含在新疆内",
            pin="end",
        ),
    ),
)


def site_of(folder: Path, tables: Sequence[Table] = (TABLE,), charts: Sequence[Chart] = (), public: str = "") -> Path:
    """The page at ADDRESS below *folder*, as it would be built, with its downloads; returns the page's folder."""
    templates = folder / "templates"
    for name in ("_macros.html.j2", "_tables.html.j2", "embed.html.j2", "theme/assets/embed.css"):
        (templates / name).parent.mkdir(parents=True, exist_ok=True)
        (templates / name).write_bytes((ROOT / "templates" / name).read_bytes())
    (templates / "one.md.j2").write_text(TEMPLATE)
    drawings = dict(zip(charts, draw_all(charts), strict=True))
    page = Page(
        ADDRESS,
        "one.md.j2",
        "第三季度",
        "",
        "季度",
        {"tables": list(tables), "charts": list(charts)},
        charts=tuple(charts),
        tables=tuple(tables),
    )
    sizes = {chart: size(picture.svg) for chart, picture in drawings.items()}
    (rendered,) = render([page], templates, sizes)
    files = [replace(rendered, path=f"{page.folder}index.html"), *embedded([page], templates, sizes, {}, public)]
    files += [*chart_files([page], drawings, public), *table_files([page], public)]
    for file in files:
        path = folder / "site" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder / "site" / page.folder


def replaced(file: Path, old: str, new: str) -> None:
    """*file* with the first *old* in it made *new*."""
    content = file.read_bytes()
    assert old.encode() in content, f"{old} is not in {file.name}"
    file.write_bytes(content.replace(old.encode(), new.encode(), 1))
