"""The search index of the finished pages, by Pagefind."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape, unescape
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from report.publish.errors import PublishError
from report.publish.put import packed, put, unpacked
from report.store import Keep, code, digest, forget, pack, remember_all, unpack

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
CHILD = re.compile(r'<th scope="row"><a href="([\w-]+/)"')  # a row of an index, which leads to a page below it
FILTERS = re.compile(r'<meta name="filter" content="([^":]*):([^"]*)">')
UNSPOKEN = re.compile(r'<img[^>]*>| id="[^"]*"')  # Pagefind would keep a picture and all anchors of each page
TAGS = re.compile(r"(<[^>]*>)|([^<]+)")
PAGEFIND = "pagefind_bin_extended"
INDEX = "pagefind"  # the folder of the index
HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
BEGINS_WITH_A_WORD = re.compile(r"\A(?=\w)")  # else the last word before a tag and the first after it are one
BETWEEN_WORDS = re.compile(rf"(?<=\S)(?={HAN})|(?<={HAN})(?=\w)")

Filters = tuple[tuple[str, str], ...]  # what a page can be found by: (group, name)


@contextmanager
def index(pages: Mapping[str, str], folder: Path, keep: Keep = forget) -> Iterator[None]:
    """Make *folder*, the search index of *pages* (path → HTML), while the caller does something else.

    It follows from what is searched of them, and from their places in the lists that lead to them: keep("articles") has
    the one of each page, keep("search") the last index. When the caller fails, there is no index.
    """
    keys = {_key(path, html): (path, html) for path, html in sorted(pages.items())}
    known = remember_all(keep("articles"), keys, _articles)
    articles, places = [known[key] for key in keys], _places(pages)
    kept, key = keep("search"), digest([], code(), version(PAGEFIND), repr(sorted(places.items())), *articles)
    if (text := kept.get(key)) is not None:
        yield
        unpacked(text, folder)
        return
    with TemporaryDirectory(prefix="panhuo-index-") as room:
        filters = dict(filter(None, (_put(text, Path(room)) for text in articles)))
        with _pagefind(Path(room), folder):
            yield
    for pattern in UNUSED_SEARCH_FILES:
        for file in folder.glob(pattern):
            file.unlink()
    _write_filters(folder, filters, places)
    kept.clear()
    kept[key] = packed(folder)


def _key(path: str, html: str) -> str:
    """A hash of all that an article follows from."""
    return hashlib.sha256(f"{code()}\0{path}\0{html}".encode()).hexdigest()


def _articles(pages: Sequence[tuple[str, str]]) -> list[str]:
    """Of each page as one text: where its article is put for Pagefind, the article spelt for search, its filters.

    Empty for a page that is not searched.
    """
    return [_article(path, html) for path, html in pages]


def _article(path: str, html: str) -> str:
    article = ARTICLE.search(html)
    if not article:
        return ""
    filters = filters_of(html)
    return pack(path, searchable(article[0], dict(filters).get("栏目", "")), *chain.from_iterable(filters))


def _put(text: str, room: Path) -> tuple[str, Filters] | None:
    """Write what `_articles` made of a page below *room*; the page's address and filters, if it has an article."""
    if not text:
        return None
    path, article, *words = unpack(text)
    put(room / path, article.encode())
    return path.removesuffix("index.html"), tuple(zip(words[::2], words[1::2], strict=True))


def filters_of(html: str) -> Filters:
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


def _places(pages: Mapping[str, str]) -> Mapping[str, int]:
    """The place of each page (by its address) in the index page of its section: regions in the official order …"""
    lists = ((path.removesuffix("index.html"), CHILD.findall(html)) for path, html in pages.items())
    return {folder + child: place for folder, children in lists for place, child in enumerate(children)}


def _write_filters(folder: Path, filters: Mapping[str, Filters], places: Mapping[str, int]) -> None:
    """Put names.json (group → name → the page about it) and facets.json (page → its filters) beside the index.

    Pagefind has filters, but writes them in an order that differs from run to run. Here names have the order of their
    pages' *places*, with those without a page at the end.
    """
    pages = {address.lstrip("/"): page for page, address in _pages(folder)}
    names: dict[str, dict[str, str]] = {}
    for group, name in chain.from_iterable(filters.values()):
        names.setdefault(group, {}).setdefault(name, "")
    for address, own in filters.items():
        for group, name in own:
            if ("栏目", group) in own and sum(other == group for other, _ in own) == 1:
                names[group][name] = f"{pages[address]} {address}"
    for group, found in names.items():
        names[group] = dict(sorted(found.items(), key=lambda one: places.get(one[1].partition(" ")[2], len(places))))
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
