"""What is known of a region from cited figures and documents, in sentences whose every statement can be checked.

Plain strings between the statements hold no number, no region and no period, as in `bulletin`. Each figure is stated
whole, with its time, its holders and its indicator, so that none depends on what was said before it. Of each part the
newest dated figure stands for the rest, beside one without a date, which may be newer still; what tells of the time
before the programme is left to the lists below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from report import wording
from report.model import Dataset, Document, Fact, Region, Subject
from report.numbers.gaps import is_background
from report.numbers.official import newest, newest_first

PARTS = {
    "盘点": ("inventory_patents_done", "inventory_rate", "inventory_institutions_done"),
    "入库": ("pool_patents", "pool_inventions"),
    "转让许可": ("transfer_license_count", "transfer_count", "license_count"),
    "产业化": ("industrialized_patents", "industrialization_rate_system"),
    "密集型产品备案": ("products_filed",),
}  # what is told of a region → the indicators that tell of it, the best first


@dataclass(frozen=True)
class Attested:
    """One checkable statement: *key* is what data-claim holds, *fact* the figure that it is of, if it is of one."""

    key: str
    text: str
    fact: Fact | None = None


Told = tuple[str | Attested, ...]


def overview(dataset: Dataset, region: Region, whole: str) -> tuple[Told, ...]:
    """A paragraph of figures where there are any, one of documents, and one of what was not found of the *whole*."""
    own = [fact for fact in dataset.cited if fact.region == region.name and not fact.place and fact.kind != "target"]
    own = [fact for fact in own if not is_background(fact, dataset)]
    found = {part: _best(own, keys) for part, keys in PARTS.items()}
    unknown = [part for part, facts in found.items() if not facts]
    paragraphs = (_figures(dataset, found), _documents(dataset, region), _unknown(region, unknown, whole))
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _best(facts: Sequence[Fact], keys: Iterable[str]) -> list[Fact]:
    """Of the first indicator that has any, the newest dated figure and the last undated one; else a change."""
    for key in keys:
        own = [fact for fact in facts if fact.indicator == key]
        figures = [fact for fact in own if fact.is_figure]
        dated, undated = newest(figures), [fact for fact in figures if not fact.period]
        if own:
            return [*([dated] if dated else []), *undated[-1:]] or [newest_first(own)[0]]
    return []


def _figures(dataset: Dataset, found: Mapping[str, Sequence[Fact]]) -> Told:
    parts: list[str | Attested] = []
    for part, facts in found.items():
        stated = [Attested(f"cited {fact.id}", phrase(fact, dataset), fact) for fact in facts]
        parts += [f"{part}：" if stated else "", *_listed(stated, "；"), "。" if stated else ""]
    return tuple(part for part in parts if part)


def _listed(stated: Iterable[Attested], between: str) -> list[str | Attested]:
    return [one for part in stated for one in (between, part)][1:]


def phrase(fact: Fact, dataset: Dataset) -> str:
    """截至2024年11月30日，高校和科研机构已盘点存量专利6.5万件; of all holders none are named."""
    whose = "" if fact.subject is Subject.ALL_HOLDERS else wording.SUBJECTS[fact.subject]
    return f"{wording.when(fact)}，{whose}{dataset.indicators[fact.indicator].title}{wording.figure(fact)}"


def _documents(dataset: Dataset, region: Region) -> Told:
    own = [one for one in dataset.documents if one.region == region.name]
    if not own:
        return ("政策：没有查到公开的方案或部署。",)
    last = max(own, key=lambda one: one.issued_on)
    counts = _counted(region, own)
    return ("政策：收录", *counts, "；最近的是", Attested(f"document {last.id}", _named(last)), "。")


def _counted(region: Region, own: Iterable[Document]) -> list[str | Attested]:
    kinds = [one.kind for one in own]
    found = {"document": f"文件{kinds.count('document')}份", "action": f"会议和部署{kinds.count('action')}次"}
    return _listed([Attested(f"{kind}s {region.name}", text) for kind, text in found.items() if kind in kinds], "、")


def _named(document: Document) -> str:
    """《江苏省专利转化运用专项行动实施方案》（2024年2月2日）"""
    return f"《{document.title}》（{wording.day_text(document.issued_on)}）"


def _unknown(region: Region, parts: Sequence[str], whole: str) -> Told:
    """没有查到专项行动以来全省的：入库、产业化。"""
    named = [Attested(f"unknown {part} {region.name}", part) for part in parts]
    return (f"没有查到专项行动以来{whole}的：", *_listed(named, "、"), "。") if named else ()
