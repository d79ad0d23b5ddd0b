"""Which commit is being built, as git says it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from report.deliver.manifest import INPUTS, Commit


def commit_of(root: Path) -> Commit:
    """The commit checked out in *root*, and whether an input differs from it; none where *root* is not a checkout."""
    id = _git(root, "rev-parse", "HEAD")
    if not id or _git(root, "rev-parse", "--show-prefix"):  # a prefix: *root* lies inside somebody else's repository
        return Commit()
    return Commit(id, bool(_git(root, "status", "--porcelain", "--", *INPUTS)))


def _git(root: Path, *arguments: str) -> str:
    """What git answers, or nothing: where it is not installed, and where there is no repository."""
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
