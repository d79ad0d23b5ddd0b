"""A Markdown extension: a block that is HTML from its first line to its last goes through as it is.

Our templates write such blocks, and parsing them tag by tag was 60 % of MkDocs' time. Blocks that Markdown must look
into (markdown="1"), that are not one whole element after another, or that are not set off by blank lines take the
usual way.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

OPENING = re.compile(r"<(details|div|dl|figure|nav|ol|p|script|ul)\b")


class WholeBlocks(Extension):  # type: ignore[misc]  # Python-Markdown carries no types
    """Keeps whole blocks of HTML out of the parser."""

    def extendMarkdown(self, md: Markdown) -> None:
        # before MkDocs looks for anchors in HTML (21), which takes as long: audit/seen finds them in built pages
        md.preprocessors.register(_KeepBlocks(md), "whole_blocks", 21.5)


class _KeepBlocks(Preprocessor):  # type: ignore[misc]
    def run(self, lines: list[str]) -> list[str]:
        return "\n\n".join(self._kept(block) for block in "\n".join(lines).split("\n\n")).split("\n")

    def _kept(self, block: str) -> str:
        text = block.strip("\n")
        if text.startswith("<") and " markdown=" not in text and _is_whole(text):
            return str(self.md.htmlStash.store(text))
        return block


def _is_whole(text: str) -> bool:
    """Whether *text* is one element after another, each beginning on a line of its own."""
    at = 0
    while found := OPENING.match(text, at):
        end = _end(text, found)
        if end == len(text):
            return True
        if end < 0 or text[end] != "\n":
            return False
        at = end + 1
    return False


def _end(text: str, opening: re.Match[str]) -> int:
    """Where the element that opens there ends; -1 where it does not."""
    depth = 0
    for tag in re.compile(rf"<(/?){opening[1]}\b[^>]*>").finditer(text, opening.start()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return -1
