"""A child answers one question, and nothing of it is left afterwards."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import psutil
import pytest

from promptward.workers.attempt import in_a_child


def lost(line: str) -> bool:
    return set(json.loads(line)) == {"lost"}


def test_a_child_says_what_its_work_returns():
    assert in_a_child(lambda: str(os.getpid()), 5) != str(os.getpid())
    long = "x" * 500_000
    assert in_a_child(lambda: long, 5) == long


@pytest.mark.parametrize("status", [0, 3])
def test_a_child_that_ends_without_an_answer_is_lost(status):
    assert lost(in_a_child(lambda: os._exit(status), 5))


def test_an_exception_loses_the_attempt_only():
    assert lost(in_a_child(lambda: str(1 // 0), 5))


def test_a_sleeping_child_is_killed_at_the_deadline():
    begun = time.monotonic()
    assert lost(in_a_child(lambda: str(time.sleep(30)), 0.2))
    assert time.monotonic() - begun < 2


def test_what_the_child_started_dies_with_it_and_keeps_nobody_waiting(tmp_path: Path):
    def work() -> str:
        grandchild = os.fork()
        if not grandchild:
            time.sleep(60)
        return str(grandchild)

    before = set(psutil.Process().children())
    begun = time.monotonic()
    grandchild = int(in_a_child(work, 30))
    assert time.monotonic() - begun < 5
    deadline = time.monotonic() + 5
    while psutil.pid_exists(grandchild) and psutil.Process(grandchild).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    left = set(psutil.Process().children()) - before
    assert all(each.status() == psutil.STATUS_ZOMBIE for each in left)


def test_memory_is_limited():
    def work() -> str:
        try:
            return str(len(bytearray(3 * 1024**3)))
        except MemoryError:
            return "refused"

    assert in_a_child(work, 10) == "refused"
