"""`make bench`: whole-process times and sizes of builds, of the site and of examples/programme. Nothing here asserts.

Three runs each, medians; the example is built cold once.
"""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from tests.conftest import ROOT, copy_project

RUNS = 3
NOW = "2026-11-22T09:30+08:00"
PROGRAMME = "examples/programme"
WORKBOOK = f"{PROGRAMME}/data/releases/2026Q3/2026Q3.xlsx"


def main() -> None:
    with TemporaryDirectory() as folder:
        project = copy_project(Path(folder) / "project")
        shutil.copytree(ROOT / PROGRAMME, project / PROGRAMME)
        rows = [*times(project), *sizes(project / "site"), *example(project)]
    width = max(len(name) for name, *_ in rows)
    print(f"{'':{width}}   median     aim")
    for name, value, aim in rows:
        print(f"{name:{width}}  {value:>9}  {aim:>6}")


def times(project: Path) -> list[tuple[str, str, str]]:
    cold = median(
        lambda: build(project), before=lambda: subprocess.run(["rm", "-rf", ".cache", "build", "site"], cwd=project)
    )
    warm = median(lambda: build(project))
    changed = median(lambda: build(project), before=lambda: change_a_cell(project))
    charts, pages = len(list((project / "site").rglob("*.svg"))), len(list((project / "site").rglob("index.html")))
    start = median(lambda: python(project, START))
    drawing = median(lambda: python(project, DRAW))
    importing = median(lambda: python(project, "import report.charts.drawing"))
    return [
        ("cold build, nothing cached (s)", f"{cold:.2f}", ""),
        ("warm build, charts cached (s)", f"{warm:.2f}", "4"),
        ("build after one cell changed (s)", f"{changed:.2f}", "4"),
        (f"a page, whole process (ms, {pages} pages)", f"{1000 * warm / pages:.1f}", ""),
        ("a page all in, without start-up (ms)", f"{1000 * (warm - start) / pages:.1f}", "10"),
        (
            f"a chart, one process, without import (ms, {charts} charts)",
            f"{1000 * (drawing - importing) / 60:.1f}",
            "40",
        ),
    ]


def example(project: Path) -> list[tuple[str, str, str]]:
    """The synthetic programme: from nothing, once more, and after one cell of its newest workbook changed."""

    def run() -> None:
        build(project, "--data", PROGRAMME)

    subprocess.run(["rm", "-rf", ".cache"], cwd=project, check=True)
    cold, cached = median(run, runs=1), median(run)
    before = pages_of(project / "site.example")
    changed = median(run, before=lambda: change_a_workbook(project / WORKBOOK))
    after = pages_of(project / "site.example")
    different = sum(before.get(path) != content for path, content in after.items())
    said = median(run, before=lambda: change_a_workbook(project / WORKBOOK, "经企业评价专利"))
    charts = len(list((project / "site.example").rglob("*.svg")))
    return [
        (f"example: cold build ({len(after)} pages, {charts} charts) (s)", f"{cold:.2f}", "20"),
        ("example: charts cached (s)", f"{cached:.2f}", "6"),
        ("example: one cell of a workbook changed (s)", f"{changed:.2f}", "6"),
        ("example: pages that this changed", str(different), ""),
        ("example: one cell that sentences are made of changed (s)", f"{said:.2f}", "6"),
    ]


def pages_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}


def change_a_workbook(path: Path, what: str = "评价专家") -> None:
    """One more of the first kind of *what* of 兵团, which no national sum contains, and so in the row's total."""
    book = load_workbook(path)
    page = book["评价对接"]
    header = next(cell for row in page.iter_rows() for cell in row if str(cell.value).startswith(what))
    corps = next(row[1].row for row in page.iter_rows() if "兵团" in str(row[1].value) and row[0].value)
    for column in (header.column, header.column + 1):  # 合计 and, after it, the first of its parts
        page.cell(corps, column).value += 1
    book.save(path)


START = "import report.compose, report.publish, mkdocs.commands.build, pymdownx, material"
DRAW = """
from pathlib import Path
from report.pages import pages
from report.read import read
from report.charts import draw
charts = [chart for page in pages(read(Path(".")), Path(".")) for chart in page.charts][:60]
for chart in charts: draw(chart)
"""


def median(run: Callable[[], None], before: Callable[[], object] = lambda: None, runs: int = RUNS) -> float:
    found = []
    for _ in range(runs):
        before()
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def build(project: Path, *options: str) -> None:
    command = [sys.executable, "build.py", "site", "--now", NOW, *options]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


def python(project: Path, code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=project, check=True, capture_output=True)


def change_a_cell(project: Path) -> None:
    """Another number in one row and its sentence, back and forth."""
    figures = project / "data/figures.csv"
    text = figures.read_text("utf-8")
    new, old = ("42", "43") if ",43,家," in text else ("43", "42")
    changed = text.replace(f",{old},家,", f",{new},家,").replace(f"山西{old}家", f"山西{new}家")
    figures.write_text(changed, "utf-8")


def sizes(site: Path) -> list[tuple[str, str, str]]:
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sorted(len(gzip.compress(path.read_bytes(), 6, mtime=0)) for path in files if path.suffix == ".html")
    svgs = [path.stat().st_size for path in files if path.suffix == ".svg"]
    return [
        ("files", str(len(files)), ""),
        ("megabytes", f"{sum(path.stat().st_size for path in files) / 1e6:.1f}", ""),
        ("HTML of a page, gzipped, median (KB)", f"{statistics.median(pages) / 1000:.1f}", "12"),
        ("HTML of a page, gzipped, largest (KB)", f"{pages[-1] / 1000:.1f}", "12"),
        ("SVG, median (KB)", f"{statistics.median(svgs) / 1000:.1f}", "17"),
        ("processors", str(os.cpu_count()), ""),
    ]


if __name__ == "__main__":
    main()
