"""Shapes → PNG, mostly half as large again as the SVG, and in its light colours.

matplotlib draws what is not text. A character is drawn once a process and stamped from then on: rasterising Chinese
outlines is what takes the time.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import product

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image, ImageDraw, ImageFont

from report.charts.canvas import Shape
from report.charts.style import CLASSES, COLOURS, RADII, RULES, SERIES, SIZES, WIDTH
from report.charts.typeset import FONTS, advance

FONT = "NotoSansSC-GB2312.ttf"
SCALE = 1.5
STEPS = 4  # shades between a colour and what it stands on: edges stay smooth, files small
BOLDER = 0.5  # px on each side of a bold outline, as the bundled font has one weight
INKS = ("ink", "muted", "axis", *SERIES)  # what text and slanting lines are drawn in
WATERMARK = 0.09
POINTS = 72  # an inch: a point is a px
COMPRESSION = zlib.Z_RLE  # pictures are flat: half the time of zlib's level 4, for 8 % more bytes
FEW_INKS, FEW_STEPS = ("ink", "muted", "accent", "highlight"), 2  # with the ground at most 16 colours: half a byte a px
Stamp = tuple[Image.Image, int, int]  # a character's mask, and where its corner stands from the pen


def png(shapes: Sequence[Shape], height: float, scale: float = SCALE, *, few: bool = False) -> bytes:
    """The picture that *shapes* make, *height* px high in the SVG, with a palette of at most 256 colours.

    *few*: of at most 16, for text and plain boxes.
    """
    picture = _without_text(tuple(shape for shape in shapes if shape.kind != "text"), height, scale).copy()
    for shape in shapes:
        if shape.kind == "text":
            _write(picture, shape, scale)
    out = BytesIO()
    picture.quantize(palette=_palette(few), dither=Image.Dither.NONE).save(out, "PNG", compress_type=COMPRESSION)
    return out.getvalue()


@lru_cache(maxsize=1)
def _without_text(shapes: tuple[Shape, ...], height: float, scale: float) -> Image.Image:
    """What cards of one site, drawn one after another, have in common."""
    size = round(WIDTH * scale), round(height * scale)
    renderer = RendererAgg(*size, POINTS)  # type: ignore[no-untyped-call]
    down = Affine2D().scale(scale, -scale).translate(0, size[1])
    ground = Shape("rect", ("ground",), (0, 0, WIDTH, height + 1))  # beyond the edge, so that no row of it is mixed
    for shape in (ground, *shapes):
        _draw(renderer, shape, down, scale)
    drawn = renderer.buffer_rgba()  # type: ignore[no-untyped-call]
    return Image.frombytes("RGB", size, drawn, "raw", "RGBX")


@lru_cache(maxsize=2)
def _palette(few: bool) -> Image.Image:
    """Every colour of the style, and the shades between each ink and what it stands on."""
    plain = {name: light for name, (light, _) in COLOURS.items()}
    shades = _shades(
        [(plain["ground"], plain[ink]) for ink in (FEW_INKS if few else INKS)], FEW_STEPS if few else STEPS
    )
    shades += [_between(plain["ground"], plain["highlight"], WATERMARK)]
    if not few:
        shades += _shades([(plain[f"class{n}"], plain[f"on{n}"]) for n in range(CLASSES)], STEPS)
        shades += [_between(colour, colour, 0) for colour in plain.values()]
        shades += [_between(plain["bar"], plain["highlight"], WATERMARK)]
    found = list(dict.fromkeys(shades))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for shade in found for part in shade])
    return palette


def _shades(pairs: Sequence[tuple[str, str]], steps: int) -> list[tuple[int, ...]]:
    """From the first colour of each pair to the second, with as many *steps* between."""
    return [_between(*pair, step / (steps + 1)) for pair, step in product(pairs, range(steps + 2))]


def _between(one: str, other: str, share: float) -> tuple[int, ...]:
    return tuple(round(255 * (a + (b - a) * share)) for a, b in zip(to_rgb(one), to_rgb(other), strict=True))


@lru_cache(maxsize=1024)
def _style(classes: tuple[str, ...]) -> Mapping[str, str]:
    """What the style sheet says of *classes* in the light scheme: later rules win."""
    found: dict[str, str] = {}
    for name, (property_, colour, rest) in RULES.items():
        if name in classes:
            found |= dict(entry.split(":") for entry in rest.split(";") if entry)
            found |= {property_: COLOURS[colour][0]} if property_ else {}
    return found


# ---------------------------------------------------------------- shapes


def _draw(renderer: RendererAgg, shape: Shape, down: Affine2D, scale: float) -> None:
    style = _style(shape.classes)
    fill, stroke = style.get("fill", "none"), style.get("stroke")
    pen: GraphicsContextBase = renderer.new_gc()
    pen.set_linewidth(float(style.get("stroke-width", 1)) * scale if stroke else 0)
    if stroke:
        pen.set_foreground(stroke)
    pen.set_joinstyle("round" if style.get("stroke-linejoin") == "round" else "miter")
    pen.set_capstyle("round" if style.get("stroke-linecap") == "round" else "butt")
    if dashes := style.get("stroke-dasharray"):
        pen.set_dashes(0, [float(length) * scale for length in dashes.split()])
    renderer.draw_path(  # type: ignore[no-untyped-call]
        pen, _path(shape), down, None if fill == "none" else to_rgb(fill)
    )


def _path(shape: Shape) -> Path:
    if shape.kind == "circle":
        return Path.circle((shape.at[0], shape.at[1]), RADII[shape.classes[0]])
    if shape.kind == "rect":
        left, top, right, bottom = shape.at
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        return Path(corners, closed=True)
    return Path(list(zip(shape.at[::2], shape.at[1::2], strict=True)))


# ---------------------------------------------------------------- text


def _write(picture: Image.Image, shape: Shape, scale: float) -> None:
    style, size = _style(shape.classes), shape.classes[0]
    em = SIZES[size] * scale
    room = sum(map(advance, shape.text)) * em
    pen = shape.at[0] * scale - room * ANCHORS[style.get("text-anchor", "start")]
    baseline = round(shape.at[1] * scale)
    for character in shape.text:
        mask, left, top = _stamp(character, em, style.get("font-weight") == "700", float(style.get("opacity", 1)))
        picture.paste(style["fill"], (round(pen) + left, baseline + top), mask)
        pen += advance(character) * em


ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


@lru_cache(maxsize=8192)
def _stamp(character: str, em: float, bold: bool, opacity: float) -> Stamp:
    font, edge = _font(em), BOLDER if bold else 0
    left, top, right, bottom = font.getbbox(character, anchor="ls", stroke_width=edge)
    corner = int(left) - 1, int(top) - 1
    mask = Image.new("L", (int(right) - corner[0] + 2, int(bottom) - corner[1] + 2))
    at = -corner[0], -corner[1]
    ImageDraw.Draw(mask).text(at, character, fill=round(255 * opacity), font=font, anchor="ls", stroke_width=edge)
    return mask, *corner


@lru_cache(maxsize=2 * len(SIZES))
def _font(em: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / FONT), em, layout_engine=ImageFont.Layout.BASIC)
