"""data/urls.txt → the ledger of addresses; a project without one has published nothing yet."""

from __future__ import annotations

from report.inputs import Inputs, read_once
from report.ledger import Ledger, parse
from report.model import DataError, Place, Problem

NAME = "urls.txt"


@read_once
def read_ledger(inputs: Inputs) -> Ledger:
    """The ledger beside the returns."""
    path = inputs.returns / NAME
    file = inputs.name(path)
    if not path.exists():
        return Ledger(file)
    try:
        return parse(file, inputs.text(path))
    except DataError:
        problem = Problem(Place(file), "bad-ledger", "读不出来", "请恢复原来的文件（UTF-8），再用 build.py seal 增补")
        return Ledger(file, problems=(problem,))
