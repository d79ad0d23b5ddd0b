"""The built site read once more: every link leads somewhere, and no section or table is empty.

Every page is looked at in the HTML that readers get, whoever wrote the link: Markdown, a template or the theme.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote

from report.cache import code, unproven
from report.model import Problem

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

    path: str
    html: str
    links: frozenset[str]  # as written, foreign ones left out
    anchors: frozenset[str]


def problems(site: Path, root: str = "/", kept: MutableMapping[str, str] | None = None) -> tuple[Problem, ...]:
    """Every dead link and every empty section or table of the pages under *site*, whose address is *root*.

    *root* is the path that begins links from the top of the site: / or, below a domain, /panhuo/. *kept* tells
    whether the very same pages among the same files were without fault before.
    """
    files = frozenset(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    texts = {path: (site / path).read_text("utf-8") for path in sorted(files) if path.endswith(".html")}
    key = hashlib.sha256(repr((code(), root, sorted(files))).encode())
    for html in texts.values():
        key.update(hashlib.sha256(html.encode()).digest())
    return unproven(
        {} if kept is None else kept,
        {key.hexdigest(): texts},
        lambda some: [_of_all(one, files, root) for one in some],
    )


def _of_all(texts: Mapping[str, str], files: frozenset[str], root: str) -> tuple[Problem, ...]:
    pages = {path: page_of(path, html) for path, html in texts.items()}
    return tuple(problem for page in pages.values() for problem in (*_dead(page, pages, files, root), *_empty(page)))


def page_of(path: str, html: str) -> Page:
    """The page at *path* with its links and anchors."""
    links, anchors = set[str](), set[str]()
    for name, double, single, imported in ATTRIBUTE.findall(html):
        value = double or single or imported
        (anchors if name in ("id", "name") else links).add(value)
    return Page(
        path,
        html,
        frozenset(unescape(link) for link in links if not FOREIGN.match(link)),
        frozenset(map(unescape, anchors)),
    )


# ---------------------------------------------------------------- links


def _dead(page: Page, pages: Mapping[str, Page], files: frozenset[str], root: str) -> Iterator[Problem]:
    leads = {path: target(path, page.path, files, root) for path in {_path(link) for link in page.links}}
    for link in sorted(page.links):
        file, anchor = leads[_path(link)], link.partition("#")[2]
        if file is None:
            yield _problem(page, "dead-link", f"{_named(page, link)}没有通到网站里的文件", "请改正地址，或补上那一页")
        elif anchor and file in pages and not _has(pages[file], anchor):
            yield _problem(page, "dead-anchor", f"{_named(page, link)}：{file} 里没有 #{anchor}", "请改正 # 后面的锚点")


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


def _named(page: Page, link: str) -> str:
    """链接「江苏」（../jiangsu/): the text of the link as readers see it, where it has one."""
    for found in re.finditer(r"<a\b[^>]*\shref=[\"']([^\"']*)[\"'][^>]*>(.*?)</a>", page.html, re.DOTALL):
        if unescape(found[1]) == link and (text := _text(found[2])):
            return f"链接「{text[:LONGEST]}」（{link}）"
    return f"引用（{link}）"


# ---------------------------------------------------------------- empty parts


def _empty(page: Page) -> Iterator[Problem]:
    article = ARTICLE.search(page.html)
    if not article:
        return
    shown = UNSEEN.sub("", article[0])
    headings = list(HEADING.finditer(shown))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        ends = following is None or following[1] <= heading[1]
        if ends and BLANK.fullmatch(shown, heading.end(), following.start() if following else len(shown)):
            yield _problem(page, "empty-section", f"「{_text(heading[2])}」下面什么也没有", "请补上内容，或不出这一节")
    for table in EMPTY_TABLE.finditer(shown):
        above = [heading for heading in headings if heading.end() <= table.start()]
        where = f"「{_text(above[-1][2])}」下面" if above else ""
        yield _problem(page, "empty-table", f"{where}有一张没有数据行的表", "没有数据时不出这张表，写明没有查到")


def _text(html: str) -> str:
    return " ".join(unescape(TAG.sub("", UNSEEN.sub("", html))).split())


def _problem(page: Page, rule: str, what: str, cure: str) -> Problem:
    return Problem(page.path, 0, rule, what, cure)
