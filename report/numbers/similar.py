"""Which regions are of similar size: what a region is compared with where its reader chooses nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from report.model import RegionKind
from report.numbers.returned import Figures
from report.period import Quarter

SIZE = "inventory_patents_due"  # what their size is told by
MOST = 4
TIMES = 2  # how many times as large a similar region is at most


def similar(figures: Figures, region: str, quarter: Quarter) -> tuple[str, ...]:
    """规模相近地区: the provinces nearest by 应盘点存量专利, at most four, from half to twice the own number.

    Nearest is the ratio nearest to 1, of equal ones the first of data/regions.csv. The corps is not compared with
    新疆, which contains it. None for the nation, nor for a region without the number.
    """
    dataset = figures.dataset
    own, known = dataset.regions[region], sizes(figures, quarter)
    if own.kind is RegionKind.NATION or region not in known:
        return ()
    ratios = {
        one.name: _ratio(known[one.name], known[region])
        for one in dataset.provinces
        if one.name in known and one.name not in (region, own.inside)
    }
    return tuple(sorted((name for name in ratios if ratios[name] <= TIMES), key=ratios.__getitem__)[:MOST])


def sizes(figures: Figures, quarter: Quarter) -> Mapping[str, Decimal]:
    """What regions of similar size are told by, of those of which a return has it."""
    column = figures.column(SIZE, quarter) if figures.subjects(SIZE) else ()
    return {one.region: one.value for one in column if one.value}


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    return max(one, other) / min(one, other)
