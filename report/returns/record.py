"""release.yml: where a return comes from, when it is out, and which warnings its maintainer has looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from report import moment
from report.inputs.values import EMPTY, is_empty
from report.inputs.written_values import FORMS_OF_TYPES
from report.inputs.yaml import List, Map, Node, Text, mapping, rewritten, texts
from report.model import DataError, Place, Problem
from report.returns.entries import Acknowledgement, ReadText, Record, Version

RECORD = "release.yml"
STATUSES = ("初步", "修订", "最终")  # a later version never has an earlier one
REQUIRED = {
    "publisher": "填报或发布单位",
    "title": "报表名称",
    "release_at": f"发布时间，如 {moment.EXAMPLE}",
    "cut_off": "数据截止日期，如 2024-12-31",
    "status": "、".join(STATUSES) + "之一",
}
OPTIONAL = ("mapping", "url", "contact")
LISTS = ("notes", "revisions", "acknowledged", "synthetic")
LINES = ("publisher", "title", "url", "contact")  # printed as they stand
OF_A_REVISION = ("release_at", "reason", "status")
LONGEST_NOTE = 500
COMMENT = re.compile(r"(?:^|\s)#(.*)")


def read_record(file: str, content: bytes) -> Record:
    """What release.yml says, nothing where it is not there; what is wrong with it as notes of rule metadata."""
    try:
        document = mapping(file, content)
    except DataError as error:
        return Record(file, notes=tuple(replace(one, rule="metadata") for one in error.problems))
    written = document.of
    fields = {name: _text(written[name]) for name in (*REQUIRED, *OPTIONAL) if name in written}
    given, notes = _acknowledged(file, written.get("acknowledged", EMPTY))
    versions, revised = _versions(file, written.get("revisions", EMPTY))
    told, noted = _texts(file, written.get("notes", EMPTY))
    return Record(
        file,
        fields,
        given,
        _is_synthetic(written.get("synthetic")),
        (*notes, *revised, *noted, *_wrong(file, document, fields), *_disorder(file, document, versions)),
        _moment(_text(written.get("release_at", EMPTY))),
        versions,
        told,
        tuple(_written(file, document, content.decode("utf-8-sig"), fields.get("url"))),
        {name.text: name.line for name, _ in reversed(document.entries)},
    )


def as_of(content: bytes, now: datetime) -> bytes:
    """A sound release.yml without what it says of versions that are not out yet, and so often the same bytes.

    Acknowledgements go with them: they may speak of numbers that nobody has seen.
    """

    def told(document: dict[str, Any]) -> dict[str, Any]:
        revisions = document.get("revisions") or {}
        out = {file: entry for file, entry in revisions.items() if moment.parse(entry["release_at"]) <= now}
        if out == revisions:
            return document
        rest = {name: value for name, value in document.items() if name not in ("revisions", "acknowledged")}
        return rest | ({"revisions": out} if out else {})

    return rewritten(content, told)


def _written(file: str, document: Map, content: str, url: str | None) -> Iterator[ReadText]:
    """Every word of a sound release.yml but its address: the file itself is published, with its comments."""
    for one in texts(document):
        if one.text != url:
            yield ReadText(Place(file, one.line), one.text, "cell")
    for line, words in enumerate(content.split("\n"), start=1):
        for comment in COMMENT.findall(words):
            yield ReadText(Place(file, line), comment, "comment")


def _is_line(node: Node) -> bool:
    """Nothing, or a text that can be printed as it stands."""
    return isinstance(node, Text) and node.means in ("str", "null") and "\n" not in node.text.strip()


def _line(node: Node) -> str:
    return _text(node) if _is_line(node) else ""


def _text(node: Node) -> str:
    return node.text.strip() if isinstance(node, Text) else ""


def _is_synthetic(node: Node | None) -> bool:
    """Whatever is not plainly denied counts."""
    return node is not None and not (isinstance(node, Text) and node.is_no)


def _acknowledged(file: str, given: Node) -> tuple[tuple[Acknowledgement, ...], tuple[Problem, ...]]:
    found: list[Acknowledgement] = []
    notes: list[Problem] = []
    for number, entry in enumerate(_items(given), start=1):
        parts = entry.of if isinstance(entry, Map) else {}
        rule, at, reason = (_line(parts.get(name, EMPTY)) for name in ("rule", "at", "reason"))
        if rule and len(reason) >= 4 and _is_line(parts.get("at", EMPTY)):
            found.append(Acknowledgement(rule, reason, at, entry.line))
        else:
            cure = "每条写 rule（规则）、at（工作表!单元格，可空）和 reason（原因，至少4个字）"
            notes.append(_note(file, entry.line, f"acknowledged 第 {number} 条没有写明规则或原因", cure))
    return tuple(found), tuple(notes)


def _items(node: Node) -> tuple[Node, ...]:
    """Of a list; whatever else stands there is the one item."""
    if isinstance(node, List):
        return node.items
    return () if is_empty(node) else (node,)


def _versions(file: str, given: Node) -> tuple[tuple[Version, ...], tuple[Problem, ...]]:
    """The entries of revisions, in the order of the file; those that say when and why."""
    if is_empty(given):
        return (), ()
    form = f"2024Q4-r1.xlsx: {{release_at: {moment.EXAMPLE}, reason: 修订原因}}"
    if not isinstance(given, Map):
        return (), (_note(file, given.line, "revisions 不是按文件名列出的", f"请写成 {form}"),)
    found: list[Version] = []
    notes: list[Problem] = []
    for key, entry in given.entries:
        name, parts = key.text, entry.of if isinstance(entry, Map) else {}
        at, reason = _moment(_text(parts.get("release_at", EMPTY))), _line(parts.get("reason", EMPTY))
        if strange := [part[:40] for part in parts if part not in OF_A_REVISION]:
            cure = f"可用：{'、'.join(OF_A_REVISION)}"
            notes.append(_note(file, key.line, f"revisions 的 {name[:40]} 中不认识 {strange[0]!r}", cure))
        if at is None or len(reason) < 4:
            what = f"revisions 的 {name[:40]} 没有写明 release_at（{moment.EXAMPLE}）或 reason（至少4个字）"
            notes.append(_note(file, key.line, what, f"请写成 {form}"))
        else:
            found.append(Version(name, at, reason, _text(parts.get("status", EMPTY)) or "修订", key.line))
    return tuple(found), tuple(notes)


def _texts(file: str, given: Node) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The notes for the page, a line each."""
    lines = tuple(map(_line, given.items)) if isinstance(given, List) else ("",) if not is_empty(given) else ()
    if all(0 < len(line) <= LONGEST_NOTE for line in lines):
        return lines, ()
    cure = f"请写成每行一条、以“- ”开头的文字，每条不超过 {LONGEST_NOTE} 字"
    return (), (_note(file, given.line, "notes 不是一列文字", cure),)


def _moment(value: str) -> datetime | None:
    try:
        return moment.parse(value)
    except ValueError:
        return None


def _wrong(file: str, document: Map, fields: Mapping[str, str]) -> Iterator[Problem]:
    for name, meaning in REQUIRED.items():
        if is_empty(document.of.get(name, EMPTY)):
            yield _note(file, 0, f"缺少 {name}", f"请补上 {name}: {meaning}")
    for name, line in ((key.text, key.line) for key, _ in document.entries):
        if name not in (*REQUIRED, *OPTIONAL, *LISTS):
            yield _note(file, line, f"不认识 {name[:40]!r}", f"可用：{'、'.join((*REQUIRED, *OPTIONAL, *LISTS))}")
    for name in LINES:
        if not _is_line(document.of.get(name, EMPTY)):
            yield _note(file, document.line_of(name), f"{name} 不是一行文字", f"请写成一行文字，如 {name}: '……'")
    if cure := FORMS_OF_TYPES["url"](fields.get("url") or "https://x"):
        yield _note(file, document.line_of("url"), f"url 写作「{fields['url'][:40]}」", cure)
    synthetic = document.of.get("synthetic")
    if synthetic is not None and not (isinstance(synthetic, Text) and synthetic.means == "bool"):
        what = f"synthetic 写作「{_text(synthetic)[:20]}」"
        yield _note(file, document.line_of("synthetic"), what, "示例数据请写 synthetic: true；真实数据请删去这一行")
    if fields.get("cut_off") and not is_day(fields["cut_off"]):
        cure = "请写成 2025-01-20 的样子"
        yield _note(file, document.line_of("cut_off"), f"cut_off 写作「{fields['cut_off'][:20]}」", cure)
    if fields.get("release_at") and _moment(fields["release_at"]) is None:
        cure = f"请写成 {moment.EXAMPLE} 的样子：日期、时分和 +08:00 都要写"
        yield _note(file, document.line_of("release_at"), f"release_at 写作「{fields['release_at'][:40]}」", cure)
    if fields.get("status") and fields["status"] not in STATUSES:
        yield _note(
            file, document.line_of("status"), f"status 写作「{fields['status'][:20]}」", f"可用：{'、'.join(STATUSES)}"
        )


def _disorder(file: str, document: Map, versions: tuple[Version, ...]) -> Iterator[Problem]:
    """Versions come out one after the other, after the cut-off, and their status never goes back."""
    release_at, cut_off, status = (_text(document.of.get(name, EMPTY)) for name in ("release_at", "cut_off", "status"))
    first = _moment(release_at)
    if first and is_day(cut_off) and moment.day_of(first) < date.fromisoformat(cut_off):
        yield _note(
            file, document.line_of("release_at"), f"release_at 早于 cut_off（{cut_off}）", "请核对发布时间和截止日期"
        )
    for version in versions:
        if version.status not in STATUSES[1:]:
            cure = f"修订稿的 status 可用：{'、'.join(STATUSES[1:])}；不写即为修订"
            yield _note(
                file, version.line, f"revisions 的 {version.file} 的 status 写作「{version.status[:20]}」", cure
            )
    line = [*([Version("首次发布", first, "", status)] if first else ()), *versions]
    for before, after in pairwise(line):
        if after.released_at <= before.released_at:
            what = f"revisions 的 {after.file} 的发布时间不晚于前一稿（{moment.code(before.released_at)}）"
            yield _note(file, after.line, what, "修订稿按先后排列，一稿晚于一稿")
        if _rank(after.status) < _rank(before.status):
            what = f"revisions 的 {after.file} 的 status 是{after.status}，前一稿已是{before.status}"
            yield _note(file, after.line, what, f"请给这一稿写 status: {before.status}，或改正前一稿的 status")


def _rank(status: str) -> int:
    """Where a status stands; one that is no status is reported elsewhere and never out of order."""
    return STATUSES.index(status) if status in STATUSES else 0


def unmatched(record: Record, files: Iterable[str]) -> Iterator[Problem]:
    """Each revised file has its entry in revisions and each entry its file, r1 before r2; *files* are in that order."""
    revised, entries = list(files), [version.file for version in record.versions]
    cure = f"请在 revisions 中写 {{}}: {{{{release_at: {moment.EXAMPLE}, reason: 修订原因}}}}"
    for name in revised:
        if name not in entries and not any(f"revisions 的 {name} 没有" in note.what for note in record.notes):
            yield _note(record.file, record.at("revisions").line, f"revisions 没有 {name}", cure.format(name))
    for version in record.versions:
        if version.file not in revised:
            yield _note(
                record.file,
                version.line,
                f"revisions 列有 {version.file[:40]}，文件夹中没有这个文件",
                "请放入文件，或删去这一条",
            )
    if sorted(entries) == sorted(revised) and entries != revised:
        yield _note(
            record.file, record.at("revisions").line, "revisions 不是按版次排列", f"请按先后写：{'、'.join(revised)}"
        )


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written 2025-01-20."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _note(file: str, line: int, what: str, cure: str) -> Problem:
    return Problem(Place(file, line), "metadata", what, cure)
