"""Chart → SVG and PNG. Importing this module imports matplotlib; `report.charts` does so only to draw."""

from __future__ import annotations

from collections.abc import Callable

from report.charts import frame, multiples, ranking, tiles, timeline, trend
from report.charts.alternatives import alt
from report.charts.canvas import Canvas
from report.charts.markup import svg
from report.charts.raster import png
from report.model import Chart, ChartKind
from report.plaintext import plainly

BODIES: dict[ChartKind, Callable[[Canvas, Chart, float], float]] = {
    ChartKind.TREND: trend.trend,
    ChartKind.RANKING: ranking.ranking,
    ChartKind.TILES: tiles.tiles,
    ChartKind.MULTIPLES: multiples.multiples,
    ChartKind.TIMELINE: timeline.timeline,
}
NOTES: dict[ChartKind, Callable[[Chart], tuple[str, ...]]] = {
    ChartKind.TILES: lambda chart: (tiles.SCHEMATIC,),
    ChartKind.MULTIPLES: multiples.notes,
}


def draw(chart: Chart) -> tuple[str, bytes]:
    """The SVG and the PNG of *chart*, title and source inside them; the same from the same chart, anywhere."""
    chart = plainly(chart)
    canvas = Canvas()
    top = frame.heading(canvas, chart)
    bottom = BODIES[chart.kind](canvas, chart, top)
    if chart.synthetic:
        frame.watermark(canvas, top, bottom)
    height = frame.footer(canvas, chart, bottom, NOTES[chart.kind](chart) if chart.kind in NOTES else ())
    return svg(canvas.shapes, height, chart.title, alt(chart)), png(canvas.shapes, height)
