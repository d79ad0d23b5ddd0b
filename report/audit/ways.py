"""Where stated numbers lead: to the row, the cell or the entry that has them, named by a way of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from report.address import address_of
from report.audit.claims import ENGLISH
from report.audit.claims.facts import QUARTER, YTD, About, Facts
from report.audit.claims.reader import NAMING
from report.audit.derivations import anchor_of
from report.audit.seen import Statement
from report.model import Dataset, RegionKind, Subject


def astray(path: str, claims: Iterable[Statement], facts: Facts) -> Iterator[str]:
    """Numbers that the page *path* states and that lead to no source of their own; in English each leads to one."""
    for claim in claims:
        if claim.leads or path.startswith(ENGLISH):
            right = _ways(claim.key, facts)
            if right and urljoin(address_of(path), claim.leads) not in right:
                yield f"「{claim.text}」（{claim.key}）通到「{claim.leads}」，不是它的出处"


def _ways(key: str, facts: Facts) -> tuple[str, ...]:
    """The places that have what a claim states; none of one that is no number."""
    kind, _, rest = key.partition(" ")
    measure, _, name = rest.partition(" ")
    dataset, about = facts.dataset, facts.about(key)
    if (kind, measure) == ("cited", "value") and (fact := dataset.fact.get(name)):
        return (f"/indicators/{dataset.indicators[fact.indicator].slug}/#{name}",)
    if (kind, measure) == ("table", "value") and (row := facts.published.cells.get(name)):
        return (f"/data/tables/{row.source}/#{anchor_of(row, dataset)}",)
    return _rows(about, dataset) if about and about.measure not in (*NAMING, "mark") else ()


def _rows(about: About, dataset: Dataset) -> tuple[str, ...]:
    """The rows that tell of which cells it is made, on the page of its region, of its quarter or of its indicator."""
    quarter, region = about.quarter.slug, dataset.regions[about.region]
    span = f"_{about.span}" if about.span in (QUARTER, YTD) else ""
    row = f"#from-{about.indicator}{span}{'' if about.subject is Subject.BOTH else f'_{about.subject.value}'}"
    of_indicator = f"/indicators/{dataset.indicators[about.indicator].slug}/sources/{row}"
    if region.kind is RegionKind.NATION:
        page = f"/quarters/{quarter}/"
        return f"{page}{row}", f"{page}holders/{row}", f"{of_indicator}-quarters-{quarter}"
    return f"/regions/{region.slug}/{quarter}/{row}", f"{of_indicator}-{region.slug}-{quarter}"
