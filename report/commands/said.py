"""What a command says at its end, and the exit code that goes with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from report.model import Problem


def report(problems: Sequence[Problem]) -> int:
    """Print the problems, a line each; exit code 1 if there are any."""
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} 个问题；已发布的网站保持原样", file=sys.stderr)
    else:
        print("数据没有问题")
    return 1 if problems else 0


def refuse(*lines: str) -> int:
    """Print why not; exit code 1."""
    print(*lines, sep="\n", file=sys.stderr)
    return 1
