"""Rules about the list of regions: one nation, addresses and tiles of their own, cities inside a province."""

from __future__ import annotations

from collections.abc import Iterator

from report.checks.rule import at, rule
from report.inputs.raw import RawData, RawRow
from report.model import Place, Problem

INSIDE = ("city", "corps")  # kinds already counted in their province


@rule("one-nation")
def one_nation(raw: RawData) -> Iterator[Problem]:
    """Exactly one row is the nation, and it is called 全国."""
    for table in raw.matching("regions.csv"):
        nations = [row for row in table.rows if row["kind"] == "nation"]
        for row in nations:
            if row["name"] != "全国":
                yield at(row.where, f"kind 为 nation 的是「{row['name']}」", "nation 只用于「全国」一行")
        if table.rows and "全国" not in [row["name"] for row in nations]:
            what = "没有「全国」一行，或它的 kind 不是 nation"
            yield at(Place(table.file, 1), what, "请在表头之后写「全国」一行，kind 为 nation")


@rule("duplicate-slug", also=("duplicate-tile",))
def addresses_taken(raw: RawData) -> Iterator[Problem]:
    """No two regions share an address or a tile."""
    yield from _taken(raw, ("slug",), "duplicate-slug", "请另取一个；已发布的不要改")
    yield from _taken(raw, ("tile_column", "tile_row"), "duplicate-tile", "请给每个地区单独一格")


def _taken(raw: RawData, columns: tuple[str, ...], id: str, cure: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], RawRow] = {}
    for row in raw.rows("regions.csv"):
        place = tuple(row[column] for column in columns)
        if all(place) and place in first:
            what = f"{'、'.join(columns)} 与「{first[place]['name']}」相同（{'，'.join(place)}）"
            yield at(row.cell(columns[0]).where, what, cure, rule=id)
        first.setdefault(place, row)


@rule("half-a-tile")
def half_a_tile(raw: RawData) -> Iterator[Problem]:
    """A tile has a column and a row, or neither."""
    for row in raw.rows("regions.csv"):
        if bool(row["tile_column"]) != bool(row["tile_row"]):
            yield at(row.cell("tile_row").where, "tile_column 与 tile_row 只写了一个", "请同时填写或同时留空")


@rule("inside")
def inside_a_province(raw: RawData) -> Iterator[Problem]:
    """A city and the corps lie inside a province; nothing else does."""
    regions = raw.by_key("regions.csv")
    for row in raw.rows("regions.csv"):
        whole = regions.get(row["inside"])
        if (row["kind"] in INSIDE) != bool(row["inside"]):
            cure = "city 和 corps 须填所在的省，其余留空"
            yield at(row.cell("inside").where, f"{row['kind']} 的 inside 为「{row['inside']}」", cure)
        elif whole and whole["kind"] != "province":
            yield at(row.cell("inside").where, f"「{row['inside']}」不是省级地区", "请填所在的省")
