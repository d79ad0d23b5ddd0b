"""data/releases → releases: each folder with its record, its files and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from report.model import ERROR, INFO, Place, Problem, Region
from report.period import Quarter
from report.returns.container import LARGEST_FILE, Refused
from report.returns.entries import Book, Key, Reading, Release, Value
from report.returns.form import Form, read_form
from report.returns.grid import Grid, workbook_grids
from report.returns.layout import PROGRAMME, Labels, Layout, labels, read_layouts
from report.returns.longform import HEADS, is_long, read_long
from report.returns.record import RECORD, read_record, unmatched
from report.returns.scan import MOST_COLUMNS, MOST_ROWS
from report.returns.separated import csv_grid, decode
from report.returns.sheets import Found, read_grid

FILE_NAME = re.compile(r"(\d{4}Q[1-4])(?:-r([1-9]))?\.(xlsx|csv)")
OTHERS = {
    ".xls": ("是旧版 .xls 工作簿", "请用电子表格软件另存为 .xlsx"),
    ".xlsm": ("可能带有宏", "请另存为不含宏的 .xlsx"),
    ".xlsb": ("是二进制工作簿", "请另存为 .xlsx"),
    ".ods": ("不是 .xlsx 工作簿", "请另存为 .xlsx"),
}


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
        layout = self.layouts[mapping]
        found = Found()
        try:
            grids = self._grids(file, content, layout, found)
        except Refused as refused:
            found.note("file-format", Place(file, refused.line), refused.what, refused.cure)
            grids = ()
        read = [self._read(grid, layout, found) for grid in grids]
        if grids and not any(read):
            word = self.form.words["regions"]
            found.note(
                "header", Place(file), f"没有找到表头（以「{word}」开头的一行）", "请用 build.py form 生成的空表填写"
            )
        elif not _says_anything(found):
            found.note("missing-row", Place(file), "没有读到一个数", "请用 build.py form 生成的空表填写后放入")
        return Reading(
            file,
            len(content),
            mapping,
            layout.strict and not (grids and not grids[0].sheet),
            layout.partial,
            tuple(found.notes),
            tuple(found.values),
            tuple(found.texts),
            tuple(found.columns),
            tuple(found.rows),
            tuple(found.outside),
            tuple(found.quarters),
        )

    def _grids(self, file: str, content: bytes, layout: Layout, found: Found) -> tuple[Grid, ...]:
        if len(content) > LARGEST_FILE:
            raise Refused(f"文件超过 {LARGEST_FILE // 1_000_000} MB", "请检查是否放错文件")
        if not file.casefold().endswith(".csv"):
            return workbook_grids(file, content)
        decoded = decode(content, frozenset(HEADS) | layout.regions | layout.codes)
        if decoded.encoding != "UTF-8":
            found.note("file-format", Place(file, 1), f"按 {decoded.encoding} 编码读取", "建议另存为 UTF-8", INFO)
        if decoded.separator != ",":
            found.note(
                "file-format", Place(file, 1), f"按分隔符 {decoded.separator!r} 读取", "建议用半角逗号分隔", INFO
            )
        return (csv_grid(file, decoded),)

    def _read(self, grid: Grid, layout: Layout, found: Found) -> bool:
        if not grid.sheet and is_long(grid):
            read_long(grid, self.form, layout, self.labels, found)
            return True
        has_table = read_grid(grid, self.form, layout, self.labels, found)
        if grid.inspected and grid.inspected.beyond:
            _left_out(grid, grid.inspected.beyond, ERROR if has_table else INFO, found)
        if not has_table and layout.strict and grid.sheet in [sheet.name for sheet in self.form.sheets]:
            found.note("header", Place(grid.file, 1, "A", grid.sheet), "没有找到表头", "请用原表填写，不要删改表头")
        return has_table


def _left_out(grid: Grid, beyond: str, level: str, found: Found) -> None:
    """What lies beyond the room that a sheet is given: an error in a table, and elsewhere a word."""
    what = f"内容大到 {beyond}，超出能读的范围（{MOST_ROWS} 行、{MOST_COLUMNS} 列），以外的没有读"
    found.note("file-format", Place(grid.file, 0, "", grid.sheet), what, "请删去表格以外的内容", level)


def _says_anything(found: Found) -> bool:
    """A number that a page can print, or an error that says why there is none."""
    numbers = (value for value in found.values if value.number is not None and value.column.measure != "change")
    return any(numbers) or any(note.level == ERROR for note in found.notes)


def reader(root: Path, regions: Mapping[str, Region]) -> Reader:
    form = read_form(root)
    return Reader(form, read_layouts(root, form), regions)


def read_releases(root: Path, data: Path, regions: Mapping[str, Region]) -> tuple[Release, ...]:
    """Every folder of *data*/releases by quarter; the form is *root*'s, file names begin with data/releases."""
    folders = sorted(path for path in (data / "releases").glob("*") if path.is_dir() and not path.name.startswith("."))
    if not folders:
        return ()
    by = reader(root, regions)
    return tuple(read_release(folder, by, data.parent) for folder in folders)


def read_release(folder: Path, by: Reader, above: Path) -> Release:
    """One folder; file names are relative to *above*."""
    name = folder.relative_to(above).as_posix()
    path = folder / RECORD
    record = read_record(f"{name}/{RECORD}", path.read_bytes() if path.is_file() else b"")
    mapping = record.fields.get("mapping") or PROGRAMME
    notes: list[Problem] = []
    quarter = _quarter(folder.name, name, notes)
    if mapping not in by.layouts:
        cure = f"可用：{'、'.join(by.layouts)}"
        notes.append(Problem(Place(record.file), "metadata", f"没有名为「{mapping[:40]}」的版式", cure))
        mapping = PROGRAMME
    elif by.layouts[mapping].rows:
        cure = "季度报表请用其他版式；统计表请整理到 data/tables"
        notes.append(Problem(Place(record.file), "metadata", f"版式「{mapping}」是统计表的，不是季度报表的", cure))
        mapping = PROGRAMME
    paths = [path for path in sorted(folder.iterdir()) if path.name != RECORD and not path.name.startswith(("~$", "."))]
    good = [path for path in paths if _is_return(path, folder.name, name, notes)]
    if not good:
        notes.append(Problem(Place(name), "file-name", "没有报表", f"请放入 {folder.name}.xlsx 或 {folder.name}.csv"))
    good.sort(key=_version)
    notes += _versions_taken(good, name)
    notes += unmatched(record, [path.name for path in good if _version(path)[0]])
    readings = tuple(by.reading(f"{name}/{path.name}", content_of(path), mapping) for path in good)
    return Release(name, quarter, readings, record, tuple(notes))


def content_of(path: Path) -> bytes:
    """The bytes of a file, or just enough of them to see that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _quarter(text: str, folder: str, notes: list[Problem]) -> Quarter | None:
    try:
        quarter = Quarter.parse(text)
    except ValueError:
        quarter = None
    if quarter is None or quarter.code != text:
        notes.append(Problem(Place(folder), "file-name", f"文件夹名「{text[:40]}」不是季度", "请写作 2024Q4"))
        return None
    return quarter


def _is_return(path: Path, quarter: str, folder: str, notes: list[Problem]) -> bool:
    """Named after its quarter, of a kind that is read; anything else gets a note."""
    where = Place(f"{folder}/{path.name}")
    match = FILE_NAME.fullmatch(path.name)
    if not path.is_file() or path.is_symlink():
        notes.append(Problem(where, "file-name", "这里应是一个普通文件", "请移走文件夹和链接"))
    elif path.suffix.casefold() in OTHERS:
        notes.append(Problem(where, "file-name", *OTHERS[path.suffix.casefold()]))
    elif not match:
        notes.append(
            Problem(
                where,
                "file-name",
                "文件名不合规则",
                f"请改名为 {quarter}.xlsx 或 {quarter}.csv；修订稿为 {quarter}-r1.xlsx",
            )
        )
    elif match[1] != quarter:
        notes.append(
            Problem(
                where,
                "file-name",
                f"文件名的季度 {match[1]} 与文件夹 {quarter} 不一致",
                "请核对是哪个季度的报表，放到相应文件夹",
            )
        )
    else:
        return True
    return False


def _versions_taken(paths: list[Path], folder: str) -> Iterator[Problem]:
    """The first version and r1, r2 … without a gap, one file each."""
    for expected, path in enumerate(paths):
        if _version(path)[0] != expected:
            what = f"{path.name} 与前面的文件接不上：这里应是{f'第 {expected} 次修订' if expected else '首次报表'}"
            cure = "每一稿一个文件，修订稿从 -r1 起依次编号"
            yield Problem(Place(f"{folder}/{path.name}"), "file-name", what, cure)
            return


def _version(path: Path) -> tuple[int, str]:
    match = FILE_NAME.fullmatch(path.name)
    return int(match[2] or 0) if match else 0, path.name


def book_of(reading: Reading | None) -> Book:
    """The values of a file by column and region; of two with one key the first."""
    found: dict[Key, Value] = {}
    for value in reading.values if reading else ():
        found.setdefault((value.column, value.region), value)
    return found
