"""What stands beside the data: the public address in mkdocs.yml, and data/urls.txt, the ledger of addresses."""

from __future__ import annotations

from report.inputs import Inputs, read_once
from report.inputs.yaml import Map, Text, parsed
from report.ledger import Ledger, parse
from report.model import DataError, Place, Problem

NAME = "mkdocs.yml"
LEDGER = "urls.txt"


@read_once
def read_site_url(inputs: Inputs) -> str:
    """The public address of the site, without a slash at its end: what mkdocs.yml names, else what *inputs* were given.

    Empty where there is neither. DataError where the file cannot be read.
    """
    path = inputs.root / NAME
    tree, _ = parsed(NAME, inputs.content(path)) if path.is_file() else (None, ())  # references, tags: MkDocs' own
    found = tree.of.get("site_url") if isinstance(tree, Map) else None
    named = found.text if isinstance(found, Text) else ""
    return (named or inputs.address).rstrip("/")


@read_once
def read_ledger(inputs: Inputs) -> Ledger:
    """The ledger beside the returns; a project without one has published nothing yet."""
    path = inputs.returns / LEDGER
    file = inputs.name(path)
    if not path.exists():
        return Ledger(file)
    try:
        return parse(file, inputs.text(path))
    except DataError:
        problem = Problem(Place(file), "bad-ledger", "读不出来", "请恢复原来的文件（UTF-8），再用 build.py seal 增补")
        return Ledger(file, problems=(problem,))
