"""Files of data/ → raw tables, with what cannot be read at all said cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from report.model import Problem, Where
from report.table import Cell, Column, FileSchema, RawData, Row, Table

LARGEST = 20_000_000  # bytes; the largest file we expect is below 1 MB
Result = tuple[Table, tuple[Problem, ...]]


def read_schema(root: Path) -> tuple[FileSchema, ...]:
    """What data/schema.yml asks for. The file is ours, so a mistake in it is a bug and raises."""
    document: Mapping[str, Any] = yaml.load((root / "data/schema.yml").read_text("utf-8"), yaml.CSafeLoader)
    return tuple(_file_schema(pattern, entry) for pattern, entry in document.items())


def _file_schema(pattern: str, entry: Mapping[str, Any]) -> FileSchema:
    columns = tuple(
        Column(name, **{**spec, "values": tuple(spec.get("values", ()))}) for name, spec in entry["columns"].items()
    )
    return FileSchema(pattern, entry["title"], tuple(entry["key"]), columns)


def read_raw(root: Path) -> tuple[RawData, tuple[Problem, ...]]:
    """All tables that data/schema.yml names, as text, and the problems met on the way."""
    schema = read_schema(root)
    results = [read_table(root, path, spec) for spec in schema for path in _paths(root, spec)]
    missing = [_missing(spec) for spec in schema if not _paths(root, spec)]
    problems = tuple(problem for _, found in results for problem in found) + tuple(missing) + tuple(_strangers(root, schema))
    return RawData(tuple(table for table, _ in results), schema), problems


def _paths(root: Path, spec: FileSchema) -> list[Path]:
    return sorted((root / "data").glob(spec.pattern))


def _missing(spec: FileSchema) -> Problem:
    return Problem(f"data/{spec.pattern}", 0, "missing-file", "缺少这个文件", "请补上，列见 data/README.md")


def _strangers(root: Path, schema: tuple[FileSchema, ...]) -> Iterator[Problem]:
    """Every file of data/ is either described by the schema or known by name; a stray one would be silently ignored."""
    known = {path for spec in schema for path in _paths(root, spec)}
    allowed = {root / "data/README.md", root / "data/schema.yml"}
    for path in sorted((root / "data").rglob("*")):
        if path.is_file() and path not in known | allowed and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            yield Problem(name, 0, "unknown-file", "这个文件不会被读取", "请按 data/README.md 放到相应位置，或移出 data/")


def read_table(root: Path, path: Path, spec: FileSchema) -> Result:
    """One file as a Table; a file that cannot be read is an empty table and a problem."""
    file, name = path.relative_to(root).as_posix(), path.relative_to(root / "data").as_posix()
    if path.stat().st_size > LARGEST:
        return Table(name, file, spec, ()), (Problem(file, 0, "too-large", "文件过大", "请拆分或检查是否放错文件"),)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Table(name, file, spec, ()), (Problem(file, line, "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8"),)
    parse = _read_yaml if path.suffix == ".yml" else _read_csv
    rows, problems = parse(file, text, spec)
    return Table(name, file, spec, tuple(rows)), tuple(problems)


# ---------------------------------------------------------------- csv


def _read_csv(file: str, text: str, spec: FileSchema) -> tuple[list[Row], list[Problem]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    header: list[str] = []
    line = 0
    try:
        for cells in reader:
            first_line, line = line + 1, reader.line_num
            if not header:
                header = [cell.strip() for cell in cells]
                problems += _header_problems(file, header, spec)
            elif len(cells) != len(header):
                problems.append(_wrong_width(file, first_line, len(cells), len(header)))
            else:
                rows.append(_csv_row(file, first_line, header, cells))
    except csv.Error:
        problems.append(Problem(file, reader.line_num, "broken-csv", "引号没有成对", "请检查这一行及其上方的双引号"))
    if not header:
        problems.append(Problem(file, 1, "no-header", "文件是空的", f"第一行请写列名：{','.join(spec.names)}"))
    return rows, problems


def _csv_row(file: str, line: int, header: list[str], cells: list[str]) -> Row:
    return Row(
        Where(file, line),
        {name: Cell(cell.strip(), Where(file, line, name)) for name, cell in zip(header, cells, strict=True)},
    )


def _wrong_width(file: str, line: int, found: int, expected: int) -> Problem:
    what = f"这一行有 {found} 格，表头有 {expected} 列"
    return Problem(file, line, "wrong-number-of-cells", what, "请补足逗号；单元格内含逗号时用双引号括起")


def _header_problems(file: str, header: list[str], spec: FileSchema) -> Iterator[Problem]:
    for name in spec.names:
        if name not in header:
            yield Problem(file, 1, "missing-column", f"缺少列「{name}」", f"表头应为：{','.join(spec.names)}")
    for index, name in enumerate(header):
        if name not in spec.names:
            yield Problem(file, 1, "unknown-column", f"不认识列「{name}」", f"可用的列：{','.join(spec.names)}")
        elif name in header[:index]:
            yield Problem(file, 1, "duplicate-column", f"列「{name}」出现两次", "请删去一个")


# ---------------------------------------------------------------- yaml


def _read_yaml(file: str, text: str, spec: FileSchema) -> tuple[list[Row], list[Problem]]:
    """A mapping of keys to entries, or a list of entries; every value as the text written, with its own line."""
    try:
        node = yaml.compose(text, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        return [], [_yaml_error(file, error)]
    if node is None:
        return [], [Problem(file, 1, "no-header", "文件是空的", "请按 data/README.md 填写")]
    rows: list[Row] = []
    problems: list[Problem] = []
    for key, entry in _entries(node, spec):
        if isinstance(entry, yaml.MappingNode):
            row, found = _yaml_row(file, key, entry, spec)
            rows.append(row)
            problems += found
        else:
            line = entry.start_mark.line + 1
            problems.append(Problem(file, line, "broken-yaml", "这里应是「列名: 值」", "请参照上一条的写法"))
    return rows, problems


def _entries(node: yaml.Node, spec: FileSchema) -> Iterator[tuple[yaml.Node | None, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from node.value
    elif isinstance(node, yaml.SequenceNode):
        yield from ((None, entry) for entry in node.value)
    else:
        yield None, node


def _yaml_row(
    file: str, key: yaml.Node | None, entry: yaml.MappingNode, spec: FileSchema
) -> tuple[Row, list[Problem]]:
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    start = key or entry
    if key is not None:
        cells[spec.key[0]] = _yaml_cell(file, spec.key[0], key)
    for name_node, value in entry.value:
        name, line = str(name_node.value), name_node.start_mark.line + 1
        if name not in spec.names:
            problems.append(Problem(file, line, "unknown-column", f"不认识「{name}」", f"可用：{', '.join(spec.names)}"))
        elif name in cells:
            problems.append(Problem(file, line, "duplicate-column", f"「{name}」写了两次", "请删去一个"))
        elif isinstance(value, yaml.MappingNode):
            problems.append(Problem(file, line, "broken-yaml", f"「{name}」不应再分层", "请写成文字或列表"))
        else:
            cells[name] = _yaml_cell(file, name, value)
    return Row(Where(file, start.start_mark.line + 1), cells), problems


def _yaml_cell(file: str, name: str, node: yaml.Node) -> Cell:
    where = Where(file, node.start_mark.line + 1, name)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(str(item.value).strip() for item in node.value)
        return Cell("；".join(items), where, items)
    return Cell(str(node.value).strip(), where)


def _yaml_error(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    return Problem(file, line, "broken-yaml", "YAML 写法有误", "请检查缩进、冒号后的空格和引号")
