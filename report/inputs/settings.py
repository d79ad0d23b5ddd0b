"""What stands beside the data: the settings in mkdocs.yml, and data/urls.txt, the ledger of addresses."""

from __future__ import annotations

from report.inputs import Inputs, read_once
from report.inputs.values import value
from report.inputs.yaml import Map, Node, Text, parsed
from report.ledger import Ledger, parse
from report.model import DataError, Place, Problem
from report.model.keeper import NOBODY, Keeper

NAME = "mkdocs.yml"
LEDGER = "urls.txt"


@read_once
def read_site_url(inputs: Inputs) -> str:
    """The public address of the site, without a slash at its end: what mkdocs.yml names, else what *inputs* were given.

    Empty where there is neither. DataError where the file cannot be read.
    """
    found = _settings(inputs).of.get("site_url")
    named = found.text if isinstance(found, Text) else ""
    return (named or inputs.address).rstrip("/")


@read_once
def read_keeper(inputs: Inputs) -> Keeper:
    """What mkdocs.yml says under `extra`, if anything; DataError with the place of the first mistake."""
    extra = _settings(inputs).of.get("extra")
    return value(Keeper, extra, NAME) if extra else NOBODY


@read_once
def _settings(inputs: Inputs) -> Map:
    """All of mkdocs.yml; its references and tags are MkDocs' own."""
    path = inputs.root / NAME
    tree: Node = parsed(NAME, inputs.content(path))[0] if path.is_file() else Map(0, ())
    return tree if isinstance(tree, Map) else Map(0, ())


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
