"""What is wrong, where, and what to write instead; and how a command refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

ERROR, WARNING, INFO = "error", "warning", "info"
MOST_TOLD = 100  # problems of the data at once; a broken column has thousands
LEVELS = {ERROR: "错误", WARNING: "提示", INFO: "信息"}


class Place(NamedTuple):
    """Where something stands: file below the root, line (the header is 1; 0: no line), column, sheet of a workbook.

    A tuple: there are eighty thousand, and of a frozen dataclass each takes four times as long.
    """

    file: str
    line: int = 0
    column: str = ""
    sheet: str = ""

    @property
    def cell(self) -> str:
        """C17 in a sheet; empty for a whole sheet and in text files, which have lines."""
        return f"{self.column}{self.line}" if self.sheet and self.line else ""

    @property
    def told(self) -> Place:
        """As messages tell it: the cell of a sheet, the line of a text file."""
        return self if self.sheet else Place(self.file, self.line)

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}:{self.sheet}" + (f"!{self.cell}" if self.line else "")
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place, and what to write instead.

    Errors block; warnings do until they are *acknowledged*: that is the reason which release.yml gives. What is found
    on a *sealed* version of a return is a warning and blocks nothing: it was published, and stays.
    """

    place: Place
    rule: str
    what: str
    cure: str
    level: str = ERROR
    acknowledged: str = ""
    sealed: bool = False

    @property
    def blocks(self) -> bool:
        return not self.sealed and (self.level == ERROR or self.is_open)

    @property
    def is_open(self) -> bool:
        """A warning that nobody has looked at."""
        return self.level == WARNING and not self.acknowledged

    def __str__(self) -> str:
        return f"{self.place}: {self.what}；{self.cure} [{self.rule}]"

    def __lt__(self, other: Problem) -> bool:
        """The order of files, and in a file from top to bottom."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[object, ...]:
        file, line, column, sheet = self.place
        return file, sheet, line, len(column), column, self.rule, self.what, self.cure


class Refusal(Exception):
    """Why a command does not do what it was asked, in words for a person; its exit code is 1."""


class DataError(Refusal):
    """The data cannot be published; carries every problem found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - MOST_TOLD
        left = [f"……还有 {more} 个"] if more > 0 else []
        told = [*map(str, self.problems[:MOST_TOLD]), *left, f"{len(self.problems)} 个问题；已发布的网站保持原样"]
        super().__init__("\n".join(told))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Problem, ...]]]:
        return DataError, (self.problems,)
