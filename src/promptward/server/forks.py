"""The fork server of a site: started with it where Linux allows, left out with a warning where not."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from promptward.kernels import ForkError, ForkProvisioner, ForkServer
from promptward.server.ownership import kernel_environment

PRELOAD = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.debugger",
    "tornado.platform.asyncio",
    "ipywidgets",
    "anywidget",
    "promptward.widgets.exercise",
)
"""What every page of a course needs; an exercise's own imports run when its notebook is opened."""


async def start_forks(runtime: Path, given: Mapping[str, str]) -> ForkServer | None:
    """A running fork server for the kernels of this run, or `None`: then kernels are ordinary ones."""
    log = logging.getLogger("promptward.server")
    if not ForkServer.supported():
        log.warning("this system cannot fork kernels: pages start slower and take more memory")
        return None
    forks = ForkServer(PRELOAD, environment=kernel_environment(runtime, given), folder=runtime / "f")
    try:
        await forks.start()
    except ForkError as error:
        log.warning("kernels are not forked, pages start slower: %s", error)
        await forks.stop()
        return None
    ForkProvisioner.forkserver = forks
    return forks


async def stop_forks(forks: ForkServer | None) -> None:
    """End the warm processes and, with them, every kernel that is left."""
    ForkProvisioner.forkserver = None
    if forks is not None:
        await forks.stop()
