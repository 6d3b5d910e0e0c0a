"""Wrong codes cost time, by address."""

from __future__ import annotations

import asyncio
import time

import pytest

from promptward.server import throttle


async def test_guessing_codes_gets_slow_for_the_address_that_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty wrong codes of an address cost nothing, each further one waits; other addresses do not."""
    monkeypatch.setattr(throttle, "WAIT", 0.3)
    guard = throttle.Throttle()
    began = time.monotonic()
    for _ in range(throttle.FREE):
        assert await guard.wrong("a")
    assert time.monotonic() - began < 0.2
    began = time.monotonic()
    assert all(await asyncio.gather(*(guard.wrong("a") for _ in range(5))))
    assert time.monotonic() - began >= 0.3
    began = time.monotonic()
    assert await guard.wrong("b")
    assert time.monotonic() - began < 0.2
    asked = await asyncio.gather(*(guard.wrong("a") for _ in range(throttle.IN_LINE + 5)))
    assert asked.count(False) == 5


async def test_an_address_is_forgotten_after_a_quiet_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall behind one address starts anew; nothing grows for ever."""
    monkeypatch.setattr(throttle, "FORGET", 0.05)
    guard = throttle.Throttle()
    for number in range(throttle.FREE):
        assert await guard.wrong("a" if number else "b")
    await asyncio.sleep(0.1)
    began = time.monotonic()
    assert await guard.wrong("a")
    assert time.monotonic() - began < 1
    assert set(guard._last) == {"a"}
