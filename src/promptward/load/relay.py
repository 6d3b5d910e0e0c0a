"""A line to a server that can be cut, silenced, slowed, or lose an answer, as weak networks do."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

CHUNK = 4096
START_SECONDS = 10.0
ESTABLISHED = 1
"""As Linux numbers the states of a connection."""
AHEAD = 64
"""Chunks that may be under way on one connection."""
METHODS = {b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS"}
Lost = Literal["request", "reply"]
Way = Literal["up", "down"]


@dataclass(eq=False, slots=True)
class _Line:
    """One connection through the relay."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter | None = None
    asked: bytes = b""
    deaf: bool = False
    """Whether the next bytes from the server are lost, and the connection with them."""
    dead: bool = False
    """Whether nothing passes any more, though nobody is told."""

    def reset(self) -> None:
        """End it without a good-bye, on both sides."""
        for writer in self._sides():
            now = struct.pack("ii", 1, 0)
            with contextlib.suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            writer.transport.abort()

    def awaited(self) -> bool:
        """Whether somebody is still at the near end: a connection given up in a silence was never made."""
        state: bytes = self.near.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
        return state[0] == ESTABLISHED

    def close(self) -> None:
        """End it when all that was written has left."""
        for writer in self._sides():
            writer.close()

    def _sides(self) -> list[asyncio.StreamWriter]:
        return [writer for writer in (self.near, self.far) if writer is not None]


class Relay:
    """Listens on a port of its own and passes everything on to `127.0.0.1:port`.

    `rate` is in bytes a second in each direction, all connections together; `delay` in seconds one way.
    Its methods may be called from any thread.
    """

    def __init__(self, port: int, *, rate: float = 0.0, delay: float = 0.0) -> None:
        self.port = 0
        self.lost = 0
        self._far = port
        self._rate = rate
        self._delay = delay
        self._state: Literal["open", "cut", "silent"] = "open"
        self._losing: list[tuple[bytes, Lost]] = []
        self._lines: set[_Line] = set()
        self._free = {"up": 0.0, "down": 0.0}
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def cut(self) -> None:
        """Every connection breaks, and new ones break at once."""
        self._do("cut")

    def silence(self) -> None:
        """Nothing passes and nobody is told, as behind a mountain."""
        self._do("silent")

    def mend(self, *, forget: str | None = None) -> None:
        """The line is back; connections whose last request held `forget` stay silent, as if forgotten."""
        self._do("open", forget=forget)

    def lose(self, words: str, what: Lost, times: int = 1) -> None:
        """Lose the next requests whose first bytes hold `words`, or the replies to them."""
        self._losing += [(words.encode(), what)] * times

    def wait_for_loss(self, count: int, within: float = 30.0) -> None:
        """Until `count` have been lost since the start. Raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: self.lost >= count, within):
                raise TimeoutError(f"{self.lost} of {count} lost")

    def _do(self, state: Literal["open", "cut", "silent"], *, forget: str | None = None) -> None:
        async def change() -> None:
            self._state = state
            for line in list(self._lines):
                if state == "cut":
                    line.reset()
                elif forget is not None and forget.encode() in line.asked:
                    line.dead = True
            if state == "open":
                self._open.set()
            else:
                self._open.clear()

        asyncio.run_coroutine_threadsafe(change(), self._loop).result(START_SECONDS)

    def start(self) -> Relay:
        """Listen."""
        ready = threading.Event()
        self._loop.call_soon(self._open.set)
        self._loop.call_soon(lambda: self._loop.create_task(self._listen(ready)))
        self._thread.start()
        if not ready.wait(START_SECONDS):
            raise OSError("the relay does not listen")
        return self

    def close(self) -> None:
        """End every connection and the relay."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            for line in self._lines:
                line.reset()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0.05))
            self._loop.close()

    async def _listen(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(writer)
        if self._state == "cut":
            line.reset()
            return
        try:
            await self._open.wait()
            if not line.awaited():
                return
            self._lines.add(line)
            await asyncio.sleep(2 * self._delay)  # a connection takes a round trip before it carries anything
            far, line.far = await asyncio.open_connection("127.0.0.1", self._far)
            for each in (line.near, line.far):
                each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.gather(
                self._pump(line, reader, line.far, "up"), self._pump(line, far, line.near, "down")
            )
        except (OSError, asyncio.CancelledError):
            pass  # one side is gone, or the relay is closing
        finally:
            line.close()
            self._lines.discard(line)

    async def _pump(
        self, line: _Line, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Way
    ) -> None:
        """Read no faster than the line carries, and pass on as late as it is long."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(AHEAD)
        passing = asyncio.ensure_future(self._pass_on(line, under_way, sink))
        try:
            while data := await source.read(CHUNK):
                if not self._passes(line, data, sink, way):
                    line.reset()
                    return
                now = self._loop.time()
                sent = max(now, self._free[way]) + (len(data) / self._rate if self._rate else 0.0)
                self._free[way] = sent
                await under_way.put((sent + self._delay, data))
                await asyncio.sleep(sent - now)
            await under_way.put((0.0, b""))
            await passing
        finally:
            passing.cancel()
            line.close()

    async def _pass_on(
        self, line: _Line, under_way: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter
    ) -> None:
        while (waiting := await under_way.get())[1]:
            await asyncio.sleep(waiting[0] - self._loop.time())
            await self._open.wait()
            if not line.dead:
                sink.write(waiting[1])
                await sink.drain()

    def _passes(
        self, line: _Line, data: bytes, sink: asyncio.StreamWriter, way: Literal["up", "down"]
    ) -> bool:
        """Whether `data` reaches the other side; notes which answer is to be lost."""
        if way == "down":
            if line.deaf:
                self._count()
            return not line.deaf
        if data.split(b" ", 1)[0] not in METHODS:
            return True  # the body of a request may come on its own
        line.asked = data[:512]
        for rule in self._losing:
            if rule[0] in line.asked:
                self._losing.remove(rule)
                if rule[1] == "request":
                    sink.write(data[: len(data) // 2])
                    self._count()
                    return False
                line.deaf = True
                return True
        return True

    def _count(self) -> None:
        with self._news:
            self.lost += 1
            self._news.notify_all()


@contextlib.contextmanager
def relay(port: int, *, rate: float = 0.0, delay: float = 0.0) -> Iterator[Relay]:
    """A relay to `port`, closed at the end."""
    opened = Relay(port, rate=rate, delay=delay).start()
    try:
        yield opened
    finally:
        opened.close()
