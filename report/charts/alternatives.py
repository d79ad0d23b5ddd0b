"""What stands beside a picture for those who do not see it: the alternative text, and the numbers as a table."""

from __future__ import annotations

from report.charts.kinds import KINDS
from report.model import Chart
from report.plaintext import SAMPLE, plainly

Printed = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def alt(chart: Chart) -> str:
    """One paragraph in place of the picture: what it shows, as of when, its ends or extremes, and what is missing."""
    chart, kind = plainly(chart), KINDS[chart.kind]
    unit = f"单位：{chart.unit}" if chart.unit else ""
    brackets = "，".join(filter(None, [unit, chart.as_of]))
    what = f"{kind.title}：{chart.title}" + (f"（{brackets}）" if brackets else "")
    sample = [f"{SAMPLE}，并非真实统计"] if chart.synthetic else []
    return "。".join([*sample, what, *kind.findings(chart)]) + "。"


def beside(chart: Chart) -> Printed:
    """Header, with the units, and rows as printed; sample data says so in a last column."""
    chart = plainly(chart)
    header = (chart.label_title, *(column.heading for column in chart.columns), *_if_sample(chart, "备注"))
    remark = _if_sample(chart, SAMPLE)
    return header, tuple((row.label, *(cell.text for cell in row.cells), *remark) for row in chart.rows)


def _if_sample(chart: Chart, words: str) -> tuple[str, ...]:
    return (words,) if chart.synthetic else ()
