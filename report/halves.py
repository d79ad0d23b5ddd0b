"""A long row of independent work, done by two processes where two can be had."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from threading import active_count
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
MANY = 30  # below this, a second process is not worth its start


def in_halves(work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> list[R]:
    """work(items), whose result is a list in the order of *items*; every second item by a copy of this process.

    Every second, because neighbours are alike, and the halves so take the same time. A copy needs nothing sent to it,
    only its result sent back. Where other threads run, as in `serve`, all is done here: a copy would inherit their
    locks.
    """
    if len(items) < MANY or (os.cpu_count() or 1) < 2 or active_count() > 1 or "fork" not in get_all_start_methods():
        return work(items)
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    copy = context.Process(target=_send, args=(sending, work, items[1::2]))
    copy.start()
    sending.close()  # so that a copy that fails is the end of what is to be received
    try:
        first = work(items[::2])
        second: list[R] = receiving.recv()
    except EOFError:
        second = work(items[1::2])  # fails here too, where its error is seen
    finally:
        receiving.close()
        copy.join()
    found = [*first, *second]
    found[::2], found[1::2] = first, second
    return found


def _send(sending: Connection, work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> None:
    with suppress(Exception):  # the other process does it once more, and says what is wrong
        sending.send(work(items))
