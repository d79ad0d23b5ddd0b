"""A finished page looked at once: what its judges are given, whatever its markup looks like."""

from __future__ import annotations

import pytest

from report.audit import seen
from report.audit.seen import (
    NOTHING,
    Looks,
    PrintedChart,
    PrintedTable,
    Prints,
    References,
    Statement,
    StatementsTogether,
    look,
    named,
)

TABLE = """
<div class="ph-data" id="counts"><div class="ph-table"><table>
<caption>主要&lt;数&gt; <small>2024年第三季度</small> <span class="ph-badge">示例数据</span></caption>
<thead><tr><th scope="col" rowspan="2">指标</th><th scope="colgroup" colspan="2">专利<wbr>转让</th></tr>
<tr><th scope="col">当季<br><span class="ph-src">次</span></th><th scope="col">累计</th></tr></thead>
<tbody><tr><th scope="row"><a href="a/">江苏</a><br><span class="ph-src">含<b>在</b>内</span></th>
<td>1,205 <small>r</small></td><td>未公布</td></tr></tbody></table></div>
<p class="ph-source"><span>注：甲：乙</span><br><span>数据来源：报表</span></p></div>"""
CHART = """
<figure class="ph-chart"><div><img src="trend.svg" alt="走势 &quot;一&quot;"></div>
<div class="ph-table" aria-label="走势（表）"><table><thead><tr><th>时点</th><th>数</th></tr></thead>
<tbody><tr><th>2024年</th><td>1</td></tr></tbody></table></div></figure>"""


def article(html: str) -> str:
    return f'<meta name="filter" content="栏目:地区"><article data-pagefind-body id="content">{html}</article>'


def test_a_table_of_numbers_is_read_with_its_marks_and_its_notes():
    assert look(TABLE).tables == (
        PrintedTable(
            name="counts",
            title="主要<数>",
            as_of="2024年第三季度",
            source="报表",
            note="甲：乙",
            synthetic=True,
            header=("指标", "专利转让当季", "专利转让累计"),
            rows=(("江苏", "含在内", (("1,205", "r"), ("未公布", ""))),),
        ),
    )


def test_a_chart_is_read_with_the_table_beside_it():
    assert look(CHART).charts == (PrintedChart("trend", "走势", '走势 "一"', ("时点", "数"), (("2024年", "1"),)),)


def test_claims_are_read_in_order_with_what_stands_between_them():
    page = look(
        """<p data-claims><b><span data-claim="a 1">江苏</span></b>，<span data-claim='b 2'>5<a>件</a></span>。"""
        """<span class="x" data-claim="c 3">6件</span></p><a data-claim="cited|全国">近6万件</a>"""
    )

    assert page.told == (StatementsTogether((Statement("a 1", "江苏"), Statement("b 2", "5件")), "，。6件"),)
    assert (page.marked, len(page.claims)) == (3, 2)


def test_what_is_commented_out_or_shown_as_text_is_no_link_and_no_anchor():
    page = look('<!-- <a href="gone/" id="gone"> --><pre>&lt;a href="gone/" id="gone"&gt;</pre><a name="b" href="a/">')

    assert (page.links, page.anchors) == ({"a/"}, {"b"})


def test_a_link_has_the_text_that_readers_see():
    html = '<a href="a&amp;b/"><img alt="图"></a><a href=a&amp;b/> 江<b>苏</b>\n省 <script>1</script></a>'

    assert named(html, "a&b/") == "江苏 省"
    assert named(html, "c/") == ""


def test_search_is_given_the_running_text_with_each_chinese_character_a_word():
    html = article(
        "<p id='a' title='盘活'>2024年，盘活134.9万件，逐件<a>盘点</a>建档&lt;甲&gt;</p>"
        f"<img><table><tr><td>1</table>{CHART.strip()}"
    )

    assert look(html).article == (
        '<html lang="zh-CN"><body><i data-pagefind-meta="section">地区</i><article data-pagefind-body="">'
        '<p title="盘活"> 2024 年， 盘 活 134.9 万 件， 逐 件<a> 盘 点</a> 建 档&lt; 甲&gt;</p></article></body></html>'
    )


def test_a_page_that_is_not_for_search_gives_it_nothing():
    assert look("<article><p>没有找到</p></article>").article == ""


@pytest.mark.parametrize("part", [References, Prints])
def test_a_part_of_what_was_kept_is_what_is_seen_of_the_page_anew(part: type):
    kept: dict[str, bytes] = {}
    html, own = article(TABLE + CHART), "hash"
    fresh, again = (Looks.at({"a": own}, lambda page: html, kept) for _ in range(2))

    assert len(kept) == 1
    assert fresh.of(own, str, part) == again.of(own, str, part) == NOTHING.of(own, lambda: html, part)
    assert again.of(own, str, Prints).tables == look(html).tables


def test_what_other_code_saw_is_looked_at_again(monkeypatch: pytest.MonkeyPatch):
    kept: dict[str, bytes] = {}
    for edition in ("before", "after", "after"):
        monkeypatch.setattr(seen, "code", lambda module, edition=edition: f"{module} {edition}")
        Looks.at({"a": "hash"}, lambda page: CHART, kept)

    assert len(kept) == 2
