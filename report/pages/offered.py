"""What pages offer as data sets, as search engines are told it: of when, of what in which unit, in which files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from report.address import indicator_address, quarter_address, table_address
from report.downloads import TABLE_FILES
from report.model import Observation, Offer
from report.order import in_groups
from report.pages.citation import SITE
from report.pages.desk import Desk
from report.pages.quarters import facts_of
from report.period import Period, Quarter

BESIDE = ("data.csv", "data.json")  # of report/frame


def offers(desk: Desk) -> Mapping[str, Offer]:
    """By the address of its page: of each indicator, each quarter and each official table."""
    return {**dict(_of_indicators(desk)), **dict(_of_quarters(desk)), **dict(_of_tables(desk))}


def _of_indicators(desk: Desk) -> Iterator[tuple[str, Offer]]:
    returned = in_groups(desk.dataset.returned, lambda row: row.indicator)
    for key, indicator in desk.dataset.indicators.items():
        rows = (*returned.get(key, ()), *desk.by_indicator.get(key, ()))
        cited = [fact.period for fact in desk.cited_of.get(key, ()) if fact.period]
        yield (
            indicator_address(indicator),
            _offer(desk, SITE, [*cited, *_periods(rows)], [key], BESIDE, _sealed(desk, desk.listed)),
        )


def _of_quarters(desk: Desk) -> Iterator[tuple[str, Offer]]:
    """Of what its period ends in the quarter; the edition is that of its return."""
    dataset = desk.dataset
    official = {(row.period.quarter, row.indicator) for row in dataset.official}
    for quarter in dataset.quarters:
        edition = dataset.returns.get(quarter)
        keys = {row.indicator for row in edition.observations} if edition else set()
        keys |= {fact.indicator for fact in facts_of(desk, quarter)}
        keys |= {key for when, key in official if when == quarter}
        publisher = edition.publication.publisher if edition else SITE
        whole = [Period(quarter.end, quarter.start)]
        offer = _offer(desk, publisher, whole, keys, BESIDE, _edition(desk, quarter), defined=False)
        yield quarter_address(quarter), offer


def _edition(desk: Desk, quarter: Quarter) -> str:
    editions = desk.editions.get(quarter, ())
    return str(editions[-1].number) if editions else ""


def _of_tables(desk: Desk) -> Iterator[tuple[str, Offer]]:
    for source in (one for one in desk.dataset.sources.values() if one.kind == "table"):
        rows = desk.by_source.get(source.key, ())
        files, keys = [source.key + kind for kind in TABLE_FILES], {row.indicator for row in rows}
        version = _sealed(desk, [name for name in desk.listed if name.startswith("tables")])
        yield table_address(source.key), _offer(desk, source.publisher, _periods(rows), keys, files, version)


def _sealed(desk: Desk, names: Iterable[str]) -> str:
    """The check digits of the seals that hold its numbers, as its citation has them."""
    return "+".join(desk.listed[name].short for name in names)


def _periods(rows: Iterable[Observation]) -> set[Period]:
    return {row.period for row in rows}


def _offer(
    desk: Desk,
    publisher: str,
    periods: Collection[Period],
    keys: Collection[str],
    files: Sequence[str],
    version: str,
    *,
    defined: bool = True,
) -> Offer:
    """*defined*: with the definitions of *keys*, which stand on pages of their own too; a part goes with its whole."""
    every = [one for key, one in desk.dataset.indicators.items() if key in keys]
    titles = {one.title for one in every}
    known = [one for one in every if "：" not in one.title or one.title.partition("：")[0] not in titles]
    return Offer(
        publisher=publisher,
        start=min((one.start or one.end for one in periods), default=None),
        end=max((one.end for one in periods), default=None),
        place=desk.dataset.nation.full_name,
        variables=tuple((one.title, one.unit, one.definition if defined else "") for one in known),
        files=tuple(files),
        version=version,
    )
