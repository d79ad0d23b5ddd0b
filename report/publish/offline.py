"""A page of a quarter as one file that opens without a network: styles, charts and the CSV of its tables inside.

What is too long for the page, and has pages of its own, stands where the page leads to it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import urljoin

from report.address import OFFLINE, QUARTER_PAGE, address_of
from report.audit.seen import FOREIGN
from report.disk import put

Read = Callable[[str], bytes]  # a file of the site by its path
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]*)">')
# scripts that run, what search and browsers look up, and the way to other sections
LEFT_OUT = re.compile(
    r'<script\b[^>]* src=[^>]*></script>|<link\b[^>]*>|<search\b.*?</search>|<nav class="ph-tabs".*?</nav>', re.DOTALL
)
REFERENCE = re.compile(r' (?P<name>href|src)="(?P<link>[^"]*)"(?P<offered> download\b(?!=))?')
# a link to what is too long for the page, with the end of its paragraph; what such a page says, without the way to it
ANNEX = re.compile(r'<a class="ph-annex" href="(?P<folder>[^"]+)">.*?</p>', re.DOTALL)
SAID = re.compile(r'</h1>(.*)<p class="ph-colophon"', re.DOTALL)
VIEW = '<div class="ph-chart__view">'
TABLE = re.compile(r"[\w-]+(?<!^data)\.csv")  # beside the page; data.csv is larger than all the rest
OWN_STYLES = (  # of a link that leads nowhere, and of the note
    "<style>a:not([href]) { color: inherit; text-decoration: none; }"
    " :is(.ph-downloads, .ph-chart__links) a:not([href]) { display: none; }"
    " .ph-views > details:not(:has(a[href], table, img)) { display: none; }"
    " .ph-offline { padding: .5rem 1rem; text-align: center; }</style>"
)


def put_offline(site: Path, pages: Iterable[str], address: str = "") -> None:
    """Beside each of *pages* that offers one, its file: those of quarters.

    *address*: of the site, with a slash at its end, or empty.
    """
    for page in (page for page in pages if QUARTER_PAGE.fullmatch(address_of(page))):
        html = (site / page).read_text("utf-8")
        if f'href="{OFFLINE}"' in html:
            put(site / dirname(page) / OFFLINE, alone(html, page, lambda path: _content(site / path), address).encode())


def _content(file: Path) -> bytes:
    """Nothing where there is none: that its link is dead is said by who judges links."""
    return file.read_bytes() if file.is_file() else b""


def alone(html: str, page: str, read: Read, address: str = "") -> str:
    """The page at the path *page* with all that it shows inside; links lead to *address*, or nowhere without one."""

    styled = STYLES.sub(lambda found: f"<style>{read(_below(page, found[1])).decode()}</style>", html)
    whole = ANNEX.sub(lambda found: found[0] + _annexed(_below(page, found["folder"]), read, address), styled)
    body = _with_contents(whole, page, read, address)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    put_in = {
        '<meta charset="utf-8">': f'<meta charset="utf-8">{policy}',
        "</head>": f"{OWN_STYLES}</head>",
        "</header>": f"</header>{_note(address and urljoin(address, dirname(page)))}",
    }
    body = body.replace(VIEW, f'{VIEW[:-1]} tabindex="0">')  # what scrolls is reached by the keyboard without its link
    for place, text in put_in.items():
        body = body.replace(place, text, 1)
    return body


def _below(page: str, link: str) -> str:
    return normpath(join(dirname(page), link))


def _annexed(folder: str, read: Read, address: str) -> str:
    """What the page in *folder* says, to stand in another page; nothing leads into it there."""
    page = f"{folder}/index.html"
    said = SAID.search(read(page).decode())
    own = re.sub(r' id="[^"]*"', "", said[1]) if said else ""
    return f'<section class="ph-annexed" data-page="{page}">{_with_contents(own, page, read, address)}</section>'


def _with_contents(html: str, page: str, read: Read, address: str) -> str:
    """Part of the page at the path *page*, with what it refers to inside."""
    inside = set[str]()

    def referred(found: re.Match[str]) -> str:
        return _reference(found, lambda link: read(_below(page, link)), address and address + page, inside)

    return REFERENCE.sub(referred, LEFT_OUT.sub("", html))


def _note(at: str) -> str:
    said = "离线版：数字和网页相同，图和各表的 CSV 都在文件里；其他链接要联网。"
    return f'<aside class="ph-offline" aria-label="离线版">{said}{at and f"网页：{at}/。"}</aside>'


def _reference(found: re.Match[str], beside: Read, page: str, inside: set[str]) -> str:
    """A link or picture with what it leads to inside, where shown or a table not yet *inside*; *page*: an address."""
    name, link, offered = found["name"], found["link"], found["offered"] or ""
    if link.startswith("#") or FOREIGN.match(link):
        return found[0]
    if name == "src":
        return f' src="{_data("image/svg+xml", beside(link))}"'
    if offered and TABLE.fullmatch(link) and link not in inside:
        inside.add(link)
        return f' href="{_data("text/csv", beside(link))}" download="{link}"'
    return f' href="{urljoin(page, link)}"{offered}' if page else ""


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"
