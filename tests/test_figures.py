"""Figures of the returns: what a change, a share, a rank and a derived value are, and where there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.model import (
    Dataset,
    Indicator,
    Observation,
    Place,
    Publication,
    Region,
    RegionKind,
    ReturnVersion,
    Span,
    Subject,
    Symbol,
)
from report.moment import parse
from report.numbers.ranks import median
from report.numbers.returned import Figures
from report.numbers.similar import similar
from report.period import Quarter
from report.wording import plain
from tests.known import example, real

Q1, Q2, Q3, Q4 = (Quarter(2024, number) for number in (1, 2, 3, 4))
A_YEAR_EARLIER = Quarter(2023, 3)
TITLES = {"transfer_count": "专利转让", "filings": "新申请"}
NATION, CORPS = "全国", "兵团"
PROVINCES = ("北京", "天津", "河北", "山西", "新疆")
COUNTS = st.lists(st.integers(0, 9), min_size=5, max_size=5)


def indicator(key: str, kind: str, numerator: str = "", denominator: str = "") -> Indicator:
    return Indicator(
        key,
        TITLES.get(key, key),
        key,
        "次",
        0,
        kind,
        "",
        "",
        "",
        (),
        "",
        "up",
        "",
        numerator=numerator,
        denominator=denominator,
    )


INDICATORS = (
    indicator("filings", "flow"),
    indicator("new_filings", "flow"),
    indicator("inventory_patents_done", "stock"),
    indicator("inventory_rate", "rate", "inventory_patents_done", "inventory_patents_due"),
    indicator("transfers", "flow"),
    indicator("transfer_count", "flow"),
    indicator("stock", "stock"),
    indicator("inventory_patents_due", "stock"),
    indicator("rate", "rate", "stock", "inventory_patents_due"),
)


def region(name: str) -> Region:
    kind = {NATION: RegionKind.NATION, CORPS: RegionKind.CORPS}.get(name, RegionKind.PROVINCE)
    return Region(name, name, name, name, name, kind, "", "", "新疆" if name == CORPS else "", None)


Column = tuple[str, Quarter, Span]


def figures(columns: Mapping[Column, Mapping[str, int | Symbol | None]], small_base: int = 0) -> Figures:
    """The figures of these cells; a cell is a number, or the symbol that stands for it."""
    quarters = sorted({quarter for _, quarter, _ in columns})
    return Figures(
        Dataset(
            regions={name: region(name) for name in (NATION, *PROVINCES, CORPS)},
            indicators={one.key: one for one in INDICATORS},
            sources={},
            cited=(),
            official=(),
            documents=(),
            milestones=(),
            versions=tuple(edition(quarter, columns) for quarter in quarters),
            small_base=Decimal(small_base),
        )
    )


def edition(quarter: Quarter, columns: Mapping[Column, Mapping[str, int | Symbol | None]]) -> ReturnVersion:
    out_at = parse("2024-10-20T09:30+08:00")
    publication = Publication(quarter, "季报", "某局", out_at, date(2024, 9, 30), "最终", (), "")
    cells = tuple(
        Observation(
            key,
            name,
            span.period(quarter),
            Subject.BOTH,
            None if isinstance(cell, Symbol) or cell is None else Decimal(cell),
            "return-2024q3-1",
            Place(""),
            symbol=cell if isinstance(cell, Symbol) else Symbol.NONE,
            span=span,
        )
        for (key, of, span), values in columns.items()
        for name, cell in values.items()
        if of == quarter
    )
    return ReturnVersion(publication, cells, {}, {}, "")


def with_cells(dataset: Dataset, change: Callable[[Observation], Observation | None]) -> Dataset:
    """The dataset with each cell of its returns as *change* has it; without those of which it makes none."""
    editions = (
        replace(one, observations=tuple(filter(None, map(change, one.observations)))) for one in dataset.versions
    )
    return replace(dataset, versions=tuple(editions))


def row(*values: int | Symbol | None, nation: int | None = None, corps: int = 1) -> dict[str, int | Symbol | None]:
    given = dict(zip(PROVINCES, values, strict=True))
    total = sum(value for value in values if isinstance(value, int)) if nation is None else nation
    return {NATION: total, **given, CORPS: corps}


@lru_cache
def sample() -> Figures:
    return Figures(example())


# ---------------------------------------------------------------- place


def test_the_largest_is_first_ties_share_a_rank_and_the_next_is_left_out():
    found = figures({("stock", Q3, Span.STOCK): row(5, 9, 5, 1, 7)}).column("stock", Q3)

    assert [(one.region, one.rank, one.tied) for one in found] == [
        ("全国", None, False),
        ("北京", 3, True),
        ("天津", 1, False),
        ("河北", 3, True),
        ("山西", 5, False),
        ("新疆", 2, False),
        ("兵团", None, False),
    ]
    assert {one.ranked for one in found} == {5}


def test_a_region_without_a_value_has_no_rank_and_is_not_counted():
    cells = figures({("stock", Q3, Span.STOCK): row(5, Symbol.CONFIDENTIAL, 3, 2, None)})
    beijing, tianjin, xinjiang = (cells.figure("stock", name, Q3) for name in ("北京", "天津", "新疆"))

    assert (beijing.rank, beijing.ranked) == (1, 3)
    assert (tianjin.value, tianjin.symbol, tianjin.rank, tianjin.share) == (None, Symbol.CONFIDENTIAL, None, None)
    assert (xinjiang.rank, xinjiang.year_on_year) == (None, None)


def test_the_top_is_complete_where_places_are_tied():
    cells = figures({("stock", Q3, Span.STOCK): row(5, 9, 5, 5, 7)})

    assert [one.region for one in cells.top("stock", Q3, 3)] == ["天津", "新疆", "北京", "河北", "山西"]
    assert [one.region for one in cells.top("stock", Q3, 2)] == ["天津", "新疆"]


def test_rates_that_are_printed_alike_share_a_rank():
    cells = figures(
        {
            ("stock", Q3, Span.STOCK): row(9951, 9949, 9952, 9800, 9960),
            ("inventory_patents_due", Q3, Span.STOCK): row(10_000, 10_000, 10_000, 10_000, 10_000),
        }
    )
    found = cells.column("rate", Q3)[1:6]

    assert [(one.value, one.rank, one.tied) for one in found] == [
        (Decimal("99.51"), 1, True),  # printed 100, as rates of the test have no decimals
        (Decimal("99.49"), 4, False),
        (Decimal("99.52"), 1, True),
        (Decimal(98), 5, False),
        (Decimal("99.6"), 1, True),
    ]
    assert [one.region for one in cells.top("rate", Q3, 1)] == ["北京", "河北", "新疆"]


def test_changes_that_are_printed_alike_share_a_growth_rank():
    cells = figures(
        {
            ("stock", A_YEAR_EARLIER, Span.STOCK): row(10_000, 10_000, 10_000, 10_000, 10_000),
            ("stock", Q3, Span.STOCK): row(11_004, 11_005, 11_006, 10_996, 10_990),
        }
    )
    found = cells.column("stock", Q3)[1:6]

    assert [(one.growth_rank, one.growth_tied) for one in found] == [
        (2, True),  # 10.04 %
        (2, True),  # 10.05 %: half to even
        (1, False),  # 10.06 %
        (2, True),  # 9.96 %
        (5, False),  # 9.90 %
    ]


@given(COUNTS)
def test_a_rank_is_one_more_than_the_provinces_with_a_larger_value(values):
    found = figures({("stock", Q3, Span.STOCK): row(*values)}).column("stock", Q3)[1:6]

    assert [one.rank for one in found] == [1 + sum(other > own for other in values) for own in values]
    assert [one.tied for one in found] == [values.count(own) > 1 for own in values]


@given(COUNTS)
def test_shares_add_up_to_the_nation(values):
    found = figures({("stock", Q3, Span.STOCK): row(*values)}).column("stock", Q3)
    shares = [one.share for one in found[1:6]]

    assert found[0].share == (1 if sum(values) else None)
    assert abs(sum(share or 0 for share in shares) - bool(sum(values))) < Decimal("1e-20")


# ---------------------------------------------------------------- change


def test_a_count_changes_by_per_cent_against_the_same_quarter_a_year_earlier():
    cells = figures(
        {
            ("transfers", A_YEAR_EARLIER, Span.QUARTER): row(80, 0, 10, 10, 100),
            ("transfers", Q3, Span.QUARTER): row(100, 5, 10, 20, 90),
        }
    )
    changes = {one.region: one.year_on_year for one in cells.column("transfers", Q3)}

    assert changes["北京"] and changes["北京"].kind == "percent"
    assert {name: change and change.value for name, change in changes.items() if name != NATION} == {
        "北京": 25,
        "天津": None,
        "河北": 0,
        "山西": 100,
        "新疆": -10,
        "兵团": 0,
    }
    assert [one.growth_rank for one in cells.column("transfers", Q3)] == [None, 2, None, 3, 1, 4, None]
    assert cells.figure("transfers", "北京", Q3).contribution == 10  # 20 of 200
    assert cells.figure("transfers", "天津", Q3).contribution == Decimal("2.5")  # from nothing, 5 of 200


def test_a_change_from_a_small_base_is_marked_and_ranks_nowhere():
    cells = figures(
        {
            ("stock", A_YEAR_EARLIER, Span.STOCK): row(49, 50, 60, 70, 80),
            ("stock", Q3, Span.STOCK): row(490, 100, 60, 70, 80),
        },
        small_base=50,
    )
    beijing, tianjin = cells.figure("stock", "北京", Q3), cells.figure("stock", "天津", Q3)

    assert beijing.year_on_year and beijing.year_on_year.small_base and beijing.growth_rank is None
    assert tianjin.year_on_year and not tianjin.year_on_year.small_base
    assert (tianjin.growth_rank, tianjin.growth_ranked) == (1, 4)


@pytest.mark.parametrize(
    ("values", "middle"),
    [((3, 1, 2), "2"), ((1, 2, None, 4, 9), "3"), ((1, 2), "1.5"), ((7, None), None), ((), None)],
)
def test_the_median_is_of_the_values_there_are(values: tuple[int | None, ...], middle: str | None):
    given = [None if value is None else Decimal(value) for value in values]

    assert median(given) == (middle and Decimal(middle))


def test_the_year_to_date_has_no_change_on_the_quarter_before():
    columns = {("transfers", quarter, Span.YTD): row(1, 2, 3, 4, quarter.number) for quarter in (Q1, Q2, Q3)}

    assert figures(columns).figure("transfers", "新疆", Q3, Span.YTD).quarter_on_quarter is None


def test_a_rate_is_a_ratio_of_sums_and_changes_by_points():
    cells = figures(
        {
            ("stock", A_YEAR_EARLIER, Span.STOCK): row(1, 1, 1, 1, 1),
            ("inventory_patents_due", A_YEAR_EARLIER, Span.STOCK): row(2, 10, 10, 10, 8),
            ("stock", Q3, Span.STOCK): row(2, 2, 2, 2, 2),
            ("inventory_patents_due", Q3, Span.STOCK): row(4, 4, 4, 8, 0),
        }
    )
    nation, shanxi, xinjiang = (cells.figure("rate", name, Q3) for name in (NATION, "山西", "新疆"))

    assert nation.value == 50  # 10 of 20; the mean of the rates would be 43.75
    assert nation.year_on_year and (nation.year_on_year.kind, nation.year_on_year.value) == ("points", Decimal("37.5"))
    assert (shanxi.value, shanxi.rank, shanxi.share, shanxi.contribution) == (25, 4, None, None)
    assert (xinjiang.value, xinjiang.symbol) == (None, Symbol.NOT_APPLICABLE)


# ---------------------------------------------------------------- 累计↔当季


def test_a_quarter_is_worked_out_from_two_years_to_date():
    columns = {("transfers", q, Span.YTD): row(q.number * 10, 0, 0, 0, 0) for q in (Q1, Q2, Q3)}
    found = figures(columns).series("transfers", "北京")

    assert [(one.value, one.derived) for one in found] == [(10, True)] * 3


def test_an_indicator_of_which_only_the_year_to_date_is_returned_goes_by_its_plain_name():
    found = figures({("filings", Q1, Span.YTD): row(1, 1, 1, 1, 1)}).figure("filings", "北京", Q1)

    assert (found.indicator.key, found.indicator.title, found.value, found.derived) == ("filings", "新申请", 1, True)


def test_without_the_year_to_date_before_there_is_no_quarter():
    cells = figures({("transfers", Q1, Span.YTD): row(1, 1, 1, 1, 1), ("transfers", Q3, Span.YTD): row(9, 9, 9, 9, 9)})

    assert cells.figure("transfers", "北京", Q3).value is None
    assert cells.figure("transfers", "北京", Q3).symbol is Symbol.NOT_PUBLISHED


def test_what_is_confidential_is_never_worked_out():
    columns = {
        ("transfers", Q1, Span.YTD): row(1, 1, 1, 1, 1),
        ("transfers", Q1, Span.QUARTER): row(Symbol.CONFIDENTIAL, Symbol.NOT_PUBLISHED, 1, 1, 1),
    }
    beijing, tianjin = (figures(columns).figure("transfers", name, Q1) for name in ("北京", "天津"))

    assert (beijing.value, beijing.symbol) == (None, Symbol.CONFIDENTIAL)
    assert (tianjin.value, tianjin.derived) == (1, True)


@given(st.lists(st.integers(0, 999), min_size=4, max_size=4))
def test_quarters_give_years_to_date_and_these_give_the_quarters_back(values):
    forth = figures(
        {("transfers", q, Span.QUARTER): row(v, 0, 0, 0, 0) for q, v in zip((Q1, Q2, Q3, Q4), values, strict=True)}
    )
    to_date = [one.value for one in forth.series("transfers", "北京", Span.YTD)]
    back = figures(
        {("transfers", q, Span.YTD): {"北京": int(v or 0)} for q, v in zip((Q1, Q2, Q3, Q4), to_date, strict=True)}
    )

    assert to_date == [sum(values[: n + 1]) for n in range(4)]
    assert [one.value for one in back.series("transfers", "北京", Span.QUARTER)] == values


# ---------------------------------------------------------------- similar regions, the sample


def test_similar_is_who_has_nearly_as_many_patents_and_the_corps_is_not_like_the_region_around_it():
    cells = figures({("inventory_patents_due", Q3, Span.STOCK): row(100, 190, 110, 120, 90, corps=95)})

    assert similar(cells, "北京", Q3) == ("河北", "新疆", "山西", "天津")
    assert similar(cells, "兵团", Q3) == ("北京", "河北", "山西", "天津")
    assert similar(cells, "全国", Q3) == ()


def test_who_has_more_than_twice_or_less_than_half_as_many_is_not_similar():
    cells = figures({("inventory_patents_due", Q3, Span.STOCK): row(100, 200, 201, 50, 49, corps=1000)})

    assert similar(cells, "北京", Q3) == ("天津", "山西")
    assert similar(cells, "河北", Q3) == ("天津",)
    assert similar(cells, "兵团", Q3) == ()


def test_the_sample_has_the_rates_of_ratios_yml():
    found = sample().figure("inventory_rate", "全国", Quarter(2024, 3))

    assert found.indicator.title == "盘点完成率"
    assert (found.span, found.indicator.numerator) == (Span.RATE, "inventory_patents_done")
    assert found.value and 0 < found.value < 100


def test_both_stands_for_the_only_subject_that_an_indicator_counts():
    assert sample().figure("enterprises_registered", "江苏", Quarter(2024, 3)).subject is Subject.ENTERPRISES


def test_the_real_site_has_no_rates_of_returns():
    dataset = real()

    assert "pool_rate" not in dataset.indicators
    assert Figures(dataset).quarters == ()


# ---------------------------------------------------------------- by another way


@pytest.mark.parametrize("key", ["transfer_count", "license_count", "products_filed_in_period", "new_filings"])
def test_pandas_ranks_divides_and_compares_the_sample_alike(key: str):
    cells = {
        (cell.region, cell.period.quarter.code): float(cell.value)
        for cell in sample().dataset.returned
        if (cell.indicator, cell.span, cell.subject) == (key, Span.YTD, Subject.BOTH) and cell.value is not None
    }
    table = pd.Series(cells).unstack()
    provinces = table.drop(index=["全国", "新疆生产建设兵团"])
    ranks = provinces.rank(method="min", ascending=False)
    for quarter in sample().quarters[4:]:
        now, before = table[quarter.code], table[(quarter - 4).code]
        for one in sample().column(key, quarter, Span.YTD):
            if one.value is not None:
                assert one.rank == ranks[quarter.code].get(one.region)
                assert float(one.share or 0) == pytest.approx(now[one.region] / now["全国"])
            if one.year_on_year:
                assert float(one.year_on_year.value) == pytest.approx((now / before - 1)[one.region] * 100)


@pytest.mark.parametrize("key", ["inventory_rate", "pool_rate", "evaluation_rate", "new_filing_invention_share"])
def test_pandas_ranks_what_is_printed_of_rates_and_of_their_changes(key: str):
    quarters = sample().quarters[4:]
    columns = {quarter: [one for one in sample().column(key, quarter) if one.rank] for quarter in quarters}

    for column in columns.values():
        printed = pd.Series([plain(one.value or Decimal(), one.indicator.decimals) for one in column]).astype(float)
        assert list(printed.rank(method="min", ascending=False)) == [one.rank for one in column]
        changed = [one for one in column if one.growth_rank and one.year_on_year]
        points = [plain(one.year_on_year.value, one.indicator.decimals) for one in changed if one.year_on_year]
        assert list(pd.Series(points).astype(float).rank(method="min", ascending=False)) == [
            one.growth_rank for one in changed
        ]
