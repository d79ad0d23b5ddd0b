"""The values of tables and returns as one tidy frame, for whoever works with pandas.

It is the data as they were given: nothing is worked out, and no number of the pages comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from report.model import Indicator, Observation

TYPES = {
    "indicator": "str",
    "region": "str",
    "start": "datetime64[s]",  # first and last day; a stock has no first
    "end": "datetime64[s]",
    "span": "str",  # of a cell of a return: stock, quarter, ytd, rate; empty in a table, whose period says all of it
    "subject": "str",
    "scope": "str",
    "value": "object",  # Decimal as it was given, exact; None where a symbol stands in its place
    "unit": "str",
    "symbol": "str",
    "source": "str",
    "file": "str",
    "sheet": "str",
    "line": "int64",
    "column": "str",
    "note": "str",
}


def frame(rows: Iterable[Observation], indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """A row a value, in their order, with the columns of `TYPES`: frame(dataset.returned, dataset.indicators)."""
    units = {key: indicator.unit for key, indicator in indicators.items()}
    return pd.DataFrame((_record(row, units) for row in rows), columns=[*TYPES]).astype(TYPES)


def _record(row: Observation, units: Mapping[str, str]) -> tuple[object, ...]:
    where = row.where
    return (
        *(row.indicator, row.region, row.period.start, row.period.end, row.span.value if row.span else ""),
        *(row.subject.value, row.scope.value, row.value, units.get(row.indicator, ""), row.symbol.value),
        *(row.source, where.file, where.sheet, where.line, where.column, row.remark),
    )
