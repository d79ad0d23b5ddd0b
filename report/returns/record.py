"""release.yml: where a return comes from, and which warnings its maintainer has looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from report.model import Where
from report.returns.nouns import Acknowledgement, Note, Record

REQUIRED = {
    "publisher": "填报或发布单位",
    "title": "报表名称",
    "published_on": "发布日期，如 2025-01-20",
    "cut_off": "数据截止日期，如 2024-12-31",
}
OPTIONAL = ("mapping", "status", "url", "note")
LISTS = ("acknowledged", "synthetic")
LARGEST, DEEPEST = 200_000, 8


def read_record(file: str, path: Path) -> Record:
    """What release.yml says; what is wrong with it as notes of rule metadata."""
    try:
        document = _document(path)
    except (yaml.YAMLError, UnicodeDecodeError, OSError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return Record(file, notes=(_note(file, line, "写法有误，读不出来", "请写成每行一个“名称: 值”，用 UTF-8 保存"),))
    fields = {name: _text(document[name]) for name in (*REQUIRED, *OPTIONAL) if name in document}
    given, notes = _acknowledged(file, document.get("acknowledged") or [])
    notes = (*notes, *_wrong(file, document, fields))
    return Record(file, fields, given, document.get("synthetic") is True, notes)


def _document(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    text = path.read_text("utf-8-sig")
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            raise ValueError("nested or aliased")
    found = yaml.load(text, yaml.CSafeLoader) or {}
    if not isinstance(found, dict):
        raise ValueError("not a mapping")
    return found


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "").strip()


def _acknowledged(file: str, given: object) -> tuple[tuple[Acknowledgement, ...], tuple[Note, ...]]:
    found: list[Acknowledgement] = []
    notes: list[Note] = []
    for number, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        parts = {name: _text(entry.get(name)) for name in ("rule", "at", "reason")} if isinstance(entry, dict) else {}
        if parts.get("rule") and len(parts.get("reason", "")) >= 4:
            found.append(Acknowledgement(parts["rule"], parts["reason"], parts["at"], number))
        else:
            cure = "每条写 rule（规则）、at（工作表!单元格，可空）和 reason（原因，至少4个字）"
            notes.append(_note(file, 0, f"acknowledged 第 {number} 条没有写明规则或原因", cure))
    return tuple(found), tuple(notes)


def _wrong(file: str, document: Mapping[str, Any], fields: Mapping[str, str]) -> Iterator[Note]:
    for name, meaning in REQUIRED.items():
        if not fields.get(name):
            yield _note(file, 0, f"缺少 {name}", f"请补上 {name}: {meaning}")
    for name in document:
        if name not in (*REQUIRED, *OPTIONAL, *LISTS):
            yield _note(file, 0, f"不认识 {str(name)[:40]!r}", f"可用：{'、'.join((*REQUIRED, *OPTIONAL, *LISTS))}")
    for name in ("published_on", "cut_off"):
        if fields.get(name) and not _is_day(fields[name]):
            yield _note(file, 0, f"{name} 写作「{fields[name][:20]}」", "请写成 2025-01-20 的样子")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _note(file: str, line: int, what: str, cure: str) -> Note:
    return Note("metadata", Where(file, line), what, cure)
