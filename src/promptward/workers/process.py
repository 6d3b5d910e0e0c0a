"""One grading worker, as the pool holds it: ask a question, wait so long, end it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from promptward.workers.attempt import STARVED_ROUNDS

START_SECONDS = 60.0
"""Opening a course and warming its checks takes some seconds; on a machine that is overrun many more."""

GRACE_SECONDS = 2.0
"""What a worker gets to kill an attempt and say so, or to end politely."""


class WorkerLostError(Exception):
    """The worker ended, or did not answer in time; it is gone either way."""


class AttemptLostError(Exception):
    """The worker lives; the child that was to answer ended, or was killed past the deadline."""


class RefusedError(Exception):
    """The worker lives, and could make nothing of the request."""


class _Pipes(asyncio.SubprocessProtocol):
    """Turns the worker's output into messages."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Any] = asyncio.Queue()
        self.exited = asyncio.Event()
        self.ended = asyncio.Event()
        self._pieces: list[bytes] = []

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        del fd
        *lines, rest = data.split(b"\n")
        for line in lines:
            self.messages.put_nowait(json.loads(b"".join((*self._pieces, line))))
            self._pieces = []
        self._pieces.append(rest)

    def process_exited(self) -> None:
        self.exited.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        del exc
        if fd == 1:
            self.messages.put_nowait(None)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.ended.set()


class Worker:
    """A running worker. Make one with `Worker.start`; after `WorkerLostError` only `end` is left to do."""

    def __init__(self, transport: asyncio.SubprocessTransport, pipes: _Pipes, seconds: float) -> None:
        self._transport = transport
        self._pipes = pipes
        self._patience = seconds * STARVED_ROUNDS + GRACE_SECONDS

    @property
    def pid(self) -> int:
        """Its process id, and that of its group."""
        return self._transport.get_pid()

    @property
    def alive(self) -> bool:
        """Whether its process still runs."""
        return self._transport.get_returncode() is None

    @classmethod
    async def start(cls, course_root: Path | None, seconds: float) -> Worker:
        """A worker that has opened the course.

        Raises:
            WorkerLostError: It ended (the course does not open) or was not ready in time.
        """
        command = [sys.executable, "-P", "-m", "promptward.workers.worker", str(seconds)]
        if course_root is not None:
            command.append(str(course_root))
        transport, pipes = await asyncio.get_running_loop().subprocess_exec(
            _Pipes,
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=None,
            env=scrubbed(os.environ),
            start_new_session=True,
        )
        worker = cls(transport, pipes, seconds)
        try:
            await worker._message(START_SECONDS)
        except BaseException:
            await worker.end()
            raise
        return worker

    async def ask(self, request: Mapping[str, Any]) -> Any:
        """The answer to `request`; the worker keeps the deadline.

        Raises:
            AttemptLostError: There is none, or not in time.
            WorkerLostError: The worker itself is silent long past the deadline, or gone.
            RefusedError: The request names something the course does not have.
        """
        pipe = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))
        pipe.write(json.dumps(request, ensure_ascii=True).encode() + b"\n")
        message = await self._message(self._patience)
        if "lost" in message:
            raise AttemptLostError(message["lost"])
        if "answer" not in message:
            raise RefusedError(message["error"])
        return message["answer"]

    async def end(self) -> None:
        """End the process and the attempt it works on, and wait until nothing is left of it."""
        # Closing the transport earlier would reap the process behind the back of the loop's own watcher.
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(TimeoutError, ProcessLookupError):
                os.kill(self.pid, number)
                async with asyncio.timeout(GRACE_SECONDS):
                    await self._pipes.exited.wait()
                break
        self._transport.close()
        await self._pipes.ended.wait()

    async def _message(self, seconds: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout(seconds):
                message = await self._pipes.messages.get()
        except TimeoutError:
            raise WorkerLostError("it did not answer in time") from None
        if message is None:
            raise WorkerLostError("it ended")
        return cast("dict[str, Any]", message)


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """What a worker may know of its surroundings: how to find and run Python, and nothing of ours."""
    kept = {
        name: value
        for name, value in environment.items()
        if name in {"PATH", "LANG"} or name.startswith("PYTHON")
    }
    return kept | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
