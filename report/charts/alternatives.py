"""What a chart says in words: the alternative text, the table beside it, the file to download. No drawing here."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from report import wording
from report.model import Chart, ChartKind, Line, Mark
from report.plaintext import plain, plainly

NOT_PUBLISHED = "未公布"
SAMPLE = "示例数据"
MOST_DECIMALS = 6  # of a ratio, for machines
NAMED = 3  # how many that tie are named one by one
REGION = "地区"  # what the panels of small multiples are, whatever their labels are called
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # East Asian editions of Excel take the full-width ones too

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]

# ---------------------------------------------------------------- the alternative text


def alt(chart: Chart) -> str:
    """One paragraph in place of the picture: what it shows, as of when, its ends or extremes, and what is missing."""
    chart = plainly(chart)
    unit = f"单位：{chart.unit}" if chart.unit else ""
    brackets = "，".join(filter(None, [unit, chart.as_of]))
    what = f"{KINDS[chart.kind]}：{chart.title}" + (f"（{brackets}）" if brackets else "")
    sample = [f"{SAMPLE}，并非真实统计"] if chart.synthetic else []
    return "。".join([*sample, what, *FINDINGS[chart.kind](chart)]) + "。"


def _over_time(chart: Chart) -> Iterator[str]:
    for line in chart.lines:
        shown = sorted(_published(line), key=lambda mark: mark.day or date.min)
        name = f"{line.name}：" if line.name else ""
        if len(shown) > 1:
            yield f"{name}{_said(shown[0])}，{_said(shown[-1])}" + _missing(line.marks)
        else:
            yield name + (f"{_said(shown[0])}" if shown else NOT_PUBLISHED)


def _extremes(chart: Chart) -> Iterator[str]:
    marks = [mark for line in chart.lines for mark in line.marks]
    known = [(mark.label, mark) for mark in marks if mark.value is not None]
    if known:
        yield f"{len(known)}项有数据，{_ends(known, chart.label_title)}" + _missing(marks)
    else:
        yield f"全部{len(marks)}项{NOT_PUBLISHED}"
    yield from (f"其中{_said(mark)}" for mark in marks if chart.highlight and mark.label == chart.highlight)


def _panels(chart: Chart) -> Iterator[str]:
    latest = [(line.name, _published(line)[-1]) for line in chart.lines if _published(line)]
    missing = len(chart.lines) - len(latest)
    tail = f"，{missing}幅{NOT_PUBLISHED}" if missing else ""
    if latest:
        yield f"共{len(chart.lines)}幅，末值{_ends(latest, REGION)}{tail}"
    else:
        yield f"共{len(chart.lines)}幅，全部{NOT_PUBLISHED}"
    yield from (f"其中{name} {_said(mark)}" for name, mark in latest if chart.highlight and name == chart.highlight)


def _ends(named: Sequence[tuple[str, Mark]], what: str) -> str:
    """最大：江苏 9，最小：西藏 1; with all that tie; 均为9 where there is nothing between. *what* the names are of."""
    values = [mark.value or Decimal() for _, mark in named]
    low, high = min(values), max(values)
    if len(named) > 1 and low == high:
        return f"均为{printed(named[0][1])}"
    return f"最大：{_holders(named, high, what)}，最小：{_holders(named, low, what)}"


def _holders(named: Sequence[tuple[str, Mark]], value: Decimal, what: str) -> str:
    """江苏 9; 江苏、浙江并列 9; 江苏等5个地区并列 9: in the order in which the picture shows them."""
    found = [(name, mark) for name, mark in named if mark.value == value]
    names = [name for name, _ in found]
    who = "、".join(names) if len(names) <= NAMED else f"{names[0]}等{len(names)}个{what}"
    return f"{who}{'并列' if len(names) > 1 else ''} {printed(found[0][1])}"


def _listed(chart: Chart) -> Iterator[str]:
    marks = sorted((mark for line in chart.lines for mark in line.marks), key=lambda mark: mark.day or date.max)
    if not marks:
        yield NOT_PUBLISHED
    elif len(marks) == 1:
        yield f"只有1条公开数字：{_said(marks[0])}"
    else:
        yield f"共{len(marks)}条公开数字，口径不同，不连线；最早：{_said(marks[0])}；最近：{_said(marks[-1])}"


KINDS = {
    ChartKind.TREND: "折线图",
    ChartKind.RANKING: "条形图",
    ChartKind.TILES: "方格示意图",
    ChartKind.MULTIPLES: "分地区小图",
    ChartKind.TIMELINE: "时间轴",
}
FINDINGS = {
    ChartKind.TREND: _over_time,
    ChartKind.RANKING: _extremes,
    ChartKind.TILES: _extremes,
    ChartKind.MULTIPLES: _panels,
    ChartKind.TIMELINE: _listed,
}


def _published(line: Line) -> list[Mark]:
    return [mark for mark in line.marks if mark.value is not None]


def _said(mark: Mark) -> str:
    return f"{mark.label} {printed(mark)}"


def _missing(marks: Iterable[Mark]) -> str:
    """；2项未公布；3项未纳入统计: how many have no value, by what is printed instead."""
    reasons = Counter(NOT_PUBLISHED if mark.text in ("", "…") else mark.text for mark in marks if mark.value is None)
    return "".join(f"；{times}项{reason}" for reason, times in reasons.items())


def printed(mark: Mark) -> str:
    """A value as readers see it; 未公布 where there is none and nothing else is said."""
    return mark.text or (NOT_PUBLISHED if mark.value is None else plain_number(mark.value))


# ---------------------------------------------------------------- the table


def table(chart: Chart) -> Table:
    """Header, with the unit, and rows as printed; sample data says so in a last column."""
    chart = plainly(chart)
    header, rows = LAYOUTS[chart.kind](chart)
    if not chart.synthetic:
        return header, rows
    return (*header, "备注"), tuple((*row, SAMPLE) for row in rows)


def _a_column_a_line(chart: Chart) -> Table:
    """One row a label, one column a line: a trend, or a ranking."""
    labels = dict.fromkeys(mark.label for mark in _in_time(chart))
    columns = [{mark.label: printed(mark) for mark in line.marks} for line in chart.lines]
    header = (chart.label_title, *(_with_unit(line.name or "数值", chart) for line in chart.lines))
    return header, tuple((label, *(column.get(label, NOT_PUBLISHED) for column in columns)) for label in labels)


def _a_row_a_line(chart: Chart) -> Table:
    """One row a region, one column a date: small multiples."""
    labels = tuple(dict.fromkeys(mark.label for mark in _in_time(chart)))
    header = (REGION, *(_with_unit(label, chart) for label in labels))
    cells = [(line.name, {mark.label: printed(mark) for mark in line.marks}) for line in chart.lines]
    return header, tuple((name, *(found.get(label, NOT_PUBLISHED) for label in labels)) for name, found in cells)


def _a_row_a_mark(chart: Chart) -> Table:
    """One row a figure, under each other; the line's name in front when there are several lines."""
    several = len(chart.lines) > 1
    header = (*(("项目",) if several else ()), chart.label_title, _with_unit("数值", chart))
    rows = [
        (*((line.name,) if several else ()), mark.label, printed(mark)) for line in chart.lines for mark in line.marks
    ]
    return header, tuple(rows)


LAYOUTS = {
    ChartKind.TREND: _a_column_a_line,
    ChartKind.RANKING: _a_row_a_mark,
    ChartKind.TILES: _a_row_a_mark,
    ChartKind.MULTIPLES: _a_row_a_line,
    ChartKind.TIMELINE: _a_row_a_mark,
}


def _in_time(chart: Chart) -> list[Mark]:
    marks = [mark for line in chart.lines for mark in line.marks]
    return sorted(marks, key=lambda mark: mark.day or date.max)


def _with_unit(name: str, chart: Chart) -> str:
    return f"{name}（{chart.unit}）" if chart.unit else name


# ---------------------------------------------------------------- the file


def csv_text(chart: Chart, address: str = "") -> str:
    """Tidy CSV, one row a mark and one header row: plain numbers, empty for what is absent, and where it comes from.

    Columns: 项目 (the line; 地区 of small multiples), the label, 日期 where there are dates, 数值（unit）, 印出形式 (as
    printed, symbols too); then what `about` says, the same in every row: 标题, 单位, 统计时点 …
    Lines end in CR LF; the byte-order mark is the caller's.
    """
    chart = plainly(chart)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns, said = _columns(chart), about(chart, address)
    same = tuple(map(safe, said.values()))
    writer.writerow(map(safe, (*columns, *said)))
    for line in chart.lines:
        for mark in line.marks:
            writer.writerow((*(safe(cell(line, mark)) for cell in columns.values()), *same))
    return out.getvalue()


def about(chart: Chart, address: str = "") -> dict[str, str]:
    """What every download of *chart* says of it; *address*: its page's, 备注: that the data are synthetic."""
    return {
        "标题": plain(chart.title),
        "单位": plain(chart.unit),
        "统计时点": plain(chart.as_of),
        "数据来源": plain(chart.source),
        "注": plain(chart.note),
        **place(address),
        **({"备注": SAMPLE} if chart.synthetic else {}),
    }


def place(address: str) -> dict[str, str]:
    """网址, or 页面 where the site has no public address and only the path of the page is known."""
    return {"网址" if "://" in address else "页面": address} if address else {}


def _columns(chart: Chart) -> dict[str, Callable[[Line, Mark], str]]:
    """The header of every column of its own, and what it says of a mark."""
    named = any(line.name for line in chart.lines)
    dated = any(mark.day for line in chart.lines for mark in line.marks)
    return {
        **({REGION if chart.kind is ChartKind.MULTIPLES else "项目": lambda line, mark: line.name} if named else {}),
        chart.label_title: lambda line, mark: mark.label,
        **({"日期": lambda line, mark: mark.day.isoformat() if mark.day else ""} if dated else {}),
        _with_unit("数值", chart): lambda line, mark: plain_number(mark.value),
        "印出形式": lambda line, mark: printed(mark),
    }


def plain_number(value: Decimal | None) -> str:
    """12345.60 as it was given: no grouping, no exponent; a ratio to six decimals; empty for None."""
    if value is None:
        return ""
    return format(value if wording.decimals_of(value) <= MOST_DECIMALS else wording.rounded(value, MOST_DECIMALS), "f")


def safe(cell: str) -> str:
    """*cell* as spreadsheets may open it: an apostrophe before what they would take for a formula."""
    return f"'{cell}" if cell.lstrip(" 　'").startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell
