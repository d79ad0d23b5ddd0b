"""changes.json → Changes: from an artifact that anybody may have made, so that every value is checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from report.changes.change import KINDS, CellChange, Changes, FileChange, GroupChange, Pending, TextChange, Unusable

LARGEST = 20_000_000  # bytes
Level = tuple[type, Mapping[str, type]]
FILE: Level = (FileChange, {"kind": str, "path": str, "title": str})
TEXT: Level = (TextChange, {"before": str, "after": str, "pages": list})
LEVELS: Mapping[str, Level] = {
    "cells": (CellChange, {"place": str, "about": str, "before": str, "after": str, "revised": bool}),
    "groups": (GroupChange, {"kind": str, "place": str, "about": str, "cells": int}),
    "ranks": TEXT,
    "sentences": TEXT,
    "pages": FILE,
    "downloads": FILE,
    "charts": FILE,
    "pending": (Pending, {"at": str, "title": str, "file": str}),
}


def parse(content: bytes) -> Changes:
    """The changes that as_json wrote; Unusable for anything else."""
    if len(content) > LARGEST:
        raise Unusable(f"changes.json 超过 {LARGEST // 1_000_000} MB")
    try:
        document = json.loads(content)
        levels = {name: tuple(_entry(one, *level) for one in document[name]) for name, level in LEVELS.items()}
        return Changes(
            _of(str, document["old"]),
            _of(str, document["new"]),
            datetime.fromisoformat(_of(str, document["moment"])),
            **levels,
            problems=tuple(_of(str, problem) for problem in document["problems"]),
            incomparable=_of(bool, document["incomparable"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unusable("changes.json 不是 build.py diff 写的") from error


def _entry(raw: Mapping[str, Any], make: type, types: Mapping[str, type]) -> Any:
    values = {name: _of(kind, raw[name]) for name, kind in types.items()}
    if values.get("kind", "added") not in KINDS:
        raise ValueError("kind")
    if "pages" in values:
        values["pages"] = tuple(_of(str, page) for page in values["pages"]) or ("",)
    if "at" in values:
        values["at"] = datetime.fromisoformat(values["at"])
    return make(**values)


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
