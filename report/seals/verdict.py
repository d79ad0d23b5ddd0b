"""Whether what is sealed of quarters would be printed the same now: of each edition that is out, in every build."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from report.inputs import Inputs
from report.inputs.contents import read_quarters
from report.model import Dataset, Place, Problem
from report.model.printed import Printed, Seal
from report.moment import start_of, title
from report.numbers.embargo import sealed_by
from report.seals.differences import Difference, differences
from report.seals.numbered import Numbered, Shelf
from report.seals.sealed_files import below, hash_of_file, hashed, head_of, printed_of, read_seals
from report.store import Judge, code, digest, sha256_of, unproven

MOST = 20  # differences of an edition that are told one by one
CELL = re.compile(r"(?:(?P<sheet>.+)!(?P<column>[A-Z]+)|第)(?P<line>\d+)行?")
RULE = "sealed"
LONGEST = 200  # of a sentence in a message


def shelf(inputs: Inputs, dataset: Dataset) -> Shelf:
    """The editions of *dataset*, which is of one moment, with the seals beside the returns."""
    return Shelf(dataset, read_quarters(inputs), read_seals(inputs)[0], partial(printed_of, inputs))


def problems(inputs: Inputs, dataset: Dataset) -> tuple[Problem, ...]:
    """Where something sealed would print otherwise as of *dataset*, or a seal is broken.

    Which editions were as sealed is kept between builds: of the same inputs nothing is worked out again.
    """
    seals, broken = read_seals(inputs)
    out = [*sealed_by(dataset.as_of, seals)]
    if broken or not out:
        return broken
    books = shelf(inputs, dataset)
    common = digest(
        [*_read_by(inputs), *_named_by(inputs)], code(__name__), repr(dataset.indicators), repr(dataset.method_changes)
    )
    keys = {_key(seal, common, inputs, books): seal for seal in out}

    def judge(_: Sequence[Seal]) -> Judge[Seal]:
        return lambda some: [tuple(of_seal(seal, inputs, books)) for seal in some]

    return unproven(inputs.keep("seals"), keys, judge)


def _read_by(inputs: Inputs) -> list[Path]:
    """What the form is read and worked out by, besides the program."""
    return [inputs.data / "form.yml", inputs.data / "ratios.yml"]


def _named_by(inputs: Inputs) -> list[Path]:
    """What other layouts are read by, what things are called by, and what is told: sealed where it is printed."""
    data = inputs.data
    return [data / "mappings", data / "regions.csv", data / "indicators.yml", inputs.root / "content/quarters.yml"]


def _key(seal: Seal, common: str, inputs: Inputs, books: Shelf) -> str:
    """All that the verdict on a seal follows from."""
    back = [one for one in books.standing(seal.at).values() if one.publication.quarter <= seal.quarter]
    made_of = [(one.file, one.publication, hash_of_file(inputs, one.file)) for one in back]
    counted = sorted(map(str, books.counted(seal.at)))
    return digest([], common, seal.hash, repr((seal.inputs, made_of, counted)))


# ---------------------------------------------------------------- one seal


def of_seal(seal: Seal, inputs: Inputs, books: Shelf) -> Iterator[Problem]:
    """What of an edition would print otherwise than it is sealed."""
    standing = books.standing(seal.at).get(seal.quarter)
    if standing is None or standing.publication.version != seal.version:
        what = f"封存过{seal.quarter.title}第{seal.number}版（{title(seal.at)}发布），现在没有这一版的报表"
        yield Problem(Place(seal.file), RULE, what, "请恢复它的报表文件，以及 release.yml 中它的发布时间")
        return
    later = [one for one in books.dataset.method_changes if seal.at < start_of(one.day) <= books.dataset.as_of]
    found = (
        one
        for one in differences(books.read(seal), books.print(seal.quarter, seal.at))
        if not any(change.concerns(one.indicator) for change in later)
    )
    told = [_problem(one, seal, standing.file) for one in islice(found, MOST)]
    yield from told
    if rest := sum(1 for _ in found):
        what = f"{seal.quarter.title}第{seal.number}版与封存不同的还有 {rest} 处"
        yield Problem(Place(seal.file), RULE, what, "请先改正已列出的")
    if not told and seal.inputs.get(below(standing.file)) != hash_of_file(inputs, standing.file):
        what = f"{seal.quarter.title}第{seal.number}版封存后，文件内容被改过（印出的数没有变）"
        yield Problem(Place(standing.file), RULE, what, "已发布的文件不能再改；请恢复原来的文件")


def _problem(one: Difference, seal: Seal, file: str) -> Problem:
    what = f"{one.what}在第{seal.number}版封存为「{_short(one.sealed)}」，现在会印成「{_short(one.now)}」"
    name = f"{seal.quarter.code}-r{seal.version + 1}"
    cure = (
        f"已发布的不能原地改；请恢复原件，改动另报修订稿 {name} 并在 release.yml 的 revisions 写明原因；"
        "算法、名称有变的，写入 data/method_changes.yml"
    )
    return Problem(_place(one.cell, file, seal), RULE, what, cure)


def _place(cell: str, file: str, seal: Seal) -> Place:
    """The cell of the return; of what no cell has, the seal."""
    found = CELL.fullmatch(cell)
    if not found:
        return Place(seal.file)
    return Place(file, int(found["line"]), found["column"] or "", found["sheet"] or "")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


# ---------------------------------------------------------------- to be sealed


def to_be_sealed(inputs: Inputs, dataset: Dataset) -> Iterator[tuple[Seal, Printed]]:
    """The seals that the editions of *dataset* lack, in the order of the chain that they go on with."""
    books = shelf(inputs, dataset)
    previous = head_of(books.seals)
    for one in books.unsealed:
        made_of = _inputs_of(one, inputs, books)
        record = Seal(one.quarter, one.number, one.at, one.cause, one.reason, one.version, made_of, previous)
        seal = hashed(record, one.printed)
        yield seal, one.printed
        previous = seal.hash


def _inputs_of(one: Numbered, inputs: Inputs, books: Shelf) -> Mapping[str, str]:
    """The hash of every file that an edition was made of: the returns it looks back to, and what they are read by."""
    back = [own.file for quarter, own in books.standing(one.at).items() if quarter <= one.quarter]
    return {
        **{below(file): hash_of_file(inputs, file) for file in back},
        **{inputs.own.name(path): sha256_of(inputs.content(path)) for path in _read_by(inputs)},
    }
