"""The way into a page when many come at once: a turn, or a page to read while waiting for it.

The waiting page asks for the exercise again at once; browsers keep showing it until that answer comes, which
is held until its turn or for a few seconds. So it needs no script, shows its place anew with every answer,
and nobody who closed the tab is waited for.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from promptward.kernels.queue import Queue
from promptward.server.bundle import NAME
from promptward.server.site import Site

AT_ONCE = 3
"""Pages that start at the same time; a guess for two cores until the long runs have measured it."""
PATIENCE_SECONDS = 0.7
"""How long the first request waits before it shows a place instead."""
HOLD_SECONDS = 6.0
"""How long the request of a waiting page is held, and so how old the place on it may become."""


class Turns:
    """Who may start a page now: at most `AT_ONCE` at a time and `pages` altogether."""

    def __init__(self, pages: int) -> None:
        self.queue = Queue(AT_ONCE)
        self._pages = pages

    @contextlib.asynccontextmanager
    async def turn(self, site: Site, key: str, *, waited: bool) -> AsyncIterator[bool]:
        """Yields whether the page of `key` may start now; its turn lasts as long as the block."""
        full = len(site.kernels) >= self._pages
        if full or not await self.queue.turn(key, HOLD_SECONDS if waited else PATIENCE_SECONDS):
            yield False
            return
        try:
            yield True
        finally:
            self.queue.done(key)

    def place(self, key: str) -> int:
        """The place of `key` in the queue; 0 when it is not the queue that it waits for."""
        return self.queue.place(key)


def preload(site: Site) -> list[str]:
    """What a page will need, fetched while its person reads the scenario."""
    voila = next(name for name in site.shelves if name.startswith("voila-"))
    return [f"{site.static}/page.js", f"{site.settings.base_url}static/{voila}/{NAME}"]


def waiting_values(site: Site, exercise_id: str, path: str, place: int) -> dict[str, Any]:
    """What the waiting page shows."""
    return {
        "exercise": site.course.exercises[exercise_id],
        "place": place,
        "next": f"{path}?waited=1",
        "plain": f"{site.settings.base_url}plain/{exercise_id}",
        "preload": preload(site),
    }
