"""Workbooks as strangers send them: what is inside the zip, before any of it is believed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from typing import Any
from xml.parsers import expat

LARGEST_FILE = 10_000_000  # bytes as sent
LARGEST_UNZIPPED = 60_000_000
MOST_ENTRIES = 500
MOST_ROWS, MOST_COLUMNS = 5_000, 400
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
FORBIDDEN = (
    (re.compile(r"vbaproject|xl/macrosheets/|dialogsheets/", re.I), "带有宏", "请另存为不含宏的 .xlsx"),
    (re.compile(r"xl/externallinks/", re.I), "链接到其他工作簿", "请在“数据—编辑链接”中断开链接，只保留数值"),
    (
        re.compile(r"xl/(embeddings|activex|ctrlprops)/|\.bin$", re.I),
        "嵌有对象或控件",
        "请删去嵌入的对象，另存为 .xlsx",
    ),
    (re.compile(r"xl/(connections\.xml|querytables/)", re.I), "带有外部数据连接", "请删去数据连接，只保留数值"),
)


class Refused(Exception):
    """A file that will not be read: what it is, and the way out."""

    def __init__(self, what: str, cure: str, line: int = 0) -> None:
        super().__init__(what)
        self.what, self.cure, self.line = what, cure, line


@dataclass(frozen=True)
class SheetFlags:
    """What a spreadsheet hides from the eye in one sheet."""

    name: str
    hidden: bool
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]  # 1 = A
    bare_formulas: tuple[str, ...]  # cells with a formula and no stored value


def inspect(content: bytes) -> tuple[SheetFlags, ...]:
    """The sheets of a workbook that is safe to read; Refused with a sentence for anything else."""
    if len(content) > LARGEST_FILE:
        raise Refused(f"文件超过 {LARGEST_FILE // 1_000_000} MB", "请检查是否放错文件，或删去图片和空白格式")
    if content.startswith(OLE):
        _refuse_ole(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _sheets(_parts(archive))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
        OverflowError,
    ) as error:
        raise Refused(
            "不是完好的工作簿（文件损坏或不完整）", "请用电子表格软件打开后另存为 .xlsx，再重新放入"
        ) from error
    except (zipfile.zlib.error, KeyError, expat.ExpatError, RecursionError) as error:  # type: ignore[attr-defined]
        raise Refused("工作簿内部结构损坏", "请用电子表格软件打开后另存为 .xlsx，再重新放入") from error


def _refuse_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("工作簿加了密码", "请取消打开密码后另存为 .xlsx")
    raise Refused("是旧版 .xls 工作簿", "请用电子表格软件另存为 .xlsx")


# ---------------------------------------------------------------- the zip


def _parts(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    """Every part by name, read in full so that each checksum is verified."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"压缩包内有 {len(entries)} 个文件", "请用电子表格软件另存为 .xlsx")
    if sum(entry.file_size for entry in entries) > LARGEST_UNZIPPED:
        raise Refused(
            f"解压后超过 {LARGEST_UNZIPPED // 1_000_000} MB", "请检查是否放错文件，或删去多余的格式和空白行列"
        )
    for entry in entries:
        _look_at(entry)
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise Refused("压缩包内有重名文件", "请用电子表格软件另存为 .xlsx")
    return {entry.filename: _content(archive, entry) for entry in entries if not entry.is_dir()}


def _look_at(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise Refused("工作簿加了密码", "请取消密码后另存为 .xlsx")
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Refused(f"压缩包内有越界路径「{name[:60]}」", "请用电子表格软件另存为 .xlsx，不要用打包工具改动")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise Refused("压缩包内有符号链接", "请用电子表格软件另存为 .xlsx")
    for pattern, what, cure in FORBIDDEN:
        if pattern.search(name) and "printersettings" not in name.casefold():
            raise Refused(f"工作簿{what}", cure)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
        if len(content) > entry.file_size or file.read(1):
            raise Refused("压缩包的大小与声明不符", "请用电子表格软件另存为 .xlsx")
    if content[:4096].find(b"<!DOCTYPE") >= 0 or b"<!ENTITY" in content[:65536]:
        raise Refused("工作簿的 XML 带有外部声明", "请用电子表格软件另存为 .xlsx")
    return content


# ---------------------------------------------------------------- the sheets


def _sheets(parts: Mapping[str, bytes]) -> tuple[SheetFlags, ...]:
    types = parts.get("[Content_Types].xml", b"")
    if not types or "xl/workbook.xml" not in parts:
        raise Refused("压缩包里没有工作簿", "请放入 .xlsx 工作簿；.ods、.xlsb 请先另存为 .xlsx")
    if b"macroEnabled" in types:
        raise Refused("工作簿带有宏", "请另存为不含宏的 .xlsx")
    targets = {key: _absolute(target) for key, target in _relationships(parts.get("xl/_rels/workbook.xml.rels", b""))}
    return tuple(
        _flags(name, state, parts[targets[relation]])
        for name, state, relation in _sheet_list(parts["xl/workbook.xml"])
        if "worksheets/" in targets[relation]
    )


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")


def _relationships(xml: bytes) -> Iterator[tuple[str, str]]:
    for name, attributes in _elements(xml):
        if name == "Relationship":
            if attributes.get("TargetMode") == "External":
                raise Refused("工作簿链接到外部文件", "请断开外部链接，只保留数值")
            yield attributes["Id"], attributes["Target"]


def _sheet_list(xml: bytes) -> Iterator[tuple[str, str, str]]:
    for name, attributes in _elements(xml):
        if name == "sheet":
            relation = next(value for key, value in attributes.items() if key.endswith(":id"))
            yield attributes["name"], attributes.get("state", "visible"), relation


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Start tags without their prefix, and their attributes, in the order of the text."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    parser.Parse(xml, True)
    return found


def _parser() -> Any:
    return expat.ParserCreate()


class _Scan:
    """One pass over a sheet's XML: extent, hidden rows and columns, formulas without a value."""

    def __init__(self) -> None:
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.bare: list[str] = []
        self.row = self.column = 0
        self.rows_seen: set[int] = set()
        self.cell = ""
        self.has_formula = self.has_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.leave_cell()
            self._cell(attributes.get("r", ""))
        elif tag in ("v", "is"):
            self.has_value = True
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self._row(attributes)
        elif tag == "col" and (attributes.get("hidden") in ("1", "true") or float(attributes.get("width", "9")) == 0):
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns += range(first, min(last, first + MOST_COLUMNS) + 1)

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        if self.row in self.rows_seen:
            raise Refused(f"第 {self.row} 行出现两次", "请用电子表格软件打开后另存为 .xlsx")
        self.rows_seen.add(self.row)
        if attributes.get("hidden") in ("1", "true") or float(attributes.get("ht", "15")) == 0:
            self.hidden_rows.append(self.row)

    def _cell(self, address: str) -> None:
        letters = address.rstrip("0123456789")
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        if number > MOST_COLUMNS or self.row > MOST_ROWS:
            raise Refused(f"表格大到 {address}，超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列", "请删去表格以外的内容和格式")
        self.cell, self.has_formula, self.has_value = address, False, False

    def leave_cell(self) -> None:
        """The next cell begins, or the sheet ends."""
        if self.has_formula and not self.has_value:
            self.bare.append(self.cell)


def _flags(name: str, state: str, xml: bytes) -> SheetFlags:
    scan, parser = _Scan(), _parser()
    parser.StartElementHandler = scan.start
    parser.Parse(xml, True)
    scan.leave_cell()
    return SheetFlags(name, state != "visible", tuple(scan.hidden_rows), tuple(scan.hidden_columns), tuple(scan.bare))
