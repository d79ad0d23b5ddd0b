"""Text files that people write: their text, or a DataError that says where they cannot be read and what to do."""

from __future__ import annotations

from pathlib import Path

from report.model import DataError, Place, Problem


def mistake(file: str, line: int, rule: str, what: str, cure: str) -> DataError:
    return DataError((Problem(Place(file, line), rule, what, cure),))


def text_of(root: Path, name: str) -> str:
    """The text of the file *name* below *root*, without a byte order mark and with plain line ends."""
    try:
        content = (root / name).read_bytes()
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise mistake(name, 0, "missing-file", "没有这个文件，或读不出来", "请补上，或检查文件权限") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise mistake(name, line, "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8") from error


def broken_yaml(file: str, error: Exception) -> DataError:
    """What the YAML reader said of *file*."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    return mistake(file, line, "broken-yaml", "YAML 写法有误", "请检查缩进、冒号后的空格和引号")
