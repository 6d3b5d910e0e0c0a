"""One attempt, graded in a child of its own that is killed when it takes too long."""

from __future__ import annotations

import ctypes
import json
import math
import os
import resource
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

MEMORY = 2 * 1024**3
"""Bytes of address space; a check that wants more gets a MemoryError and is unscored."""
STARVED_ROUNDS = 4
"""A child that wants to run but gets no CPU (400 pages opening) is given the deadline so many times."""
FAIR_SHARE = 0.25
"""Of a CPU; a child that had more was not starved."""
PR_SET_PDEATHSIG = 1


def in_a_child(work: Callable[[], str], seconds: float) -> str:
    """The line that `work` returns in a child process; `{"lost": why}` when there is none within `seconds`.

    Whatever the child has started dies with it.
    """
    back, out = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, out, seconds)
    os.close(out)
    signal.signal(signal.SIGTERM, _ending(child))
    try:
        return _line(child, back, seconds)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.close(back)


def die_with_parent() -> None:
    """Ask the system to kill this process when its parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _work(work: Callable[[], str], out: int, seconds: float) -> None:
    """The child's whole life; it never returns."""
    status = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with_parent()
        _limit(seconds)
        with os.fdopen(out, "w", encoding="utf-8") as pipe:
            pipe.write(work() + "\n")
        status = 0
    finally:
        os._exit(status)


def _limit(seconds: float) -> None:
    """Should nobody be left to kill it, the system does."""
    cpu = math.ceil(seconds) + 1
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _line(child: int, back: int, seconds: float) -> str:
    pieces = []
    left, used = STARVED_ROUNDS, 0.0
    while True:
        ready, _, _ = select.select([back], [], [], seconds)
        if ready:
            piece = os.read(back, 1 << 16)
            pieces.append(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces).decode().rstrip("\n")
            if not piece:
                return json.dumps({"lost": "it ended"})
            continue
        left -= 1
        running, cpu = _running(child)
        if not left or not running or cpu - used > seconds * FAIR_SHARE:
            return json.dumps({"lost": "it did not answer in time"})
        used = cpu


def _running(child: int) -> tuple[bool, float]:
    """Whether `child` would use a CPU if it had one, and the CPU seconds it has used."""
    try:
        _, _, rest = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")
    except OSError:
        return False, 0.0
    state, *numbers = rest.split()
    return state == "R", (int(numbers[10]) + int(numbers[11])) / os.sysconf("SC_CLK_TCK")


def _ending(child: int) -> Callable[[int, FrameType | None], None]:
    """What to do when told to end: the child and all it started go first."""

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        os._exit(0)

    return end
