"""make drift: edit a copy of the sample RUNS times, one edit after another, and see that no build depends on the last.

After each edit the copy is built with all that earlier builds kept, and once more from nothing in another folder; both
must print the same and leave the same bytes, but for build.json, which tells the folder's commit and moment. A few
quarters only, since every edit costs a clean build.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.bench import PROGRAMME, change_a_cell, change_a_workbook  # noqa: E402
from tests.conftest import copy_project  # noqa: E402

QUARTERS = ("2026Q1", "2026Q2", "2026Q3")
RELEASES = f"{PROGRAMME}/data/releases"
MOMENTS = ("2026-04-01T09:00", "2026-08-30T12:00", "2026-10-20T09:29", "2026-10-20T09:30", "2026-11-22T09:30")
WORDS = (  # file, what stands in it, what stands there after the edit; the next time back again
    ("data/indicators.yml", "definition: 截至某日，", "definition: 到某一天为止，"),
    ("data/sources.csv", ",新民晚报,", ",新民晚报社,"),
    ("data/regions.csv", ",Beijing,", ",Peking,"),
    ("data/regions.csv", ",jiangsu,,", ",jiangsusheng,,"),
    ("data/milestones.yml", "全国高校和科研机构启动盘点", "各地高校和科研机构启动盘点"),
    ("data/calendar.yml", "\n", "\n\n"),
    ("data/form.yml", "\n", "\n# edited\n"),
    ("data/ratios.yml", "\n", "\n# edited\n"),
    ("data/README.md", "\n", "\n\n"),
    ("content/faq.yml", "question: 哪些单位要盘点？", "question: 哪些单位都要盘点？"),
    ("content/glossary.yml", "逐件清查本单位手里的专利", "逐件查清本单位手里的专利"),
    ("content/home.yml", "把手里的专利逐件盘点一遍", "把手里的专利逐件盘点"),
    ("content/quarters.yml", "of: 存量专利盘点", "of: 存量专利的盘点"),
    ("content/pages/about.md", "\n\n", "\n\n另见首页。\n\n"),
    ("content/guides/public.md", "\n\n", "\n\n另见首页。\n\n"),
    ("content/policy/training.md", "\n\n", "\n\n另见首页。\n\n"),
    ("templates/region.md.j2", "方案的各项指标都查到了", "方案的各项指标均查到了"),
    ("templates/region-report.md.j2", "\n", "\n<p>示例。</p>\n"),
    ("templates/_tables.html.j2", "<table", '<table data-edited=""'),
    ("templates/theme/partials/footer.html", "<footer", '<footer data-edited=""'),
    ("templates/theme/assets/panhuo.css", "\n", "\n/* edited */\n"),
    ("mkdocs.yml", 'site_url: ""', "site_url: https://panhuo.example/"),
    ("mkdocs.yml", 'operator: ""', "operator: 某单位"),
    ("mkdocs.yml", "按地区、指标和季度查阅", "按地区、指标、季度查阅"),
    ("report/pages/calendar.py", '"发布安排"', '"发布的安排"'),
    ("report/wording.py", "\n\n", "\n\n# edited\n\n"),
    ("report/downloads/workbook.py", '"subject": said["统计时点"]', '"subject": said["标题"]'),
    ("report/publish/whole_blocks.py", "\n\n", "\n\n# edited\n\n"),
    (f"{RELEASES}/2026Q2/release.yml", "专利盘活情况（示例数据）", "专利盘活的情况（示例数据）"),
    (f"{RELEASES}/2026Q3/release.yml", "status: 初步", "status: 最终"),
    (f"{PROGRAMME}/data/calendar.yml", "note: 示例数据，非真实安排。", "note: 示例数据。"),
)


class Sample(NamedTuple):
    """A copy of the project, the moment that it is built for, and the returns that were taken out of it."""

    folder: Path
    away: Path
    now: str


Edit = Callable[[Sample, random.Random], tuple[Sample, str]]  # the sample as it then is, and what was done


def a_word(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    """Other words in a file, or those of before."""
    name, old, new = dice.choice(WORDS)
    file = sample.folder / name
    text = file.read_text("utf-8")
    old, new = (new, old) if new in text else (old, new)
    if old not in text:
        raise ValueError(f"{name} no longer has {old!r}")
    file.write_text(text.replace(old, new, 1), "utf-8")
    return sample, f"{name}: {old.strip()[:20]} → {new.strip()[:20]}"


def a_workbook(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    file = dice.choice(sorted((sample.folder / RELEASES).glob("*/*.xlsx")))
    what = dice.choice(("评价专家", "经企业评价专利"))
    change_a_workbook(file, what)
    return sample, f"{file.name}: {what} + 1"


def a_figure(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    change_a_cell(sample.folder)
    return sample, "data/figures.csv: 42 ↔ 43"


def a_table(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    """Two rows of an official table change places."""
    file = dice.choice(sorted((sample.folder / "data/tables").glob("*.csv")))
    lines = file.read_text("utf-8").splitlines(keepends=True)
    at = dice.randrange(1, len(lines) - 1)
    lines[at : at + 2] = lines[at : at + 2][::-1]
    file.write_text("".join(lines), "utf-8")
    return sample, f"{file.name}: lines {at + 1} and {at + 2}"


def a_quarter(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    """The last quarter goes, or comes back."""
    place, aside = sample.folder / RELEASES / QUARTERS[-1], sample.away / QUARTERS[-1]
    old, new = (place, aside) if place.exists() else (aside, place)
    old.rename(new)
    return sample, f"{QUARTERS[-1]} {'gone' if new == aside else 'back'}"


def a_moment(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    now = dice.choice([moment for moment in MOMENTS if moment != sample.now])
    return sample._replace(now=now), f"--now {now}"


def a_hand(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    """What nobody should do: files that builds wrote are altered or gone."""
    top = sample.folder / dice.choice(("site.example", "build/example"))
    file = dice.choice(sorted(path for path in top.rglob("*") if path.is_file() and path.name != "build.json"))
    if dice.random() < 0.5:
        content = file.read_bytes()
        file.unlink()  # the site and build/ may share it
        file.write_bytes(content[:-1] + b"?")
        return sample, f"{file.relative_to(sample.folder)} altered"
    file.unlink()
    return sample, f"{file.relative_to(sample.folder)} gone"


def a_store(sample: Sample, dice: random.Random) -> tuple[Sample, str]:
    """Entries change places, or lose their end."""
    file = dice.choice(sorted((sample.folder / ".cache/example").glob("*.sqlite")))
    one, other = (
        "SELECT content FROM entry ORDER BY random() LIMIT 1",
        "SELECT rowid FROM entry ORDER BY random() LIMIT 9",
    )
    with sqlite3.connect(file) as opened:
        opened.execute(dice.choice((f"UPDATE entry SET content = ({one}) WHERE rowid IN ({other})", CUT)))
    return sample, f"{file.name} damaged"


EXCHANGE = "UPDATE entry SET content = (SELECT content FROM entry ORDER BY rowid LIMIT 1 OFFSET 3) WHERE rowid % 3 = 0"
CUT = "UPDATE entry SET content = CAST(substr(content, 1, length(content) / 2) AS BLOB)"
EDITS: tuple[Edit, ...] = (
    *[a_word] * 8,
    *[a_workbook] * 3,
    a_figure,
    a_table,
    a_quarter,
    *[a_moment] * 2,
    a_hand,
    a_store,
)


# ---------------------------------------------------------------- builds


def sample(folder: Path) -> Sample:
    """A new copy of the project, with the last quarters of the programme."""
    project, away = copy_project(folder / "project"), folder / "away"
    shutil.copytree(ROOT / PROGRAMME / "data", project / PROGRAMME / "data")
    for release in (project / RELEASES).iterdir():
        if release.name not in QUARTERS:
            shutil.rmtree(release)
    shutil.rmtree(project / PROGRAMME / "data/seals")  # of a programme that nobody has published yet, all may change
    away.mkdir()
    return Sample(project, away, MOMENTS[-1])


def build(folder: Path, now: str) -> str:
    """What a build of the sample prints, the folder left out."""
    command = [sys.executable, "build.py", "site", "--now", f"{now}+08:00", "--data", PROGRAMME]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"{done.returncode} {done.stdout}{done.stderr}".replace(str(folder), "")


def contents(site: Path) -> dict[str, bytes]:
    files = (path for path in site.rglob("*") if path.is_file() and path.name != "build.json")
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def compared(edited: Sample, clean: Path) -> tuple[bool, list[str]]:
    """Whether the sample as it lies there is published, and where a build of it differs from one from nothing."""
    kept = ("build", "site.example", ".cache")
    shutil.copytree(edited.folder, clean, ignore=lambda folder, _: kept if Path(folder) == edited.folder else ())
    said, anew = build(edited.folder, edited.now), build(clean, edited.now)
    found = [f"said {said!r}, from nothing {anew!r}"] if said != anew else []
    if not anew.startswith("0 "):
        return False, found  # the site of before stays
    here, there = contents(edited.folder / "site.example"), contents(clean / "site.example")
    return True, found + [path for path in sorted({*here, *there}) if here.get(path) != there.get(path)]


def run(runs: int, seed: int, folder: Path) -> int:
    """How many of so many edits led to another site than a build from nothing."""
    dice, now, different = random.Random(seed), sample(folder), 0
    if not (said := build(now.folder, now.now)).startswith("0 "):
        raise ValueError(f"the sample is not built: {said}")
    for number in range(1, runs + 1):
        now, done = dice.choice(EDITS)(now, dice)
        published, found = compared(now, folder / "clean")
        shutil.rmtree(folder / "clean")
        different += bool(found)
        print(f"{number} {done}: {'; '.join(found[:5]) or ('same' if published else 'refused alike')}", flush=True)
    return different


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        different = run(options.runs, options.seed, Path(os.path.realpath(folder)))
    print(f"edits {options.runs}: same {options.runs - different}, different {different}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
