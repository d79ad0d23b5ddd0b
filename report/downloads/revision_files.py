"""/revisions/ for machines: what was revised on each day, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from report import moment
from report.address import edition_address, quarter_address
from report.model import Artifact
from report.plaintext import csv_lines, safe
from report.seals.differences import Difference
from report.seals.reissues import Reissue

FOLDER = "revisions/"


def revision_files(found: Iterable[Reissue]) -> Iterator[Artifact]:
    """Every number, place and turned sentence that an edition has otherwise than the one before it; or no file."""
    rows = [_row(reissue, one) for reissue in found for one in (*reissue.numbers, *reissue.places, *reissue.turned)]
    if rows:
        yield Artifact(f"{FOLDER}changes.json", f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode())
        texts = ([safe(str(value)) for value in row.values()] for row in rows)  # as they were printed
        yield Artifact(f"{FOLDER}changes.csv", csv_lines([rows[0], *texts]).encode())


def _row(reissue: Reissue, one: Difference) -> Mapping[str, str | int]:
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
