"""What a person is told where a command does not do what it was asked."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from report.model import DataError, Refusal

FAULTS = {  # of the machine, and what to do about each
    errno.ENOENT: "没有这个文件或文件夹；请检查路径",
    errno.EEXIST: "已经有同名的文件；请换一个路径",
    errno.ENOTDIR: "不是文件夹；请换一个路径",
    errno.EISDIR: "是文件夹，不是文件；请换一个路径",
    errno.EACCES: "没有权限；请换一个路径，或修改它的权限",
    errno.EPERM: "没有权限；请换一个路径，或修改它的权限",
    errno.EROFS: "所在的磁盘只能读；请换一个路径",
    errno.ENOSPC: "所在的磁盘已满；请先腾出空间",
    errno.ENAMETOOLONG: "名称过长；请换一个路径",
    errno.EADDRINUSE: "端口已被占用；请换一个 --port",
}


def refused(error: Refusal | OSError) -> int:
    """Say why; exit code 1."""
    print(reason(error), file=sys.stderr)
    return 1


def reason(error: Refusal | OSError) -> str:
    """The error in words for a person; where the machine refuses, what is wrong with which file."""
    if isinstance(error, OSError) and error.errno in FAULTS:
        return f"{error.filename}: {FAULTS[error.errno]}" if error.filename else FAULTS[error.errno]
    return str(error)


@contextmanager
def unchanged(place: Path, before: str = "；") -> Iterator[None]:
    """Who is refused is told as well that *place* is as it was; problems of the data say that of themselves."""
    try:
        yield
    except DataError:
        raise
    except (Refusal, OSError) as error:
        raise Refusal(f"{reason(error)}{before}{place} 保持原样") from error
