"""/revisions/ for machines: what was revised on each day, as CSV and as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from report import moment
from report.address import edition_address, quarter_address
from report.model import Artifact
from report.plaintext import safe
from report.seals.differences import Difference
from report.seals.reissues import Reissue

FOLDER = "revisions/"


def revision_files(found: Iterable[Reissue]) -> Iterator[Artifact]:
    """Every number, place and turned sentence that an edition has otherwise than the one before it; or no file."""
    rows = [_row(reissue, one) for reissue in found for one in (*reissue.numbers, *reissue.places, *reissue.turned)]
    if rows:
        yield Artifact(f"{FOLDER}changes.json", f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode())
        yield Artifact(f"{FOLDER}changes.csv", _csv(rows).encode())


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


def _csv(rows: Iterable[Mapping[str, str | int]]) -> str:
    """UTF-8 without a mark, numbers and texts as they were printed."""
    found, first, *others = StringIO(), *rows
    writer = csv.writer(found, lineterminator="\n")
    writer.writerow(first)
    writer.writerows([safe(str(value)) for value in row.values()] for row in (first, *others))
    return found.getvalue()
