"""Files of content/ → Content. A file that cannot be read, or an entry without a needed field, is a DataError."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import yaml

from report.content import (
    Branch,
    Change,
    Check,
    Content,
    Context,
    Duty,
    Explainer,
    Form,
    Guide,
    Local,
    Mistake,
    Question,
    Reference,
    Step,
    System,
    Term,
    Yardstick,
)
from report.model import DataError, Problem, Where

T = TypeVar("T")
LINE = "__line__"
MISSED = (None, "")
MAY_BE_EMPTY = ("slug",)  # the overview's
FENCE = "---\n"
PARTS: Mapping[str, type] = {"duties": Duty, "branches": Branch, "checks": Check, "mistakes": Mistake}


class _Lined(yaml.CSafeLoader):
    """Mappings remember the line they begin on."""


def _mapping(loader: _Lined, node: yaml.MappingNode) -> dict[str, Any]:
    entry = {str(key): value for key, value in loader.construct_mapping(node, deep=True).items()}
    return {**entry, LINE: node.start_mark.line + 1}


_Lined.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_content(root: Path) -> Content:
    """Everything this room explains; DataError with the place of the first mistake."""
    files = _files(root)
    entries = {name: _entries(name, text) for name, text in files.items() if name.endswith(".yml")}
    return Content(
        explainers=_pages(Explainer, "content/policy/", files),
        systems=_all(System, "content/policy/systems.yml", entries),
        steps=_all(Step, "content/policy/flow.yml", entries),
        duties=_all(Duty, "content/policy/duties.yml", entries),
        yardsticks=_all(Yardstick, "content/policy/milestones.yml", entries),
        changes=_all(Change, "content/policy/documents.yml", entries),
        local=_all(Local, "content/policy/regions.yml", entries),
        context=_all(Context, "content/policy/context.yml", entries),
        guides=_pages(Guide, "content/guides/", files),
        forms=_all(Form, "content/guides/forms.yml", entries),
        terms=_all(Term, "content/glossary.yml", entries, "terms"),
        vocabulary=tuple(entries.get("content/glossary.yml", {}).get("vocabulary", ())),
        questions=_all(Question, "content/faq.yml", entries),
        references=_all(Reference, "content/references.yml", entries),
        files=files,
    )


def _files(root: Path) -> dict[str, str]:
    """The text of every file that belongs here, by its path below the root."""
    folder = root / "content"
    single = [folder / name for name in ("glossary.yml", "faq.yml", "references.yml")]
    paths = sorted([*folder.glob("policy/*"), *folder.glob("guides/*"), *single])
    return {path.relative_to(root).as_posix(): _text(root, path) for path in paths if path.is_file()}


def _text(root: Path, path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path.relative_to(root).as_posix(), 1, "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8") from error


def _entries(name: str, text: str, above: int = 0) -> Any:
    """The YAML of a file; *above* lines stand before it."""
    try:
        return yaml.load(text, _Lined) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = above + (mark.line + 1 if mark else 1)
        raise _error(name, line, "broken-yaml", "YAML 写法有误", "请检查缩进、冒号后的空格和引号") from error


def _list(entries: Mapping[str, Any], name: str, key: str = "") -> list[Any]:
    found = entries.get(name, [])
    return list(found.get(key, [])) if key and isinstance(found, dict) else list(found)


def _all(kind: type[T], name: str, entries: Mapping[str, Any], key: str = "") -> tuple[T, ...]:
    return tuple(_value(kind, entry, name) for entry in _list(entries, name, key))


def _page(kind: type[T], name: str, text: str) -> tuple[int, T]:
    """A Markdown file with YAML between two lines of ---, and its order among its siblings."""
    if not text.startswith(FENCE) or FENCE not in text[len(FENCE) :]:
        raise _error(name, 1, "broken-yaml", "开头没有两行 --- 之间的说明", "请参照同一文件夹的其他文件")
    head, body = text[len(FENCE) :].split("\n" + FENCE, 1)
    entry = _entries(name, head, above=1)
    order = int(entry.pop("order", 0))
    return order, _value(kind, {**entry, "body": body.strip()}, name)


def _pages(kind: type[T], folder: str, files: Mapping[str, str]) -> tuple[T, ...]:
    """The Markdown files of a folder, in the order that they give themselves."""
    names = [name for name in files if name.startswith(folder) and name.endswith(".md")]
    return tuple(page for _, page in sorted((_page(kind, name, files[name]) for name in names), key=itemgetter(0)))


def _value(kind: type[T], entry: Any, name: str) -> T:
    """One entry as a value of *kind*; lists become tuples, lists of mappings the parts they are."""
    if not isinstance(entry, dict):
        raise _error(name, 1, "broken-entry", "这里应是「名称: 值」", "请参照其他条的写法")
    given = {key: value for key, value in entry.items() if key != LINE}
    line = entry.get(LINE, 1)
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    needed = [field for field, spec in known.items() if spec.default is MISSING and field != "where"]
    for field in given:
        if field not in known:
            raise _error(name, line, "unknown-field", f"不认识「{field}」", f"可用：{'、'.join(known)}")
    for field in needed:
        if given.get(field) in MISSED and field not in MAY_BE_EMPTY:
            raise _error(name, line, "missing-field", f"缺少「{field}」", "请补上")
    where = {"where": Where(name, line)} if "where" in known else {}
    hints = get_type_hints(kind)
    return kind(**{key: _cast(hints[key], value, key, name) for key, value in given.items()}, **where)


def _cast(hint: Any, value: Any, key: str, name: str) -> Any:
    if key in PARTS:
        return tuple(_value(PARTS[key], part, name) for part in value)
    if hint is str:
        return " ".join(str(value).split()) if key not in ("body", "answer") else str(value).strip()
    return tuple(str(item) for item in value) if isinstance(value, list) else value


def _error(file: str, line: int, rule: str, what: str, cure: str) -> DataError:
    return DataError((Problem(file, line, rule, what, cure),))
