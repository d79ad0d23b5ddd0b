"""Downloads: the CSV and SVG of each chart beside its page, and the data files as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from report.charts import csv_text
from report.model import Artifact, Chart
from report.pages.page import Page

UNPUBLISHED = ("fetch.yml",)  # where an office keeps its returns is no reader's business
BOM = "\ufeff"  # Excel reads UTF-8 only with it


def chart_files(pages: Iterable[Page], drawings: Mapping[Chart, str]) -> Iterator[Artifact]:
    """The picture and the numbers of every chart, in the folder of its page."""
    for page in pages:
        for chart in page.charts:
            yield Artifact(f"{page.folder}{chart.name}.svg", drawings[chart].encode())
            yield Artifact(f"{page.folder}{chart.name}.csv", (BOM + csv_text(chart)).encode())


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
        if path.is_file() and path.suffix in (".csv", ".yml", ".xlsx") and path.name not in UNPUBLISHED:
            yield Artifact(f"data/files/{path.relative_to(folder).as_posix()}", path.read_bytes())
