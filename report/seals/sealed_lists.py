"""Cited figures and official tables, sealed in one file each: a printed text changes with its erratum or not at all.

What is added later is no difference; `build.py seal` enters it. An erratum (data/errata.yml) or a change of method that
once let something change stands in the seal from then on and must stay where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest

from report import moment, wording
from report.inputs import Inputs
from report.model import DataError, Dataset, Fact, Observation, Place, Problem, Subject
from report.model.printed import Erratum, MethodChange, short
from report.moment import day_of
from report.period import Period, Quarter
from report.seals.differences import NOTHING, changed
from report.seals.sealed_files import BROKEN, FOLDER, as_json, mapping_lines, sound, text_of_file

RULE = "sealed"
WITHDRAWN = "withdrawn"  # stands in a seal where there is any
FIGURES, TABLES = LISTS = ("figures.json", "tables.json")
Texts = tuple[str, ...]


@dataclass(frozen=True)
class SealedList:
    """What is printed of each entry, the first text being its value; *names*: of the indicators; *known*: what changed
    with a reason before this seal; *withdrawn*: entries that are no more; *hash*: its own, once it is written."""

    at: datetime
    names: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Texts] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, Texts] = field(default_factory=dict)
    hash: str = field(default="", compare=False)

    @property
    def short(self) -> str:
        """What citations name of the hash."""
        return short(self.hash)


@dataclass(frozen=True)
class PresentList:
    """One of the two lists as it is printed now: its file, the texts and the place of each entry, the names of its
    indicators, and what may have changed it by the words that seals know it by."""

    file: str
    entries: Mapping[str, Texts]
    places: Mapping[str, Place]
    names: Mapping[str, str]
    reasons: Mapping[str, Erratum | MethodChange]


def lists(dataset: Dataset) -> tuple[PresentList, PresentList]:
    """The cited figures and the official tables of *dataset*."""
    cited = {one.id: one for one in dataset.cited}
    official = {cell_key(one): one for one in dataset.official}
    return (
        PresentList(
            FIGURES,
            {key: _of_fact(one, dataset) for key, one in cited.items()},
            {key: one.where for key, one in cited.items()},
            _names(dataset, dataset.cited),
            _reasons(dataset, (one for one in dataset.errata if " " not in one.of)),
        ),
        PresentList(
            TABLES,
            {key: _of_cell(one, dataset) for key, one in official.items()},
            {key: one.where for key, one in official.items()},
            _names(dataset, dataset.official),
            _reasons(dataset, (one for one in dataset.errata if " " in one.of)),
        ),
    )


def _reasons(dataset: Dataset, errata: Iterable[Erratum]) -> Mapping[str, Erratum | MethodChange]:
    methods = {f"{one.day} {one.what}": one for one in dataset.method_changes}
    return {**methods, **{f"{one.day} {one.of}": one for one in errata}}


def _names(dataset: Dataset, rows: Iterable[Fact | Observation]) -> Mapping[str, str]:
    used = (dataset.indicators[row.indicator] for row in rows)
    return {one.key: f"{one.title}（{one.unit}）：{one.definition}（{one.counted}）" for one in used}


def _of_fact(fact: Fact, dataset: Dataset) -> Texts:
    source, indicator = dataset.sources[fact.source], dataset.indicators[fact.indicator]
    return (
        wording.figure(fact),
        fact.statement,
        f"{fact.region} {fact.place}".strip(),
        wording.when(fact),
        wording.whose(fact.subject, indicator),
        fact.indicator,
        fact.note,
        f"{wording.cited(source)}《{source.title}》",
        wording.FACT_KINDS[fact.kind],  # a seal of an older form does not have it
    )


def cell_key(row: Observation) -> str:
    """Which cell of the official tables: cnipa-2023-3-7 designs_in_force 2023-12-31 江苏 domestic universities"""
    return f"{row.source} {row.indicator} {row.period.code} {row.region} {row.scope} {row.subject}"


def _of_cell(row: Observation, dataset: Dataset) -> Texts:
    return (
        wording.observed(row, dataset.indicators[row.indicator]),
        row.note,
        dataset.sources[row.source].title,
        row.symbol.value,  # a seal of an older form has neither it nor what follows
        wording.SCOPES[row.scope],
        wording.SUBJECTS[row.subject],
    )


def named(of: str, dataset: Dataset) -> str:
    """What an erratum is of, in words: 江苏专利转让，2025年; where that was withdrawn the name that its seal has."""
    if fact := dataset.fact.get(of):
        return f"{fact.place or fact.region}{dataset.indicators[fact.indicator].title}，{wording.when(fact)}"
    row = next((one for one in dataset.official if cell_key(one) == of), None)
    if row is None:
        return of
    whose = f"{wording.whole_or_region(row, dataset.nation.name)}{dataset.indicators[row.indicator].title}"
    return f"{whose}，{wording.SUBJECTS[row.subject]}，{row.period.title}"


@dataclass(frozen=True)
class Withdrawal:
    """What was printed of a cited figure or of a cell of an official table, and was taken back; where it stood.

    *quarter*: on whose page; None of a cell, of a target, and where no time was told. *source*: of a cell its table.
    """

    what: str  # 江苏专利转让，2025年
    erratum: Erratum
    indicator: str
    region: str
    quarter: Quarter | None = None
    source: str = ""


def withdrawals(dataset: Dataset, listed: Mapping[str, SealedList]) -> Iterator[Withdrawal]:
    """As the seals *listed* have what errata say is withdrawn."""
    present = {one.file: one.entries for one in lists(dataset)}
    gone = {name: _withdrawn(one, present[name]) for name, one in listed.items()}
    for erratum in dataset.errata:
        if texts := gone.get(FIGURES, {}).get(erratum.of):
            yield _of_figure(erratum, texts, dataset)
        elif erratum.of in gone.get(TABLES, {}):
            yield _of_table_cell(erratum, dataset)


def _withdrawn(sealed: SealedList, present: Mapping[str, Texts]) -> Mapping[str, Texts]:
    """What stands in a seal and is not printed any more."""
    return {key: texts for key, texts in {**sealed.withdrawn, **sealed.entries}.items() if key not in present}


def _of_figure(erratum: Erratum, texts: Texts, dataset: Dataset) -> Withdrawal:
    _, _, place, when, _, indicator, *_ = texts
    region, _, within = place.partition(" ")
    title = dataset.indicators[indicator].title if indicator in dataset.indicators else indicator
    quarter = None if when.startswith("到") else Quarter.ended_in(when)
    return Withdrawal(f"{within or region}{title}，{when}", erratum, indicator, region, quarter)


def _of_table_cell(erratum: Erratum, dataset: Dataset) -> Withdrawal:
    source, indicator, period, region, _, subject = erratum.of.split(" ")
    title = dataset.indicators[indicator].title if indicator in dataset.indicators else indicator
    what = f"{region}{title}，{wording.SUBJECTS[Subject(subject)]}，{Period.parse(period).title}"
    return Withdrawal(what, erratum, indicator, region, source=source)


# ---------------------------------------------------------------- the file


def read_list(inputs: Inputs, name: str) -> SealedList | None:
    """The seal of that name in data/seals; None before the first. DataError where it was changed by hand."""
    path = inputs.data / FOLDER / name
    if not path.is_file():
        return None
    file = inputs.own.name(path)
    body = sound(file, inputs.content(path))
    try:
        found = json.loads(body)
        entries, withdrawn = (_entries(found.get(name, {})) for name in ("entries", WITHDRAWN))
        return SealedList(moment.parse(found["at"]), found["names"], entries, found["known"], withdrawn, found["hash"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError((Problem(Place(file), *BROKEN),)) from error


def _entries(found: Mapping[str, Iterable[object]]) -> Mapping[str, Texts]:
    return {key: tuple(map(str, texts)) for key, texts in found.items()}


def read_lists(inputs: Inputs, at: datetime) -> Mapping[str, SealedList]:
    """By their names the two seals, where they are of *at* or earlier."""
    found = {name: read_list(inputs, name) for name in LISTS}
    return {name: one for name, one in found.items() if one and one.at <= at}


def text(one: SealedList) -> str:
    """As it is written to the disk."""
    lines = [f'{{\n"at": {as_json(moment.code(one.at))},\n']
    for name in ("names", "known", "entries", *([WITHDRAWN] if one.withdrawn else [])):
        lines += mapping_lines(name, getattr(one, name))
    return text_of_file("".join(lines))


# ---------------------------------------------------------------- what is sealed, and what is printed now


def problems(inputs: Inputs, dataset: Dataset) -> Iterator[Problem]:
    """Where a sealed text of *dataset* would print otherwise without an erratum, or an erratum is gone or not true."""
    for listed in lists(dataset):
        try:
            sealed = read_list(inputs, listed.file)
        except DataError as error:
            yield from error.problems
            continue
        if sealed and sealed.at <= dataset.as_of:
            yield from _differences(sealed, listed, dataset, inputs.own.name(inputs.data / FOLDER / listed.file))


def _differences(sealed: SealedList, listed: PresentList, dataset: Dataset, file: str) -> Iterator[Problem]:
    reasons, today = listed.reasons, day_of(dataset.as_of)
    for key in sealed.known.keys() - reasons.keys():
        what = f"「{key}」曾据以更改已公布的数，现在没有了"
        yield Problem(Place(file), RULE, what, "更正和方法变更的记录不能删改，请恢复")
    new = {key: one for key, one in reasons.items() if key not in sealed.known and one.day <= today}
    errata = {one.of: one for one in new.values() if isinstance(one, Erratum)}
    for key, was, is_now in changed(sealed.entries, listed.entries):
        if was and was != (is_now or ())[: len(was)] and not _is_told(errata.get(key), was, is_now):
            yield _problem(key, was, is_now or (), listed.places.get(key) or Place(file))
    for key, was_named, is_named in changed(sealed.names, listed.names):
        methods = (one for one in new.values() if isinstance(one, MethodChange))
        if was_named and is_named and not any(one.concerns(key) for one in methods):
            what = f"指标 {key} 封存为「{was_named}」，现在是「{is_named}」"
            yield Problem(Place(file), RULE, what, "请恢复；确要改的，写入 data/method_changes.yml，写明日期和原因")


def _is_told(erratum: Erratum | None, was: Texts, is_now: Texts | None) -> bool:
    """Whether the erratum says of just this value what it was and what it is; with it go its other texts."""
    return erratum is not None and (erratum.was, erratum.now) == (was[0], is_now[0] if is_now else "")


def _problem(key: str, was: Texts, is_now: Texts, place: Place) -> Problem:
    one, other = next(pair for pair in zip_longest(was, is_now, fillvalue=NOTHING) if pair[0] != pair[1])
    what = f"{key} 封存为「{one}」，现在会印成「{other}」"
    value = is_now[0] if is_now else ""
    entry = f"{{of: {key}, day: 日期, was: {was[0]}, now: '{value}', reason: 原因}}"
    return Problem(place, RULE, what, f"已公布的不能不声不响地改；请恢复，或在 data/errata.yml 写 {entry}")


# ---------------------------------------------------------------- to be sealed


def unsealed(inputs: Inputs, dataset: Dataset) -> int:
    """How many entries no seal holds yet."""
    found = ((read_list(inputs, one.file), one) for one in lists(dataset))
    return sum(len(one.entries.keys() - (sealed.entries.keys() if sealed else ())) for sealed, one in found)


def to_be_sealed(inputs: Inputs, dataset: Dataset) -> Mapping[str, str]:
    """The text of each of the two files as of *dataset*, in which nothing differs without a reason."""
    found: dict[str, str] = {}
    for one in lists(dataset):
        known = {key: why.reason if isinstance(why, Erratum) else why.why for key, why in one.reasons.items()}
        last = read_list(inputs, one.file)
        gone = _withdrawn(last, one.entries) if last else {}
        now = SealedList(dataset.as_of, one.names, one.entries, known, gone)
        if one.entries and (last is None or replace(last, at=now.at) != now):
            found[one.file] = text(now)
    return found
