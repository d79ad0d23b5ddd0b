"""Chart → SVG and PNG. Importing this module imports matplotlib; `report.charts` does so only to draw."""

from __future__ import annotations

from report.charts import frame
from report.charts.alternatives import alt
from report.charts.canvas import Canvas
from report.charts.kinds import KINDS
from report.charts.markup import svg
from report.charts.raster import png
from report.model import Chart
from report.plaintext import plainly


def draw(chart: Chart) -> tuple[str, bytes]:
    """The SVG and the PNG of *chart*, title and source inside them; the same from the same chart, anywhere."""
    chart, kind = plainly(chart), KINDS[chart.kind]
    canvas = Canvas()
    top = frame.heading(canvas, chart)
    bottom = kind.body(canvas, chart, top)
    if chart.synthetic:
        frame.watermark(canvas, top, bottom)
    height = frame.footer(canvas, chart, bottom, kind.notes(chart))
    return svg(canvas.shapes, height, chart.title, alt(chart)), png(canvas.shapes, height)
