"""Chart → SVG and PNG. The PNG needs matplotlib, which is imported only to make one."""

from __future__ import annotations

from report.charts.canvas import Canvas, spotted, svg
from report.charts.kinds import KINDS, alt, columns_beside
from report.charts.style import MARGIN, ROOM, WIDTH
from report.charts.typeset import width, wrap
from report.model import Chart
from report.plaintext import SAMPLE, plainly

WATERMARK_EVERY = 320.0  # px


def draw_both(chart: Chart) -> tuple[str, bytes]:
    """The SVG and the PNG of *chart*, title and source inside them; the same from the same chart, anywhere."""
    from report.charts.raster import png  # imports matplotlib, half a second

    chart = plainly(chart)
    canvas, height = _laid_out(chart)
    where = spotted(canvas.spots, columns_beside(chart))
    return svg(canvas.shapes, height, chart.title, alt(chart), where), png(canvas.shapes, height)


def draw_svg(chart: Chart) -> str:
    """The SVG alone, for paper: it does not say where its values are to be pointed at."""
    chart = plainly(chart)
    canvas, height = _laid_out(chart)
    return svg(canvas.shapes, height, chart.title, alt(chart))


def _laid_out(chart: Chart) -> tuple[Canvas, float]:
    """A plain *chart* as drawn, and the height that it takes."""
    canvas, kind = Canvas(), KINDS[chart.kind]
    top = _heading(canvas, chart)
    bottom = kind.body(canvas, chart, top)
    if chart.synthetic:
        _watermark(canvas, top, bottom)
    return canvas, _footer(canvas, chart, bottom, kind.notes(chart))


# ---------------------------------------------------------------- around every chart, inside the picture


def _heading(canvas: Canvas, chart: Chart) -> float:
    """Draw what stands above the chart; return where it ends."""
    taken = badge(canvas) if chart.synthetic else 0
    top = MARGIN
    for line in wrap(chart.title, "title", ROOM - taken, bold=True):
        canvas.text(MARGIN, top + 18, line, "title")
        top += 27
    for line in wrap(_subtitle(chart), "label", ROOM):
        canvas.text(MARGIN, top + 15, line, "label muted")
        top += 22
    return top + 8


def _subtitle(chart: Chart) -> str:
    unit = f"单位：{chart.unit}" if chart.unit else ""
    return "　".join(filter(None, [unit, chart.as_of]))


def badge(canvas: Canvas, edge: float = MARGIN) -> float:
    """示例数据 in a filled box at the top right, *edge* px from both; the width that it takes from the title."""
    room = width(SAMPLE, "badge", bold=True) + 16
    left = WIDTH - edge - room
    canvas.rectangle(left, edge - 2, room, 24, "fill-highlight")
    canvas.text(left + room / 2, edge + 15, SAMPLE, "badge middle")
    return room + 12


def _watermark(canvas: Canvas, top: float, bottom: float) -> None:
    """示例数据 large and faint over the data, repeated down a long picture: a piece cut out of it still says so."""
    times = max(1, round((bottom - top) / WATERMARK_EVERY))
    for n in range(times):
        middle = top + (bottom - top) * (n + 0.5) / times
        canvas.text(WIDTH / 2, middle + 24, SAMPLE, "watermark middle")


def _footer(canvas: Canvas, chart: Chart, top: float, notes: tuple[str, ...] = ()) -> float:
    """Draw note and source below the chart; return the height of the whole picture."""
    note = "；".join(text.rstrip("。；") for text in (chart.note, *notes) if text)
    top += 12
    for text in filter(None, [f"注：{note}" if note else "", f"数据来源：{chart.source}"]):
        for line in wrap(text, "foot", ROOM):
            canvas.text(MARGIN, top + 14, line, "foot")
            top += 20
        top += 2
    return top + MARGIN - 6
