"""What stands in a file under names → frozen values, field by field and by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from math import isfinite
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from report.inputs import mistake
from report.inputs.raw import RawRow
from report.inputs.yaml import List, Map, Node, Text
from report.model import DataError, Place
from report.model.content import Prose
from report.model.keeper import TextForm
from report.period import Period, Quarter

T = TypeVar("T")
MAY_BE_EMPTY = ("slug",)  # the overview's
EMPTY = Text(0, "")
FROM_TEXT: Mapping[Any, Callable[[str], Any]] = {
    Decimal: Decimal,
    bool: "yes".__eq__,
    int: int,
    str: str,
    date: date.fromisoformat,
    Period: Period.parse,
}


class _Field(NamedTuple):
    """*needed*: it has no default."""

    hint: Any
    needed: bool


@cache
def _fields(kind: Any) -> Mapping[str, _Field]:
    """The fields of a dataclass or a named tuple, in order."""
    hints: Mapping[str, Any] = get_type_hints(kind, include_extras=True)
    if is_dataclass(kind):
        return {
            one.name: _Field(hints[one.name], one.default is MISSING and one.default_factory is MISSING)
            for one in fields(kind)
        }
    optional = getattr(kind, "_field_defaults", {})
    return {name: _Field(hint, name not in optional) for name, hint in hints.items()}


# ---------------------------------------------------------------- YAML


def value(kind: Callable[..., T], node: Node, file: str, **given: Any) -> T:
    """What *node* of *file* says as a *kind*, with what is *given* besides; DataError at the first mistake.

    A field of a list is a tuple, of names a mapping or what its type says; `where` is the place of *node*.
    """
    entry = as_map(node, file)
    known = {name: one for name, one in _fields(kind).items() if name not in given and name != "where"}
    for key, _ in entry.entries:
        if key.text not in known:
            cure = f"可用：{'、'.join(known)}"
            raise mistake(file, key.line, "unknown-field", f"不认识「{key.text[:40]}」", cure)
    for name, one in known.items():
        if one.needed and name not in MAY_BE_EMPTY and is_empty(entry.of.get(name, EMPTY)):
            raise missing(file, entry.line, name)
    if "where" in _fields(kind):
        given["where"] = Place(file, entry.line)
    written = {
        key.text: cast(known[key.text].hint, below, key.text, Place(file, key.line)) for key, below in entry.entries
    }
    return kind(**written, **given)


def as_map(node: Node, file: str) -> Map:
    if not isinstance(node, Map):
        raise mistake(file, node.line, "broken-entry", "这里应是「名称: 值」", "请参照其他条的写法")
    return node


def is_empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.text


def missing(file: str, line: int, name: str) -> DataError:
    return mistake(file, line, "missing-field", f"缺少「{name}」", "请补上")


def listed(node: Node, name: str, at: Place) -> tuple[Node, ...]:
    """The items of a list, which may be left out; *name*: what it is called."""
    if isinstance(node, List):
        return node.items
    if is_empty(node):
        return ()
    raise mistake(at.file, at.line, "broken-entry", f"「{name}」应是列表", "请写成 [甲, 乙]，或每行一条，以 - 开头")


def cast(hint: Any, node: Node, name: str, at: Place) -> Any:
    """A text, a number, or of a list or of names the parts that they hold."""
    if is_dataclass(hint) and hint is not Quarter:
        return value(hint, node, at.file)  # type: ignore[arg-type]
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        return _tuple(parts, listed(node, name, at), name, at)
    if get_origin(hint) is Mapping:
        return _mapping(parts[1], node, name, at)
    if not isinstance(node, Text):
        raise mistake(at.file, at.line, "broken-entry", f"「{name}」里应是文字", "请写成文字；有冒号时用引号括起")
    return _of_text(hint, node, name, at)


def _tuple(parts: tuple[Any, ...], items: tuple[Node, ...], name: str, at: Place) -> tuple[Any, ...]:
    if parts[-1] is not Ellipsis and len(items) != len(parts):
        what = f"「{name}」里每条应有 {len(parts)} 项"
        raise mistake(at.file, items[0].line if items else at.line, "broken-entry", what, "请写成 [甲, 乙]")
    hints = (parts[0],) * len(items) if parts[-1] is Ellipsis else parts
    return tuple(cast(hint, item, name, at._replace(line=item.line)) for hint, item in zip(hints, items, strict=True))


def _mapping(hint: Any, node: Node, name: str, at: Place) -> Mapping[str, Any]:
    if is_empty(node):
        return {}
    if not isinstance(node, Map):
        raise mistake(at.file, at.line, "broken-entry", f"「{name}」应是「名称: 值」", "请每行写一个“名称: 值”")
    return {key.text: cast(hint, below, f"{name}.{key.text}", Place(at.file, key.line)) for key, below in node.entries}


def _of_text(hint: Any, node: Text, name: str, at: Place) -> Any:
    if hint is Prose:
        return node.text.strip()
    if hint is str or _form(hint):
        return _formed(hint, " ".join(node.text.split()), name, at)
    if hint is date and re.fullmatch(r"\d{4}-\d\d-\d\d", node.text):
        with suppress(ValueError):
            return date.fromisoformat(node.text)
    if hint is Quarter:
        with suppress(ValueError):
            return Quarter.parse(node.text)
    if hint is int and re.fullmatch(r"-?[0-9]{1,9}", node.text):
        return int(node.text)
    if hint is float and node.means in ("int", "float") and (number := _number(node.text)) is not None:
        return number
    if hint is bool and (node.is_yes or node.is_no):
        return node.is_yes
    if isinstance(hint, type) and issubclass(hint, StrEnum) and node.text in list(hint):
        return hint(node.text)
    raise mistake(at.file, at.line, "broken-entry", *_unlike(hint, node, name))


def _form(hint: Any) -> TextForm | None:
    """What a text of this type has to look like."""
    return next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, TextForm)), None)


def _formed(hint: Any, text: str, name: str, at: Place) -> str:
    form = _form(hint)
    if form and text and not re.fullmatch(form.pattern, text):
        raise mistake(at.file, at.line, "broken-entry", f"「{name}」写作「{text[:40]}」", form.cure)
    return text


def _number(text: str) -> float | None:
    try:
        return float(text) if isfinite(float(text)) else None
    except ValueError:  # 1_000 and 0x10 are numbers to YAML
        return None


def _unlike(hint: Any, node: Text, name: str) -> tuple[str, str]:
    if hint is int:
        return f"「{name}」应是整数", f"请写成 {name}: 3"
    if hint is float:
        return f"「{name}」应是数，写作「{node.text[:20]}」", "请写成不带单位的数字，如 3 或 0.5"
    if hint is Quarter:
        return f"「{name}」写作「{node.text[:20]}」", "请写成 2024Q4 的样子"
    if hint is date:
        return f"「{name}」写作「{node.text[:20]}」", "请写成 2026-01-31 的样子"
    if hint is bool:
        return f"「{name}」写作「{node.text[:20]}」", "请写 true 或 false"
    return f"「{name}」写作「{node.text[:20]}」", f"可用：{'、'.join(hint)}"


# ---------------------------------------------------------------- rows of a table


def of_row(kind: Callable[..., T], row: RawRow, **given: Any) -> T:
    """A checked row as a *kind*: each field from the column of its name, but for what is *given*.

    Of an empty cell a field has its default, where it has one.
    """
    found = {name: make(row) for name, needed, make in _makers(kind) if name not in given and (needed or row[name])}
    return kind(**found, **given)


@cache
def _makers(kind: Any) -> tuple[tuple[str, bool, Callable[[RawRow], Any]], ...]:
    """How each field is made of a row, and whether it must be; those of other types are always given."""
    makers = ((name, one.needed, _maker(name, one.hint)) for name, one in _fields(kind).items())
    return tuple((name, needed, make) for name, needed, make in makers if make)


def _maker(name: str, hint: Any) -> Callable[[RawRow], Any] | None:
    if hint is Place:
        return attrgetter(name)
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        of_item = _from_text(parts[0])
        return partial(_of_items, name, of_item) if of_item else None
    optional = type(None) in parts
    of_text = _from_text(parts[0] if optional else hint)
    return partial(_of_cell, name, of_text, optional) if of_text else None


def _of_items(name: str, make: Callable[[str], Any], row: RawRow) -> tuple[Any, ...]:
    return tuple(map(make, row.items(name)))


def _of_cell(name: str, make: Callable[[str], Any], optional: bool, row: RawRow) -> Any:
    text = row[name]
    return None if optional and not text else make(text)


def _from_text(hint: Any) -> Callable[[str], Any] | None:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return FROM_TEXT.get(hint)
