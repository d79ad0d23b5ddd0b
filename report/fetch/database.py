"""The answer to a query as CSV in long form. The only part of the package that knows SQLAlchemy."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Event, Timer
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from report.fetch import Rejected, Unreachable
from report.inputs.files import MOST_ROWS
from report.plaintext import csv_lines

LONGEST = 60.0  # seconds
READ_ONLY = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET TRANSACTION READ ONLY"}
STOP = {"sqlite": "interrupt", "postgresql": "cancel"}  # how the driver is told to give up a query
OPTIONS = {"sqlite": {}, "postgresql": {"connect_timeout": 10}}


def answer(address: str, query: str, largest: int, longest: float = LONGEST) -> bytes:
    """What *query* answers, read only: a header, and the rows in the order of their text, so that equal answers are
    equal bytes; at most *largest* of them, within *longest* seconds."""
    engine = _engine(address)
    try:
        header, rows = _rows(engine, query, largest, longest)
    finally:
        engine.dispose()
    return csv_lines([header, *sorted(rows)]).encode()


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
        backend = url.get_backend_name()
        if backend not in READ_ONLY:
            raise Rejected("数据库只能是 sqlite 或 postgresql")
        if backend == "sqlite":
            _must_exist(url)
        return create_engine(url, connect_args=OPTIONS[backend])
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        cure = "postgresql+psycopg://用户:密码@主机/库，或 sqlite:///文件"
        raise Rejected(f"数据库地址应写作 {cure}") from error


def _must_exist(url: URL) -> None:
    """SQLite would make an empty file where there is none."""
    if not url.database or not Path(url.database).is_file():
        raise Unreachable("没有这个 SQLite 文件")


def _rows(engine: Engine, query: str, largest: int, longest: float) -> tuple[tuple[str, ...], list[list[str]]]:
    stopped = Event()
    try:
        with engine.connect() as connection, _stopping(connection, longest, stopped):
            connection.execute(text(READ_ONLY[engine.dialect.name]))
            if engine.dialect.name == "sqlite":
                _driver(connection).setlimit(sqlite3.SQLITE_LIMIT_LENGTH, largest)
                _driver(connection).set_authorizer(_may)
            result = connection.execution_options(stream_results=True).exec_driver_sql(query)
            return tuple(result.keys()), list(_bounded(result, largest))
    except SQLAlchemyError as error:
        if stopped.is_set():  # and would be again
            raise Rejected(f"查询超过 {longest:g} 秒，请改写查询") from error
        reason = type(error.orig if isinstance(error, DBAPIError) else error).__name__
        if isinstance(error, OperationalError) and not _is_about_the_query(error):
            raise Unreachable(f"数据库没有回答（{reason}）") from error
        raise Rejected(f"数据库不接受这个查询（{reason}）") from error


def _bounded(rows: Iterable[Sequence[object]], largest: int) -> Iterator[list[str]]:
    """The rows as text, as long as there are not too many and they are not too large."""
    size = 0
    for number, row in enumerate(rows, start=1):
        plain = [_plain(value) for value in row]
        size += sum(len(value.encode()) + 1 for value in plain)
        if number > MOST_ROWS or size > largest:
            raise Rejected(f"查询结果超过 {MOST_ROWS} 行或 {largest // 1_000_000} MB")
        yield plain


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _may(action: int, *what: str | None) -> int:
    """Whether SQLite may do that: select, read the database that was named, and call a function of its own.

    PostgreSQL declares a cursor for the query, which takes one SELECT and nothing else.
    """
    is_own = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
    is_own |= action == sqlite3.SQLITE_READ and what[2] in ("main", None)
    is_own |= action == sqlite3.SQLITE_FUNCTION and what[1] != "load_extension"
    return sqlite3.SQLITE_OK if is_own else sqlite3.SQLITE_DENY


def _is_about_the_query(error: OperationalError) -> bool:
    """SQLite calls a misspelt table an operational error too; its statement had been sent by then."""
    return bool(error.statement) and "sqlite" in type(error.orig).__module__


@contextmanager
def _stopping(connection: Connection, longest: float, stopped: Event) -> Iterator[None]:
    """Have the driver give up what runs longer than *longest* seconds; who waits is told so after a twelfth of them."""

    def stop() -> None:
        stopped.set()
        getattr(_driver(connection), STOP[connection.dialect.name])()

    def tell() -> None:
        print(f"查询还没有结果，最多等 {longest:g} 秒", file=sys.stderr, flush=True)

    timers = Timer(longest, stop), Timer(longest / 12, tell)
    for timer in timers:
        timer.start()
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()


def _plain(value: object) -> str:
    """A value as the long form writes it: numbers without exponents, days as 2024-12-31."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
