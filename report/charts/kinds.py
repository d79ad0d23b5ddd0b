"""The kinds of chart, each with its module, and what stands beside the picture for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from report.charts import multiples, ranking, tiles, timeline, trend
from report.charts.kind import NAMED, Kind
from report.model import MARKED, Cell, Chart, ChartKind, Row, Symbol
from report.order import in_groups
from report.plaintext import SAMPLE, plainly
from report.wording import SYMBOLS

KINDS: Mapping[ChartKind, Kind] = {
    ChartKind.TREND: trend.KIND,
    ChartKind.RANKING: ranking.KIND,
    ChartKind.TILES: tiles.KIND,
    ChartKind.MULTIPLES: multiples.KIND,
    ChartKind.TIMELINE: timeline.KIND,
}
Printed = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def alt(chart: Chart) -> str:
    """One paragraph in place of the picture: what it shows, as of when, its ends or extremes, and what is missing."""
    chart, kind = plainly(chart), KINDS[chart.kind]
    unit = f"单位：{chart.unit}" if chart.unit else ""
    brackets = "，".join(filter(None, [unit, chart.as_of]))
    what = f"{kind.title}：{chart.title}" + (f"（{brackets}）" if brackets else "")
    sample = [f"{SAMPLE}，并非真实统计"] if chart.synthetic else []
    return "。".join([*sample, what, *kind.findings(chart), *_marked(chart)]) + "。"


def beside(chart: Chart) -> Printed:
    """Header, with the units, and rows as printed, notes of rows behind them; sample data says so in a last column."""
    chart = plainly(chart)
    marked = [_has_marks(chart, n) for n in range(len(chart.columns))]
    noted = any(row.note for row in chart.rows)
    header = [chart.label_title]
    for column, has_marks in zip(chart.columns, marked, strict=True):
        header += [column.heading, *([column.heading_of_marks] if has_marks else [])]
    header += ["说明"] if noted else []
    remark = _if_sample(chart, SAMPLE)
    rows = ((row.label, *_texts(row, marked), *([row.note] if noted else []), *remark) for row in chart.rows)
    return (*header, *_if_sample(chart, "备注")), tuple(rows)


def columns_beside(chart: Chart) -> list[int]:
    """In which column of that table the cells of each column of *chart* begin, and where those of the last end."""
    widths = (1 + _has_marks(chart, n) for n in range(len(chart.columns)))
    return list(accumulate(widths, initial=1))


def _has_marks(chart: Chart, n: int) -> bool:
    """Whether its values carry marks; how a figure is printed in its source is none."""
    return chart.columns[n].marks == MARKED and any(row.cells[n].marks for row in chart.rows)


def _texts(row: Row, marked: Sequence[bool]) -> Iterator[str]:
    for cell, has_marks in zip(row.cells, marked, strict=True):
        yield from (cell.text, cell.marks)[: 1 + has_marks]


def _marked(chart: Chart) -> Iterator[str]:
    """江苏2023年12月31日的36原文有误: which values are not to be taken as they stand; of many how many they are."""
    for marks, found in in_groups(_marked_cells(chart), lambda told: told[1].marks).items():
        words = f"（{SYMBOLS[Symbol(marks)]}）" if marks in {*Symbol} else marks
        if len(found) > NAMED:
            yield f"{len(found)}项带标记：{marks}{words if words != marks else ''}"
        else:
            yield from (f"{where}的{cell.text}{words}" for where, cell in found)


def _marked_cells(chart: Chart) -> Iterator[tuple[str, Cell]]:
    """Where they stand, and the cells."""
    for row in chart.rows:
        for column, cell in zip(chart.columns, row.cells, strict=True):
            if cell.marks and column.marks == MARKED:
                yield f"{row.label}{column.title if len(chart.columns) > 1 else ''}", cell


def _if_sample(chart: Chart, words: str) -> tuple[str, ...]:
    return (words,) if chart.synthetic else ()
