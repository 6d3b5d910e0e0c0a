"""One page's kernel as the server holds it, without what notebooks need and a page never uses.

Jupyter gives every kernel an event logger of its own (which parses a schema), a second subscription to all
it says, a look every three seconds whether it lives, and asks it again and again whether it answers. For a
forked kernel the answers are there already: its handle tells its end, a pipe tells that it listens, and its
first broadcast tells that a subscription stands.
"""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_client.ioloop.restarter import AsyncIOLoopKernelRestarter
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from tornado.web import HTTPError

from promptward.kernels import ForkProvisioner

WELCOME_SECONDS = 2.0
"""How long a subscription may take before the kernel is asked aloud."""
CHANNELS = ("iopub", "shell")
"""What a page of widgets talks on; it neither interrupts its kernel nor answers questions of it."""


def forked(manager: Any) -> ForkProvisioner | None:
    """The provisioner of a forked kernel, `None` for an ordinary one."""
    provisioner = manager.provisioner
    return provisioner if isinstance(provisioner, ForkProvisioner) and provisioner.is_fork else None


class EndWatch(AsyncIOLoopKernelRestarter):
    """Tells of a dead kernel: of a fork in the moment it ends, of an ordinary one by looking."""

    _waiting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Wait for the end."""
        fork = forked(self.kernel_manager)
        if fork is None:
            super().start()
        else:
            fork.when_ended(self._look)

    def stop(self) -> None:
        """Wait no longer: this end is wanted."""
        super().stop()
        if (fork := forked(self.kernel_manager)) is not None:
            fork.when_ended(None)

    def _look(self) -> None:
        self._waiting = asyncio.ensure_future(self.poll())


class PageKernelManager(ServerKernelManager):
    """Starts and ends one kernel, and keeps no journal of it."""

    restarter_class = EndWatch

    def emit(self, schema_id: str, data: Any) -> None:
        """Nobody reads these events."""


class PageConnection(ZMQChannelsWebsocketConnection):
    """Between a page's websocket and its kernel."""

    async def prepare(self) -> None:
        """Wait until the kernel listens; for one that has ended the page hears so at once."""
        if (fork := forked(self.kernel_manager)) is None:
            await super().prepare()  # type: ignore[no-untyped-call]
            return
        await self._register_session()  # type: ignore[no-untyped-call]
        if not await fork.listening():
            raise HTTPError(404)
        self.session.key = self.kernel_manager.session.key

    def create_stream(self) -> None:
        """Connect the channels that a page uses."""
        for channel in CHANNELS:
            connect = getattr(self.kernel_manager, f"connect_{channel}")
            self.channels[channel] = stream = connect(identity=self.session.bsession)
            stream.channel = channel

    def nudge(self) -> asyncio.Future[None]:
        """Wait for the welcome with which a kernel answers a subscription."""
        return asyncio.ensure_future(self._welcomed())

    async def _welcomed(self) -> None:
        iopub = self.channels["iopub"]
        heard = asyncio.Event()
        iopub.on_recv(lambda _message: heard.set())
        try:
            await asyncio.wait_for(heard.wait(), WELCOME_SECONDS)
        except TimeoutError:
            await super().nudge()
        finally:
            if not iopub.closed():
                iopub.stop_on_recv()
