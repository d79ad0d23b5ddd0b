"""data/source_grades.csv as it is written: how well founded the figures were, day by day."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, fields
from io import StringIO

from report.model import Graded

NAME = "source_grades.csv"


def text(rows: Iterable[Graded]) -> str:
    """The whole file, with its header."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Graded))
    writer.writerows(astuple(one) for one in rows)
    return out.getvalue()
