"""The sentences that a region's page opens with, and the audit that takes them apart by a way of its own."""

from __future__ import annotations

import re

import pytest

from report.audit.claims import check_page
from report.audit.claims.facts import Facts
from report.audit.claims.published import PARTS as AUDITED
from report.audit.claims.published import Published, days, same_amount
from report.audit.seen import look
from report.sentences.overview import PARTS, Attested, overview
from tests.known import example_pages, markdown, real

AUDIT = Published(real())


def told(region: str) -> list[str]:
    """The paragraphs of a region as they are read."""
    paragraphs = overview(real(), real().regions[region], "全省")
    return ["".join(part if isinstance(part, str) else part.text for part in one) for one in paragraphs]


def stated() -> list[Attested]:
    return [
        part
        for region in real().pages_of_regions
        for paragraph in overview(real(), region, "全省")
        for part in paragraph
        if isinstance(part, Attested)
    ]


def test_a_region_of_which_much_is_known_is_told_figure_by_figure():
    first, *_ = told("福建")

    assert first == (
        "盘点：截至2024年12月16日，高校和科研机构已盘点存量专利3.46万件。"
        "转让许可：2024年1月1日—12月16日，专利转让许可1.05万次。"
    )


def test_a_region_of_which_nothing_is_known_says_so_and_never_zero():
    assert told("吉林") == [
        "政策：没有查到公开的方案或部署。",
        "没有查到专项行动以来全省的：盘点、入库、转让许可、产业化、密集型产品备案。",
    ]


def test_what_tells_of_the_time_before_the_programme_is_not_told():
    assert told("青海")[-1].endswith("转让许可、产业化、密集型产品备案。")
    assert "2019" not in "".join(told("青海"))


def test_the_audit_bears_out_every_statement_of_every_region():
    assert len(stated()) > 100
    assert [(one.key, wrong) for one in stated() if (wrong := AUDIT.wrong(one.key, one.text))] == []


def test_the_audit_and_the_sentences_agree_on_what_a_part_is_without_sharing_it():
    assert {part: set(keys) for part, keys in PARTS.items()} == AUDITED


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("cited fj-inventory-patents-2024-12", "截至2024年12月16日，高校和科研机构已盘点存量专利3.47万件"),
        ("cited fj-inventory-patents-2024-12", "截至2024年12月16日，高校和科研机构已盘点存量专利超过3.46万件"),
        ("cited fj-inventory-patents-2024-12", "截至2024年12月17日，高校和科研机构已盘点存量专利3.46万件"),
        ("cited fj-inventory-patents-2024-12", "截至2024年12月16日，高校已盘点存量专利3.46万件"),
        ("cited fj-inventory-patents-2024-12", "截至2024年12月16日，高校和科研机构已盘点存量专利3.46万项"),
        ("cited fj-inventory-patents-2024-12", "截至2024年12月16日，高校和科研机构已盘点存量专利3.46亿件"),
        ("cited bj-transfer-license-2025h1-growth", "2025年上半年，专利转让许可同比下降7%"),
        ("documents 江苏", "文件9份"),
        ("unknown 盘点 江苏", "盘点"),
        ("document doc-js-plan-2024", "《江苏省高校和科研机构存量专利盘活工作实施方案》（2024年）"),
    ],
)
def test_the_audit_finds_what_the_data_do_not_bear_out(key: str, printed: str):
    assert AUDIT.wrong(key, printed)


def test_a_statement_on_the_page_of_another_region_or_outside_a_claim_is_found():
    said = "截至2024年12月16日，高校和科研机构已盘点存量专利3.46万件"
    claim = f'<span data-claim="cited fj-inventory-patents-2024-12">{said}</span>'
    found = [
        [
            problem.rule
            for problem in check_page(
                f"regions/{slug}/index.html", look(f"<html><p data-claims>{text}</p></html>"), Facts(real())
            )
        ]
        for slug, text in (("fujian", claim), ("jiangsu", claim), ("fujian", f"{claim}，另有5万件"))
    ]
    assert found == [[], ["claim-elsewhere"], ["no-claim"]]


def test_a_figure_without_a_date_stands_beside_the_newest_dated_one():
    assert (
        "产业化：2024年，高校产业化率（盘活统计）2.5%；时点未注明，高校产业化率（盘活统计）13.6%。" in told("湖南")[0]
    )


def test_amounts_and_days_are_read_by_what_they_say():
    fact = real().fact["nx-conversion-amount-2024"]
    said = {"number": "2,737", "scale": "万", "unit": "元", "direction": ""}
    assert same_amount(said, fact)
    assert not same_amount({**said, "scale": "亿"}, fact)
    assert days("2024年", fact) and not days("2023年", fact)


def test_every_region_page_opens_with_its_summary_and_a_sample_has_none():
    for region in real().pages_of_regions:
        text = markdown()[f"regions/{region.slug}/index.md"]
        assert text.index("data-claims") < text.index("{: #facts }"), region.name
        assert len(re.findall("data-claim=", text)) >= 2, region.name
    assert all(not page.context["overview"] for page in example_pages() if page.template == "region.md.j2")
