"""Files of content/ → Content. A file that cannot be read, or an entry without a needed field, is a DataError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from report.inputs import Inputs, mistake, read_once
from report.inputs.values import cast, is_empty, listed, value
from report.inputs.yaml import List, Map, Text, document, mapping
from report.model import Place
from report.model.content import (
    Content,
    Context,
    Duty,
    Effect,
    Explainer,
    Flow,
    Glossary,
    Guide,
    Home,
    Local,
    Quarters,
    Question,
    Reference,
    System,
    Way,
    Written,
    WrongWord,
    Yardstick,
)

T = TypeVar("T")
FENCE = "---\n"
WRITTEN = "content/pages/"
ENGLISH = "content/en/"
WRONG_WORDS = "content/wrong_words.yml"
UNORDERED = Text(0, "0")


@read_once
def read_content(inputs: Inputs) -> Content:
    """Everything this room explains; DataError with the place of the first mistake."""
    files = _files(inputs)
    return Content(
        explainers=_pages(Explainer, "content/policy/", files),
        systems=_all(System, "content/policy/systems.yml", files),
        flow=_listed(Flow, "content/policy/flow.yml", files),
        duties=_all(Duty, "content/policy/duties.yml", files),
        yardsticks=_all(Yardstick, "content/policy/milestones.yml", files),
        changes=_all(Effect, "content/policy/documents.yml", files),
        local=_all(Local, "content/policy/regions.yml", files),
        context=_all(Context, "content/policy/context.yml", files),
        guides=_pages(Guide, "content/guides/", files),
        forms=_all(Way, "content/guides/forms.yml", files),
        glossary=_listed(Glossary, "content/glossary.yml", files),
        questions=_all(Question, "content/faq.yml", files),
        references=_all(Reference, "content/references.yml", files),
        wrong_words=read_wrong_words(inputs),
        home=_whole(Home, inputs, "content/home.yml"),
        quarters=read_quarters(inputs),
        data=inputs.text(inputs.root / "content/data.md"),
        written=_written(inputs, WRITTEN),
        english={page.address: page for page in _written(inputs, ENGLISH)},
        files=files,
    )


@read_once
def read_quarters(inputs: Inputs) -> Quarters:
    """What content/quarters.yml chooses, which is needed without the rest too."""
    return _whole(Quarters, inputs, "content/quarters.yml")


@read_once
def read_wrong_words(inputs: Inputs) -> tuple[WrongWord, ...]:
    """What must stand on no page; none where there is no such file."""
    path = inputs.root / WRONG_WORDS
    return _all(WrongWord, WRONG_WORDS, _texts(inputs, [path]))


def _whole(kind: type[T], inputs: Inputs, name: str) -> T:
    return value(kind, mapping(name, inputs.content(inputs.root / name)), name)


def _files(inputs: Inputs) -> dict[str, str]:
    """The text of every file of explanations, by its path below the root."""
    folder = inputs.root / "content"
    single = [folder / name for name in ("glossary.yml", "faq.yml", "references.yml")]
    return _texts(inputs, [*folder.glob("policy/*"), *folder.glob("guides/*"), *single])


def _written(inputs: Inputs, folder: str) -> tuple[Written, ...]:
    return _pages(Written, folder, _texts(inputs, (inputs.root / folder).rglob("*.md")))


def _texts(inputs: Inputs, paths: Iterable[Path]) -> dict[str, str]:
    """The text of those *paths* that are files, by their path below the root, without what editors keep beside them."""
    found = sorted(path for path in paths if path.is_file() and not path.name.startswith("."))
    return {inputs.name(path): inputs.text(path) for path in found}


def _all(kind: type[T], name: str, files: Mapping[str, str]) -> tuple[T, ...]:
    """Every entry of a file that is a list; nothing where there is no such file."""
    node = document(name, files.get(name, "").encode())
    if not isinstance(node, List) and not is_empty(node):
        raise mistake(name, node.line, "broken-entry", "这个文件应是列表", "请每条以 - 开头")
    return tuple(value(kind, entry, name) for entry in listed(node, name, Place(name, node.line)))


def _listed(kind: type[T], name: str, files: Mapping[str, str]) -> T:
    """A file of entries with something said of them all."""
    return value(kind, mapping(name, files.get(name, "").encode()), name)


def _page(kind: type[T], name: str, text: str) -> tuple[int, T]:
    """A Markdown file with YAML between two lines of ---, and its order among its siblings."""
    head, fence, body = text.removeprefix(FENCE).partition("\n" + FENCE)
    if not text.startswith(FENCE) or not fence:
        raise mistake(name, 1, "broken-yaml", "开头没有两行 --- 之间的说明", "请参照同一文件夹的其他文件")
    front = mapping(name, head.encode(), first_line=2)
    order = cast(int, front.of.get("order", UNORDERED), "order", Place(name, front.line_of("order")))
    rest = Map(front.line, tuple(entry for entry in front.entries if entry[0].text != "order"))
    return order, value(kind, rest, name, body=body.strip())


def _pages(kind: type[T], folder: str, files: Mapping[str, str]) -> tuple[T, ...]:
    """The Markdown files of a folder, in the order that they give themselves."""
    names = [name for name in files if name.startswith(folder) and name.endswith(".md")]
    return tuple(page for _, page in sorted((_page(kind, name, files[name]) for name in names), key=itemgetter(0)))
