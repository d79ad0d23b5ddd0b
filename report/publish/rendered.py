"""Markdown becomes HTML, but for the pages that are as they were."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from report.disk import put
from report.publish.placing import packed, unpacked
from report.store import code, digest, make_missing, sha256_of

VERSIONS = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2")

MkDocs = Callable[[Collection[str], Path], None]  # renders these pages, and the frame, into a folder


@dataclass(frozen=True)
class Rendered:
    """The pages of a build, and what goes round them, both in *kept*.

    A page's HTML follows from its Markdown, its path and the look; its key is a hash of these. Whether its links still
    lead somewhere follows from the other pages: report/audit/links.py looks at every page of every build. The frame is
    what MkDocs adds to the pages: the theme's files and 404.html. It follows from the look and from which files there
    are.
    """

    kept: MutableMapping[str, bytes]
    keys: Mapping[str, str]  # path of the HTML → key
    frame: str  # key of what is `packed`
    finished: Mapping[str, str]  # path of what is HTML already, as charts for other sites → SHA-256

    @classmethod
    def of(cls, docs: Path, kept: MutableMapping[str, bytes], look: str, mkdocs: MkDocs) -> Rendered:
        """The pages of *docs*; *look*: a hash of all that they have in common.

        *mkdocs* is asked for what *kept* lacks, in halves.
        """
        paths = sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file())
        keys = {path: digest([docs / path], path, look) for path in paths if path.endswith(".md")}
        frame = digest([], "frame", look, repr(paths))
        pages = {key: path for path, key in keys.items()}
        make_missing(kept, pages, lambda some: _made(some, mkdocs, kept, frame))
        if kept.get(frame) is None:
            _made([], mkdocs, kept, frame)
        finished = {path: sha256_of((docs / path).read_bytes()) for path in paths if path.endswith(".html")}
        return cls(kept, {_html(path): key for path, key in keys.items()}, frame, finished)

    def put_in(self, site: Path) -> Mapping[str, str]:
        """Write the pages and the frame; the SHA-256 of each page."""
        unpacked(self.kept[self.frame], site)
        return {path: _put(site / path, self.kept[key]) for path, key in self.keys.items()}

    def reader(self, docs: Path, site: Path) -> Callable[[str], str]:
        """What reads a page where it stands before *docs* are linked into *site*."""
        return lambda page: ((docs if page in self.finished else site) / page).read_text("utf-8")


def _put(file: Path, content: bytes) -> str:
    put(file, content)
    return sha256_of(content)


def _made(paths: Sequence[str], mkdocs: MkDocs, kept: MutableMapping[str, bytes], frame: str) -> list[bytes]:
    """The HTML of each page; the frame, which comes with any of them, is put into *kept* where that lacks it."""
    with TemporaryDirectory(prefix="panhuo-html-") as name:
        folder, pages = Path(name), [_html(path) for path in paths]
        mkdocs(paths, folder)
        if kept.get(frame) is None:
            kept[frame] = packed(folder, without=pages)
        return [(folder / page).read_bytes() for page in pages]


def _html(path: str) -> str:
    """Where MkDocs puts the page of a Markdown file: about/index.html, of about/index.md and of about.md."""
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def look(root: Path, nav: Sequence[Mapping[str, str]], address: str) -> str:
    """A hash of the theme, the settings, the navigation, the address of the site, and the code and libraries that turn
    Markdown into HTML.
    """
    files = [root / "mkdocs.yml", root / "templates/theme"]
    return digest(files, code("report.publish.mkdocs", __name__), repr(nav), address, *map(version, VERSIONS))
