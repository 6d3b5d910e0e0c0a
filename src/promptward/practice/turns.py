"""Sending to the model: the turn is in the record before the first word, and ends whole or failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from promptward.errors import ModelError, StoreError
from promptward.practice.services import ReplyEnd, Services
from promptward.store import Seat, Turn
from promptward.words import say

log = logging.getLogger(__name__)

BATCH_SECONDS = 0.2
"""A page that is repainted five times a second reads as fluent, and costs a tenth of one event a word."""
INTERRUPTED = "The answer was interrupted. Send again."


def turn_view(turn: Turn, lang: str) -> dict[str, Any]:
    """A turn as the page gets it."""
    error = (turn.error or say(lang, INTERRUPTED)) if turn.status == "failed" else None
    return {"turn": turn.turn, "text": turn.text, "status": turn.status, "reply": turn.reply, "error": error}


class Streaming:
    """One turn on its way."""

    def __init__(self, services: Services, seat: Seat, exercise: str, turn: str, text: str) -> None:
        self._services = services
        self._seat = seat
        self._exercise = exercise
        self._turn = turn
        self._text = text

    async def run(self) -> None:
        """Stream, store, tell. Whatever goes wrong, the turn does not stay half done."""
        try:
            reply = await self._stream()
        except ModelError as error:
            await self._fail(str(error))
        except asyncio.CancelledError:
            await self._fail(say(self._seat.lang, INTERRUPTED))
            raise
        except Exception:
            log.exception("a reply in %s failed", self._exercise)
            await self._fail(say(self._seat.lang, INTERRUPTED))
        else:
            await self._finish(reply)

    async def _stream(self) -> dict[str, Any]:
        deltas = Batches(lambda text: self._tell(delta=text))
        try:
            async for piece in self._services.gateway.stream(self._exercise, self._text, self._seat.lang):
                if not isinstance(piece, str):
                    return _reply(piece)
                deltas.add(piece)
        finally:
            deltas.flush()
        raise ModelError(say(self._seat.lang, INTERRUPTED))

    async def _finish(self, reply: dict[str, Any]) -> None:
        try:
            await self._services.store.finish_turn(self._seat.id, self._exercise, self._turn, reply)
        except StoreError:
            log.exception("a reply in %s was not stored", self._exercise)
            await self._fail(say(self._seat.lang, INTERRUPTED))
        else:
            self._tell(done=True, reply=reply)

    async def _fail(self, message: str) -> None:
        try:
            await self._services.store.fail_turn(self._seat.id, self._exercise, self._turn, message)
        except StoreError:
            log.exception("a turn in %s stays open until the next one", self._exercise)
        self._tell(failed=True, message=message)

    def _tell(self, **data: Any) -> None:
        about = {"turn": self._turn, "exercise": self._exercise}
        self._services.publish(self._seat.id, "reply", about | data)


class Batches:
    """Collects pieces of text and passes them on a few times a second."""

    def __init__(self, pass_on: Callable[[str], None]) -> None:
        self._pass_on = pass_on
        self._pieces: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, piece: str) -> None:
        """Take a piece; it leaves `BATCH_SECONDS` later at most, also when none follows."""
        self._pieces.append(piece)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BATCH_SECONDS, self.flush)

    def flush(self) -> None:
        """Pass on what is there."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pieces:
            text = "".join(self._pieces)
            self._pieces.clear()
            self._pass_on(text)


def _reply(end: ReplyEnd) -> dict[str, Any]:
    return {
        "id": end.reply_id,
        "sentences": [{"id": each["id"], "text": each["text"]} for each in end.sentences],
        "opening": end.opening,
        "text": end.text,
        "shape": end.shape,
        "model": end.model,
        "live": end.live,
        "notice": end.notice,
    }
