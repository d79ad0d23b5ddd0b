"""data/releases → releases: each folder with its record, its files and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from report.inputs import Inputs, read_once
from report.model import Problem, Region
from report.period import Quarter
from report.returns.container import LARGEST_FILE, Refused
from report.returns.entries import Listed, Reading, Release, Sheet
from report.returns.form import FILE as FORM
from report.returns.form import Form, read_form
from report.returns.grid import Grid, workbook_grids
from report.returns.layout import PROGRAMME, Labels, Layout, labels, read_layouts
from report.returns.longform import HEADS, is_long, read_long
from report.returns.packed import pack, unpack
from report.returns.record import RECORD, read_record, unmatched
from report.returns.separated import csv_grid, decode
from report.returns.sheets import read_sheet
from report.store import code, digest, remember, sha256_of

FILE_NAME = re.compile(r"(\d{4}Q[1-4])(?:-r([1-9]))?\.(xlsx|csv)")


@dataclass(frozen=True)
class Reader:
    """What every file is read by."""

    form: Form
    layouts: Mapping[str, Layout]
    regions: Mapping[str, Region]

    @cached_property
    def labels(self) -> Labels:
        return labels(self.regions, self.form)

    def reading(self, file: str, content: bytes, mapping: str = PROGRAMME) -> Reading:
        """What the file says by a layout; a file that is not to be read says why."""
        layout, is_csv = self.layouts[mapping], file.casefold().endswith(".csv")
        strict, decoded = layout.strict and not is_csv, None
        try:
            if len(content) > LARGEST_FILE:
                raise Refused(f"文件超过 {LARGEST_FILE // 1_000_000} MB", "请检查是否放错文件")
            decoded = decode(content, frozenset(HEADS) | layout.regions | layout.codes) if is_csv else None
            grids = (csv_grid(file, decoded),) if decoded else workbook_grids(file, content)
        except Refused as refused:
            return Reading(file, strict, layout.partial, refused=refused.reason, decoded=decoded)
        sheets = tuple(self._sheet(grid, layout) for grid in grids)
        return Reading(file, strict, layout.partial, sheets, decoded=decoded)

    def _sheet(self, grid: Grid, layout: Layout) -> Sheet:
        if not grid.sheet and is_long(grid):
            return read_long(grid, self.form, layout, self.labels)
        return read_sheet(grid, layout, self.labels)


def reader(inputs: Inputs, regions: Mapping[str, Region]) -> Reader:
    return Reader(read_form(inputs), read_layouts(inputs), regions)


def read_releases(inputs: Inputs, regions: Mapping[str, Region]) -> tuple[Release, ...]:
    """Every folder of releases/ by quarter, read once; file names begin with data/releases."""
    return inputs.once((read_releases, inputs.elsewhere), lambda: _releases(inputs, regions))


def _releases(inputs: Inputs, regions: Mapping[str, Region]) -> tuple[Release, ...]:
    folders = (path for path in (inputs.returns / "releases").glob("*") if path.is_dir())
    found = sorted(path for path in folders if not path.name.startswith("."))
    if not found:
        return ()
    by = reader(inputs, regions)
    return tuple(read_release(folder, by, inputs) for folder in found)


def read_release(folder: Path, by: Reader, inputs: Inputs) -> Release:
    """One folder of releases/."""
    name = inputs.name(folder)
    record = read_record(f"{name}/{RECORD}", content_of(folder / RECORD) if (folder / RECORD).is_file() else b"")
    mapping = record.fields.get("mapping") or PROGRAMME
    notes: list[Problem] = []
    if mapping not in by.layouts:
        cure = f"可用：{'、'.join(by.layouts)}"
        notes.append(Problem(record.at("mapping"), "metadata", f"没有名为「{mapping[:40]}」的版式", cure))
        mapping = PROGRAMME
    paths = [path for path in sorted(folder.iterdir()) if path.name != RECORD and not path.name.startswith(("~$", "."))]
    files = tuple(Listed(path.name, path.is_file() and not path.is_symlink()) for path in paths)
    returns = returns_in(folder.name, files)
    notes += unmatched(record, [file for file in returns if version_of(file)])
    readings = tuple(_reading(f"{name}/{file}", content_of(folder / file), mapping, by, inputs) for file in returns)
    return Release(name, quarter_of(folder.name), readings, record, files, tuple(notes))


def _reading(file: str, content: bytes, mapping: str, by: Reader, inputs: Inputs) -> Reading:
    """What a file says, remembered between builds."""
    key = digest((), _read_by(inputs), file, mapping, sha256_of(content))
    return unpack(remember(inputs.keep("readings"), key, lambda: pack(by.reading(file, content, mapping))))


@read_once
def _read_by(inputs: Inputs) -> str:
    """A hash of all that files are read by."""
    files = (inputs.root / FORM, inputs.data / "regions.csv", inputs.data / "mappings")
    return digest(filter(Path.exists, files), code(__name__), version("python-calamine"))


def returns_in(quarter: str, files: Iterable[Listed]) -> list[str]:
    """The names of the returns among *files*: the first version and then its revisions."""
    return sorted((one.name for one in files if is_return(one, quarter)), key=lambda name: (version_of(name), name))


def is_return(file: Listed, quarter: str) -> bool:
    """Named after its quarter, of a kind that is read."""
    match = FILE_NAME.fullmatch(file.name)
    return file.is_plain and match is not None and match[1] == quarter


def version_of(name: str) -> int:
    """0 for the first version, 1 for r1."""
    match = FILE_NAME.fullmatch(name)
    return int(match[2] or 0) if match else 0


def quarter_of(text: str) -> Quarter | None:
    """The quarter that a folder is named after: 2024Q4, and written in no other way."""
    try:
        quarter = Quarter.parse(text)
    except ValueError:
        return None
    return quarter if quarter.code == text else None


def content_of(path: Path) -> bytes:
    """The bytes of a file, or just enough of them to see that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
