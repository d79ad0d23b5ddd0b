"""What inspectors of government sites look for in the finished pages, beyond dead links and blank sections.

Tags, wrong words, pictures that say nothing to the blind, attachments that do not open; and how much was looked at.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache
from itertools import chain

from report.address import EMBEDDED, PAGE_FILE
from report.audit.built import Built
from report.audit.links import target
from report.audit.readback.opened import csv_lines, png_says
from report.audit.seen import ARTICLE_TAGS, COLUMN_TAGS, SITE_TAGS, Described, References
from report.model import Place, Problem
from report.model.content import WrongWord
from report.store import code, digest, unproven

WORDS = ("政策解读", "政策文件")  # types of columns whose pages are all articles
MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
AROUND = 8  # characters beside a wrong word that a message repeats
Wrong = tuple[str, str, str]  # rule, what is wrong, what to do


def problems(
    built: Built, words: Sequence[WrongWord] = (), kept: MutableMapping[str, bytes] | None = None
) -> tuple[Problem, ...]:
    """What is wrong with the pages and with what they offer; *kept* tells in which files nothing was before."""
    common = (code(__name__), repr(words))
    attached = _attachments(built, {path: built.seen(path, Described) for path in built.pages})
    paths = {digest([], *common, path, built.hashes[path]): path for path in (*built.pages, *attached)}

    def judged(path: str) -> tuple[Problem, ...]:
        found = _of_file(path, (built.folder / path).read_bytes()) if path in attached else _of_page(path, built, words)
        return tuple(Problem(Place(path), *one) for one in found)

    return unproven(kept, paths, lambda _: lambda some: list(map(judged, some)))


def counts(built: Built) -> Mapping[str, int]:
    """How much there was to look at, by what the page of the inspection calls it."""
    described = {path: built.seen(path, Described) for path in built.pages}
    return {
        "links": sum(len(built.seen(path, References).links) for path in built.pages),
        "sections": sum(one.sections for one in described.values()),
        "attachments": len(_attachments(built, described)),
        "pages": sum(map(_is_tagged, built.pages)),
        "all_pages": len(built.pages),
        "pictures": sum(one.pictures for one in described.values()),
    }


def unlike(built: Built, page: str, counts: Mapping[str, int]) -> tuple[Problem, ...]:
    """Where the page of the inspection, read back, does not say how much was looked at."""
    looked = built.seen(page, Described).looked if page in built.hashes else ()
    wrong = (f"{what} 印作「{said}」，应为「{counts[what]:,}」" for what, said in looked if said != f"{counts[what]:,}")
    return tuple(Problem(Place(page), "inspection", what, "请重新生成网站；仍不一致的是程序错误") for what in wrong)


def _attachments(built: Built, described: Mapping[str, Described]) -> frozenset[str]:
    """The files that pages offer; a link that leads to none is dead, and judged as that."""
    files = frozenset(built.files)
    found = (target(link, path, files) for path, page in described.items() for link in page.attachments)
    return frozenset(filter(None, found))


# ---------------------------------------------------------------- pages


def _of_page(path: str, built: Built, words: Sequence[WrongWord]) -> Iterator[Wrong]:
    described = built.seen(path, Described)
    if _is_tagged(path):
        yield from _of_tags(dict(described.tags))
    for picture in described.unnamed_pictures:
        yield "unnamed-picture", f"图片「{picture[:80]}」没有替代文字", "请用 alt 写明图上是什么"
    yield from _of_words(built.html(path), words)


def _is_tagged(path: str) -> bool:
    """Every page that has an address of its own, but charts that other sites frame."""
    return bool(PAGE_FILE.search(path)) and not path.startswith(EMBEDDED[1:])


def _of_tags(tags: Mapping[str, str]) -> Iterator[Wrong]:
    """《政府网站发展指引》附件2: every page has those of site and column, an article its own too."""
    is_article = tags.get("ColumnType") in WORDS or any(name in tags for name in ARTICLE_TAGS)
    for name in (*SITE_TAGS, *COLUMN_TAGS, *(ARTICLE_TAGS if is_article else ())):
        if not tags.get(name, "").strip():
            cure = "请在 mkdocs.yml 的 extra.columns 里登记栏目；正文页写明 updated"
            yield "missing-tag", f"缺少网页标签 {name}", cure
    if (published := tags.get("PubDate", "")) and not MINUTE.fullmatch(published):
        yield "missing-tag", f"网页标签 PubDate 写作「{published}」", "请写成 2026-01-31 09:30 的样子"


def _of_words(html: str, words: Sequence[WrongWord]) -> Iterator[Wrong]:
    any_of_them = _any_of(tuple(chain.from_iterable(word.wrong for word in words)))
    for word in words if any_of_them.search(html) else ():  # a tenth of the time that each takes alone
        for wrong in word.wrong:
            if wrong in html and (at := _first(wrong, html, word.inside)) >= 0:
                beside = " ".join(html[max(0, at - AROUND) : at + len(wrong) + AROUND].split())
                yield "wrong-word", f"「{wrong}」（……{beside}……）", f"应为「{word.right}」；原文如此的，请改用转述"


@lru_cache(maxsize=1)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


def _first(wrong: str, html: str, inside: Sequence[str]) -> int:
    """Where it stands in none of the words in which it is right; -1 for nowhere."""
    for right in inside:
        html = html.replace(right, "　" * len(right))
    return html.find(wrong)


# ---------------------------------------------------------------- attachments


def _of_file(path: str, content: bytes) -> Iterator[Wrong]:
    opened = OPENED.get(path.rpartition(".")[2], bytes.decode)
    try:
        if not content:
            raise ValueError("空文件")
        opened(content)
    except Exception as error:  # whatever the reader of a damaged file raises
        yield "broken-attachment", f"附件打不开（{error}）", "请重新生成网站；仍打不开的，请换成完好的文件"


def _workbook(content: bytes) -> None:
    if broken := zipfile.ZipFile(io.BytesIO(content)).testzip():
        raise ValueError(broken)


def _begins(*beginnings: bytes, ends: bytes = b"") -> Callable[[bytes], object]:
    """As files of a kind begin, and as they end where they are whole."""

    def opened(content: bytes) -> None:
        if not content.startswith(beginnings):
            raise ValueError("不是这种格式")
        if not content.rstrip().endswith(ends):
            raise ValueError("不完整")

    return opened


OPENED: Mapping[str, Callable[[bytes], object]] = {
    "csv": lambda content: deque(csv_lines(content), maxlen=0),
    "json": json.loads,
    "parquet": _begins(b"PAR1", ends=b"PAR1"),
    "pdf": _begins(b"%PDF-", ends=b"%%EOF"),
    "png": png_says,
    "svg": _begins(b"<svg", b"<?xml", ends=b"</svg>"),
    "xls": _begins(b"\xd0\xcf\x11\xe0"),
    "xlsx": _workbook,
}
