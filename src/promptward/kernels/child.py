"""A fork becomes a kernel: ipykernel, trimmed of what a trainee's page never uses.

Whatever needs no thread, loop or socket is made once, in the warm process (`prepare`); each fork adds the
rest (`run`).
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import ipywidgets
from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config


class PageShell(ZMQInteractiveShell):
    """A shell that exists, and runs a notebook, before there is a kernel to report errors to."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        if self.kernel is None:
            print(self.InteractiveTB.stb2text(stb), file=sys.stderr)  # noqa: T201  # the log of warm processes
        else:
            super()._showtraceback(etype, evalue, stb)  # type: ignore[no-untyped-call]


class PageKernel(IPythonKernel):
    """Takes the shell that the warm process has made."""

    shell_class = PageShell


class PageKernelApp(IPKernelApp):
    """An IPython kernel without what costs every page half its start and no page can use.

    It has no command line, takes no configuration from this machine's account, nobody debugs in it, it runs
    one cell at a time, and its end is seen by its handle instead of by a heartbeat.
    """

    kernel_class = PageKernel

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none."""

    def load_config_file(self, *_arguments: Any, **_options: Any) -> None:
        """All that is configured is given to `prepare`."""

    def init_config_files(self) -> None:
        """There are none."""

    def init_pdb(self) -> None:
        """A page cannot step through code."""

    def init_extensions(self) -> None:
        """A page cannot load any."""

    def init_code(self) -> None:
        """There is no code to run at the start but the notebook's own."""

    def init_heartbeat(self) -> None:
        """None: it takes a thread, and a ZeroMQ context with two more."""

    def init_control(self, context: Any) -> None:
        """Control has its thread; the shell channel needs none as long as nobody asks for subshells."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = None

    def init_shell(self) -> None:
        """Give the shell of the warm process its kernel."""
        super().init_shell()  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        shell.kernel = shell.parent = self.kernel


def prepare() -> None:
    """Make, in the warm process, the application and the shell that every kernel inherits."""
    settings: dict[str, Any] = {
        # Every kernel of a hall would write to the one history file of this account.
        "HistoryManager": {"enabled": False},
        # Redirecting the raw handles costs two threads and their pipes; the log already has them.
        "IPKernelApp": {"capture_fd_output": False, "log_level": logging.WARNING},
    }
    config = Config(settings)
    app = PageKernelApp.instance(config=config)
    PageShell.instance(
        config=config, profile_dir=app.profile_dir, compiler_class=XCachingCompiler, kernel=None
    )
    # Without a kernel nobody registers the widgets' comm target, and a page's first message is refused.
    ipywidgets.register_comm_target()


def run(connection_file: str, listening: Callable[[], None]) -> None:
    """Serve the Jupyter protocol on `connection_file` until the kernel is shut down.

    `listening` is called as soon as messages may be sent to it.
    """
    app = PageKernelApp.instance()
    app.connection_file = connection_file
    app.initialize([])  # type: ignore[no-untyped-call]
    listening()
    app.start()  # type: ignore[no-untyped-call]
