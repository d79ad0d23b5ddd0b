"""What each version of each return says, as the pages of the site know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from report.checks.of_returns import blocking
from report.checks.of_returns.inspection import all_findings
from report.inputs import Inputs
from report.model import (
    DataError,
    Dataset,
    Grade,
    Indicator,
    Observation,
    Publication,
    ReturnVersion,
    Revision,
    Source,
    Span,
    Subject,
    Symbol,
)
from report.moment import FOREVER, day_of
from report.numbers.embargo import released
from report.period import Period, Quarter
from report.returns.entries import Book, Key, Release, Version
from report.returns.folders import read_releases
from report.returns.form import Form, FormColumn, Item, read_form
from report.returns.ratios import COUNTED, Ratio, parts_in, read_ratios, with_ratios

SUBJECTS = {"demonstration": Subject.UNIVERSITIES, "advantaged": Subject.ENTERPRISES}  # by a part of the breakdown
SAMPLE = "（示例数据）"
SYMBOLS = {str(symbol): symbol for symbol in Symbol}


def with_returns(dataset: Dataset, inputs: Inputs) -> Dataset:
    """The dataset with every return joined to it; DataError where one is not fit."""
    releases = read_releases(inputs, dataset.regions)
    if not releases:
        return dataset
    if wrong := blocking(all_findings(inputs, releases, dataset)):
        raise DataError(wrong)
    return with_fit_returns(dataset, inputs)


def with_fit_returns(dataset: Dataset, inputs: Inputs) -> Dataset:
    """The dataset with every return joined to it."""
    releases = read_releases(inputs, dataset.regions)
    return joined(dataset, releases, read_form(inputs), read_ratios(inputs)) if releases else dataset


def joined(dataset: Dataset, releases: tuple[Release, ...], form: Form, ratios: tuple[Ratio, ...]) -> Dataset:
    """All versions of all returns; of each the last joined to the rest, as it will stand when all are out."""
    own = dataset.indicators
    known = possible(form, ratios, own)
    brought = {key: one for key, one in known.items() if key not in own}
    versions = tuple(version for release in releases for version in versions_of(release, form, brought))
    whole = replace(
        dataset,
        indicators={
            **{key: known[key] for key in own},
            **{key: one for version in versions for key, one in version.indicators.items()},
        },
        sources={**dataset.sources, **{key: one for version in versions for key, one in version.sources.items()}},
        versions=versions,
        small_base=Decimal(str(form.tolerances.small_base)),
        synthetic=any(release.record.synthetic for release in releases),
    )
    return released(whole, FOREVER)


# ---------------------------------------------------------------- versions


def versions_of(release: Release, form: Form, known: Mapping[str, Indicator]) -> Iterator[ReturnVersion]:
    """The first version of a return and each that revised it; *known*: the indicators that a return may bring along."""
    sources = {source.key: source for source in _sources(release, form)}
    for number, publication in enumerate(_publications(release, form)):
        revised = frozenset((r.indicator, r.subject, r.region, r.span) for r in publication.revisions)
        rows = tuple(_observations(release, number, form, revised))
        used = {row.indicator for row in rows}
        indicators = {key: one for key, one in known.items() if key in used or parts_in(one, used)}
        filled = {row.source for row in rows}
        held = {key: source for key, source in sources.items() if key in filled}
        yield ReturnVersion(publication, rows, indicators, held, release.readings[number].file)


def holds_all(version: ReturnVersion, inputs: Inputs) -> bool:
    """Whether a return has every column of the form, of whatever regions."""
    held = {(row.indicator, row.subject, row.span) for row in version.observations}
    return len(held) == sum(column.measure != "change" for column in read_form(inputs).columns)


def _publications(release: Release, form: Form) -> Iterator[Publication]:
    """What release.yml says of each version, with all numbers that were revised up to it."""
    record, quarter = release.record, release.quarter
    if not (quarter and record.released_at):
        return
    first = Publication(
        quarter,
        record.fields["title"],
        record.fields["publisher"],
        record.released_at,
        date.fromisoformat(record.fields["cut_off"]),
        record.fields["status"],
        record.texts,
        record.fields.get("url", ""),
        contact=record.fields.get("contact", ""),
    )
    yield first
    revisions: dict[Key, Revision] = {}
    for number, version in enumerate(record.versions, start=1):
        revisions |= _revisions(release, number, version, form)
        yield replace(
            first,
            status=version.status,
            version=number,
            revised_at=version.released_at,
            revisions=tuple(revisions.values()),
            reason=version.reason,
        )


def _revisions(release: Release, number: int, version: Version, form: Form) -> Mapping[Key, Revision]:
    """The numbers that are others in this version than in the one before, with what they were at first."""
    first, before, now = (release.readings[n].book for n in (0, number - 1, number))
    found: dict[Key, Revision] = {}
    for key, value in now.items():
        if value.column.measure != "change" and value.number != _number(before, key):
            item = form.items[value.column.item]
            found[key] = Revision(
                key_of(item, value.column),
                _subject(item, value.column),
                value.region,
                Span(value.column.measure),
                _number(first, key),
                value.number,
                number,
                version.reason,
                version.released_at,
                value.where,
            )
    return found


def _number(book: Book, key: Key) -> Decimal | None:
    return book[key].number if key in book else None


def _quarter_of(release: Release) -> Quarter:
    assert release.quarter, "a release without a quarter is not fit to be joined"
    return release.quarter


# ---------------------------------------------------------------- indicators


def key_of(item: Item, column: FormColumn) -> str:
    """The indicator of a column; a part that is no holder is one of its own."""
    key = item.indicator or item.key
    return key if item.is_by_holder or column.part == item.total else f"{key}_{column.part}"


def possible(form: Form, ratios: tuple[Ratio, ...], own: Mapping[str, Indicator]) -> Mapping[str, Indicator]:
    """The indicators that the site may have: *own*, those of data/indicators.yml, and those that returns may bring."""
    return with_ratios({**own, **_of_form(form, own)}, ratios)


def _of_form(form: Form, own: Mapping[str, Indicator]) -> Mapping[str, Indicator]:
    """Every indicator of the form: that of data/indicators.yml, or one that it does not have."""
    first = {key_of(form.items[column.item], column): column for column in reversed(form.columns)}
    found = {}
    for key, column in reversed(first.items()):
        item = form.items[column.item]
        found[key] = replace(own.get(key) or _indicator(key, item, column, own), whole=_subject(item, column))
    return found


def _indicator(key: str, item: Item, column: FormColumn, own: Mapping[str, Indicator]) -> Indicator:
    base = own.get(item.indicator) or _own(item)
    part = "" if item.is_by_holder or column.part == item.total else item.parts[column.part]
    return replace(
        base,
        key=key,
        title=f"{base.title}：{part}" if part else base.title,
        title_en=f"{base.title_en}, {column.part.replace('_', ' ')}" if part else base.title_en,
        definition=f"{base.definition.rstrip('。')}（{part}）。" if part else f"{base.definition.rstrip('。')}。",
        definition_en="" if part else base.definition_en,
        counted=COUNTED if item.is_by_holder else base.counted,
        cautions=(),
        parts=(),
        subject_parts=(),
        quarterly_item="" if part else base.quarterly_item,
    )


def _own(item: Item) -> Indicator:
    meta = item.meta
    return Indicator(
        item.key,
        item.word.split("：")[-1] if item.word.startswith("其中：") else item.word,
        meta["title_en"],
        item.unit,
        item.decimals,
        item.kind,
        meta["theme"],
        meta["definition"],
        meta.get("counted", COUNTED),
        (),
        meta["clause"],
        meta["better"],
        meta.get("quarterly_item", ""),
    )


# ---------------------------------------------------------------- sources and observations


def source_key(quarter: Quarter, number: int) -> str:
    return f"return-{quarter.slug}-{number}"


def _sources(release: Release, form: Form) -> Iterator[Source]:
    record, quarter = release.record, _quarter_of(release)
    sample = SAMPLE if record.synthetic else ""
    for number, sheet in enumerate(form.sheets, start=1):
        yield Source(
            source_key(quarter, number),
            record.fields["publisher"],
            f"{sheet.number}：{quarter.title}{sheet.title}{sample}",
            day_of(record.released_at).isoformat() if record.released_at else "",
            record.fields.get("url", ""),
            "return",
            Grade.PUBLISHER,
        )


Cell = tuple[str, Subject, str, Span]  # indicator, subject, region, span


def _observations(release: Release, version: int, form: Form, revised: frozenset[Cell]) -> Iterator[Observation]:
    quarter = _quarter_of(release)
    periods = {span: span.period(quarter) for span in Span}  # shared: a Period keeps its words once they are made
    numbers = {column: number for number, sheet in enumerate(form.sheets, start=1) for column in sheet.columns}

    @cache
    def of(column: FormColumn) -> tuple[str, Span, Period, Subject, str]:
        item, span = form.items[column.item], Span(column.measure)
        source = source_key(quarter, numbers[column])
        return key_of(item, column), span, periods[span], _subject(item, column), source

    for (column, region), value in release.readings[version].book.items():
        if column.measure != "change":
            key, span, period, subject, source = of(column)
            is_revised = value.number is not None and (key, subject, region, span) in revised
            symbol = Symbol.REVISED if is_revised else SYMBOLS[value.symbol]
            number = None if value.number is None else _number_of(str(value.number))
            yield Observation(key, region, period, subject, number, source, value.where, symbol=symbol, span=span)


@lru_cache(maxsize=1 << 16)
def _number_of(text: str) -> Decimal:
    """One for all cells that say the same: of two hundred thousand, thirty thousand differ."""
    return Decimal(text)


def _subject(item: Item, column: FormColumn) -> Subject:
    if item.is_by_holder:
        return Subject(column.part)
    return next((SUBJECTS[part] for part in item.parts if part in SUBJECTS), Subject.BOTH)
