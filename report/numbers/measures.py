"""What is worked out of a figure of the returns: one table that pages, seals, machine files and 对比 read.

A measure more is an entry here and a field of `model.printed.Value`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from report import wording
from report.model import Cell
from report.model.printed import Measure
from report.numbers.arithmetic import comparable
from report.numbers.cells import NOTHING, SMALL, TIED
from report.numbers.returned import PERCENT_DECIMALS, Figure


def change_cell(figure: Figure, provinces: int = 0) -> Cell:
    """24.1 for +24.13 %, or for as many percentage points of a rate."""
    change = figure.year_on_year
    if change is None:
        return NOTHING
    decimals = figure.indicator.decimals if change.kind == "points" else PERCENT_DECIMALS
    return Cell(wording.plain(change.value, decimals), change.value, SMALL if change.small_base else "")


def share_cell(figure: Figure, provinces: int = 0) -> Cell:
    share = _percent(figure)
    return NOTHING if share is None else Cell(wording.plain(share, 1), share)


def place_cell(figure: Figure, provinces: int) -> Cell:
    """3, the third of all the *provinces*; 3/30 where only thirty of them have a value."""
    return _placed(figure.rank, figure.ranked, provinces, figure.tied)


def rank_cell(figure: Figure) -> Cell:
    """The place without of how many, where all of them stand in one table."""
    return _placed(figure.rank, 0, 0, figure.tied)


def growth_place_cell(figure: Figure, provinces: int) -> Cell:
    """The place by 同比, likewise."""
    return _placed(figure.growth_rank, figure.growth_ranked, provinces, figure.growth_tied)


def contribution_cell(figure: Figure, provinces: int = 0) -> Cell:
    if figure.contribution is None:
        return NOTHING
    return Cell(wording.plain(figure.contribution, 1), figure.contribution)


def _placed(rank: int | None, ranked: int, provinces: int, tied: bool) -> Cell:
    if rank is None:
        return NOTHING
    return Cell(str(rank) if ranked == provinces else f"{rank}/{ranked}", Decimal(rank), TIED if tied else "")


def _percent(figure: Figure) -> Decimal | None:
    return None if figure.share is None else figure.share * 100


def _comparable(figure: Figure) -> Decimal | None:
    return comparable(figure.year_on_year)


class Asked(NamedTuple):
    """How `content/quarters.yml` asks for a measure beside a value, how a table says that it has it, what it means."""

    name: str
    said: str
    meaning: str
    meaning_en: str


class Worked(NamedTuple):
    """A measure of a figure.

    *key*: of its column in tables of one region. *cell*: as printed where so many provinces are. *placed_by*: the
    measure that tells places by this one in 对比; empty: 对比 does not have it. *number*: of which it tells the median.
    """

    called: Measure
    key: str
    cell: Callable[[Figure, int], Cell]
    asked: Asked | None = None
    placed_by: str = ""
    number: Callable[[Figure], Decimal | None] = lambda _: None

    @property
    def ending(self) -> str:
        """Of the key of its column beside that of a value: transfer_count_ytd_yoy."""
        return f"_{self.key.removeprefix('value_')}"


WORKED_OUT: Mapping[str, Worked] = {  # by the fields of a printed Value
    "change": Worked(
        Measure("同比", "%", "个百分点"),
        "value_yoy",
        change_cell,
        Asked("change", "同比", "同比（%；比率为百分点）", "change on a year earlier, % (of a rate percentage points)"),
        "growth_place",
        _comparable,
    ),
    "share": Worked(
        Measure("占全国", "%"),
        "share",
        share_cell,
        Asked("share", "占比", "占全国的比重（%）", "share of the nation, %"),
        "place",
        _percent,
    ),
    "place": Worked(
        Measure("位次"), "rank", place_cell, Asked("rank", "位次", "位次", "place among the provinces"), "place"
    ),
    "growth_place": Worked(Measure("增速位次"), "growth_rank", growth_place_cell, placed_by="growth_place"),
    "contribution": Worked(Measure("拉动全国增长", "个百分点"), "contribution", contribution_cell),
}
MEASURES: Mapping[str, Measure] = {name: one.called for name, one in WORKED_OUT.items()}
BESIDE_VALUES: Mapping[str, str] = {one.asked.name: name for name, one in WORKED_OUT.items() if one.asked}
