"""Files of data/ as they may be downloaded: what they say of sources that are not out was never written.

The rows below move up, and `releases.released` counts them so: a page cites a row of the file that readers get. An
empty line in place of a row would tell them that something waits there, and of which region.
"""

from __future__ import annotations

import csv
import re

from report.model import Dataset


def as_published(name: str, content: bytes, dataset: Dataset) -> bytes | None:
    """The file *name* of data/ as of *dataset*, often the same bytes; None for a table of which nothing is out."""
    if name == "milestones.yml":
        return _without_evidence(content, dataset)
    if name.endswith(".csv"):
        return _without_rows(
            content, "key" if name == "sources.csv" else "source", dataset, whole=name.startswith("tables/")
        )
    return content


def _without_rows(content: bytes, column: str, dataset: Dataset, *, whole: bool) -> bytes | None:
    """A sound CSV file without the rows of sources that are not out; *whole*: without a row it is no file at all."""
    lines = content.splitlines(keepends=True)
    reader = csv.reader(line.decode("utf-8-sig") for line in lines)
    header: list[str] = []
    kept: list[bytes] = []
    rows = end = 0
    for cells in reader:
        start, end = end, reader.line_num
        own = lines[start:end]
        if header and any(cell.strip() for cell in cells) and column in header:
            if cells[header.index(column)].strip() in dataset.sources:
                rows += 1
            else:
                own = [b"\n"] * (len(own) - 1)  # each row that is gone counts for one line
        header = header or [cell.strip() for cell in cells if cell.strip()]
        kept += own
    return None if whole and not rows and kept != lines else b"".join(kept)


def _without_evidence(content: bytes, dataset: Dataset) -> bytes:
    """milestones.yml without the names of figures that are not out."""
    waiting = {key for one in dataset.milestones for key in one.evidence} - dataset.fact.keys()
    if not waiting:
        return content
    names = "|".join(map(re.escape, sorted(waiting)))
    item = rf"^[ \t]*-[ \t]+['\"]?(?:{names})['\"]?[ \t]*\r?\n"
    member = rf"['\"]?(?<![\w-])(?:{names})(?![\w-])['\"]?(?:[ \t]*,[ \t]*)?"
    return re.sub(f"{item}|{member}", "", content.decode("utf-8"), flags=re.MULTILINE).encode()
