"""Turns are fair, and one bad exercise cannot take them all."""

from __future__ import annotations

import asyncio

from promptward.workers.turns import Turns


class Room:
    """Who is in, in the order they came; everybody leaves when told."""

    def __init__(self, places: int) -> None:
        self.turns = Turns(places)
        self.inside: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.leave: dict[str, asyncio.Event] = {}

    async def comes(self, name: str, exercise: str = "e") -> None:
        self.leave[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._stay(name, exercise))
        await asyncio.sleep(0)

    async def goes(self, name: str) -> None:
        self.leave[name].set()
        await self.tasks[name]
        await asyncio.sleep(0)

    async def _stay(self, name: str, exercise: str) -> None:
        async with self.turns.taken(exercise):
            self.inside.append(name)
            await self.leave[name].wait()
            self.inside.remove(name)


async def test_first_come_first_served():
    room = Room(2)
    for name in "abcd":
        await room.comes(name)
    assert room.inside == ["a", "b"]
    await room.goes("b")
    assert room.inside == ["a", "c"]
    await room.goes("a")
    assert room.inside == ["c", "d"]


async def test_a_suspect_holds_one_place_and_the_others_pass_it():
    room = Room(2)
    room.turns.suspect("bad")
    for name in ("bad1", "bad2", "good1"):
        await room.comes(name, name[:-1])
    assert room.inside == ["bad1", "good1"]
    await room.goes("good1")
    assert room.inside == ["bad1"]
    await room.goes("bad1")
    assert room.inside == ["bad2"]


async def test_a_cleared_suspect_waits_no_longer():
    room = Room(2)
    room.turns.suspect("bad")
    await room.comes("bad1", "bad")
    await room.comes("bad2", "bad")
    room.turns.clear("bad")
    await asyncio.sleep(0)
    assert room.inside == ["bad1", "bad2"]


async def test_who_gives_up_waiting_leaves_no_gap():
    room = Room(1)
    for name in "abc":
        await room.comes(name)
    room.tasks["b"].cancel()
    await asyncio.sleep(0)
    await room.goes("a")
    assert room.inside == ["c"]
    room.tasks["c"].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await room.comes("d")
    assert "d" in room.inside
