"""What is wrong in one place, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in one place, and what to write instead. Errors block; warnings ask for a note."""

    file: str
    line: int
    rule: str
    what: str
    cure: str
    level: str = "error"

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        return f"{at}: {self.what}；{self.cure} [{self.rule}]"


class DataError(Exception):
    """The data cannot be published; carries every problem found, in the order of the files."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems
