"""Text that people write: how large a file may be, and its text or a DataError that says where it cannot be read."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from report.model import DataError, Place, Problem

LARGEST = 20_000_000  # bytes; the largest file we expect is below 1 MB
LARGEST_OF: Mapping[str, int] = {".yml": 1_000_000, ".md": 1_000_000}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def mistake(file: str, line: int, rule: str, what: str, cure: str) -> DataError:
    return DataError((Problem(Place(file, line), rule, what, cure),))


def decoded(file: str, content: bytes) -> str:
    """The text of *content*, without a byte order mark."""
    if content.startswith(UTF_16):
        raise mistake(file, 1, "not-utf-8", "是 UTF-16 编码，不是 UTF-8 编码", "请另存为 UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise mistake(file, line, "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8") from error
