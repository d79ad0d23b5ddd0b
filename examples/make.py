"""Make examples/programme: twelve quarters of invented returns, plausible and consistent, the same bytes every time.

A region is as large as official tables let one think: half its share of all inventions in force, half its share of the
designs in force of universities, or of institutes. All else is dice; how a region does in one thing it does every
quarter, near its own place between the ends that HABITS gives.
Nothing in it is a statistic. Every workbook, page, chart and download made from it says 示例数据.
`python examples/make.py [--out examples/programme] [--quarters 12]`; more quarters show what a site costs in years.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
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
BUNCHED = ("transfer", "license", "promotion")  # how the names of such items begin
LATE, LATE_IN = "甘肃", Quarter(2024, 2)
REVISED, REVISED_IN = "浙江", Quarter(2025, 1)
SMALL = "西藏"
PARTS = {"universities": 1.375, "research_institutes": 0.48}
SIZES = ("cnipa-2012-03-t8", "inventions_in_force"), ("cnipa-2023-3-7", "designs_in_force")
SUPPRESSED = (SMALL, "青海")  # the second so that the nation less all others does not give the first away
HABITS: Mapping[str, tuple[float, float, float]] = {  # two ends, and the share by which one quarter may differ
    "due": (0.85, 1.15, 0),
    "new_stock": (0.011, 0.026, 0),  # of inventions in force, a quarter
    "ahead": (-1.9, 1.7, 0.08),  # quarters, of the others with the inventory
    "small_institutions": (-0.5, 0.3, 0),  # quarters that institutions are ahead of patents
    "hard_to_count": (0.004, 0.05, 0),
    "demonstration": (0.08, 0.14, 0),
    "pilot": (0.12, 0.21, 0),
    "pool": (0.91, 1.09, 0.004),
    "inventions": (0.62, 0.86, 0.003),
    "by_license": (0.3, 0.45, 0.003),
    "by_investment": (0.02, 0.085, 0.003),
    "by_own_use": (0.08, 0.19, 0.003),
    "evaluated": (0.91, 0.99, 0.004),  # sooner or later
    "not_evaluated": (0.852, 0.948, 0),  # what is left of these after another quarter
    "feedback": (0.22, 0.44, 0.004),
    "more_feedback": (-0.001, 0.005, 0),  # a quarter
    "promoted": (0.6, 1.4, 0.004),
    "pooled": (0.5, 1.6, 0.004),
    "industrializing": (0.5, 1.5, 0.01),
    "license_exclusive": (0.6, 1.5, 0),
    "license_sole": (0.5, 1.6, 0),
    "license_ordinary": (0.7, 1.35, 0),
    "license_open": (0.5, 1.6, 0),
    "more_filings": (0.985, 1.025, 0),  # times the quarter before
    "invention_filings": (0.6, 0.84, 0),
    "not_assessed": (0.92, 0.964, 0.003),  # what is left after another quarter
    "funded": (0.22, 0.42, 0.03),
    "sampled": (0.6, 1.5, 0),
    "more_sampled": (0.88, 1.15, 0),  # times the year before
    "failed": (0.04, 0.2, 0.1),
    "enterprises": (0.6, 1.45, 0),
    "not_registered": (0.66, 0.79, 0),  # what is left after another quarter
    "experts": (0.6, 1.5, 0),
    "more_experts": (0.02, 0.065, 0),
}
Number = Decimal | int | str
Leaf = dict[tuple[str, str, str], int]  # item, part, measure of parts only
Book = dict[tuple[FormColumn, str], Number]
Own = Callable[[str], float]  # how a region does in one of HABITS this quarter


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


def chance(*of: object) -> float:
    """From nought to one, the same for the same words whatever else is drawn."""
    return random.Random(" ".join(map(str, (SEED, *of)))).random()


class Region31:
    """One region's invented history."""

    def __init__(self, name: str, sizes: Mapping[str, float], dice: random.Random) -> None:
        self.name, self.sizes, self.dice = name, sizes, dice
        self.past: Leaf = {}
        self.lean, self.use = dice.uniform(0.85, 1.15), dice.uniform(0.72, 1.28)
        self.trade = dice.uniform(0.75, 1.25)
        self.growth = dice.uniform(0.995, 1.075)

    def leaves(self, step: int, quarter: Quarter) -> Leaf:
        """The counts of one quarter by item, part and measure."""
        found: Leaf = {}
        for part, size in self.sizes.items():
            own = partial(self._habit, part, step)
            self._inventory(found, part, size, step, own)
            self._pool(found, part, step, own)
            self._in_force(found, part, size, step, own)
            self._trade(found, part, size, step, quarter, own)
            self._filings(found, part, size, step, quarter, own)
        self._others(found, step, quarter, partial(self._habit, "universities", step))
        self.past = found
        return found

    def _habit(self, part: str, step: int, what: str) -> float:
        """How the region does in *what*: its universities and its institutes alike but for a fifth."""
        low, high, noise = HABITS[what]
        place = 0.8 * chance(self.name, what) + 0.2 * chance(self.name, what, part)
        return (low + (high - low) * place) * (1 + noise * (2 * chance(self.name, what, part, step) - 1))

    def _inventory(self, found: Leaf, part: str, size: float, step: int, own: Own) -> None:
        """Most of it in 2024, the rest by and by."""
        clock, left = step - 1.5 + own("ahead"), own("hard_to_count") * 0.93**step
        patents = (1 - left) / (1 + 0.3**clock)
        institutions = (1 - 2.5 * left) / (1 + 0.3 ** (clock + own("small_institutions")))
        units = self._stock(found, "inventory_institutions_due", part, int(34 * size) + 2)
        due = int(26000 * size * own("due") * (1 + 0.67 * own("new_stock") * step)) + 40
        self._stock(found, "inventory_patents_due", part, due)
        self._done(found, "inventory_institutions", part, institutions)
        self._done(found, "inventory_patents", part, patents)
        if part == "universities":
            for end, share in (("demonstration", own("demonstration")), ("pilot", own("pilot"))):
                self._stock(found, "pilot_institutions_due", end, int(units * share))
                self._stock(found, "pilot_patents_due", end, int(due * share))
                self._done(found, "pilot_institutions", end, institutions**0.8)
                self._done(found, "pilot_patents", end, patents**0.8)

    def _done(self, found: Leaf, item: str, part: str, share: float) -> None:
        due = found[(f"{item}_due", part, "stock")]
        self._stock(found, f"{item}_done", part, max(int(due * share + 0.5), kept(due, self.past, item, part)))

    def _pool(self, found: Leaf, part: str, step: int, own: Own) -> None:
        patents = found[("inventory_patents_done", part, "stock")]
        share = 0.46 * self.lean * own("pool") * (1.08 - 0.16 * 0.85**step)
        pool = self._stock(found, "pool_patents", part, int(patents * share))
        self._stock(found, "pool_inventions", part, int(pool * own("inventions")))
        others = own("by_license"), own("by_investment"), own("by_own_use")
        ways = ("pool_by_transfer", "pool_by_license", "pool_by_investment", "pool_by_own_use")
        for way, number in zip(ways, split(pool, (1 - sum(others), *others)), strict=True):
            found[(way, part, "stock")] = number
        by_now = own("evaluated") * (1 - own("not_evaluated") ** (step + 0.5))
        rated = self._stock(found, "patents_evaluated", part, int(pool * by_now))
        self._stock(found, "patents_with_feedback", part, int(rated * (own("feedback") + own("more_feedback") * step)))
        self._stock(found, "patents_promoted", part, int(pool * (1 - 0.98**step) * own("promoted")))
        self._stock(found, "patent_pool_entries", part, int(pool * 0.004 * step * own("pooled")))

    def _in_force(self, found: Leaf, part: str, size: float, step: int, own: Own) -> None:
        number = int(15500 * size * (1 + own("new_stock")) ** step) + 25
        valid = self._stock(found, "valid_inventions_held", part, number)
        share = 0.048 * self.use + 0.0042 * step * own("industrializing")
        self._stock(found, "industrialized_patents", part, int(valid * share))

    def _trade(self, found: Leaf, part: str, size: float, step: int, quarter: Quarter, own: Own) -> None:
        trend = self.growth**step
        traded = size * self.trade * SEASON[quarter.number] * trend
        self._flow(found, "transfer_count", part, int(330 * traded * self.dice.uniform(0.93, 1.07)) + 4, quarter)
        kinds = {"license_exclusive": 26, "license_sole": 14, "license_ordinary": 120, "license_open": 45}
        for kind, base in kinds.items():
            number = int(base * traded * own(kind) * self.dice.uniform(0.9, 1.1)) + 1
            self._flow(found, kind, part, number, quarter)
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

    def _filings(self, found: Leaf, part: str, size: float, step: int, quarter: Quarter, own: Own) -> None:
        number = int(4200 * size * own("more_filings") ** step * self.dice.uniform(0.95, 1.05)) + 9
        filings = self._flow(found, "new_filings", part, number, quarter)
        inventions = int(filings * own("invention_filings") * self.dice.uniform(0.96, 1.04))
        self._flow(found, "new_invention_filings", part, inventions, quarter)
        self._flow(
            found, "pre_filing_assessments", part, int(filings * (1 - own("not_assessed") ** (step + 4))), quarter
        )
        self._flow(found, "funded_declarations", part, int(filings * own("funded")), quarter)
        planned = int(180 * size * own("sampled") * own("more_sampled") ** (quarter.year - FIRST.year)) + 6
        sampled = self._flow(found, "spot_checks_sampled", part, planned, quarter)
        self._flow(found, "spot_checks_passed", part, int(sampled * (1 - own("failed") * 0.97**step)), quarter)

    def _others(self, found: Leaf, step: int, quarter: Quarter, own: Own) -> None:
        size, season = self.sizes["universities"], SEASON[quarter.number]
        for part, most, slower in (("advantaged", 900, 0), ("others", 13500, 0.03)):
            share = 1.02 - (own("not_registered") + slower) ** step
            number = int(most * size * own("enterprises") * share) + (3 if part == "advantaged" else 8)
            self._stock(found, "enterprises_registered", part, number)
        for part, most in (("technical", 95), ("industrial", 70)):
            number = int(most * size * own("experts") * (1 + own("more_experts") * step)) + 1
            self._stock(found, "evaluation_experts", part, number)
        for part, usual, luck in (("provincial", 6, 2), ("local", 31, 4)):
            number = int(usual * size * season + self.dice.uniform(0, luck))
            self._flow(found, "promotion_events", part, number, quarter)

    def _stock(self, found: Leaf, item: str, part: str, number: int) -> int:
        """A stock never falls."""
        found[(item, part, "stock")] = max(number, self.past.get((item, part, "stock"), 0))
        return found[(item, part, "stock")]

    def _flow(self, found: Leaf, item: str, part: str, number: int, quarter: Quarter) -> int:
        """A flow and what it has come to this year; before the first quarter it came as its season lets one think."""
        earlier = int(number * (1.35 if item.startswith(BUNCHED) else 3))
        before = 0 if quarter.number == 1 else self.past.get((item, part, "ytd"), 0 if self.past else earlier)
        found[(item, part, "quarter")] = number
        found[(item, part, "ytd")] = before + number
        return number


def kept(due: int, past: Leaf, item: str, part: str) -> int:
    """How many must be done of those *due* now for the share not to be less than the quarter before."""
    done, before = (past.get((f"{item}_{end}", part, "stock"), 0) for end in ("done", "due"))
    return -(-due * done // before) if before else 0


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
        name: Region31(name, {part: PARTS[part] * own[name] for part, own in sizes.items()}, dice) for name in provinces
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
    for (item, part, measure), number in list(found.items()):
        if item.endswith("_due"):
            of = item.removesuffix("_due")
            found[(f"{of}_done", part, measure)] = max(
                found[(f"{of}_done", part, measure)], kept(number, past, of, part)
            )
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
