"""Pages as one file for readers without a network, read again: they say what the page says, and ask for nothing."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from posixpath import dirname

from report.address import OFFLINE
from report.audit.built import Built
from report.audit.readback import CURE, RULE
from report.audit.seen import words
from report.model import Place, Problem
from report.store import code, digest, unproven

ANNEXED = re.compile(r'<section class="ph-annexed" data-page="(?P<page>[^"]*)">(?P<said>.*?)</section>', re.DOTALL)
ASKED = re.compile(r'<(?:link|script[^>]* src|iframe)\b| src="(?!data:)|@import')


def problems(built: Built, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where such a file says what its page does not, or would ask the network; *kept* tells which did not before."""
    way = code(__name__)
    files = {
        digest([], way, path, built.hashes[path], *(built.hashes[page] for page in _pages(path, built))): path
        for path in built.files
        if path.endswith(f"/{OFFLINE}")
    }
    return unproven(kept, files, lambda _: lambda some: [_of(path, built) for path in some])


def _pages(path: str, built: Built) -> list[str]:
    """The page that such a file is of, and those just below it, whose words may stand in it too."""
    here = dirname(path)
    return [page for page in built.pages if here in (dirname(page), dirname(dirname(page)))]


def _of(path: str, built: Built) -> tuple[Problem, ...]:
    html, found = built.html(path), list[str]()
    is_same = words(ANNEXED.sub("", html)) == words(built.html(f"{dirname(path)}/index.html"))
    annexes = {match["page"]: words(f"<article>{match['said']}</article>").strip() for match in ANNEXED.finditer(html)}
    known = _pages(path, built)
    if not is_same or not all(page in known and said in words(built.html(page)) for page, said in annexes.items()):
        found.append("离线版的文字和网页不同")
    if asked := ASKED.search(html):
        found.append(f"离线版要用到文件以外的内容「{asked[0]}」")
    return tuple(Problem(Place(path), RULE, what, CURE) for what in found)
