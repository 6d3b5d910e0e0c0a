"""The one wire of a served page: operations in JSON, news in one `EventSource`."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NoReturn

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.iostream import StreamClosedError

from promptward.practice import Refused
from promptward.server.base import Polite
from promptward.server.events import END, HEARTBEAT

MAX_DEPTH = 32
"""How deep a payload may nest; ours nest five deep."""


class OperationHandler(Polite):
    """`POST <base>api/exercises/<id>/<op>`: one operation of one trainee on one exercise."""

    json_errors = True

    async def prepare(self, *, _redirect_to_login: bool = True) -> None:
        """Nobody is sent to another page from here: a script is asking."""
        await super().prepare(_redirect_to_login=False)

    @allow_unauthenticated
    async def post(self, exercise_id: str, op: str) -> None:
        """Answer `op`, or say in JSON why not."""
        user = self.require_seat()
        if len(self.request.body) > self.site.settings.max_body:
            raise Refused(413, "too_large", self.sentence(413))
        payload = self._payload()
        if exercise_id not in self.site.course.exercises:
            raise Refused(404, "unknown", self.sentence(404))
        answer = await self.site.practice(user, exercise_id).dispatch(op, payload)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(answer, ensure_ascii=False))

    def _payload(self) -> dict[str, Any]:
        def unreadable(reason: object) -> NoReturn:
            raise ValueError(reason)

        try:
            payload = json.loads(self.request.body or b"{}", parse_constant=unreadable)
            if not isinstance(payload, dict) or _depth(payload) > MAX_DEPTH:
                unreadable("not an object of our depth")
        except (ValueError, RecursionError):
            raise Refused(400, "bad_request", self.sentence(400)) from None
        return payload


def _depth(value: Any) -> int:
    """How deep `value` nests, counted without recursion and only as far as it matters."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth


class EventsHandler(Polite):
    """`GET <base>api/events`: what a page is told while it is open."""

    json_errors = True

    def initialize(self) -> None:
        """Compressing would keep 250 KB of window per open page and gain nothing on events of a few bytes."""
        if "Accept-Encoding" in self.request.headers:
            del self.request.headers["Accept-Encoding"]

    async def prepare(self, *, _redirect_to_login: bool = True) -> None:
        """Nobody is sent to another page from here: a script is asking."""
        await super().prepare(_redirect_to_login=False)

    @allow_unauthenticated
    async def get(self) -> None:
        """Events until the page goes away or its device leaves."""
        user = self.require_seat()
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")
        self._stream = self.site.events.open(user.seat.id, user.device, self.lang)
        try:
            self.write("retry: 2000\n\n")
            await self.flush()
            while (text := await self._stream.get(HEARTBEAT)) is not END:
                self.write(text)
                await self.flush()
        except (StreamClosedError, asyncio.CancelledError):
            return
        finally:
            self.site.events.close(self._stream)

    def on_connection_close(self) -> None:
        """The page is gone: wake the loop above at once, so that its place is free."""
        if hasattr(self, "_stream"):
            self._stream.end()
