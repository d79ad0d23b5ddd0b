"""Markdown becomes HTML by MkDocs, but for the pages that are as they were."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from report.compiled import with_compiled
from report.halves import in_halves
from report.model import Refusal
from report.publish.put import packed, put, unpacked
from report.store import digest, keep_only

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
    pages: Collection[str],
    site: Path,
    *,
    root: Path,
    docs: Path,
    nav: Sequence[Mapping[str, str]],
    moment: datetime,
    compiled: MutableMapping[str, str],
) -> None:
    """MkDocs with the theme of *root*, less the files of Material that no page asks for; warnings are errors.

    It renders *pages*, paths below *docs*, and the frame into *site*, and copies nothing; *compiled* keeps the theme's
    templates.
    """
    from mkdocs.commands.build import build  # here, because a check of the data need not wait for MkDocs
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from report.publish.whole_blocks import WholeBlocks

    with _build_environment(moment), _messages() as messages:
        try:
            config = load_config(str(root / "mkdocs.yml"), docs_dir=str(docs), site_dir=str(site), nav=list(nav))
            config.markdown_extensions.append(WholeBlocks())
            config.plugins._register_event("files", without_unused)  # `plugins: []` stays true: nothing is installed
            config.plugins._register_event("files", with_a_layer)
            config.plugins._register_event("files", partial(only, pages=frozenset(pages)))
            config.plugins._register_event("env", partial(with_compiled, kept=compiled))
            config.plugins._register_event("page_context", without_the_hour)
            config.plugins._register_event("post_page", without_switches)
            config.plugins._register_event("post_template", without_switches)
            build(config, dirty=True)  # what is left out has been looked up by its content, not guessed by its age
            if not config.site_url:
                _drop_sitemap(site)
        except MkDocsException as error:
            raise Refusal("\n".join(["MkDocs: " + str(error), *messages])) from error


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


def only(files: Files, *, config: MkDocsConfig, pages: Collection[str]) -> Files:
    """All files, what we wrote but for *pages* marked as unchanged: what has been rendered, or would be copied."""
    for file in files:
        if (file.abs_src_path or "").startswith(config.docs_dir + os.sep) and file.src_uri not in pages:
            file.is_modified = lambda: False  # type: ignore[method-assign]  # what a dirty build asks
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
