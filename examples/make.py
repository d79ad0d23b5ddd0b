"""Make examples/programme: twelve quarters of invented returns, plausible and consistent, the same bytes every time.

A region is as large as official tables let one think: half its share of all inventions in force, half its share of the
designs in force of universities, or of institutes. All else is dice.
Nothing in it is a statistic. Every workbook, page, chart and download made from it says 示例数据.
`python examples/make.py [--out examples/programme] [--quarters 12]`; more quarters show what a site costs in years.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report import moment  # noqa: E402
from report.inputs import Inputs  # noqa: E402
from report.model import Dataset, Subject  # noqa: E402
from report.period import Quarter  # noqa: E402
from report.returns.form import Form, FormColumn, read_form  # noqa: E402
from report.returns.forms_out import write_form  # noqa: E402

SEED = 20240131
FIRST, COUNT = Quarter(2023, 4), 12  # as in examples/programme
BANNER = "【示例数据，非真实统计】"
SEASON = {1: 0.55, 2: 0.85, 3: 0.9, 4: 1.7}  # transfers bunch at the end of the year
PROGRESS = (0.02, 0.28, 0.62, 0.81, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.99, 0.995)
LATE, LATE_IN = "甘肃", Quarter(2024, 2)
REVISED, REVISED_IN = "浙江", Quarter(2025, 1)
SMALL = "西藏"
PARTS = {"universities": 1.375, "research_institutes": 0.48}
SIZES = ("cnipa-2012-03-t8", "inventions_in_force"), ("cnipa-2023-3-7", "designs_in_force")
SUPPRESSED = (SMALL, "青海")  # the second so that the nation less all others does not give the first away
Number = Decimal | int | str
Leaf = dict[tuple[str, str, str], int]  # item, part, measure of parts only
Book = dict[tuple[FormColumn, str], Number]


def weights(official: Dataset, provinces: tuple[str, ...], holders: Subject) -> Mapping[str, float]:
    """How large each province is among *holders*, 1 being the average."""
    found = dict.fromkeys(provinces, 0.0)
    for (source, indicator), subject in zip(SIZES, (Subject.ALL_HOLDERS, holders), strict=True):
        counts = {
            row.region: float(row.value)
            for row in official.official
            if (row.source, row.indicator, row.subject) == (source, indicator, subject)
            and row.region in found
            and row.value is not None
        }
        for name, count in counts.items():
            found[name] += count / sum(counts.values()) / len(SIZES) * len(provinces)
    return found


def split(number: int, shares: tuple[float, ...]) -> list[int]:
    """Whole parts that add up; each part never falls when the number rises by the same shares."""
    parts = [int(number * share) for share in shares[1:]]
    return [number - sum(parts), *parts]


class Region31:
    """One region's invented history."""

    def __init__(self, sizes: Mapping[str, float], dice: random.Random) -> None:
        self.sizes, self.dice = sizes, dice
        self.past: Leaf = {}
        self.lean, self.use = dice.uniform(0.85, 1.15), dice.uniform(0.72, 1.28)
        self.trade = dice.uniform(0.75, 1.25)
        self.growth = dice.uniform(0.995, 1.075)

    def leaves(self, step: int, quarter: Quarter) -> Leaf:
        """The counts of one quarter by item, part and measure."""
        found: Leaf = {}
        for part, size in self.sizes.items():
            self._holder(found, part, size, step, quarter)
        self._others(found, step, quarter)
        self.past = found
        return found

    def _holder(self, found: Leaf, part: str, size: float, step: int, quarter: Quarter) -> None:
        progress = PROGRESS[min(step, len(PROGRESS) - 1)]
        done = min(1.0, progress * self.lean if progress < 0.9 else progress)
        units = int(34 * size) + 2
        due = int(26000 * size * (1 + 0.012 * step)) + 40
        self._stock(found, "inventory_institutions_due", part, units)
        self._stock(found, "inventory_institutions_done", part, int(units * done))
        self._stock(found, "inventory_patents_due", part, due)
        patents = self._stock(found, "inventory_patents_done", part, int(due * done))
        pool = self._stock(found, "pool_patents", part, int(patents * 0.46 * self.lean))
        self._stock(found, "pool_inventions", part, int(pool * 0.74))
        ways = ("pool_by_transfer", "pool_by_license", "pool_by_investment", "pool_by_own_use")
        for way, number in zip(ways, split(pool, (0.44, 0.38, 0.05, 0.13)), strict=True):
            found[(way, part, "stock")] = number
        rated = self._stock(found, "patents_evaluated", part, int(pool * min(0.9, 0.05 + 0.075 * step)))
        self._stock(found, "patents_with_feedback", part, int(rated * 0.34))
        self._stock(found, "patents_promoted", part, int(pool * min(0.3, 0.02 * step)))
        self._stock(found, "patent_pool_entries", part, int(pool * 0.004 * step))
        valid = self._stock(found, "valid_inventions_held", part, int(15500 * size * 1.018**step) + 25)
        self._stock(found, "industrialized_patents", part, int(valid * (0.048 + 0.0042 * step) * self.use))
        self._flows(found, part, size, step, quarter)

    def _flows(self, found: Leaf, part: str, size: float, step: int, quarter: Quarter) -> None:
        trend = self.growth**step
        traded = size * self.trade * SEASON[quarter.number] * trend
        self._flow(found, "transfer_count", part, int(330 * traded * self.dice.uniform(0.93, 1.07)) + 4, quarter)
        kinds = {"license_exclusive": 26, "license_sole": 14, "license_ordinary": 120, "license_open": 45}
        for kind, base in kinds.items():
            self._flow(found, kind, part, int(base * traded * self.dice.uniform(0.9, 1.1)) + 1, quarter)
        found |= {
            ("license_count", part, measure): sum(found[(kind, part, measure)] for kind in kinds)
            for measure in ("quarter", "ytd")
        }
        self._flow(
            found, "products_filed_in_period", part, int(14 * size * trend * self.dice.uniform(0.7, 1.3)) + 1, quarter
        )
        self._flow(
            found, "products_recognised_in_period", part, int(6 * size * trend * self.dice.uniform(0.6, 1.4)), quarter
        )
        filings = self._flow(found, "new_filings", part, int(4200 * size * self.dice.uniform(0.95, 1.05)) + 9, quarter)
        self._flow(found, "new_invention_filings", part, int(filings * self.dice.uniform(0.70, 0.76)), quarter)
        self._flow(found, "pre_filing_assessments", part, int(filings * min(0.85, 0.2 + 0.05 * step)), quarter)
        self._flow(found, "funded_declarations", part, int(filings * 0.31 * self.lean), quarter)
        sampled = self._flow(found, "spot_checks_sampled", part, int(180 * size) + 6, quarter)
        self._flow(found, "spot_checks_passed", part, int(sampled * min(0.99, 0.86 + 0.01 * step)), quarter)

    def _others(self, found: Leaf, step: int, quarter: Quarter) -> None:
        for item, source in (("pilot_institutions", "inventory_institutions"), ("pilot_patents", "inventory_patents")):
            for end in ("due", "done"):
                whole = found[(f"{source}_{end}", "universities", "stock")]
                self._stock(found, f"{item}_{end}", "demonstration", int(whole * 0.11))
                self._stock(found, f"{item}_{end}", "pilot", int(whole * 0.17))
        size = self.sizes["universities"]
        self._stock(found, "enterprises_registered", "advantaged", int(900 * size * (1.02 - 0.72**step)) + 3)
        self._stock(found, "enterprises_registered", "others", int(13500 * size * (1.02 - 0.75**step)) + 8)
        self._stock(found, "evaluation_experts", "technical", int(95 * size * (1 + 0.04 * step)) + 1)
        self._stock(found, "evaluation_experts", "industrial", int(70 * size * (1 + 0.04 * step)) + 1)
        self._flow(
            found,
            "promotion_events",
            "provincial",
            int(6 * size * SEASON[quarter.number] + self.dice.uniform(0, 2)),
            quarter,
        )
        self._flow(
            found,
            "promotion_events",
            "local",
            int(31 * size * SEASON[quarter.number] + self.dice.uniform(0, 4)),
            quarter,
        )

    def _stock(self, found: Leaf, item: str, part: str, number: int) -> int:
        """A stock never falls."""
        found[(item, part, "stock")] = max(number, self.past.get((item, part, "stock"), 0))
        return found[(item, part, "stock")]

    def _flow(self, found: Leaf, item: str, part: str, number: int, quarter: Quarter) -> int:
        before = (
            0 if quarter.number == 1 else self.past.get((item, part, "ytd"), 0 if self.past else int(number * 1.35))
        )
        found[(item, part, "quarter")] = number
        found[(item, part, "ytd")] = before + number
        return number


def whole(form: Form, leaves: Leaf) -> Leaf:
    """With the totals of every breakdown."""
    found = dict(leaves)
    for item in form.items.values():
        for measure in item.measures:
            parts = [leaves[(item.key, part, measure)] for part in item.parts if (item.key, part, measure) in leaves]
            if parts:
                found[(item.key, item.total, measure)] = sum(parts)
    return found


def derived(form: Form, name: str, leaves: Leaf, year_before: Mapping[tuple[FormColumn, str], Number] | None) -> Book:
    """Counts, rates and changes of one region as they are printed."""
    book: Book = {}
    for column in form.columns:
        item = form.items[column.item]
        if column.measure == "rate":
            top, bottom = (
                leaves[(key, column.part, "ytd" if form.items[key].kind == "flow" else "stock")]
                for key in form.rates[item.key]
            )
            book[(column, name)] = rounded(Decimal(100 * top) / bottom, item.decimals) if bottom else "z"
        elif column.measure == "change":
            now = FormColumn(column.item, column.part, "ytd")
            before = (year_before or {}).get((now, name))
            good = isinstance(before, int) and before > 0
            book[(column, name)] = rounded((Decimal(leaves[now]) / int(before or 1) - 1) * 100, 1) if good else "z"
        else:
            book[(column, name)] = leaves[column]
    return book


def rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def suppressed(form: Form, book: Book) -> Book:
    """Both parts of the transfers of two regions are confidential; the totals are not."""
    hidden = {
        FormColumn("transfer_count", part, measure)
        for part in PARTS
        for measure in form.items["transfer_count"].measures
    }
    return {key: "c" if key[0] in hidden and key[1] in SUPPRESSED else value for key, value in book.items()}


def books(form: Form, official: Dataset, count: int = COUNT) -> dict[Quarter, list[Book]]:
    """Each quarter's returns, the first version first."""
    dice = random.Random(SEED)
    provinces = tuple(name for name, region in official.regions.items() if region.kind == "province")
    sizes = {part: weights(official, provinces, Subject(part)) for part in PARTS}
    histories = {
        name: Region31({part: PARTS[part] * own[name] for part, own in sizes.items()}, dice) for name in provinces
    }
    corps_past: Leaf = {}
    found: dict[Quarter, list[Book]] = {}
    for step in range(count):
        quarter = FIRST + step
        leaves = {name: history.leaves(step, quarter) for name, history in histories.items()}
        first_version = None
        if quarter == REVISED_IN:
            first_version = {name: dict(own) for name, own in leaves.items()}
            for measure in ("quarter", "ytd"):
                histories[REVISED].past[("transfer_count", "universities", measure)] += 17
            leaves[REVISED] = histories[REVISED].past
        corps_past = corps(leaves["新疆"], corps_past, quarter)
        year_before = found[quarter - 4][-1] if quarter - 4 in found else None
        last = book_of(form, leaves, corps_past, year_before)
        versions = [last]
        if first_version:
            versions.insert(0, book_of(form, first_version, corps_past, year_before))
        if quarter == LATE_IN:
            without = {name: own for name, own in leaves.items() if name != LATE}
            versions.insert(0, book_of(form, without, corps_past, year_before))
        found[quarter] = versions
    return found


def corps(xinjiang: Leaf, past: Leaf, quarter: Quarter) -> Leaf:
    """新疆生产建设兵团 is a part of 新疆 in every cell."""
    found = {key: int(number * 0.12) for key, number in xinjiang.items() if key[2] != "ytd"}
    kinds = ("license_exclusive", "license_sole", "license_ordinary", "license_open")
    ways = ("pool_by_transfer", "pool_by_license", "pool_by_investment", "pool_by_own_use")
    for part in PARTS:
        found[("license_count", part, "quarter")] = sum(found[(kind, part, "quarter")] for kind in kinds)
        rest = found[("pool_patents", part, "stock")] - sum(found[(way, part, "stock")] for way in ways[1:])
        found[("pool_by_transfer", part, "stock")] = rest
    for item, part, measure in list(found):
        if measure == "quarter" and item != "license_count":
            start = int(0.12 * (xinjiang[(item, part, "ytd")] - xinjiang[(item, part, "quarter")]))
            before = 0 if quarter.number == 1 else past.get((item, part, "ytd"), start)
            found[(item, part, "ytd")] = before + found[(item, part, "quarter")]
    for part in PARTS:
        found[("license_count", part, "ytd")] = sum(found[(kind, part, "ytd")] for kind in kinds)
    return found


def book_of(form: Form, leaves: Mapping[str, Leaf], corps_leaves: Leaf, year_before: Book | None) -> Book:
    nation: Leaf = {}
    for own in leaves.values():
        for key, number in own.items():
            nation[key] = nation.get(key, 0) + number
    rows = {"全国": nation, **leaves, "新疆生产建设兵团": corps_leaves}
    book: Book = {}
    for name, own in rows.items():
        book |= derived(form, name, whole(form, own), year_before)
    if LATE not in leaves:
        book |= {(column, LATE): "…" for column in form.columns}
    return suppressed(form, book)


# ---------------------------------------------------------------- files

MARK = "# 示例数据，由 examples/make.py 生成，非真实统计。"


def release_of(quarter: Quarter) -> datetime:
    """Twenty days after the end of the quarter, at half past nine."""
    return moment.start_of(quarter.end) + timedelta(days=20, hours=9, minutes=30)


def record(quarter: Quarter, newest: Quarter, acknowledged: list[tuple[str, str, str]]) -> str:
    lines = [
        MARK,
        "synthetic: true",
        "publisher: 示例单位（非真实统计）",
        f"title: {quarter.title}高校和科研机构存量专利盘活情况（示例数据）",
        f"release_at: {moment.code(release_of(quarter))}",
        f"cut_off: {quarter.end.isoformat()}",
        f"status: {'初步' if quarter in REVISIONS or quarter >= newest - 1 else '最终'}",
    ]
    if quarter in NOTES:
        lines += ["notes:", f"- {NOTES[quarter]}"]
    if quarter in REVISIONS:
        days, status, reason = REVISIONS[quarter]
        at = moment.code(release_of(quarter) + timedelta(days))
        lines += ["revisions:", f"  {quarter.code}-r1.xlsx: {{release_at: {at}, reason: {reason}, status: {status}}}"]
    if acknowledged:
        lines.append("acknowledged:")
        lines += [f"- {{rule: {rule}, at: '{at}', reason: {reason}}}" for rule, at, reason in acknowledged]
    return "\n".join(lines) + "\n"


REVISIONS: Mapping[Quarter, tuple[int, str, str]] = {  # days after the release, status, reason
    LATE_IN: (31, "修订", f"示例：{LATE}补报本季报表"),
    REVISED_IN: (56, "最终", f"示例：{REVISED}补登记17次专利转让"),
}
NOTES: Mapping[Quarter, str] = {LATE_IN: f"示例：首次发布时{LATE}暂缺，全国数不含{LATE}。"}
ACKNOWLEDGED: Mapping[Quarter, list[tuple[str, str, str]]] = {
    Quarter(2024, 2): [("revision", "", "示例：甘肃补报本季报表，全国数随之修订")],
    Quarter(2025, 1): [("revision", "转让许可", "示例：浙江补登记17次专利转让，全国数随之修订")],
    Quarter(2026, 4): [("outlier", "产业化和产品!N14", "示例：当季集中备案，属实")],
}


def calendar(count: int) -> str:
    """What was announced and came, four quarters to come, one of them moved, and a revision to come."""
    newest, moved = FIRST + (count - 1), FIRST + (count + 1)
    entries = []
    for quarter in (FIRST + step for step in range(count + 4)):
        delay = timedelta(2 if quarter == moved else 0)
        entries.append((moment.code(release_of(quarter) + delay), quarter, "首次发布", quarter == moved))
    revised = {quarter: days for quarter, (days, _, _) in REVISIONS.items()} | {newest: 56}
    entries += [(moment.code(release_of(q) + timedelta(days)), q, "修订发布", False) for q, days in revised.items()]
    return f"{MARK}\n" + "".join(announcement(*entry) for entry in sorted(entries))


def announcement(at: str, quarter: Quarter, kind: str, moved: bool) -> str:
    lines = [f"- quarter: {quarter.code}", f"  kind: {kind}", f"  at: {at}"]
    if moved:
        lines += [f"  moved_from: {moment.code(release_of(quarter))}", "  reason: 示例：报送系统停机检修，顺延两天"]
    return "\n".join([*lines, "  note: 示例数据，非真实安排。", ""])


def make(out: Path, count: int = COUNT, root: Path = ROOT) -> None:
    """Write the whole example, of *count* quarters, below *out*."""
    from report.compose import seals
    from report.dataset import read

    form, official = read_form(Inputs(root)), read(Inputs(root))
    target = out / "data/releases"
    for folder in (target, out / "data/seals"):
        shutil.rmtree(folder, ignore_errors=True)
    (out / "data").mkdir(parents=True, exist_ok=True)
    (out / "data/calendar.yml").write_text(calendar(count), "utf-8")
    newest = FIRST + (count - 1)
    for quarter, versions in books(form, official, count).items():
        folder = target / quarter.code
        folder.mkdir(parents=True)
        for number, book in enumerate(versions):
            name = f"{quarter.code}.xlsx" if number == 0 else f"{quarter.code}-r{number}.xlsx"
            (folder / name).write_bytes(
                write_form(form, official.regions, quarter, book, BANNER, notes(form, quarter, number))
            )
        (folder / "release.yml").write_text(record(quarter, newest, ACKNOWLEDGED.get(quarter, [])), "utf-8")
    for path, text in seals(Inputs(root, out / "data"), release_of(newest)).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def notes(form: Form, quarter: Quarter, version: int) -> Mapping[str, list[str]]:
    said = ["本表为演示而编造，不得引用。"]
    if quarter == LATE_IN and version == 0:
        said.append(f"{LATE}本季报表未按时报送，暂缺，全国数不含{LATE}。")
    if quarter == REVISED_IN and version == 1:
        said.append(f"{REVISED}「专利转让登记」补登记17次。")
    return {sheet.name: said for sheet in form.sheets}


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "examples/programme")
    options.add_argument("--quarters", type=int, default=COUNT)
    chosen = options.parse_args()
    make(chosen.out, chosen.quarters)
