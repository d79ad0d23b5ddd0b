"""What a picture is of, written into its file: SVG <metadata>, PNG text chunks. The picture itself stays as it is."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping

from report.downloads.about import KEYWORDS
from report.plaintext import escape

BEFORE = "<style>"
HEADER = 8 + 25  # bytes of a PNG before its second chunk: the signature and IHDR


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
