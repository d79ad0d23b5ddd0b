"""Downloads: every chart as SVG, PNG and CSV, every table as XLSX and CSV beside its page, and the data files.

Each says what it is of: title, unit, time, source, note, and the address of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cache, lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from posixpath import dirname

from report.address import CARD
from report.charts import Picture, card_key, card_png
from report.downloads.about import about, about_card, inscribed_png, inscribed_svg
from report.downloads.csv_text import csv_text, plain_csv_text
from report.downloads.published_files import as_published
from report.halves import in_halves
from report.inputs import Inputs
from report.model import Artifact, Card, Chart, Dataset, LaidAway, Page, Table, laid_away
from report.numbers.embargo import sealed_by
from report.plaintext import plainly
from report.returns.record import RECORD, as_of
from report.seals.sealed_files import FOLDER, place_of, read_seals
from report.seals.sealed_lists import read_lists
from report.store import code, digest, make_missing, pack, unpack

UNPUBLISHED = ("fetch.yml",)  # where an office keeps its returns is no reader's business
FILES = "data/files/"  # where what a page cites by file and row is published
BOM = "\ufeff"  # Excel reads UTF-8 only with it
# beside the returns, and of the same hand
BESIDE = ("calendar.yml", "method_changes.yml", "redirects.csv")


def chart_files(pages: Iterable[Page], pictures: Mapping[Chart, Picture], site: str = "") -> Iterator[Artifact]:
    """The picture and the numbers of every chart, in the folder of its page; *site*: its public address, if any."""
    for page in pages:
        address = site + page.address
        for chart in page.charts:
            stem, picture, table = page.folder + chart.name, pictures[chart], plainly(chart)
            said = about(table, address)
            yield Artifact(f"{stem}.svg", inscribed_svg(picture.svg, said).encode())
            yield LaidAway(f"{stem}.png", partial(inscribed_png, picture.png, said))
            yield Artifact(f"{stem}.csv", _shown(table, address))


def card_files(pages: Iterable[Page], kept: MutableMapping[str, bytes], site: str) -> Iterator[Artifact]:
    """The picture that goes with a link to each page that has one of its own, beside the page."""
    cards = [(page, page.card) for page in pages if page.card]
    make_missing(kept, {card_key(card): card for _, card in cards}, lambda some: list(map(card_png, some)))
    for page, card in cards:
        yield LaidAway(page.folder + CARD, partial(_kept_card, card, site + page.address, kept))


def _kept_card(card: Card, address: str, kept: Mapping[str, bytes]) -> bytes:
    return inscribed_png(kept[card_key(card)], about_card(card, address))


def packed_card(card: Card, address: str) -> bytes:
    """The picture of a card alone; *address*: of its page."""
    return inscribed_png(card_png(card), about_card(card, address))


CHART_FILES = (".svg", ".png", ".csv")
TABLE_FILES = (".xlsx", ".csv", ".plain.csv")


def paths(page: Page) -> Iterator[str]:
    """Where the files of the charts, tables and papers of *page* stand, and the picture for links to it."""
    yield from (f"{page.folder}{paper.name}" for paper in page.papers)
    yield from [page.folder + CARD] if page.card else []
    for chart in page.charts:
        yield from (f"{page.folder}{chart.name}{kind}" for kind in CHART_FILES)
    for table in page.tables:
        yield from (f"{page.folder}{table.name}{kind}" for kind in TABLE_FILES)


def table_files(
    pages: Sequence[Page], site: str = "", kept: MutableMapping[str, bytes] | None = None
) -> Iterator[Artifact]:
    """Every table as a workbook, as CSV for spreadsheets and as CSV for programs, in the folder of its page.

    *kept* holds them between builds and changes nothing but the time taken.
    """
    kept = {} if kept is None else kept
    wanted = [(table, site + page.address) for page in pages for table in page.tables]
    stems = [page.folder + table.name for page in pages for table in page.tables]
    keys = in_halves(lambda some: [key(*one) for one in some], wanted)
    make_missing(kept, dict(zip(keys, wanted, strict=True)), _downloads)
    files = lru_cache(maxsize=1)(lambda one: tuple(unpack(kept[one])))  # those of a table are asked for together
    for stem, one in zip(stems, keys, strict=True):
        yield from laid_away((stem + kind for kind in TABLE_FILES), partial(files, one))


def _downloads(wanted: Sequence[tuple[Table, str]]) -> list[bytes]:
    return [packed(table, address) for table, address in wanted]


def packed(table: Table, address: str) -> bytes:
    """The three files of a table as one; *address*: of its page."""
    from report.downloads.workbook import workbook  # imports xlsxwriter, a tenth of a second

    table = plainly(table)
    return pack(workbook(table, address), _shown(table, address), plain_csv_text(table, address).encode())


def _shown(table: Table, address: str) -> bytes:
    return (BOM + csv_text(table, address)).encode()


def unpacked(stem: str, files: bytes) -> Iterator[Artifact]:
    """The files that `packed` made one of; *stem*: folder and name of the table."""
    return map(Artifact, (stem + kind for kind in TABLE_FILES), unpack(files))


def key(table: Table, address: str) -> str:
    """A hash of all that the files of *table* follow from."""
    rows = [{**vars(row), "cells": list(map(tuple, row.cells))} for row in table.rows]
    said = {**vars(table), "rows": rows, "columns": [vars(column) for column in table.columns]}
    return digest([], repr((_way(), address, said)))


@cache
def _way() -> tuple[str, str]:
    """What makes the files of tables; to ask for a version takes as long as to make a key."""
    return code(__name__, "report.downloads.workbook"), version("xlsxwriter")


def data_files(inputs: Inputs, dataset: Dataset) -> Iterator[Artifact]:
    """The files of data/ below data/files/, what a page cites by file and row; figures.csv with a grade for each row.

    Rows of sources that are not out in *dataset* are left out, and of the returns there are those that are out, each
    with its record. Calendar, redirects and changes of method are those that stand beside the returns. What editors and
    file managers leave there, by names that begin with a dot, is not published.
    """
    for path in sorted(inputs.data.rglob("*")):
        name = path.relative_to(inputs.data).as_posix()
        if (
            path.is_file()
            and path.suffix in (".csv", ".yml")
            and not path.name.startswith(".")
            and not name.startswith(("releases/", *BESIDE, *UNPUBLISHED))
            and (content := as_published(name, inputs.content(path), dataset)) is not None
        ):
            yield _file(name, content)
    for name in BESIDE:
        if (inputs.returns / name).is_file():
            yield _file(name, inputs.content(inputs.returns / name))
    yield from _returns(inputs.returns, dataset)
    yield from _seals(inputs, dataset)


def _seals(inputs: Inputs, dataset: Dataset) -> Iterator[Artifact]:
    """The seals of editions that are out, and of cited figures and tables as of their own moment."""
    for seal in sealed_by(dataset.as_of, read_seals(inputs)[0]):
        place = place_of(seal)
        yield LaidAway(f"{FILES}{place}", partial(inputs.content, inputs.returns / place))  # a megabyte each
    for name in read_lists(inputs, dataset.as_of):
        yield _file(f"{FOLDER}/{name}", inputs.content(inputs.data / FOLDER / name))


def _returns(beside: Path, dataset: Dataset) -> Iterator[Artifact]:
    """The versions that are out, and of each quarter the record as far as it speaks of them."""
    for one in dataset.versions:
        name = one.file.removeprefix(f"{beside.name}/")
        yield _file(name, (beside / name).read_bytes())
        if not one.publication.version:
            record = f"{dirname(name)}/{RECORD}"
            yield _file(record, as_of((beside / record).read_bytes(), dataset.as_of))


def _file(name: str, content: bytes) -> Artifact:
    return Artifact(f"{FILES}{name}", content)
