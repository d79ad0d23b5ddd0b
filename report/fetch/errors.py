"""Why a return did not come in."""

from __future__ import annotations


class Unreachable(Exception):
    """A source that may answer the next time: worth another try."""


class Refused(Exception):
    """A source that answered with what is not to be taken: trying again changes nothing."""
