"""Downloads: every chart as SVG, PNG and CSV, every table as XLSX and CSV beside its page, and the data files.

Each says what it is of: title, unit, time, source, note, and the address of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from report import charts, tables
from report.charts import Picture
from report.exports.pictures import inscribed_png, inscribed_svg
from report.exports.workbook import workbook
from report.model import Artifact, Chart
from report.pages.page import Page

BOM = "\ufeff"  # Excel reads UTF-8 only with it


def chart_files(pages: Iterable[Page], pictures: Mapping[Chart, Picture], site: str = "") -> Iterator[Artifact]:
    """The picture and the numbers of every chart, in the folder of its page; *site*: its public address, if any."""
    for page in pages:
        address = site + page.address
        for chart in page.charts:
            stem, said = page.folder + chart.name, charts.about(chart, address)
            yield Artifact(f"{stem}.svg", inscribed_svg(pictures[chart].svg, said).encode())
            yield Artifact(f"{stem}.png", inscribed_png(pictures[chart].png, said))
            yield Artifact(f"{stem}.csv", (BOM + charts.csv_text(chart, address)).encode())


def table_files(pages: Iterable[Page], site: str = "") -> Iterator[Artifact]:
    """Every table as a workbook, as CSV for spreadsheets and as CSV for programs, in the folder of its page."""
    for page in pages:
        address = site + page.address
        for table in page.tables:
            stem = page.folder + table.name
            yield Artifact(f"{stem}.xlsx", workbook(table, address))
            yield Artifact(f"{stem}.csv", (BOM + tables.csv_text(table, address)).encode())
            yield Artifact(f"{stem}.plain.csv", tables.plain_csv_text(table, address).encode())


def data_files(root: Path, returns: Path | None = None) -> Iterator[Artifact]:
    """Every file of data/, byte for byte, below data/files/: what a page cites by file and row.

    *returns* is a folder whose releases/ stands in for that of data/.
    """
    own = root / "data"
    yield from _files(own, [path for path in own.rglob("*") if not returns or own / "releases" not in path.parents])
    if returns:
        yield from _files(returns, returns.glob("releases/*/*"))


def _files(folder: Path, paths: Iterable[Path]) -> Iterator[Artifact]:
    for path in sorted(paths):
        if path.is_file() and path.suffix in (".csv", ".yml", ".xlsx"):
            yield Artifact(f"data/files/{path.relative_to(folder).as_posix()}", path.read_bytes())
