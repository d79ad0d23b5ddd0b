"""The examples of the page 数据, taken out of the finished page word for word and run against a server of the site."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jinja2.filters import do_filesizeformat
from selectolax.lexbor import LexborHTMLParser

from report.frame.fields import NAMES
from tests.served import served

RUN = {
    "curl": ("bash", "-eu"),
    "python": (sys.executable, "-W", "error"),
    "duckdb": (sys.executable, "-c", "import duckdb, sys; print(duckdb.sql(sys.stdin.read()))"),
}


class Proxy(SimpleHTTPRequestHandler):
    """Stands for the address that the page names, whatever that is: the examples run as they are written."""

    def do_GET(self) -> None:
        self.path = urlsplit(self.path).path
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def proxy(built_site: Path) -> Iterator[str]:
    with served(built_site, Proxy) as address:
        yield address


@pytest.fixture(scope="module")
def page(built_site: Path) -> LexborHTMLParser:
    return LexborHTMLParser((built_site / "data/index.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def examples(page: LexborHTMLParser) -> Mapping[str, str]:
    return {str(one.attributes["data-example"]): one.text() for one in page.css("pre[data-example]")}


@pytest.fixture(scope="module")
def printed(examples: Mapping[str, str], proxy: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What each example that can be run here prints, run in one folder in the order of the page."""
    folder = tmp_path_factory.mktemp("examples")
    own = {name: text for name, text in os.environ.items() if name.lower() not in ("no_proxy", "https_proxy")}
    return {
        name: subprocess.run(
            [*command],
            input=examples[name],
            env=own | {"http_proxy": proxy},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for name, command in RUN.items()
    }


def test_there_is_an_example_for_each_tool(examples: Mapping[str, str]):
    assert list(examples) == ["curl", "python", "duckdb", "r", "excel"]


def test_curl_downloads_the_files_and_shows_the_first_rows_of_a_region(printed: Mapping[str, str]):
    header, *rows = csv.reader(printed["curl"].splitlines())

    assert header == [*NAMES]
    assert [row[NAMES.index("region_code")] for row in rows] == ["320000", "320000"]


def test_pandas_prints_a_row_a_province(printed: Mapping[str, str]):
    rows = [row for line in printed["python"].splitlines() if (row := line.split())[0].isdigit()]

    assert len(rows) == 31
    assert rows[0][:2] == ["110000", "Beijing"]


def test_duckdb_prints_the_series_that_the_table_has(printed: Mapping[str, str], built_site: Path):
    with (built_site / "data/official.csv").open(encoding="utf-8", newline="") as file:
        wanted = [
            row["period"]
            for row in csv.DictReader(file)
            if (row["indicator"], row["subject"], row["region_code"]) == ("designs_in_force", "universities", "320000")
        ]

    assert wanted
    assert all(period in printed["duckdb"] for period in wanted)
    assert printed["duckdb"].count("320000") == len(wanted)


def test_every_example_names_files_that_there_are(examples: Mapping[str, str], built_site: Path):
    named = {
        urlsplit(word).path
        for text in examples.values()
        for word in text.replace('"', " ").split()
        if word.startswith("http")
    }

    assert named == {"/data/official.parquet", "/data/official.csv", "/data/regions.csv", "/regions/jiangsu/data.csv"}
    assert all((built_site / path[1:]).is_file() for path in named)


# ---------------------------------------------------------------- what there is


def test_the_page_tells_the_size_of_each_file_as_the_package_does(page: LexborHTMLParser, built_site: Path):
    package = json.loads((built_site / "datapackage.json").read_text("utf-8"))
    (table,) = page.css('[aria-label="供程序使用的文件"]')
    told = table.text()

    for resource in package["resources"]:
        assert resource["bytes"] == (built_site / resource["path"]).stat().st_size
        assert f"{resource['path'].rpartition('/')[2]}（{do_filesizeformat(resource['bytes'])}）" in told
    assert {link.attributes["href"] for link in table.css("a")} == {
        resource["path"].removeprefix("data/") for resource in package["resources"]
    }


def test_the_page_tells_every_column_of_the_schema(page: LexborHTMLParser):
    (table,) = page.css('[aria-label="数据字典"]')

    assert [row.text().strip() for row in table.css("tbody th")] == [*NAMES]
