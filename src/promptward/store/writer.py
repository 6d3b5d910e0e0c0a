"""One thread that writes: whatever waits is committed together, and only then acknowledged."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from promptward.errors import StoreError
from promptward.store.engines import empty_log, in_transaction

log = logging.getLogger(__name__)
T = TypeVar("T")
Work = Callable[[Connection], T]

GROUP_SECONDS = 0.05
"""How long a group may grow before it is committed: nobody waits longer for others than this."""
WAITING = 20_000
"""More than a hall can ask for; beyond it the disk has stopped, and people are told at once."""


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    durable: bool
    erases: bool
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """Runs pieces of work one after the other, in groups of one commit; each is all or nothing by itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="promptward-writer", daemon=True)
        self._thread.start()

    def write(self, work: Work[T], *, durable: bool = True, erases: bool = False) -> Future[T]:
        """Queue `work`; the future is done after the commit, or holds what went wrong and nothing was kept.

        `durable=False` does not wait for the disk. `erases` empties the log afterwards.
        """
        job = _Job(work, durable, erases)
        with self._lock:  # nothing may queue up behind the end
            if self._closed:
                raise StoreError("the record is closed")
            if self._queue.qsize() >= WAITING:
                raise StoreError("the record cannot keep up")
            self._queue.put(job)
        return job.done

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        waiting: deque[_Job | None] = deque()
        while True:
            if not waiting:
                waiting.append(self._queue.get())
            try:
                while True:
                    waiting.append(self._queue.get_nowait())
            except Empty:
                pass
            if waiting[0] is None:
                return
            self._write_group(waiting)

    def _write_group(self, waiting: deque[_Job | None]) -> None:
        """Commit as many of `waiting` together as `GROUP_SECONDS` allow, and take them off the queue."""
        begun: list[_Job] = []
        outcomes: list[tuple[Any, BaseException | None]] = []
        durable = any(job.durable for job in waiting if job)
        try:
            with self._engine.connect().execution_options(durable=durable) as connection, connection.begin():
                deadline = monotonic() + GROUP_SECONDS
                while waiting and (job := waiting[0]) and (not begun or monotonic() < deadline):
                    waiting.popleft()
                    if job.done.set_running_or_notify_cancel():
                        begun.append(job)
                        outcomes.append(_attempt(connection, job))
        except Exception as error:
            failed = begun or _take_all(waiting)
            log.exception("%d writes were not kept", len(failed))
            for job in failed:
                job.done.set_exception(_in_words(error))
            return
        if any(job.erases for job in begun):
            self._empty_log()
        for job, (result, problem) in zip(begun, outcomes, strict=True):
            if problem is None:
                job.done.set_result(result)
            else:
                job.done.set_exception(_in_words(problem))

    def _empty_log(self) -> None:
        try:
            with self._engine.connect() as connection:
                empty_log(connection)
        except SQLAlchemyError:
            log.exception("the write-ahead log was not emptied; the next checkpoint does it")


def _attempt(connection: Connection, job: _Job) -> tuple[Any, BaseException | None]:
    """Run one job behind a savepoint, so that what it does wrong is undone without its neighbours."""
    savepoint = connection.begin_nested()
    try:
        result = job.work(connection)
        savepoint.commit()
    except Exception as error:
        if not in_transaction(connection):
            # The database rolled everything back (disk full): a commit now would succeed and keep nothing.
            raise StoreError("the record could not be written") from error
        savepoint.rollback()
        if isinstance(error, SQLAlchemyError):
            log.exception("a write was not kept")
        return None, error
    return result, None


def _take_all(waiting: deque[_Job | None]) -> list[_Job]:
    """The jobs of a group that could not even begin; the end mark stays."""
    jobs = [job for job in waiting if job]
    end = len(jobs) < len(waiting)
    waiting.clear()
    if end:
        waiting.append(None)
    return [job for job in jobs if job.done.set_running_or_notify_cancel()]


def _in_words(error: BaseException) -> BaseException:
    if not isinstance(error, SQLAlchemyError):
        return error
    kept = StoreError("the record could not be written")
    kept.__cause__ = error
    return kept
