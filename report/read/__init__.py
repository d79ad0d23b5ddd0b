"""data/ → Dataset: read every file, check all of it, and only then believe it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from report.checks import check
from report.model import (
    DataError,
    Dataset,
    Document,
    Fact,
    Indicator,
    Milestone,
    Observation,
    Problem,
    Region,
    RegionKind,
    Scope,
    Source,
    Subject,
    Symbol,
)
from report.period import Period
from report.read.files import read_raw
from report.table import RawData, Row


def problems(root: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the data, in the order of the files."""
    raw, unreadable = read_raw(root)
    return tuple(sorted({*unreadable, *check(raw)}))


def read(root: Path) -> Dataset:
    """The data under *root*, or DataError with every problem at once."""
    raw, unreadable = read_raw(root)
    if found := tuple(sorted({*unreadable, *check(raw)})):
        raise DataError(found)
    return dataset(raw)


def dataset(raw: RawData) -> Dataset:
    """Checked text as values."""
    return Dataset(
        regions={row["name"]: _region(row) for row in raw.rows("regions.csv")},
        indicators={row["key"]: _indicator(row) for row in raw.rows("indicators.yml")},
        sources={row["key"]: _source(row) for row in raw.rows("sources.csv")},
        facts=tuple(_fact(row) for row in raw.rows("figures.csv")),
        observations=tuple(_observation(row) for row in raw.rows("tables/*.csv")),
        documents=tuple(_document(row) for row in raw.rows("documents.csv")),
        milestones=tuple(_milestone(row) for row in raw.rows("milestones.yml")),
    )


def _region(row: Row) -> Region:
    tile = (int(row["tile_column"]), int(row["tile_row"])) if row["tile_column"] else None
    return Region(
        row["name"],
        row["full_name"],
        row["name_en"],
        row["code"],
        row["slug"],
        RegionKind(row["kind"]),
        row["abbreviation"],
        row["pinyin"],
        row["inside"],
        tile,
    )


def _indicator(row: Row) -> Indicator:
    return Indicator(
        row["key"],
        row["title"],
        row["title_en"],
        row["unit"],
        int(row["decimals"]),
        row["kind"],
        row["theme"],
        row["definition"],
        row["counted"],
        row.items("cautions"),
        row["clause"],
        row["better"],
        row["quarterly_item"],
        row.items("parts"),
        tuple(Subject(part) for part in row.items("subject_parts")),
    )


def _source(row: Row) -> Source:
    return Source(row["key"], row["publisher"], row["title"], row["published_on"], row["official_url"], row["kind"])


def _fact(row: Row) -> Fact:
    return Fact(
        row["id"],
        row["indicator"],
        row["region"],
        row["place"],
        Subject(row["subject"]),
        Decimal(row["value"]),
        row["unit"],
        row["qualifier"],
        row["kind"],
        _period(row),
        row["statement"],
        row["source"],
        row["confidence"],
        row["comparable"] == "yes",
        row["basis"],
        row["note"],
        row.where,
    )


def _period(row: Row) -> Period | None:
    end, start = _day(row["period_end"]), _day(row["period_start"])
    return Period(end, start) if end else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _observation(row: Row) -> Observation:
    return Observation(
        row["indicator"],
        row["region"],
        Period.parse(row["period"]),
        Subject(row["subject"]),
        Decimal(row["value"]) if row["value"] else None,
        row["source"],
        row.where,
        Scope(row["scope"] or Scope.DOMESTIC),
        Symbol(row["symbol"]),
        row["note"],
    )


def _document(row: Row) -> Document:
    return Document(
        row["id"],
        row["region"],
        row["title"],
        row["doc_number"],
        row["issued_on"],
        tuple(issuer for issuer in row["issuers"].split(";") if issuer),
        row["summary"],
        row["effective_on"],
        row["clause"],
        row["official_url"],
        row["confidence"],
        row["kind"],
        row["source"],
        row.where,
    )


def _milestone(row: Row) -> Milestone:
    return Milestone(
        row["id"],
        _day(row["due_on"]),
        row["clause"],
        row["commitment"],
        Subject(row["subject"]),
        row["indicator"],
        Decimal(row["target"]) if row["target"] else None,
        row["unit"],
        row.items("evidence"),
        row["status"],
        row["reason"],
        row.where,
    )
