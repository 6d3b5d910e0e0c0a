"""Memory and CPU of a process and all below it, as Linux counts them."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PAGE = 4096
LISTENING = "0A"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes uses at a moment."""

    at: float
    """Seconds on the monotonic clock."""
    pss: int
    """Bytes, each shared page counted in parts; 0 when it was not asked for."""
    cpu: float
    """Core-seconds, of processes that have ended too."""
    processes: frozenset[tuple[int, int]]
    """Process ids with their start times."""
    estimated: bool = False
    """Whether a process hid its shares, so that all its resident memory was counted."""


def usage(root: int, *, memory: bool = True) -> Usage | None:
    """What process `root` and all below it use; `None` where there is no such process or no `/proc`."""
    stats = _stats()
    if root not in stats:
        return None
    members = _below(root, {pid: int(fields[1]) for pid, fields in stats.items()})
    pss, estimated = 0, False
    for pid in members if memory else ():
        size, hidden = _pss(pid)
        pss, estimated = pss + size, estimated or hidden
    cpu = sum(sum(map(int, stats[pid][11:15])) for pid in members) / TICK
    alive = frozenset((pid, int(stats[pid][19])) for pid in members)
    return Usage(time.monotonic(), pss, cpu, alive, estimated)


def left_over(processes: frozenset[tuple[int, int]]) -> int:
    """How many of these processes are still there."""
    stats = _stats()
    return sum(
        pid in stats and int(stats[pid][19]) == start and stats[pid][0] != "Z" for pid, start in processes
    )


def listener(port: int) -> int | None:
    """The process that listens on a TCP port of this machine, where this user may know."""
    inodes = set()
    for name in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (PROC / "net" / name).read_text("ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    for folder in PROC.iterdir() if inodes else ():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and any(
                str(handle.readlink()) in inodes for handle in (folder / "fd").iterdir()
            ):
                return int(folder.name)
    return None


def _stats() -> dict[int, list[str]]:
    """The fields of each process's `stat` behind its name."""
    found = {}
    for folder in PROC.iterdir() if PROC.is_dir() else ():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                text = (folder / "stat").read_text("ascii", "replace")
                found[int(folder.name)] = text.rpartition(")")[2].split()
    return found


def _below(root: int, parents: dict[int, int]) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, parent in parents.items():
        children.setdefault(parent, []).append(pid)
    members = [root]
    for pid in members:
        members += children.get(pid, ())
    return members


def _pss(pid: int) -> tuple[int, bool]:
    """Bytes, and whether they are all that is resident because the shares cannot be read."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024, False
    except PermissionError:
        with contextlib.suppress(OSError):
            return int((PROC / str(pid) / "statm").read_text("ascii").split()[1]) * PAGE, True
    except OSError:
        pass  # it has just ended
    return 0, False
