"""Markdown becomes HTML, but for the pages that are as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from report.halves import in_halves
from report.publish.put import packed, put, unpacked
from report.store import digest, keep_only

VERSIONS = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2")

MkDocs = Callable[[Collection[str], Path], None]  # renders these pages, and the frame, into a folder


@dataclass(frozen=True)
class Rendered:
    """The pages of a build, and what goes round them.

    A page's HTML follows from its Markdown, its path and the look; its key is a hash of these. Whether its links still
    lead somewhere follows from the other pages: report/audit/links.py looks at every page of every build. The frame is
    what MkDocs adds to the pages: the theme's files, 404.html, the site map. It follows from the look, from which files
    there are and, where there is a site map, from the moment.
    """

    html: Mapping[str, str]  # path of the HTML → HTML
    frame: str  # `packed`
    keys: frozenset[str]  # of all of these in the cache
    new: Mapping[str, str]  # what the cache lacked, by key

    @classmethod
    def of(cls, docs: Path, cache: Mapping[str, str], look: str, moment: datetime | None, mkdocs: MkDocs) -> Rendered:
        """The pages of *docs*; *look*: a hash of all that they have in common; *moment*: of the site map.

        *mkdocs* is asked for what *cache* lacks, in halves.
        """
        paths = sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file())
        keys = {path: _key(docs, path, look) for path in paths if path.endswith(".md")}
        known = {path: html for path, key in keys.items() if (html := cache.get(key)) is not None}
        frame_key = digest([], "frame", look, repr(paths), repr(moment))
        frame, new, missing = cache.get(frame_key), dict[str, str](), [path for path in keys if path not in known]
        if missing or frame is None:
            made, frame = _made(missing, mkdocs)
            new = {keys[path]: html for path, html in made.items()} | {frame_key: frame}
            known |= made
        return cls(
            {_html(path): html for path, html in known.items()}, frame, frozenset({*keys.values(), frame_key}), new
        )

    def put_in(self, site: Path) -> None:
        """Write the pages and the frame."""
        for path, html in self.html.items():
            put(site / path, html.encode())
        unpacked(self.frame, site)

    def keep(self, cache: MutableMapping[str, str]) -> None:
        """Have *cache* hold the pages and the frame of a good site, and nothing else."""
        for key, text in self.new.items():
            cache[key] = text
        keep_only(cache, self.keys)


def _key(docs: Path, path: str, look: str) -> str:
    return hashlib.sha256(f"{look}\0{path}\0".encode() + (docs / path).read_bytes()).hexdigest()


def _made(paths: Sequence[str], mkdocs: MkDocs) -> tuple[dict[str, str], str]:
    """The HTML of the pages by the path of their Markdown, and the frame, which is the same from either half."""
    frames: list[str] = []

    def work(some: Sequence[str]) -> list[str]:
        with TemporaryDirectory(prefix="panhuo-html-") as name:
            folder, pages = Path(name), [_html(path) for path in some]
            mkdocs(some, folder)
            frames.append(packed(folder, without=pages))
            return [(folder / page).read_text("utf-8") for page in pages]

    return dict(zip(paths, in_halves(work, paths), strict=True)), frames[0]


def _html(path: str) -> str:
    """Where MkDocs puts the page of a Markdown file: about/index.html, of about/index.md and of about.md."""
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def look(root: Path, nav: Sequence[Mapping[str, str]]) -> str:
    """A hash of the theme, the settings, the navigation, and the code and libraries that turn Markdown into HTML."""
    here = Path(__file__).parent
    code = (here,)
    return digest([root / "mkdocs.yml", root / "templates/theme", *code], repr(nav), *map(version, VERSIONS))
