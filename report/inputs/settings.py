"""What mkdocs.yml says that others than MkDocs need to know."""

from __future__ import annotations

from report.inputs import Inputs, read_once
from report.inputs.yaml import Map, Text, parsed

NAME = "mkdocs.yml"


@read_once
def read_site_url(inputs: Inputs) -> str:
    """The public address of the site, without a slash at its end; empty when mkdocs.yml names none, or is not there.

    DataError where the file cannot be read.
    """
    path = inputs.root / NAME
    if not path.is_file():
        return ""
    tree, _ = parsed(NAME, inputs.content(path))  # references and tags are MkDocs' own
    found = tree.of.get("site_url") if isinstance(tree, Map) else None
    return found.text.rstrip("/") if isinstance(found, Text) else ""
