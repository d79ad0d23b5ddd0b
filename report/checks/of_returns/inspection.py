"""All that the checks find in data/releases, remembered between builds, and the files in which people are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from report import moment
from report.checks.of_returns import check_all
from report.checks.of_returns.findings import as_json, as_markdown
from report.inputs import Inputs
from report.model import Announcement, Artifact, DataError, Dataset, Place, Problem, Region
from report.numbers.embargo import FIRST
from report.period import Quarter
from report.returns.entries import Release
from report.returns.folders import content_of, read_releases
from report.returns.form import read_form
from report.seals.sealed_files import sealed_returns
from report.store import code, digest, remember


def empty_form(inputs: Inputs, regions: Mapping[str, Region], quarter: Quarter) -> bytes:
    """The workbook of *quarter* for the offices to fill in."""
    from report.returns.forms_out import write_form  # here: a build of the site need not wait for openpyxl

    return write_form(read_form(inputs), regions, quarter)


def findings(inputs: Inputs, known: Dataset, today: date | None = None) -> tuple[Problem, ...]:
    """Everything the checks say about the returns; nothing where there is none."""
    try:
        releases = read_releases(inputs, known.regions)
    except DataError as error:
        return error.problems
    if not releases:
        return ()
    return all_findings(inputs, releases, known, Quarter.of(today) if today else None)


def all_findings(
    inputs: Inputs, releases: tuple[Release, ...], known: Dataset, today: Quarter | None = None
) -> tuple[Problem, ...]:
    """What the checks say about the returns, and where a release is not when the calendar promised it."""
    memory, sealed = Memory(inputs, today), sealed_returns(inputs)
    releases = tuple(replace(release, sealed=sealed) for release in releases)
    found = check_all(releases, read_form(inputs), known.regions, known.official, today, remembered=memory)
    return (*found, *unlike_calendar(releases, known.calendar))


def unlike_calendar(releases: Iterable[Release], calendar: Iterable[Announcement]) -> Iterator[Problem]:
    """A first release that the calendar announces comes at just that minute."""
    promised = {one.quarter: one for one in calendar if one.kind == FIRST}
    for release in releases:
        one = promised.get(release.quarter) if release.quarter else None
        at = release.record.released_at
        if one and at and at != one.at:
            what = f"release_at 是 {moment.code(at)}，发布日历（{one.where}）写的是 {moment.code(one.at)}"
            cure = "两处须一致；改期的请在日历写 moved_from 和 reason"
            yield Problem(release.record.at("release_at"), "metadata", what, cure)


def reports(data: Path, found: tuple[Problem, ...]) -> tuple[Artifact, ...]:
    """report.json, report.md and a marked copy of each workbook with findings."""
    copies = _copies(data, found)
    return Artifact("report.json", as_json(found).encode()), Artifact("report.md", as_markdown(found).encode()), *copies


def _copies(data: Path, found: tuple[Problem, ...]) -> Iterator[Artifact]:
    faulty = dict.fromkeys(finding.place.file for finding in found if finding.blocks)
    if not faulty:
        return
    from report.returns.marked import marked  # here: only a faulty workbook need wait for openpyxl

    for file in faulty:
        path = data.parent / file
        if path.suffix == ".xlsx" and path.is_file():
            content = marked(content_of(path), [finding for finding in found if finding.place.file == file])
            if content is not None:
                yield Artifact(f"{path.stem}-marked.xlsx", content)


# ---------------------------------------------------------------- what was found before: most returns are as they were


class Memory:
    """The findings of each release by a hash of all that they follow from: its files and which of them are sealed, the
    files of every release before it, the other files under data/, the code of the checks, and whether its quarter is
    over *today*.
    """

    def __init__(self, inputs: Inputs, today: Quarter | None = None) -> None:
        self.kept, self.data, self.today = inputs.keep("findings"), inputs.returns, today
        tables = sorted(path for path in inputs.data.iterdir() if path.name not in ("releases", "seals"))
        self.before = digest(tables, code("report.checks.of_returns.inspection"), version("python-calamine"))

    def __call__(self, release: Release, make: Callable[[], tuple[Problem, ...]]) -> tuple[Problem, ...]:
        """What is known of *release*, or what *make* finds; to be asked in the order of the folders."""
        own = digest([self.data.parent / release.folder])
        sealed = sorted(file for file in release.sealed if file.startswith(f"{release.folder}/"))
        key = self.before = digest((), self.before, own, *sealed)
        if self.today and release.quarter and release.quarter >= self.today:
            key = digest((), key, "unfinished")
        found = remember(self.kept, key, lambda: json.dumps([astuple(finding) for finding in make()]).encode())
        return tuple(Problem(Place(*place), *rest) for place, *rest in json.loads(found))
