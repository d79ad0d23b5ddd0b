"""data/urls.txt → the ledger of addresses; a project without one has published nothing yet."""

from __future__ import annotations

from pathlib import Path

from report.ledger import Ledger, parse
from report.model import Place, Problem

NAME = "urls.txt"


def read_ledger(data: Path) -> Ledger:
    """The ledger beside the returns of the folder *data*."""
    file = f"{data.name}/{NAME}"
    path = data / NAME
    if not path.exists():
        return Ledger(file)
    try:
        return parse(file, path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, OSError):
        problem = Problem(Place(file), "bad-ledger", "读不出来", "请恢复原来的文件（UTF-8），再用 build.py seal 增补")
        return Ledger(file, problems=(problem,))
