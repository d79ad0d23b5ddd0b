"""What mkdocs.yml says that others than MkDocs need to know."""

from __future__ import annotations

from pathlib import Path

from report.inputs.textfile import content_of
from report.inputs.yaml import Map, Text, parsed

NAME = "mkdocs.yml"


def read_site_url(root: Path) -> str:
    """The public address of the site, without a slash at its end; empty when mkdocs.yml names none, or is not there.

    DataError where the file cannot be read.
    """
    if not (root / NAME).is_file():
        return ""
    tree, _ = parsed(NAME, content_of(root, NAME))  # references and tags are MkDocs' own
    found = tree.of.get("site_url") if isinstance(tree, Map) else None
    return found.text.rstrip("/") if isinstance(found, Text) else ""
