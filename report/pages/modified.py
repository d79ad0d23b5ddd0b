"""When a release last changed a page: the minute of a version, the day of a source, of an erratum or of a method.

Of written prose the text itself says when it was changed (`updated` in content/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from report.address import indicator_address, quarter_address, region_address, table_address
from report.model import Dataset, Document, Fact, Observation, ReturnVersion
from report.model.printed import ALL
from report.moment import start_of
from report.numbers.embargo import first_day
from report.order import in_groups
from report.period import Quarter
from report.seals.sealed_lists import Withdrawal

WHOLE = ("/", "/regions/", "/indicators/", "/quarters/", "/policy/milestones/", "/data/", "/data/sources/")  # of all
EDITIONS = ("/calendar/", "/revisions/")
DOCUMENTS = ("/policy/timeline/", "/policy/documents/")
Change = tuple[datetime, Iterator[str]]  # when it came out, and the addresses of the pages that it changed


def moments(dataset: Dataset, withdrawn: Iterable[Withdrawal] = ()) -> Mapping[str, datetime]:
    """By its address, of each page but those of single quarters; *dataset* as `released` gives it."""
    found: dict[str, datetime] = {}
    gone = ((start_of(one.erratum.day), _of_withdrawal(one, dataset)) for one in withdrawn)
    for when, addresses in (*_changes(dataset), *gone):
        for address in (*WHOLE, *addresses):
            found[address] = max(when, found.get(address, when))
    return found


def moments_of_quarters(dataset: Dataset) -> Mapping[Quarter, datetime]:
    """Of the pages that follow from the returns of a quarter and of those before it."""
    found, last = {}, None
    for quarter in dataset.returns:
        own = [one.publication.out_at for one in dataset.versions if one.publication.quarter == quarter]
        found[quarter] = last = max(filter(None, (*own, last)))
    return found


def day_of_source(dataset: Dataset, key: str) -> datetime | None:
    """When a source came out: the first minute that its date may mean; None: nobody knows."""
    text = dataset.sources[key].published_on
    return start_of(first_day(text)) if text else None


def _changes(dataset: Dataset) -> Iterator[Change]:
    for version in dataset.versions:
        yield version.publication.out_at, _of_version(version, dataset)
    for fact in dataset.cited:
        yield from _on(day_of_source(dataset, fact.source), _of_fact(fact, dataset))
    for document in dataset.documents:
        yield from _on(day_of_source(dataset, document.source), _of_document(document, dataset))
    tables = in_groups(dataset.official, lambda row: row.source)
    for source, rows in tables.items():
        yield from _on(day_of_source(dataset, source), _of_table(source, rows, dataset))
    for erratum in dataset.errata:
        corrected, source = dataset.fact.get(erratum.of), erratum.of.split(" ")[0]
        pages = _of_fact(corrected, dataset) if corrected else _of_table(source, tables.get(source, ()), dataset)
        yield start_of(erratum.day), pages
    for change in dataset.method_changes:
        keys = dataset.indicators if ALL in change.indicators else change.indicators
        yield start_of(change.day), (_of_indicator(key, dataset) for key in keys if key in dataset.indicators)


def _on(when: datetime | None, addresses: Iterator[str]) -> Iterator[Change]:
    if when:
        yield when, addresses


def _of_indicator(key: str, dataset: Dataset) -> str:
    return indicator_address(dataset.indicators[key])


def _of_region(name: str, dataset: Dataset) -> Iterator[str]:
    if dataset.regions[name].has_page:
        yield region_address(dataset.regions[name])


def _of_fact(fact: Fact, dataset: Dataset) -> Iterator[str]:
    yield _of_indicator(fact.indicator, dataset)
    yield from _of_region(fact.region, dataset)
    if fact.period and fact.kind != "target":
        yield quarter_address(fact.period.quarter)


def _of_withdrawal(one: Withdrawal, dataset: Dataset) -> Iterator[str]:
    if one.indicator in dataset.indicators:
        yield _of_indicator(one.indicator, dataset)
    yield from _of_region(one.region, dataset)
    if one.quarter:
        yield quarter_address(one.quarter)


def _of_document(document: Document, dataset: Dataset) -> Iterator[str]:
    yield from DOCUMENTS
    yield from _of_region(document.region, dataset)
    if len(document.issued_on) >= len("2024-04"):
        yield quarter_address(Quarter.of(date.fromisoformat(f"{document.issued_on[:7]}-01")))


def _of_table(source: str, rows: Iterable[Observation], dataset: Dataset) -> Iterator[str]:
    yield table_address(source)
    yield from _of_rows(rows, dataset)


def _of_version(version: ReturnVersion, dataset: Dataset) -> Iterator[str]:
    """The pages of its quarter and of later ones, which look back at it, and of whatever it has a number of."""
    yield from EDITIONS
    yield from (quarter_address(one) for one in dataset.returns if one >= version.publication.quarter)
    yield from _of_rows(version.observations, dataset)


def _of_rows(rows: Iterable[Observation], dataset: Dataset) -> Iterator[str]:
    """The pages of whatever has a number there."""
    for indicator, region in {(row.indicator, row.region) for row in rows}:
        yield _of_indicator(indicator, dataset)
        yield from _of_region(region, dataset)
