"""Downloads read back: the CSV of every chart beside the page it stands on, for the rule that compares the two."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from posixpath import dirname

from report.model import Artifact, Problem
from report.period import Quarter
from report.returns.checks import BY_ID
from report.returns.form import read_form
from report.returns.nouns import Case, Reading, Record, Release

Download = tuple[str, tuple[Mapping[str, str], ...], str]


def downloads_of(artifacts: Iterable[Artifact]) -> Iterator[Download]:
    """The path, the rows and the page of every CSV that has a page beside it."""
    files = {artifact.path: artifact.content for artifact in artifacts if artifact.path.endswith((".csv", ".md"))}
    for path, content in files.items():
        page = files.get(f"{dirname(path)}/index.md".removeprefix("/"))
        if path.endswith(".csv") and page is not None:
            rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            yield path, tuple(rows), page.decode()


def problems(artifacts: Iterable[Artifact], root: Path) -> tuple[Problem, ...]:
    """Where a download says other numbers than its page; nothing where the project has no form of returns."""
    if not (root / "data/form.yml").is_file():
        return ()
    release = Release("", Quarter(2024, 1), (), Record(""))
    case = replace(Case(read_form(root), {}, release, Reading(""), {}), downloads=tuple(downloads_of(artifacts)))
    return tuple(finding.problem() for finding in BY_ID["download-page"].findings(case))
