"""Guessing codes does not pay; a right one is never slowed down, whoever else sits behind the address."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

FREE = 20
"""Wrong codes an address may try before it has to wait."""
WAIT = 3.0
"""Seconds every further wrong one waits."""
FORGET = 600.0
"""Seconds without a wrong code after which an address starts anew."""
IN_LINE = 50
"""Wrong codes of one address that may wait at once; more are turned away."""


class Throttle:
    """Counts wrong codes by address."""

    def __init__(self) -> None:
        self._wrong: Counter[str] = Counter()
        self._last: dict[str, float] = {}
        self._waiting: Counter[str] = Counter()

    async def wrong(self, address: str) -> bool:
        """Count a wrong code and wait as long as it costs; whether the address may hear the answer."""
        now = time.monotonic()
        for old in [each for each, last in self._last.items() if now - last > FORGET]:
            del self._last[old], self._wrong[old]
        self._wrong[address] += 1
        self._last[address] = now
        if self._wrong[address] <= FREE:
            return True
        if self._waiting[address] >= IN_LINE:
            return False
        self._waiting[address] += 1
        try:
            await asyncio.sleep(WAIT)
        finally:
            self._waiting[address] -= 1
        return True
