"""Workbooks that other programs write are read value for value; what they have not calculated is no value."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from report.period import Quarter
from report.returns.entries import Reading
from report.returns.forms_out import write_form
from tests.debian import program
from tests.returns.drafts import WRITTEN, Bench, Draft, Formula, bench, draft_of, found_in
from tests.writers.by_python import BY_PYTHON, as_written

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
QUARTER = Quarter(2025, 3)
SHEET, CELL, ROW = "盘点", "C13", 12
Write = Callable[[Draft, Path], bytes]


@pytest.fixture(scope="module")
def clean() -> Bench:
    return bench((QUARTER,))


# ---------------------------------------------------------------- the programs


def _needing_no_folder(write: Callable[[Draft], bytes]) -> Write:
    return lambda draft, folder: write(draft)


def with_javascript(library: str) -> Write:
    def write(draft: Draft, folder: Path) -> bytes:
        sheets = [
            {"name": s.name, "rows": [[as_written(raw) for raw in row] for row in s.cells], "merged": s.merged}
            for s in draft.sheets
        ]
        (folder / "cells.json").write_text(json.dumps(sheets), "utf-8")
        node = program("nodejs", "node", "nodejs")
        assert node, "node is needed"
        environment = os.environ | {"NODE_PATH": str(_packages())}
        command = [node, str(HERE / "write.cjs"), library, "cells.json", "out.xlsx"]
        subprocess.run(command, cwd=folder, env=environment, check=True, timeout=120)
        return (folder / "out.xlsx").read_bytes()

    return write


def _packages() -> Path:
    """The folder with the packages of package-lock.json: installed once, by one test process."""
    place = ROOT / ".cache/writers"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (HERE / "package-lock.json").read_bytes()
        done = place / "installed"
        if not done.exists() or done.read_bytes() != wanted:
            npm = program("npm", "npm")
            assert npm, "npm is needed"
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, place / name)
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            subprocess.run([npm, "ci", *quiet], cwd=place, check=True, timeout=300)
            done.write_bytes(wanted)
    return place / "node_modules"


# What Ctrl+Shift+F9 does to an open workbook, done to each that is opened.
RECALCULATE = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)


def saved_by_libreoffice(contents: dict[str, bytes], folder: Path, recalculated: bool = True) -> dict[str, bytes]:
    """Each opened and saved again, in one run."""
    office = program("libreoffice-calc-nogui", "soffice")
    assert office, "LibreOffice is needed"
    given, made = folder / "given", folder / "made"
    given.mkdir(parents=True)
    if recalculated:
        (folder / "profile/user").mkdir(parents=True)
        (folder / "profile/user/registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    for name, content in contents.items():
        (given / f"{name}.xlsx").write_bytes(content)
    options = [f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir", made]
    subprocess.run([office, *options, *sorted(given.iterdir())], check=True, capture_output=True, timeout=400)
    return {name: (made / f"{name}.xlsx").read_bytes() for name in contents}


WRITERS: dict[str, Write] = {
    **{name: _needing_no_folder(write) for name, write in BY_PYTHON.items()},
    "exceljs": with_javascript("exceljs"),
    "SheetJS": with_javascript("sheetjs"),
}
OFFICE = "LibreOffice"
STORE_0 = ("xlsxwriter", "SheetJS")


# ---------------------------------------------------------------- what is read of theirs


@dataclass(frozen=True)
class Written:
    """What each program wrote: a return, the empty form, a return with a formula, and that saved by LibreOffice."""

    returns: dict[str, bytes]
    forms: dict[str, bytes]
    formulas: dict[str, bytes]
    saved: dict[str, bytes]
    only_saved: dict[str, bytes]  # those of the returns with a formula in which a 0 was stored


@pytest.fixture(scope="module")
def written(clean: Bench, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("writers")
    drafts = (clean.drafts[QUARTER], empty(clean), with_formula(clean))
    returns, forms, formulas = ({name: write(draft, folder) for name, write in WRITERS.items()} for draft in drafts)
    ours = {"a return": drafts[0].content(), "a form": drafts[1].content()}
    saved = saved_by_libreoffice(formulas | ours, folder / "recalculated")
    noughts = {name: formulas[name] for name in STORE_0}
    only_saved = saved_by_libreoffice(noughts, folder / "saved", recalculated=False)
    return Written(
        returns | {OFFICE: saved["a return"]}, forms | {OFFICE: saved["a form"]}, formulas, saved, only_saved
    )


def empty(clean: Bench) -> Draft:
    return draft_of(QUARTER, write_form(clean.by.form, clean.by.regions, QUARTER))


def with_formula(clean: Bench) -> Draft:
    """The return with a formula for the first number of 北京, that comes to the same."""
    draft = clean.drafts[QUARTER].copy()
    cells = draft.sheet(SHEET).cells[ROW]
    assert cells[1] == "北京"
    cells[2] = Formula(f"{cells[2]:.0f}-1+1")
    return draft


def of_the_formula(clean: Bench, reading: Reading) -> Decimal | None:
    return next(v.number for v in reading.values if v.where.sheet == SHEET and v.where.cell == CELL)


@pytest.mark.parametrize("name", [*WRITERS, OFFICE])
def test_a_return_is_read_value_for_value(name: str, clean: Bench, written: Written) -> None:
    reading = clean.by.reading("2025Q3.xlsx", written.returns[name])

    assert found_in(clean.by, reading, WRITTEN) == []
    assert {key: (v.number, v.symbol) for key, v in reading.book.items()} == {
        key: (v.number, v.symbol) for key, v in clean.books[QUARTER].items()
    }


@pytest.mark.parametrize("name", [*WRITERS, OFFICE])
def test_the_form_that_they_saved_is_still_the_form(name: str, clean: Bench, written: Written) -> None:
    reading = clean.by.reading("2025Q3.xlsx", written.forms[name])
    ours = clean.by.reading("2025Q3.xlsx", empty(clean).content())

    assert found_in(clean.by, reading, WRITTEN) == found_in(clean.by, ours, WRITTEN)
    assert len(reading.columns) == 168 and reading.columns == ours.columns and reading.rows == ours.rows


@pytest.mark.parametrize("name", WRITERS)
def test_a_formula_that_nobody_calculated_has_no_value_until_somebody_who_does_saves_it(
    name: str, clean: Bench, written: Written
) -> None:
    before = clean.by.reading("2025Q3.xlsx", written.formulas[name])
    after = clean.by.reading("2025Q3.xlsx", written.saved[name])

    said = found_in(clean.by, before, WRITTEN)
    assert [(one.place.cell, one.what[:2]) for one in said] == [(CELL, "公式")]
    assert of_the_formula(clean, before) is None
    assert found_in(clean.by, after, WRITTEN) == []
    assert of_the_formula(clean, after) == Decimal(str(clean.drafts[QUARTER].sheet(SHEET).cells[ROW][2])) > 0


@pytest.mark.parametrize("name", STORE_0)
def test_a_nought_that_was_opened_and_saved_without_calculation_is_still_none(
    name: str, clean: Bench, written: Written
) -> None:
    reading = clean.by.reading("2025Q3.xlsx", written.only_saved[name])

    assert [one.place.cell for one in found_in(clean.by, reading, WRITTEN)] == [CELL]
    assert of_the_formula(clean, reading) is None
