"""Files of content/ → Content. A file that cannot be read, or an entry without a needed field, is a DataError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import yaml

from report.inputs.textfile import broken_yaml, mistake, text_of
from report.model import Place
from report.model.content import (
    Change,
    Content,
    Context,
    Duty,
    Explainer,
    Form,
    Guide,
    Home,
    Local,
    Quarters,
    Question,
    Reference,
    Step,
    System,
    Term,
    Written,
    Yardstick,
)

T = TypeVar("T")
LINE, LINES = "__line__", "__lines__"
MISSED = (None, "")
MAY_BE_EMPTY = ("slug",)  # the overview's
FENCE = "---\n"
WRITTEN = "content/pages/"


class _Lined(yaml.CSafeLoader):
    """Mappings remember the line they begin on, and those of their names."""


def _mapping(loader: _Lined, node: yaml.MappingNode) -> dict[str, Any]:
    entry = {str(key): value for key, value in loader.construct_mapping(node, deep=True).items()}
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    return {**entry, LINE: node.start_mark.line + 1, LINES: lines}


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
        vocabulary=tuple(map(str, _list(entries, "content/glossary.yml", "vocabulary"))),
        questions=_all(Question, "content/faq.yml", entries),
        references=_all(Reference, "content/references.yml", entries),
        home=_value(Home, _document(root, "content/home.yml"), "content/home.yml"),
        quarters=read_quarters(root),
        data=text_of(root, "content/data.md"),
        written=_pages(Written, WRITTEN, _texts(root, (root / WRITTEN).rglob("*.md"))),
        files=files,
    )


def read_quarters(root: Path) -> Quarters:
    """What content/quarters.yml chooses, which is needed without the rest too."""
    return _value(Quarters, _document(root, "content/quarters.yml"), "content/quarters.yml")


def _files(root: Path) -> dict[str, str]:
    """The text of every file of explanations, by its path below the root."""
    folder = root / "content"
    single = [folder / name for name in ("glossary.yml", "faq.yml", "references.yml")]
    return _texts(root, [*folder.glob("policy/*"), *folder.glob("guides/*"), *single])


def _texts(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """The text of those *paths* that are files, by their path below the root, without what editors keep beside them."""
    found = sorted(path for path in paths if path.is_file() and not path.name.startswith("."))
    return {name: text_of(root, name) for name in (path.relative_to(root).as_posix() for path in found)}


def _document(root: Path, name: str) -> Any:
    return _entries(name, text_of(root, name))


def _entries(name: str, text: str) -> Any:
    """The YAML of a file."""
    try:
        return yaml.load(text, _Lined) or []
    except (yaml.YAMLError, ValueError) as error:  # a ValueError: a day that no calendar has
        raise broken_yaml(name, error) from error


def _list(entries: Mapping[str, Any], name: str, key: str = "") -> list[Any]:
    found = entries.get(name) or []
    if key and found:
        found = found.get(key) or [] if isinstance(found, dict) else found
    if not isinstance(found, list):
        raise mistake(name, 1, "broken-entry", f"{f'「{key}」' if key else '这个文件'}应是列表", "请每条以 - 开头")
    return found


def _all(kind: type[T], name: str, entries: Mapping[str, Any], key: str = "") -> tuple[T, ...]:
    return tuple(_value(kind, entry, name) for entry in _list(entries, name, key))


def _page(kind: type[T], name: str, text: str) -> tuple[int, T]:
    """A Markdown file with YAML between two lines of ---, and its order among its siblings."""
    head, fence, body = text.removeprefix(FENCE).partition("\n" + FENCE)
    if not text.startswith(FENCE) or not fence:
        raise mistake(name, 1, "broken-yaml", "开头没有两行 --- 之间的说明", "请参照同一文件夹的其他文件")
    entry = _entries(name, "\n" + head)  # which begins on the second line
    if not isinstance(entry, dict):
        raise mistake(name, 2, "broken-entry", "这里应是「名称: 值」", "请参照同一文件夹的其他文件")
    order = entry.pop("order", 0)
    if not isinstance(order, int):
        raise mistake(name, 2, "broken-entry", "「order」应是整数", "请写成 order: 3")
    return order, _value(kind, {**entry, "body": body.strip()}, name)


def _pages(kind: type[T], folder: str, files: Mapping[str, str]) -> tuple[T, ...]:
    """The Markdown files of a folder, in the order that they give themselves."""
    names = [name for name in files if name.startswith(folder) and name.endswith(".md")]
    return tuple(page for _, page in sorted((_page(kind, name, files[name]) for name in names), key=itemgetter(0)))


def _value(kind: type[T], entry: Any, name: str) -> T:
    """One entry as a value of *kind*; lists become tuples, lists of mappings the parts they are."""
    if not isinstance(entry, dict):
        raise mistake(name, 1, "broken-entry", "这里应是「名称: 值」", "请参照其他条的写法")
    given = {key: value for key, value in entry.items() if key not in (LINE, LINES)}
    line, lines = entry[LINE], entry[LINES]
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    needed = [field for field, spec in known.items() if spec.default is MISSING and field != "where"]
    for field in given:
        if field not in known:
            allowed = "、".join(key for key in known if key not in ("where", "body"))
            raise mistake(name, lines.get(field, line), "unknown-field", f"不认识「{field}」", f"可用：{allowed}")
    for field in needed:
        if given.get(field) in MISSED and field not in MAY_BE_EMPTY:
            raise mistake(name, line, "missing-field", f"缺少「{field}」", "请补上")
    where = {"where": Place(name, line)} if "where" in known else {}
    hints = get_type_hints(kind)
    return kind(
        **{key: _cast(hints[key], value, key, Place(name, lines.get(key, line))) for key, value in given.items()},
        **where,
    )


def _cast(hint: Any, value: Any, key: str, at: Place) -> Any:
    """A text, or of a list the texts or the parts it holds."""
    if hint is str:
        return _words(value, at, key) if key not in ("body", "answer") else str(value).strip()
    if not isinstance(value, list | None):
        raise mistake(at.file, at.line, "broken-entry", f"「{key}」应是列表", "请写成 [甲, 乙]，或每行一条，以 - 开头")
    part: type = get_args(hint)[0]
    if is_dataclass(part):
        return tuple(_value(part, one, at.file) for one in value or ())
    return tuple(_words(one, at, key) for one in value or ())


def _words(value: Any, at: Place, key: str) -> str:
    if isinstance(value, list | dict):
        raise mistake(at.file, at.line, "broken-entry", f"「{key}」里应是文字", "请写成文字；有冒号时用引号括起")
    return "" if value is None else " ".join(str(value).split())
