"""An earlier commit beside the work tree, to compare with: `make same-site BASE=7a690ad`, `make bench BASE=7a690ad`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import ROOT


def commit_of(name: str) -> str:
    """The whole name of a commit; CalledProcessError if there is none."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"]
    return subprocess.check_output(asked, text=True).strip()


def check_out(commit: str, folder: Path) -> Path:
    """The files of *commit* in the new folder *folder*."""
    folder.mkdir(parents=True)
    packed = subprocess.check_output(["git", "-C", str(ROOT), "archive", commit])
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    return folder
