"""Run by `sides` in a process of its own: a state of the project is composed by the program that it came with.

    python composer.py ROOT NOW CACHE OUT [DATA]

Lays the composed files in OUT; where the data are not fit, prints a problem a line instead and exits with 1. Knows
only what every state has since there are the three stores; of an older one it says so by TOO_OLD.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

TOO_OLD = 3  # exit code


def main(arguments: Sequence[str]) -> int:
    root, now, cache, out, *data = arguments
    sys.path[0] = root  # in place of this file's folder: the program of that state, not ours
    try:
        from report import inputs
        from report.compose import compose, content_problems
        from report.model import DataError
        from report.publish import write
        from report.store import Stores
    except ImportError:
        return TOO_OLD

    try:
        given = inputs.Inputs(Path(root), Path(data[0]) if data else None)
        if found := content_problems(given, links=False):
            raise DataError(found)
        site = compose(given, datetime.fromisoformat(now), Stores(Path(cache)))
    except DataError as error:
        print(*error.problems, sep="\n")
        return 1
    write(site, Path(out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
