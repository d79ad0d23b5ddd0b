"""The only module that writes: composed files into build/docs, and the finished site into its folder."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from importlib.metadata import version
from itertools import chain
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from report import links
from report.cache import code, digest, pack, unpack
from report.halves import in_halves
from report.model import Artifact, DataError, Problem, Site
from report.read.settings import read_site_url

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
UNUSED_SEARCH_FILES = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-component-ui.*",
    "pagefind-highlight.js",
    "pagefind-worker.js",
)
# tables of numbers, and what repeats on many pages: search by it finds everything and so nothing
UNSEARCHED = (
    *("table", "details", "figure", "svg", "nav", ".headerlink"),
    *(".ph-map", ".ph-cols", ".ph-cards", ".ph-src", ".ph-source", ".ph-badge", ".ph-fact__meta"),
)
HEAVY = re.compile(r"<(table|figure|svg)\b.*?</\1>", re.DOTALL)  # of these, what makes most of a page
ARTICLE = re.compile(r"<article[^>]* data-pagefind-body.*?</article>", re.DOTALL)
FILTERS = re.compile(r'<meta name="filter" content="([^":]*):([^"]*)">')
UNSPOKEN = re.compile(r'<img[^>]*>| id="[^"]*"')  # Pagefind would keep a picture and all anchors of each page
TAGS = re.compile(r"(<[^>]*>)|([^<]+)")
PAGEFIND = "pagefind_bin_extended"
HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
BEGINS_WITH_A_WORD = re.compile(r"\A(?=\w)")  # else the last word before a tag and the first after it are one
BETWEEN_WORDS = re.compile(rf"(?<=\S)(?={HAN})|(?<={HAN})(?=\w)")


Check = Callable[[Path], Iterable[Problem]]  # what is wrong with the finished site in a folder


class PublishError(Exception):
    """The site could not be published; the last good one is still in place."""


# ---------------------------------------------------------------- build/docs


def write(site: Site, docs: Path) -> tuple[str, ...]:
    """Make *docs* hold exactly *site*; return the paths that changed, also those that left."""
    wanted = {safe_path(artifact): artifact.content for artifact in site.artifacts}
    removed = _prune(docs, wanted)
    changed = [path for path, content in wanted.items() if _write_if_changed(docs / path, content)]
    return (*removed, *changed)


def safe_path(artifact: Artifact) -> str:
    """Its path below the folder; ValueError for one that would leave it."""
    path = PurePosixPath(artifact.path)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in artifact.path:
        raise ValueError(f"{artifact.path!r} is not a path below the site; write it like regions/jiangsu/index.md")
    return str(path)


def _write_if_changed(file: Path, content: bytes) -> bool:
    """Equal bytes are left alone: a watcher would take a rewrite for an edit."""
    if file.is_file() and file.read_bytes() == content:
        return False
    _write(file, content)
    return True


def _write(file: Path, content: bytes) -> None:
    """As a new file, never into the old one: a finished site may share that (`_link`)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def _prune(docs: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """Remove files that are not wanted, and folders that this leaves empty."""
    removed = []
    for folder, _, names in os.walk(docs, topdown=False):
        for name in names:
            file = Path(folder, name)
            path = file.relative_to(docs).as_posix()
            if path not in wanted:
                file.unlink()
                removed.append(path)
        if Path(folder) != docs and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    return sorted(removed)


# ---------------------------------------------------------------- the site


def render(
    root: Path,
    docs: Path,
    target: Path,
    nav: Sequence[Mapping[str, str]],
    moment: datetime,
    *,
    checks: Iterable[Check] = (),
    finish: Callable[[Path], None] = lambda folder: None,
    cache: MutableMapping[str, str] | None = None,
    whole: MutableMapping[str, str] | None = None,
    search: MutableMapping[str, str] | None = None,
) -> None:
    """Build *docs* with the theme of *root* into *target*, searchable; on any error *target* stays as it was.

    The finished site passes *checks*, and that every link leads somewhere, before it takes the place of the last
    one; DataError with what all of them found. *finish* is given the whole site then. *cache* keeps the HTML of pages
    between builds, *whole* that the links of the whole site were good, *search* its index; they change nothing but the
    time taken.
    """
    address = f"{read_site_url(root)}/"
    pages = Rendered.of(docs, {} if cache is None else cache, _look(root, nav), moment if len(address) > 1 else None)
    with _staging(target.resolve()) as staging:
        if not pages.is_whole:
            _run_mkdocs(root, docs, staging, nav, moment, pages)
            pages.take_frame(staging)
        pages.put_in(staging)
        _link(docs, staging)
        with TemporaryDirectory(prefix="panhuo-index-") as folder:
            with index(staging, Path(folder), search):
                found = [
                    *links.problems(staging, urlsplit(address).path, whole),
                    *chain.from_iterable(check(staging) for check in checks),
                ]
            if found:
                raise DataError(tuple(sorted(set(found))))
            shutil.copytree(Path(folder) / "pagefind", staging / "pagefind")
            finish(staging)
        pages.keep(staging)


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A fresh folder beside *target* that takes its place when all went well."""
    staging, former = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")
    if former.exists() and not target.exists():  # a build was cut short between the two renames
        former.rename(target)
    for leftover in (staging, former):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        yield staging
        _swap(staging, target, former)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)


def _swap(staging: Path, target: Path, former: Path) -> None:
    if target.exists():
        target.rename(former)
    try:
        staging.rename(target)
    except OSError:
        former.rename(target)
        raise


def _run_mkdocs(
    root: Path, docs: Path, site: Path, nav: Sequence[Mapping[str, str]], moment: datetime, pages: Rendered
) -> None:
    """MkDocs with the theme of *root*, less the files of Material that no page asks for; warnings are errors.

    It renders what *pages* does not hold, and copies none of *docs*.
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
        self.framed = _packed(site, without=pages)

    def put_in(self, site: Path) -> None:
        """Write what MkDocs left out."""
        for path, html in self.known.items():
            _write(site / _html(path), html.encode())
        if self.is_whole:
            _unpacked(self.cache[self.frame], site)

    def keep(self, site: Path) -> None:
        """Take the pages and the frame of a good *site* into the cache, and let go of all others."""
        if self.framed and self.cache.get(self.frame) != self.framed:
            self.cache[self.frame] = self.framed
        for path, key in self.keys.items():
            if path not in self.known:
                self.cache[key] = (site / _html(path)).read_bytes().decode()
        for unused in set(self.cache) - {*self.keys.values(), self.frame}:
            del self.cache[unused]


def _html(path: str) -> str:
    """Where MkDocs puts the page of a Markdown file: about/index.html, of about/index.md and of about.md."""
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def _link(docs: Path, site: Path) -> None:
    """Give *site* the files of *docs* that are no Markdown; the same files where the disk allows, else copies."""
    for folder, _, names in os.walk(docs):
        below = site / Path(folder).relative_to(docs)
        below.mkdir(parents=True, exist_ok=True)
        for name in names:
            if not name.endswith(".md"):
                try:
                    os.link(Path(folder, name), below / name)
                except OSError:
                    shutil.copyfile(Path(folder, name), below / name)


def _look(root: Path, nav: Sequence[Mapping[str, str]]) -> str:
    """A hash of the theme, the settings, the navigation, and the code and libraries that turn Markdown into HTML."""
    here = Path(__file__)
    code = (here, here.with_name("whole_blocks.py"))
    return digest([root / "mkdocs.yml", root / "templates/theme", *code], repr(nav), *map(version, VERSIONS))


# ---------------------------------------------------------------- search


@contextmanager
def index(site: Path, folder: Path, kept: MutableMapping[str, str] | None = None) -> Iterator[None]:
    """Make folder/pagefind, the search index of *site*, while the caller does something else.

    It follows from the pages alone: *kept* has the index of the last build, for as long as they are the same.
    """
    kept, key = {} if kept is None else kept, _searched(site)
    if (text := kept.get(key)) is not None:
        _unpacked(text, folder / "pagefind")
        yield
        return
    with _indexed(site, folder):
        yield
    kept.clear()
    kept[key] = _packed(folder / "pagefind")


def _searched(site: Path) -> str:
    """A hash of all that the index follows from."""
    files = sorted(site.rglob("*.html"))
    pages = [(file.relative_to(site).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]
    return digest([], code(), version(PAGEFIND), repr(pages))


def _packed(folder: Path, without: Collection[str] = ()) -> str:
    """The files below *folder* as one text."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    wanted = {name: b64encode(path.read_bytes()).decode() for name, path in paths.items() if name not in without}
    return pack(*chain.from_iterable(wanted.items()))


def _unpacked(text: str, folder: Path) -> None:
    """Write the files that `_packed` made one text of below *folder*."""
    texts = unpack(text)
    for name, content in zip(texts, texts, strict=True):
        _write(folder / name, b64decode(content))


@contextmanager
def _indexed(site: Path, folder: Path) -> Iterator[None]:
    """The index by Pagefind, which reads the articles of the site, spelt for search."""

    def spell(files: Sequence[Path]) -> list[tuple[str, tuple[tuple[str, str], ...]] | None]:
        return [_spelt(file, site, folder / "articles") for file in files]

    filters = dict(filter(None, in_halves(spell, sorted(site.rglob("*.html")))))
    found = folder / "pagefind"
    with _pagefind(folder / "articles", found):
        yield
    for pattern in UNUSED_SEARCH_FILES:
        for file in found.glob(pattern):
            file.unlink()
    _write_filters(found, filters)


def _spelt(file: Path, site: Path, articles: Path) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Write the article of a page, spelt for search, below *articles*; its address and filters, if it has one."""
    html = file.read_text(encoding="utf-8")
    article = ARTICLE.search(html)
    if not article:
        return None
    path, filters = file.relative_to(site), filters_of(html)
    _write(articles / path, searchable(article[0], dict(filters).get("栏目", "")).encode())
    return path.as_posix().removesuffix("index.html"), filters


def filters_of(html: str) -> tuple[tuple[str, str], ...]:
    """What a page can be found and narrowed down by, as partials/meta.html says it: (地区, 江苏), (栏目, 地区) …"""
    return tuple((group, unescape(value)) for group, value in FILTERS.findall(html))


def searchable(article: str, section: str) -> str:
    """A page for Pagefind in which every Chinese character is a word, without what is not searched and large.

    Pagefind cuts Chinese into words by one dictionary when it indexes and by another in the browser, so that words
    from the middle of a sentence are lost; single characters and phrase search (assets/search.js) find any run of
    text.
    """
    name = f'<i data-pagefind-meta="section">{escape(section)}</i>'
    return f'<html lang="zh-CN"><body>{name}{spaced(UNSPOKEN.sub("", HEAVY.sub("", article)))}</body></html>'


def spaced(html: str) -> str:
    """The same markup with each Chinese character a word, also where a link begins; punctuation stays in its place."""
    return TAGS.sub(lambda part: part[1] or BETWEEN_WORDS.sub(" ", BEGINS_WITH_A_WORD.sub(" ", part[2])), html)


def _write_filters(folder: Path, filters: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
    """Put names.json (group → name → the page about it) and facets.json (page → its filters) beside the index.

    Pagefind has filters, but writes them in an order that differs from run to run.
    """
    pages = {address.lstrip("/"): page for page, address in _pages(folder)}
    longest_first = sorted(filters.values(), key=len, reverse=True)  # a page that lists all of them has their order
    names: dict[str, dict[str, str]] = {}
    for group, name in chain.from_iterable(longest_first):
        names.setdefault(group, {}).setdefault(name, "")
    for address, own in filters.items():
        for group, name in own:
            if ("栏目", group) in own and sum(other == group for other, _ in own) == 1:
                names[group][name] = f"{pages[address]} {address}"
    facets = {pages[address]: [f"{group}:{name}" for group, name in own] for address, own in filters.items()}
    for file, content in (("names.json", names), ("facets.json", dict(sorted(facets.items())))):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / file).write_text(text, encoding="utf-8")


def _pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Pagefind's name for each page, and the page's address."""
    for file in sorted((folder / "fragment").iterdir()):
        fragment = gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd")
        yield file.stem, json.loads(fragment)["url"]


@contextmanager
def _pagefind(source: Path, output: Path) -> Iterator[None]:
    """Pagefind over *source*, beside what the caller does; PublishError where it fails."""
    from pagefind_bin_extended import get_executable

    options = [
        "--output-path",
        str(output),
        "--exclude-selectors",
        ", ".join(UNSEARCHED),
        "--force-language",
        "unknown",
        "--quiet",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    running = subprocess.Popen(
        [get_executable(), "--site", str(source), *options],
        cwd=source,  # away from any pagefind.yml
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with running:
        yield
        said, _ = running.communicate()
    if running.returncode:
        raise PublishError(f"Pagefind: {said.strip()}")
