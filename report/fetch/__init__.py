"""Quarterly returns from elsewhere: data/fetch.yml names the sources, the checks decide what comes in."""

from __future__ import annotations


class Unreachable(Exception):
    """A source that may answer the next time: worth another try."""


class Rejected(Exception):
    """A source that answered with what is not to be taken: trying again changes nothing."""
