"""Kernels die with the server, also when it is killed, and never with the warm process.

A parent-death signal would follow the warm process. Instead the server holds the only write end of a pipe.
Each process opens its own description of the read end (asynchronous I/O settings belong to the description,
not to the process) and asks the system for SIGKILL when the last writer is gone: no thread, no polling.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal


def arm(pipe: int) -> None:
    """End this process when the last write end of the pipe `pipe` closes."""
    own = os.open(f"/proc/self/fd/{pipe}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)
    gone = select.poll()
    gone.register(own, select.POLLHUP)
    if gone.poll(0):  # the server died before the signal was armed
        os._exit(1)
