"""Numbers, changes and dates as a bulletin words them, and the numbers that a sentence states."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.model import Fact, Place, Source, Subject
from report.period import Period
from report.wording import (
    amount,
    cited,
    day_text,
    direction,
    figure,
    grouped,
    in_per_cent,
    machine,
    numbers_in,
    plain,
    rounded,
    when,
)

COUNTS = st.sampled_from(["件", "次", "项", "家", "个", "场", "份"])
whole = st.integers(0, 10**15).map(Decimal)
values = st.decimals(0, 10**12, places=4, allow_nan=False)


def fact(
    value: str,
    unit: str = "件",
    qualifier: str = "exact",
    kind: str = "stock",
    basis: str = "",
    period: Period | None = None,
) -> Fact:
    where = Place("data/figures.csv", 2)
    return Fact(
        "x",
        "transfer_count",
        "全国",
        "",
        Subject.BOTH,
        Decimal(value),
        unit,
        qualifier,
        kind,
        period,
        "",
        "s",
        "high",
        False,
        basis,
        "",
        where,
    )


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"),
        ("3.5", 0, "4"),
        ("2.51", 0, "3"),
        ("12.25", 1, "12.2"),
        ("12.35", 1, "12.4"),
        ("12.251", 1, "12.3"),
        ("-12.25", 1, "-12.2"),
        ("0.125", 2, "0.12"),
        ("0.135", 2, "0.14"),
        ("7", 2, "7.00"),
        ("-0.04", 1, "0.0"),
        ("999.95", 1, "1000.0"),
    ],
)
def test_rounding_is_half_to_even_and_never_prints_minus_zero(value: str, decimals: int, text: str) -> None:
    assert str(rounded(Decimal(value), decimals)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1349000", "1,349,000"),
        ("999", "999"),
        ("54.0", "54"),
        ("0.2737", "0.2737"),
        ("1234.50", "1,234.5"),
        ("0", "0"),
        ("-1234", "-1,234"),
        ("1E+5", "100,000"),
    ],
)
def test_a_plain_number_has_its_digits_in_threes_and_no_more_decimals_than_the_value(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_a_plain_number_with_decimals_is_rounded_to_them() -> None:
    assert plain(Decimal("1234.55"), 1) == "1,234.6"
    assert plain(Decimal("1234"), 2) == "1,234.00"


def test_a_number_for_machines_has_no_separators() -> None:
    assert [machine(Decimal(text)) for text in ("1349000", "54.0", "0.2737", "1E+3", "-5.20")] == [
        "1349000",
        "54",
        "0.2737",
        "1000",
        "-5.2",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1349000", "件", "134.9万件"),
        ("697000", "次", "69.7万次"),
        ("24341", "次", "24,341次"),
        ("16579", "件", "16,579件"),
        ("10000", "件", "1万件"),
        ("9999", "件", "9,999件"),
        ("10100", "件", "1.01万件"),
        ("10150", "件", "10,150件"),
        ("100000000", "件", "1亿件"),
        ("123450000", "件", "1.2345亿件"),
        ("100000100", "件", "10,000.01万件"),
        ("0", "件", "0件"),
        ("180000", "亿元", "18万亿元"),
        ("10000", "亿元", "1万亿元"),
        ("10000.0", "亿元", "1万亿元"),
        ("9400", "亿元", "9,400亿元"),
        ("2269.1", "亿元", "2,269.1亿元"),
        ("0.2737", "亿元", "2,737万元"),
        ("100000000", "亿元", "10,000万亿元"),
        ("5000", "万元", "5,000万元"),
        ("20000", "万元", "2亿元"),
        ("12345", "万元", "12,345万元"),
        ("12300", "万元", "1.23亿元"),
        ("100000000", "万元", "1万亿元"),
        ("54", "%", "54%"),
        ("54.0", "%", "54%"),
        ("544.08", "%", "544.08%"),
        ("10000", "%", "10,000%"),
        ("2.9", "百分点", "2.9个百分点"),
        ("-50000", "件", "-5万件"),
    ],
)
def test_an_amount_is_printed_as_a_bulletin_prints_it(value: str, unit: str, text: str) -> None:
    assert amount(Decimal(value), unit) == text


@given(whole, COUNTS)
def test_a_count_is_printed_without_loss(value: Decimal, unit: str) -> None:
    assert parsed(amount(value, unit), {"": 1, "万": 10**4, "亿": 10**8}, unit) == value


@given(values, st.sampled_from(["亿元", "万元"]))
def test_money_is_printed_without_loss(value: Decimal, unit: str) -> None:
    scales = {"万元": Decimal(10**4), "亿元": Decimal(10**8), "万亿元": Decimal(10**12)}

    assert parsed(amount(value, unit), scales, "") == value * scales[unit]


def parsed(text: str, scales: dict[str, int] | dict[str, Decimal], unit: str) -> Decimal:
    """The value of a printed amount, by a way of reading of our own."""
    number = text.rstrip("万亿元件次项家个场份")
    return Decimal(number.replace(",", "")) * scales[text.removeprefix(number).removesuffix(unit)]


@given(whole, COUNTS)
def test_the_numbers_of_a_sentence_contain_the_count_printed_in_it(value: Decimal, unit: str) -> None:
    assert value in numbers_in(f"截至2024年4月24日，共有{amount(value, unit)}专利。")


@given(values)
def test_the_numbers_of_a_sentence_contain_the_money_printed_in_it(value: Decimal) -> None:
    assert value in numbers_in(f"2024年成交额{amount(value, '亿元')}。")
    assert value in numbers_in(f"2024年成交额{amount(value, '万元')}。")


# ---------------------------------------------------------------- cited figures


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        (fact("2700", "家", "over"), "超过2,700家"),
        (fact("60000", "件", "nearly"), "近6万件"),
        (fact("25", "%", "about", "rate"), "约25%"),
        (fact("29.9", "%", "exact", "growth", "同比"), "同比增长29.9%"),
        (fact("-5.2", "%", "exact", "growth", "比上年"), "比上年下降5.2%"),
        (fact("-5", "%", "nearly", "growth", "同比"), "同比下降近5%"),
        (fact("10", "%", "about", "growth"), "增长约10%"),
        (fact("2.9", "百分点", "exact", "growth", "比上年"), "比上年提高2.9个百分点"),
        (fact("-0.4", "百分点", "exact", "growth", "比上年"), "比上年降低0.4个百分点"),
        (fact("0", "%", "exact", "growth", "同比"), "同比持平"),
        (fact("0", "%", "about", "growth", "同比"), "同比基本持平"),
    ],
)
def test_a_figure_is_printed_with_its_hedge_and_a_change_with_its_direction(stated: Fact, text: str) -> None:
    assert figure(stated) == text


def test_a_rise_a_fall_and_no_change_have_their_words() -> None:
    assert [direction(fact(value, "%", kind="growth")) for value in ("1", "-1", "0")] == ["增长", "下降", "持平"]
    assert [direction(fact(value, "百分点", kind="growth")) for value in ("1", "-1", "0")] == ["提高", "降低", "持平"]


def test_the_time_of_a_figure_is_its_period_or_said_to_be_unknown() -> None:
    assert when(fact("1", period=Period(date(2024, 4, 24)))) == "截至2024年4月24日"
    assert when(fact("1", period=Period.parse("2024Q3"))) == "2024年第三季度"
    assert when(fact("1")) == "时点未注明"


@pytest.mark.parametrize(
    ("written", "text"),
    [("2024-04-24", "2024年4月24日"), ("2024-04", "2024年4月"), ("2024", "2024年"), ("", "日期未注明")],
)
def test_a_date_is_printed_as_far_as_it_is_known(written: str, text: str) -> None:
    assert day_text(written) == text


def test_a_source_is_cited_by_publisher_and_date() -> None:
    assert cited(Source("a", "新华社", "t", "2024-04-24", "", "reprint")) == "新华社，2024年4月24日"
    assert cited(Source("a", "新华社", "t", "", "", "reprint")) == "新华社"


def test_a_share_is_a_rounded_percentage_and_never_looks_like_none() -> None:
    assert in_per_cent(Decimal("0.125")) == "12.5%"
    assert in_per_cent(Decimal("0.00125")) == "0.1%"
    assert in_per_cent(Decimal("0.0004")) == "不足0.1%"
    assert in_per_cent(Decimal(0)) == "0.0%"


# ---------------------------------------------------------------- numbers in sentences


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("截至2024年4月24日，全国高校院所已盘点专利91.4万件。", {"914000"}),
        ("2024年1—11月，江苏全省转让许可专利同比增长45.18%。", {"45.18"}),
        ("2024年1至11月转让5.5万次。", {"55000"}),
        ("2024年一季度，高校院所专利转让许可次数同比增长近四成。", {"40"}),
        ("占比约四分之一。", {"25"}),
        ("认定3100余件，超8000多项，1700多家。", {"3100", "8000", "1700"}),
        ("共24,341次。", {"24341"}),
        ("登记额9400亿元。", {"940000000000", "94000000", "9400"}),
        ("合计1.4万余件。", {"14000"}),
        ("有两所高校、三家企业。", {"2", "3"}),
        ("比上年下降5.2%。", {"5.2"}),
        ("与上年持平。", {"0"}),
        ("各校均已过半，三省全面完成。", {"50", "100"}),
        ("成交额超万亿元。", {"1000000000000", "100000000", "10000"}),
        ("工作已全部完成。", set()),
    ],
)
def test_the_numbers_of_a_sentence_are_in_base_units_and_dates_are_not_among_them(
    sentence: str, numbers: set[str]
) -> None:
    assert numbers_in(sentence) == {Decimal(number) for number in numbers}


@given(st.text(max_size=60))
def test_any_sentence_has_some_or_no_numbers_and_never_raises(sentence: str) -> None:
    assert all(number >= 0 for number in numbers_in(sentence))


# ---------------------------------------------------------------- our own sentences


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2024年度全国认定专利密集型产品3197项。", "2024年度全国认定专利密集型产品3,197项。"),
        ("2022年增加值为153176亿元，惠及2100余家", "2022年增加值为153,176亿元，惠及2,100余家"),
        ("与2023年2683次相比增幅不等于18.9%", "与2023年2,683次相比增幅不等于18.9%"),
        ("另有“3000多件”“3100余件”的说法，指同一批", "另有“3000多件”“3100余件”的说法，指同一批"),
        ("国知发运字〔2024〕5号，GB/T 8170，2025年1—11月，1.0000万件", None),
    ],
)
def test_counts_in_our_own_sentences_are_grouped_and_years_and_quotations_are_not(written: str, told: str | None):
    assert grouped(written) == (told or written)
