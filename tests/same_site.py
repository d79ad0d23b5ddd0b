"""Are both sites, the real one and the example, byte for byte what an earlier commit builds at the same moment?

`make same-site BASE=7a690ad`. What BASE builds is kept as hashes in build/same-site, so it is built once. Left out is
build.json, which names the commit; CSVs of charts, which may change while charts become tables, are told apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT
from tests.earlier import check_out, commit_of

NOW = "2026-11-22T09:30+08:00"
SITES = {"site": (), "example": ("--data", "examples/programme")}
LISTED = 40  # different files that are named; all are counted
Hashes = Mapping[str, str]  # site/path → hash of the bytes


def built(project: Path) -> Hashes:
    """Both sites that *project* builds."""
    with TemporaryDirectory() as folder:
        for name, options in SITES.items():
            command = [sys.executable, "build.py", "site", "--now", NOW, "--out", f"{folder}/{name}", *options]
            subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
        return hashes(Path(folder))


def hashes(folder: Path) -> Hashes:
    """Every file below *folder*, build.json left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "build.json")
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def kept(commit: str) -> Hashes:
    """What *commit* builds; the second time from what was kept of the first."""
    file = ROOT / "build/same-site" / f"{commit}.json"
    if not file.exists():
        with TemporaryDirectory() as folder:
            found = built(check_out(commit, Path(folder) / "project"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(found, indent=0), "utf-8")
    known: Hashes = json.loads(file.read_text("utf-8"))
    return known


def of_a_chart(path: str, site: Hashes) -> bool:
    """Whether the file is the CSV of a drawing beside it."""
    return path.endswith(".csv") and f"{path.removesuffix('.csv')}.svg" in site


def compared(before: Hashes, after: Hashes) -> list[str]:
    """What differs, a line each, and at the end the counts: of the CSVs of charts, of all other files."""
    paths = sorted(before.keys() | after.keys())
    different = [path for path in paths if before.get(path) != after.get(path)]
    whole = {**before, **after}
    charts = {path for path in paths if of_a_chart(path, whole)}
    others = [path for path in different if path not in charts]
    return [
        *(f"{said(path, before, after)}: {path}" for path in others[:LISTED]),
        counts("CSVs of charts", len(charts), len(different) - len(others)),
        counts("files", len(paths) - len(charts), len(others)),
    ]


def said(path: str, before: Hashes, after: Hashes) -> str:
    return "new" if path not in before else "gone" if path not in after else "different"


def counts(what: str, number: int, different: int) -> str:
    return f"{what} {number}: same {number - different}, different {different}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="a commit: 7a690ad")
    told = compared(kept(commit_of(parser.parse_args().base)), built(ROOT))
    print(*told, sep="\n")
    return 0 if told[-1].endswith(" different 0") else 1


if __name__ == "__main__":
    sys.exit(main())
