"""A cited figure is printed as its row has it, in its entry and wherever a value leads there, or the build says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.audit.built import Built
from report.audit.cited_figures import problems
from tests.known import real

VALUE = '<a class="ph-value" href="../pool-patents/#cn-industry-value-2024">{}</a>'
ENTRY = (
    '<li class="ph-fact" id="cn-industry-value-2024"><div class="ph-fact__value"><span class="ph-badge">目标</span> '
    '<span aria-hidden="true">{}</span><span class="ph-aloud">十八万</span>元 <a class="ph-grade">转载</a></div></li>'
)
POINTS = (
    '<li class="ph-fact" id="cn-industry-gdp-share-2023-growth"><div class="ph-fact__value">{}'
    '<a class="ph-term" href="../glossary/#point" title="个百分点">百分点</a> <a class="ph-grade">转载</a></div></li>'
)
TILE = '<p class="ph-tile__change"><a href="#cn-transfer-license-2025-growth">{}</a></p>'


@pytest.mark.parametrize(
    ("html", "printed", "other"),
    [
        (VALUE, "18.04万亿元", ("18.40万亿元", "18.04亿元", "超过18.04万亿元", "18.04万亿件", "")),
        (ENTRY, "18.04万亿", ("18.05万亿", "18.04亿", "近18.04万亿")),
        (POINTS, "比上年提高0.44个", ("比上年提高0.45个", "比上年降低0.44个")),
        (TILE, "同比增长13.7%", ("同比增长13.8%", "同比下降13.7%", "增加13.7%", "同比增长13.7个百分点")),
    ],
)
def test_another_number_unit_direction_or_qualifier_is_noticed(
    tmp_path: Path, html: str, printed: str, other: tuple[str, ...]
) -> None:
    def wrong(text: str) -> int:
        (tmp_path / "index.html").write_text(f"<article>{html.format(text)}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert wrong(printed) == 0
    assert [text for text in other if not wrong(text)] == []


def test_what_is_wrong_is_said_with_the_row(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(VALUE.format("18万亿元"), "utf-8")
    (found,) = problems(Built.read(tmp_path), real())

    assert str(found) == (
        "index.html: 印作「18万亿元」，data/figures.csv 第86行是「180400亿元」；"
        "请改正生成它的文字、数字或模板 [cited-figure]"
    )
