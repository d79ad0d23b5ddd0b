"""What the returns say, worked out anew by pandas: a row for whatever may be stated, exact to the last digit.

Values are fractions in object columns, so that no sum, ratio or place depends on how a float is rounded. Shifts, ranks
and groups are pandas' own; nothing of numbers/ is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from report.audit.claims.facts import (
    MARKS,
    QUARTER,
    RATE,
    STOCK,
    YTD,
    About,
    Growth,
    Key,
    Marks,
    Placing,
    Stated,
    number,
)
from report.model import Dataset, Observation, RegionKind
from report.period import Quarter

UNDISCLOSED = ("c", "z")  # confidential, not applicable: nobody may work them out
SERIES = ["indicator", "subject", "span", "region"]
KEY = [*SERIES, "number"]  # quarters are numbered without a gap, so that a shift by four is a year
COLUMN = ["indicator", "subject", "span", "number"]


def work_out(dataset: Dataset, asked: Sequence[About] | None) -> tuple[Mapping[Key, Stated], Marks]:
    """What may be stated of the series and quarters of *asked*, or of all; the mark of each region and quarter."""
    given = _given(dataset, {number(about.quarter) for about in asked} if asked is not None else None)
    if given.empty or asked == []:
        return {}, {}
    pairs = None if asked is None else {(about.indicator, about.subject.value) for about in asked}
    table = _compared(_with_rates(_with_flows(_grid(_of(given, pairs, dataset), dataset)), dataset), dataset)
    return dict(zip(table.index, _stated(table), strict=True)), _marks(given)


def _given(dataset: Dataset, quarters: set[int] | None) -> pd.DataFrame:
    """The cells of the returns in these quarters and all that is looked back to from them: KEY, value, symbol."""
    rows: Iterable[Observation] = dataset.returned
    if quarters:
        first = (min(quarters) - 4) // 4  # the year that begins before a year earlier, for its year to date
        rows = (
            row for row in rows if first <= row.period.end.year and number(Quarter.of(row.period.end)) <= max(quarters)
        )
    found = (
        (
            row.indicator,
            row.subject.value,
            row.span.value,
            row.region,
            number(row.period.quarter),
            row.value,
            row.symbol.value,
        )
        for row in rows
        if row.span
    )
    table = pd.DataFrame(found, columns=[*KEY, "value", "symbol"])
    return table.drop_duplicates(KEY, keep="last").astype({"value": object, "symbol": "str"})


def _marks(given: pd.DataFrame) -> Marks:
    """p or r where more than half of the values of a region and quarter bear it; whether all do."""
    shares = given.dropna(subset="value").groupby(["region", "number"])["symbol"].value_counts(normalize=True)
    common = shares[shares.gt(0.5)]
    found = zip(common.index, common, strict=True)
    return {(region, quarter): (symbol, share == 1) for (region, quarter, symbol), share in found if symbol in MARKS}


def _of(given: pd.DataFrame, pairs: set[tuple[str, str]] | None, dataset: Dataset) -> pd.DataFrame:
    """The cells of these indicators and subjects, and of what they are made of."""
    if pairs is not None:
        made_of = {key: (one.numerator, one.denominator) for key, one in dataset.indicators.items()}
        wanted = pd.MultiIndex.from_tuples([*pairs, *((part, who) for key, who in pairs for part in made_of[key])])
        given = given[pd.MultiIndex.from_frame(given[["indicator", "subject"]]).isin(wanted)]
    return given.assign(value=given["value"].map(_exact, na_action="ignore").astype(object))


def _exact(value: Decimal) -> int | Fraction:
    """A whole number is quicker to work with."""
    return int(value) if value == value.to_integral_value() else Fraction(value)


def _ratio(top: pd.Series, bottom: pd.Series) -> pd.Series:
    """A fraction each; of zero there is none."""
    return top.map(Fraction, na_action="ignore") / bottom.where(bottom != 0)


def _compared(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """With changes and places; NaN where there is none."""
    index, series = table.index, table.groupby(SERIES, sort=False)
    is_rate = index.get_level_values("span") == RATE
    for name, quarters in (("yearly", 4), ("quarterly", 1)):
        before = series["value"].shift(quarters)
        change = table["value"] - before
        per_cent = _ratio(change * 100, before)
        table[name] = change.where(is_rate, per_cent)
        table[f"{name}_small"] = series["base"].shift(quarters) < Fraction(dataset.small_base)
    kinds, decimals = (
        {name: getattr(one, field) for name, one in of.items()}
        for of, field in ((dataset.regions, "kind"), (dataset.indicators, "decimals"))
    )
    is_province = index.get_level_values("region").map(kinds) == RegionKind.PROVINCE
    shown = index.get_level_values("indicator").map(decimals)
    comparable = is_province & ~table["yearly_small"]
    places = _places(_printed(table["value"].where(is_province), shown))
    growth = _places(_printed(table["yearly"].where(comparable), shown.where(is_rate, 1)))
    return table.join(places).join(growth.add_prefix("growth_"))


def _stated(table: pd.DataFrame) -> Iterator[Stated]:
    """Row by row, None for NaN."""
    columns = [
        *("value", "symbol", "is_given", "yearly", "yearly_small", "quarterly", "quarterly_small"),
        *("place", "tied", "among", "growth_place", "growth_tied", "growth_among"),
    ]
    plain = table[columns].astype(object).where(table[columns].notna(), None)
    for value, symbol, given, year, small, quarter, low, *places in zip(*(plain[one] for one in columns), strict=True):
        yield Stated(
            value, symbol, given, Growth(year, small), Growth(quarter, low), Placing(*places[:3]), Placing(*places[3:])
        )


def _grid(given: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """A row for every series that may be stated, in every quarter from the first return to the last."""
    indicators = dataset.indicators
    counted = {*given[["indicator", "subject"]].drop_duplicates().itertuples(index=False, name=None)}
    counted |= {
        (key, subject) for key, one in indicators.items() for part, subject in counted if one.denominator == part
    }
    spans = {"flow": (QUARTER, YTD), "rate": (RATE,)}
    stated = [(*one, span) for one in sorted(counted) for span in spans.get(indicators[one[0]].kind, (STOCK,))]
    numbers = range(given["number"].min(), given["number"].max() + 1)
    columns = pd.DataFrame(stated, columns=SERIES[:-1])
    grid = columns.merge(given[["region"]].drop_duplicates(), how="cross").merge(
        pd.DataFrame({"number": numbers}), how="cross"
    )
    table = grid.merge(given, how="left", on=KEY).set_index(KEY)
    return table.assign(symbol=table["symbol"].fillna(""), is_given=table["value"].notna())


def _is_open(table: pd.DataFrame) -> pd.Series:
    """Where the return has no value and no reason to keep it."""
    return table["value"].isna() & ~table["symbol"].isin(UNDISCLOSED)


def _either(first: pd.Series, second: pd.Series) -> pd.Series:
    """The first symbol, where there is none the second."""
    return first.where(first != "", second)


def _with_flows(table: pd.DataFrame) -> pd.DataFrame:
    """累计 = 当季 + 累计 of the quarter before, 当季 = the difference, where the return has one of them alone."""
    quarterly, returned = _of_span(table, QUARTER), _of_span(table, YTD)
    to_date, known = returned, -1
    while known < (known := int(to_date["value"].notna().sum())):  # a quarter that is worked out may tell the next
        before = _before(to_date)
        to_date = _filled(returned, quarterly["value"] + before["value"], quarterly["symbol"], before["symbol"])
    before = _before(to_date)
    alone = _filled(quarterly, returned["value"] - before["value"], returned["symbol"], before["symbol"])
    for span, found in ((QUARTER, alone), (YTD, to_date)):
        rows = table.index.get_level_values("span") == span
        table.loc[rows, ["value", "symbol"]] = found[["value", "symbol"]].to_numpy()
    return table


def _of_span(table: pd.DataFrame, span: str) -> pd.DataFrame:
    return table[table.index.get_level_values("span") == span].droplevel("span")


def _filled(table: pd.DataFrame, values: pd.Series, first: pd.Series, second: pd.Series) -> pd.DataFrame:
    """With *values* where the return has none, which are no counts when they are negative; either's symbol."""
    taken = _is_open(table) & (values >= 0)
    symbols = _either(first, second)
    return table.assign(value=table["value"].mask(taken, values), symbol=table["symbol"].mask(taken, symbols))


def _before(to_date: pd.DataFrame) -> pd.DataFrame:
    """累计 at the end of the quarter before; of a first quarter nothing, 0."""
    is_first = to_date.index.get_level_values("number") % 4 == 0
    before = to_date.groupby(["indicator", "subject", "region"], sort=False)[["value", "symbol"]].shift(1)
    return before.assign(value=before["value"].mask(is_first, 0), symbol=before["symbol"].fillna("").mask(is_first, ""))


def _with_rates(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """比率 = numerator ÷ denominator × 100 where the return has none; base: what tells a small base."""
    top, bottom = (_part(table, dataset, part) for part in ("numerator", "denominator"))
    is_ratio = bottom["is_part"]
    ratio = _ratio(top["value"] * 100, bottom["value"])
    taken = _is_open(table) & is_ratio
    return table.assign(
        value=table["value"].mask(taken, ratio),
        symbol=table["symbol"].mask(taken, _either(top["symbol"], bottom["symbol"])),
        base=table["value"].mask(is_ratio, bottom["value"]),
    )


def _part(table: pd.DataFrame, dataset: Dataset, part: str) -> pd.DataFrame:
    """Of each ratio the row of what it is made of, of flows the year to date; of other rows nothing."""
    keys = {
        key: getattr(one, part) for key, one in dataset.indicators.items() if one.kind == "rate" and one.denominator
    }
    spans = {key: {"flow": YTD, "rate": RATE}.get(one.kind, STOCK) for key, one in dataset.indicators.items()}
    rows = table.index.to_frame(index=False)
    rows["indicator"] = rows["indicator"].map(keys)
    rows["span"] = rows["indicator"].map(spans)
    found = table[["value", "symbol"]].reindex(pd.MultiIndex.from_frame(rows)).set_axis(table.index)
    return found.assign(symbol=found["symbol"].fillna(""), is_part=rows["indicator"].notna().to_numpy())


def _printed(values: pd.Series, decimals: pd.Index) -> pd.Series:
    """In last digits as they are printed, half to even: whole numbers, however large."""
    scale = pd.Series([10 ** int(one) for one in decimals], index=values.index, dtype=object)
    return (values * scale).map(round, na_action="ignore")


def _places(printed: pd.Series) -> pd.DataFrame:
    """One more than the provinces of which more is printed; whether it is shared; of how many."""
    order = printed.rank(method="dense")  # small numbers in the place of large ones: floats tell them apart
    column = order.groupby(COLUMN, sort=False)
    first, last = (column.rank(method=method, ascending=False) for method in ("min", "max"))
    found = {"place": first.astype("Int64"), "tied": first != last, "among": column.transform("count")}
    return pd.DataFrame(found)
