"""Periods and quarters: every form that people write, one form that machines write, and an order in time."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from report.period import Period, Quarter, chinese_day

quarters = st.builds(Quarter, st.integers(1000, 8999), st.integers(1, 4))
stocks = st.builds(Period, st.dates())
spans = st.tuples(st.dates(), st.dates()).map(lambda days: Period(max(days), min(days)))
months = st.builds(lambda year, month: Period.parse(f"{year:04}-{month:02}"), st.integers(1, 9999), st.integers(1, 12))
month_spans = st.tuples(months, months).map(sorted).map(lambda pair: Period(pair[1].end, pair[0].start))
periods = st.one_of(
    stocks, spans, months, month_spans, quarters.map(lambda quarter: Period(quarter.end, quarter.start))
)


# ---------------------------------------------------------------- quarters


@pytest.mark.parametrize("text", ["2024Q3", "2024q3", "2024年第三季度", "2024年三季度", "2024年第3季度", "2024年3季度"])
def test_a_quarter_is_read_in_every_form_that_people_write(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2024, 3)


@pytest.mark.parametrize(
    "text", ["", "2024", "2024Q0", "2024Q5", "24Q3", "2024年第五季度", "２０２４Q3", "2024Q3\n", " 2024Q3", "第三季度"]
)
def test_what_is_not_a_quarter_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2024Q3"):
        Quarter.parse(text)


def test_a_quarter_has_a_code_an_address_a_title_and_two_ends() -> None:
    quarter = Quarter(2024, 1)

    assert (quarter.code, quarter.slug, quarter.title) == ("2024Q1", "2024q1", "2024年第一季度")
    assert (quarter.start, quarter.end) == (date(2024, 1, 1), date(2024, 3, 31))


def test_quarters_count_across_years() -> None:
    assert Quarter(2023, 4) + 1 == Quarter(2024, 1)
    assert Quarter(2024, 1) - 1 == Quarter(2023, 4)
    assert Quarter(2024, 3) - 4 == Quarter(2023, 3)
    assert Quarter(9999, 4).end == date(9999, 12, 31)


def test_quarters_stand_in_the_order_of_time() -> None:
    assert sorted([Quarter(2024, 1), Quarter(2023, 4), Quarter(2024, 4)]) == [
        Quarter(2023, 4),
        Quarter(2024, 1),
        Quarter(2024, 4),
    ]


@given(quarters, st.integers(-400, 400))
def test_adding_and_taking_away_as_many_quarters_changes_nothing(quarter: Quarter, count: int) -> None:
    assert quarter + count - count == quarter
    assert (quarter + count > quarter) == (count > 0)


@given(quarters)
def test_a_quarter_reads_back_from_its_code_and_its_title_and_ends_the_day_before_the_next(quarter: Quarter) -> None:
    assert Quarter.parse(quarter.code) == Quarter.parse(quarter.slug) == Quarter.parse(quarter.title) == quarter
    assert quarter.end + timedelta(days=1) == (quarter + 1).start


@given(st.dates())
def test_every_day_lies_in_the_quarter_of_that_day(day: date) -> None:
    assert Quarter.of(day).start <= day <= Quarter.of(day).end


# ---------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("text", "start", "end", "title"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024年"),
        ("2024Q3", date(2024, 7, 1), date(2024, 9, 30), "2024年第三季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2024-04-24", None, date(2024, 4, 24), "截至2024年4月24日"),
        ("2023-12-31", None, date(2023, 12, 31), "截至2023年末"),
        ("2024-01-01/2024-06-30", date(2024, 1, 1), date(2024, 6, 30), "2024年上半年"),
        ("2024-01-01/2024-09-30", date(2024, 1, 1), date(2024, 9, 30), "2024年前三季度"),
        ("2024-01-01/2024-11-30", date(2024, 1, 1), date(2024, 11, 30), "2024年1—11月"),
        ("2024-02-01/2024-04-30", date(2024, 2, 1), date(2024, 4, 30), "2024年2—4月"),
        ("2024-01-01/2024-12-16", date(2024, 1, 1), date(2024, 12, 16), "2024年1月1日—12月16日"),
        ("2023-10-01/2025-12-31", date(2023, 10, 1), date(2025, 12, 31), "2023年10月1日—2025年12月31日"),
        ("2024-05-01/2024-05-01", date(2024, 5, 1), date(2024, 5, 1), "2024年5月1日"),
        ("0999", date(999, 1, 1), date(999, 12, 31), "999年"),
    ],
)
def test_a_period_is_read_printed_and_titled(text: str, start: date | None, end: date, title: str) -> None:
    period = Period.parse(text)

    assert (period.start, period.end, period.title) == (start, end, title)
    assert period.code == str(period) == text


def test_a_chinese_quarter_and_its_code_are_the_same_period() -> None:
    assert Period.parse("2024Q3") == Period.parse("2024年第三季度") == Period(date(2024, 9, 30), date(2024, 7, 1))


def test_three_months_across_quarters_are_no_quarter() -> None:
    assert Period(date(2024, 4, 30), date(2024, 2, 1)).code == "2024-02-01/2024-04-30"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "0000",
        "0000Q1",
        "24",
        "2024/2025",
        "2024-01-01/",
        "２０２４",
        "2024-1",
        "20240424",
        "2024年",
        "2024-W01",
        "2024-09-30/2024-01-01",
        "2024年第五季度",
        "2024\n",
    ],
)
def test_what_is_not_a_period_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="write the earlier day first"):
        Period(date(2024, 1, 1), date(2024, 1, 2))


def test_of_periods_that_end_together_the_longer_comes_first_and_the_stock_last() -> None:
    stock, quarter, year = Period.parse("2024-12-31"), Period.parse("2024Q4"), Period.parse("2024")

    assert sorted([stock, quarter, year, Period.parse("2024Q3")]) == [Period.parse("2024Q3"), year, quarter, stock]
    assert year < quarter <= quarter < stock and stock >= quarter
    assert not quarter < quarter


def test_the_quarter_of_a_period_is_the_one_in_which_it_ends() -> None:
    assert Period.parse("2024-01-01/2024-11-30").quarter == Quarter(2024, 4)
    assert Period.parse("2024-03-31").quarter == Quarter(2024, 1)


def test_a_day_in_chinese_has_no_leading_zeros() -> None:
    assert chinese_day(date(2024, 4, 5)) == "2024年4月5日"


@given(periods)
def test_every_period_reads_back_from_its_code_and_has_a_title(period: Period) -> None:
    assert Period.parse(period.code) == period
    assert str(period.end.year) in period.title
    assert Quarter.ended_in(period.title) == period.quarter


@given(periods, periods)
def test_of_two_different_periods_exactly_one_is_earlier(one: Period, other: Period) -> None:
    assume(one != other)

    assert (one < other) != (other < one)
    assert not one.end < other.end or one < other


@given(periods, periods)
def test_two_periods_have_one_code_only_where_they_are_the_same(one: Period, other: Period) -> None:
    assert (one.code == other.code) == (one == other)


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert Period.parse(Period.parse(text).code) == Period.parse(text)
