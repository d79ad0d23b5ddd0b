"""The picture that goes with a link to a page where people pass links on: 1200 × 630, drawn as charts are."""

from __future__ import annotations

from report.charts.canvas import Canvas
from report.charts.drawing import badge
from report.charts.style import WIDTH
from report.charts.typeset import shorten, width, wrap
from report.model import Card
from report.plaintext import SAMPLE

HEIGHT = 315.0
SCALE = 2.0
SIZE = (1200, 630)
EDGE = 32.0  # px around
ROOM = WIDTH - 2 * EDGE
BETWEEN = 16.0  # px between two figures
NAME = "盘活"


def card_png(card: Card) -> bytes:
    """The picture of a plain *card*: the same bytes for the same card."""
    from report.charts.raster import png  # imports matplotlib, half a second

    canvas = Canvas()
    canvas.rectangle(0, 0, WIDTH, 8, "fill-accent")
    canvas.text(EDGE, 44, NAME, "title fill-accent")
    if card.synthetic:
        badge(canvas, EDGE)
        canvas.text(WIDTH / 2, HEIGHT / 2 + 60, SAMPLE, "watermark middle")
    below = _title(canvas, card.title)
    for place, figure in enumerate(card.figures):
        _figure(canvas, figure, place, len(card.figures), below)
    if card.source:
        lines = _at_most(f"数据来源：{card.source}", "foot", ROOM)
        for number, line in enumerate(reversed(lines)):
            canvas.text(EDGE, HEIGHT - 20 - 20 * number, line, "foot")
    return png(canvas.shapes, HEIGHT, SCALE, few=True)


def _title(canvas: Canvas, title: str) -> float:
    """Draw the title; return where it ends."""
    lines = _at_most(title, "heading", ROOM)
    for number, line in enumerate(lines):
        canvas.text(EDGE, 92 + 38 * number, line, "heading")
    return 92 + 38 * (len(lines) - 1)


def _at_most(text: str, size: str, room: float) -> list[str]:
    """*text* in two lines at most; what does not fit is left out with an ellipsis."""
    first, *rest = wrap(text, size, room, bold=True)
    return [first, *([shorten("".join(rest), size, room, bold=True)] if rest else [])]


def _figure(canvas: Canvas, figure: tuple[str, str, str], place: int, count: int, below: float) -> None:
    """One of *count* figures side by side: what is counted, the value, of when."""
    room = (ROOM - BETWEEN * (count - 1)) / count
    left, top = EDGE + place * (room + BETWEEN), below + 40
    what, when, value = figure
    for number, line in enumerate(_at_most(what, "label", room)):
        canvas.text(left, top + 19 * number, line, "label")
    size = next((one for one in ("figure", "title") if width(value, one, bold=True) <= room), "label")
    lines = wrap(value, size, room)  # a number is never cut short
    for number, line in enumerate(lines):
        canvas.text(left, top + 58 + 20 * number, line, f"{size} fill-accent bold")
    canvas.text(left, top + 62 + 20 * len(lines), shorten(when, "small", room), "small muted")
