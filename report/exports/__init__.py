"""Downloads: every chart as SVG, PNG and CSV, every table as XLSX and CSV beside its page, and the data files.

Each says what it is of: title, unit, time, source, note, and the address of the page.
"""

from __future__ import annotations

import hashlib
import pickle
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from posixpath import dirname

from report import charts, tables
from report.cache import digest
from report.charts import Picture
from report.exports.pictures import inscribed_png, inscribed_svg
from report.exports.workbook import workbook
from report.halves import in_halves
from report.model import Artifact, Chart, Dataset, DataTable
from report.pages.page import Page
from report.returns.record import RECORD, as_of

UNPUBLISHED = ("fetch.yml",)  # where an office keeps its returns is no reader's business
BESIDE = ("calendar.yml", "redirects.csv")  # beside the returns, and of the same hand
SUFFIXES = (".xlsx", ".csv", ".plain.csv")  # of a table's files
BOM = "\ufeff"  # Excel reads UTF-8 only with it
BESIDE = ("calendar.yml", "redirects.csv")  # beside the returns, and of the same hand


def chart_files(pages: Iterable[Page], pictures: Mapping[Chart, Picture], site: str = "") -> Iterator[Artifact]:
    """The picture and the numbers of every chart, in the folder of its page; *site*: its public address, if any."""
    for page in pages:
        address = site + page.address
        for chart in page.charts:
            stem, said = page.folder + chart.name, charts.about(chart, address)
            yield Artifact(f"{stem}.svg", inscribed_svg(pictures[chart].svg, said).encode())
            yield Artifact(f"{stem}.png", inscribed_png(pictures[chart].png, said))
            yield Artifact(f"{stem}.csv", (BOM + charts.csv_text(chart, address)).encode())


def table_files(
    pages: Iterable[Page], site: str = "", cache: MutableMapping[str, str] | None = None
) -> tuple[Artifact, ...]:
    """Every table as a workbook, as CSV for spreadsheets and as CSV for programs, in the folder of its page.

    *cache* keeps them between builds; then it holds these and no others.
    """
    cache = {} if cache is None else cache
    wanted = [(page, table, _key(table, site + page.address)) for page in pages for table in page.tables]
    known = {key: _unpacked(text) for *_, key in wanted if (text := cache.get(key)) is not None}
    stale = [one for one in wanted if one[2] not in known]
    made = in_halves(lambda some: [_made(table, site + page.address) for page, table, _ in some], stale)
    for (*_, key), files in zip(stale, made, strict=True):
        known[key] = files
        cache[key] = _packed(files)
    for unused in set(cache) - {key for *_, key in wanted}:
        del cache[unused]
    return tuple(
        Artifact(f"{page.folder}{table.name}{suffix}", content)
        for page, table, key in wanted
        for suffix, content in zip(SUFFIXES, known[key], strict=True)
    )


def _made(table: DataTable, address: str) -> tuple[bytes, ...]:
    """The contents of a table's files, in the order of SUFFIXES."""
    for_spreadsheets = (BOM + tables.csv_text(table, address)).encode()
    return workbook(table, address), for_spreadsheets, tables.plain_csv_text(table, address).encode()


def _key(table: DataTable, address: str) -> str:
    """A hash of all that a table's files follow from; pickled to be hashed, for it is never read back."""
    return hashlib.sha256(pickle.dumps((_code(), address, table), protocol=5)).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    return digest([Path(__file__).parent.parent], version("xlsxwriter"))


def _packed(files: Iterable[bytes]) -> str:
    return "\n".join(b64encode(content).decode() for content in files)


def _unpacked(text: str) -> tuple[bytes, ...]:
    return tuple(map(b64decode, text.split("\n")))


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
