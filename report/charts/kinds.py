"""The kinds of chart, each with its module: how it is drawn, and what its alternative text finds."""

from __future__ import annotations

from collections.abc import Mapping

from report.charts import multiples, ranking, tiles, timeline, trend
from report.charts.kind import Kind
from report.model import ChartKind

KINDS: Mapping[ChartKind, Kind] = {
    ChartKind.TREND: trend.KIND,
    ChartKind.RANKING: ranking.KIND,
    ChartKind.TILES: tiles.KIND,
    ChartKind.MULTIPLES: multiples.KIND,
    ChartKind.TIMELINE: timeline.KIND,
}
