"""What practice is handed: the course, the record, the model, the graders, and a way to tell pages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from promptward.course import Course
from promptward.findings import Grade
from promptward.grading.judge import Ask
from promptward.store import Store

log = logging.getLogger(__name__)

Publish = Callable[[str, str, dict[str, Any]], None]
"""Seat, name of the event, data: tells every page of that seat."""
Grader = Callable[[str, str, Mapping[str, Any], Iterable[Mapping[str, Any]]], Awaitable[Grade]]
"""Exercise, role, response, masked spans → grade; never raises for what a response contains."""


class ReplyEnd(Protocol):
    """The last thing of a stream: the whole reply; a live one has text but no sentences to verify."""

    @property
    def reply_id(self) -> str | None: ...
    @property
    def sentences(self) -> Any: ...
    @property
    def shape(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def live(self) -> bool: ...
    @property
    def notice(self) -> str | None: ...
    @property
    def opening(self) -> str: ...
    @property
    def text(self) -> str: ...


class Model(Protocol):
    """What answers a prompt, piece by piece. Raises ModelError in words for the page."""

    def stream(self, exercise_id: str, text: str, lang: str) -> AsyncIterator[str | ReplyEnd]: ...


class Background:
    """Work that goes on after the answer: replies that stream, attempts being graded."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[None], object] = {}

    def start(self, work: Coroutine[Any, Any, None], about: object = None) -> None:
        """Run `work` to its end; `about` names it for `runs`."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = about  # the loop itself keeps only weak references
        task.add_done_callback(self._ended)

    def runs(self, about: object) -> bool:
        """Whether work of that name goes on."""
        return about in self._tasks.values()

    async def idle(self) -> None:
        """Wait until nothing goes on."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Stop everything; what was not finished is taken up at the next start."""
        for task in self._tasks:
            task.cancel()
        await self.idle()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (error := task.exception()):
            log.error("work in the background failed", exc_info=error)


@dataclass(frozen=True, slots=True)
class Services:
    """One for a server, shared by all practice in it."""

    course: Course
    store: Store
    gateway: Model
    grade: Grader
    publish: Publish
    ask: Ask | None = None
    """Asks the judge; None where the operator wants no second opinions."""
    background: Background = field(default_factory=Background)

    async def close(self) -> None:
        """Stop what goes on in the background; the record stays open."""
        await self.background.close()
