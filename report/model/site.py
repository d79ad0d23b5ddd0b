"""The site before MkDocs: what a page is before it is rendered, one file, all files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from report.model.table import Chart, Table


@dataclass(frozen=True)
class Paper:
    """A page to be printed: *layout* sets what is *said*, by name texts, lists of them, tables and charts.

    *title*, *author*, *keywords* and *at*, when it came out, are what the file says of itself; *of* is the file that
    its numbers were taken from.
    """

    layout: str  # bulletin, brief: templates/paper has a file of that name
    title: str
    author: str
    keywords: tuple[str, ...]
    at: datetime
    of: str
    said: Mapping[str, Any]
    synthetic: bool = False  # 示例数据: marked on every sheet

    @property
    def name(self) -> str:
        """Of the file, in the folder of its page."""
        return f"{self.layout}.pdf"


@dataclass(frozen=True)
class Offer:
    """What a page offers as a data set: whose, from which day to which, of where, what in which unit, in which files.

    *variables*: titles, units and definitions. *files* lie beside the page. *version*: the number of an edition, or the
    check digits of seals; empty where nothing is sealed.
    """

    publisher: str
    start: date | None
    end: date | None
    place: str
    variables: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]
    version: str = ""


@dataclass(frozen=True)
class Card:
    """The picture that goes with a link to a page: its title and up to three of its figures.

    *figures*: what is counted, of when, and the value, each as the page prints it.
    """

    title: str
    figures: tuple[tuple[str, str, str], ...]
    source: str
    synthetic: bool = False  # 示例数据

    @property
    def said(self) -> str:
        """In words, for who does not see it."""
        told = [self.title, *(" ".join(filter(None, one)) for one in self.figures)]
        return "；".join([*(["示例数据，并非真实统计"] if self.synthetic else []), *told]) + "。"


@dataclass(frozen=True)
class Page:
    """*address* begins and ends with a slash and never changes; *front* goes to search, meta tags and the title."""

    address: str
    template: str
    title: str
    description: str
    section: str  # 栏目
    context: Mapping[str, Any]
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    papers: tuple[Paper, ...] = ()
    front: Mapping[str, Any] = field(default_factory=dict)
    crumbs: tuple[tuple[str, str], ...] = ()  # titles and addresses between home and this page
    modified: datetime | None = None  # when a release or its text last changed it; None: it follows from neither
    is_article: bool = False  # 内容页 to 国办发〔2017〕47号
    offer: Offer | None = None
    card: Card | None = None  # None: it shares that of the whole site

    @property
    def folder(self) -> str:
        """Below build/docs: empty for the home page, else with a trailing slash."""
        return self.address.removeprefix("/")

    @property
    def path(self) -> str:
        return f"{self.folder}index.md"


@dataclass(frozen=True)
class Artifact:
    """One file of the site before MkDocs: a path below build/docs, and its bytes."""

    path: str
    content: bytes = field(repr=False)


class LaidAway(Artifact):
    """A file whose bytes are fetched whenever they are asked for: all files of a site at once may not fit in memory.

    *size*: in bytes, 0 where it is not known before.
    """

    size: int

    def __init__(self, path: str, fetch: Callable[[], bytes], size: int = 0) -> None:
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "fetch", fetch)
        object.__setattr__(self, "size", size)

    @property
    def content(self) -> bytes:
        found: bytes = self.fetch()  # type: ignore[attr-defined]
        return found


def laid_away(paths: Iterable[str], read: Callable[[], Sequence[bytes]]) -> Iterator[LaidAway]:
    """A file at each of *paths*, with its part of what *read* gives, which is asked whenever one of them is."""

    def part(place: int) -> bytes:
        return read()[place]

    return (LaidAway(path, partial(part, place)) for place, path in enumerate(paths))


@dataclass(frozen=True)
class Site:
    """All files, and the navigation as MkDocs wants it (titles to paths)."""

    artifacts: tuple[Artifact, ...]
    nav: tuple[Mapping[str, str], ...]
    synthetic: bool = False  # 示例数据: never published in earnest
    next_change: datetime | None = None  # the announced moment from which the same files may make another site

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for artifact in self.artifacts:
            if artifact.path in seen:
                raise ValueError(f"two artifacts at {artifact.path}")
            seen.add(artifact.path)
