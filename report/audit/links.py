"""The built site read once more: every link leads somewhere, and no section or table is empty."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname, normpath
from urllib.parse import unquote

from report.audit.built import Built
from report.audit.seen import References, named
from report.model import Place, Problem

LONGEST = 40  # characters of a link's text that a message repeats
Wrong = tuple[str, str, str]  # rule, what is wrong, what to do


def problems(built: Built, root: str = "/") -> tuple[Problem, ...]:
    """Every dead link and every empty section or table of the pages of a site, whose address is *root*.

    *root* is the path that begins links from the top of the site: / or, below a domain, /panhuo/.
    """
    anchors = {path: built.seen(path, References).anchors for path in built.pages}  # not the links of all at once
    files = frozenset(built.files)
    return tuple(
        Problem(Place(path), rule, what, cure)
        for path in anchors
        for page in (built.seen(path, References),)
        for rule, what, cure in (*_dead(path, page.links, anchors, files, root, built), *_empty(page))
    )


# ---------------------------------------------------------------- links


def _dead(
    path: str,
    links: Collection[str],
    anchors: Mapping[str, Collection[str]],
    files: frozenset[str],
    root: str,
    built: Built,
) -> Iterator[Wrong]:
    leads = {link: target(link, path, files, root) for link in set(map(_path, links))}
    for link in sorted(links):
        file, anchor = leads[_path(link)], link.partition("#")[2]
        if file is None:
            yield "dead-link", f"{_named(built, path, link)}没有通到网站里的文件", "请改正地址，或补上那一页"
        elif anchor and file in anchors and not _has(anchors[file], anchor):
            yield "dead-anchor", f"{_named(built, path, link)}：{file} 里没有 #{anchor}", "请改正 # 后面的锚点"


def _has(anchors: Collection[str], anchor: str) -> bool:
    return anchor in anchors or unquote(anchor) in anchors or anchor == "top"  # as browsers understand it


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


def _named(built: Built, page: str, link: str) -> str:
    """链接「江苏」（../jiangsu/): the text of the link as readers see it, where it has one."""
    text = named(built.html(page), link)
    return f"链接「{text[:LONGEST]}」（{link}）" if text else f"引用（{link}）"


# ---------------------------------------------------------------- empty parts


def _empty(page: References) -> Iterator[Wrong]:
    for heading in page.empty_sections:
        yield "empty-section", f"「{heading}」下面什么也没有", "请补上内容，或不出这一节"
    for above in page.empty_tables:
        where = f"「{above}」下面" if above else ""
        yield "empty-table", f"{where}有一张没有数据行的表", "没有数据时不出这张表，写明没有查到"
