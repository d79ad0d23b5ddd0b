"""What is missing of the four quarterly statistics: what was published last, how long ago, and what one may send."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from report.moment import BEIJING
from report.numbers.gaps import STATISTICS, Gap, gaps, is_background, months_since
from report.pages.desk import Desk
from report.pages.unpublished import Unpublished
from tests.known import example, example_pages, markdown, real

TODAY = date(2026, 11, 28)
AT = datetime(2026, 11, 28, tzinfo=BEIJING)


def of(region: str, statistic: str) -> Gap:
    return next(gap for gap in gaps(real(), TODAY)[region] if gap.statistic == statistic)


@pytest.mark.parametrize(
    ("published", "months"),
    [
        ("2026-11-28", 0),
        ("2026-11-01", 0),
        ("2026-10-31", 1),
        ("2025-11", 12),
        ("2024-04-27", 31),
        ("2025", None),
        ("", None),
    ],
)
def test_age_is_counted_from_month_to_month(published: str, months: int | None):
    assert months_since(published, TODAY) == months


def test_the_nation_and_every_region_have_the_four_statistics_of_the_plan():
    found = gaps(real(), TODAY)

    assert list(found) == ["全国", *(region.name for region in real().pages_of_regions)]
    assert {tuple(gap.statistic for gap in own) for own in found.values()} == {tuple(STATISTICS)}
    assert list(STATISTICS.values()) == ["专利转让登记", "许可合同备案", "专利产业化", "专利密集型产品备案"]


def test_what_was_published_last_counts_and_not_whose_period_is_newest():
    transfers = of("北京", "转让登记")

    assert transfers.last and transfers.last.fact
    assert (transfers.last.fact.id, transfers.last.on, transfers.months) == (
        "bj-transfer-license-2025h1-growth",
        "2025-12-26",
        11,
    )


def test_a_region_of_which_nothing_is_known_has_no_age():
    assert of("吉林", "产业化") == Gap("吉林", "产业化", None, None, ())


def test_a_city_never_stands_for_its_province():
    assert of("内蒙古", "转让登记").last is None


def test_targets_are_promises_and_never_what_was_published():
    license_targets = of("湖北", "许可备案").promised

    assert [one.id for one in license_targets] == ["hb-target-transfer-license-2025", "hb-target-transfer-license-2026"]
    assert of("湖南", "专利密集型产品备案").last
    assert of("新疆", "转让登记").last and of("新疆", "转让登记").promised[0].id == "xj-target-transfer-license-2025"


def test_what_was_published_before_the_programme_is_background():
    fact = real().fact
    assert is_background(fact["qh-transfer-license-cum-2019-10"], real())
    assert is_background(fact["gz-pledge-loans-2020-12-31"], real())
    assert not is_background(fact["tj-transfer-license-2023"], real())
    assert "专项行动之前，只作背景" in markdown()["regions/qinghai/index.md"]


def test_a_quarter_of_a_return_counts_as_published_on_the_day_it_came_out():
    dataset = replace(example(), synthetic=False, cited=())
    transfers = gaps(dataset, TODAY)["江苏"][0]

    assert transfers.last and transfers.last.quarter == max(dataset.returns)
    assert transfers.last.on == f"{dataset.returns[max(dataset.returns)].publication.out_at:%Y-%m-%d}"


def test_the_request_names_region_statistics_and_the_quarters_that_are_over():
    shown = Unpublished(Desk(replace(real(), as_of=AT)))
    jiangsu, jilin = (shown.of(real().regions[name]) for name in ("江苏", "吉林"))

    assert jiangsu["request"] == (
        "申请公开江苏省高校和科研机构存量专利盘活的四项季度统计：专利转让登记次数、专利许可合同备案次数、"
        "专利产业化情况（件数或产业化率）、专利密集型产品备案件数，自2024年第一季度至2026年第三季度，按季度分列，"
        "并注明统计对象和口径。请提供电子文本。"
    )
    assert (jiangsu["office"], jilin["office"]) == ("江苏省知识产权局", "")


def test_the_page_and_every_region_say_whom_to_ask_or_that_no_name_was_found():
    text = markdown()["data/gaps/index.md"]

    assert text.count("受理部门：") == 33
    for region in real().pages_of_regions:
        own = markdown()[f"regions/{region.slug}/index.md"].split("{: #ask }")[1].split("\n## ")[0]
        assert 'class="ph-request">申请公开' + region.full_name in own
        assert ("没有查到管这件事的部门的名称" in own) is (region.name not in {one.region for one in real().offices})


def test_a_sample_has_no_gaps():
    assert "/data/gaps/" not in {page.address for page in example_pages()}
    assert all(not page.context["gaps"] for page in example_pages() if page.template == "region.md.j2")
