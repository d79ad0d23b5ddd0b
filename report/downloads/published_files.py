"""Files of data/ as they may be downloaded: what they say of sources that are not out was never written.

The rows below move up, and `numbers.embargo.released` counts them so: a page cites a row of the file that readers
get. An empty line in place of a row would tell them that something waits there, and of which region. What is known to
be wrong in its source says so in its note.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Any

from report.inputs.yaml import rewritten
from report.model import Dataset
from report.plaintext import csv_lines

GRADE = "source_grade"


def as_published(name: str, content: bytes, dataset: Dataset) -> bytes | None:
    """The file *name* of data/ as of *dataset*, often the same bytes; None for a table of which nothing is out."""
    if name == "milestones.yml":
        return _without_evidence(content, dataset)
    if name == "known_errors.yml":
        return rewritten(content, lambda entries: _of_sources(entries, dataset))
    if not name.endswith(".csv"):
        return content
    column, is_table = "key" if name == "sources.csv" else "source", name.startswith("tables/")
    published = _without_rows(content, column, dataset, whole=is_table)
    if published and name == "figures.csv":
        return _with_grades(published, dataset)
    return _with_errors(published, dict(_told(name, dataset))) if published and is_table else published


def _told(name: str, dataset: Dataset) -> Iterator[tuple[int, str]]:
    """The lines of a table on which a number is wrong in its source, and what is known of it."""
    for row in dataset.known_errors:
        if row.error and row.where.file == f"data/{name}":
            yield row.where.line, row.error.told


def _without_rows(content: bytes, column: str, dataset: Dataset, *, whole: bool) -> bytes | None:
    """A sound CSV file without the rows of sources that are not out; *whole*: without a row it is no file at all."""
    header: list[str] = []
    kept: list[bytes] = []
    rows = hidden = 0
    for cells, own in _records(content):
        if header and any(cell.strip() for cell in cells) and column in header:
            if cells[header.index(column)].strip() in dataset.sources:
                rows += 1
            else:
                own = [b"\n"] * (len(own) - 1)  # each row that is gone counts for one line
                hidden += 1
        header = header or [cell.strip() for cell in cells if cell.strip()]
        kept += own
    return None if whole and hidden and not rows else b"".join(kept)


def _records(content: bytes) -> Iterator[tuple[list[str], list[bytes]]]:
    """The cells of each record of a CSV file, and the lines that it is written on."""
    lines = content.splitlines(keepends=True)
    reader = csv.reader(line.decode("utf-8-sig") for line in lines)
    end = 0
    for cells in reader:
        start, end = end, reader.line_num
        yield cells, lines[start:end]


def _with_grades(content: bytes, dataset: Dataset) -> bytes:
    """figures.csv with a last column, worked out from sources.csv and domains.csv: how well founded each figure is."""
    header: list[str] = []
    kept: list[bytes] = []
    for cells, own in _records(content):
        if any(cell.strip() for cell in cells):
            said = dataset.sources[cells[header.index("source")].strip()].grade if header else GRADE
            last = own[-1].rstrip(b"\r\n")
            own = [*own[:-1], b"%s,%s%s" % (last, said.encode(), own[-1][len(last) :])]
        header = header or [cell.strip() for cell in cells]
        kept += own
    return b"".join(kept)


def _with_errors(content: bytes, told: Mapping[int, str]) -> bytes:
    """A table of which the rows on some lines say in their note what is *told* of them."""
    if not told:
        return content
    kept: list[bytes] = []
    header: list[str] = []
    line = 1
    for cells, own in _records(content):
        kept += [_noted(cells, header.index("note"), told[line])] if line in told else own
        header = header or [cell.strip() for cell in cells if cell.strip()]
        line += len(own)
    return b"".join(kept)


def _noted(cells: list[str], note: int, told: str) -> bytes:
    cells[note] = "；".join(filter(None, (cells[note].strip(), told)))
    return csv_lines([cells]).encode()


def _of_sources(entries: Any, dataset: Dataset) -> Any:
    """The entries of known_errors.yml whose sources are out, in a list or each under its source."""
    if isinstance(entries, dict):
        return {source: one for source, one in entries.items() if source in dataset.sources}
    return [one for one in entries if one["source"] in dataset.sources]


def _without_evidence(content: bytes, dataset: Dataset) -> bytes:
    """milestones.yml without the names of figures that are not out."""
    waiting = {key for one in dataset.milestones for key in one.evidence} - dataset.fact.keys()
    if not waiting:
        return content
    names = "|".join(map(re.escape, sorted(waiting)))
    item = rf"^[ \t]*-[ \t]+['\"]?(?:{names})['\"]?[ \t]*\r?\n"
    member = rf"['\"]?(?<![\w-])(?:{names})(?![\w-])['\"]?(?:[ \t]*,[ \t]*)?"
    return re.sub(f"{item}|{member}", "", content.decode("utf-8"), flags=re.MULTILINE).encode()
