"""Writes are committed in groups, and one that fails takes no other with it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from promptward.errors import StoreError
from promptward.settings import Settings
from promptward.store import Receipt, Store, engines
from promptward.store.writer import Writer


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = engines.write_engine(engines.address(settings))
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE notes (word TEXT PRIMARY KEY)"))
    yield made
    made.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    made = Writer(engine)
    yield made
    made.close()


def note(word: str) -> Any:
    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO notes VALUES (:word)"), {"word": word})
        return word

    return work


def notes(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT word FROM notes")).scalars())


def commits(engine: Engine) -> list[bool]:
    seen: list[bool] = []
    event.listen(engine, "commit", lambda c: seen.append(c.get_execution_options()["durable"]))
    return seen


def hold(writer: Writer) -> Event:
    """Keep the writer busy, so that what follows waits together."""
    go = Event()
    writer.write(lambda _: go.wait(5))
    return go


def test_what_waits_is_committed_together(writer: Writer, engine: Engine) -> None:
    seen = commits(engine)
    go = hold(writer)
    waiting = [writer.write(note(str(place))) for place in range(50)]
    go.set()
    assert [one.result(5) for one in waiting] == [str(place) for place in range(50)]
    assert len(notes(engine)) == 50
    assert len(seen) <= 10


def test_a_failed_statement_does_not_fail_its_neighbours(writer: Writer, engine: Engine) -> None:
    go = hold(writer)

    def half(connection: Connection) -> None:
        note("half")(connection)
        raise KeyError("changed its mind")

    before, twice, raised, after = (writer.write(work) for work in (note("a"), note("a"), half, note("b")))
    go.set()
    assert (before.result(5), after.result(5)) == ("a", "b")
    with pytest.raises(StoreError):
        twice.result(5)
    with pytest.raises(KeyError):
        raised.result(5)
    assert notes(engine) == {"a", "b"}


def test_only_drafts_alone_do_not_wait_for_the_disk(writer: Writer, engine: Engine) -> None:
    seen = commits(engine)
    writer.write(note("draft"), durable=False).result(5)
    writer.write(note("attempt")).result(5)
    assert seen == [False, True]


def test_durable_means_synchronous_full_in_a_log(tmp_path: Path) -> None:
    """The pragma as SQLite itself reports it inside the transaction."""
    engine = engines.write_engine(engines.address(Settings(data_dir=tmp_path / "data")))
    for durable, level in ((True, 2), (False, 1)):
        with engine.connect().execution_options(durable=durable) as connection, connection.begin():
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_closing_writes_what_waits_and_refuses_what_comes_later(engine: Engine) -> None:
    writer = Writer(engine)
    go = hold(writer)
    waiting = [writer.write(note(str(place))) for place in range(20)]
    go.set()
    writer.close()
    assert all(one.done() and not one.exception() for one in waiting)
    assert len(notes(engine)) == 20
    with pytest.raises(StoreError):
        writer.write(note("late"))


def test_a_cancelled_write_is_not_made(writer: Writer, engine: Engine) -> None:
    go = hold(writer)
    cancelled, kept = writer.write(note("a")), writer.write(note("b"))
    cancelled.cancel()
    go.set()
    kept.result(5)
    assert notes(engine) == {"b"}


def test_a_full_disk_is_told_and_nothing_is_acknowledged(tmp_path: Path) -> None:
    """SQLite then drops the whole transaction; a commit afterwards would succeed and keep nothing."""
    settings = Settings(data_dir=tmp_path / "data")
    engine = engines.write_engine(engines.address(settings))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (word TEXT PRIMARY KEY)"))
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    writer = Writer(engine)
    go = hold(writer)
    small, big, after = writer.write(note("a")), writer.write(note("x" * 100_000)), writer.write(note("b"))
    go.set()
    outcomes = {"a": small.exception(5), "b": after.exception(5)}
    assert isinstance(big.exception(5), StoreError)
    kept = notes(engine)
    assert {word for word, error in outcomes.items() if error is None} == kept
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=100000")
    assert writer.write(note("space again")).result(5) == "space again"
    writer.close()
    engine.dispose()


async def test_a_lock_of_another_process_is_waited_for(tmp_path: Path, submission: Any) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    store = Store.open(settings)
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    other = sqlite3.connect(settings.data_dir / "promptward.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    sent = asyncio.gather(*(store.submit_attempt(submission(seat.id, f"{n:016}", "same")) for n in range(10)))
    await asyncio.sleep(0.3)
    assert not sent.done()
    other.execute("COMMIT")
    other.close()
    assert all(isinstance(one, Receipt) for one in await sent)
    store.close()


async def test_two_hundred_submits_share_their_commits(
    settings: Settings, submission: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(settings)
    seats = [(await store.create_seat(f"s{place}", "nurse", "vi"))[0].id for place in range(20)]
    seen = commits(store._write_engine)
    sent = [submission(seats[place % 20], f"{place:016}", "same") for place in range(200)]
    receipts = await asyncio.gather(*(store.submit_attempt(one) for one in sent))
    assert all(isinstance(one, Receipt) and one.new for one in receipts)
    assert len(seen) < 100
    store.close()


async def test_the_event_loop_never_waits_for_the_disk(tmp_path: Path, submission: Any) -> None:
    """While another process holds the database, the loop keeps turning."""
    settings = Settings(data_dir=tmp_path / "data")
    store = Store.open(settings)
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    other = sqlite3.connect(settings.data_dir / "promptward.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    sent = asyncio.create_task(store.submit_attempt(submission(seat.id)))
    loop = asyncio.get_running_loop()
    longest = 0.0
    for _ in range(20):
        before = loop.time()
        await asyncio.sleep(0.01)
        longest = max(longest, loop.time() - before)
    other.execute("ROLLBACK")
    other.close()
    await sent
    assert longest < 2  # a blocked loop would stand still for the ten seconds a lock is waited for
    store.close()
