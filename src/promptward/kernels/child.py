"""A fork becomes a kernel: ipykernel, trimmed of what a trainee's page never uses."""

from __future__ import annotations

import logging
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from promptward.kernels.notebook import Ran


class PageKernelApp(IPKernelApp):
    """An IPython kernel without what costs every page half its start and no page can use.

    It has no command line, takes no configuration from this machine's account, and nobody debugs in it.
    """

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none."""

    def load_config_file(self, *_arguments: Any, **_options: Any) -> None:
        """All that is configured is given to `run`."""

    def init_pdb(self) -> None:
        """A page cannot step through code."""

    def init_extensions(self) -> None:
        """A page cannot load any."""


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
    app = PageKernelApp.instance(connection_file=connection_file, config=Config(settings))
    if ran is not None:
        app.user_ns = dict(ran.names)
    app.initialize([])  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]
