"""make tamper: change something that was published, without a word, RUNS times, and see that no build would print it.

The programme is sealed; its first six quarters are looked at, two of them revised. A run changes one thing: a cell or a
row of an old return, its record, a ratio, an indicator, a region's name, a rule of rounding or of places, a word of a
sentence, of a caption or of a legend, an official table, a cited figure, a seal. refused: the build fails and names
what was changed, the cell or the sentence. refused elsewhere: it fails for another reason, or names the file alone.
harmless: it does not fail, and no page reads otherwise but for words that carry nothing of what a number means, each
with its reason in LAYOUT. silent: it does not fail and a page reads otherwise, which must never be.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report import moment  # noqa: E402
from report.compose import desk_of, out, seals  # noqa: E402
from report.inputs import Inputs  # noqa: E402
from report.inputs.contents import read_content  # noqa: E402
from report.model import DataError, Dataset, Page, Problem  # noqa: E402
from report.pages import pages, render  # noqa: E402
from report.seals import numbered, sealed_lists, verdict  # noqa: E402
from report.seals.sealed_files import HASH, hash_of, read_seals  # noqa: E402
from report.store import Keep  # noqa: E402
from tests.bench import PROGRAMME  # noqa: E402
from tests.known import keeping  # noqa: E402
from tests.mutate import BULLETIN, CLAIMS, CODE, RETURNED, RULES, TEMPLATE, executed  # noqa: E402

NOW = moment.parse("2025-07-01T09:00+08:00")
QUARTERS = ("2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1")
CELLS, MEASURES = "report/numbers/cells.py", "report/numbers/measures.py"
PRINTING = "report/seals/printing.py"
OF_CELLS = (
    (MEASURES, "wording.plain(share, 1)", "wording.plain(share, 2)"),
    (CELLS, "wording.plain(figure.value, figure.indicator.decimals)", "wording.plain(figure.value, 1)"),
    (MEASURES, "wording.plain(figure.contribution, 1)", "wording.plain(figure.contribution, 0)"),
    (MEASURES, "wording.plain(change.value, decimals)", "wording.plain(abs(change.value), decimals)"),
    (MEASURES, 'TIED if tied else ""', '""'),
    (CELLS, '"基数较小"', '"基数小"'),
    (CELLS, 'Span.YTD: "本年累计"', 'Span.YTD: "年初至今"'),
)
HAN = re.compile("[一-鿿]{2,}")
SEALED = ("sealed", "bad-seal")
STATED = "[data-claims], table, figure, .ph-source, .ph-facts, .ph-lead"
SERIES, PICTURES = "report/pages/series_tables.py", "report/pages/pictures.py"
LAYOUT = {  # words beside numbers that may change freely, by why they may
    "a frame around a name that is sealed": (
        *("各地区", "情况", "各季度全国", "主要数量指标", "主要比率指标", "主要指标", "全国和规模相近地区"),
        *("个省", "排序", "各省", "的变化", "的地区分布"),
    ),
    "a heading over names or values, each of which is sealed with its own": (
        *("地区", "季度", "指标", "计量单位", "数值", "比率", "时点", "指标与统计期", "印出形式"),
    ),
    "says of a table or a picture how it is ordered, what it leaves out, where its numbers stand": (
        *("位次在", "中排", "参加排序的不足此数时写明个数", "含在新疆内", "未纳入统计", "来源", "高校院所", "截至"),
        *("新疆生产建设兵团已含在新疆内", "不单独排序", "没有数的地区列在最后", "没有数的季度留空", "不作推算"),
        *(
            "不排序",
            "这是",
            "个地区齐全的最新一张表",
            "之后的表缺个别地区",
            "未公布的年份留空",
            "统计年报和月报",
            "张表",
        ),
        *("各条口径", "时期不同", "不连线", "不相加"),
    ),
}
SPACE = re.compile(r"\s+")


def always(_: Problem) -> bool:
    return True


@dataclass(frozen=True)
class Change:
    """What was done, and whether a problem names it."""

    what: str
    named_by: Callable[[Problem], bool] = always


@dataclass
class Sample:
    """The sealed programme in a folder of its own; what a change overwrites comes back after it."""

    folder: Path
    quarters: Sequence[str] = QUARTERS
    keep: Keep = field(default_factory=keeping)
    before: dict[Path, bytes | None] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "programme/data"

    def inputs(self) -> Inputs:
        return Inputs(self.folder, self.data, keep=self.keep)

    def write(self, path: Path, content: bytes | None) -> None:
        """None: there is no such file any more."""
        self.before.setdefault(path, path.read_bytes() if path.exists() else None)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)

    def restore(self) -> None:
        for path, content in self.before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        self.before.clear()

    def replaced(self, path: Path, old: str, new: str) -> bool:
        """Whether *old* stands in a text file, where now is *new*."""
        text = path.read_text("utf-8")
        if old not in text or old == new:
            return False
        self.write(path, text.replace(old, new, 1).encode())
        return True

    @cached_property
    def returns(self) -> list[Path]:
        return sorted((self.data / "releases").glob("*/*.xlsx"))

    @cached_property
    def dataset(self) -> Dataset:
        return out(self.inputs(), NOW)

    @cached_property
    def pages(self) -> Mapping[str, str]:
        return read_pages(self.inputs(), self.dataset)


def sample(folder: Path, quarters: Sequence[str] = QUARTERS) -> Sample:
    for name in ("data", "content", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("seals"))  # they are of after NOW
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    programme = ROOT / PROGRAMME / "data"
    for quarter in quarters:
        for name in ("releases", "seals"):
            shutil.copytree(programme / name / quarter, folder / "programme/data" / name / quarter)
    found = Sample(folder, quarters)
    shutil.copy(programme / "calendar.yml", found.data / "calendar.yml")
    for path, text in seals(Inputs(folder), NOW).items():  # of cited figures and official tables
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert found.pages  # read before anything is changed
    return found


def read_pages(inputs: Inputs, dataset: Dataset) -> Mapping[str, str]:
    """What the pages that numbers stand on state: titles, sentences, tables, cited figures; headings lead around."""
    decided = [page for page in pages(desk_of(inputs, dataset), read_content(inputs)) if _has_numbers(page)]
    sizes = {chart: (1, 1) for page in decided for chart in page.charts}
    return {
        one.path: _stated(one.content.decode())
        for one in render(decided, inputs.templates, sizes, compiled=inputs.keep("templates"))
    }


def _stated(page: str) -> str:
    nodes = LexborHTMLParser(page).css(STATED)
    return SPACE.sub("", " ".join([page.partition("\n# ")[2].partition("\n")[0], *(node.text() for node in nodes)]))


def _has_numbers(page: Page) -> bool:
    return page.address.startswith(("/quarters/", "/regions/", "/indicators/", "/data/tables/"))


# ---------------------------------------------------------------- kinds

Tamper = Callable[[Sample, random.Random], Change | None]  # None: not here, draw again
KINDS: dict[str, tuple[int, Tamper]] = {}


def kind(title: str, weight: int) -> Callable[[Tamper], Tamper]:
    def register(tamper: Tamper) -> Tamper:
        KINDS[title] = (weight, tamper)
        return tamper

    return register


def _cells(page: Any) -> list[Any]:
    """Of the regions that stand in a sheet."""
    return [cell for row in page.iter_rows(min_row=13) if row[0].value for cell in row[2:] if cell.value is not None]


@kind("a cell of an old return", 8)
def a_cell(at: Sample, dice: random.Random) -> Change | None:
    path = dice.choice(at.returns)
    book = load_workbook(path)
    cell = dice.choice(_cells(dice.choice(book.worksheets)))
    old = cell.value
    cell.value = dice.choice([0, "c", "…", 7]) if not isinstance(old, int | float) else dice.choice([old + 1, old * 10])
    return _saved(at, path, book, f"{cell.parent.title}!{cell.coordinate}: {old} → {cell.value}", cell)


@kind("cells of an old return whose sums still hold", 8)
def some_cells(at: Sample, dice: random.Random) -> Change | None:
    """Of 兵团, which no national sum contains: the total of an item and one of its parts."""
    path = dice.choice(at.returns)
    book = load_workbook(path)
    page = book["评价对接"]
    corps = next(row[1].row for row in page.iter_rows() if "兵团" in str(row[1].value) and row[0].value)
    what = dice.choice(("评价专家", "注册企业"))
    header = next(cell for row in page.iter_rows() for cell in row if str(cell.value).startswith(what))
    for column in (header.column, header.column + 1):
        page.cell(corps, column).value += 1
    cell = page.cell(corps, header.column)
    return _saved(at, path, book, f"{page.title}!{cell.coordinate} + 1", cell)


@kind("a lost row", 3)
def a_row(at: Sample, dice: random.Random) -> Change | None:
    path = dice.choice(at.returns)
    book = load_workbook(path)
    for page in book.worksheets:
        row = dice.choice([row for row in page.iter_rows(min_row=14) if row[0].value and row[1].value])
        for cell in row[2:]:
            cell.value = "…" if cell.value is not None else None
        if dice.random() < 0.5:
            break
    return _saved(at, path, book, f"{row[1].value} not published", None)


def _saved(at: Sample, path: Path, book: Any, what: str, cell: Any) -> Change:
    target = at.folder / "saved.xlsx"
    book.save(target)
    at.write(path, target.read_bytes())
    file = f"data/releases/{path.parent.name}/{path.name}"

    def named(problem: Problem) -> bool:
        place = problem.place
        is_cell = cell is None or (place.sheet, place.cell) == (cell.parent.title, cell.coordinate)
        return place.file == file and is_cell

    return Change(f"{path.name} {what}", named)


@kind("a return that is gone", 1)
def a_return(at: Sample, dice: random.Random) -> Change | None:
    path = dice.choice(at.returns)
    for file in path.parent.iterdir():
        at.write(file, None)
    path.parent.rmdir()
    return Change(f"{path.parent.name} gone", lambda problem: path.parent.name in str(problem.place))


RECORDS = (
    ("publisher: 示例单位", "publisher: 另一单位"),
    ("存量专利盘活情况", "存量专利转化情况"),
    ("status: 最终", "status: 初步"),
    ("status: 初步", "status: 最终"),
    ("cut_off: 2024-06-30", "cut_off: 2024-06-29"),
    ("T09:30+08:00", "T09:20+08:00"),
    ("首次发布时甘肃暂缺", "首次发布时甘肃未报"),
    ("补登记17次", "补登记18次"),
    ("notes:\n", "notes:\n- 另有说明。\n"),
    ("# 示例数据", "# 示例的数据"),
)


@kind("a record", 4)
def a_record(at: Sample, dice: random.Random) -> Change | None:
    path = at.data / "releases" / dice.choice(at.quarters) / "release.yml"
    old, new = dice.choice(RECORDS)
    return Change(f"{path.parent.name}/release.yml: {old} → {new}") if at.replaced(path, old, new) else None


DEFINITIONS = (
    ("data/ratios.yml", "denominator: inventory_patents_due}", "denominator: inventory_patents_done}"),
    ("data/ratios.yml", "numerator: pool_patents", "numerator: pool_inventions"),
    ("data/ratios.yml", "decimals: 2", "decimals: 1"),
    ("data/ratios.yml", "title: 入库率", "title: 入库比率"),
    ("data/ratios.yml", "definition: 转化资源库专利占", "definition: 资源库专利占"),
    ("data/indicators.yml", "title: 盘点完成率", "title: 盘点的完成率"),
    ("data/indicators.yml", "title: 专利转让\n", "title: 专利权转让\n"),
    ("data/indicators.yml", "decimals: 2", "decimals: 1"),
    ("data/indicators.yml", "better: up", "better: none"),
    ("data/indicators.yml", "definition: 截至某日，", "definition: 到某一天为止，"),
    ("data/indicators.yml", "counted: 高校和科研机构\n", "counted: 高校和科研院所\n"),
    ("data/indicators.yml", "unit: 件\n", "unit: 项\n"),
    ("data/form.yml", "small_base: 50", "small_base: 500"),
    ("data/form.yml", "unit: 人", "unit: 名"),
    ("data/form.yml", "definition: 评价专家库中的专家人数", "definition: 参加评价的专家人数"),
    ("data/form.yml", "counted: 评价专家", "counted: 技术专家"),
    ("data/form.yml", "kind: flow, breakdown: organisers", "kind: stock, breakdown: organisers"),
    (
        "data/form.yml",
        "theme: 产业化, clause: 三(四), title_en: Share",
        "theme: 转让许可, clause: 三(四), title_en: Share",
    ),
    ("data/form.yml", "\n", "\n# edited\n"),
    ("data/regions.csv", "北京,北京市", "京城,北京市"),
    ("data/regions.csv", "江苏,江苏省", "江苏,江苏（省）"),
    ("data/regions.csv", ",Beijing,", ",Peking,"),
    ("data/sources.csv", "知识产权统计年报", "知识产权年报"),
    ("content/quarters.yml", "of: 存量专利盘点", "of: 存量专利的盘点"),
    ("content/quarters.yml", "of: 存量专利盘点", "of: 转化资源库"),
    ("content/quarters.yml", "of: 对接推广", "of: 企业对接"),
    ("content/quarters.yml", "theme: 转让许可", "theme: 许可转让"),
    ("content/quarters.yml", "lead:\n- {key: inventory_patents_done}", "lead:\n- {key: pool_patents}"),
    ("content/quarters.yml", "tell: [leaders, spread, holders]", "tell: [leaders, holders]"),
    ("content/quarters.yml", "tell: [leaders, holders]", "tell: [holders]"),
)


@kind("a definition", 8)
def a_definition(at: Sample, dice: random.Random) -> Change | None:
    name, old, new = dice.choice(DEFINITIONS)
    return Change(f"{name}: {old.strip()} → {new.strip()}") if at.replaced(at.folder / name, old, new) else None


@kind("a seal", 5)
def a_seal(at: Sample, dice: random.Random) -> Change | None:
    path = dice.choice(sorted((at.data / "seals").glob("*/*.json")))
    how = dice.choice((_with_a_digit, _without_a_line, _forged, _another, _gone))
    how(at, path, dice)
    return Change(f"{path.parent.name}/{path.name} {how.__name__}")


def _with_a_digit(at: Sample, path: Path, dice: random.Random) -> None:
    text = path.read_text("utf-8")
    place = dice.choice([found.start() for found in re.finditer(r"\d", text)])
    at.write(path, (text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]).encode())


def _without_a_line(at: Sample, path: Path, dice: random.Random) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    at.write(path, "".join(lines).encode())


def _forged(at: Sample, path: Path, dice: random.Random) -> None:
    """Another value, and the hash that belongs to it."""
    body = path.read_text("utf-8").rpartition(HASH)[0]
    place = dice.choice([found.start(1) for found in re.finditer(r'": \["(\d)', body)])
    body = body[:place] + str(int(body[place]) % 9 + 1) + body[place + 1 :]
    at.write(path, f'{body}{HASH}"{hash_of(body)}"\n}}\n'.encode())


def _another(at: Sample, path: Path, dice: random.Random) -> None:
    other = dice.choice([one for one in sorted((at.data / "seals").glob("*/*.json")) if one != path])
    at.write(path, other.read_bytes())


def _gone(at: Sample, path: Path, dice: random.Random) -> None:
    at.write(path, None)


@kind("a cited figure", 5)
def a_figure(at: Sample, dice: random.Random) -> Change | None:
    return _csv(at, dice, at.folder / "data/figures.csv", column=6)


@kind("a cell of an official table", 5)
def an_official_cell(at: Sample, dice: random.Random) -> Change | None:
    return _csv(at, dice, dice.choice(sorted((at.folder / "data/tables").glob("*.csv"))), column=6)


def _csv(at: Sample, dice: random.Random, path: Path, column: int) -> Change | None:
    """A row with another value, in its words too; with other words, or a mark; or no more."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    at_line = dice.randrange(1, len(lines))
    line = lines[at_line]
    value = line.split(",")[column]
    if not value.isdigit() or '"' in line:
        return None
    can_be_marked = f",{value},," in line and path.name != "figures.csv"
    how = dice.choice(("another value", "another note", "gone", *(["a mark"] if can_be_marked else [])))
    if how == "another value":
        in_wan, more = f"{int(value) / 10000:g}万", int(value) + 1000
        line = line.replace(in_wan, f"{more / 10000:g}万").replace(value, str(more))
    elif how == "another note":
        line = f"{line.rstrip()}另注\n"
    elif how == "a mark":
        line = line.replace(f",{value},,", f",{value},p,", 1)
    lines[at_line] = "" if how == "gone" else line
    at.write(path, "".join(lines).encode())
    return Change(f"{path.name}:{at_line + 1} {how}", lambda problem: problem.rule in SEALED)


# ---------------------------------------------------------------- kinds: the program


def _sources(*paths: str) -> Mapping[str, str]:
    return {path: (ROOT / path).read_text("utf-8") for path in paths}


SOURCES = _sources(*CODE, CELLS, MEASURES, PRINTING, SERIES, PICTURES)
OF_CODE = [rule for rule in (*RULES, *OF_CELLS) if rule[0] != TEMPLATE]


def a_rule(dice: random.Random) -> tuple[str, str, str]:
    """A rule of rounding, of places, of changes, of how a number is told."""
    return dice.choice(OF_CODE)


def a_word(dice: random.Random) -> tuple[str, str, str]:
    """A word of a sentence or of a cell, not of what a module says of itself."""
    return _word(dice, (CLAIMS, BULLETIN, "report/wording.py", CELLS, MEASURES))


def a_word_of_a_page(dice: random.Random) -> tuple[str, str, str]:
    """A word that stands around numbers: in a caption, a heading, a note, the title of a picture."""
    return _word(dice, (SERIES, PICTURES))


def _word(dice: random.Random, paths: Sequence[str]) -> tuple[str, str, str]:
    path = dice.choice(paths)
    code = re.sub(r"#.*", "", re.sub(r'""".*?"""', "", SOURCES[path], flags=re.DOTALL))
    told = [found[0] for found in HAN.finditer(code)]
    old = dice.choice(told)
    return path, old, old[:-1] + "样"


@contextmanager
def program(path: str, old: str, new: str) -> Iterator[None]:
    """Figures and what is printed of them by a program in which *new* stands for *old*."""
    modules = executed({**_sources(*CODE, CELLS, MEASURES, PRINTING), path: SOURCES[path].replace(old, new)})
    figures, prints = modules[RETURNED].Figures, modules[PRINTING].printed
    lists = patch.object(sealed_lists, "wording", modules["report/wording.py"])
    with patch.object(numbered, "Figures", figures), patch.object(numbered, "printed", prints), lists:
        yield


# ---------------------------------------------------------------- runs


def outcome(at: Sample, change: Change) -> str:
    """What a build says of the changed files."""
    try:
        inputs = at.inputs()
        dataset = out(inputs, NOW)
    except DataError as error:
        named = any(problem.rule in SEALED and change.named_by(problem) for problem in error.problems)
        return "refused" if named else "refused elsewhere"
    return "harmless" if read_pages(inputs, dataset) == at.pages else "silent"


def outcome_of_program(at: Sample, path: str, old: str, new: str) -> str:
    """What the comparison with the seals says of a changed program; one that breaks prints nothing."""
    inputs = at.inputs()
    try:
        with program(path, old, new):
            books = verdict.shelf(inputs, at.dataset)
            of_quarters = (verdict.of_seal(seal, inputs, books) for seal in read_seals(inputs)[0] if seal.at <= NOW)
            if any(of_quarters) or any(sealed_lists.problems(inputs, at.dataset)):
                return "refused"
    except Exception:  # of whatever kind: no build comes of it
        return "refused elsewhere"
    return outcome_of_words(at, path, old, new)


def outcome_of_words(at: Sample, path: str, old: str, new: str) -> str:
    """What comes of words that no seal holds."""
    try:
        found = _pages_of_program(at, path, old, new)
    except subprocess.CalledProcessError:  # no build comes of it
        return "refused elsewhere"
    return "harmless" if found == at.pages else "silent"


def free(path: str, word: str) -> str:
    """Why a word may change without a word said about it; nothing where it may not."""
    return next((why for why, words in LAYOUT.items() if path in (SERIES, PICTURES) and word in words), "")


def _pages_of_program(at: Sample, path: str, old: str, new: str) -> Mapping[str, str]:
    """What the pages say when a process runs the changed program."""
    project = at.folder / "changed"
    for name in ("report", "tests"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "golden", "browser"))
    for name in ("data", "content", "templates", "mkdocs.yml", "examples", "pyproject.toml"):
        (project / name).symlink_to(ROOT / name)
    (project / path).write_text(SOURCES[path].replace(old, new), "utf-8")
    command = [sys.executable, str(project / "tests/tamper.py"), "--pages", str(at.folder)]
    try:
        found: Mapping[str, str] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    finally:
        shutil.rmtree(project)
    return found


def drawn(at: Sample, title: str, dice: random.Random) -> tuple[str, Callable[[], str]]:
    """One change of a kind, made in the sample, and what tells what comes of it."""
    if title in PROGRAM:
        path, old, new = PROGRAM[title][1](dice)
        what = f"{path}: {old} → {new}".replace("\n", " ")
        if why := free(path, old):
            return f"{what} ({why})", lambda: "harmless"
        judge = outcome_of_words if path in (SERIES, PICTURES) else outcome_of_program
        return what, partial(judge, at, path, old, new)
    while (change := KINDS[title][1](at, dice)) is None:
        at.restore()
    return change.what.replace("\n", " "), partial(outcome, at, change)


PROGRAM = {
    "a rule of the program": (8, a_rule),
    "a word of the program": (8, a_word),
    "a word of a page": (3, a_word_of_a_page),
}
WEIGHTS = {title: weight for title, (weight, _) in (*KINDS.items(), *PROGRAM.items())}


def runs(
    number: int, seed: int, folder: Path, quarters: Sequence[str] = QUARTERS, first: int = 1
) -> Iterator[tuple[str, str, str]]:
    """Kind, change and outcome of so many runs; of those before the *first* that is wanted nothing is judged."""
    dice, at = random.Random(seed), sample(folder, quarters)
    for n in range(1, number + 1):
        (title,) = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        what, judge = drawn(at, title, dice)
        try:
            if n >= first:
                yield title, what, judge()
        finally:
            at.restore()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="begin to judge with the run of this number")
    parser.add_argument("--pages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pages:  # as `_pages_of_program` asks
        print(json.dumps(Sample(options.pages).pages))
        return 0
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        found_by_run = runs(options.runs, options.seed, Path(folder).resolve(), first=options.first)
        for number, (title, what, found) in enumerate(found_by_run, start=options.first):
            counts[found] += 1
            print(f"{number} {title}: {what}: {found}", flush=True)
    told = ", ".join(f"{name} {counts[name]}" for name in ("refused", "refused elsewhere", "harmless", "silent"))
    print(f"tampered {counts.total()}: {told}")
    return 1 if counts["silent"] else 0


if __name__ == "__main__":
    sys.exit(main())
