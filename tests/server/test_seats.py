"""Seats at hand, links that open one once, and devices that left."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from promptward.server import identity, seats
from promptward.server.identity import Departed
from promptward.server.seats import Links, Seats


class Counted:
    """A record that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def seat(self, seat_id: str) -> Any:
        self.asked += 1
        return None if seat_id == "gone" else seat_id


async def test_a_seat_is_asked_for_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request needs it; what the record says later is noticed after a few seconds."""
    record = Counted()
    known = Seats(record)  # type: ignore[arg-type]
    for _ in range(9):
        assert await known.get("a") == "a"
        assert await known.get("gone") is None
    assert record.asked == 2
    monkeypatch.setattr(seats, "FRESH", -1.0)
    await known.get("a")
    assert record.asked == 3


async def test_a_hall_of_strangers_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "AT_HAND", 3)
    known = Seats(Counted())  # type: ignore[arg-type]
    for name in "abcdef":
        await known.get(name)
    assert len(known._known) == 3


def test_a_link_opens_its_seat_once_and_a_newer_one_ends_it() -> None:
    links = Links()
    old, other = links.make("a", "code", shared=False), links.make("b", "code", shared=True)
    new = links.make("a", "code", shared=False)
    assert not links.is_open(old)
    assert links.is_open(new)
    used = links.use(other)
    assert used is not None
    assert (used.seat_id, used.shared) == ("b", True)
    assert links.use(other) is None
    assert links.use("never made") is None


def test_a_link_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "LINK_SECONDS", -1.0)
    links = Links()
    key = links.make("a", "code", shared=False)
    assert not links.is_open(key)
    assert links.use(key) is None


def test_a_device_that_left_is_known_after_a_restart_until_its_cookie_has_ended(tmp_path: Path) -> None:
    """The file holds no name of a device."""
    path = tmp_path / "departed"
    departed = Departed(path)
    departed.add("phone")
    assert "phone" in Departed(path)
    assert "laptop" not in Departed(path)
    assert "phone" not in path.read_text("ascii")
    assert path.stat().st_mode & 0o777 == 0o600
    long_ago = time.time() - (identity.REMEMBERED_DAYS + 1) * 86_400
    path.write_text(f"{long_ago:.0f} {Departed._hash('phone')}\n", "ascii")
    assert "phone" not in Departed(path)
    assert path.read_text("ascii") == ""
