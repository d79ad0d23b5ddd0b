"""What inspectors of government sites look for, beyond dead links and blank sections, in the finished pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from report.audit.built import Built
from report.audit.seen import ARTICLE_TAGS, COLUMN_TAGS, SITE_TAGS, Described, Searched
from report.model import Place, Problem

WORDS = ("政策解读", "政策文件")  # types of columns whose pages are all articles
MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
Wrong = tuple[str, str, str]  # rule, what is wrong, what to do


def problems(built: Built) -> tuple[Problem, ...]:
    """What is wrong with the tags of the pages that search leads to."""
    searched = (path for path in built.pages if built.seen(path, Searched).article)
    return tuple(
        Problem(Place(path), rule, what, cure)
        for path in searched
        for rule, what, cure in _of_tags(dict(built.seen(path, Described).tags))
    )


def _of_tags(tags: Mapping[str, str]) -> Iterator[Wrong]:
    """《政府网站发展指引》附件2: every page has those of site and column, an article its own too."""
    is_article = tags.get("ColumnType") in WORDS or any(name in tags for name in ARTICLE_TAGS)
    for name in (*SITE_TAGS, *COLUMN_TAGS, *(ARTICLE_TAGS if is_article else ())):
        if not tags.get(name, "").strip():
            yield (
                "missing-tag",
                f"缺少网页标签 {name}",
                "请在 mkdocs.yml 的 extra.columns 里登记栏目；正文页写明 updated",
            )
    if (published := tags.get("PubDate", "")) and not MINUTE.fullmatch(published):
        yield "missing-tag", f"网页标签 PubDate 写作「{published}」", "请写成 2026-01-31 09:30 的样子"
