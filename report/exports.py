"""Downloads: the CSV and SVG of each chart beside its page, and the data files as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from posixpath import dirname

from report.charts import csv_text
from report.model import Artifact, Chart, Dataset
from report.pages.page import Page
from report.returns.record import RECORD, as_of

UNPUBLISHED = ("fetch.yml",)  # where an office keeps its returns is no reader's business
BESIDE = ("calendar.yml", "redirects.csv")  # beside the returns, and of the same hand
BOM = "\ufeff"  # Excel reads UTF-8 only with it


def chart_files(pages: Iterable[Page], drawings: Mapping[Chart, str]) -> Iterator[Artifact]:
    """The picture and the numbers of every chart, in the folder of its page."""
    for page in pages:
        for chart in page.charts:
            yield Artifact(f"{page.folder}{chart.name}.svg", drawings[chart].encode())
            yield Artifact(f"{page.folder}{chart.name}.csv", (BOM + csv_text(chart)).encode())


def data_files(root: Path, dataset: Dataset, returns: Path | None = None) -> Iterator[Artifact]:
    """The files of data/, byte for byte, below data/files/: what a page cites by file and row.

    Of the returns those that are out as of *dataset*, each with its record. *returns* is a folder whose releases/,
    calendar and redirects stand in for those of data/.
    """
    own = root / "data"
    beside = returns or own
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if (
            path.is_file()
            and path.suffix in (".csv", ".yml")
            and not name.startswith(("releases/", *BESIDE, *UNPUBLISHED))
        ):
            yield _file(name, path.read_bytes())
    for name in BESIDE:
        if (beside / name).is_file():
            yield _file(name, (beside / name).read_bytes())
    yield from _returns(beside, dataset)


def _returns(beside: Path, dataset: Dataset) -> Iterator[Artifact]:
    """The versions that are out, and of each quarter the record as far as it speaks of them."""
    for edition in dataset.editions:
        name = edition.file.removeprefix(f"{beside.name}/")
        yield _file(name, (beside / name).read_bytes())
        if not edition.publication.version:
            record = f"{dirname(name)}/{RECORD}"
            yield _file(record, as_of((beside / record).read_bytes(), dataset.as_of))


def _file(name: str, content: bytes) -> Artifact:
    return Artifact(f"data/files/{name}", content)
