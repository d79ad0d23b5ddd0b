"""A Markdown extension: a block that is HTML from its first line to its last goes through as it is.

Our templates write such blocks, and parsing them tag by tag was 60 % of MkDocs' time. Blocks that Markdown must look
into (markdown="1"), that do not end as they begin, or that are not set off by blank lines take the usual way.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

BLOCK = re.compile(r"<(div|dl|figure|nav|ol|p|ul)\b[^>]*>.*</\1>", re.DOTALL)


class WholeBlocks(Extension):  # type: ignore[misc]  # Python-Markdown carries no types
    """Keeps whole blocks of HTML out of the parser."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_KeepBlocks(md), "whole_blocks", 20.5)  # between anchors (21) and HTML (20)


class _KeepBlocks(Preprocessor):  # type: ignore[misc]
    def run(self, lines: list[str]) -> list[str]:
        return "\n\n".join(self._kept(block) for block in "\n".join(lines).split("\n\n")).split("\n")

    def _kept(self, block: str) -> str:
        text = block.strip("\n")
        found = BLOCK.fullmatch(text)
        if found and " markdown=" not in text and _is_one_element(text, found[1]):
            return str(self.md.htmlStash.store(text))
        return block


def _is_one_element(text: str, name: str) -> bool:
    """Whether the element that opens first in *text* closes at its very end and not before."""
    depth = 0
    for tag in re.finditer(rf"<(/?){name}\b", text):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end() + 1 == len(text)
    return False
