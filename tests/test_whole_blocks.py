"""Blocks of HTML go through Markdown as they are, and nothing else does."""

from __future__ import annotations

import re

import pytest
from markdown import markdown

from report.publish.whole_blocks import WholeBlocks
from tests.known import real_site

USUAL = ["attr_list", "md_in_html", "tables", "toc"]


def both(text: str) -> tuple[str, str]:
    """The text as Markdown usually renders it, and with the extension; blank lines do not count."""
    with_blocks = markdown(text, extensions=[*USUAL, WholeBlocks()])
    return tuple(re.sub(r"\n+", "\n", html) for html in (markdown(text, extensions=USUAL), with_blocks))


def test_a_whole_block_comes_out_as_it_went_in():
    block = '<ul class="ph-facts">\n<li>*a* [b](c)</li>\n</ul>'
    assert (
        markdown(f"# 题\n\n{block}\n\n*文*", extensions=[WholeBlocks()]) == f"<h1>题</h1>\n{block}\n<p><em>文</em></p>"
    )


def test_whole_elements_under_each_other_come_out_as_they_went_in():
    block = "<div><table>\n<tr><td>*1*</td></tr>\n</table></div>\n<p>*注*</p>"
    assert markdown(block, extensions=[WholeBlocks()]) == block


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n<div>a</div>\n\n*b*\n\n</div>",
        '<div markdown="1">\n*a*\n</div>',
        "<p>a</p>\n*b*\n<p>c</p>",
        "<div>a</div> 后面的字",
        "<div>a</div>\n<div>b",
        "<div>a</div><p>b</p>",
        "文 <b>x</b>",
        "<ul><li>a</li>",
        "```\n<div>a</div>\n```",
    ],
)
def test_other_text_is_rendered_as_usual(text: str):
    usual, found = both(text)
    assert found == usual


def test_blocks_that_follow_one_another_come_out_as_they_went_in():
    blocks = "<p>*a*</p>\n<ul><li>[b](c)</li></ul>\n<details><summary>d</summary></details>"
    assert markdown(blocks, extensions=[WholeBlocks()]) == blocks


def test_every_page_of_the_site_is_rendered_as_usual():

    pages = [a for a in real_site().artifacts if a.path.endswith(".md")]
    texts = [page.content.decode().split("\n---\n", 1)[1] for page in pages[::7]]
    assert len(texts) > 15
    for page, text in zip(pages[::7], texts, strict=True):
        usual, found = both(text)
        assert squeezed(found) == squeezed(usual), page.path


def squeezed(html: str) -> str:
    """Without the white space between tags, which a browser does not show between blocks."""
    return re.sub(r">\s+<", "><", html)
