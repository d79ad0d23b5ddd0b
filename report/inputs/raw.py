"""Raw tables: the text of every cell and where it stands, before anything is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from report.model import Place


@dataclass(frozen=True)
class RawCell:
    """One cell as written, without surrounding blanks; *items* holds the members where a YAML file wrote a list."""

    text: str
    where: Place
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawRow:
    where: Place
    cells: Mapping[str, RawCell]

    def __getitem__(self, column: str) -> str:
        cell = self.cells.get(column)  # not by `cell`: there are two hundred thousand
        return cell.text if cell else ""

    def cell(self, column: str) -> RawCell:
        """The cell, or an empty one where the row has none."""
        return self.cells.get(column) or RawCell("", Place(self.where.file, self.where.line, column))

    def items(self, column: str) -> tuple[str, ...]:
        return self.cell(column).items


@dataclass(frozen=True)
class ColumnSchema:
    """What data/schema.yml says about a column."""

    name: str
    meaning: str
    type: str = "text"
    required: bool = False
    values: tuple[str, ...] = ()
    refers_to: str = ""  # file whose key it names
    minimum: str = ""
    maximum: str = ""
    example: str = ""


@dataclass(frozen=True)
class FileSchema:
    """What data/schema.yml says about a file, or about all files that match a pattern such as tables/*.csv."""

    pattern: str
    title: str
    key: tuple[str, ...]
    columns: tuple[ColumnSchema, ...]
    optional: bool = False  # may be missing
    beside_returns: bool = False  # stands beside them, whether they are in data/ or elsewhere

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class RawTable:
    """One file below data/: *name* is relative to data/, *file* to the root."""

    name: str
    file: str
    schema: FileSchema
    rows: tuple[RawRow, ...]

    def column(self, name: str) -> Iterator[RawCell]:
        return (row.cell(name) for row in self.rows)


@dataclass(frozen=True)
class RawData:
    """All tables of data/, still as text."""

    tables: tuple[RawTable, ...]
    schema: tuple[FileSchema, ...]

    def matching(self, pattern: str) -> tuple[RawTable, ...]:
        return tuple(table for table in self.tables if fnmatch(table.name, pattern))

    def rows(self, pattern: str) -> tuple[RawRow, ...]:
        return tuple(row for table in self.matching(pattern) for row in table.rows)

    def by_key(self, name: str) -> Mapping[str, RawRow]:
        """Rows of a file by the first column of its key; of two rows with one key, the first."""
        found: dict[str, RawRow] = {}
        for table in self.matching(name):
            for row in table.rows:
                found.setdefault(row[table.schema.key[0]], row)
        return found
