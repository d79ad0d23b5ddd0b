"""Two sides → what changed between them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from report.changes.change import ADDED, ALTERED, REMOVED, Changes, FileChange, Kind, Side
from report.changes.data_cells import cell_changes
from report.changes.page_texts import text_changes, title
from report.changes.sides import kind_of

DRAWN_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")


def compare(old: Side, new: Side, moment: datetime) -> Changes:
    """What moves from *old* to *new* at *moment*; where *new* has problems, these and nothing else."""
    if old.problems or new.problems:
        return Changes(old.name, new.name, moment, problems=new.problems, incomparable=not new.problems)
    cells, groups = cell_changes(old.data, new.data)
    paths = [path for path in old.files.keys() & new.files.keys() if old.files[path] != new.files[path]]
    ranks, sentences = text_changes(_pages(old, paths), _pages(new, paths))
    return Changes(
        old.name,
        new.name,
        moment,
        cells,
        groups,
        ranks,
        sentences,
        pages=_files(old, new, "page"),
        downloads=_files(old, new, "download"),
        charts=_files(old, new, "chart"),
        pending=tuple(one for one in new.pending if one not in old.pending),
    )


def _pages(side: Side, paths: Iterable[str]) -> dict[str, str]:
    return {path: side.texts[path] for path in paths if path.endswith(".md") and path in side.texts}


def _files(old: Side, new: Side, kind: str) -> tuple[FileChange, ...]:
    paths = sorted(path for path in old.files.keys() | new.files.keys() if kind_of(path) == kind)
    changed = [path for path in paths if old.files.get(path) != new.files.get(path)]
    return tuple(FileChange(_what(old, new, path), path, _title(old, new, path)) for path in changed)


def _what(old: Side, new: Side, path: str) -> Kind:
    return ADDED if path not in old.files else REMOVED if path not in new.files else ALTERED


def _title(old: Side, new: Side, path: str) -> str:
    text = new.texts.get(path) or old.texts.get(path) or ""
    if path.endswith(".md"):
        return title(text)
    drawn = DRAWN_TITLE.search(text)
    return drawn[1] if drawn else ""
