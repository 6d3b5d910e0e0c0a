"""Whose turn it is: first come, first served, with at most so many at once, and suspects one at a time."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A fair queue for a few places.

    An exercise under suspicion (its last grading ran past the deadline) holds one place at most, so that
    a check that never ends cannot keep the others waiting.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[tuple[str, asyncio.Future[None]]] = deque()
        self._running: Counter[str] = Counter()
        self._suspects: set[str] = set()

    @asynccontextmanager
    async def taken(self, exercise: str) -> AsyncIterator[None]:
        """Hold a place for `exercise` while the block runs."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((exercise, turn))
        self._call()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(exercise)
            raise
        try:
            yield
        finally:
            self._leave(exercise)

    def suspect(self, exercise: str) -> None:
        """Hold `exercise` to one place until it is cleared."""
        self._suspects.add(exercise)

    def clear(self, exercise: str) -> None:
        """Let `exercise` have as many places as any other."""
        self._suspects.discard(exercise)
        self._call()

    def _leave(self, exercise: str) -> None:
        self._running[exercise] -= 1
        self._free += 1
        self._call()

    def _call(self) -> None:
        """Give the free places to those who have waited longest and may go."""
        still: deque[tuple[str, asyncio.Future[None]]] = deque()
        while self._waiting:
            exercise, turn = self._waiting.popleft()
            if turn.done():
                continue
            if self._free and not (exercise in self._suspects and self._running[exercise]):
                self._free -= 1
                self._running[exercise] += 1
                turn.set_result(None)
            else:
                still.append((exercise, turn))
        self._waiting = still
