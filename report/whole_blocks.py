"""A Markdown extension: a block that is HTML from its first line to its last goes through as it is.

Our templates write such blocks, and parsing them tag by tag was 60 % of MkDocs' time. Blocks that Markdown must look
into (markdown="1"), that do not end as they begin, or that are not set off by blank lines take the usual way.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

OPENING = re.compile(r"<(details|div|dl|figure|nav|ol|p|ul)\b")
ANCHOR = re.compile(r'<[^>]*\bid="([^"]+)"')
ANCHORS_OF_MKDOCS = "mkdocs_raw_html"  # its preprocessor that reads every tag for anchors


class WholeBlocks(Extension):  # type: ignore[misc]  # Python-Markdown carries no types
    """Keeps whole blocks of HTML out of the parsers, and tells MkDocs of their anchors."""

    def extendMarkdown(self, md: Markdown) -> None:
        anchors: set[str] = set()
        md.preprocessors.register(_KeepBlocks(md, anchors), "whole_blocks", 21.5)  # before MkDocs' anchors (21)
        md.preprocessors.register(_TellAnchors(md, anchors), "whole_blocks_anchors", 20.5)  # and after them


class _KeepBlocks(Preprocessor):  # type: ignore[misc]
    def __init__(self, md: Markdown, anchors: set[str]) -> None:
        super().__init__(md)
        self.anchors = anchors

    def run(self, lines: list[str]) -> list[str]:
        return "\n\n".join(self._kept(block) for block in "\n".join(lines).split("\n\n")).split("\n")

    def _kept(self, block: str) -> str:
        text = block.strip("\n")
        if " markdown=" not in text and _is_whole(text):
            self.anchors.update(ANCHOR.findall(text))
            return str(self.md.htmlStash.store(text))
        return block


class _TellAnchors(Preprocessor):  # type: ignore[misc]
    def __init__(self, md: Markdown, anchors: set[str]) -> None:
        super().__init__(md)
        self.anchors = anchors

    def run(self, lines: list[str]) -> list[str]:
        if ANCHORS_OF_MKDOCS in self.md.preprocessors:
            self.md.preprocessors[ANCHORS_OF_MKDOCS].present_anchor_ids |= self.anchors
        return lines


def _is_whole(text: str) -> bool:
    """Whether *text* is elements from its beginning to its end, each closed before the next one opens."""
    at = 0
    while at < len(text):
        opening = OPENING.match(text, at)
        end = _end_of(text, opening[1], at) if opening else 0
        if not end:
            return False
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return bool(text)


def _end_of(text: str, name: str, start: int) -> int:
    """Where the element that opens at *start* has been closed; 0 where it never is."""
    depth = 0
    for tag in re.finditer(rf"<(/?){name}\b", text[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return text.find(">", start + tag.end()) + 1
    return 0
