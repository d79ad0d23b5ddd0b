"""Papers as PDF, set by Typst after the layouts in templates/paper. Only this room knows Typst, and segno for QR codes.

What is said reaches a layout as data, never as code: in JSON, from which a layout takes text, and as pictures. The same
paper gives the same bytes. Sheets are tagged for screen readers (PDF/UA-1) and carry the bundled font as a subset.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC
from functools import lru_cache, partial
from importlib.metadata import version
from io import BytesIO
from itertools import chain
from multiprocessing import parent_process
from pathlib import Path
from typing import Any, Final

from report.apart import apart
from report.charts import alt, draw_svg
from report.model import Artifact, Chart, DataError, LaidAway, Page, Paper, Place, Problem, Table
from report.plaintext import SAMPLE, plain, plainly
from report.store import code, digest, make_missing

FONTS = Path(__file__).parent.parent / "fonts"
FONT = FONTS / "NotoSansSC-GB2312.ttf"
SCANNED = "scanned.svg"
ENDING = ".pdf"
AT_ONCE = 2  # Typst keeps of each paper what the next might use, of a bulletin 50 MB, as long as its process lives
STANDARD: Final = "ua-1"  # PDF/UA-1, ISO 14289-1


def files(pages: Iterable[Page], templates: Path, kept: MutableMapping[str, bytes]) -> Iterator[Artifact]:
    """The papers of all *pages*, each in the folder of its page; *kept* holds them between builds."""
    wanted = {page.folder + paper.name: paper for page in pages for paper in page.papers}
    keys = {path: key(paper, templates) for path, paper in wanted.items()}
    make_missing(
        kept,
        {keys[path]: paper for path, paper in wanted.items()},
        lambda some: [typeset(paper, templates) for paper in some],
        many=1,  # also one is set by a copy: it begins threads
        at_once=AT_ONCE,
    )
    return (LaidAway(path, partial(kept.__getitem__, one)) for path, one in keys.items())


def key(paper: Paper, templates: Path) -> str:
    """A hash of all that the file of *paper* follows from."""
    return digest([], _way(templates), repr(paper))


@lru_cache(maxsize=1)
def _way(templates: Path) -> str:
    """A hash of what sets papers: the layouts, the font, the code and Typst."""
    return digest([templates / "paper", FONTS], code(__name__), version("typst"), version("segno"))


def typeset(paper: Paper, templates: Path) -> bytes:
    """The PDF of *paper*; DataError where it has a character that the bundled font lacks."""
    import typst  # a tenth of a second

    scanned = paper.said["scanned"]
    pictures = {SCANNED: scanned_svg(scanned).encode()} if scanned else dict[str, bytes]()
    said = {**_head(paper), **{name: _as_json(one, pictures) for name, one in paper.said.items()}}
    _refuse_unprintable(paper, chain(_texts(said), map(bytes.decode, pictures.values())))
    layouts = {file.name: file.read_bytes() for file in sorted((templates / "paper").glob("*.typ"))}
    main = f'#import "{paper.layout}.typ": layout\n#layout(json("said.json"))'
    data = json.dumps(said, ensure_ascii=False)
    sources: Any = {"main.typ": main.encode(), "said.json": data.encode(), **layouts, **pictures}
    at = int(paper.at.timestamp())
    return _in_a_copy(lambda: typst.compile(sources, font_paths=_fonts(), pdf_standards=STANDARD, timestamp=at))


def _in_a_copy(work: Callable[[], bytes]) -> bytes:
    """work(), never by the first process: Typst begins threads, which later copies of it would wait for without end."""
    if parent_process():
        return work()
    _fonts()  # read here once, not by each copy
    return apart(work)


def scanned_svg(address: str) -> str:
    """A picture of *address* for the cameras of telephones, called by it: one SVG element on one line."""
    import segno

    found, bare = BytesIO(), {"xmldecl": False, "nl": False, "svgclass": None, "lineclass": None}
    code = segno.make(address, error="m", micro=False, mask=0)  # to try all masks takes four times as long
    code.save(found, kind="svg", border=0, omitsize=True, title=address, **bare)
    return found.getvalue().decode()


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The bundled font alone: what else a machine has would make other bytes."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


# ---------------------------------------------------------------- what a layout is given


def _head(paper: Paper) -> Mapping[str, Any]:
    """What the file says of itself; the mark of synthetic data, or nothing."""
    at = paper.at.astimezone(UTC)
    return {
        "title": plain(paper.title),
        "author": plain(paper.author),
        "keywords": [plain(word) for word in paper.keywords],
        "date": {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "sample": SAMPLE if paper.synthetic else "",
    }


def _as_json(value: Any, pictures: dict[str, bytes]) -> Any:
    """*value*, all its texts plain; a chart is named, and drawn into *pictures*."""
    if isinstance(value, Chart):
        name = f"{len(pictures)}.svg"
        pictures[name] = draw_svg(value).encode()
        return {"file": name, "alt": plain(alt(value))}
    if isinstance(value, Table):
        return _table(plainly(value))
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {name: _as_json(one, pictures) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_as_json(one, pictures) for one in value]
    return value


def _table(table: Table) -> Mapping[str, Any]:
    """A plain *table*: its headings in one row, or in two with those over several columns; each cell with its marks."""
    return {
        "title": table.title,
        "as_of": table.as_of,
        "label": table.label_title,
        "groups": [{"title": title, "count": count} for title, count in table.groups],
        "columns": [
            {"pieces": list(column.pieces[1:] or (column.title,)), "unit": column.unit} for column in table.columns
        ],
        "rows": [
            {
                "label": row.label,
                "note": row.note,
                "pin": row.pin,
                "cells": [[cell.text, cell.marks] for cell in row.cells],
            }
            for row in table.rows
        ],
        "note": table.note,
        "source": table.source,
    }


def _texts(value: Any) -> Iterator[str]:
    """Every text in what a layout is given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)


def _refuse_unprintable(paper: Paper, texts: Iterable[str]) -> None:
    """DataError that names the characters of *texts* that the font lacks; they would be printed as empty boxes."""
    if missing := sorted(set(chain.from_iterable(texts)) - _printable()):
        what = f"《{plain(paper.title)}》的 PDF 印不出「{'、'.join(missing)}」，所用字体没有"
        cure = "请改用字体里有的字，或用 report/fonts/make.py 把它加进字体"
        raise DataError((Problem(Place(paper.of), "unprintable", what, cure),))


@lru_cache(maxsize=1)
def _printable() -> frozenset[str]:
    """The characters of the font, and the newline between the lines of a picture's code."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(FONT, lazy=True).getBestCmap())) | {"\n"}
