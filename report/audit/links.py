"""The built site read once more: every link leads somewhere, and no section or table is empty.

Every page is looked at in the HTML that readers get, whoever wrote the link: Markdown, a template or the theme.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from html import unescape
from posixpath import dirname, normpath
from urllib.parse import unquote

from report.audit.built import Built
from report.model import Place, Problem
from report.store import code, remember_all

ATTRIBUTE = re.compile(r"""\s(id|name|href|src)=(?:"([^"]*)"|'([^']*)')|@import url\("([^"]*)"\)""")
FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")  # https://…, mailto:…, data:…
ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
EMPTY_TABLE = re.compile(r"<tbody[^>]*>\s*</tbody>|<table[^>]*>\s*(?:(?><thead\b.*?</thead>)\s*)?</table>", re.DOTALL)
UNSEEN = re.compile(r'<p hidden\b.*?</p>|<a class="headerlink".*?</a>|<script\b.*?</script>|<!--.*?-->', re.DOTALL)
BLANK = re.compile(r"(?:\s|<(?!img|svg|input|button|textarea|select|video|audio|iframe|object|canvas|hr)[^>]*>)*")
TAG = re.compile(r"<[^>]*>")
LONGEST = 40  # characters of a link's text that a message repeats


@dataclass(frozen=True)
class Page:
    """What one HTML file refers to, what can be referred to in it, and which of its parts are empty."""

    links: frozenset[str]  # as written, foreign ones left out
    anchors: frozenset[str]
    empty: tuple[tuple[str, str, str], ...]  # rule, what is wrong, what to do


def problems(built: Built, root: str = "/", kept: MutableMapping[str, str] | None = None) -> tuple[Problem, ...]:
    """Every dead link and every empty section or table of the pages of a site, whose address is *root*.

    *root* is the path that begins links from the top of the site: / or, below a domain, /panhuo/. *kept* has what was
    read in the same pages before; whether the links lead somewhere is looked at each time.
    """
    keys = {path: hashlib.sha256(f"{code()}{built.hashes[path]}".encode()).hexdigest() for path in built.pages}
    texts = {key: built.pages[path] for path, key in keys.items()}
    known = remember_all({} if kept is None else kept, texts, lambda some: [_written(page_of(html)) for html in some])
    pages = {path: _read(known[key]) for path, key in keys.items()}
    return tuple(_of_all(built, pages, root))


def _of_all(built: Built, pages: Mapping[str, Page], root: str) -> Iterator[Problem]:
    files = frozenset(built.files)
    for path, page in pages.items():
        for rule, what, cure in (*_dead(path, pages, files, root, built.pages[path]), *page.empty):
            yield Problem(Place(path), rule, what, cure)


def page_of(html: str) -> Page:
    """The links, the anchors and the empty parts of a page."""
    links, anchors = set[str](), set[str]()
    for name, double, single, imported in ATTRIBUTE.findall(html):
        value = double or single or imported
        (anchors if name in ("id", "name") else links).add(value)
    return Page(
        frozenset(unescape(link) for link in links if not FOREIGN.match(link)),
        frozenset(map(unescape, anchors)),
        tuple(_empty(html)),
    )


def _written(page: Page) -> str:
    return json.dumps([sorted(page.links), sorted(page.anchors), page.empty], ensure_ascii=False)


def _read(text: str) -> Page:
    links, anchors, empty = json.loads(text)
    return Page(frozenset(links), frozenset(anchors), tuple((rule, what, cure) for rule, what, cure in empty))


# ---------------------------------------------------------------- links


def _dead(
    path: str, pages: Mapping[str, Page], files: frozenset[str], root: str, html: str
) -> Iterator[tuple[str, str, str]]:
    links = pages[path].links
    leads = {link: target(link, path, files, root) for link in set(map(_path, links))}
    for link in sorted(links):
        file, anchor = leads[_path(link)], link.partition("#")[2]
        if file is None:
            yield "dead-link", f"{_named(html, link)}没有通到网站里的文件", "请改正地址，或补上那一页"
        elif anchor and file in pages and not _has(pages[file], anchor):
            yield "dead-anchor", f"{_named(html, link)}：{file} 里没有 #{anchor}", "请改正 # 后面的锚点"


def _has(page: Page, anchor: str) -> bool:
    return anchor in page.anchors or unquote(anchor) in page.anchors or anchor == "top"  # as browsers understand it


def _path(link: str) -> str:
    return link.partition("#")[0].partition("?")[0]


def target(path: str, page: str, files: frozenset[str], root: str = "/") -> str | None:
    """The file that *path* leads to from the file *page*; None where there is none in the site."""
    if not path:
        return page
    if path.startswith("/") and not path.startswith(root):
        return None
    below = path.removeprefix(root) if path.startswith("/") else f"{dirname(page)}/{path}"
    found = normpath(unquote(below).lstrip("/") or ".")
    index = "index.html" if found == "." else f"{found}/index.html"
    return found if found in files else index if index in files else None


def _named(html: str, link: str) -> str:
    """链接「江苏」（../jiangsu/): the text of the link as readers see it, where it has one."""
    for found in re.finditer(r"<a\b[^>]*\shref=[\"']([^\"']*)[\"'][^>]*>(.*?)</a>", html, re.DOTALL):
        if unescape(found[1]) == link and (text := _text(found[2])):
            return f"链接「{text[:LONGEST]}」（{link}）"
    return f"引用（{link}）"


# ---------------------------------------------------------------- empty parts


def _empty(html: str) -> Iterator[tuple[str, str, str]]:
    article = ARTICLE.search(html)
    if not article:
        return
    shown = UNSEEN.sub("", article[0])
    headings = list(HEADING.finditer(shown))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        ends = following is None or following[1] <= heading[1]
        if ends and BLANK.fullmatch(shown, heading.end(), following.start() if following else len(shown)):
            yield "empty-section", f"「{_text(heading[2])}」下面什么也没有", "请补上内容，或不出这一节"
    for table in EMPTY_TABLE.finditer(shown):
        above = [heading for heading in headings if heading.end() <= table.start()]
        where = f"「{_text(above[-1][2])}」下面" if above else ""
        yield "empty-table", f"{where}有一张没有数据行的表", "没有数据时不出这张表，写明没有查到"


def _text(html: str) -> str:
    return " ".join(unescape(TAG.sub("", UNSEEN.sub("", html))).split())
