"""Connections: the same code for SQLite and PostgreSQL, the differences in this file alone.

Writes use one connection. Whether a commit waits for the disk is decided transaction by transaction
(`durable`): attempts always wait, drafts alone need not, the browser still has their text. One connection
with a switch rather than two connections, because SQLite has one write lock: two would wait for each other,
and a durable commit makes earlier drafts durable too, as they precede it in the same log.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import ArgumentError

from promptward.errors import StoreError
from promptward.settings import Settings
from promptward.store.folder import open_folder, private_file

FILE = "promptward.sqlite3"
READERS = 4
BUSY_SECONDS = 10
"""How long a write waits for another process that holds the database (a backup, a command line)."""

encode = partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def address(settings: Settings) -> URL:
    """Where the record is; an empty setting means a SQLite file in the data folder, made private here."""
    if not settings.database:
        path = private_file(open_folder(settings.data_dir) / FILE)
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(settings.database)
    except ArgumentError as error:
        raise StoreError(
            "the setting `database` is not an address such as postgresql://user@host/name"
        ) from error
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StoreError("the setting `database` names neither SQLite nor PostgreSQL")
    return url


def write_engine(url: URL) -> Engine:
    """The engine of the one writer."""
    engine = _engine(url, 1)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_writer)
        event.listen(engine, "begin", _begin_sqlite_write)
    else:
        event.listen(engine, "begin", _begin_postgres_write)
    return engine


def read_engine(url: URL) -> Engine:
    """The engine of the readers; what it opens cannot write."""
    engine = _engine(url, READERS)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_reader)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    else:
        event.listen(
            engine, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        )
    return engine


def in_transaction(connection: Connection) -> bool:
    """Whether the database still holds our transaction: SQLite drops it when the disk is full."""
    if connection.dialect.name != "sqlite":
        return True
    return bool(connection.connection.driver_connection.in_transaction)  # type: ignore[union-attr]


def empty_log(connection: Connection) -> None:
    """Fold SQLite's write-ahead log into the file and cut it, so that deleted text is in neither."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _engine(url: URL, size: int) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    arguments: dict[str, Any] = {"check_same_thread": False} if sqlite else {"connect_timeout": BUSY_SECONDS}
    return create_engine(
        url,
        json_serializer=encode,
        hide_parameters=True,  # an error quotes its statement; the values are names and answers
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=not sqlite,  # a restarted server is noticed before, not during a write
        connect_args=arguments,
    )


def _prepare_sqlite(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # the driver must not open transactions behind our back
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=ON", *pragmas):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_sqlite_writer(connection: Any, _record: Any) -> None:
    # Text that was deleted or overwritten is zeroed in the file: deleting a trainee leaves nothing behind.
    _prepare_sqlite(connection, "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")


def _prepare_sqlite_reader(connection: Any, _record: Any) -> None:
    _prepare_sqlite(connection, "query_only=ON")


def _durable(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("durable", True))


def _begin_sqlite_write(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if _durable(connection) else 'NORMAL'}")
    # A deferred transaction that turns into a write ignores the busy timeout and fails at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgres_write(connection: Connection) -> None:
    if not _durable(connection):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
