"""A fork becomes a kernel: ipykernel, trimmed of what a trainee's page never uses."""

from __future__ import annotations

import logging
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from promptward.kernels.notebook import Ran


def run(connection_file: str, ran: Ran | None) -> None:
    """Serve the Jupyter protocol on `connection_file` until the kernel is shut down.

    `ran` brings what the notebook's cells defined, when they have run before the fork.
    """
    InteractiveShell.clear_instance()
    settings: dict[str, Any] = {
        # Every kernel of a hall would write to the one history file of this account.
        "HistoryManager": {"enabled": False},
        # Redirecting the raw handles costs two threads and their pipes; the log already has them.
        "IPKernelApp": {"capture_fd_output": False, "log_level": logging.WARNING},
    }
    app = IPKernelApp.instance(connection_file=connection_file, config=Config(settings))
    if ran is not None:
        app.user_ns = dict(ran.names)
    app.initialize([])
    app.start()
