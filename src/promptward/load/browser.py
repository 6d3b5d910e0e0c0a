"""As much of a browser as the server can tell: cookies, six kept connections, a cache, an event stream."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

LINES = 6
"""Connections a browser keeps to one host."""
SECONDS = 60.0
AGENT = "promptward-load-test"


class AnswerError(Exception):
    """The server answered with an error, or not at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server; `body` as it came over the line."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def content(self) -> bytes:
        """The body, unpacked."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")


class Line:
    """One connection, kept open between requests."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, base: str) -> Line:
        """Connect to the host of `base`."""
        parts = urlsplit(base)
        secure = ssl.create_default_context() if parts.scheme == "https" else None
        port = parts.port or (443 if secure else 80)
        return cls(*await asyncio.open_connection(parts.hostname, port, ssl=secure))

    @property
    def usable(self) -> bool:
        """Whether the server still holds its end."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    async def head(self, request: bytes) -> tuple[int, dict[str, str], tuple[str, ...]]:
        """Send a request; status, headers and cookies of the answer."""
        self._writer.write(request)
        await self._writer.drain()
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        cookies: list[str] = []
        for line in filter(None, lines):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookies.append(value.strip())
            headers[name.lower()] = value.strip()
        return int(first.split()[1]), headers, tuple(cookies)

    async def body(self, status: int, headers: Mapping[str, str]) -> bytes:
        """All of an answer's body."""
        if status in {204, 304}:
            return b""
        if headers.get("transfer-encoding") == "chunked":
            return b"".join([chunk async for chunk in self.chunks()])
        return await self._reader.readexactly(int(headers.get("content-length", "0")))

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces of a body without a length."""
        while size := int(await self._reader.readline() or b"0", 16):
            yield await self._reader.readexactly(size)
            await self._reader.readexactly(2)
        if not self._reader.at_eof():
            await self._reader.readline()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


class Browser:
    """One person's browser at the server under `base`. Counts what it asked for and what came."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies: dict[str, str] = {}
        self.requests = 0
        self.received = 0
        parts = urlsplit(base)
        self.root = parts.path
        self._host = parts.netloc
        self._free: list[Line] = []
        self._places = asyncio.Semaphore(LINES)
        self._events: Line | None = None

    @property
    def origin(self) -> str:
        """Scheme and host, as a browser tells them."""
        return f"{urlsplit(self.base).scheme}://{self._host}"

    @property
    def xsrf(self) -> str:
        """The token against forged requests."""
        return self.cookies.get("_xsrf", "").strip('"')

    @property
    def cookie_header(self) -> str:
        """The cookies as they are sent."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str) -> Answer:
        """GET an absolute path. Raises AnswerError when nobody answers."""
        return await self._ask("GET", path, {}, b"", SECONDS)

    async def form(self, path: str, **fields: str) -> Answer:
        """POST a form of a page. Raises AnswerError."""
        body = urlencode({"_xsrf": self.xsrf, **fields}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", path, kind, body, SECONDS)

    async def operation(self, exercise: str, op: str, payload: dict[str, Any]) -> dict[str, Any]:
        """One operation on the wire. Raises AnswerError when it is refused."""
        path = f"{self.root}api/exercises/{quote(exercise)}/{op}"
        headers = {"Content-Type": "application/json", "X-XSRFToken": self.xsrf}
        answer = await self._ask("POST", path, headers, json.dumps(payload).encode(), 20.0)
        if answer.status != 200:
            raise AnswerError(f"{op}: {answer.status} {answer.text[:120]}")
        reply: dict[str, Any] = json.loads(answer.content)
        return reply

    async def events(self, path: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """The event stream: name and data of each event, until the server ends it. Raises AnswerError."""
        try:
            line = self._events = await Line.open(self.base)
            status, _, _ = await line.head(self._request("GET", path, {"Accept": "text/event-stream"}, b""))
            if status != 200:
                raise AnswerError(f"events: {status}")
            kept = b""
            async for chunk in line.chunks():
                *blocks, kept = (kept + chunk).split(b"\n\n")
                for block in blocks:
                    if block.startswith(b"event: "):
                        name, _, data = block.decode().partition("\n")
                        yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
        except (OSError, asyncio.IncompleteReadError, ValueError) as reason:
            raise AnswerError(f"events: {type(reason).__name__}") from reason

    def close(self) -> None:
        """Close every connection at once, as a closed tab does."""
        for line in (*self._free, *filter(None, [self._events])):
            line.close()
        self._free.clear()

    def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", "Accept-Encoding: gzip"]
        lines += [f"User-Agent: {AGENT}", "Accept-Language: vi", f"Origin: {self.origin}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append(f"Cookie: {self.cookie_header}")
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join((*lines, "", "")).encode() + body

    async def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, seconds: float
    ) -> Answer:
        async with self._places:
            line = None
            try:
                async with asyncio.timeout(seconds):
                    line = await self._line()
                    status, told, cookies = await line.head(self._request(method, path, headers, body))
                    answer = Answer(status, told, cookies, await line.body(status, told))
            except (OSError, asyncio.IncompleteReadError, ValueError) as reason:
                if line is not None:
                    line.close()
                name = type(reason).__name__
                raise AnswerError(f"{method} {path.partition('?')[0][-40:]}: {name}") from reason
            if told.get("connection", "").lower() == "close":
                line.close()
            else:
                self._free.append(line)
        self.requests += 1
        self.received += len(answer.body)
        self._remember(answer)
        return answer

    async def _line(self) -> Line:
        while self._free:
            line = self._free.pop()
            if line.usable:
                return line
            line.close()
        return await Line.open(self.base)

    def _remember(self, answer: Answer) -> None:
        for header in answer.cookies:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.coded_value
