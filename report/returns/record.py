"""release.yml: where a return comes from, when it is out, and which warnings its maintainer has looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from report import moment
from report.inputs.written_values import FORMS_OF_TYPES
from report.model import Place, Problem
from report.returns.entries import Acknowledgement, Record, Text, Version

RECORD = "release.yml"
STATUSES = ("初步", "修订", "最终")  # a later version never has an earlier one
REQUIRED = {
    "publisher": "填报或发布单位",
    "title": "报表名称",
    "release_at": f"发布时间，如 {moment.EXAMPLE}",
    "cut_off": "数据截止日期，如 2024-12-31",
    "status": "、".join(STATUSES) + "之一",
}
OPTIONAL = ("mapping", "url")
LISTS = ("notes", "revisions", "acknowledged", "synthetic")
LINES = ("publisher", "title", "url")  # printed as they stand
OF_A_REVISION = ("release_at", "reason", "status")
LARGEST, DEEPEST = 200_000, 8
LONGEST_NOTE = 500
COMMENT = re.compile(r"(?:^|\s)#(.*)")


def read_record(file: str, path: Path) -> Record:
    """What release.yml says; what is wrong with it as notes of rule metadata."""
    try:
        written = _content(path)
        document = _document(written)
    except (yaml.YAMLError, UnicodeDecodeError, OSError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        if isinstance(error, _Twice):
            return Record(file, notes=(_note(file, line, f"「{error.problem}」写了两次", "请只留一个"),))
        return Record(file, notes=(_note(file, line, "写法有误，读不出来", "请写成每行一个“名称: 值”，用 UTF-8 保存"),))
    fields = {name: _text(document[name]) for name in (*REQUIRED, *OPTIONAL) if name in document}
    given, notes = _acknowledged(file, document.get("acknowledged") or [])
    versions, revised = _versions(file, document.get("revisions"))
    texts, noted = _texts(file, document.get("notes") or [])
    return Record(
        file,
        fields,
        given,
        document.get("synthetic", False) is not False,
        (*notes, *revised, *noted, *_wrong(file, document, fields), *_disorder(file, document, versions)),
        _moment(document.get("release_at")),
        versions,
        texts,
        tuple(_written(file, written, document.get("url"))),
    )


def as_of(content: bytes, now: datetime) -> bytes:
    """A sound release.yml without what it says of versions that are not out yet, and so often the same bytes.

    Acknowledgements go with them: they may speak of numbers that nobody has seen.
    """
    document = yaml.load(content.decode("utf-8-sig"), yaml.CSafeLoader)
    revisions = document.get("revisions") or {}
    out = {file: entry for file, entry in revisions.items() if moment.parse(entry["release_at"]) <= now}
    if out == revisions:
        return content
    told = {name: value for name, value in document.items() if name not in ("revisions", "acknowledged")}
    return yaml.safe_dump(told | ({"revisions": out} if out else {}), allow_unicode=True, sort_keys=False).encode()


class _Twice(yaml.MarkedYAMLError):
    """A name that stands twice in a mapping."""


class _Loader(yaml.CSafeLoader):
    """Of two equal names YAML takes the last, so that a second `synthetic` would undo the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _Twice(problem=str(key.value)[:40], problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _content(path: Path) -> str:
    if not path.is_file():
        return ""
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    return path.read_text("utf-8-sig")


def _document(text: str) -> Mapping[str, Any]:
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            raise ValueError("nested or aliased")
    found = yaml.load(text, _Loader) or {}
    if not isinstance(found, dict):
        raise ValueError("not a mapping")
    return found


def _written(file: str, text: str, url: object) -> Iterator[Text]:
    """Every word of a sound release.yml but its address: the file itself is published, with its comments."""
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.ScalarEvent) and event.value != url:
            mark = event.start_mark
            yield Text(Place(file, mark.line + 1 if mark else 1), event.value, "cell")
    for line, words in enumerate(text.split("\n"), start=1):
        for comment in COMMENT.findall(words):
            yield Text(Place(file, line), comment, "comment")


def _is_line(value: object) -> bool:
    """Nothing, or a text that can be printed as it stands."""
    return value is None or (isinstance(value, str) and "\n" not in value.strip())


def _line(value: object) -> str:
    return value.strip() if isinstance(value, str) and _is_line(value) else ""


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value if value is not None else "").strip()


def _acknowledged(file: str, given: object) -> tuple[tuple[Acknowledgement, ...], tuple[Problem, ...]]:
    found: list[Acknowledgement] = []
    notes: list[Problem] = []
    for number, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        parts = entry if isinstance(entry, dict) else {}
        rule, at, reason = (_line(parts.get(name)) for name in ("rule", "at", "reason"))
        if rule and len(reason) >= 4 and _is_line(parts.get("at")):
            found.append(Acknowledgement(rule, reason, at, number))
        else:
            cure = "每条写 rule（规则）、at（工作表!单元格，可空）和 reason（原因，至少4个字）"
            notes.append(_note(file, 0, f"acknowledged 第 {number} 条没有写明规则或原因", cure))
    return tuple(found), tuple(notes)


def _versions(file: str, given: object) -> tuple[tuple[Version, ...], tuple[Problem, ...]]:
    """The entries of revisions, in the order of the file; those that say when and why."""
    if given is None:
        return (), ()
    form = f"2024Q4-r1.xlsx: {{release_at: {moment.EXAMPLE}, reason: 修订原因}}"
    if not isinstance(given, dict):
        return (), (_note(file, 0, "revisions 不是按文件名列出的", f"请写成 {form}"),)
    found: list[Version] = []
    notes: list[Problem] = []
    for name, entry in given.items():
        parts = entry if isinstance(entry, dict) else {}
        at, reason, status = _moment(parts.get("release_at")), _line(parts.get("reason")), _text(parts.get("status"))
        if strange := [str(part)[:40] for part in parts if part not in OF_A_REVISION]:
            cure = f"可用：{'、'.join(OF_A_REVISION)}"
            notes.append(_note(file, 0, f"revisions 的 {str(name)[:40]} 中不认识 {strange[0]!r}", cure))
        if at is None or len(reason) < 4:
            what = f"revisions 的 {str(name)[:40]} 没有写明 release_at（{moment.EXAMPLE}）或 reason（至少4个字）"
            notes.append(_note(file, 0, what, f"请写成 {form}"))
        else:
            found.append(Version(str(name), at, reason, status or "修订"))
    return tuple(found), tuple(notes)


def _texts(file: str, given: object) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The notes for the page, a line each."""
    if isinstance(given, list) and all(0 < len(_line(one)) <= LONGEST_NOTE for one in given):
        return tuple(one.strip() for one in given), ()
    cure = f"请写成每行一条、以“- ”开头的文字，每条不超过 {LONGEST_NOTE} 字"
    return (), (_note(file, 0, "notes 不是一列文字", cure),)


def _moment(value: object) -> datetime | None:
    try:
        return moment.parse(value)
    except ValueError:
        return None


def _wrong(file: str, document: Mapping[str, Any], fields: Mapping[str, str]) -> Iterator[Problem]:
    for name, meaning in REQUIRED.items():
        if not fields.get(name):
            yield _note(file, 0, f"缺少 {name}", f"请补上 {name}: {meaning}")
    for name in document:
        if name not in (*REQUIRED, *OPTIONAL, *LISTS):
            yield _note(file, 0, f"不认识 {str(name)[:40]!r}", f"可用：{'、'.join((*REQUIRED, *OPTIONAL, *LISTS))}")
    for name in LINES:
        if not _is_line(document.get(name)):
            yield _note(file, 0, f"{name} 不是一行文字", f"请写成一行文字，如 {name}: '……'")
    if cure := FORMS_OF_TYPES["url"](fields.get("url") or "https://x"):
        yield _note(file, 0, f"url 写作「{fields['url'][:40]}」", cure)
    if not isinstance(document.get("synthetic", False), bool):
        what = f"synthetic 写作「{_text(document['synthetic'])[:20]}」"
        yield _note(file, 0, what, "示例数据请写 synthetic: true；真实数据请删去这一行")
    if fields.get("cut_off") and not _is_day(fields["cut_off"]):
        yield _note(file, 0, f"cut_off 写作「{fields['cut_off'][:20]}」", "请写成 2025-01-20 的样子")
    if fields.get("release_at") and _moment(document["release_at"]) is None:
        cure = f"请写成 {moment.EXAMPLE} 的样子：日期、时分和 +08:00 都要写"
        yield _note(file, 0, f"release_at 写作「{fields['release_at'][:40]}」", cure)
    if fields.get("status") and fields["status"] not in STATUSES:
        yield _note(file, 0, f"status 写作「{fields['status'][:20]}」", f"可用：{'、'.join(STATUSES)}")


def _disorder(file: str, document: Mapping[str, Any], versions: tuple[Version, ...]) -> Iterator[Problem]:
    """Versions come out one after the other, after the cut-off, and their status never goes back."""
    first, cut_off = _moment(document.get("release_at")), _text(document.get("cut_off"))
    if first and _is_day(cut_off) and moment.day_of(first) < date.fromisoformat(cut_off):
        yield _note(file, 0, f"release_at 早于 cut_off（{cut_off}）", "请核对发布时间和截止日期")
    for version in versions:
        if version.status not in STATUSES[1:]:
            cure = f"修订稿的 status 可用：{'、'.join(STATUSES[1:])}；不写即为修订"
            yield _note(file, 0, f"revisions 的 {version.file} 的 status 写作「{version.status[:20]}」", cure)
    status = _text(document.get("status"))
    line = [*([Version("首次发布", first, "", status)] if first else ()), *versions]
    for before, after in pairwise(line):
        if after.released_at <= before.released_at:
            what = f"revisions 的 {after.file} 的发布时间不晚于前一稿（{moment.code(before.released_at)}）"
            yield _note(file, 0, what, "修订稿按先后排列，一稿晚于一稿")
        if _rank(after.status) < _rank(before.status):
            what = f"revisions 的 {after.file} 的 status 是{after.status}，前一稿已是{before.status}"
            yield _note(file, 0, what, f"请给这一稿写 status: {before.status}，或改正前一稿的 status")


def _rank(status: str) -> int:
    """Where a status stands; one that is no status is reported elsewhere and never out of order."""
    return STATUSES.index(status) if status in STATUSES else 0


def unmatched(record: Record, files: Iterable[str]) -> Iterator[Problem]:
    """Each revised file has its entry in revisions and each entry its file, r1 before r2; *files* are in that order."""
    revised, entries = list(files), [version.file for version in record.versions]
    cure = f"请在 revisions 中写 {{}}: {{{{release_at: {moment.EXAMPLE}, reason: 修订原因}}}}"
    for name in revised:
        if name not in entries and not _is_half(record, name):
            yield _note(record.file, 0, f"revisions 没有 {name}", cure.format(name))
    for name in entries:
        if name not in revised:
            yield _note(record.file, 0, f"revisions 列有 {name[:40]}，文件夹中没有这个文件", "请放入文件，或删去这一条")
    if sorted(entries) == sorted(revised) and entries != revised:
        yield _note(record.file, 0, "revisions 不是按版次排列", f"请按先后写：{'、'.join(revised)}")


def _is_half(record: Record, name: str) -> bool:
    """An entry that is there but does not say when or why: that is said already."""
    return any(f"revisions 的 {name} 没有" in note.what for note in record.notes)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _note(file: str, line: int, what: str, cure: str) -> Problem:
    return Problem(Place(file, line), "metadata", what, cure)
