"""Every rule: one small edit to a clean return, and the literal message; the clean return itself says nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from report.audit import readback
from report.audit.built import Built
from report.checks.of_returns import BY_ID, NUMBERS, RULES, _needless, blocking, case_of, check
from report.model import INFO, Observation, Place, Problem, Subject
from report.period import Period, Quarter
from tests.downloads import replaced, site_of
from tests.returns import handbook
from tests.returns.drafts import Bench, Draft, Error, Formula, bench, findings_of, record_of, release_of

QUARTER = Quarter(2025, 3)
CASES = Path(__file__).parent / "cases.yml"
Edit = dict[str, Any]


@pytest.fixture(scope="module")
def clean() -> Bench:
    return bench((QUARTER,))


def cases() -> dict[str, list[Edit]]:
    found: dict[str, list[Edit]] = yaml.safe_load(CASES.read_text("utf-8"))
    return found


def spoil(draft: Draft, files: dict[str, bytes], edit: Edit) -> None:
    """Carry out one edit on the draft, or on the files of its folder."""
    sheet = draft.sheet(edit["sheet"]) if "sheet" in edit else None
    match edit:
        case {"cell": cell}:
            assert sheet
            column, row = place(cell)
            old = sheet.cells[row][column]
            value = edit.get("value")
            value = Formula(edit["formula"], edit.get("stored")) if "formula" in edit else value
            value = Error(edit["error"]) if "error" in edit else value
            sheet.cells[row][column] = old * edit["times"] if "times" in edit else value
        case {"text": text}:
            assert sheet
            sheet.cells.append([text * edit.get("times", 1)])
        case {"drop_row": row}:
            assert sheet
            del sheet.cells[row - 1]
        case {"exchange": [one, other]}:
            assert sheet
            upper, lower = sheet.cells[one - 1], sheet.cells[other - 1]
            upper[2:], lower[2:] = lower[2:], upper[2:]
        case {"hide_row": row}:
            assert sheet
            sheet.hidden_rows.add(row - 1)
        case {"drop_sheet": name}:
            draft.sheets.remove(draft.sheet(name))
        case {"part": name}:
            draft.parts[name] = b"x"
        case {"bytes": digits}:
            files["2025Q3.xlsx"] = bytes.fromhex(digits)
        case {"csv": text}:
            files["2025Q3.csv"] = text.encode()
        case {"record": lines}:
            files["release.yml"] += lines.encode()
        case {"record_without": name}:
            lines = files["release.yml"].decode().splitlines(keepends=True)
            files["release.yml"] = "".join(line for line in lines if not line.startswith(name)).encode()


def place(cell: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(digits) - 1


def findings(clean: Bench, case: Edit, folder: Path) -> tuple[Problem, ...]:
    """What all rules say of the return after the edits of a case."""
    draft = clean.drafts[QUARTER].copy()
    files = {"release.yml": record_of(QUARTER).encode()}
    for edit in case["edit"]:
        spoil(draft, files, edit)
    names = [edit["name"] for edit in case["edit"] if "name" in edit] or ["2025Q3.xlsx"]
    files.setdefault(names[0], draft.content())
    for edit in case["edit"]:
        if "revision" in edit:
            files["2025Q3-r1.xlsx"] = revised(clean, edit["revision"])
    release = release_of(clean, folder / "data/releases/2025Q3", files)
    today = Quarter.parse(case["today"]) if "today" in case else None
    official = (yearbook(),) if case.get("official") else ()
    made = case_of(release, clean.by.form, clean.by.regions, clean.earlier(QUARTER), official, today)
    assert made
    if case.get("downloads"):
        made = replace(made, downloads=read_back_with(folder, "1205", "1250"))
    found = check(made)
    return (*found, *_needless(release, found))


def read_back_with(folder: Path, old: str, new: str) -> tuple[Problem, ...]:
    """What is said of a site in one of whose downloads *old* became *new*."""
    replaced(site_of(folder / "built") / "transfer.csv", old, new)
    return readback.problems(Built.read(folder / "built/site"))


def revised(clean: Bench, share: float) -> bytes:
    """A second version: one number changed, or a share of all."""
    draft = clean.drafts[QUARTER].copy()
    sheet = draft.sheet("入库")
    sheet.cells[19][3] += 1  # type: ignore[operator]
    for sheet in draft.sheets if share else ():
        for row in sheet.rows:
            sheet.cells[row][2:] = [raw + 1 if isinstance(raw, float) else raw for raw in sheet.cells[row][2:]]
    return draft.content()


def yearbook() -> Observation:
    where = Place("data/tables/yearbook.csv", 7)
    period, both = Period(QUARTER.end), Subject.BOTH
    return Observation("inventory_patents_due", "北京", period, both, Decimal(100), "yearbook", where)


def said(found: tuple[Problem, ...], rule: str) -> list[str]:
    return [str(finding) for finding in found if finding.rule == rule]


@pytest.mark.parametrize("rule,number", [(rule, n) for rule, given in cases().items() for n in range(len(given))])
def test_an_edit_is_said_with_file_sheet_cell_and_cure(rule: str, number: int, clean: Bench, tmp_path: Path) -> None:
    case = cases()[rule][number]

    assert said(findings(clean, case, tmp_path), rule) == case.get("says", [])


def test_every_rule_has_a_failing_case_and_every_case_a_rule() -> None:
    failing = {rule for rule, given in cases().items() if any(case.get("says") for case in given)}

    assert failing == set(BY_ID)


def test_the_forty_rules_and_our_own_are_numbered_and_named_once() -> None:
    assert len(RULES) == len(NUMBERS) == 41
    of_some = [NUMBERS[id] for id in ("file-name", "missing-row", "metadata", "download-page", "disclosure")]
    assert of_some == [1, 14, 37, 40, 41]
    assert len(BY_ID) == 41
    assert all((rule.check.__doc__ or "").endswith(".") for rule in RULES)


def test_the_clean_return_says_nothing_but_what_it_counts(clean: Bench, tmp_path: Path) -> None:
    found = findings(clean, {"edit": []}, tmp_path)

    assert blocking(found) == ()
    assert {finding.rule for finding in found} == {"absence"}
    assert {finding.level for finding in found} == {INFO}


def test_a_warning_with_a_reason_no_longer_blocks_and_an_error_still_does(clean: Bench, tmp_path: Path) -> None:
    style: Edit = {"sheet": "盘点", "cell": "I14", "value": "1,000"}
    reason: Edit = {"record": "acknowledged:\n- {rule: number-style, at: 盘点!I14, reason: 原件如此}\n"}
    found = findings(clean, {"edit": [style, reason]}, tmp_path)

    assert [f.acknowledged for f in found if f.rule == "number-style"] == ["原件如此"]
    assert "number-style" not in {f.rule for f in blocking(found)}
    assert "total-mismatch" in {f.rule for f in blocking(found)}


def test_a_version_is_checked_though_a_later_one_is_sound(clean: Bench, tmp_path: Path) -> None:
    draft = clean.drafts[QUARTER].copy()
    files = {"2025Q3-r1.xlsx": draft.content(), "release.yml": record_of(QUARTER).encode()}
    spoil(draft, {}, {"sheet": "盘点", "cell": "D13", "value": -777})
    spoil(draft, {}, {"sheet": "盘点", "cell": "D14", "value": "abc"})
    spoil(draft, {}, {"sheet": "增量和抽查", "cell": "C15", "value": 99_999_999})
    release = release_of(clean, tmp_path / "data/releases/2025Q3", {**files, "2025Q3.xlsx": draft.content()})
    found = [f for f in findings_of(clean, release) if f.blocks and f.place.file.endswith("/2025Q3.xlsx")]

    assert [(finding.place.sheet, finding.place.cell, finding.rule) for finding in found] == [
        ("盘点", "D14", "cell-type"),
        ("盘点", "D13", "range"),
        ("盘点", "G13", "cross-field"),
        ("盘点", "O13", "cross-field"),
        ("增量和抽查", "C15", "cross-field"),
        ("盘点", "C13", "total-mismatch"),
        ("增量和抽查", "C15", "total-mismatch"),
        ("增量和抽查", "C15", "total-mismatch"),
    ]


def test_every_revision_is_held_against_the_version_before_it(clean: Bench, tmp_path: Path) -> None:
    first, second = clean.drafts[QUARTER].content(), revised(clean, 0)
    files = {"2025Q3.xlsx": first, "2025Q3-r1.xlsx": second, "2025Q3-r2.xlsx": first}
    record = f"{record_of(QUARTER)}acknowledged:\n- {{rule: revision, reason: 补登记后又更正}}\n".encode()
    release = release_of(clean, tmp_path / "data/releases/2025Q3", {**files, "release.yml": record})
    found = [finding for finding in findings_of(clean, release) if finding.rule == "revision"]

    assert [(str(finding.place), finding.what, finding.acknowledged) for finding in found] == [
        ("data/releases/2025Q3/2025Q3-r2.xlsx:入库!D20", "由 12597 修订为 12596", "补登记后又更正"),
        ("data/releases/2025Q3/2025Q3-r1.xlsx:入库!D20", "由 12596 修订为 12597", "补登记后又更正"),
    ]


def test_the_page_of_the_rules_is_the_one_that_the_rules_and_their_cases_make() -> None:
    page = handbook.PAGE.read_text("utf-8")

    assert page == handbook.handbook(handbook.trial_on(page))
    assert re.search(r"`runs 1000: caught \d+, caught elsewhere \d+, harmless \d+, missed 0, crashed 0`", page)
