"""Charts: from a `Chart` to SVG, PNG, alternative text and the table beside it. matplotlib is imported only to draw."""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, MutableMapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from report.charts.alternatives import alt, beside
from report.model import Chart
from report.store import keep_only

__all__ = ["Picture", "alt", "beside", "draw", "draw_all", "key"]

MANY = 40  # below this, starting processes and importing matplotlib in each takes longer than drawing


@dataclass(frozen=True)
class Picture:
    """A chart as drawn: text that follows the reader's colours, and pixels in the light ones."""

    svg: str
    png: bytes = field(repr=False)


def draw(chart: Chart) -> Picture:
    """The picture of *chart*. Pure: the same bytes for the same chart, in any process, time zone and locale."""
    from report.charts.drawing import draw as drawn  # imports matplotlib, half a second

    return Picture(*drawn(chart))


def draw_all(charts: Sequence[Chart], cache: MutableMapping[str, str] | None = None) -> tuple[Picture, ...]:
    """The picture of each chart, in order. Those that *cache* lacks are drawn; then it holds these and no others."""
    cache = {} if cache is None else cache
    keys = [key(chart) for chart in charts]
    known = {name: _unpacked(text) for name in dict.fromkeys(keys) if (text := cache.get(name)) is not None}
    stale = {name: chart for name, chart in zip(keys, charts, strict=True) if name not in known}
    for name, picture in zip(stale, _drawn(list(stale.values())), strict=True):
        known[name] = picture
        cache[name] = _packed(picture)
    keep_only(cache, keys)
    return tuple(known[name] for name in keys)


def _packed(picture: Picture) -> str:
    """One text for a cache: the SVG, then the PNG in a line of its own."""
    return f"{picture.svg}\n{b64encode(picture.png).decode()}"


def _unpacked(text: str) -> Picture:
    svg, _, png = text.rpartition("\n")
    return Picture(svg, b64decode(png))


def _drawn(charts: Sequence[Chart]) -> Iterable[Picture]:
    """Drawn here, or by a pool when there are many; the result is the same."""
    workers = min(os.cpu_count() or 1, 8)
    if len(charts) < MANY or workers < 2:
        return list(map(draw, charts))
    try:
        # spawned, not forked: `serve` draws while threads run, and a fork would copy their locks
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            return list(pool.map(draw, charts, chunksize=8))
    except (BrokenProcessPool, OSError):  # no processes to be had, or no main module to start them from
        return list(map(draw, charts))


def key(chart: Chart) -> str:
    """The name that *chart* has in a cache: a hash of all it says, and of everything that draws it."""
    return hashlib.sha256(f"{_drawing()}\n{chart!r}".encode("utf-8", "backslashreplace")).hexdigest()


@lru_cache(maxsize=1)
def _drawing() -> str:
    """A hash of the drawing code, the font and the versions of matplotlib and Pillow, read without importing them."""
    here = Path(__file__).parent
    fonts = here.parent / "fonts"
    digest = hashlib.sha256(f"{version('matplotlib')} {version('pillow')}".encode())
    for path in sorted([*here.glob("*.py"), *fonts.glob("*.ttf"), *fonts.glob("*.json")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
