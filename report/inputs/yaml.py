"""The one door for YAML: the texts, lists and names as they are written, each with its line, and nothing made of them.

Nothing is looked up, expanded or run. A text stays the text that was written, whatever YAML takes it for: it is the
reader of a value who knows its type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import yaml

from report.inputs import LARGEST_OF, decoded, mistake
from report.model import DataError, Place, Problem

LARGEST = LARGEST_OF[".yml"]  # our largest file has 30,000 bytes
DEEPEST = 50  # levels; ours have four
MOST = 100_000  # texts, lists and names; our largest file has 1,500
CORRECT = "请检查缩进、冒号后的空格和引号"
NEW_LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as one
UNSEEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
NAME = r"""\s*(?:- +)*(?P<name>["'“”]?[^\s'"“”#:：﹕︰∶,{}\[\]]+["'“”]?)"""
WIDE_COLON = re.compile(rf"{NAME}\s*(?P<colon>[：﹕︰∶])(?!.*: )")
NO_BLANK = re.compile(rf"{NAME}\s*:(?=[^\s/])")  # title:报表, but no https://
HIDDEN_REST = re.compile(r"\s+(#[^\s#].*)")  # 年报 #2: YAML reads 年报
RESOLVER = yaml.CSafeLoader("")
Said = tuple[str, str]  # what is wrong, and the cure


@dataclass(frozen=True)
class Text:
    """A text as written; *plain*: without quotation marks. Nothing, ~ and null are the empty text."""

    line: int
    text: str
    plain: bool = True

    @cached_property
    def means(self) -> str:
        """What YAML takes it for: str, int, float, bool, null, timestamp."""
        tag = str(RESOLVER.resolve(yaml.ScalarNode, self.text, (self.plain, not self.plain)))  # type: ignore[no-untyped-call]
        return tag.rpartition(":")[2]

    @property
    def is_yes(self) -> bool:
        return self.means == "bool" and self.text.lower() in ("true", "yes", "on")

    @property
    def is_no(self) -> bool:
        return self.means == "bool" and not self.is_yes


@dataclass(frozen=True)
class List:
    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Map:
    """Names and what stands under each, in the order of the file."""

    line: int
    entries: tuple[tuple[Text, Node], ...]

    @cached_property
    def of(self) -> Mapping[str, Node]:
        """What stands under a name; of two with one name the first."""
        return {name.text: node for name, node in reversed(self.entries)}

    def line_of(self, name: str) -> int:
        """Place *name* is written; where it is not, where the names begin."""
        return next((key.line for key, _ in self.entries if key.text == name), self.line)


@dataclass(frozen=True)
class Alias:
    """*name: it stands for something written elsewhere, and is not looked up."""

    line: int
    name: str


Node: TypeAlias = Text | List | Map | Alias


def document(file: str, content: bytes, first_line: int = 1) -> Node:
    """What *content* says; DataError with all that is doubtful: names written twice, references, tags, hidden ends.

    *first_line*: where it begins in *file*.
    """
    node, doubts = parsed(file, content, first_line)
    if found := (*doubts, *_twice(file, node)):
        raise DataError(tuple(sorted(found)))
    return node


def mapping(file: str, content: bytes, first_line: int = 1) -> Map:
    """As `document`, of a file of names and values; an empty one has none."""
    node = document(file, content, first_line)
    if isinstance(node, Map):
        return node
    if isinstance(node, Text) and not node.text:
        return Map(node.line, ())
    if isinstance(node, Text) and (found := _wrong_colon(node.text)):
        raise mistake(file, node.line, "broken-yaml", *found)
    raise mistake(file, node.line, "broken-entry", "这里应是「名称: 值」", "请写成每行一个“名称: 值”")


def parsed(file: str, content: bytes, first_line: int = 1) -> tuple[Node, tuple[Problem, ...]]:
    """What *content* says, and what is doubtful about it; DataError where it cannot be read at all."""
    if len(content) > LARGEST:
        raise mistake(file, 0, "too-large", f"文件超过 {LARGEST // 1_000_000} MB", "请拆分或检查是否放错文件")
    text = decoded(file, content)
    if unseen := UNSEEN.search(text):
        line = len(NEW_LINE.findall(text, 0, unseen.start())) + first_line
        what = f"这里有看不见的字符 U+{ord(unseen[0]):04X}"
        raise mistake(file, line, "broken-yaml", what, "请删去，或重新录入这一行")
    reader = _Reader(file, NEW_LINE.split(text), first_line)
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            reader.take(event)
    except yaml.YAMLError as error:
        raise reader.broken(error) from error
    return reader.root, tuple(reader.doubts)


def texts(node: Node) -> Iterator[Text]:
    """Every text of *node*, names among them, in the order of the file."""
    if isinstance(node, Text):
        yield node
    for name, below in node.entries if isinstance(node, Map) else ():
        yield name
        yield from texts(below)
    for below in node.items if isinstance(node, List) else ():
        yield from texts(below)


def rewritten(content: bytes, change: Callable[[Any], Any]) -> bytes:
    """A sound file after *change*; the same bytes where that changes nothing."""
    before = yaml.load(content.decode("utf-8-sig"), yaml.CSafeLoader)
    after = change(before)
    return content if after == before else yaml.safe_dump(after, allow_unicode=True, sort_keys=False).encode()


def _twice(file: str, node: Node) -> Iterator[Problem]:
    """Of two equal names YAML takes the last, so that a second `synthetic` would undo the first."""
    seen: set[str] = set()
    for name, below in node.entries if isinstance(node, Map) else ():
        if name.text in seen:
            yield Problem(Place(file, name.line), "duplicate-key", f"「{name.text[:40]}」写了两次", "请只留一个")
        seen.add(name.text)
        yield from _twice(file, below)
    for below in node.items if isinstance(node, List) else ():
        yield from _twice(file, below)


# ---------------------------------------------------------------- from events to nodes


@dataclass
class _Open:
    """A list or mapping whose end has not come; of a mapping names and values take turns."""

    line: int
    is_map: bool
    parts: list[Node] = field(default_factory=list)

    @property
    def awaits_name(self) -> bool:
        return self.is_map and len(self.parts) % 2 == 0

    def closed(self) -> Node:
        if not self.is_map:
            return List(self.line, tuple(self.parts))
        names = (part for part in self.parts[::2] if isinstance(part, Text))
        return Map(self.line, tuple(zip(names, self.parts[1::2], strict=True)))


class _Reader:
    """Takes the events of the parser one by one; holds few, whatever the file."""

    def __init__(self, file: str, lines: Sequence[str], first_line: int) -> None:
        self.file, self.lines, self.first_line = file, lines, first_line
        self.root: Node = Text(first_line, "")
        self.doubts: list[Problem] = []
        self.open: list[_Open] = []
        self.documents = self.nodes = self.read_to = 0

    def broken(self, error: yaml.YAMLError) -> DataError:
        """What the person did, for whom YAML says where it gave up: every colon in question is named."""
        found = _colons(error, self.lines, self.read_to) or (_reason(error, self.lines),)
        return DataError(tuple(problem for one in found for problem in self.unreadable(*one).problems))

    def unreadable(self, at: int, what: str, cure: str) -> DataError:
        """*at*: a line of the text, from 0."""
        return mistake(self.file, at + self.first_line, "broken-yaml", what, cure)

    def take(self, event: yaml.Event) -> None:
        at = _line(event.start_mark)
        is_plain = isinstance(event, yaml.ScalarEvent) and not event.style  # may take in lines meant as names
        self.read_to = at if is_plain else _line(event.end_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.unreadable(
                    at, "这里用 --- 又起了一份内容", "一个文件只写一份内容；请删去 --- 以下，或另存为一个文件"
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            self._put(self.open.pop().closed())
        elif isinstance(event, yaml.NodeEvent):
            self._begin(event, at)

    def _begin(self, event: yaml.NodeEvent, at: int) -> None:
        self.nodes += 1
        if self.nodes > MOST:
            raise self.unreadable(at, f"内容超过 {MOST} 项", "请拆分或检查是否放错文件")
        self._doubt(event, at)
        if not isinstance(event, yaml.CollectionStartEvent):
            self._put(self._leaf(event, at + self.first_line))
            return
        if self.open and self.open[-1].awaits_name:
            raise self.unreadable(at, *self._no_name(at))
        if len(self.open) == DEEPEST:
            raise self.unreadable(at, f"这里套了 {DEEPEST} 层以上", "请减少方括号、花括号或缩进的层次")
        self.open.append(_Open(at + self.first_line, isinstance(event, yaml.MappingStartEvent)))

    def _leaf(self, event: yaml.NodeEvent, line: int) -> Node:
        if not isinstance(event, yaml.ScalarEvent):
            return Alias(line, str(event.anchor))
        text = Text(line, event.value, not event.style)
        return Text(line, "") if text.plain and text.means == "null" else text

    def _put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        if self.open[-1].awaits_name and not isinstance(node, Text):
            raise self.unreadable(node.line - self.first_line, *REFERENCE)
        self.open[-1].parts.append(node)

    def _doubt(self, event: yaml.NodeEvent, at: int) -> None:
        """What is read, but not as whoever wrote it may think."""
        line = at + self.first_line
        if event.anchor:
            self.doubts.append(Problem(Place(self.file, line), "broken-yaml", *REFERENCE))
        elif tag := getattr(event, "tag", None):
            cure = "请删去它；文字以「!」开头时用引号括起"
            self.doubts.append(Problem(Place(self.file, line), "broken-yaml", f"这里写了标签「{tag[:40]}」", cure))
        elif isinstance(event, yaml.ScalarEvent) and not event.style and (rest := self._rest(event)):
            what = f"「{rest[:20]}」前有空格，从「#」起没有读进来"
            self.doubts.append(Problem(Place(self.file, line), "broken-yaml", what, HIDDEN_CURE))

    def _rest(self, event: yaml.ScalarEvent) -> str:
        """What YAML takes for a comment after a text, where it is not written as one."""
        end = event.end_mark
        found = HIDDEN_REST.match(self.lines[end.line], end.column) if end else None
        return found[1] if found else ""

    def _no_name(self, at: int) -> Said:
        return TEMPLATE if "{{" in self.lines[at] else ("这里的名称不是文字", "名称请写成一个词，后面是冒号和空格")


REFERENCE = ("这里用了「&」或「*」的引用", "请把内容写出来；文字以「&」「*」开头时用引号括起")
TEMPLATE = ("这里的「{{ }}」没有换成文字", "请填写文字；确实要写花括号时用引号括起")
WIDE = ("名称后面是全角冒号「{}」", "请改成半角冒号和一个空格")
BLANK = ("「{}」的冒号后少一个空格", "请在冒号后空一格")
NO_COLON = ("这一行不是「名称: 值」", "请写成“名称: 值”；接着上一行的文字请缩进")
IN_A_NAME = "while scanning a simple key"
HIDDEN_CURE = "文字里有「#」时请用引号括起；注释请在「#」后空一格"


def _line(mark: Any) -> int:
    """The line of a mark, from 0; YAML's last one may lie behind the text."""
    return mark.line if mark else 0


def _colons(error: yaml.YAMLError, lines: Sequence[str], read_to: int) -> tuple[tuple[int, str, str], ...]:
    """The lines, from 0, whose colon is none to YAML: it takes such a line for the begin of a text, and stumbles below.

    *read_to*: the line up to which all was understood.
    """
    mark, context = getattr(error, "problem_mark", None), str(getattr(error, "context", ""))
    if not mark or (
        context != IN_A_NAME and "mapping values are not allowed" not in str(getattr(error, "problem", ""))
    ):
        return ()
    last = min(mark.line, len(lines) - 1)
    first = min(error.context_mark.line, last) if context == IN_A_NAME else read_to  # type: ignore[attr-defined]
    deepest = _indent(lines[first if context == IN_A_NAME else last])
    said = ((at, _wrong_colon(lines[at])) for at in range(first, last + 1) if _indent(lines[at]) <= deepest)
    return tuple((at, *found) for at, found in said if found)


def _wrong_colon(line: str) -> Said | None:
    if found := WIDE_COLON.match(line):
        return WIDE[0].format(found["colon"]), WIDE[1]
    if found := NO_BLANK.match(line):
        return BLANK[0].format(found["name"][:40]), BLANK[1]
    return None


def _indent(line: str) -> int:
    """Of what stands behind the hyphens of a list."""
    return len(line) - len(line.lstrip(" -"))


def _reason(error: yaml.YAMLError, lines: Sequence[str]) -> tuple[int, str, str]:
    """The line, from 0, and what the person who wrote it did."""
    mark = getattr(error, "problem_mark", None)
    at = min(mark.line, len(lines) - 1) if mark else 0
    what = str(getattr(error, "problem", ""))
    if "{{" in lines[at]:
        return at, *TEMPLATE
    if "cannot start any token" in what:
        return at, *_bad_start(lines[at])
    if "mapping values are not allowed" in what and lines[at].count(": ") > 1:
        return at, "一行里有两个“冒号加空格”", "文字里有冒号时请用引号括起"
    if getattr(error, "context", "") == IN_A_NAME:
        return _line(getattr(error, "context_mark", None)), *NO_COLON
    return mark.line if mark else 0, "YAML 写法有误", CORRECT


def _bad_start(line: str) -> Said:
    if "\t" in line:
        return "这里有制表符（Tab）", "请改用空格缩进"
    return "文字不能以「@」「%」或「`」开头", "请用引号括起"
