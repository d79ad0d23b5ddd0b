"""Rules about the list of regions: one nation, addresses and tiles of their own, cities inside a province."""

from __future__ import annotations

from collections.abc import Iterator

from report.inputs.raw import RawData, Row
from report.model import Place, Problem

INSIDE = ("city", "corps")  # kinds already counted in their province


def one_nation(raw: RawData) -> Iterator[Problem]:
    """Exactly one row is the nation, and it is called 全国."""
    for table in raw.matching("regions.csv"):
        nations = [row for row in table.rows if row["kind"] == "nation"]
        for row in nations:
            if row["name"] != "全国":
                yield row.problem("one-nation", f"kind 为 nation 的是「{row['name']}」", "nation 只用于「全国」一行")
        if table.rows and "全国" not in [row["name"] for row in nations]:
            what = "没有「全国」一行，或它的 kind 不是 nation"
            yield Problem(Place(table.file, 1), "one-nation", what, "请在表头之后写「全国」一行，kind 为 nation")


def addresses_taken(raw: RawData) -> Iterator[Problem]:
    """No two regions share an address or a tile."""
    yield from _taken(raw, ("slug",), "duplicate-slug", "请另取一个；已发布的不要改")
    yield from _taken(raw, ("tile_column", "tile_row"), "duplicate-tile", "请给每个地区单独一格")


def _taken(raw: RawData, columns: tuple[str, ...], rule: str, cure: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Row] = {}
    for row in raw.rows("regions.csv"):
        place = tuple(row[column] for column in columns)
        if all(place) and place in first:
            what = f"{'、'.join(columns)} 与「{first[place]['name']}」相同（{'，'.join(place)}）"
            yield row.cell(columns[0]).problem(rule, what, cure)
        first.setdefault(place, row)


def half_a_tile(raw: RawData) -> Iterator[Problem]:
    """A tile has a column and a row, or neither."""
    for row in raw.rows("regions.csv"):
        if bool(row["tile_column"]) != bool(row["tile_row"]):
            yield row.cell("tile_row").problem(
                "half-a-tile", "tile_column 与 tile_row 只写了一个", "请同时填写或同时留空"
            )


def inside_a_province(raw: RawData) -> Iterator[Problem]:
    """A city and the corps lie inside a province; nothing else does."""
    regions = raw.by_key("regions.csv")
    for row in raw.rows("regions.csv"):
        whole = regions.get(row["inside"])
        if (row["kind"] in INSIDE) != bool(row["inside"]):
            cure = "city 和 corps 须填所在的省，其余留空"
            yield row.cell("inside").problem("inside", f"{row['kind']} 的 inside 为「{row['inside']}」", cure)
        elif whole and whole["kind"] != "province":
            yield row.cell("inside").problem("inside", f"「{row['inside']}」不是省级地区", "请填所在的省")
