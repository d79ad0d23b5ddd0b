"""Changes as words: for the terminal, for a pull request, for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec

from report.address import address_of
from report.changes.change import (
    ADDED,
    KINDS,
    REMOVED,
    CellChange,
    Changes,
    FileChange,
    GroupChange,
    Pending,
    TextChange,
    Unusable,
)

LARGEST = 20_000_000  # bytes of what is read again
LONGEST_COMMENT = 65_536  # what GitHub takes
LONGEST_TEXT = 160  # of one sentence or cell in a comment
STEPS = (30, 15, 8, 4, 2, 1)  # entries of a level; the first that fits is taken
MARK = "<!-- panhuo: what will change -->"  # by which the one comment of a pull request is found again
SPECIAL = {character: f"&#{ord(character)};" for character in "\\`*_[]<>|~!$&"}
QUIET = "\u200b"  # between @ or # and a name: nobody is called, nothing is linked
CALLS = re.compile(r"@|:(?=//)|w(?=ww\.)|g(?=h-)|(?<![0-9a-z])[0-9a-f](?=[0-9a-f]{6,39}(?![0-9a-z]))", re.IGNORECASE)
EMOJI = re.compile(r":(?=(?:[a-z+-][\w+-]*|100|1234|8ball):)")  # not that of a line: data/a.csv:2: …
BEGINS = re.compile(r"^([-+=]|\d+[.)])")  # a list or a heading in the line of a list
INCOMPARABLE = "原来的版本自己有问题，不能发布，因此无从比较。"
Line = Callable[[Any], str]


def text(changes: Changes, shown: int = 200) -> str:
    """For a terminal: a line each, at most *shown* of a level."""
    if changes.problems:
        return "\n".join([*changes.problems, f"{len(changes.problems)} 个问题；改好之后才能比较"])
    lines = [f"{changes.old} → {changes.new}（{_minute(changes.moment)}）"]
    lines += [INCOMPARABLE] if changes.incomparable else []
    for name, entries, line in _levels(changes, str):
        if entries:
            lines += ["", f"{name}：{len(entries)}", *(f"  {line(entry)}" for entry in entries[:shown])]
            lines += [f"  ……还有 {len(entries) - shown} 项"] if len(entries) > shown else []
    return "\n".join([*lines, *(["没有变化"] if changes.nothing else [])])


def markdown(changes: Changes, limit: int = LONGEST_COMMENT) -> str:
    """For a pull request: counts first, then the levels folded, short enough for one comment of *limit* characters."""
    for shown in STEPS:
        said = _markdown(changes, shown)
        if len(said) <= limit:
            return said
    return said[: limit - 3].rsplit("\n", 1)[0] + "\n…\n"


def github(changes: Changes | None) -> str:
    """An output of a step of a workflow: whether anything is to be published; None: nobody knows, so yes."""
    return f"changed={'false' if changes and changes.nothing else 'true'}"


def as_json(changes: Changes) -> str:
    """Everything, uncut."""
    return json.dumps(asdict(changes), ensure_ascii=False, indent=1, default=_plain) + "\n"


def parse(content: bytes) -> Changes:
    """The changes that `as_json` wrote; Unusable for anything else: anybody may have made the artifact."""
    if len(content) > LARGEST:
        raise Unusable(f"changes.json 超过 {LARGEST // 1_000_000} MB")
    try:
        return msgspec.json.decode(content, type=Changes)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unusable("changes.json 不是 build.py diff 写的") from error


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _markdown(changes: Changes, shown: int) -> str:
    if changes.problems:
        listed = [f"- {escaped(problem)}" for problem in changes.problems[: 5 * shown]]
        left = len(changes.problems) - len(listed)
        lines = [f"### 有 {len(changes.problems)} 个问题，还不能发布", "", *listed]
        lines += [f"- ……还有 {left} 个，见附件中的报告"] if left else []
        return "\n".join([MARK, *lines, "", "网站保持原样。改好后重新提交，这条说明会随之更新。", ""])
    if changes.incomparable:
        return "\n".join([MARK, "### 数据没有问题", "", INCOMPARABLE, ""])
    if changes.nothing:
        return "\n".join([MARK, "### 合并后网站不变", "", f"比较时刻：{_minute(changes.moment)}。", ""])
    levels = [level for level in _levels(changes, escaped) if level[1]]
    counts = [f"| {name} | {len(entries)} |" for name, entries, _ in levels]
    lines = [MARK, "### 合并后会变什么", "", "| 内容 | 数量 |", "|---|---:|", *counts, ""]
    for name, entries, line in levels:
        lines += ["<details>", f"<summary>{name}（{len(entries)}）</summary>", ""]
        lines += [f"- {line(entry)}" for entry in entries[:shown]]
        lines += [f"- ……还有 {len(entries) - shown} 项，见附件 changes.json"] if len(entries) > shown else []
        lines += ["", "</details>", ""]
    return "\n".join(
        [*lines, f"比较时刻：{_minute(changes.moment)}。图的前后两版在附件的 before/ 和 after/ 中，路径相同。", ""]
    )


def _levels(changes: Changes, say: Callable[[str], str]) -> tuple[tuple[str, Sequence[Any], Line], ...]:
    """Each level with its name, its entries and how one of them is said; *say* makes text from data harmless."""
    revised = [cell for cell in changes.cells if cell.revised]
    return (
        ("待发布", changes.pending, lambda one: _pending(one, say)),
        ("修订的数", revised, lambda one: _cell(one, say)),
        ("改动的格", [cell for cell in changes.cells if not cell.revised], lambda one: _cell(one, say)),
        ("增减的行和报表", changes.groups, lambda one: _group(one, say)),
        ("变动的位次", changes.ranks, lambda one: _sentence(one, say)),
        ("变动的语句", changes.sentences, lambda one: _sentence(one, say)),
        ("页面", changes.pages, lambda one: _file(one, say)),
        ("下载", changes.downloads, lambda one: _file(one, say)),
        ("图", changes.charts, lambda one: _file(one, say)),
    )


def _pending(one: Pending, say: Callable[[str], str]) -> str:
    return f"{say(one.title)}：{_minute(one.at)} 发布，此前网站不显示（{say(one.file)}）"


def _cell(one: CellChange, say: Callable[[str], str]) -> str:
    return f"{say(one.place)} {say(one.about)}：{_said(one.before, say)} → {_said(one.after, say)}"


def _group(one: GroupChange, say: Callable[[str], str]) -> str:
    return f"{KINDS[one.kind]} {say(one.place)} {say(one.about)}（{one.cells} 格）"


def _sentence(one: TextChange, say: Callable[[str], str]) -> str:
    where = say(address_of(one.pages[0])) + (f" 等 {len(one.pages)} 页" if len(one.pages) > 1 else "")
    if one.before and one.after:
        return f"{_said(one.before, say)} → {_said(one.after, say)}（{where}）"
    return f"{KINDS[ADDED if one.after else REMOVED]} {_said(one.after or one.before, say)}（{where}）"


def _file(one: FileChange, say: Callable[[str], str]) -> str:
    return f"{KINDS[one.kind]} {say(address_of(one.path))}" + (f" {say(one.title)}" if one.title else "")


def _said(value: str, say: Callable[[str], str]) -> str:
    return say(value) if value else "（空）"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def escaped(data: str, longest: int = LONGEST_TEXT) -> str:
    """Text from the data on one line of a comment, in which nothing is markup, a link, a mention or a picture."""
    line = " ".join("".join(character if character.isprintable() else " " for character in data).split())
    line = line if len(line) <= longest else line[:longest] + "…"
    begins = BEGINS.match(line)
    bare = "".join(SPECIAL.get(character, character) for character in line)
    if begins:
        bare = f"{begins[1][:-1]}&#{ord(begins[1][-1])};{bare[begins.end() :]}"
    return _unlinked(EMOJI.sub("&#58;", bare))


def _unlinked(bare: str) -> str:
    """Without what GitHub makes a link of: names, addresses, numbers of issues, hashes of commits."""
    bare = CALLS.sub(lambda sign: sign[0] + QUIET, bare)
    # the numbers of the entities above keep their sign
    return bare.replace("#", "#" + QUIET).replace("&#" + QUIET, "&#")
