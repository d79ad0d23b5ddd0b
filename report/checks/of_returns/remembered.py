"""What the checks found in each release, kept between builds: most returns are as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, MutableMapping
from dataclasses import astuple
from importlib.metadata import version

from report.inputs import Inputs
from report.model import Place, Problem
from report.returns.entries import Release
from report.store import code, digest, remember

Problems = tuple[Problem, ...]


class Memory:
    """The findings of each release by a hash of all that they follow from: its files and those of every release before
    it, the other files under data/, and the code of the checks.
    """

    def __init__(self, kept: MutableMapping[str, bytes], inputs: Inputs) -> None:
        self.kept, self.data = kept, inputs.returns
        tables = sorted(path for path in inputs.data.iterdir() if path.name != "releases")
        self.before = digest(tables, code("report.checks.of_returns.inspection"), version("python-calamine"))

    def __call__(self, release: Release, make: Callable[[], Problems]) -> Problems:
        """What is known of *release*, or what *make* finds; to be asked in the order of the folders."""
        own = digest([self.data.parent / release.folder])
        key = self.before = hashlib.sha256(f"{self.before}{own}".encode()).hexdigest()
        found = remember(self.kept, key, lambda: json.dumps([astuple(finding) for finding in make()]).encode())
        return tuple(Problem(Place(*place), *rest) for place, *rest in json.loads(found))
