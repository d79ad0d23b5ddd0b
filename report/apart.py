"""Work that may use up the machine, done by a process whose end harms nobody."""

from __future__ import annotations

import faulthandler
import os
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from report.halves import begin_copy

R = TypeVar("R")
MOST_MEMORY = 300_000_000  # bytes beside what was held before
MOST_SECONDS = 8  # of the processor
HELD = Path("/proc/self/statm")  # proc(5): in pages, the sixth number is data and stack


class Overrun(Exception):
    """The work asked for more memory or time than it may have, or its process died."""


def apart(work: Callable[..., R], *given: object) -> R:
    """work(*given), by a copy of this process; what it raises is raised here, and Overrun where it came to no end."""
    try:
        found: R | Exception = begin_copy(_send, work, given)()
    except EOFError:
        raise Overrun from None
    if isinstance(found, Exception):
        raise found
    return found


def _send(sending: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    _limit(resource.RLIMIT_CPU, MOST_SECONDS)  # counted from the copy's begin
    if HELD.exists():
        _limit(resource.RLIMIT_DATA, MOST_MEMORY + int(HELD.read_text().split()[5]) * resource.getpagesize())
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what is printed of a death is not for readers
    faulthandler.disable()
    try:
        sending.send(work(*given))
    except MemoryError:
        return
    except Exception as error:
        sending.send(error)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
