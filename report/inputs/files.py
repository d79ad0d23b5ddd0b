"""Files of data/ → raw tables, with what cannot be read at all said cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from report.inputs import Inputs, decoded, read_once
from report.inputs.raw import ColumnSchema, FileSchema, RawCell, RawData, RawRow, RawTable
from report.inputs.values import as_map, value
from report.inputs.yaml import HIDDEN_CURE, List, Map, Node, Text, mapping, parsed
from report.model import DataError, Place, Problem

SCHEMA = "data/schema.yml"
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
MOST_ROWS = 20_000  # of a file of rows: our largest table has 324, a return in long form some thousand
Parsed = tuple[list[RawRow], list[Problem]]
Result = tuple[RawTable, tuple[Problem, ...]]


@read_once
def read_schema(inputs: Inputs) -> tuple[FileSchema, ...]:
    """What data/schema.yml asks for; DataError where it cannot be read."""
    entries = mapping(SCHEMA, inputs.content(inputs.root / SCHEMA)).entries
    return tuple(_file_schema(pattern.text, as_map(entry, SCHEMA)) for pattern, entry in entries)


def _file_schema(pattern: str, entry: Map) -> FileSchema:
    """Of a file: in *entry* the columns by name."""
    named = as_map(entry.of.get("columns", entry), SCHEMA).entries
    columns = tuple(value(ColumnSchema, one, SCHEMA, name=name.text) for name, one in named)
    rest = Map(entry.line, tuple(one for one in entry.entries if one[0].text != "columns"))
    return value(FileSchema, rest, SCHEMA, pattern=pattern, columns=columns)


@read_once
def read_raw(inputs: Inputs) -> tuple[RawData, tuple[Problem, ...]]:
    """All tables that data/schema.yml names, as text, and the problems met on the way.

    What stands beside returns is read where these are.
    """
    if not (inputs.root / SCHEMA).is_file():
        return RawData((), ()), (_missing("schema.yml"),)
    try:
        schema = read_schema(inputs)
    except DataError as error:
        return RawData((), ()), error.problems
    paths = {spec: _paths(inputs.returns if spec.beside_returns else inputs.data, spec) for spec in schema}
    results = [read_table(inputs, path, spec) for spec in schema for path in paths[spec]]
    missing = [_missing(spec.pattern) for spec in schema if not paths[spec] and not spec.optional]
    found = [problem for _, problems in results for problem in problems]
    return RawData(tuple(table for table, _ in results), schema), (*found, *missing, *_strangers(inputs, schema))


def _paths(data: Path, spec: FileSchema) -> list[Path]:
    return sorted(path for path in data.glob(spec.pattern) if not path.name.startswith("."))


def _missing(name: str) -> Problem:
    return Problem(Place(f"data/{name}"), "missing-file", "缺少这个文件", "请补上，列见 data/README.md")


def _strangers(inputs: Inputs, schema: tuple[FileSchema, ...]) -> Iterator[Problem]:
    """Every file of data/ is either described by the schema or known by name; a stray one would be silently ignored."""
    known = {path for spec in schema for path in _paths(inputs.data, spec)}
    allowed = {*(inputs.data / name for name in ("README.md", "schema.yml", "urls.txt")), *_of_returns(inputs.data)}
    for path in sorted(inputs.data.rglob("*")):
        if path.is_file() and path not in known | allowed and not path.name.startswith("."):
            yield Problem(
                Place(inputs.own.name(path)),
                "unknown-file",
                "这个文件不会被读取",
                "请按 data/README.md 放到相应位置，或移出 data/",
            )


def _of_returns(data: Path) -> Iterator[Path]:
    """What other rooms read: the form, the mappings, the quarterly returns, the seals, the plan of fetching."""
    returns = ("form.yml", "ratios.yml", "mappings/*.yml", "releases/*/*", "fetch.yml")
    for pattern in (*returns, "seals/*.json", "seals/*/*.json"):
        yield from data.glob(pattern)


def read_table(inputs: Inputs, path: Path, spec: FileSchema) -> Result:
    """One file below data/ as a Table, read once; one that cannot be read is an empty table and a problem."""
    return inputs.once((path, spec.pattern), lambda: _table(inputs, path, spec))


def _table(inputs: Inputs, path: Path, spec: FileSchema) -> Result:
    file = inputs.name(path)
    parse = _read_yaml if path.suffix == ".yml" else _read_csv
    try:
        rows, problems = parse(file, inputs.content(path), spec)
    except DataError as error:
        rows, problems = [], list(error.problems)
    return RawTable(file.partition("/")[2], file, spec, tuple(rows)), tuple(problems)


# ---------------------------------------------------------------- csv


def _read_csv(file: str, content: bytes, spec: FileSchema) -> Parsed:
    """Rows by the header; blank lines, and rows of nothing but commas as spreadsheets leave them, are no rows."""
    reader = csv.reader(io.StringIO(decoded(file, content), newline=""), strict=True)
    rows: list[RawRow] = []
    problems: list[Problem] = []
    header: list[str] = []
    line = 0
    try:
        for cells in reader:
            if len(rows) == MOST_ROWS:
                what = f"到这一行已超过 {MOST_ROWS} 行数据"
                return [], [Problem(Place(file, line + 1), "too-large", what, "请拆分，或检查是否放错文件")]
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


def _csv_row(file: str, line: int, header: list[str], cells: list[str]) -> RawRow:
    return RawRow(
        Place(file, line),
        {name: RawCell(cell.strip(), Place(file, line, name)) for name, cell in zip(header, cells, strict=True)},
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


def _read_yaml(file: str, content: bytes, spec: FileSchema) -> Parsed:
    """A mapping of keys to entries, or a list of entries; every value as the text written, with its own line."""
    node, doubts = parsed(file, content)
    rows: list[RawRow] = []
    problems = [problem for problem in doubts if problem.cure == HIDDEN_CURE]
    if node == Text(1, ""):
        problems.append(Problem(Place(file, 1), "no-header", "文件是空的", "请按 data/README.md 填写"))
        return rows, problems
    for key, entry in _entries(node):
        if isinstance(entry, Map):
            row, found = _yaml_row(file, key, entry, spec)
            rows.append(row)
            problems += found
        else:
            line = (key or entry).line
            problems.append(Problem(Place(file, line), "broken-yaml", "这里应是「列名: 值」", "请参照上一条的写法"))
    return rows, problems


def _entries(node: Node) -> Iterator[tuple[Text | None, Node]]:
    if isinstance(node, Map):
        yield from node.entries
    else:
        yield from ((None, entry) for entry in (node.items if isinstance(node, List) else (node,)))


def _yaml_row(file: str, key: Text | None, entry: Map, spec: FileSchema) -> tuple[RawRow, list[Problem]]:
    cells: dict[str, RawCell] = {}
    problems: list[Problem] = []
    if key is not None:
        cells[spec.key[0]] = _yaml_cell(file, spec.key[0], key)
    for written, node in entry.entries:
        name, line = written.text.strip(), written.line
        if name not in spec.names:
            problems.append(
                Problem(Place(file, line), "unknown-column", f"不认识「{name}」", f"可用：{', '.join(spec.names)}")
            )
        elif name in cells:
            problems.append(Problem(Place(file, line), "duplicate-column", f"「{name}」写了两次", "请删去一个"))
        elif not all(isinstance(one, Text) for one in (node.items if isinstance(node, List) else (node,))):
            problems.append(Problem(Place(file, line), "broken-yaml", f"「{name}」不应再分层", "请写成文字或列表"))
        else:
            cells[name] = _yaml_cell(file, name, node)
    return RawRow(Place(file, (key or entry).line), cells), problems


def _yaml_cell(file: str, name: str, node: Node) -> RawCell:
    where = Place(file, node.line, name)
    if isinstance(node, List):
        items = tuple(item.text.strip() for item in node.items if isinstance(item, Text))
        return RawCell("；".join(items), where, items)
    return RawCell(node.text.strip() if isinstance(node, Text) else "", where)
