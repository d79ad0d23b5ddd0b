"""What the checks found in each release, kept between builds: most returns are as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple
from importlib.metadata import version

from report.inputs import Inputs
from report.model import Place, Problem
from report.period import Quarter
from report.returns.entries import Release
from report.store import code, digest, remember

Problems = tuple[Problem, ...]


class Memory:
    """The findings of each release by a hash of all that they follow from: its files and which of them are sealed, the
    files of every release before it, the other files under data/, the code of the checks, and whether its quarter is
    over *today*.
    """

    def __init__(self, inputs: Inputs, today: Quarter | None = None) -> None:
        self.kept, self.data, self.today = inputs.keep("findings"), inputs.returns, today
        tables = sorted(path for path in inputs.data.iterdir() if path.name not in ("releases", "seals"))
        self.before = digest(tables, code("report.checks.of_returns.inspection"), version("python-calamine"))

    def __call__(self, release: Release, make: Callable[[], Problems]) -> Problems:
        """What is known of *release*, or what *make* finds; to be asked in the order of the folders."""
        own = digest([self.data.parent / release.folder])
        sealed = sorted(file for file in release.sealed if file.startswith(f"{release.folder}/"))
        key = self.before = digest((), self.before, own, *sealed)
        if self.today and release.quarter and release.quarter >= self.today:
            key = digest((), key, "unfinished")
        found = remember(self.kept, key, lambda: json.dumps([astuple(finding) for finding in make()]).encode())
        return tuple(Problem(Place(*place), *rest) for place, *rest in json.loads(found))
