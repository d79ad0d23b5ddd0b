"""What every download says of its table or chart, as each kind of file calls it, and pictures that say it."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping

from report.model import Card, Table
from report.plaintext import SAMPLE, escape, if_sample

UNIT_KEY = "row_unit"  # of the column that says of each row what it counts in
ENGLISH = {
    "单位": "unit",
    "统计时点": "as_of",
    "数据来源": "source",
    "网址": "address",
    "页面": "page",
    "备注": "remark",
}  # in the CSV for programs, which leaves the words for readers, title and note, to the page and the other files
KEYWORDS = {
    "标题": "Title",
    "单位": "Unit",
    "统计时点": "Period",
    "数据来源": "Source",
    "注": "Note",
    "网址": "URL",
    "页面": "Page",
    "备注": "Disclaimer",
}  # in PNG, which wants Latin letters
BEFORE = "<style>"
HEADER = 8 + 25  # bytes of a PNG before its second chunk: the signature and IHDR


def about(table: Table, address: str) -> dict[str, str]:
    """Title, unit, time, source, note of a plain *table*, *address* of its page, and 备注 where data are synthetic."""
    return {
        "标题": table.title,
        "单位": "、".join(dict.fromkeys(filter(None, _units(table)))),
        "统计时点": table.as_of,
        "数据来源": table.source,
        "注": table.note,
        **_place(address),
        **({"备注": SAMPLE} if table.synthetic else {}),
    }


def about_card(card: Card, address: str) -> dict[str, str]:
    """The same of the picture for links to a page: its note is what stands on it."""
    said = {"标题": card.title + if_sample(card.synthetic), "注": card.said, "数据来源": card.source, "网址": address}
    return {**said, **({"备注": SAMPLE} if card.synthetic else {})}


def _place(address: str) -> dict[str, str]:
    """网址, or 页面 where the site has no public address and only the path of the page is known."""
    return {"网址" if "://" in address else "页面": address} if address else {}


def _units(table: Table) -> Iterator[str]:
    """The unit of each column; of a column of units what it says in each row."""
    for n, column in enumerate(table.columns):
        yield from (row.cells[n].text for row in table.rows) if column.key == UNIT_KEY else (column.unit,)


# ---------------------------------------------------------------- written into pictures, which stay as they are


def inscribed_svg(svg: str, said: Mapping[str, str]) -> str:
    """*svg* with a <metadata> element that holds *said* as JSON."""
    head, style, rest = svg.partition(BEFORE)
    return f"{head}<metadata>{escape(json.dumps(said, ensure_ascii=False))}</metadata>{style}{rest}"


def inscribed_png(png: bytes, said: Mapping[str, str]) -> bytes:
    """*png* with a text chunk for each entry of *said* that says something."""
    chunks = b"".join(_text_chunk(KEYWORDS[name], text) for name, text in said.items() if text)
    return png[:HEADER] + chunks + png[HEADER:]


def _text_chunk(keyword: str, text: str) -> bytes:
    """International text (iTXt), not compressed, in Chinese."""
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0zh\0\0" + text.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
