"""The files of the project, each read once."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, TypeVar

from report.model import DataError, Place, Problem
from report.plaintext import printable
from report.store import Keep, forget

T = TypeVar("T")
LARGEST = 20_000_000  # bytes; the largest file we expect is below 1 MB
LARGEST_OF: Mapping[str, int] = {".yml": 1_000_000, ".md": 1_000_000}
WRITTEN = ("content", "templates")  # folders that people write in, beside data/, whose own reader tells of its files
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins as that of UTF-16 does
ENOUGH = 4096  # bytes, to know an encoding by
HIGHEST_PLANE = 0x10  # of Unicode: the second byte of four


@dataclass(frozen=True, eq=False)
class Inputs:
    """The project in *root* as it stood when it was first asked; its returns are in data/ or in *elsewhere* instead.

    Whatever was read is kept: other files are other inputs. *keep* has what earlier builds made of them, and changes
    nothing but the time taken.
    """

    root: Path
    elsewhere: Path | None = None  # examples/programme/data
    keep: Keep = field(default=forget, repr=False)
    address: str = ""  # of the site, where mkdocs.yml names none
    known: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def returns(self) -> Path:
        """The folder of releases/ and of what stands beside them: calendar, redirects, ledger."""
        return self.elsewhere or self.data

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @cached_property
    def own(self) -> Inputs:
        """The same project with its own returns."""
        return replace(self, elsewhere=None) if self.elsewhere else self

    def name(self, path: Path) -> str:
        """What messages call a file: data/form.yml."""
        beside = self.returns.parent
        return path.relative_to(beside if path.is_relative_to(self.returns) else self.root).as_posix()

    def content(self, path: Path) -> bytes:
        """The bytes of a regular file of the project that is no larger than its kind may be; DataError otherwise."""
        return self.once((Inputs.content, path), lambda: self._read(path))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What *make* gives, made once for each *key*."""
        if key not in self.known:
            self.known[key] = make()
        found: T = self.known[key]
        return found

    def let_go(self, *makers: object) -> None:
        """Drop what `once` keeps of these: of much that is read all is made early that a build needs."""
        for key in [key for key in self.known if isinstance(key, tuple) and key[0] in makers]:
            del self.known[key]

    def text(self, path: Path) -> str:
        """The text of a file, without a byte order mark and with plain line ends."""
        return decoded(self.name(path), self.content(path)).replace("\r\n", "\n")

    def _read(self, path: Path) -> bytes:
        if wrong := self._fault(path):
            raise DataError((wrong,))
        try:
            return path.read_bytes()
        except OSError as error:
            raise mistake(self.name(path), 0, "unreadable-file", "文件读不出来", "请检查文件权限") from error

    def irregular(self) -> Iterator[Problem]:
        """What in content/ and templates/ is neither a folder nor a file to be read, and mkdocs.yml where it is none.

        Such a thing would be waited for, read without end or, as a link, published from outside the project.
        """
        settings, below = self.root / "mkdocs.yml", (path for name in WRITTEN for path in (self.root / name).rglob("*"))
        for path in sorted(path for path in (settings, *below) if path.is_symlink() or path.exists()):
            if not (name := self.name(path)).isprintable():
                yield Problem(Place(printable(name)), "unreadable-file", "名称里有不能显示的字符", "请改名")
                continue
            is_folder = path.is_dir() and path != settings and self._is_inside(path)
            if not (is_folder or path.name.startswith(".")) and (wrong := self._fault(path)):
                yield wrong

    def _fault(self, path: Path) -> Problem | None:
        """Why *path* is no file to be read."""
        where, largest = Place(self.name(path)), LARGEST_OF.get(path.suffix, LARGEST)
        if not path.exists() and not path.is_symlink():
            return Problem(where, "missing-file", "没有这个文件，或读不出来", "请补上，或检查文件权限")
        if path.exists() and not self._is_inside(path):
            return Problem(where, "unreadable-file", "这是通到项目以外的链接", "请把文件本身放到这里")
        if not path.is_file():
            return Problem(where, "unreadable-file", "这里应是一个文件", "请换成普通文件，不要用文件夹或失效的链接")
        if path.stat().st_size > largest:
            what = f"文件超过 {largest // 1_000_000} MB"
            return Problem(where, "too-large", what, "请拆分或检查是否放错文件")
        return None

    def _is_inside(self, path: Path) -> bool:
        """The folders of the project may be links, a file in them leads nowhere else."""
        folders = {self.root, self.returns, path.parent}
        return not path.is_symlink() or any(path.resolve().is_relative_to(one.resolve()) for one in folders)


def read_once(make: Callable[[Inputs], T]) -> Callable[[Inputs], T]:
    """*make*, asked once for the same inputs."""

    @wraps(make)
    def known(inputs: Inputs) -> T:
        return inputs.once((make, inputs.elsewhere), lambda: make(inputs))

    return known


# ---------------------------------------------------------------- their text


def mistake(file: str, line: int, rule: str, what: str, cure: str) -> DataError:
    return DataError((Problem(Place(file, line), rule, what, cure),))


def decoded(file: str, content: bytes) -> str:
    """The text of *content*, without a byte order mark."""
    if is_utf_32(content) or content.startswith(UTF_16):
        what = f"是 {'UTF-32' if is_utf_32(content) else 'UTF-16'} 编码，不是 UTF-8 编码"
        raise mistake(file, 1, "not-utf-8", what, "请另存为 UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise mistake(file, line, "not-utf-8", "不是 UTF-8 编码", "请另存为 UTF-8") from error


def is_utf_32(content: bytes) -> bool:
    """Whether a text is in UTF-32, with its mark or without: no other has a nought in every fourth byte."""
    begin = content[: min(ENOUGH, len(content) // 4 * 4)]
    fourths = ((begin[3::4], begin[2::4]), (begin[::4], begin[1::4]))
    return content.startswith(UTF_32) or any(
        any(begin) and not any(high) and max(plane) <= HIGHEST_PLANE for high, plane in fourths
    )
