"""A long row of independent work, done by two processes where two can be had."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from signal import SIGKILL
from threading import active_count
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
MANY = 30  # below this, a second process is not worth its start
PR_SET_PDEATHSIG = 1  # prctl(2)
MANY_NEW = 50_000  # objects, after which a copy looks for rubbish: Python does so after 700, and mostly finds none


def in_halves(work: Callable[[Sequence[T]], list[R]], items: Sequence[T], many: int = 0) -> list[R]:
    """work(items), whose result is a list in the order of *items*; from *many* (MANY) of them on, by two copies of
    this process.

    Every second item is of the same half, because neighbours are alike, and the halves so take the same time. A copy
    needs nothing sent to it, only its result sent back, and what it took of the memory meanwhile is free again. Where
    other threads run, as in `serve`, all is done here: a copy would inherit their locks.
    """
    alone = (os.cpu_count() or 1) < 2 or active_count() > 1 or "fork" not in get_all_start_methods()
    if alone or len(items) < (many or MANY):
        return work(items)
    give_back()
    receiving = [_begun(work, half) if half else list for half in (items[::2], items[1::2])]
    first, second = (receive() for receive in receiving)
    found = [*first, *second]
    found[::2], found[1::2] = first, second
    return found


def give_back() -> None:
    """To the system, of the memory, what is free: the C library keeps it, and each copy of this process has it too."""
    _ask_system("malloc_trim", 0)


def _ask_system(function: str, *arguments: int) -> None:
    """Of the C library, where it is that of GNU on Linux."""
    import ctypes  # which commands that make no copy need not wait for

    with suppress(AttributeError, OSError):
        getattr(ctypes.CDLL(None), function)(*arguments)


def _begun(work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> Callable[[], list[R]]:
    """What waits for the result of a copy of this process that works on *items*."""
    received = begin_copy(_send, work, items)

    def receive() -> list[R]:
        try:
            found: list[R] = received()
        except EOFError:
            found = work(items)  # fails here too, where its error is seen
        return found

    return receive


def begin_copy(send: Callable[..., None], *given: object) -> Callable[[], Any]:
    """What waits for that which send(connection, *given) sends from a copy of this process; EOFError where it died."""
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    copy = context.Process(target=_as_long_as_this, args=(send, sending, *given))
    copy.start()
    sending.close()  # so that a copy that dies is the end of what is to be received

    def receive() -> Any:
        try:
            return receiving.recv()
        finally:
            receiving.close()
            copy.join()

    return receive


def _as_long_as_this(send: Callable[..., None], *given: object) -> None:
    """send(*given), by a copy that ends with the process that began it, and does not keep its turn to build."""
    _ask_system("prctl", PR_SET_PDEATHSIG, SIGKILL)
    send(*given)


def _send(sending: Connection, work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> None:
    gc.freeze()  # what is there already is not rubbish; what a copy makes beside its result mostly is
    gc.enable()
    gc.set_threshold(MANY_NEW)
    with suppress(Exception):  # the other process does it once more, and says what is wrong
        sending.send(work(items))
