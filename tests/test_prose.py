"""Sentences: what they say, in which words, and when they say nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from report.inputs.contents import read_quarters
from report.model import Place, Span, Symbol
from report.model.content import Told
from report.period import Quarter
from report.sentences.bulletin import (
    Sentence,
    bulletin,
    headline,
    marked,
    region_bulletin,
    region_lead,
    since_last,
)
from report.sentences.claims import Claim, rank_move, stated
from report.wording import brief
from tests.known import CHECKOUT
from tests.test_figures import NATION, Q1, Q2, Q3, figures, row, sample

CHOSEN = read_quarters(CHECKOUT)


def text(sentences: tuple[Sentence, ...]) -> str:
    return "".join(part if isinstance(part, str) else part.text for sentence in sentences for part in sentence)


def told_of(region: str, quarter: Quarter) -> str:
    """All paragraphs about a region of the sample, one after the other."""
    return "".join(text(sentences) for _, sentences in region_bulletin(sample(), CHOSEN, region, quarter))


def transfers(*values: int | Symbol | None, before: tuple[int, ...] = (), small_base: int = 0, quarter: Quarter = Q3):
    """The paragraph about 专利转让 of a quarter with these provinces, and those of a year earlier."""
    columns = {("transfer_count", quarter, Span.QUARTER): row(*values)}
    if before:
        columns[("transfer_count", quarter - 4, Span.QUARTER)] = row(*before)
    own = figures(columns, small_base)
    return text(dict(bulletin(own, CHOSEN, quarter))[""])


# ---------------------------------------------------------------- the bulletin


def test_the_bulletin_is_written_as_an_office_would():
    told = dict(bulletin(sample(), CHOSEN, Quarter(2026, 3)))

    assert text(told["转让许可"]).startswith(
        "2026年第三季度，全国高校和科研机构专利转让2.9万次，同比增长18.5%；1—9月累计7.2万次，同比增长18.3%，"
        "广东、北京、浙江居前三位，合计占全国39.6%，30个可比省份（西藏上年同期基数较小，未计入）中同比增长27个、下降3个。"
        "其中，高校5.3万次，同比增长18.2%；科研机构1.9万次，同比增长18.7%。"
        "第三季度，专利许可1.8万次，同比增长17.8%；"
    )
    assert text(told["产业化"]) == (
        "截至2026年9月末，全国高校和科研机构已产业化专利10.5万件，同比增长31.5%，广东、江苏、北京居前三位，合计占全国36.9%。"
        "产业化率9.64%，同比提高1.75个百分点。"
    )


def test_what_is_told_and_with_what_is_chosen_in_yaml():
    chosen = replace(CHOSEN, told=(Told("license_sole", Place(""), ("spread",)), Told("never_returned", Place(""))))

    ((theme, sentences),) = bulletin(sample(), chosen, Quarter(2025, 3))

    assert theme == "转让许可"
    assert text(sentences) == (
        "2025年第三季度，全国高校和科研机构排他许可962次，同比增长14.5%；"
        "1—9月累计2,391次，同比增长14.8%，13个可比省份同比均增长。"
    )


def test_themes_come_in_the_order_of_the_indicators():
    themes = [theme for theme, _ in bulletin(sample(), CHOSEN, Quarter(2024, 3))]

    assert themes == ["盘点入库", "评价对接", "转让许可", "产业化", "密集型产品", "增量质量"]


def test_the_first_quarter_is_not_told_twice():
    told = text(dict(bulletin(sample(), CHOSEN, Quarter(2025, 1)))["密集型产品"])

    assert "累计" not in told
    assert told.startswith("2025年第一季度，全国高校和科研机构专利密集型产品备案985件，同比增长11.2%，")


def test_ties_are_said():
    assert transfers(9, 9, 8, 2, 1).endswith("北京、天津并列第一位，河北居第三位，合计占全国89.7%。")
    assert transfers(9, 8, 7, 7, 1).endswith("北京居第一位，天津居第二位，河北、山西并列第三位，合计占全国96.9%。")
    assert transfers(3, 3, 3, 3, 3).endswith("北京、天津、河北、山西、新疆并列第一位，合计占全国100.0%。")


def test_the_few_that_are_not_compared_are_named_with_the_reason():
    told = text(dict(bulletin(sample(), CHOSEN, Quarter(2025, 3)))["转让许可"])
    c = Symbol.CONFIDENTIAL

    assert "30个可比省份（西藏上年同期基数较小，未计入）同比均增长" in told
    assert "2个可比省份（北京、天津上年同期基数较小，河北本期数保密，未计入）中同比增长1个、下降1个" in transfers(
        9, 9, c, 80, 60, before=(8, 9, 90, 70, 70), small_base=50
    )
    assert "4个可比省份（天津没有可比的上年同期数，未计入）同比均增长" in transfers(
        9, 9, 9, 9, 9, before=(8, 0, 8, 8, 8)
    )
    assert "1个可比省份同比均增长" in transfers(9, 9, 9, 9, 90, before=(8, 8, 8, 8, 80), small_base=50)


def test_of_zeros_nobody_leads():
    assert transfers(0, 0, 0, 0, 0) == "2024年第三季度，全国专利转让0次。"


def test_without_a_national_value_there_is_no_sentence():
    columns = {("transfer_count", Q3, Span.QUARTER): {**row(1, 2, 3, 4, 5), NATION: Symbol.CONFIDENTIAL}}

    assert bulletin(figures(columns), CHOSEN, Q3) == ()


# ---------------------------------------------------------------- words follow the numbers


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (1241, 1000, "同比增长24.1%"),
        (970, 1000, "同比下降3.0%"),
        (1000, 1000, "同比持平"),
        (10001, 10000, "同比基本持平"),
        (13300, 1000, "同比增长12.3倍"),
        (1241, 49, "上年同期基数较小"),
        (10005, 10000, "同比基本持平"),  # 0.05: half to even
        (10015, 10000, "同比增长0.2%"),  # 0.15: half to even
    ],
)
def test_the_direction_is_that_of_the_number(now: int, before: int, words: str):
    told = transfers(now, 0, 0, 0, 0, before=(before, 0, 0, 0, 0), small_base=50)

    assert f"次，{words}，北京" in told


def test_without_a_base_no_change_is_said():
    assert "同比" not in transfers(5, 4, 3, 2, 1)
    assert "同比" not in transfers(5, 4, 3, 2, 1, before=(0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0次"),
        (845, "845次"),
        (9999, "9,999次"),
        (10000, "1.0万次"),
        (19450, "1.9万次"),  # 1.945
        (12500, "1.2万次"),  # half to even
        (99_994_999, "9,999.5万次"),
        (99_999_999, "1.0亿次"),
        (134_900_000, "1.3亿次"),
    ],
)
def test_counts_from_ten_thousand_on_are_told_in_wan(value: int, words: str):
    assert brief(Decimal(value), "次") == words


# ---------------------------------------------------------------- regions


def test_a_region_is_told_with_share_place_and_distance_to_the_nation():
    told = told_of("江苏", Quarter(2024, 4))

    assert (
        "2024年第四季度，江苏高校和科研机构专利转让3,264次，同比增长1.5%；全年累计7,560次，同比基本持平，占全国8.2%，居全国第4位，"
        "增速在30个可比省份中居第28位。第四季度，专利许可2,283次，同比增长20.4%；全年累计4,995次，同比增长12.2%，"
        "占全国8.3%，居全国第4位，增速在29个可比省份中居第18位，拉动全国增长1.0个百分点。" in told
    )
    assert "产业化率5.65%，同比提高1.88个百分点，居全国第26位，低于全国0.92个百分点。" in told


def test_every_theme_of_a_region_is_a_paragraph_that_stands_alone():
    told = {theme: text(sentences) for theme, sentences in region_bulletin(sample(), CHOSEN, "江苏", Quarter(2026, 3))}

    assert list(told) == ["盘点入库", "评价对接", "转让许可", "产业化", "密集型产品", "增量质量"]
    assert told["产业化"] == (
        "截至2026年9月末，江苏高校和科研机构已产业化专利9,788件，同比增长38.0%，占全国9.3%，居全国第2位。"
        "产业化率8.94%，同比提高1.88个百分点，居全国第20位，低于全国0.70个百分点。"
    )


def test_in_a_few_words_a_region_s_inventory_transfers_and_licences_are_told():
    assert text(region_lead(sample(), CHOSEN, "江苏", Quarter(2026, 3))) == (
        "截至2026年9月末，江苏高校和科研机构已盘点存量专利14.4万件，同比增长6.0%，居全国第3位。"
        "1—9月累计，专利转让5,530次，同比增长14.5%，居全国第4位。专利许可3,379次，同比增长6.9%，居全国第4位。"
    )


def test_the_corps_has_no_place_among_the_provinces():
    told = told_of("新疆生产建设兵团", Quarter(2024, 4))

    assert "占全国" in told
    assert "位" not in told.replace("单位", "")


def test_what_is_confidential_is_not_told():
    told = told_of("西藏", Quarter(2024, 3))
    columns = {("transfer_count", Q3, Span.QUARTER): row(5, Symbol.CONFIDENTIAL, 3, 2, 1)}

    assert "专利转让" in told
    assert region_bulletin(figures(columns), CHOSEN, "天津", Q3) == ()
    assert text(dict(region_bulletin(figures(columns), CHOSEN, "北京", Q3))[""]) == (
        "2024年第三季度，北京专利转让5次，占全国45.5%，在4个有数省份中居第1位。"
    )


def test_the_quarter_before_is_compared_with_its_caution():
    told = text(since_last(sample(), CHOSEN, "江苏", Quarter(2024, 4)))

    assert told.startswith(
        "截至2024年12月末，江苏高校和科研机构已盘点存量专利比上季末增加1.2万件，位次由第4位升至第3位。"
    )
    assert "盘点完成率比上季末提高7.83个百分点，位次由第10位降至第13位。" in told
    assert "第四季度，专利转让3,264次，环比增长85.9%（环比受季节影响，仅供参考）。" in told


def test_a_place_among_others_than_before_is_no_move():
    columns = {
        ("stock", Q1, Span.STOCK): row(Symbol.NOT_PUBLISHED, 4, 3, 2, 1),
        ("stock", Q2, Span.STOCK): row(5, 4, 3, 2, 1),
        ("stock", Q3, Span.STOCK): row(5, 2, 3, 4, 1),
    }
    first, second, third = (figures(columns).figure("stock", "天津", quarter) for quarter in (Q1, Q2, Q3))

    assert rank_move(second, first) is None
    assert (claim := rank_move(third, second)) and claim.text == "位次由第2位降至第4位"


def test_nothing_is_compared_with_a_quarter_that_has_no_return():
    assert since_last(sample(), CHOSEN, "江苏", Quarter(2023, 4)) == ()


# ---------------------------------------------------------------- claims and tiles


def test_a_revised_value_says_so():
    figure = sample().figure("transfer_count", NATION, Quarter(2025, 1))

    assert (figure.symbol, stated(figure, sample()).text) == (Symbol.REVISED, "1.4万次（修订数）")
    assert marked(sample(), CHOSEN, Quarter(2025, 1)) == ()


def test_where_most_values_are_revised_this_is_said_once():
    quarter = Quarter(2024, 2)
    told = [text(sentences) for _, sentences in bulletin(sample(), CHOSEN, quarter)]

    assert text(marked(sample(), CHOSEN, quarter)) == "本期全国数多为修订数，文中不再逐个注明。"
    assert text(marked(sample(), CHOSEN, quarter, "甘肃")) == "本期甘肃数均为修订数，文中不再逐个注明。"
    assert marked(sample(), CHOSEN, quarter, "江苏") == ()
    assert not [one for one in told if "修订数" in one]


def test_a_value_that_was_worked_out_says_so():
    columns = {("transfer_count", quarter, Span.YTD): row(quarter.number, 1, 1, 1, 1) for quarter in (Q1, Q2)}

    assert text(dict(region_bulletin(figures(columns), CHOSEN, "北京", Q2))[""]).startswith(
        "2024年第二季度，北京专利转让1次（推算）；1—6月累计2次，"
    )


def test_a_claim_says_what_it_is_about():
    (sentence, *_) = dict(region_bulletin(sample(), CHOSEN, "江苏", Quarter(2024, 3)))["盘点入库"]

    assert [part.key for part in sentence if isinstance(part, Claim)][:2] == [
        "period inventory_patents_done universities_and_institutes 江苏 2024Q3 stock 0",
        "region inventory_patents_done universities_and_institutes 江苏 2024Q3 stock 0",
    ]


def test_tiles_name_indicator_period_value_and_change():
    tile = next(one for one in headline(sample(), CHOSEN, Quarter(2024, 4)) if one.title.text == "专利转让")

    assert (tile.where.text, tile.value.text) == ("2024年全年累计", "9.2万次")
    assert tile.change and tile.change.text == "同比增长10.2%"
