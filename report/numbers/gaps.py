"""What is missing of the four quarterly statistics of clause 三(四): what was published last, and how long ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from report.model import Dataset, Fact
from report.moment import day_of
from report.order import in_groups
from report.period import Quarter

STATISTICS = {
    "转让登记": "专利转让登记",
    "许可备案": "许可合同备案",
    "产业化": "专利产业化",
    "专利密集型产品备案": "专利密集型产品备案",
}  # what an indicator's quarterly_item says of it → its name in the plan
PROGRAMME = "2023-10"  # what was published of earlier times is background


@dataclass(frozen=True)
class LastPublished:
    """The figure, change or quarter of a return that was published last; *on*: YYYY-MM-DD, YYYY-MM, YYYY or empty."""

    on: str
    fact: Fact | None = None
    quarter: Quarter | None = None


@dataclass(frozen=True)
class Gap:
    """One statistic of one region. *promised*: the targets that were published for it."""

    region: str
    statistic: str
    last: LastPublished | None
    months: int | None  # since then, month for month; None: nothing was published, or its month is not known
    promised: tuple[Fact, ...]


def gaps(dataset: Dataset, today: date) -> Mapping[str, tuple[Gap, ...]]:
    """By region, the nation first: of each of the four statistics what was published last of the whole region."""
    whole = in_groups((fact for fact in dataset.cited if not fact.place), lambda fact: fact.region)
    returned = _returned(dataset)
    names = [dataset.nation.name, *(region.name for region in dataset.pages_of_regions)]
    return {
        name: tuple(_gap(dataset, name, one, whole.get(name, ()), returned, today) for one in STATISTICS)
        for name in names
    }


def _gap(
    dataset: Dataset,
    region: str,
    statistic: str,
    facts: Iterable[Fact],
    returned: Mapping[tuple[str, str], Quarter],
    today: date,
) -> Gap:
    own = [fact for fact in facts if statistic in dataset.indicators[fact.indicator].quarterly_item]
    found = [LastPublished(dataset.sources[one.source].published_on, one) for one in own if one.kind != "target"]
    if quarter := returned.get((region, statistic)):
        on = day_of(dataset.returns[quarter].publication.out_at).isoformat()
        found.append(LastPublished(on, quarter=quarter))
    last = max(found, key=_newness, default=None)
    months = months_since(last.on, today) if last else None
    return Gap(region, statistic, last, months, tuple(one for one in own if one.kind == "target"))


def _newness(one: LastPublished) -> tuple[str, bool, date]:
    """Published last; of one day a number before a change, then the newest period."""
    period = one.fact.period if one.fact else None
    return one.on, one.fact is None or one.fact.is_figure, period.end if period else date.min


def _returned(dataset: Dataset) -> Mapping[tuple[str, str], Quarter]:
    """By region and statistic the newest quarter whose return has a number of it."""
    found: dict[tuple[str, str], Quarter] = {}
    for row in dataset.returned:
        if row.value is not None:
            item = dataset.indicators[row.indicator].quarterly_item
            for one in STATISTICS:
                if one in item:
                    key = row.region, one
                    found[key] = max(found.get(key, row.period.quarter), row.period.quarter)
    return found


def months_since(published: str, today: date) -> int | None:
    """From month to month, whatever the day: what was published in January is a month old in February."""
    if len(published) < len("2024-01"):
        return None
    return (today.year - int(published[:4])) * 12 + today.month - int(published[5:7])


def is_background(fact: Fact, dataset: Dataset) -> bool:
    """Whether a figure tells of the time before the programme, or was published then."""
    published = dataset.sources[fact.source].published_on
    days = [fact.period.end.isoformat()] if fact.period else []
    return any(day < PROGRAMME for day in (*days, published) if day)
