"""One turn at a time, and no half state."""

from __future__ import annotations

import asyncio

from promptward.store import Store

REPLY = {"id": "r1", "sentences": [{"id": "s1", "text": "Xin chào"}], "live": False}


async def test_a_turn_goes_from_streaming_to_done(store: Store, seat: str) -> None:
    assert await store.start_turn(seat, "e", "t1", "Soạn phiếu") == "new"
    (turn,) = await store.turns(seat, "e")
    assert (turn.text, turn.status, turn.reply) == ("Soạn phiếu", "streaming", None)
    assert await store.finish_turn(seat, "e", "t1", REPLY)
    (turn,) = await store.turns(seat, "e")
    assert (turn.status, turn.reply) == ("done", REPLY)


async def test_only_one_of_many_may_stream(store: Store, seat: str) -> None:
    started = await asyncio.gather(*(store.start_turn(seat, "e", f"t{place}", "x") for place in range(20)))
    assert sorted(started) == ["busy"] * 19 + ["new"]
    assert await store.start_turn(seat, "f", "t0", "x") == "new"


async def test_the_same_turn_again_is_known(store: Store, seat: str) -> None:
    await store.start_turn(seat, "e", "t1", "x")
    assert await store.start_turn(seat, "e", "t1", "x") == "known"
    await store.fail_turn(seat, "e", "t1", "no line")
    assert await store.start_turn(seat, "e", "t1", "x") == "known"
    assert await store.start_turn(seat, "e", "t2", "x") == "new"


async def test_an_ended_turn_does_not_change_any_more(store: Store, seat: str) -> None:
    await store.start_turn(seat, "e", "t1", "x")
    assert await store.fail_turn(seat, "e", "t1", "no line")
    assert not await store.finish_turn(seat, "e", "t1", REPLY)
    (turn,) = await store.turns(seat, "e")
    assert (turn.status, turn.reply, turn.error) == ("failed", None, "no line")


async def test_a_restart_ends_what_nobody_streams_any_more(store: Store, seat: str) -> None:
    await store.start_turn(seat, "e", "t1", "x")
    await store.start_turn(seat, "f", "t2", "x")
    assert await store.fail_turns(seat, "f") == 1
    assert [turn.status for turn in await store.turns(seat, "e")] == ["streaming"]
    assert await store.fail_turns() == 1
    assert await store.start_turn(seat, "e", "t3", "x") == "new"
