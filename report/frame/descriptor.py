"""datapackage.json (Data Package 2.0), the schemas that it and the JSON beside pages refer to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from report.frame.code_tables import CodeTable
from report.frame.fields import CITED, FIELDS, NAMES, OF_SERIES, OF_VALUE, OFFICIAL, RETURN, Field
from report.model import Artifact, Dataset
from report.plaintext import SAMPLE, if_sample, plain
from report.store import sha256_of
from report.wording import SYMBOLS

NAME = "datapackage.json"
SCHEMAS = "data/schema/v1"  # another shape has another version and address
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
TYPES = {"text": "string", "code": "string", "day": "date", "number": "number", "truth": "boolean", "whole": "integer"}
VALUES = {RETURN: "observations", OFFICIAL: "official", CITED: "cited"}  # the table of each kind
KEYS = {
    "observations": ["series", "period"],
    "official": ["series", "period", "source"],
    "cited": ["series"],
    "dictionary": ["column", "table"],
}
REFERS = {"indicator": "indicators", "region_code": "regions", "source": "sources"}
TITLES = {"observations": "季度报表的数", "official": "官方统计表的数", "cited": "公开数字"}
CITE = {"title": "数字是事实，请引用其原始来源", "path": "about/#licence"}


# ---------------------------------------------------------------- schemas


def schema_paths(tables: Iterable[str]) -> Iterator[str]:
    yield f"{SCHEMAS}/data.json"
    yield from (f"{SCHEMAS}/{name}.json" for name in (*VALUES.values(), *tables))


def schemas(tables: Iterable[CodeTable]) -> Iterator[Artifact]:
    """Of the JSON beside pages a JSON Schema, of each table a Table Schema; in the order of `schema_paths`."""
    yield _file(f"{SCHEMAS}/data.json", json_schema())
    of_values = ((name, FIELDS) for name in VALUES.values())
    for name, fields in (*of_values, *((one.name, one.fields) for one in tables)):
        yield _file(f"{SCHEMAS}/{name}.json", table_schema(name, fields))


def table_schema(name: str, fields: Sequence[Field]) -> Mapping[str, Any]:
    """Columns with types, labels and what stands for no value; the key; what refers to the tables of codes."""
    keys = KEYS.get(name, [fields[0].name])
    refers = REFERS.items() if name in VALUES.values() else ()
    foreign = [{"fields": [field], "reference": {"resource": table, "fields": [field]}} for field, table in refers]
    return {
        "fields": [_field(one, one.name in keys) for one in fields],
        "primaryKey": keys,
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _field(one: Field, is_key: bool) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "type": TYPES[one.kind],
        "title": one.title,
        "title_en": one.title_en,
        "description": one.what,
        "description_en": one.what_en,
        **({"categories": [_labelled(*pair) for pair in one.labels.items()]} if one.labels else {}),
        **({"missingValues": _missing()} if one.name == "value" else {}),
        **({"constraints": {"required": True}} if is_key else {}),
    }


def _missing() -> list[Mapping[str, str]]:
    """An empty value; its reason stands in the column of symbols, the same signs as on the pages."""
    return [_labelled("", "没有数，原因见 symbol"), *(_labelled(sign, words) for sign, words in SYMBOLS.items())]


def _labelled(value: str, label: str) -> Mapping[str, str]:
    return {"value": str(value), "label": label}


def json_schema() -> Mapping[str, Any]:
    """Of data.json beside pages: series with their values; what is empty is left out."""
    own = {one.name: _json_type(one) for one in FIELDS}
    value = _object({name: own[name] for name in NAMES if name in (*OF_VALUE, "value", "derived")}, "value")
    members = {"id": own["series"], **{name: own[name] for name in OF_SERIES}}
    series = _object({**members, "values": _list(value)}, "id", "kind", "indicator", "region_code", "region", "values")
    edition = _object({name: own[name] for name in ("edition", "released_at", "file")}, "released_at", "file")
    texts = {name: {"type": "string"} for name in ("publisher", "title", "published_on", "url", "grade")}
    whole = {
        "$schema": {"type": "string"},
        "version": {"const": 1},
        "title": {"type": "string"},
        "synthetic": {"type": "boolean", "description": SAMPLE},
        "returns": {"type": "object", "additionalProperties": edition},
        "sources": {"type": "object", "additionalProperties": _object(texts, *texts)},
        "series": _list(series),
    }
    return {"$schema": JSON_SCHEMA, "title": "data.json", **_object(whole, *whole)}


def _json_type(one: Field) -> Mapping[str, Any]:
    """A number may be absent; codes are those that have a meaning."""
    types = {"number": ["number", "null"], "truth": "boolean", "whole": ["integer", "null"]}
    codes = {"enum": [*one.labels]} if one.labels else {}
    return {"type": types.get(one.kind, "string"), "title": one.title, "description": one.what_en, **codes}


def _object(properties: Mapping[str, Any], *required: str) -> Mapping[str, Any]:
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


def _list(items: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "array", "items": items}


# ---------------------------------------------------------------- the package


def descriptor(files: Iterable[Artifact], dataset: Dataset, tables: Sequence[CodeTable], site: str) -> bytes:
    """What the package says of *files*, the whole tables and the returns quarter by quarter, hashes included."""
    titles = {**TITLES, **{one.name: one.title for one in tables}}
    said = {
        "$schema": PROFILE,
        "name": "panhuo",
        "title": f"高校和科研机构存量专利盘活进展{if_sample(dataset.synthetic)}",
        "description": "一行一个数。三类数（季度报表、官方统计表、公开数字）分在三个表里，不可混在一起排名或相加。"
        "One value a row; never rank or add up numbers of different kinds.",
        **({"homepage": f"{site}/"} if site else {}),
        "licenses": [CITE],
        "resources": [_resource(one, titles, dataset) for one in files],
    }
    return _json(said)


def _resource(file: Artifact, titles: Mapping[str, str], dataset: Dataset) -> Mapping[str, Any]:
    stem, _, kind = file.path.removeprefix("data/").rpartition(".")
    table, _, quarter = stem.partition("/")
    content = file.content
    types = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
    return {
        "name": "-".join(filter(None, (table, quarter, kind if kind != "csv" else ""))),
        "title": f"{titles[table]} {quarter.upper()}".strip(),
        **({"type": "table"} if kind == "csv" else {}),
        "path": file.path,
        "format": kind,
        "mediatype": types[kind],
        **({"encoding": "utf-8", "schema": f"{SCHEMAS}/{table}.json"} if kind == "csv" else {}),
        **({"rows": content.count(b"\n") - 1} if kind == "csv" else {}),
        "bytes": len(content),
        "hash": f"sha256:{sha256_of(content)}",
        "sources": _sources(table, dataset),
        "licenses": [CITE],
    }


def _sources(table: str, dataset: Dataset) -> list[Mapping[str, str]]:
    """Where the numbers of a table come from; of a table of codes there is none."""
    rows: Mapping[str, Iterable[str]] = {
        "observations": (row.source for row in dataset.returned),
        "official": (row.source for row in dataset.official),
        "cited": (fact.source for fact in dataset.cited),
    }
    found = (dataset.sources[key] for key in dict.fromkeys(rows.get(table, ())))
    texts = {f"{one.publisher}《{one.title}》": one.url for one in found}
    return [{"title": plain(title), **({"path": url} if url else {})} for title, url in texts.items()]


def _file(path: str, said: Mapping[str, Any]) -> Artifact:
    return Artifact(path, _json(said))


def _json(said: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(said, ensure_ascii=False, indent=1)}\n".encode()
