"""Which machine files there are, and each put together of its lines when it is asked for.

The data of a page stand beside it, as CSV and as JSON; all data, and those of each return, below data/.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache, partial
from importlib.metadata import version
from typing import NamedTuple, TypeVar

from report import moment
from report.address import indicator_address, quarter_address, region_address, relative
from report.frame import descriptor, explored
from report.frame.code_tables import CodeTable, code_tables
from report.frame.fields import CITED, FIELDS, OFFICIAL
from report.frame.lines import HEADER, JSON, ValueLine, csv_file, keys, lines, make_lines
from report.frame.parquet import parquet
from report.frame.tidy import edition_number
from report.inputs import Inputs
from report.model import Artifact, Dataset, LaidAway, Source
from report.order import in_groups
from report.pages.desk import Desk
from report.plaintext import plain
from report.store import code, digest, make_missing

SCHEMA = f"/{descriptor.SCHEMAS}/data.json"  # of the JSON beside pages
CODE_TABLES = ("regions", "indicators", "sources", "columns", "dictionary")
ALL = "observations"  # of all returns


T = TypeVar("T")
Chosen = Mapping[tuple[str, str], Sequence[T]]  # by column and code


class Subset(NamedTuple):
    """What a page is about: *column* of the lines has *code*."""

    folder: str
    title: str
    column: str
    code: str


def subsets(dataset: Dataset) -> Iterator[Subset]:
    """The pages whose data stand beside them: of indicators, regions and quarters."""
    for indicator in dataset.indicators.values():
        yield Subset(indicator_address(indicator)[1:], indicator.title, "indicator", indicator.key)
    for region in dataset.pages_of_regions:
        yield Subset(region_address(region)[1:], region.name, "region_code", region.code)
    for quarter in dataset.quarters:
        yield Subset(quarter_address(quarter)[1:], quarter.title, "quarter", quarter.code)


def paths(dataset: Dataset) -> Iterator[str]:
    """Where the machine files stand."""
    yield from (f"data/{name}.{kind}" for name in (ALL, OFFICIAL, CITED) for kind in ("csv", "parquet"))
    yield from (f"data/{ALL}/{quarter.slug}.csv" for quarter in dataset.returns)
    yield from (f"data/{name}.csv" for name in CODE_TABLES)
    yield from (descriptor.NAME, *descriptor.schema_paths(CODE_TABLES))
    yield from (f"{one.folder}data.{kind}" for one in subsets(dataset) for kind in ("csv", "json"))
    yield from explored.paths(dataset)


def files(desk: Desk, inputs: Inputs) -> Iterator[Artifact]:
    """The machine files, in the order of `paths`."""
    known, kept = keys(desk, inputs), inputs.keep("frame")
    make_lines(desk, known, kept)
    tables = code_tables(desk.dataset, desk.figures)
    package = (*_whole(known, kept, desk.dataset), *(_of_codes(one) for one in tables))
    yield from package
    key = digest([], code(descriptor.__name__), desk.site, repr(tables), *known.values())
    describe = partial(descriptor.descriptor, package, desk.dataset, tables, desk.site)
    yield _kept(descriptor.NAME, key, describe, kept)
    yield from descriptor.schemas(tables)

    def chosen(of: Callable[[ValueLine], T]) -> Callable[[], Chosen[T]]:
        return lru_cache(maxsize=1)(lambda: _chosen(lines(kept[key] for key in known.values()), of))

    of_csv, of_json = chosen(lambda line: line.csv), chosen(lambda line: line._replace(csv=b""))
    for one in subsets(desk.dataset):
        yield LaidAway(f"{one.folder}data.csv", partial(_csv, one, of_csv))
        yield LaidAway(f"{one.folder}data.json", partial(_json, one, of_json, desk))
    yield from explored.files(desk, known, kept)


def told(found: Iterable[Artifact]) -> Mapping[str, object]:
    """What the page about the data says of the machine files *found*: each table with its files, and the columns."""
    (package,) = (one.content for one in found if one.path == descriptor.NAME)
    tables = in_groups(json.loads(package)["resources"], _name_of_table)
    return {"machine": [{"name": name, "files": own} for name, own in tables.items()], "fields": FIELDS}


def _name_of_table(resource: Mapping[str, str]) -> str:
    """observations of data/observations.parquet; of a quarter's own file data/observations/2024q3.csv its folder."""
    below, _, name = resource["path"].removeprefix("data/").rpartition("/")
    return f"{below}/" if below else name.partition(".")[0]


def _whole(known: Mapping[str, str], kept: MutableMapping[str, bytes], data: Dataset) -> Iterator[Artifact]:
    """All returns, all official tables, all cited figures, and each return by itself."""

    def csv(path: str, parts: Iterable[str]) -> Artifact:
        return LaidAway(path, lambda: csv_file(kept[known[part]] for part in parts))

    quarters = [quarter.code for quarter in data.returns]
    for name, parts in {ALL: quarters, OFFICIAL: [OFFICIAL], CITED: [CITED]}.items():
        whole = csv(f"data/{name}.csv", parts)
        yield whole
        key = digest([], code(parquet.__module__), version("pyarrow"), *(known[part] for part in parts))
        yield _kept(f"data/{name}.parquet", key, partial(_parquet, whole), kept)
    yield from (csv(f"data/{ALL}/{quarter.slug}.csv", [quarter.code]) for quarter in data.returns)


def _kept(path: str, key: str, make: Callable[[], bytes], kept: MutableMapping[str, bytes]) -> Artifact:
    """A file that *kept* holds under *key*, made by a copy of this process: what that takes of memory is soon free."""
    make_missing(kept, {key: make}, lambda some: [make() for make in some], many=1)
    return LaidAway(path, partial(kept.__getitem__, key))


def _of_codes(table: CodeTable) -> Artifact:
    return Artifact(f"data/{table.name}.csv", table.csv())


def _parquet(whole: Artifact) -> bytes:
    return parquet(whole.content)


def _chosen(found: Iterable[ValueLine], of: Callable[[ValueLine], T]) -> Chosen[T]:
    """What is asked of the lines of each indicator, region and quarter; the rest of them needs no memory."""
    chosen: dict[tuple[str, str], list[T]] = {}
    for line in found:
        own = of(line)
        for column in ("indicator", "region_code", "quarter"):
            chosen.setdefault((column, getattr(line, column).decode()), []).append(own)
    return chosen


def _csv(one: Subset, chosen: Callable[[], Chosen[bytes]]) -> bytes:
    return HEADER + b"".join(line + b"\n" for line in chosen().get((one.column, one.code), ()))


def _json(one: Subset, chosen: Callable[[], Chosen[ValueLine]], desk: Desk) -> bytes:
    """Series with their values, and what is said once of sources and of the returns."""
    own, series = chosen().get((one.column, one.code), ()), dict[bytes, list[bytes]]()
    for line in own:
        series.setdefault(line.series, []).append(line.value)
    head = {
        "$schema": relative(SCHEMA, f"/{one.folder}"),
        "version": 1,
        "title": plain(one.title),
        "synthetic": desk.dataset.synthetic,
        "returns": _returns(own, desk),
        "sources": {key: _source(desk.dataset.sources[key]) for key in _sources(own)},
    }
    values = b",\n".join(head + b',"values":[\n' + b",\n".join(members) + b"]}" for head, members in series.items())
    return JSON.encode(head)[:-1] + b',"series":[\n' + values + b"]}\n"


def _returns(own: Sequence[ValueLine], desk: Desk) -> Mapping[str, Mapping[str, object]]:
    quarters = {line.quarter for line in own}
    return {
        quarter.code: {
            "edition": edition_number(version, desk.editions.get(quarter, ())),
            "released_at": moment.code(version.publication.out_at),
            "file": version.file,
        }
        for quarter, version in desk.dataset.returns.items()
        if quarter.code.encode() in quarters
    }


def _sources(own: Sequence[ValueLine]) -> Iterable[str]:
    return filter(None, dict.fromkeys(line.source.decode() for line in own))


def _source(source: Source) -> Mapping[str, str]:
    said = {
        "publisher": source.publisher,
        "title": source.title,
        "published_on": source.published_on,
        "url": source.url,
        "grade": source.grade.value,
    }
    return {name: plain(text) for name, text in said.items()}
