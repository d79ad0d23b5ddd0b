"""The data of a state as cells, each under a key that stays when rows move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

from report.changes.nouns import ADDED, REMOVED, CellChange, Entry, GroupChange, Pending
from report.read import dataset
from report.read.files import read_raw
from report.returns.form import Form, read_form
from report.returns.nouns import Release, Value
from report.returns.releases import book_of, read_releases
from report.table import RawData, Row, Table

BEIJING = timezone(timedelta(hours=8))
RELEASES = "data/releases/"


def read_cells(root: Path, data: Path, now: datetime) -> tuple[Mapping[str, Entry], tuple[Pending, ...]]:
    """Key → cell of everything under *root*/data and *data*/releases, and the releases still to come after *now*.

    What is still to come stays out of the cells: they may be printed where everybody reads.
    """
    raw, _ = read_raw(root)
    releases = read_releases(root, data, dataset(raw).regions)
    pending = tuple(sorted(_pending(releases, data, now)))
    hidden = {file for one in pending for file in one.files}
    found = {**_of_tables(raw), **_of_other_files(root, raw)}
    if releases:
        form = read_form(root)
        for release in releases:
            found |= _of_release(release, form, hidden)
    return found, pending


# ---------------------------------------------------------------- tables and other files


def _of_tables(raw: RawData) -> dict[str, Entry]:
    return {
        f"{pattern}|{key}|{column}": entry
        for table in raw.tables
        for row in table.rows
        for pattern, key in ((table.schema.pattern, _key(table, row)),)
        for column, entry in _of_row(table, row, key)
    }


def _key(table: Table, row: Row) -> str:
    return " · ".join(row[name] for name in table.schema.key if row[name])


def _of_row(table: Table, row: Row, key: str) -> Iterator[tuple[str, Entry]]:
    group = (str(row.where), key)
    for column, cell in row.cells.items():
        if column not in table.schema.key:
            yield column, Entry(str(row.where), f"{key} · {column}", cell.text, group)


def _of_other_files(root: Path, raw: RawData) -> dict[str, Entry]:
    """Files of data/ that are no tables of cells, such as form.yml: that they changed is all that is said."""
    known = {table.file for table in raw.tables}
    found = {}
    for path in sorted((root / "data").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in known and not name.startswith(RELEASES) and not path.name.startswith("."):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[f"file|{name}"] = Entry(name, "文件内容", digest[:12], (name, "文件"))
    return found


# ---------------------------------------------------------------- returns


def _of_release(release: Release, form: Form, hidden: set[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    before: Mapping[Any, Value] = {}
    for reading in release.readings:
        book = book_of(reading)
        if reading.file not in hidden:
            group = (reading.file, release.folder.removeprefix(RELEASES))
            for (column, region), value in book.items():
                earlier = before.get((column, region))
                revises = _printed(earlier) if earlier and _printed(earlier) != _printed(value) else None
                about = f"{region} · {form.title_of(column)}"
                found[f"{reading.file}|{column}|{region}"] = Entry(
                    str(value.where), about, _printed(value), group, revises
                )
        before = book
    for name, text in release.record.fields.items():
        group = (release.record.file, release.folder.removeprefix(RELEASES))
        found[f"{release.record.file}|{name}"] = Entry(release.record.file, name, text, group)
    return found


def _printed(value: Value) -> str:
    return f"{value.number:f}" if value.number is not None else value.symbol


def _pending(releases: tuple[Release, ...], data: Path, now: datetime) -> Iterator[Pending]:
    """Returns and revisions whose minute, in release.yml, is after *now*."""
    for release in releases:
        for version, at in _moments(data.parent / release.record.file).items():
            if at > now and len(release.readings) > version:
                files = tuple(reading.file for reading in release.readings[version:])
                name = release.quarter.title if release.quarter else release.folder
                yield Pending(at, name + (f"第{version}次修订" if version else "首次发布"), files)


def _moments(record: Path) -> Mapping[int, datetime]:
    """Version (0 is the first) → the minute it goes out, as far as release.yml says so."""
    try:
        document = yaml.load(record.read_text("utf-8-sig"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    entries = document if isinstance(document, dict) else {}
    revisions = entries.get("revisions")
    later = [one for one in revisions if isinstance(one, dict)] if isinstance(revisions, list) else []
    found = {0: entries.get("release_at"), **{one.get("version"): one.get("release_at") for one in later}}
    return {
        version: moment
        for version, text in found.items()
        if isinstance(version, int) and (moment := _moment(text)) is not None
    }


def _moment(text: object) -> datetime | None:
    try:
        moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


# ---------------------------------------------------------------- comparing


def cell_changes(
    old: Mapping[str, Entry], new: Mapping[str, Entry]
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


def _groups(kind: str, entries: Mapping[str, Entry]) -> Iterator[GroupChange]:
    for (place, about), cells in Counter(entry.group for entry in entries.values()).items():
        yield GroupChange(kind, place, about, cells)
