"""Seals as files, one value a line, and the chain that they make: each names the hash of the one sealed before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from report import moment
from report.inputs import Inputs, read_once
from report.model import DataError, Place, Problem
from report.model.printed import Measure, Passage, Printed, Seal, Selection, Titled, Value
from report.period import Quarter
from report.store import sha256_of

FOLDER = "seals"
RESTORE = "封存文件不能手工改；请恢复原来的文件"
NO_SEAL = "bad-seal"
BROKEN = (NO_SEAL, "不是 build.py seal 写的封存文件", RESTORE)
HASH = '"hash": '
PRINTED = "head"  # with it begins what the edition printed


# ---------------------------------------------------------------- to text


def text(seal: Seal, printed: Printed) -> str:
    """As it is written to the disk, its hash in the last line."""
    return text_of_file("".join(_lines(seal, printed)))


def text_of_file(body: str) -> str:
    """*body* closed by its hash."""
    return f'{body}{HASH}"{hash_of(body)}"\n}}\n'


def sound(file: str, content: bytes) -> str:
    """The text of a sealed file whose last line is the hash of the others; DataError for any other."""
    written = content.decode("utf-8", "replace")
    body, mark, _ = written.rpartition(HASH)
    if not mark:
        raise DataError((Problem(Place(file), *BROKEN),))
    if written != text_of_file(body):
        raise DataError((Problem(Place(file), NO_SEAL, "内容与它自己的校验码（hash）不符，封存后被改过", RESTORE),))
    return written


def hash_of(body: str) -> str:
    return sha256_of(body.encode())


def hashed(seal: Seal, printed: Printed) -> Seal:
    """The seal with the hash that its text has."""
    return replace(seal, hash=hash_of("".join(_lines(seal, printed))))


def _lines(seal: Seal, printed: Printed) -> Iterator[str]:
    yield "{\n"
    for name, said in _about(seal).items():
        yield f"{as_json(name)}: {as_json(said)},\n"
    yield from mapping_lines("inputs", seal.inputs)
    yield from mapping_lines(PRINTED, printed.head)
    yield from mapping_lines("regions", printed.regions)
    yield from mapping_lines("columns", printed.columns)
    yield from mapping_lines("tables", {f"{n:02}": table for n, table in enumerate(printed.tables, start=1)})
    yield from mapping_lines("measures", printed.measures)
    yield from mapping_lines("legend", printed.legend)
    yield from mapping_lines("sentences", {_told_key(told): said for told, said in printed.sentences.items()})
    yield from mapping_lines("values", {" ".join(key): value for key, value in printed.values.items()})


def _about(seal: Seal) -> Mapping[str, str | int]:
    return {
        "quarter": seal.quarter.code,
        "edition": seal.number,
        "at": moment.code(seal.at),
        "version": seal.version,
        "cause": seal.cause,
        "reason": seal.reason,
        "previous": seal.previous,
    }


def _told_key(told: Passage) -> str:
    return f"{told.region} {told.part} {told.number:02} {told.indicator}"


def mapping_lines(name: str, entries: Mapping[str, object]) -> Iterator[str]:
    """Names and what stands under each, sorted, a line each; regions in their own order."""
    order = list(entries) if name == "regions" else sorted(entries)
    yield f"{as_json(name)}: {{\n"
    yield ",\n".join(f"{as_json(key)}: {as_json(entries[key])}" for key in order)
    yield "\n},\n"


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------- from text


def parse(file: str, content: bytes) -> Seal:
    """The seal that *content* holds; DataError for anything that `text` did not write."""
    written = sound(file, content)
    record, _, _ = written.partition(f",\n{as_json(PRINTED)}: ")  # what it printed is read when it is asked for
    try:
        found = json.loads(f"{record}\n}}")
        return Seal(
            Quarter.parse(_text(found, "quarter")),
            int(str(found["edition"])),
            moment.parse(_text(found, "at")),
            _text(found, "cause"),
            _text(found, "reason"),
            int(str(found["version"])),
            _mapping(found, "inputs"),
            _text(found, "previous"),
            json.loads(f"{{{HASH}{written.rpartition(HASH)[2]}")["hash"],
            file,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError((Problem(Place(file), *BROKEN),)) from error


def printed_in(file: str, content: bytes) -> Printed:
    """What the edition of a sound seal printed; DataError for anything that `text` did not write."""
    try:
        found = json.loads(content)
        return Printed(
            _mapping(found, PRINTED),
            _mapping(found, "regions"),
            {key: Titled(*one) for key, one in _mapping(found, "columns").items()},
            {_pair(key): Value(*one) for key, one in _mapping(found, "values").items()},
            {_told(key): said for key, said in _mapping(found, "sentences").items()},
            tuple(
                Selection(theme, title, tuple(columns)) for theme, title, columns in _mapping(found, "tables").values()
            ),
            {name: Measure(*one) for name, one in found.get("measures", {}).items()},
            dict(found.get("legend", {})),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError((Problem(Place(file), *BROKEN),)) from error


def _text(found: Mapping[str, object], name: str) -> str:
    value = found[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _mapping(found: Mapping[str, object], name: str) -> dict[str, Any]:
    value = found[name]
    if not isinstance(value, dict):
        raise TypeError(f"{name} is no mapping")
    return value


def _pair(key: str) -> tuple[str, str]:
    region, _, column = key.partition(" ")
    return region, column


def _told(key: str) -> Passage:
    region, _, rest = key.partition(" ")
    part, number, indicator = rest.rsplit(" ", 2)
    return Passage(region, part, int(number), indicator)


# ---------------------------------------------------------------- the folder


@read_once
def read_seals(inputs: Inputs) -> tuple[tuple[Seal, ...], tuple[Problem, ...]]:
    """Every seal beside the returns, by quarter and edition, and what is wrong with them and their chain."""
    seals: list[Seal] = []
    wrong: list[Problem] = []
    for path in sorted((inputs.returns / FOLDER).glob("*/*.json")):
        try:
            seals.append(_read(inputs, path))
        except DataError as error:
            wrong += error.problems
    inputs.let_go(Inputs.content)  # a megabyte each, of which a few words are needed
    seals.sort(key=lambda one: (one.quarter, one.number))
    return tuple(seals), tuple(wrong or (*_gaps(seals), *_breaks(seals)))


def _read(inputs: Inputs, path: Path) -> Seal:
    seal = parse(inputs.name(path), inputs.content(path))
    if seal.file != inputs.name(inputs.returns / place_of(seal)):
        raise DataError(
            (Problem(Place(seal.file), NO_SEAL, f"这是{seal.quarter.title}第{seal.number}版的封存", RESTORE),)
        )
    return seal


def hash_of_file(inputs: Inputs, file: str) -> str:
    """*file*: as messages call a return, data/releases/2024Q3/2024Q3.xlsx."""
    return sha256_of(inputs.content(inputs.returns.parent / file))


def below(file: str) -> str:
    """What a seal calls a return: its name in the folder that holds releases/, whatever that is called."""
    return file.partition("/")[2]


def sealed_returns(inputs: Inputs) -> frozenset[str]:
    """The returns, as messages call them, whose bytes are those that were sealed."""
    sealed = {(file, known) for seal in read_seals(inputs)[0] for file, known in seal.inputs.items()}
    top = inputs.returns.name
    return frozenset(
        f"{top}/{file}"
        for file, known in sealed
        if file.startswith("releases/")
        and (inputs.returns / file).is_file()
        and hash_of_file(inputs, f"{top}/{file}") == known
    )


def printed_of(inputs: Inputs, seal: Seal) -> Printed:
    """What the edition of a seal that was read printed; the last that was asked for is kept, each is megabytes."""
    path = inputs.returns / place_of(seal)
    if (printed_of, path) not in inputs.known:
        inputs.let_go(printed_of, Inputs.content)
    return inputs.once((printed_of, path), lambda: printed_in(seal.file, inputs.content(path)))


def place_of(seal: Seal) -> str:
    """Below the folder of the returns: seals/2024Q3/1.json."""
    return f"{FOLDER}/{seal.quarter.code}/{seal.number}.json"


def _gaps(seals: Sequence[Seal]) -> Iterator[Problem]:
    """The editions of a quarter are 1, 2, 3 …, none left out."""
    for before, seal in zip((None, *seals), seals, strict=False):
        wanted = before.number + 1 if before and before.quarter == seal.quarter else 1
        if seal.number != wanted:
            what = f"{seal.quarter.title}有第{seal.number}版的封存，没有第{wanted}版的"
            yield Problem(Place(seal.file), NO_SEAL, what, RESTORE)


def _breaks(seals: Sequence[Seal]) -> Iterator[Problem]:
    """Each seal names the one before it, and no two the same; the first names none."""
    known = {"", *(seal.hash for seal in seals)}
    named: dict[str, Seal] = {}
    for seal in sorted(seals, key=lambda one: one.at):
        if seal.previous not in known:
            what = f"链断了：它前面的封存（{seal.previous[:8]}）不见了，或被改过"
            yield Problem(Place(seal.file), NO_SEAL, what, RESTORE)
        elif other := named.get(seal.previous):
            what = f"链分了岔：{other.file} 也接在同一个封存后面"
            yield Problem(Place(seal.file), NO_SEAL, what, "请只留一边已提交的，删去另一边的文件，再运行 build.py seal")
        named[seal.previous] = seal


def head_of(seals: Iterable[Seal]) -> str:
    """The hash of the seal after which the next one comes; the empty text before the first."""
    found = list(seals)
    followed = {seal.previous for seal in found}
    return next((seal.hash for seal in found if seal.hash not in followed), "")
