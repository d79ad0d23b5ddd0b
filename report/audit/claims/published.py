"""Statements of cited figures and documents, taken apart and compared with their rows by a way of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from report.model import Dataset, Document, Fact, Observation

PARTS = {
    "盘点": {"inventory_patents_done", "inventory_rate", "inventory_institutions_done"},
    "入库": {"pool_patents", "pool_inventions"},
    "转让许可": {"transfer_license_count", "transfer_count", "license_count"},
    "产业化": {"industrialized_patents", "industrialization_rate_system"},
    "密集型产品备案": {"products_filed"},
}
BEGAN = "2023-10"
HOLDERS = {
    "universities_and_institutes": "高校和科研机构",
    "universities": "高校",
    "research_institutes": "科研机构",
    "enterprises": "企业",
    "government": "政府部门",
    "all_holders": "",
}
HEDGES = {"超过": "over", "约": "about", "近": "nearly", "": "exact"}
TIMES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
NUMBER = (
    r"(?P<hedge>超过|约|近|)(?P<number>[\d,]+(?:\.\d+)?)(?P<scale>万亿|万|亿|)个?(?P<unit>百分点|元|[件次项家个场份%])"
)
DIRECTIONS = {"增长": 1, "提高": 1, "下降": -1, "降低": -1}
CHANGED = re.compile(rf"(?P<direction>增长|提高|下降|降低|){NUMBER}")
STATED = re.compile(rf"(?P<when>[^，]+)，(?P<what>.*?)(?P<direction>增长|提高|下降|降低|){NUMBER}")


@dataclass(frozen=True)
class Published:
    """What may be stated of the cited figures and documents of a dataset, by the keys of its claims."""

    dataset: Dataset

    @cached_property
    def cells(self) -> Mapping[str, Observation]:
        """The cells of official tables by their places: data/tables/designs.csv:12."""
        return {f"{row.where.file}:{row.where.line}": row for row in self.dataset.official}

    def region(self, key: str) -> str | None:
        """The region that a claim is about; None where it is no claim of this kind, or of nothing that is there."""
        kind, _, name = key.partition(" ")
        if kind == "cited":
            fact = self.dataset.fact.get(name)
            return fact.region if fact else None
        if kind == "document":
            return next((one.region for one in self.dataset.documents if one.id == name), None)
        name = name.rpartition(" ")[2]
        return name if kind in ("documents", "actions", "unknown") and name in self.dataset.regions else None

    def wrong(self, key: str, printed: str) -> str:
        """What should stand there, in words; nothing where *printed* is borne out."""
        kind, _, name = key.partition(" ")
        return CHECKS[kind](self, name, printed)

    def cited(self, name: str, printed: str) -> str:
        fact, match = self.dataset.fact[name], STATED.fullmatch(printed)
        if fact.place or not match:
            return "时间，对象、指标和数值"
        said, indicator = match.groupdict(), self.dataset.indicators[fact.indicator]
        what = f"{HOLDERS[fact.subject.value]}{indicator.title}{fact.basis}"
        wrong = [
            *([] if said["what"] == what else [what]),
            *([] if days(said["when"], fact) else [fact.period.code if fact.period else "时点未注明"]),
            *([] if HEDGES[said["hedge"]] == fact.qualifier and same_amount(said, fact) else [str(fact.value)]),
        ]
        return "、".join(wrong)

    def document(self, name: str, printed: str) -> str:
        own = next(one for one in self.dataset.documents if one.id == name)
        newest = max((one.issued_on for one in self._documents(own.region)), default="")
        parts = [int(part) for part in own.issued_on.split("-")] if own.issued_on else []
        on = "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False)) or "日期未注明"
        return "" if own.issued_on == newest and printed == f"《{own.title}》（{on}）" else f"《{own.title}》（{on}）"

    def documents(self, name: str, printed: str) -> str:
        return _unless(printed, f"文件{self._count(name, 'document')}份")

    def actions(self, name: str, printed: str) -> str:
        return _unless(printed, f"会议和部署{self._count(name, 'action')}次")

    def unknown(self, name: str, printed: str) -> str:
        """Nothing of the whole region, since the programme began, of any indicator of that part."""
        part, _, region = name.partition(" ")
        known = [
            fact.id
            for fact in self.dataset.cited
            if fact.region == region
            and not fact.place
            and fact.kind != "target"
            and fact.indicator in PARTS.get(part, ())
            and not self._is_of_before(fact)
        ]
        return "、".join(known) or _unless(printed, part)

    def _is_of_before(self, fact: Fact) -> bool:
        on = self.dataset.sources[fact.source].published_on
        end = fact.period.end.isoformat() if fact.period else ""
        return any(text and text[:7] < BEGAN for text in (on, end))

    def _documents(self, region: str) -> Iterable[Document]:
        return (one for one in self.dataset.documents if one.region == region)

    def _count(self, region: str, kind: str) -> int:
        return sum(one.kind == kind for one in self._documents(region))


CHECKS: dict[str, Callable[[Published, str, str], str]] = {
    "cited": Published.cited,
    "document": Published.document,
    "documents": Published.documents,
    "actions": Published.actions,
    "unknown": Published.unknown,
}


def _unless(printed: str, right: str) -> str:
    return "" if printed == right else right


def is_printed_as(fact: Fact, printed: str) -> bool:
    """Whether a text without its time says the value of *fact*: 超过1.5万件, 比上年提高0.44个百分点."""
    match = CHANGED.fullmatch(printed.removeprefix(fact.basis))
    return bool(match and HEDGES[match["hedge"]] == fact.qualifier and same_amount(match.groupdict(), fact))


def same_amount(said: dict[str, str], fact: Fact) -> bool:
    """6.5万件 is 65000 of 件; 18.04万亿元 is 180400 of 亿元; 下降5.2% is -5.2."""
    value = Fraction(said["number"].replace(",", "")) * TIMES[said["scale"]] * DIRECTIONS.get(said["direction"], 1)
    unit = fact.unit[-1] if fact.unit.endswith("元") else fact.unit
    base = TIMES[fact.unit.removesuffix(unit)]
    return unit == said["unit"] and value == Fraction(fact.value) * base


def days(words: str, fact: Fact) -> bool:
    """Whether the words name just the days of the figure's period."""
    if fact.period is None:
        return words == "时点未注明"
    start, end = fact.period.start, fact.period.end
    if match := re.fullmatch(r"截至(\d+)年(?:末|(\d+)月(\d+)日)", words):
        return start is None and end == date(int(match[1]), int(match[2] or 12), int(match[3] or 31))
    if re.fullmatch(r"\d+年", words):
        whole = start == date(end.year, 1, 1) or (start is None and fact.kind in ("rate", "growth"))
        return whole and end == date(int(words[:-1]), 12, 31)
    if match := re.fullmatch(r"(\d+)年(\d+)月(\d+)日—(\d+)月(\d+)日", words):
        year, *numbers = map(int, match.groups())
        return (start, end) == (date(year, *numbers[:2]), date(year, *numbers[2:]))
    return bool(start) and (start, end) == _months(words)


def _months(words: str) -> tuple[date, date] | None:
    """The first and last day of 2024年上半年, 2024年前三季度, 2024年第一季度, 2024年1—11月."""
    match = re.fullmatch(r"(\d+)年(?:(上半年)|(前三季度)|第(.)季度|(\d+)—(\d+)月)", words)
    if not match:
        return None
    year = int(match[1])
    quarter = "一二三四".find(match[4] or "-")
    first, last = (1, 6) if match[2] else (1, 9) if match[3] else (3 * quarter + 1, 3 * quarter + 3)
    if match[5]:
        first, last = int(match[5]), int(match[6])
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
