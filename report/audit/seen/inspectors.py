"""What inspectors of government sites count in a page: tags, sections, pictures, attachments."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.audit.seen.nodes import HEADINGS, attribute, marked, metas

PICTURES = 'img, svg:not([aria-hidden="true"])'
SITE_TAGS = ("SiteName",)
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
TAGS = (*SITE_TAGS, *COLUMN_TAGS, *ARTICLE_TAGS)


@dataclass(frozen=True)
class Described:
    """What a page says of itself, and what inspectors of government sites count in it."""

    tags: tuple[tuple[str, str], ...]  # those of 国办发〔2017〕47号
    sections: int
    pictures: int
    unnamed_pictures: tuple[str, ...]  # that say nothing to who does not see them
    attachments: frozenset[str]  # links to what is to be downloaded, as written
    looked: tuple[tuple[str, str], ...]  # of what, and how much of it was looked at, as the page prints it


def described(page: LexborHTMLParser) -> Described:
    article, pictures = page.css_first("article"), page.css(PICTURES)
    return Described(
        tags=tuple((name, said) for name, said in metas(page) if name in TAGS),
        sections=len(article.css(HEADINGS)) if article else 0,
        pictures=len(pictures),
        unnamed_pictures=tuple(_name_of(picture) for picture in pictures if not _is_named(picture)),
        attachments=frozenset(attribute(node, "href") for node in page.css("a[download][href]")),
        looked=marked(page, "data-looked"),
    )


def _is_named(picture: LexborNode) -> bool:
    said = attribute(picture, "alt" if picture.tag == "img" else "aria-label")
    return bool(said.strip()) or (picture.tag == "svg" and bool(picture.css_first("title")))


def _name_of(picture: LexborNode) -> str:
    return attribute(picture, "src") or attribute(picture, "class") or picture.tag or ""
