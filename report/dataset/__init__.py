"""data/ → Dataset: read every file, check all of it, and only then believe it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatch

from report import moment
from report.checks.of_data import check, known_errors
from report.checks.of_data.references import ECHOES
from report.checks.of_data.schema import choices
from report.checks.of_returns import inspection
from report.dataset.versions import possible, with_fit_returns, with_returns
from report.inputs import Inputs, read_once
from report.inputs.files import UNREADABLE, read_raw
from report.inputs.raw import RawData, RawRow
from report.inputs.settings import read_ledger
from report.inputs.values import of_row
from report.inputs.written_values import UNKNOWN
from report.model import (
    Announcement,
    DataError,
    Dataset,
    Document,
    Fact,
    Graded,
    Indicator,
    KnownError,
    Milestone,
    Observation,
    Office,
    Problem,
    Redirect,
    Region,
    Source,
)
from report.model.printed import Erratum, MethodChange
from report.numbers.embargo import FIRST
from report.numbers.grades import grade
from report.period import Period, Quarter
from report.plaintext import printable
from report.returns.form import FILE as FORM
from report.returns.form import Form, read_form
from report.returns.ratios import read_ratios
from report.yearbook.terms import read_vocabulary

LONGEST_MESSAGE = 600


def problems(inputs: Inputs) -> tuple[Problem, ...]:
    """Everything that is wrong with the data, in the order of the files."""
    return _read(inputs)[1]


def findings(inputs: Inputs, today: date | None = None) -> tuple[Problem, ...]:
    """What the checks say about the quarterly returns."""
    raw, found = _read(inputs)
    if found:
        return ()  # the returns are read by these files: first they must be right
    return inspection.findings(inputs, dataset(raw), today)


def read(inputs: Inputs) -> Dataset:
    """The data and the quarterly returns, or DataError with every problem at once."""
    return with_returns(read_tables(inputs), inputs)


def read_unchecked(inputs: Inputs) -> Dataset:
    """As `read`, of returns in which `findings` found nothing that blocks."""
    return with_fit_returns(read_tables(inputs), inputs)


@read_once
def read_tables(inputs: Inputs) -> Dataset:
    """The data without the quarterly returns, or DataError with every problem at once."""
    raw, found = _read(inputs)
    if found:
        raise DataError(found)
    return dataset(raw)


@read_once
def _read(inputs: Inputs) -> tuple[RawData, tuple[Problem, ...]]:
    raw, unreadable = read_raw(inputs)
    ledger = read_ledger(inputs)
    found = {*unreadable, *_without_echoes(check(raw), unreadable), *ledger.problems, *_of_form(inputs, raw)}
    return raw, tuple(sorted({_on_one_line(problem) for problem in found}))


def _of_form(inputs: Inputs, raw: RawData) -> tuple[Problem, ...]:
    """What is wrong with the files by which returns and tables are read, where there are any."""
    if not (inputs.root / FORM).is_file():
        return ()
    try:
        read_ratios(inputs)
        read_vocabulary(inputs)
    except DataError as error:
        return error.problems
    return tuple(_unknown_indicators(read_form(inputs), tuple(raw.by_key("indicators.yml"))))


def _unknown_indicators(form: Form, known: tuple[str, ...]) -> Iterator[Problem]:
    """An item counts what one of our indicators counts, or says itself what it is."""
    for item in form.items.values():
        if item.indicator and item.indicator not in known:
            what = f"{item.indicator!r} 不在 data/indicators.yml 中"
            yield Problem(item.where, "unknown-indicator", what, choices(item.indicator, known))


def returnable(inputs: Inputs, dataset: Dataset) -> Container[str]:
    """The keys of all indicators that *dataset* may have once returns are out."""
    if not (inputs.root / FORM).is_file():
        return dataset.indicators
    return possible(read_form(inputs), read_ratios(inputs), dataset.indicators)


def _without_echoes(found: Iterable[Problem], unreadable: tuple[Problem, ...]) -> Iterator[Problem]:
    """Leave out what seems wrong only because the file it refers to could not be read."""
    files = {problem.place.file.removeprefix("data/") for problem in unreadable if problem.rule in UNREADABLE}
    echoes = {rule for file, rules in ECHOES.items() if any(fnmatch(name, file) for name in files) for rule in rules}
    return (problem for problem in found if problem.rule not in echoes)


def _on_one_line(problem: Problem) -> Problem:
    """A problem that a terminal and a log can print, whatever stood in the cell."""
    place = problem.place._replace(file=_printable(problem.place.file))
    return replace(problem, place=place, what=_printable(problem.what), cure=_printable(problem.cure))


def _printable(text: str) -> str:
    return printable(text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE] + "…")


def dataset(raw: RawData) -> Dataset:
    """Checked text as values."""
    hosts = {row["domain"]: row["kind"] for row in raw.rows("domains.csv")}
    return Dataset(
        regions={row["name"]: _region(row) for row in raw.rows("regions.csv")},
        indicators={row["key"]: of_row(Indicator, row) for row in raw.rows("indicators.yml")},
        sources={row["key"]: _source(row, hosts) for row in raw.rows("sources.csv")},
        cited=tuple(_fact(row) for row in raw.rows("figures.csv")),
        official=_official(raw),
        documents=tuple(_document(row) for row in raw.rows("documents.csv")),
        milestones=tuple(of_row(Milestone, row) for row in raw.rows("milestones.yml")),
        calendar=tuple(sorted(map(_announcement, raw.rows("calendar.yml")), key=lambda one: one.at)),
        redirects=tuple(of_row(Redirect, row, address=row["from"]) for row in raw.rows("redirects.csv")),
        graded=tuple(of_row(Graded, row) for row in raw.rows("source_grades.csv")),
        method_changes=tuple(of_row(MethodChange, row) for row in raw.rows("method_changes.yml")),
        errata=tuple(of_row(Erratum, row) for row in raw.rows("errata.yml")),
        offices=tuple(of_row(Office, row) for row in raw.rows("offices.csv")),
    )


def _official(raw: RawData) -> tuple[Observation, ...]:
    """The cells of the tables, those that are wrong in print with what is known of it."""
    errors = {known_errors.cell_of(row): _known_error(row) for row in raw.rows(known_errors.FILE)}
    rows = raw.rows("tables/*.csv")
    return tuple(of_row(Observation, row, error=errors.get(known_errors.cell_of(row))) for row in rows)


def _known_error(row: RawRow) -> KnownError:
    right = row["should_be"]
    return of_row(KnownError, row, should_be=None if right == UNKNOWN else Decimal(right))


def _source(row: RawRow, hosts: Mapping[str, str]) -> Source:
    url = row["official_url"]
    return of_row(Source, row, url=url, grade=grade(row["kind"], row["publisher"], url, hosts))


def _region(row: RawRow) -> Region:
    tile = (int(row["tile_column"]), int(row["tile_row"])) if row["tile_column"] else None
    return of_row(Region, row, tile=tile)


def _fact(row: RawRow) -> Fact:
    end, start = _day(row["period_end"]), _day(row["period_start"])
    return of_row(Fact, row, period=Period(end, start) if end else None)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _document(row: RawRow) -> Document:
    issuers = tuple(issuer.strip() for issuer in row["issuers"].split(";") if issuer.strip())
    return of_row(Document, row, number=row["doc_number"], issuers=issuers, url=row["official_url"])


def _announcement(row: RawRow) -> Announcement:
    quarter, moved = Quarter.parse(row["quarter"]), row["moved_from"]
    return of_row(
        Announcement,
        row,
        quarter=quarter,
        at=moment.parse(row["at"]),
        title=f"{quarter.title}数据" + ("" if row["kind"] == FIRST else "修订"),
        moved_from=moment.parse(moved) if moved else None,
    )
