"""A tiny but complete data root. Everything in it is invented; schema.yml is the repository's and cannot go stale."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent


def copy_small(to: Path) -> Path:
    """Make *to* a data root: the small data set and the repository's data/schema.yml; return *to*."""
    shutil.copytree(HERE / "data", to / "data")
    shutil.copyfile(REPOSITORY / "data/schema.yml", to / "data/schema.yml")
    return to
