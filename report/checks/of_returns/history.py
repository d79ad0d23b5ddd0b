"""Rules that look at earlier quarters, at the version before, and at other sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import exp, log
from statistics import median

from report.checks.of_returns.exchanged import exchanged
from report.checks.of_returns.sums import before_in_year
from report.checks.rule import at, rule
from report.model import ERROR, WARNING, Place, Problem
from report.returns.entries import Book, Case, Entry
from report.returns.form import COUNTS, FormColumn
from report.returns.words import plain

ENOUGH = 6  # earlier values that make a series
MANY_REGIONS = 10  # that show what is usual
ROUNDING = 4  # four whole numbers stand behind a comparison of two growths


@rule("hole", WARNING, "序列没有断点")
def holes(case: Case) -> Iterator[Problem]:
    """A cell that had a number the quarter before has one now, and no nought in its place."""
    small = Decimal(case.form.tolerances.small_base)
    before = case.earlier.get(case.quarter - 1, {})
    for value in case.reading.values:
        old = before.get((value.column, value.region))
        if value.number is None and value.is_read and old and old.number is not None and value.symbol != "z":
            yield at(
                value.where,
                f"填「{value.symbol}」，上季为 {plain(old.number)}",
                "请补上数；确实没有的，在 release.yml 说明原因",
            )
        elif value.number == 0 and value.column.measure == "stock" and old and (old.number or 0) >= small:
            yield at(
                value.where, f"填 0，上季为 {plain(old.number or Decimal(0))}", "空缺不等于零：没有数的填 …，请核对"
            )
        elif value.number is not None and old and old.symbol == "c":
            yield at(value.where, f"填 {plain(value.number)}，上季为涉密", "请核对是否可以公开")


@rule("outlier", WARNING, "与自身序列相比异常")
def outliers(case: Case) -> Iterator[Problem]:
    """The log ratio to the median of the series, in median absolute deviations; small bases are let pass."""
    yield from _out_of_step(case)
    yield from exchanged(case)
    series = [case.earlier[quarter] for quarter in sorted(case.earlier) if quarter < case.quarter]
    if len(series) < ENOUGH:
        return
    same_season = [
        case.earlier[q] for q in sorted(case.earlier) if q < case.quarter and q.number == case.quarter.number
    ]
    for value in case.reading.values:
        if value.number is not None and value.number > 0 and value.column.measure in ("stock", "quarter"):
            key = (value.column, value.region)
            if value.column.measure == "stock":
                yield from _odd_growth(case, value, [book[key].number for book in series if key in book])
            else:
                yield from _odd_level(
                    case,
                    value,
                    [b[key].number for b in series if key in b],
                    [b[key].number for b in same_season if key in b],
                )


def _odd_growth(case: Case, value: Entry, past: list[Decimal | None]) -> Iterator[Problem]:
    """A stock against its own growth: quarter on quarter, falls as well as rises."""
    known = [number for number in past if number and number > 0]
    if len(known) < ENOUGH or known[-1] < case.form.tolerances.small_base or value.number is None:
        return
    steps = [log(later / earlier) for earlier, later in zip(known[-5:], known[-4:], strict=False)]
    now, usual = log(value.number / known[-1]), median(steps)
    if abs(now - usual) > max(log(case.form.tolerances.least_ratio), _spread(case, steps)):
        yield at(
            value.where,
            f"{plain(value.number)} 与上季 {plain(known[-1])} 相差太大（{exp(now):.2f} 倍，通常 {exp(usual):.2f} 倍）",
            "请核对；属实的，在 release.yml 说明原因",
        )


def _odd_level(case: Case, value: Entry, past: list[Decimal | None], season: list[Decimal | None]) -> Iterator[Problem]:
    """A flow against its own level, and against the same quarter of other years."""
    known, same = [float(n) for n in past if n and n > 0], [float(n) for n in season if n and n > 0]
    if len(known) < ENOUGH or median(known) < case.form.tolerances.small_base or value.number is None:
        return
    logs = [log(number) for number in known]
    now = log(float(value.number))
    limit = max(log(case.form.tolerances.least_ratio), _spread(case, logs))
    if abs(now - median(logs)) > limit and all(abs(now - log(number)) > limit for number in same):
        yield at(
            value.where,
            f"{plain(value.number)} 偏离自身以往水平（中位数 {median(known):.0f}）",
            "请核对；属实的，在 release.yml 说明原因",
        )


def _spread(case: Case, logs: list[float]) -> float:
    middle = median(logs)
    return case.form.tolerances.outlier * 1.4826 * median([abs(number - middle) for number in logs])


def _out_of_step(case: Case) -> Iterator[Problem]:
    """A stock that no longer moves with the one it follows: numbers of another region, of another quarter."""
    before = case.earlier.get(case.quarter - 1, {})
    for item, leader in case.form.follows.items():
        for column in case.form.items[item].columns():
            ahead = column._replace(item=leader)
            steps = {name: _step(case, before, column, ahead, name) for name in case.provinces}
            known = {name: step for name, step in steps.items() if step is not None}
            if len(known) >= MANY_REGIONS:
                yield from _strays(case, column, ahead, known)


def _strays(
    case: Case, column: FormColumn, ahead: FormColumn, steps: Mapping[str, tuple[float, float]]
) -> Iterator[Problem]:
    logs = [step for step, _ in steps.values()]
    usual, spread = median(logs), _spread(case, logs)
    for name, (step, smallest) in steps.items():
        value = case.book[(column, name)]
        if abs(step - usual) > max(case.form.tolerances.out_of_step + ROUNDING / smallest, spread):
            title = case.form.items[ahead.item].word
            apart = f"{exp(step - usual) - 1:+.0%}"
            what = f"{plain(value.number or Decimal(0))} 与本地区「{title}」的变化不一致（相差 {apart}）"
            yield at(value.where, what, "请核对是否填错地区或季度；属实的，在 release.yml 说明原因")


def _step(case: Case, before: Book, column: FormColumn, ahead: FormColumn, region: str) -> tuple[float, float] | None:
    """How much more a stock grew than the one it follows, as a logarithm, and the smallest number of the four."""
    own, other = before.get((column, region)), before.get((ahead, region))
    numbers = (
        case.number(column, region),
        case.number(ahead, region),
        own.number if own else None,
        other.number if other else None,
    )
    if any(number is None or number < case.form.tolerances.small_base for number in numbers):
        return None
    now, lead, past, led = (float(number or 1) for number in numbers)
    return log(now / past) - log(lead / led), min(now, lead, past, led)


@rule("jump", WARNING, "与上年同期相比突变")
def jumps(case: Case) -> Iterator[Problem]:
    """More than three times, or less than a third of, the same quarter a year earlier."""
    limit, small = Decimal(case.form.tolerances.jump), case.form.tolerances.small_base
    before = case.earlier.get(case.quarter - 4, {})
    for value in case.reading.values:
        old = before.get((value.column, value.region))
        if value.number is None or value.column.measure not in ("quarter", "ytd") or not old or old.number is None:
            continue
        if (
            max(value.number, old.number) >= small * 2
            and old.number >= small
            and not old.number / limit <= value.number <= old.number * limit
        ):
            yield at(
                value.where,
                f"{plain(value.number)}，上年同期 {plain(old.number)}",
                "请核对；属实的，在 release.yml 说明原因",
            )


@rule("falls", ERROR, "累计数不下降")
def falls(case: Case) -> Iterator[Problem]:
    """What was counted is never deleted; a note below the table that names region and item explains a fall."""
    before = case.earlier.get(case.quarter - 1, {})
    for value in case.reading.values:
        if value.column.item not in case.form.never_fall or value.number is None:
            continue
        old = before.get((value.column, value.region))
        if old and old.number is not None and value.number < old.number and not _explained(case, value):
            what = f"{plain(value.number)} 小于上季的 {plain(old.number)}"
            yield at(
                value.where,
                what,
                f"累计数不应减少；确有核减的，在表下注明“{value.region}「{case.form.items[value.column.item].word}」”和原因",
            )


def _explained(case: Case, value: Entry) -> bool:
    word = case.form.items[value.column.item].word
    return any(
        text.startswith("注") and value.region in text and f"「{word}」" in text for _, text, _ in case.reading.texts
    )


@rule("quarters-sum", ERROR, "各季之和等于累计")
def quarters_sum(case: Case) -> Iterator[Problem]:
    """The year to date of the quarter before, and this quarter, make the year to date."""
    for item in case.form.items.values():
        if item.kind != "flow":
            continue
        for part in item.parts:
            column = FormColumn(item.key, part, "ytd")
            for region in case.rows:
                ytd, now = case.book.get((column, region)), case.number(column._replace(measure="quarter"), region)
                before = before_in_year(case, column, region)
                if (
                    ytd
                    and ytd.number is not None
                    and now is not None
                    and before is not None
                    and before + now != ytd.number
                ):
                    said = "第一季度" if case.quarter.number == 1 else f"上季累计 {plain(before)} 加当季 {plain(now)}，"
                    what = f"本年累计 {plain(ytd.number)}，{said}应为 {plain(before + now)}"
                    yield at(ytd.where, what, "请核对当季数和累计数；上季数有修订的，请报修订稿")


# ---------------------------------------------------------------- revisions


@rule("too-many-changes", ERROR, "改动的旧数不过多")
def too_many_changes(case: Case) -> Iterator[Problem]:
    """A revision changes at most the share of cells that the form sets."""
    old, changed = _changes(case)
    limit = case.form.tolerances.revised_share
    if old and len(changed) > limit * old:
        what = f"修订稿改动 {len(changed)} 格，占上一稿 {old} 格的 {100 * len(changed) / old:.0f}%"
        yield at(Place(case.reading.file), what, f"超过 {limit:.0%} 不予采用，请核对是否放错文件")


@rule("revision", WARNING, "修订逐项列明原因")
def revisions(case: Case) -> Iterator[Problem]:
    """Every revised number is listed with the old one; each needs a reason in release.yml."""
    old, changed = _changes(case)
    if old and len(changed) <= case.form.tolerances.revised_share * old:
        for before, now in changed:
            shown = plain(now.number) if now.number is not None else f"「{now.symbol}」"
            yield at(
                now.where,
                f"由 {plain(before.number or Decimal(0))} 修订为 {shown}",
                "请在 release.yml 的 acknowledged 中写明原因",
            )


def _changes(case: Case) -> tuple[int, list[tuple[Entry, Entry]]]:
    """How many numbers the version before had, and those that are different now."""
    versions = case.release.readings
    place = next((n for n, reading in enumerate(versions) if reading is case.reading), 0)
    if place == 0:
        return 0, []
    before = versions[place - 1].book
    known = {key: value for key, value in before.items() if value.number is not None}
    pairs = [(known[key], value) for key, value in case.book.items() if key in known]
    return len(known), [(old, new) for old, new in pairs if (old.number, "") != (new.number, "")]


@rule("gone", ERROR, "上期有的行列本期不缺")
def gone(case: Case) -> Iterator[Problem]:
    """A region or a column that the release before had is still there."""
    before = case.earlier.get(case.quarter - 1, {})
    columns, regions = {column for column, _ in case.book}, {region for _, region in case.book}
    lost = [column for column in dict.fromkeys(column for column, _ in before) if column not in columns]
    for name in dict.fromkeys(region for _, region in before):
        if regions and name not in regions:
            yield at(Place(case.reading.file), f"上期有「{name}」，本期没有", "请补上；暂缺的各格填 …")
    if lost and columns:
        names = "、".join(case.form.title_of(column) for column in lost[:3])
        yield at(Place(case.reading.file), f"上期有「{names}」等 {len(lost)} 列，本期没有", "请补上；暂缺的各格填 …")


@rule("other-source", WARNING, "与其他来源相近")
def other_sources(case: Case) -> Iterator[Problem]:
    """An official table of the same indicator, region, day and holder says nearly the same."""
    if not case.official:
        return
    found = {
        (row.indicator, row.region, row.subject.value): row
        for row in case.official
        if row.period.end == case.quarter.end and row.period.start is None
    }
    for value in case.reading.values:
        item = case.form.items[value.column.item]
        other = found.get((item.indicator or item.key, value.region, value.column.part))
        if value.number is None or value.column.measure not in COUNTS or other is None or not other.value:
            continue
        if abs(value.number - other.value) > Decimal(case.form.tolerances.other_source) * other.value:
            yield at(
                value.where,
                f"{plain(value.number)}，另一来源（{other.where}）为 {plain(other.value)}",
                "请核对口径；属实的，在 release.yml 说明原因",
            )


# ---------------------------------------------------------------- the built page


@rule("download-page", ERROR, "下载与页面一致")
def downloads(case: Case) -> Iterator[Problem]:
    """What report/audit/readback found when it opened the downloads of a built site again."""
    return (at(one.place, one.what, one.cure) for one in case.downloads)
