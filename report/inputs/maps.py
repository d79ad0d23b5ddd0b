"""Maps among the files of the project, told by what stands in them, whatever they are called: each needs a 审图号."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from report.inputs import LARGEST, WRITTEN, Inputs, read_once

MADE = "build.json"  # stands in a finished site: what is in it was made of the rest
MADE_HERE = ("build", "node_modules", "__pycache__")
# what GeoJSON and TopoJSON call themselves, KML, the first bytes of a shapefile, and pictures that say what they show
OUTLINES = re.compile(
    rb'"type"\s*:\s*"(?:FeatureCollection|Topology|GeometryCollection|(?:Multi)?Polygon)"'
    rb"|<kml[\s>]|\A\x00\x00\x27\x0a\x00{20}"
)
NAMED = re.compile(
    "中国(?:全|政区|行政|疆域|轮廓)*(?:地图|版图|轮廓图|区划图)|china[-_ ]?(?:map|outline)|map[-_ ]?of[-_ ]?china",
    re.IGNORECASE,
)
SAYS = re.compile(r"<(?:title|desc)\b[^>]*>([^<]*)<|\b(?:id|class|aria-label|inkscape:label)\s*=\s*[\"']([^\"']*)")
BY_NAME = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")  # what they show no program tells
NO_MAPS = (".ttf", ".woff2", ".xlsx", ".xls", ".parquet", ".pyc")


class Maps(NamedTuple):
    """*files*: how many of those that people write were looked at; *found*: which of all are maps.

    How many there are under data/ is not told: a return that waits for its minute is among them.
    """

    files: int
    found: tuple[str, ...]


@read_once
def read_maps(inputs: Inputs) -> Maps:
    """Every regular file of the project but what builds make, and hidden ones."""
    files = sorted(_files(inputs.root))
    written = [file for file in files if file.relative_to(inputs.root).parts[0] in WRITTEN]
    return Maps(len(written), tuple(inputs.name(file) for file in files if _is_map(file)))


def _files(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if not name.startswith(".") and name not in MADE_HERE]
        if MADE in names:
            below.clear()
        else:
            yield from (file for name in names if not name.startswith(".") and _is_readable(file := Path(folder, name)))


def _is_readable(file: Path) -> bool:
    found = file.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= LARGEST and os.access(file, os.R_OK)


def _is_map(file: Path) -> bool:
    kind = file.suffix.lower()
    if kind in (*BY_NAME, *NO_MAPS):
        return kind in BY_NAME and bool(NAMED.search(file.name))
    content = file.read_bytes()
    if not content.lstrip().startswith(b"<") or b"<svg" not in content:
        return bool(OUTLINES.search(content))
    said = (file.name, *chain.from_iterable(SAYS.findall(content.decode("utf-8", "ignore"))))
    return any(map(NAMED.search, said))
