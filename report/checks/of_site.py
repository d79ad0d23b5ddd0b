"""What the whole project must not hold: maps without an approval."""

from __future__ import annotations

from collections.abc import Iterator

from report.inputs import Inputs
from report.inputs.maps import read_maps
from report.inputs.settings import NAME, read_keeper
from report.model import Place, Problem

APPROVAL = (
    "请移出项目；有审图号的，在 mkdocs.yml 的 extra.maps 登记 {file: 文件, number: 审图号}。本站用方格示意图，不画边界"
)


def maps(inputs: Inputs) -> Iterator[Problem]:
    """No map of China without its 审图号, and no 审图号 without its file."""
    approved = {one.file for one in read_keeper(inputs).maps}
    for file in read_maps(inputs).found:
        if file not in approved:
            yield Problem(Place(file), "map-without-approval", "是地图，没有审图号", APPROVAL)
    for file in sorted(approved):
        if not (inputs.root / file).is_file():
            yield Problem(
                Place(NAME), "map-without-approval", f"extra.maps 里的「{file[:80]}」不存在", "请改正文件，或删去这一条"
            )
