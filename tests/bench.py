"""`make bench`: what builds cost, of the site, of examples/programme and of forty quarters of it. Nothing asserts here.

`make bench BASE=7a690ad` measures an earlier commit in turn with the work tree, on the same data, and prints ratios:
machines differ, and so does one machine from hour to hour. Whole processes, medians of three runs; what takes minutes
runs once. The memory is what a process and all that it started hold at one time, each shared page counted once.

`make memory` measures every command that reads data or a site, once each, and prints the table of CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import NamedTuple

from openpyxl import load_workbook

from report import findable
from report.compose import desk_of, out
from report.downloads import card_files
from report.frame import machine_files
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.model import Artifact, Site
from report.moment import BEIJING
from report.pages import embedded, pages
from report.publish import write
from report.store import Stores
from tests.conftest import ROOT, copy_project
from tests.earlier import check_out, commit_of

RUNS = 3
LOOK_EVERY = 0.25  # seconds between two looks at the memory
PROGRAMME = "examples/programme"
WORKBOOK = f"{PROGRAMME}/data/releases/2026Q3/2026Q3.xlsx"
FORTY, ONE_MORE = "examples/forty", "examples/forty-one"
SITE = ("site", "--now", "2026-11-22T09:30+08:00")
FORTY_SITE = ("site", "--now", "2034-02-22T09:30+08:00", "--data", FORTY)  # the last quarter is that of 2033


class Cost(NamedTuple):
    """Of one process and all that it started."""

    seconds: float
    processor: float  # seconds of all processors together
    megabytes: float


# ---------------------------------------------------------------- what is measured


@dataclass(frozen=True)
class Step:
    """One command on a project, in the state in which the step before left it."""

    name: str
    command: tuple[str, ...]
    before: Callable[[Path], object] = lambda project: None
    runs: int = RUNS
    aim: str = ""


def clean(project: Path) -> None:
    """As after a fresh clone."""
    subprocess.run(["rm", "-rf", ".cache", "build", "site", "site.example"], cwd=project, check=True)


def change_a_cell(project: Path) -> None:
    """Another number in one row and its sentence, back and forth."""
    figures = project / "data/figures.csv"
    text = figures.read_text("utf-8")
    new, old = ("42", "43") if ",43,家," in text else ("43", "42")
    changed = text.replace(f",{old},家,", f",{new},家,").replace(f"山西{old}家", f"山西{new}家")
    figures.write_text(changed, "utf-8")


def change_a_workbook(path: Path, what: str = "评价专家") -> None:
    """One more of the first kind of *what* of 兵团, which no national sum contains, and so in the row's total."""
    book = load_workbook(path)
    page = book["评价对接"]
    header = next(cell for row in page.iter_rows() for cell in row if str(cell.value).startswith(what))
    corps = next(row[1].row for row in page.iter_rows() if "兵团" in str(row[1].value) and row[0].value)
    for column in (header.column, header.column + 1):  # 合计 and, after it, the first of its parts
        page.cell(corps, column).value += 1
    book.save(path)


def add_a_quarter(project: Path) -> None:
    """The forty-first return, its calendar and all."""
    shutil.rmtree(project / FORTY)
    (project / ONE_MORE).rename(project / FORTY)


STEPS = (
    Step("real site, cold", SITE, clean, aim="s 0.85"),
    Step("real site, warm", SITE, aim="s 0.73"),
    Step("real site, one cell changed", SITE, change_a_cell),
    Step("example, cold", (*SITE, "--data", PROGRAMME), clean, aim="s 0.66"),
    Step("example, warm", (*SITE, "--data", PROGRAMME), aim="s 0.47"),
    Step(
        "example, one cell changed",
        (*SITE, "--data", PROGRAMME),
        lambda project: change_a_workbook(project / WORKBOOK),
        aim="s 0.49",
    ),
    Step(
        "example, one cell of a sentence changed",
        (*SITE, "--data", PROGRAMME),
        lambda project: change_a_workbook(project / WORKBOOK, "经企业评价专利"),
    ),
    Step("example, check", ("check", "--data", PROGRAMME), aim="CPU 0.43"),
    Step("forty quarters, cold", FORTY_SITE, clean, runs=1, aim="s 0.44, MB 0.39"),
    Step("forty quarters, warm", FORTY_SITE, runs=1, aim="s 0.32"),
    Step("forty quarters, the forty-first added", FORTY_SITE, add_a_quarter, runs=1, aim="10 s"),
)


OF_ALL = (  # every command but those that wait, serve, or ask another machine; {site}, {target}: a built site, a server
    ("check", ("check", "{data}")),
    ("site, nothing kept", ("site", "{now}", "{data}")),
    ("site, all kept", ("site", "{now}", "{data}", "--out", "again")),
    ("seal", ("seal", *SITE[1:], "{data}")),  # of what is out by now
    ("diff of two projects", ("diff", ".", ".", "{now}", "{data}")),
    ("diff of two sites", ("diff", "{site}", "{site}")),
    ("verify", ("verify", "{site}")),
    ("deploy", ("deploy", "{target}", "--site", "{site}", "--synthetic")),
)
OF_ONE = (  # those that read no returns
    ("form", ("form", "2024Q4")),
    ("grades", ("grades",)),
    ("table", ("table", str(ROOT / "tests/yearbook/utility-models-2022.xls"), "--source", "cnipa-2022-3-3")),
    ("fetch", ("fetch", "--dry-run")),
)
SIZES = (  # what the columns are called, the returns, the folder of the site, the moment
    ("real site", "", "site", SITE[2]),
    ("example", PROGRAMME, "site.example", SITE[2]),
    ("forty quarters", FORTY, "site.example", FORTY_SITE[2]),
)


# ---------------------------------------------------------------- how it is measured


def cost(project: Path, command: Sequence[str], *, may_refuse: bool = False) -> Cost:
    """What `build.py` with this *command* costs in *project*; CalledProcessError where it fails."""
    whole = [sys.executable, "build.py", *command]
    start = time.perf_counter()
    process = subprocess.Popen(whole, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    ended, seen = Event(), [0]
    watcher = Thread(target=watch, args=(process.pid, ended, seen))
    watcher.start()
    said = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    ended.set()
    watcher.join()
    if process.returncode > may_refuse:
        raise subprocess.CalledProcessError(process.returncode, whole, stderr=said)
    return Cost(seconds, usage.ru_utime + usage.ru_stime, max(seen) / 1000)


def watch(process: int, ended: Event, seen: list[int]) -> None:
    """Note, until it has ended, what a process and its children hold, in kilobytes."""
    while not ended.wait(LOOK_EVERY):
        seen.append(sum(map(held, family(process))))


def family(process: int) -> Iterator[int]:
    """The process, its children and theirs; whoever has just ended is left out."""
    yield process
    try:
        listed = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        listed = []
    for child in " ".join(listed).split():
        yield from family(int(child))


def held(process: int) -> int:
    """The kilobytes that a process holds; a page that n processes share counts 1/n. 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def measured(step: Step, projects: Sequence[Path]) -> list[Cost]:
    """The median cost of the step in each project; they take turns."""
    found: list[list[Cost]] = [[] for _ in projects]
    for _ in range(step.runs):
        for costs, project in zip(found, projects, strict=True):
            step.before(project)
            costs.append(cost(project, step.command))
    return [Cost(*map(statistics.median, zip(*costs, strict=True))) for costs in found]


# ---------------------------------------------------------------- what is printed


def open_data(folder: Path) -> Iterator[str]:
    """What data for programs, charts to be framed, cards and feeds add to the example: cold, then once more.

    They are written as a build writes them; *folder* has what was made.
    """
    inputs = Inputs(ROOT, ROOT / PROGRAMME / "data", Stores(folder), address="https://panhuo.example/")
    dataset = out(inputs, datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING))
    desk, content = desk_of(inputs, dataset), read_content(inputs)
    made = pages(desk, content)
    sizes = {chart: (600, 400) for page in made for chart in page.charts}

    def files() -> Iterator[Artifact]:
        yield from machine_files.files(desk, inputs)
        yield from embedded(made, inputs.templates, sizes, inputs.keep("templates"), desk.site)
        yield from card_files(made, inputs.keep("charts"), desk.site)
        yield from findable.files((), desk, inputs.keep("feeds"))

    for state in ("cold", "warm"):
        start, before = time.perf_counter(), processor()
        write(Site(tuple(files()), ()), folder / "docs")
        seconds, spent = time.perf_counter() - start, processor() - before
        found = [file.stat().st_size for file in (folder / "docs").rglob("*") if file.is_file()]
        yield f"open data, {state}: {seconds:.1f} s, CPU {spent:.1f} s, {len(found)} files, {sum(found) / 1e6:.1f} MB"


def processor() -> float:
    """The seconds that this process and those that it started have used so far."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def line(step: Step, now: Cost, base: Sequence[Cost]) -> str:
    ratios = "".join(f"{a / b:6.2f}" if b else "     –" for one in base for a, b in zip(now, one, strict=True))
    return f"{step.name:40}{now.seconds:8.2f}{now.processor:8.2f}{now.megabytes:7.0f}  {ratios}  {step.aim}".rstrip()


def heading(base: str | None) -> str:
    ratios = f"  {'s':>6}{'CPU':>6}{'MB':>6}  of {base}; aim" if base else ""
    return f"{'':40}{'s':>8}{'CPU s':>8}{'MB':>7}{ratios}"


def sizes(site: Path) -> Iterator[str]:
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sorted(len(gzip.compress(path.read_bytes(), 6, mtime=0)) for path in files if path.suffix == ".html")
    drawings = [path.stat().st_size for path in files if path.suffix == ".svg"]
    yield f"{len(files)} files, {len(pages)} pages, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
    yield f"a page, gzipped: median {statistics.median(pages) / 1000:.1f} KB, largest {pages[-1] / 1000:.1f} KB"
    yield f"a drawing: median {statistics.median(drawings) / 1000:.1f} KB"


def memory(project: Path) -> Iterator[str]:
    """What every command costs on each of SIZES: peak megabytes and seconds of all processors, as Markdown."""
    found = {name: list[str]() for name, _ in (*OF_ALL, *OF_ONE)}
    for size, data, site, now in SIZES:
        clean(project)
        place = {"{site}": [site], "{target}": [f"server/{size}"], "{now}": ["--now", now]}
        place["{data}"] = ["--data", data] if data else []
        for name, command in (*OF_ALL, *(() if data else OF_ONE)):
            whole = [word for part in command for word in place.get(part, [part])]
            spent = cost(project, whole, may_refuse=name == "check")  # quarters to come, having checked them all
            found[name].append(f"{spent.megabytes:.0f} MB, {spent.processor:.1f} s")
    yield f"| command | {' | '.join(size for size, *_ in SIZES)} |"
    yield f"|---|{'---:|' * len(SIZES)}"
    yield from (
        f"| `{name}` | {' | '.join(costs + [''] * (len(SIZES) - len(costs)))} |" for name, costs in found.items()
    )


# ---------------------------------------------------------------- the projects


def programmes(project: Path) -> None:
    """Put the example, forty quarters and forty-one into *project*: as they are made now, for every commit the same."""
    shutil.rmtree(project / "examples", ignore_errors=True)
    shutil.copytree(ROOT / PROGRAMME, project / PROGRAMME)
    for place, quarters in ((FORTY, "40"), (ONE_MORE, "41")):
        command = [sys.executable, "examples/make.py", "--out", str(project / place), "--quarters", quarters]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def acknowledge(project: Path) -> None:
    """Let an earlier commit read today's programmes: acknowledge what its rules would ask about, and change no more."""
    for place in (PROGRAMME, FORTY, ONE_MORE):
        cost(project, ("check", "--data", place), may_refuse=True)
        found = json.loads((project / "build/returns/report.json").read_text("utf-8"))["findings"]
        unanswered = [one for one in found if one["level"] == "warning" and not one["acknowledged"]]
        for file, rule in sorted({(one["file"], one["rule"]) for one in unanswered}):
            record = (project / place / file).parent / "release.yml"
            text = record.read_text("utf-8")
            head = "" if "\nacknowledged:\n" in text else "acknowledged:\n"
            record.write_text(f"{text}{head}- {{rule: {rule}, at: '', reason: 供计时所用的示例}}\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", help="an earlier commit to compare with: 7a690ad")
    parser.add_argument("--memory", action="store_true", help="the table of what every command takes")
    options = parser.parse_args()
    base = options.base
    with TemporaryDirectory() as folder:
        projects = [copy_project(Path(folder) / "now")]
        projects += [check_out(commit_of(base), Path(folder) / "base")] if base else []
        for project in projects:
            programmes(project)
        for earlier in projects[1:]:
            acknowledge(earlier)
        if options.memory:
            print(*memory(projects[0]), sep="\n")
            return
        print(heading(base))
        for step in STEPS:
            now, *others = measured(step, projects)
            print(line(step, now, others), flush=True)
        print(
            *sizes(projects[0] / "site.example"),
            *open_data(Path(folder) / "kept"),
            f"{os.cpu_count()} processors",
            sep="\n",
        )


if __name__ == "__main__":
    main()
