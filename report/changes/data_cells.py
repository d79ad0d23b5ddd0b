"""The data of a state as cells, each under a key that stays when rows move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from report.changes.change import ADDED, REMOVED, CellChange, CellText, GroupChange, Kind, Pending
from report.dataset import dataset
from report.inputs import Inputs
from report.inputs.files import read_raw
from report.inputs.raw import RawData, RawRow, RawTable
from report.returns.entries import Entry, Release
from report.returns.folders import read_releases
from report.returns.form import Form, read_form
from report.store import sha256_of

RELEASES = "data/releases/"


def read_cells(inputs: Inputs, now: datetime) -> tuple[Mapping[str, CellText], tuple[Pending, ...]]:
    """Key → cell of everything under data/ and of the returns, and the releases still to come after *now*.

    What is still to come stays out of the cells: they may be printed where everybody reads.
    """
    raw, _ = read_raw(inputs.own)
    releases = read_releases(inputs, dataset(raw).regions)
    pending = tuple(sorted(_pending(releases, now)))
    hidden = {one.file for one in pending}
    found = {**_of_tables(raw), **_of_other_files(inputs.own, raw)}
    if releases:
        form = read_form(inputs)
        for release in releases:
            found |= _of_release(release, form, hidden)
    return found, pending


# ---------------------------------------------------------------- tables and other files


def _of_tables(raw: RawData) -> dict[str, CellText]:
    return {
        f"{pattern}|{key}|{column}": entry
        for table in raw.tables
        for row in table.rows
        for pattern, key in ((table.schema.pattern, _key(table, row)),)
        for column, entry in _of_row(table, row, key)
    }


def _key(table: RawTable, row: RawRow) -> str:
    return " · ".join(row[name] for name in table.schema.key if row[name])


def _of_row(table: RawTable, row: RawRow, key: str) -> Iterator[tuple[str, CellText]]:
    group = (str(row.where), key)
    for column, cell in row.cells.items():
        if column not in table.schema.key:
            yield column, CellText(str(row.where), f"{key} · {column}", cell.text, group)


def _of_other_files(inputs: Inputs, raw: RawData) -> dict[str, CellText]:
    """Files of data/ that are no tables of cells, such as form.yml: that they changed is all that is said."""
    known = {table.file for table in raw.tables}
    found = {}
    for path in sorted(inputs.data.rglob("*")):
        name = inputs.name(path)
        if path.is_file() and name not in known and not name.startswith(RELEASES) and not path.name.startswith("."):
            digest = sha256_of(path.read_bytes())
            found[f"file|{name}"] = CellText(name, "文件内容", digest[:12], (name, "文件"))
    return found


# ---------------------------------------------------------------- returns


def _of_release(release: Release, form: Form, hidden: set[str]) -> dict[str, CellText]:
    found: dict[str, CellText] = {}
    before: Mapping[Any, Entry] = {}
    for reading in release.readings:
        book = reading.book
        if reading.file not in hidden:
            group = (reading.file, release.folder.removeprefix(RELEASES))
            for (column, region), value in book.items():
                earlier = before.get((column, region))
                revises = _printed(earlier) if earlier and _printed(earlier) != _printed(value) else None
                about = f"{region} · {form.title_of(column)}"
                found[f"{reading.file}|{column}|{region}"] = CellText(
                    str(value.where), about, _printed(value), group, revises
                )
        before = book
    for name, text in release.record.fields.items():
        group = (release.record.file, release.folder.removeprefix(RELEASES))
        found[f"{release.record.file}|{name}"] = CellText(release.record.file, name, text, group)
    return found


def _printed(value: Entry) -> str:
    return f"{value.number:f}" if value.number is not None else value.symbol


def _pending(releases: tuple[Release, ...], now: datetime) -> Iterator[Pending]:
    """Returns and revisions whose minute is after *now*."""
    for release in releases:
        moments = (release.record.released_at, *(version.released_at for version in release.record.versions))
        for number, (reading, at) in enumerate(zip(release.readings, moments, strict=False)):
            if release.quarter and at and at > now:
                which = f"第{number}次修订" if number else "首次发布"
                yield Pending(at, f"{release.quarter.title}{which}", reading.file)


# ---------------------------------------------------------------- comparing


def cell_changes(
    old: Mapping[str, CellText], new: Mapping[str, CellText]
) -> tuple[tuple[CellChange, ...], tuple[GroupChange, ...]]:
    """Cells that differ, revised values among them, and rows or returns that came or went as a whole."""
    came = {key: entry for key, entry in new.items() if key not in old}
    went = {key: entry for key, entry in old.items() if key not in new}
    cells = [
        CellChange(entry.place, entry.about, old[key].text, entry.text)
        for key, entry in new.items()
        if key in old and old[key].text != entry.text
    ]
    cells += [
        CellChange(entry.place, entry.about, entry.revises, entry.text, revised=True)
        for entry in came.values()
        if entry.revises is not None
    ]
    return tuple(cells), (*_groups(ADDED, came), *_groups(REMOVED, went))


def _groups(kind: Kind, entries: Mapping[str, CellText]) -> Iterator[GroupChange]:
    for (place, about), cells in Counter(entry.group for entry in entries.values()).items():
        yield GroupChange(kind, place, about, cells)
