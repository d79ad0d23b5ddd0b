"""Where reports of regions and pages of indicators say that figures come from, held to the cells of the returns.

The cells are looked up and the formulas worked out in a way of its own: nothing is shared with what wrote them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from report.audit.seen import PrintedCells, PrintedTrace
from report.model import Dataset, Indicator, Observation, Span, Subject
from report.period import Quarter

PAGE = re.compile(r"(?:^|/)(?:regions/)?([\w-]+)/(\d{4}q[1-4])/(?:holders/)?index\.html$")
OF_INDICATOR = re.compile(r"(?:^|/)indicators/([\w-]+)/sources/index\.html$")
ROW = re.compile(r"(\w+)-([\w-]+)-(\d{4}q[1-4])")  # what is told, of which region or of all quarters' nation, when
VALUE = re.compile(r"@ ([^ （）]+)")
BRACKETS = re.compile(r"（([^（）]+)）")
SIGN = re.compile(r" ([÷×＋－]) ")
NOTHING = "—"
BEFORE = {"上季": 1, "上年同期": 4}  # how many quarters, by how the head of a column ends
Wrong = Iterator[str]


class Derivable(NamedTuple):
    """What a row of a table of sources is about: an indicator, whom it counts, and 当季 or 累计 of a flow."""

    indicator: Indicator
    subject: Subject
    span: str


@dataclass(frozen=True)
class Derivations:
    """What the returns of *dataset* say of tables of sources."""

    dataset: Dataset

    @cached_property
    def _cells(self) -> Mapping[tuple[str, str], Observation]:
        """The cells of the newest version of each return, by table and anchor: in a sheet its A1 name."""
        return {(row.source, anchor_of(row, self.dataset)): row for row in self._rows}

    @property
    def _rows(self) -> Iterator[Observation]:
        return chain.from_iterable(version.observations for version in self.dataset.returns.values())

    @cached_property
    def _wanted(self) -> Mapping[str, Derivable]:
        """By the key of a column for programs."""
        return {
            f"{key}{'_' if span else ''}{span}{'' if subject is Subject.BOTH else f'_{subject.value}'}": Derivable(
                indicator, subject, span
            )
            for key, indicator in self.dataset.indicators.items()
            for subject in Subject
            for span in ("", Span.QUARTER.value, Span.YTD.value)
        }

    @cached_property
    def _known(self) -> Mapping[tuple[str, Quarter | None], str]:
        """What is returned of a region in a quarter, and of an indicator in all, as texts that change with it."""
        found = defaultdict[tuple[str, Quarter | None], list[str]](list)
        for row in self._rows:
            told = f"{row.source}{row.where.cell}{row.where.line}{row.value}"
            found[row.region, row.period.quarter].append(told)
            found[row.indicator, None].append(told)
        return {key: " ".join(texts) for key, texts in found.items()}

    def values(self, path: str) -> str:
        """All that decides of a page: its region and the nation in the two years that its formulas reach, or all of its
        indicator and what that is made of.
        """
        asked = list[tuple[str, Quarter | None]]()
        if page := PAGE.search(path):
            names, times = (self._regions.get(page[1], ""), self.dataset.nation.name), range(8)
            asked += [(name, Quarter.parse(page[2]) - n) for name in names for n in times]
        if page := OF_INDICATOR.search(path):
            own = (one for one in self.dataset.indicators.values() if one.slug == page[1])
            asked += [(key, None) for one in own for key in (one.key, one.numerator, one.denominator)]
        return "|".join(self._known.get(one, "") for one in asked)

    @cached_property
    def _regions(self) -> Mapping[str, str]:
        """By what stands for them in addresses; the quarters are the nation's."""
        return {**{one.slug: one.name for one in self.dataset.regions.values()}, "quarters": self.dataset.nation.name}

    def problems(self, path: str, traces: Sequence[PrintedTrace]) -> Wrong:
        """Cells that are not there or not what is meant, other values than they have, and sums that do not come out."""
        page, of = PAGE.search(path), OF_INDICATOR.search(path)
        for trace in traces if page or of else ():
            row = ROW.fullmatch(f"{trace.key}-{page[1]}-{page[2]}" if page else trace.key)
            wanted = self._wanted.get(row[1]) if row else None
            if not (row and wanted) or wanted.indicator.bare_title not in trace.title:
                yield f"出处「{trace.title}」不是「{trace.key}」"
                continue
            region, quarter = self._regions.get(row[2], ""), Quarter.parse(row[3])
            if of and (of[1] != wanted.indicator.slug or not trace.title.startswith(f"{region}{quarter.title}")):
                yield f"出处「{trace.title}」不是「{trace.key}」，或不在这一页"
            wrong = chain.from_iterable(self._made(wanted, one, region, quarter) for one in trace.made)
            yield from (f"出处「{trace.title}」：{what}" for what in (*wrong, *_led(trace)))

    def _made(self, wanted: Derivable, said: PrintedCells, region: str, quarter: Quarter) -> Wrong:
        whose = self.dataset.nation.name if said.head.startswith(self.dataset.nation.name) else region
        when = quarter - next((number for end, number in BEFORE.items() if said.head.endswith(end)), 0)
        rows = [self._cells.get(link[:2]) for link in said.links]
        if said.text == NOTHING:
            return
        for row, (table, cell, words), value in zip(rows, said.links, VALUE.findall(said.text), strict=True):
            if row is None or words != _place(row):
                yield f"「{words}」通到 {table}#{cell}，没有这一格，或不是这一格"
            elif (row.region, row.period.quarter.year) != (whose, when.year) or not self._is_part(wanted, row):
                yield f"「{words}」不是{whose}{when.title}的这个数"
            elif value != self._printed(row):
                yield f"「{words}」印作「{value}」，报表中是「{self._printed(row)}」"
        if known := [row for row in rows if row]:
            yield from self._comes_out(wanted, said, known, when)

    def _is_part(self, wanted: Derivable, row: Observation) -> bool:
        indicator = wanted.indicator
        known = (indicator.key, indicator.numerator, indicator.denominator)
        return row.indicator in known and row.subject is wanted.subject

    def _printed(self, row: Observation) -> str:
        if row.value is None:
            return str(row.symbol.value)
        return f"{rounded(row.value, self.dataset.indicators[row.indicator].decimals):,f}"

    def _comes_out(self, wanted: Derivable, said: PrintedCells, rows: Sequence[Observation], when: Quarter) -> Wrong:
        """What stands for itself is the very cell; what is worked out is what its formula makes of the cells."""
        result, is_formula, formula = said.text.rpartition(" = ")
        if not is_formula:
            row, *more = rows
            own = (row.indicator, row.subject, row.period.quarter) == (wanted.indicator.key, wanted.subject, when)
            if more or not own or wanted.span not in ("", row.span):
                yield f"「{said.links[0][2]}」不是{when.title}的这一列"
        elif all(row.value is not None for row in rows):
            exact = iter(rows)
            made = worked_out(VALUE.sub(lambda _: f"{next(exact).value:f}", formula))
            if result != (right := f"{rounded(made, wanted.indicator.decimals):,f}"):
                yield f"印作「{result}」，按所列各格算出的是「{right}」"


def worked_out(formula: str) -> Decimal:
    """1 － （2 ＋ 3）: what is in brackets first, the rest from left to right."""
    while found := BRACKETS.search(formula):
        formula = formula.replace(found[0], f"{worked_out(found[1]):f}")
    first, *rest = SIGN.split(formula)
    value = Decimal(first)
    for sign, number in zip(rest[::2], map(Decimal, rest[1::2]), strict=True):
        value = {"÷": value / (number or 1), "×": value * number, "＋": value + number, "－": value - number}[sign]
    return value


def told(trace: PrintedTrace) -> str:
    """The number that a row of a table of sources tells of."""
    own = trace.made[0].text
    return own.partition(" = ")[0] if " = " in own else own.removeprefix("@ ")


def _led(trace: PrintedTrace) -> Wrong:
    """The numbers that lead to a row are the ones that it tells of."""
    right = told(trace)
    yield from (f"通到这里的是「{text}」，不是「{right}」" for text in trace.led if text != right)


def _place(row: Observation) -> str:
    """盘点!L22; of a text file its line."""
    return f"{row.where.sheet}!{row.where.cell}" if row.where.sheet else f"第{row.where.line}行"


def anchor_of(row: Observation, dataset: Dataset) -> str:
    """The id of a cell on the page of its table: in a sheet its A1 name, of a text file its row and what is counted."""
    scope = row.scope if row.region == dataset.nation.name else ""
    counted = (row.indicator, row.span, row.subject, row.period.code.replace("/", "-"))
    return row.where.cell or "-".join(filter(None, (dataset.regions[row.region].slug, scope, *counted)))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """By GB/T 8170."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
