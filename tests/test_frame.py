"""The machine files: every value that is out, with its types, in one frame and in every file that is made of it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import dplib
import duckdb
import frictionless
import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest

from report.frame import observations
from report.frame.fields import FIELDS, NAMES
from report.frame.lines import as_text, csv_of
from report.frame.machine_files import files, paths, subsets
from report.frame.parquet import parquet
from report.frame.tidy import TYPES, Tidy, frame, of_figures, of_quarter, of_tables
from report.model import Dataset
from report.numbers.embargo import released
from report.numbers.returned import Figures
from report.pages.desk import Desk
from report.period import Quarter
from tests.conftest import MOMENT, ROOT
from tests.known import CHECKOUT, EXAMPLE, example, example_desk, example_pages, programme, real

Q3 = Quarter(2024, 3)


@cache
def sample() -> Dataset:
    return released(example(), MOMENT)


@cache
def content() -> Mapping[str, bytes]:
    """The machine files of the example."""
    return {one.path: one.content for one in files(example_desk(), programme())}


def rows_of(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content()[path].decode(), newline="")))


# ---------------------------------------------------------------- the frame


def test_a_row_a_value_exactly_as_it_was_given():
    (row,) = (
        row
        for row in of_quarter(Figures(sample()), Q3, example_desk().editions[Q3])
        if row.series == "return/transfer_count/110000/ytd/universities_and_institutes"
    )

    assert row == Tidy(
        *("return/transfer_count/110000/ytd/universities_and_institutes", "return", "transfer_count"),
        *("110000", "北京", "", "2024Q3", date(2024, 1, 1), date(2024, 9, 30), "ytd"),
        *("universities_and_institutes", "", Decimal("5925"), "次", "", False, "", 1, "2024-10-20T09:30+08:00"),
        *("return-2024q3-4", "data/releases/2024Q3/2024Q3.xlsx", "转让许可", "D14", "示例数据"),
    )


def test_every_column_has_the_type_that_is_documented():
    table = frame([*of_tables(real()), *of_figures(real())])

    assert [*table.columns] == [*NAMES] == [*Tidy._fields]
    assert {str(table[one.name].dtype) for one in FIELDS} == set(TYPES.values())
    assert {one.name: str(table[one.name].dtype) for one in FIELDS} == {one.name: TYPES[one.kind] for one in FIELDS}
    assert all(type(value) is Decimal for value in table["value"].dropna())


def test_nothing_given_is_a_frame_without_rows():
    assert (len(frame([])), [*frame([]).columns]) == (0, [*NAMES])


def test_a_notebook_has_all_that_is_out_in_one_call():
    table = observations(ROOT, EXAMPLE, MOMENT)
    given = table[table["kind"].eq("return") & ~table["derived"]]

    assert table["kind"].value_counts().to_dict() == {
        "return": len(rows_of("data/observations.csv")),
        "official": len(sample().official),
        "cited": len(sample().cited),
    }
    assert len(given) == len(sample().returned)
    assert given["value"].sum() == sum(row.value for row in sample().returned if row.value is not None)
    assert given["symbol"].value_counts().drop("").to_dict() == {"r": 326, "c": 96}


def test_what_is_worked_out_is_marked_and_has_no_cell():
    derived = [row for row in rows_of("data/observations/2024q3.csv") if row["derived"] == "true"]

    assert {row["span"] for row in derived} == {"rate"}
    assert {(row["source"], row["file"], row["sheet"], row["cell"]) for row in derived} == {("", "", "", "")}
    assert all(len(row["value"].partition(".")[2]) <= 6 for row in derived)


def test_what_a_spreadsheet_would_take_for_a_formula_is_made_safe():
    (fact, *_) = real().cited
    hostile = replace(real(), cited=(replace(fact, place="=1+1", note="甲\n乙"),))

    line = csv_of(as_text(of_figures(hostile)))
    assert b",'=1+1," in line and "甲 乙".encode() in line


def test_pandas_is_imported_only_where_something_is_worked_out():
    code = "import sys, report.audit.claims, report.commands.building, report.compose; print('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "False\n"


def test_what_was_kept_is_what_would_be_made(monkeypatch):
    kept: dict[str, bytes] = {}
    inputs = replace(CHECKOUT, keep=lambda kind: kept)
    small = Desk(released(real(), MOMENT))
    made = [one.content for one in files(small, inputs)]
    monkeypatch.setattr("report.frame.lines.as_text", None)

    assert [one.content for one in files(small, inputs)] == made


# ---------------------------------------------------------------- the files


def test_the_files_stand_where_the_outline_says():
    assert [*content()] == [*paths(sample())]


def test_every_value_stands_in_all_files_and_with_its_quarter_its_indicator_and_its_region():
    whole = content()["data/observations.csv"].splitlines()[1:]
    by_quarter = [line for quarter in sample().returns for line in _lines(f"data/observations/{quarter.slug}.csv")]
    of = {column: [_lines(f"{one.folder}data.csv") for one in subsets(sample()) if one.column == column]
          for column in ("indicator", "region_code", "quarter")}  # fmt: skip

    assert by_quarter == whole
    for parts in (of["indicator"], of["quarter"]):
        assert sorted(line for part in parts for line in part if line.startswith(b"return/")) == sorted(whole)
    regional = [line for part in of["region_code"] for line in part if line.startswith(b"return/")]
    assert sorted(regional) == sorted(line for line in whole if b"/CN/" not in line)


def explored(path: str) -> dict:
    return json.loads(content()[f"indicators/{path}/explore.json"])


def test_what_is_compared_is_what_pages_print_with_its_marks_and_medians():
    data = explored("transfer-count")
    series = {one["key"]: one for one in data["series"]}
    at = [one["code"] for one in series["ytd"]["times"]].index("2025q1")
    told = {
        one["key"]: (one["cells"][at][0], one["cells"][at][1], one["median"][at]) for one in series["ytd"]["measures"]
    }

    assert [*series] == ["quarter", "ytd", "ytd-universities", "ytd-research-institutes"]
    assert [one["key"] for one in series["ytd-universities"]["measures"]] == ["value", "change"]
    assert [one["name"] for one in data["regions"]][:2] == ["全国", "北京"]
    assert told == {
        "value": ("14,000 r", "1,716", "283"),
        "change": ("17.0", "28.8", "14.7"),
        "share": ("100.0", "12.3", "2.0"),
        "place": ("—", "2", "—"),
        "growth_place": ("—", "5/26", "—"),
    }


def test_no_line_leads_over_a_gap_nor_from_one_year_to_date_into_the_next():
    follows = {
        (one["key"], time["code"]): time["follows"]
        for one in explored("transfer-count")["series"]
        for time in one["times"]
    }

    assert [follows["ytd", code] for code in ("2023q4", "2024q1", "2024q2", "2025q1")] == [False, False, True, False]
    assert [follows["quarter", code] for code in ("2023q4", "2024q1", "2025q1")] == [False, True, True]


def test_returns_and_official_tables_are_series_apart_and_cited_figures_are_none():
    official = explored("designs-in-force")["series"][0]

    assert (official["kind"], official["key"], official["chart"]) == (
        *("官方统计表", "table-universities"),
        "designs-in-force-universities",
    )
    assert {one["key"] for one in official["measures"]} == {"value", "share", "place"}
    assert "indicators/pledge-amount-ip/explore.json" not in content()


def test_what_a_reader_fetches_of_an_indicator_is_small():
    packed = {path: len(gzip.compress(made)) for path, made in content().items() if path.endswith("/explore.json")}

    assert len(packed) == 65
    assert max(packed.values()) < 12 * 1024  # the example has twelve quarters


def _lines(path: str) -> list[bytes]:
    return content()[path].splitlines()[1:]


def test_json_says_the_same_as_csv():
    for path in ("indicators/transfer-count", "regions/beijing", "quarters/2024q3"):
        found = json.loads(content()[f"{path}/data.json"], parse_float=Decimal, parse_int=Decimal)
        flat = [_flat(series, value, found) for series in found["series"] for value in series["values"]]

        assert sorted(flat) == sorted(tuple(row.values()) for row in rows_of(f"{path}/data.csv"))


def _flat(series: dict, value: dict, whole: dict) -> tuple[str, ...]:
    said = {**series, "series": series["id"], **value}
    if series["kind"] == "return":
        said |= whole["returns"][value["period"]]
        said["file"] = "" if value.get("derived") else said["file"]
    else:
        said["released_at"] = whole["sources"][value["source"]]["published_on"]
    return tuple(_text(name, said.get(name, "")) for name in NAMES)


def _text(name: str, value: object) -> str:
    if name == "derived":
        return "true" if value else "false"
    return "" if value is None else str(value)


# ---------------------------------------------------------------- read as analysts do


def test_every_reader_finds_as_many_rows_and_the_same_sum(tmp_path: Path):
    for name in ("observations", "official", "cited"):
        for kind in ("csv", "parquet"):
            (tmp_path / f"{name}.{kind}").write_bytes(content()[f"data/{name}.{kind}"])
        values = [Decimal(row["value"]) for row in rows_of(f"data/{name}.csv") if row["value"]]
        wanted = (len(rows_of(f"data/{name}.csv")), len(values), sum(values))

        read = pd.read_csv(tmp_path / f"{name}.csv", dtype="str", keep_default_na=False)["value"]
        assert (len(read), read.ne("").sum(), read[read.ne("")].map(Decimal).sum()) == wanted
        typed = pd.read_parquet(tmp_path / f"{name}.parquet")["value"]
        assert (len(typed), typed.count(), typed.dropna().sum()) == wanted
        for kind in ("csv", "parquet"):
            number = "value::decimal(38, 6)"
            asked = f"select count(*), count(value), sum({number}) from '{tmp_path}/{name}.{kind}'"
            assert duckdb.sql(asked).fetchall() == [wanted]


def test_parquet_has_the_types_of_the_columns_and_what_they_hold():
    schema = pq.read_schema(io.BytesIO(content()["data/observations.parquet"]))

    assert [str(schema.field(name).type) for name in ("region_code", "period_end", "value", "derived", "edition")] == [
        "dictionary<values=string, indices=int32, ordered=0>",
        "date32[day]",
        "decimal128(38, 6)",
        "bool",
        "int64",
    ]
    assert schema.field("symbol").metadata[b"title"].decode() == "符号"


def test_parquet_is_the_same_bytes_for_the_same_rows_and_keeps_every_decimal():
    header, row = content()["data/observations.csv"].splitlines(keepends=True)[:2]
    longer = header + row.replace(b",217834,", b",0.30000000000000004,")

    assert parquet(header + row) == parquet(header + row) != parquet(longer)
    (value,) = pq.read_table(io.BytesIO(parquet(longer)))["value"].to_pylist()
    assert value == Decimal("0.30000000000000004")
    assert pq.read_table(io.BytesIO(parquet(header))).num_rows == 0


# ---------------------------------------------------------------- described


def put(folder: Path, found: Mapping[str, bytes]) -> Path:
    for path, text in found.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    return folder / "datapackage.json"


@cache
def real_files() -> Mapping[str, bytes]:
    """The machine files of the real site."""
    return {one.path: one.content for one in files(Desk(released(real(), MOMENT)), CHECKOUT)}


@pytest.mark.parametrize("found", [content, real_files])
def test_the_package_is_valid_by_the_profile_of_data_package_2(found):
    described = json.loads(found()["datapackage.json"])
    profiles = Path(dplib.__file__).parent / "profiles/2.0"

    jsonschema.validate(described, json.loads((profiles / "datapackage.json").read_text()))
    for path, text in found().items():
        if path.startswith("data/schema/v1/") and path != "data/schema/v1/data.json":
            jsonschema.validate(json.loads(text), json.loads((profiles / "tableschema.json").read_text()))
    assert [one["path"] for one in described["resources"]][:2] == ["data/observations.csv", "data/observations.parquet"]


def package_of(folder: Path, found: Mapping[str, bytes], wanted: Callable[[str], bool]) -> list[list[str]]:
    """What frictionless says of the resources whose names are *wanted*."""
    place = put(folder, found)
    whole = json.loads(place.read_text("utf-8"))
    whole["resources"] = [one for one in whole["resources"] if wanted(one["name"])]
    place.write_text(json.dumps(whole), "utf-8")
    return frictionless.validate(str(place)).flatten(["name", "type", "note"])


def test_frictionless_finds_nothing_wrong_with_the_package(tmp_path: Path):
    """It counts no bytes of Parquet."""
    assert package_of(tmp_path, real_files(), lambda name: not name.endswith("parquet")) == []


def test_frictionless_finds_nothing_wrong_with_a_return(tmp_path: Path):
    chosen = ("observations-2024q3", "regions", "indicators", "sources")

    assert package_of(tmp_path, content(), lambda name: name in chosen) == []


def test_frictionless_sees_a_digit_that_was_changed_and_a_region_that_is_none(tmp_path: Path):
    cited = real_files()["data/cited.csv"].replace(b",914000,", b",915000,").replace(b",110000,", b",110001,")
    found = {**real_files(), "data/cited.csv": cited}
    said = package_of(tmp_path, found, lambda name: not name.endswith("parquet"))

    assert {kind for _, kind, _ in said} == {"hash-count", "foreign-key"}


def test_the_package_says_how_many_bytes_each_file_has_and_their_hash():
    for one in json.loads(content()["datapackage.json"])["resources"]:
        text = content()[one["path"]]
        assert (one["bytes"], one["hash"]) == (len(text), f"sha256:{hashlib.sha256(text).hexdigest()}")


def test_a_missing_value_and_its_reasons_have_labels():
    schema = json.loads(content()["data/schema/v1/observations.json"])
    fields = {one["name"]: one for one in schema["fields"]}

    assert {one["value"]: one["label"] for one in fields["value"]["missingValues"]} == {
        "": "没有数，原因见 symbol",
        "…": "未公布",
        "c": "保密",
        "z": "不适用",
        "p": "初步数",
        "r": "修订数",
    }
    assert [one["value"] for one in fields["symbol"]["categories"]] == ["…", "c", "z", "p", "r"]


@pytest.mark.parametrize("found", [content, real_files])
def test_every_json_beside_a_page_is_as_the_schema_says(found):
    schema = json.loads(found()["data/schema/v1/data.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema)

    for path in ("indicators/transfer-count/data.json", "regions/xizang/data.json", "quarters/2024q3/data.json"):
        assert [error.message for error in valid.iter_errors(json.loads(found()[path]))] == []


def test_the_dictionaries_tell_every_column_in_both_languages():
    told = {(row["table"], row["column"]): row for row in rows_of("data/dictionary.csv")}
    columns = {row["column"]: row for row in rows_of("data/columns.csv")}

    for table in ("observations", "regions", "indicators", "sources", "columns"):
        header = content()[f"data/{table}.csv"].decode().splitlines()[0].split(",")
        assert [column for name, column in told if name == table] == header
    assert all(row["title"] and row["what"] and row["what_en"].isascii() for row in told.values())
    yearly = columns["inventory_patents_done_yoy"]
    assert yearly["title"] == "已盘点存量专利，期末，同比（%；比率为百分点）"
    assert yearly["title_en"] == (
        "Existing patents inventoried, end of quarter, universities and institutes, "
        "change on a year earlier, % (of a rate percentage points)"
    )


def test_every_column_of_the_tables_of_a_quarter_stands_in_the_dictionary():
    columns = {row["column"] for row in rows_of("data/columns.csv")}
    (page,) = (one for one in example_pages() if one.address == "/quarters/2024q3/")

    assert {column.key for table in page.tables for column in table.columns} - columns == set()
