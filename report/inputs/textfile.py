"""Text files that people write: their text, or a DataError that says where they cannot be read and what to do."""

from __future__ import annotations

import codecs
from pathlib import Path

from report.model import DataError, Place, Problem

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def mistake(file: str, line: int, rule: str, what: str, cure: str) -> DataError:
    return DataError((Problem(Place(file, line), rule, what, cure),))


def text_of(root: Path, name: str) -> str:
    """The text of the file *name* below *root*, without a byte order mark and with plain line ends."""
    return decoded(name, content_of(root, name)).replace("\r\n", "\n")


def content_of(root: Path, name: str) -> bytes:
    """The bytes of the file *name* below *root*."""
    try:
        return (root / name).read_bytes()
    except OSError as error:
        raise mistake(name, 0, "missing-file", "没有这个文件，或读不出来", "请补上，或检查文件权限") from error


def decoded(file: str, content: bytes) -> str:
    """The text of *content*, without a byte order mark."""
    if content.startswith(UTF_16):
        raise mistake(file, 1, "not-utf-8", "是 UTF-16 编码，不是 UTF-8 编码", "请另存为 UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise mistake(file, line, "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8") from error
