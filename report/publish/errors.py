"""What goes wrong in publishing."""

from __future__ import annotations


class PublishError(Exception):
    """The site could not be published; the last good one is still in place."""
