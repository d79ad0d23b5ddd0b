"""The tidy frame of all values: as they were given, a row each, with their types."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pandas as pd

from report.frame import TYPES, frame
from report.model import Observation, Place, Span, Subject, Symbol
from report.period import Period, Quarter
from tests.conftest import ROOT
from tests.test_figures import INDICATORS

RETURNED = Observation(
    *("transfer_count", "北京", Span.YTD.period(Quarter(2024, 3)), Subject.BOTH, Decimal("0.10"), "return-2024Q3"),
    *(Place("data/releases/2024Q3/2024Q3.xlsx", 12, "C", "盘活统2表"),),
    symbol=Symbol.REVISED,
    note="更正",
    span=Span.YTD,
)
OFFICIAL = Observation(
    *(
        "stock",
        "全国",
        Period(date(2024, 12, 31)),
        Subject.ALL_HOLDERS,
        None,
        "yearbook",
        Place("data/tables/a.csv", 2),
    ),
    symbol=Symbol.CONFIDENTIAL,
)


def test_a_row_a_value_exactly_as_it_was_given():
    table = frame([RETURNED, OFFICIAL], {one.key: one for one in INDICATORS})

    assert {name: str(kind) for name, kind in table.dtypes.items()} == TYPES
    assert [*table.iloc[0]] == [
        *("transfer_count", "北京", pd.Timestamp("2024-01-01"), pd.Timestamp("2024-09-30"), "ytd"),
        *("universities_and_institutes", "domestic", Decimal("0.10"), "次", "r", "return-2024Q3"),
        *("data/releases/2024Q3/2024Q3.xlsx", "盘活统2表", 12, "C", "更正"),
    ]
    assert str(table["value"][0]) == "0.10"
    assert table["value"][1] is None and pd.isna(table["start"][1]) and table["span"][1] == ""


def test_nothing_given_is_a_frame_without_rows():
    assert (len(frame([], {})), [*frame([], {}).columns]) == (0, [*TYPES])


def test_pandas_is_imported_only_where_something_is_worked_out():
    code = "import sys, report.audit.claims, report.commands.building; print('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "False\n"
