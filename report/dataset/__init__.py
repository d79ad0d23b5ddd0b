"""data/ → Dataset: read every file, check all of it, and only then believe it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, MutableMapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from report import moment
from report.checks.of_data import check
from report.checks.of_data.references import ECHOES
from report.checks.of_returns import inspection
from report.dataset.editions import possible, with_returns
from report.inputs.addresses import read_ledger
from report.inputs.files import UNREADABLE, read_raw
from report.inputs.raw import RawData, Row
from report.model import (
    Announcement,
    DataError,
    Dataset,
    Document,
    Fact,
    Indicator,
    Milestone,
    Observation,
    Problem,
    Redirect,
    Region,
    RegionKind,
    Scope,
    Source,
    Subject,
    Symbol,
)
from report.numbers.embargo import FIRST
from report.period import Period, Quarter
from report.returns.form import FILE as FORM
from report.returns.form import read_form
from report.returns.ratios import read_ratios

LONGEST_MESSAGE = 600


def problems(root: Path, data: Path | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with the data, in the order of the files."""
    return _read(root, data)[1]


def findings(root: Path, data: Path | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """What the checks say about the quarterly returns of *data*, by default of data/ itself."""
    raw, found = _read(root, data)
    if found:
        return ()  # the returns are read by these files: first they must be right
    known = dataset(raw)
    return inspection.findings(root, data or root / "data", known, today)


def read(root: Path, data: Path | None = None, cache: MutableMapping[str, bytes] | None = None) -> Dataset:
    """The data under *root* and the quarterly returns, or DataError with every problem at once.

    *data* is another folder of returns, such as examples/programme/data, in place of data/releases; *cache* keeps
    what the checks of returns found between builds.
    """
    return with_returns(read_tables(root, data), root, data or root / "data", cache)


def read_tables(root: Path, data: Path | None = None) -> Dataset:
    """The data under *root* without the quarterly returns, or DataError with every problem at once."""
    raw, found = _read(root, data)
    if found:
        raise DataError(found)
    return dataset(raw)


def _read(root: Path, data: Path | None) -> tuple[RawData, tuple[Problem, ...]]:
    raw, unreadable = read_raw(root, data)
    ledger = read_ledger(data or root / "data")
    found = {*unreadable, *_without_echoes(check(raw), unreadable), *ledger.problems, *_of_form(root)}
    return raw, tuple(sorted({_on_one_line(problem) for problem in found}))


def _of_form(root: Path) -> tuple[Problem, ...]:
    """What is wrong with the files by which returns are read, where there are any."""
    if not (root / FORM).is_file():
        return ()
    try:
        read_ratios(root, read_form(root))
    except DataError as error:
        return error.problems
    return ()


def returnable(root: Path, dataset: Dataset) -> Container[str]:
    """The keys of all indicators that *dataset* may have once returns are out."""
    if not (root / FORM).is_file():
        return dataset.indicators
    form = read_form(root)
    return possible(form, read_ratios(root, form), dataset.indicators)


def _without_echoes(found: Iterable[Problem], unreadable: tuple[Problem, ...]) -> Iterator[Problem]:
    """Leave out what seems wrong only because the file it refers to could not be read."""
    files = {problem.place.file.removeprefix("data/") for problem in unreadable if problem.rule in UNREADABLE}
    echoes = {rule for name in files for rule in ECHOES.get(name, ())}
    return (problem for problem in found if problem.rule not in echoes)


def _on_one_line(problem: Problem) -> Problem:
    """A problem that a terminal and a log can print, whatever stood in the cell."""
    place = problem.place._replace(file=_printable(problem.place.file))
    return replace(problem, place=place, what=_printable(problem.what), cure=_printable(problem.cure))


def _printable(text: str) -> str:
    shown = text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in shown)


def dataset(raw: RawData) -> Dataset:
    """Checked text as values."""
    return Dataset(
        regions={row["name"]: _region(row) for row in raw.rows("regions.csv")},
        indicators={row["key"]: _indicator(row) for row in raw.rows("indicators.yml")},
        sources={row["key"]: _source(row) for row in raw.rows("sources.csv")},
        cited=tuple(_fact(row) for row in raw.rows("figures.csv")),
        official=tuple(_observation(row) for row in raw.rows("tables/*.csv")),
        documents=tuple(_document(row) for row in raw.rows("documents.csv")),
        milestones=tuple(_milestone(row) for row in raw.rows("milestones.yml")),
        calendar=tuple(sorted(map(_announcement, raw.rows("calendar.yml")), key=lambda one: one.at)),
        redirects=tuple(map(_redirect, raw.rows("redirects.csv"))),
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
        pinyin=row["pinyin"],
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
        tuple(issuer.strip() for issuer in row["issuers"].split(";") if issuer.strip()),
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


def _announcement(row: Row) -> Announcement:
    quarter, moved = Quarter.parse(row["quarter"]), row["moved_from"]
    return Announcement(
        quarter,
        moment.parse(row["at"]),
        row["kind"],
        f"{quarter.title}数据" + ("" if row["kind"] == FIRST else "修订"),
        moment.parse(moved) if moved else None,
        row["reason"],
        row["note"],
        row.where,
    )


def _redirect(row: Row) -> Redirect:
    return Redirect(row["from"], row["to"], row["reason"], row.where)
