"""The site that stands: where nothing changed that it follows from, build.json alone tells when it was looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from sysconfig import get_path

import msgspec

from report.deliver import manifest
from report.deliver.manifest import commit_of
from report.disk import put
from report.inputs import Inputs
from report.inputs.settings import read_ledger
from report.store import PACKAGE, Keep, code, digest

OWN = ("content", "data", "mkdocs.yml", "templates")


class LastBuild(msgspec.Struct):
    """What a build left, and for how long the same inputs make the same of it."""

    since: datetime
    until: datetime | None
    files: str  # as `listed`
    output: str
    said: str


@dataclass(frozen=True)
class Lookup:
    """Whether the site in *out* is what the inputs under *root* and in *data* make at the moment *now*."""

    root: Path
    data: Path | None
    out: Path
    now: datetime
    keep: Keep
    address: str = ""  # of the site, where mkdocs.yml names none

    def key(self) -> str:
        """A hash of all that a site follows from but the moment."""
        inputs = [self.root / name for name in OWN] + ([self.data] if self.data else [])
        libraries = sorted(one.name for one in Path(get_path("purelib")).glob("*.dist-info"))  # with versions
        return digest(
            [*inputs, PACKAGE / "fonts"], code("report.commands.building"), str(self.out), self.address, *libraries
        )

    def said_again(self) -> str:
        """What the build that left the site said of it, once build.json is of now; empty where all is to be built."""
        found = self.keep("site").get(self.key())
        if found is None:
            return ""
        standing = msgspec.json.decode(found, type=LastBuild)
        is_as_it_was = standing.since <= self.now and (standing.until is None or self.now < standing.until)
        if not is_as_it_was or listed(self.out) != standing.files:
            return ""
        try:
            told = manifest.read(self.out)
        except manifest.ManifestError:
            return ""
        if told.output != standing.output:
            return ""
        self._describe(told)
        return standing.said

    def _describe(self, told: manifest.Manifest) -> None:
        inputs = manifest.inputs(self.root, self.data or self.root / "data")
        moment = self.now.isoformat(timespec="minutes")
        again = replace(told, commit=commit_of(self.root), moment=moment, inputs=inputs)
        put(self.out / f".{manifest.NAME}", again.json().encode())
        (self.out / f".{manifest.NAME}").replace(self.out / manifest.NAME)

    def remember(self, key: str, until: datetime | None, said: str) -> None:
        """The site as it stands now was made of what has *key*, unless that changed while it was made; good *until*.

        And until the ledger of addresses was sealed: from then on a build may lose none.
        """
        if key == self.key():
            sealed = read_ledger(Inputs(self.root, self.data)).sealed_at
            until = min((one for one in (until, sealed) if one and one > self.now), default=None)
            standing = LastBuild(self.now, until, listed(self.out), manifest.read(self.out).output, said)
            self.keep("site")[key] = msgspec.json.encode(standing)


def listed(folder: Path) -> str:
    """A hash of what tells whether a file below *folder* was touched: its path, size, time and place on the disk."""
    return digest([], *sorted(_files(folder)))


def _files(folder: Path | str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        elif entry.name != manifest.NAME:
            state = entry.stat(follow_symlinks=False)
            yield f"{entry.path} {state.st_mode} {state.st_size} {state.st_mtime_ns} {state.st_ino}"
