"""What mkdocs.yml says that others than MkDocs need to know."""

from __future__ import annotations

from pathlib import Path

import yaml

from report.inputs.textfile import broken_yaml, text_of

NAME = "mkdocs.yml"


def read_site_url(root: Path) -> str:
    """The public address of the site, without a slash at its end; empty when mkdocs.yml names none, or is not there.

    DataError where the file cannot be read.
    """
    text = text_of(root, NAME) if (root / NAME).is_file() else ""
    try:
        tree = yaml.compose(text, yaml.CSafeLoader)  # tags are MkDocs' own
    except yaml.YAMLError as error:
        raise broken_yaml(NAME, error) from error
    entries = tree.value if isinstance(tree, yaml.MappingNode) else []
    return next((str(value.value).rstrip("/") for key, value in entries if key.value == "site_url"), "")
