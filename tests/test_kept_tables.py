"""The downloads of tables are the same with and without what was kept of them."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from report.downloads import table_files
from report.model import Cell, Column, Row, Table


def files(cache: dict[str, str] | None, value: str = "42", site: str = "") -> dict[str, bytes]:
    row = Row("江苏", "/regions/jiangsu/", (Cell(value, Decimal(value)),))
    column = Column("transfers", "转让", "次")
    table = Table("transfers", "转让", "2024年第三季度", "填报", "", "地区", (column,), (row,))
    page = SimpleNamespace(address="/quarters/2024q3/", folder="quarters/2024q3/", tables=(table,))
    return {artifact.path: artifact.content for artifact in table_files([page], site, cache)}


def test_what_is_kept_is_what_would_be_made() -> None:
    cache: dict[str, str] = {}
    assert files(cache) == files(cache) == files(None)
    assert list(files(None)) == [f"quarters/2024q3/transfers{suffix}" for suffix in (".xlsx", ".csv", ".plain.csv")]


def test_another_number_or_address_makes_other_files_under_a_key_of_their_own() -> None:
    cache: dict[str, str] = {}
    before = files(cache)
    assert files(cache, value="43") == files(None, value="43") != before
    assert files(cache, site="https://example.org") == files(None, site="https://example.org") != before
    assert len(cache) == 3
