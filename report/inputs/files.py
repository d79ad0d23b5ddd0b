"""Files of data/ → raw tables, with what cannot be read at all said cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from report.inputs.raw import Cell, Column, FileSchema, RawData, Row, Table
from report.model import Place, Problem

LARGEST = 20_000_000  # bytes; the largest file we expect is below 1 MB
DEEPEST = 50  # levels of nesting in a YAML file; ours have three
UNREADABLE = (
    "missing-file",
    "unreadable-file",
    "too-large",
    "not-utf-8",
    "no-header",
    "broken-csv",
    "broken-yaml",
    "wrong-number-of-cells",
)  # after these some rows of a file are not known
Parsed = tuple[list[Row], list[Problem]]
Result = tuple[Table, tuple[Problem, ...]]


def read_schema(root: Path) -> tuple[FileSchema, ...]:
    """What data/schema.yml asks for. The file is ours, so a mistake in it is a bug and raises; a missing one too."""
    document: Mapping[str, Any] = yaml.load((root / "data/schema.yml").read_text("utf-8"), yaml.CSafeLoader)
    return tuple(_file_schema(pattern, entry) for pattern, entry in document.items())


def _file_schema(pattern: str, entry: Mapping[str, Any]) -> FileSchema:
    columns = tuple(
        Column(name, **{**spec, "values": tuple(spec.get("values", ()))}) for name, spec in entry["columns"].items()
    )
    return FileSchema(pattern, entry["title"], tuple(entry["key"]), columns, entry.get("optional", False))


def read_raw(root: Path, data: Path | None = None) -> tuple[RawData, tuple[Problem, ...]]:
    """All tables that data/schema.yml names, as text, and the problems met on the way.

    *data* is another folder of returns: what stands beside returns is read there.
    """
    if not (root / "data/schema.yml").is_file():
        return RawData((), ()), (_missing("schema.yml"),)
    schema = read_schema(root)
    own = root / "data"
    folders = {spec: (data or own) if spec.optional else own for spec in schema}
    paths = {spec: _paths(folders[spec], spec) for spec in schema}
    results = [read_table(folders[spec], path, spec) for spec in schema for path in paths[spec]]
    missing = [_missing(spec.pattern) for spec in schema if not paths[spec] and not spec.optional]
    found = [problem for _, problems in results for problem in problems]
    return RawData(tuple(table for table, _ in results), schema), (*found, *missing, *_strangers(root, schema))


def _paths(data: Path, spec: FileSchema) -> list[Path]:
    return sorted(path for path in data.glob(spec.pattern) if not path.name.startswith("."))


def _missing(name: str) -> Problem:
    return Problem(Place(f"data/{name}"), "missing-file", "缺少这个文件", "请补上，列见 data/README.md")


def _strangers(root: Path, schema: tuple[FileSchema, ...]) -> Iterator[Problem]:
    """Every file of data/ is either described by the schema or known by name; a stray one would be silently ignored."""
    known = {path for spec in schema for path in _paths(root / "data", spec)}
    allowed = {*(root / "data" / name for name in ("README.md", "schema.yml", "urls.txt")), *_of_returns(root)}
    for path in sorted((root / "data").rglob("*")):
        if path.is_file() and path not in known | allowed and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            yield Problem(
                Place(name), "unknown-file", "这个文件不会被读取", "请按 data/README.md 放到相应位置，或移出 data/"
            )


def _of_returns(root: Path) -> Iterator[Path]:
    """The form, the mappings and the quarterly returns: report/returns reads and checks them, report/fetch its plan."""
    for pattern in ("form.yml", "ratios.yml", "mappings/*.yml", "releases/*/*", "fetch.yml"):
        yield from (root / "data").glob(pattern)


def read_table(data: Path, path: Path, spec: FileSchema) -> Result:
    """One file below the folder *data* as a Table; a file that cannot be read is an empty table and a problem."""
    name = path.relative_to(data).as_posix()
    file = f"{data.name}/{name}"
    parse = _read_yaml if path.suffix == ".yml" else _read_csv
    content = _content(file, path)
    rows, problems = ([], [content]) if isinstance(content, Problem) else _decoded(file, content, spec, parse)
    return Table(name, file, spec, tuple(rows)), tuple(problems)


def _content(file: str, path: Path) -> bytes | Problem:
    if not path.is_file():
        return Problem(Place(file), "unreadable-file", "这里应是一个文件", "请换成普通文件，不要用文件夹或失效的链接")
    if path.stat().st_size > LARGEST:
        return Problem(Place(file), "too-large", f"文件超过 {LARGEST // 1_000_000} MB", "请拆分或检查是否放错文件")
    try:
        return path.read_bytes()
    except OSError:
        return Problem(Place(file), "unreadable-file", "文件读不出来", "请检查文件权限")


def _decoded(file: str, content: bytes, spec: FileSchema, parse: Callable[[str, str, FileSchema], Parsed]) -> Parsed:
    try:
        return parse(file, content.decode("utf-8-sig"), spec)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [], [Problem(Place(file, line), "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8")]


# ---------------------------------------------------------------- csv


def _read_csv(file: str, text: str, spec: FileSchema) -> Parsed:
    """Rows by the header; blank lines, and rows of nothing but commas as spreadsheets leave them, are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    header: list[str] = []
    line = 0
    try:
        for cells in reader:
            first_line, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                problems += _header_problems(file, first_line, header, spec)
            elif len(cells) != len(header):
                problems.append(_wrong_width(file, first_line, len(cells), len(header)))
            else:
                rows.append(_csv_row(file, first_line, header, cells))
    except csv.Error:
        problems.append(Problem(Place(file, line + 1), "broken-csv", "从这一行起引号没有成对", "请检查这一行的双引号"))
    if not header and not problems:
        problems.append(Problem(Place(file, 1), "no-header", "文件是空的", f"第一行请写列名：{','.join(spec.names)}"))
    return rows, problems


def _csv_row(file: str, line: int, header: list[str], cells: list[str]) -> Row:
    return Row(
        Place(file, line),
        {name: Cell(cell.strip(), Place(file, line, name)) for name, cell in zip(header, cells, strict=True)},
    )


def _wrong_width(file: str, line: int, found: int, expected: int) -> Problem:
    what = f"这一行有 {found} 格，表头有 {expected} 列"
    return Problem(Place(file, line), "wrong-number-of-cells", what, "请补足逗号；单元格内含逗号时用双引号括起")


def _header_problems(file: str, line: int, header: list[str], spec: FileSchema) -> Iterator[Problem]:
    for name in spec.names:
        if name not in header:
            yield Problem(Place(file, line), "missing-column", f"缺少列「{name}」", f"表头应为：{','.join(spec.names)}")
    for index, name in enumerate(header):
        if name not in spec.names:
            yield Problem(
                Place(file, line), "unknown-column", f"不认识列「{name}」", f"可用的列：{','.join(spec.names)}"
            )
        elif name in header[:index]:
            yield Problem(Place(file, line), "duplicate-column", f"列「{name}」出现两次", "请删去一个")


# ---------------------------------------------------------------- yaml


def _read_yaml(file: str, text: str, spec: FileSchema) -> Parsed:
    """A mapping of keys to entries, or a list of entries; every value as the text written, with its own line."""
    try:
        node = _composed(text)
    except yaml.YAMLError as error:
        return [], [_yaml_error(file, text, error)]
    if node is None:
        return [], [Problem(Place(file, 1), "no-header", "文件是空的", "请按 data/README.md 填写")]
    rows: list[Row] = []
    problems: list[Problem] = []
    for key, entry in _entries(node, spec):
        if isinstance(entry, yaml.MappingNode) and isinstance(key, yaml.ScalarNode | None):
            row, found = _yaml_row(file, key, entry, spec)
            rows.append(row)
            problems += found
        else:
            line = (key or entry).start_mark.line + 1
            problems.append(Problem(Place(file, line), "broken-yaml", "这里应是「列名: 值」", "请参照上一条的写法"))
    return rows, problems


def _composed(text: str) -> yaml.Node | None:
    """The text as YAML nodes; YAMLError also where it is nested so deeply that composing it would exhaust the stack."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem_mark=cast(yaml.Mark, event.start_mark))
    return yaml.compose(text, yaml.CSafeLoader)


def _entries(node: yaml.Node, spec: FileSchema) -> Iterator[tuple[yaml.Node | None, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from node.value
    elif isinstance(node, yaml.SequenceNode):
        yield from ((None, entry) for entry in node.value)
    else:
        yield None, node


def _yaml_row(file: str, key: yaml.Node | None, entry: yaml.MappingNode, spec: FileSchema) -> tuple[Row, list[Problem]]:
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    start = key or entry
    if key is not None:
        cells[spec.key[0]] = _yaml_cell(file, spec.key[0], key)
    for name_node, value in entry.value:
        name, line = _scalar(name_node), name_node.start_mark.line + 1
        if name not in spec.names:
            problems.append(
                Problem(Place(file, line), "unknown-column", f"不认识「{name}」", f"可用：{', '.join(spec.names)}")
            )
        elif name in cells:
            problems.append(Problem(Place(file, line), "duplicate-column", f"「{name}」写了两次", "请删去一个"))
        elif not _is_flat(value):
            problems.append(Problem(Place(file, line), "broken-yaml", f"「{name}」不应再分层", "请写成文字或列表"))
        else:
            cells[name] = _yaml_cell(file, name, value)
    return Row(Place(file, start.start_mark.line + 1), cells), problems


def _yaml_cell(file: str, name: str, node: yaml.Node) -> Cell:
    where = Place(file, node.start_mark.line + 1, name)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_scalar(item) for item in node.value)
        return Cell("；".join(items), where, items)
    return Cell(_scalar(node), where)


def _is_flat(node: yaml.Node) -> bool:
    """A text, or a list of texts."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return all(isinstance(one, yaml.ScalarNode) for one in nodes)


def _scalar(node: yaml.Node) -> str:
    """The text as written; empty for anything nested, which may contain itself."""
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""


def _yaml_error(file: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", 0)) + 1
    return Problem(Place(file, line), "broken-yaml", "YAML 写法有误", "请检查缩进、冒号后的空格和引号")
