"""What mkdocs.yml says that others than MkDocs need to know."""

from __future__ import annotations

from pathlib import Path

import yaml


def read_site_url(root: Path) -> str:
    """The public address of the site, without a slash at its end; empty when mkdocs.yml names none, or is not there."""
    file = root / "mkdocs.yml"
    tree = yaml.compose(file.read_text("utf-8"), yaml.CSafeLoader) if file.is_file() else None  # tags are MkDocs' own
    entries = tree.value if isinstance(tree, yaml.MappingNode) else []
    return next((str(value.value).rstrip("/") for key, value in entries if key.value == "site_url"), "")
