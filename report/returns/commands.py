"""What build.py does with returns: write the empty form, check what was put under data/releases, send copies back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from report.model import Artifact, DataError, Observation, Problem, Region
from report.period import Quarter
from report.returns.checks import check_all
from report.returns.form import read_form
from report.returns.nouns import Finding
from report.returns.releases import content_of, read_releases
from report.returns.reports import as_json, as_markdown


def empty_form(root: Path, regions: Mapping[str, Region], quarter: Quarter) -> bytes:
    """The workbook of *quarter* for the offices to fill in."""
    from report.returns.workbook import write_form  # here: a build of the site need not wait for openpyxl

    return write_form(read_form(root), regions, quarter)


def findings(
    root: Path,
    data: Path,
    regions: Mapping[str, Region],
    official: tuple[Observation, ...] = (),
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Everything the forty checks say about *data*/releases; nothing where there is none."""
    try:
        releases = read_releases(root, data, regions)
    except DataError as error:
        return tuple(Finding(p.file, "", "", p.rule, 37, p.what, p.cure, p.level, p.line) for p in error.problems)
    if not releases:
        return ()
    return check_all(releases, read_form(root), regions, official, Quarter.of(today) if today else None)


def problems(found: Iterable[Finding]) -> tuple[Problem, ...]:
    """What blocks, as problems of the data like any other."""
    return tuple(finding.problem() for finding in found if finding.blocks)


def reports(data: Path, found: tuple[Finding, ...]) -> tuple[Artifact, ...]:
    """report.json, report.md and a marked copy of each workbook with findings."""
    copies = _copies(data, found)
    return Artifact("report.json", as_json(found).encode()), Artifact("report.md", as_markdown(found).encode()), *copies


def _copies(data: Path, found: tuple[Finding, ...]) -> Iterator[Artifact]:
    from report.returns.marked import marked

    for file in dict.fromkeys(finding.file for finding in found if finding.blocks):
        path = data.parent / file
        if path.suffix == ".xlsx" and path.is_file():
            content = marked(content_of(path), [finding for finding in found if finding.file == file])
            if content is not None:
                yield Artifact(f"{path.stem}-marked.xlsx", content)
