"""Markdown becomes HTML by MkDocs, but for the pages that are as they were."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from report.cache import digest
from report.pages.compiled import with_compiled
from report.publish.errors import PublishError
from report.publish.files import packed, put, unpacked

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

UNUSED_THEME_FILES = ("assets/javascripts/", "assets/images/")  # Material's scripts: nothing here needs them
MATERIAL_STYLES = re.compile(r"assets/stylesheets/main\.\w+\.min\.css")
SWITCHES = re.compile(
    r'<input class="md-toggle"[^>]*>|<label class="md-overlay"[^>]*></label>'
    r'|<div data-md-component="(?:skip|announce)">.*?</div>|<div class="md-dialog".*?</div>\s*</div>',
    re.DOTALL,
)


def run_mkdocs(
    root: Path,
    docs: Path,
    site: Path,
    nav: Sequence[Mapping[str, str]],
    moment: datetime,
    pages: Rendered,
    compiled: MutableMapping[str, str],
) -> None:
    """MkDocs with the theme of *root*, less the files of Material that no page asks for; warnings are errors.

    It renders what *pages* does not hold, and copies none of *docs*; *compiled* keeps the theme's templates.
    """
    from mkdocs.commands.build import build  # here, because a check of the data need not wait for MkDocs
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from report.whole_blocks import WholeBlocks

    with _build_environment(moment), _messages() as messages:
        try:
            config = load_config(str(root / "mkdocs.yml"), docs_dir=str(docs), site_dir=str(site), nav=list(nav))
            config.markdown_extensions.append(WholeBlocks())
            config.plugins._register_event("files", without_unused)  # `plugins: []` stays true: nothing is installed
            config.plugins._register_event("files", with_a_layer)
            config.plugins._register_event("files", pages.leave_out)
            config.plugins._register_event("env", partial(with_compiled, kept=compiled))
            config.plugins._register_event("page_context", without_the_hour)
            config.plugins._register_event("post_page", without_switches)
            config.plugins._register_event("post_template", without_switches)
            build(config, dirty=True)  # what is left out has been looked up by its content, not guessed by its age
            if not config.site_url:
                _drop_sitemap(site)
        except MkDocsException as error:
            raise PublishError("\n".join(["MkDocs: " + str(error), *messages])) from error


def _drop_sitemap(site: Path) -> None:
    """A site map without a public address would be empty."""
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)


def without_unused(files: Files, *, config: MkDocsConfig) -> Files:
    """The files of the site without Material's scripts, pictures and source maps."""
    for file in list(files):
        if file.src_uri.startswith(UNUSED_THEME_FILES) or file.src_uri.endswith(".map"):
            files.remove(file)
    return files


def with_a_layer(files: Files, *, config: MkDocsConfig) -> Files:
    """Material's style sheet in a layer: whatever ours says wins, however specific Material's selector."""
    for file in files:
        if MATERIAL_STYLES.fullmatch(file.src_uri):
            rules = file.content_string.removeprefix('@charset "UTF-8";')
            file.content_string = f'@charset "UTF-8";@layer material{{{rules}}}'
    return files


def without_switches(output: str, **_: object) -> str:
    """A page without the switches of Material's drawer and search, which are gone."""
    return SWITCHES.sub("", output)


def without_the_hour(context: dict[str, object], **_: object) -> dict[str, object]:
    """What a page is made from, less the moment of the build: a page that printed it could not be kept."""
    context.pop("build_date_utc", None)
    return context


@contextmanager
def _messages() -> Iterator[list[str]]:
    """What MkDocs warns of, kept for the error that strict mode makes of it."""
    log, messages = logging.getLogger("mkdocs"), list[str]()
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    level, propagate = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.WARNING)
    log.propagate = False
    builder = logging.getLogger("mkdocs.commands.build")
    builder.addFilter(_is_no_caution)
    try:
        yield messages
    finally:
        builder.removeFilter(_is_no_caution)
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagate


def _is_no_caution(record: logging.LogRecord) -> bool:
    """Not MkDocs' warning about dirty builds, which strict mode would count: ours compare contents, not times."""
    return "'dirty' build" not in record.getMessage()


@contextmanager
def _build_environment(moment: datetime) -> Iterator[None]:
    """The dates in sitemap.xml and in its gzip come from *moment*."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


# ---------------------------------------------------------------- pages that are as they were

VERSIONS = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2")


@dataclass
class Rendered:
    """The pages of a build: the HTML of those in *cache*, and which of them MkDocs must render.

    A page's HTML follows from its Markdown, its path and *look*; its key is a hash of these. Whether its links still
    lead somewhere follows from the other pages: report/links.py looks at every page of every build. The frame is what
    MkDocs adds to the pages: the theme's files, 404.html, the site map. It follows from *look*, from which files there
    are and, where there is a site map, from the moment.
    """

    cache: MutableMapping[str, str]
    keys: Mapping[str, str]  # path of the Markdown → key
    frame: str  # the key of the frame
    known: Mapping[str, str]  # path of the Markdown → HTML
    framed: str = ""  # the frame, where MkDocs made it

    @classmethod
    def of(cls, docs: Path, cache: MutableMapping[str, str], look: str, moment: datetime | None) -> Rendered:
        """The pages of *docs*; *look*: a hash of all that they have in common; *moment*: of the site map."""
        keys, paths = {}, sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file())
        for path in paths:
            if path.endswith(".md"):
                keys[path] = hashlib.sha256(f"{look}\0{path}\0".encode() + (docs / path).read_bytes()).hexdigest()
        known = {path: html for path, key in keys.items() if (html := cache.get(key)) is not None}
        return cls(cache, keys, digest([], "frame", look, repr(paths), repr(moment)), known)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left for MkDocs to do."""
        return len(self.known) == len(self.keys) and self.cache.get(self.frame) is not None

    def leave_out(self, files: Files, *, config: MkDocsConfig) -> Files:
        """All files, marked as unchanged those pages that are in the cache and what else MkDocs would only copy."""
        for file in files:
            is_own = (file.abs_src_path or "").startswith(config.docs_dir + os.sep)
            if file.src_uri in self.known or (is_own and not file.is_documentation_page()):
                file.is_modified = lambda: False  # type: ignore[method-assign]  # what a dirty build asks
        return files

    def take_frame(self, site: Path) -> None:
        """Note the frame; *site*: what MkDocs made."""
        pages = {_html(path) for path in self.keys}
        self.framed = packed(site, without=pages)

    def html(self, site: Path) -> Mapping[str, str]:
        """The HTML of every page by its path, of those that MkDocs made as it is in *site*."""
        made = (_html(path) for path in self.keys if path not in self.known)
        known = {_html(path): html for path, html in self.known.items()}
        return known | {path: (site / path).read_text("utf-8") for path in made}

    def put_in(self, site: Path) -> None:
        """Write what MkDocs left out."""
        for path, html in self.known.items():
            put(site / _html(path), html.encode())
        if self.is_whole:
            unpacked(self.cache[self.frame], site)

    def keep(self, html: Mapping[str, str]) -> None:
        """Take the pages of a good site and the frame into the cache, and let go of all others."""
        if self.framed and self.cache.get(self.frame) != self.framed:
            self.cache[self.frame] = self.framed
        for path, key in self.keys.items():
            if path not in self.known:
                self.cache[key] = html[_html(path)]
        for unused in set(self.cache) - {*self.keys.values(), self.frame}:
            del self.cache[unused]


def _html(path: str) -> str:
    """Where MkDocs puts the page of a Markdown file: about/index.html, of about/index.md and of about.md."""
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def look(root: Path, nav: Sequence[Mapping[str, str]]) -> str:
    """A hash of the theme, the settings, the navigation, and the code and libraries that turn Markdown into HTML."""
    here = Path(__file__).parent
    code = (here, here.with_name("whole_blocks.py"))
    return digest([root / "mkdocs.yml", root / "templates/theme", *code], repr(nav), *map(version, VERSIONS))
