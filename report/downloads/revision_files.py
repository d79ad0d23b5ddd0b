"""/revisions/ for machines: what was revised on each day, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from report import moment
from report.address import edition_address, quarter_address
from report.model import Artifact, Dataset
from report.plaintext import csv_lines, safe
from report.seals.differences import Difference
from report.seals.numbered import METHOD
from report.seals.reissues import Reissue
from report.seals.sealed_lists import named

FOLDER = "revisions/"


Line = Mapping[str, str | int]


def revision_files(found: Iterable[Reissue], dataset: Dataset) -> Iterator[Artifact]:
    """Every number, place and turned sentence that an edition has otherwise than the one before it; errata; methods.

    The newest day first; no file where there is nothing.
    """
    moved = (_row(reissue, one) for reissue in found for one in (*reissue.numbers, *reissue.places, *reissue.turned))
    rows = sorted([*moved, *_errata(dataset), *_methods(dataset)], key=lambda line: str(line["day"]), reverse=True)
    if rows:
        yield Artifact(f"{FOLDER}changes.json", f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode())
        texts = ([safe(str(value)) for value in row.values()] for row in rows)  # as they were printed
        yield Artifact(f"{FOLDER}changes.csv", csv_lines([rows[0], *texts]).encode())


def _row(reissue: Reissue, one: Difference) -> Line:
    edition = reissue.edition
    return {
        "day": moment.day_of(edition.at).isoformat(),
        "at": moment.code(edition.at),
        "quarter": edition.quarter.code,
        "edition": edition.number,
        "nature": reissue.nature,
        "cause": edition.cause,
        "reason": edition.reason,
        "kind": one.kind,
        "region": one.region,
        "series": one.key,
        "indicator": one.indicator,
        "what": one.what,
        "before": one.sealed,
        "after": one.now,
        "page": edition_address(quarter_address(edition.quarter), edition.number),
    }


def _errata(dataset: Dataset) -> Iterator[Line]:
    for one in dataset.errata:
        nature, what = "更正" if one.now else "撤下", named(one.of, dataset)
        yield _of_day(one.day, nature, one.reason, "erratum", one.of, "", what, one.was, one.now)


def _methods(dataset: Dataset) -> Iterator[Line]:
    for one in dataset.method_changes:
        yield _of_day(one.day, METHOD, one.why, "method", "", " ".join(one.indicators), one.what, "", "")


def _of_day(day: date, nature: str, reason: str, *said: str) -> Line:
    """*said*: kind, series, indicator, what, before, after; of no quarter, edition and region."""
    start = moment.start_of(day)
    told = dict(zip(("kind", "series", "indicator", "what", "before", "after"), said, strict=True))
    return {
        "day": day.isoformat(),
        "at": moment.code(start),
        "quarter": "",
        "edition": "",
        "nature": nature,
        "cause": nature,
        "reason": reason,
        "kind": told["kind"],
        "region": "",
        **told,
        "page": f"/{FOLDER}",
    }
