"""Returns → observations: the values of the last version of each return, as the site's pages know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from report.model import DataError, Dataset, Indicator, Observation, Source, Subject, Symbol
from report.period import Period, Quarter
from report.returns.checks import check_all
from report.returns.commands import problems
from report.returns.form import Column, Form, Item, read_form
from report.returns.memory import Memory
from report.returns.nouns import Release, Value
from report.returns.releases import book_of, read_releases

SUBJECTS = {"demonstration": Subject.UNIVERSITIES, "advantaged": Subject.ENTERPRISES}  # by a part of the breakdown
SAMPLE = "（示例数据）"
COUNTED = "高校和科研机构（含部分高水平医院）"


def with_returns(dataset: Dataset, root: Path, data: Path, cache: MutableMapping[str, str] | None = None) -> Dataset:
    """The dataset with every return of *data*/releases joined to it; DataError where one is not fit.

    *cache* keeps what the checks found between builds.
    """
    releases = read_releases(root, data, dataset.regions)
    if not releases:
        return dataset
    form = read_form(root)
    memory = Memory({} if cache is None else cache, root, data)
    found = check_all(releases, form, dataset.regions, dataset.observations, remembered=memory)
    memory.forget()
    if wrong := problems(found):
        raise DataError(wrong)
    return joined(dataset, releases, form)


def joined(dataset: Dataset, releases: tuple[Release, ...], form: Form) -> Dataset:
    """Indicators that the returns bring along, a source for each sheet, an observation for each value."""
    observations = tuple(row for release in releases for row in _observations(release, form))
    used = {row.indicator for row in observations}
    indicators = {key: one for key, one in indicators_of(form, dataset.indicators).items() if key in used}
    sources = {source.key: source for release in releases for source in _sources(release, form)}
    return replace(
        dataset,
        indicators={**dataset.indicators, **indicators},
        sources={**dataset.sources, **sources},
        observations=(*dataset.observations, *observations),
        returned=tuple(release.quarter for release in releases if release.quarter),
        synthetic=any(release.record.synthetic for release in releases),
    )


# ---------------------------------------------------------------- indicators


def key_of(item: Item, column: Column) -> str:
    """The indicator of a column; the year to date of a flow is one of its own, and so is a part that is no holder."""
    key = item.indicator or item.key
    part = "" if item.is_by_holder or column.part == item.total else f"_{column.part}"
    return f"{key}{part}" + ("_ytd" if column.measure == "ytd" else "")


def indicators_of(form: Form, known: Mapping[str, Indicator]) -> Mapping[str, Indicator]:
    """Every indicator of the form that data/indicators.yml does not have."""
    found: dict[str, Indicator] = {}
    for column in form.columns:
        item = form.items[column.item]
        key = key_of(item, column)
        if column.measure != "change" and key not in known and key not in found:
            found[key] = _indicator(key, item, column, known)
    return found


def _indicator(key: str, item: Item, column: Column, known: Mapping[str, Indicator]) -> Indicator:
    base = known.get(item.indicator) or _own(item)
    part = "" if item.is_by_holder or column.part == item.total else f"：{item.parts[column.part]}"
    span = "（本年累计）" if column.measure == "ytd" else ""
    which, long = (f"（{item.parts[column.part]}）" if part else ""), ("，1月1日至季末累计" if span else "")
    english = (f", {column.part.replace('_', ' ')}" if part else "") + (", year to date" if span else "")
    return replace(
        base,
        key=key,
        title=f"{base.title}{part}{span}",
        title_en=f"{base.title_en}{english}",
        definition=f"{base.definition.rstrip('。')}{which}{long}。",
        counted=COUNTED if item.is_by_holder else base.counted,
        cautions=(),
        parts=(),
        subject_parts=(),
        quarterly_item="" if span or part else base.quarterly_item,
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
    fields, quarter = release.record.fields, release.quarter
    sample = SAMPLE if release.record.synthetic else ""
    for number, sheet in enumerate(form.sheets, start=1):
        if quarter:
            title = f"{sheet.number}：{quarter.title}{sheet.title}{sample}"
            yield Source(
                source_key(quarter, number),
                fields["publisher"],
                title,
                fields["published_on"],
                fields.get("url", ""),
                "table",
            )


def _observations(release: Release, form: Form) -> Iterator[Observation]:
    numbers = {column: number for number, sheet in enumerate(form.sheets, start=1) for column in sheet.columns}
    first = book_of(release.readings[0]) if len(release.readings) > 1 else {}
    for (column, region), value in book_of(release.last).items():
        if release.quarter and column.measure != "change":
            item = form.items[column.item]
            yield Observation(
                key_of(item, column),
                region,
                _period(release.quarter, column, item),
                _subject(item, column),
                value.number,
                source_key(release.quarter, numbers[column]),
                value.where,
                symbol=_symbol(value, first.get((column, region))),
            )


def _period(quarter: Quarter, column: Column, item: Item) -> Period:
    return _span(quarter, column.measure)


@lru_cache(maxsize=1 << 8)  # one value for all cells of a quarter: a Period keeps its words once they are made
def _span(quarter: Quarter, measure: str) -> Period:
    """A stock holds on the last day; 当季 is the quarter, 本年累计 the days since 1 January."""
    if measure == "quarter":
        return Period(quarter.end, quarter.start)
    return Period(quarter.end, date(quarter.year, 1, 1)) if measure == "ytd" else Period(quarter.end)


def _subject(item: Item, column: Column) -> Subject:
    if item.is_by_holder:
        return Subject(column.part)
    return next((SUBJECTS[part] for part in item.parts if part in SUBJECTS), Subject.BOTH)


def _symbol(value: Value, before: Value | None) -> Symbol:
    if before and before.number is not None and before.number != value.number:
        return Symbol.REVISED
    return Symbol(value.symbol)
