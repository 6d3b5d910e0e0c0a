"""The parent of a load test: starts the crowd, watches the server, asks the record."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any
from urllib.parse import urlsplit

from promptward.errors import PromptwardError
from promptward.load.crowd import attend
from promptward.load.options import Options, is_loopback
from promptward.load.outcome import Outcome
from promptward.load.receipts import stored
from promptward.load.served import RECORD, Served, own_server
from promptward.load.show import progress, show
from promptward.load.trainee import Seen
from promptward.load.tree import Usage, left_over, listener, usage

Watch = Callable[[Counter[str]], None]
"""Is told how many trainees have come how far: `usable`, `graded`, `failed`."""
SETTLE_SECONDS = 3.0
"""Between the last good-bye and the last look at the server's memory."""
WARM_SECONDS = 30.0
"""Longest wait for a server of our own to have done what it does once after it started."""
QUIET_CORES = 0.05
LEAVE_SECONDS = 90.0


def load_test(options: Options) -> int:
    """Run a load test with a progress bar and a table; 0 when nobody was let down, else 1.

    Raises PromptwardError when the server cannot be started or reached.
    """
    with progress(options) as watch:
        outcome = measure(options, watch)
    show(outcome)
    return 0 if outcome.good else 1


def measure(options: Options, watch: Watch = lambda _counts: None) -> Outcome:
    """Run a load test and return its figures. Raises PromptwardError."""
    load = os.getloadavg()[0]
    with _server(options) as served:
        with _crowd(options, served.base) as crowd:
            figures = crowd.live(options, served, watch)
        if options.url == "":
            time.sleep(SETTLE_SECONDS)
        figures["after"] = _usage(served)
        seen: tuple[Seen, ...] = figures["seen"]
        keys = {each.key for each in seen if each.key}
        figures["stored"] = stored(served.record, keys) if served.record else None
        figures["locked"] = served.lines("database is locked")
        figures["errors"].update(error for each in seen for error in each.errors)
        members = frozenset().union(*(each.processes for each in _moments(figures)))
    orphans = left_over(members) if not options.url and members else None
    return Outcome(options=options, load=(load, os.getloadavg()[0]), orphans=orphans, **figures)


@contextlib.contextmanager
def _server(options: Options) -> Iterator[Served]:
    """The server under test: one of our own, or the one at the address given."""
    if not options.url:
        with own_server(options.course) as served:
            _warm(served)
            yield served
        return
    parts = urlsplit(options.base)
    local = is_loopback(parts.hostname or "")
    pid = listener(parts.port or (443 if parts.scheme == "https" else 80)) if local else None
    record = options.data_dir / RECORD if options.data_dir else None
    yield Served(options.base, pid, record, None)


def _warm(served: Served) -> None:
    """Wait until a server that has just started does nothing any more."""
    end, last = time.monotonic() + WARM_SECONDS, _usage(served, memory=False)
    while last is not None and last.at < end:
        time.sleep(0.5)
        now = _usage(served, memory=False)
        if now is None or now.cpu - last.cpu < QUIET_CORES * (now.at - last.at):
            return
        last = now


class _Processes:
    """The processes of a crowd and what has been heard from them."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._open = list(pipes)
        self._pipes = pipes
        self.counts: Counter[str] = Counter()
        self.seen: list[Seen] = []
        self.errors: Counter[str] = Counter()

    def tell(self, name: str, value: Any = None) -> None:
        """Tell all processes."""
        for pipe in self._open:
            with contextlib.suppress(OSError):
                pipe.send((name, value))

    def hear(self, until: Callable[[], bool], end: float, watch: Watch) -> bool:
        """Listen until a condition holds or the time is over; whether it holds."""
        while not until() and time.monotonic() < end and self._open:
            for pipe in wait(self._open, timeout=0.2):
                if isinstance(pipe, Connection):
                    self._read(pipe)
            watch(self.counts)
        return until()

    def _read(self, pipe: Connection) -> None:
        try:
            name, value = pipe.recv()
        except (EOFError, OSError):
            self._open.remove(pipe)
            self.errors["a process of the load test ended early"] += 1
            return
        if name == "seen":
            self.seen += value
            self._open.remove(pipe)
        self.counts[name] += 1

    def live(self, options: Options, served: Served, watch: Watch) -> dict[str, Any]:
        """The test from the first arrival to the last good-bye; the figures of an Outcome."""
        counts, end = self.counts, time.monotonic() + options.cap
        if not self.hear(lambda: counts["here"] == len(self._pipes), end, watch):
            raise PromptwardError("the processes of the load test did not start")
        figures: dict[str, Any] = {"before": _usage(served), "errors": self.errors}
        look, erase = served.record is None, bool(options.url) and not options.keep
        self.tell("go", (time.monotonic() + 0.2, look, erase))
        everybody = options.trainees
        self.hear(lambda: counts["usable"] + counts["failed"] >= everybody, end, watch)
        figures["usable"] = _usage(served, memory=False)
        if options.submit_within:
            self.hear(lambda: counts["ready"] + counts["failed"] >= everybody, end, watch)
            self.tell("submit", time.monotonic() + 0.2)
        self.hear(lambda: counts["graded"] + counts["failed"] >= everybody, end, watch)
        figures["worked"] = _usage(served)
        if figures["worked"] is not None:
            # Reading the memory of a full hall takes seconds; the quiet time begins after it.
            start = _usage(served, memory=False)
            time.sleep(min(options.idle, max(0.0, end - time.monotonic())))
            figures["idle"] = _quiet(figures["worked"], start, _usage(served, memory=False))
        self.tell("leave")
        done = len(self._pipes)
        if not self.hear(lambda: counts["seen"] == done, time.monotonic() + LEAVE_SECONDS, watch):
            self.errors["a process of the load test did not end"] += 1
        return figures | {"seen": tuple(sorted(self.seen, key=lambda each: each.number))}


@contextlib.contextmanager
def _crowd(options: Options, base: str) -> Iterator[_Processes]:
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    shares = [range(options.trainees)[start :: options.processes] for start in range(options.processes)]
    for numbers in filter(None, shares):
        ours, theirs = context.Pipe()
        process = context.Process(target=attend, args=(options, base, numbers, theirs), daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    try:
        yield _Processes(pipes)
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join(5)
            process.kill()


def _usage(served: Served, *, memory: bool = True) -> Usage | None:
    return usage(served.pid, memory=memory) if served.pid else None


def _quiet(worked: Usage, start: Usage | None, end: Usage | None) -> Usage | None:
    """`worked` after as long as from `start` to `end`, with the CPU used meanwhile."""
    if start is None or end is None:
        return None
    spent, lasted = end.cpu - start.cpu, end.at - start.at
    return Usage(worked.at + lasted, 0, worked.cpu + spent, end.processes)


def _moments(figures: dict[str, Any]) -> list[Usage]:
    return [value for value in figures.values() if isinstance(value, Usage)]
