"""What is sent streams back, ends whole or failed, and never carries a person's identity."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from promptward.errors import ModelError
from promptward.practice import Refused, resume
from promptward.practice.turns import BATCH_SECONDS

TEXT = "Viết bàn giao đêm."


async def refused(asked: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        await asked
    return caught.value


async def test_a_reply_streams_in_and_is_kept(room: Any) -> None:
    assert await room.send(TEXT) == {"turn": "t" * 16}
    await room.services.background.idle()
    *deltas, last = room.events("reply")
    assert "".join(each["delta"] for each in deltas) == "Câu mở đầu."
    assert (last["turn"], last["exercise"], last["done"]) == ("t" * 16, "night-handover", True)
    (turn,) = (await room.state())["turns"]
    assert turn["reply"] == last["reply"]
    assert (turn["text"], turn["status"], turn["error"]) == (TEXT, "done", None)
    assert (turn["reply"]["id"], turn["reply"]["text"]) == ("level-2", "Câu mở đầu.")
    assert room.model.heard == [("night-handover", TEXT, "vi")]


async def test_words_leave_in_batches_and_none_waits_for_the_next(room: Any) -> None:
    go = asyncio.Event()
    room.model.lines[:-1] = [*"hundred words", go, *"and more"]
    await room.send(TEXT)
    await asyncio.sleep(BATCH_SECONDS * 2)
    assert [each["delta"] for each in room.events("reply")] == ["hundred words"]
    go.set()
    await room.services.background.idle()
    assert "".join(each.get("delta", "") for each in room.events("reply")) == "hundred wordsand more"
    assert len(room.events("reply")) == 3


async def test_one_turn_at_a_time(room: Any) -> None:
    go = asyncio.Event()
    room.model.lines.insert(0, go)
    await room.send(TEXT)
    busy = await refused(room.send(TEXT, "u" * 16))
    assert (busy.status, busy.code) == (429, "slow_down")
    assert await room.send(TEXT) == {"turn": "t" * 16}
    go.set()
    await room.services.background.idle()
    assert await room.send(TEXT, "u" * 16)
    await room.services.background.idle()
    assert len(room.model.heard) == 2


@pytest.mark.parametrize("trouble", [ModelError("Mất kết nối tới mô hình."), RuntimeError("boom")])
async def test_a_failure_is_told_and_leaves_no_half_state(room: Any, trouble: Exception) -> None:
    room.model.lines[1:] = [trouble]
    await room.send(TEXT)
    await room.services.background.idle()
    last = room.events("reply")[-1]
    assert last["failed"]
    assert "boom" not in last["message"]
    (turn,) = (await room.state())["turns"]
    assert (turn["status"], turn["reply"], turn["error"]) == ("failed", None, last["message"])
    room.model.lines[1:] = room.model.__class__().lines
    await room.send(TEXT, "u" * 16)
    await room.services.background.idle()
    assert [each["status"] for each in (await room.state())["turns"]] == ["failed", "done"]


async def test_a_reply_without_an_end_is_a_failure(room: Any) -> None:
    room.model.lines.pop()
    await room.send(TEXT)
    await room.services.background.idle()
    assert (await room.state())["turns"][0]["status"] == "failed"


async def test_a_stop_in_mid_reply_fails_the_turn(room: Any) -> None:
    room.model.lines.insert(1, asyncio.Event())
    await room.send(TEXT)
    await asyncio.sleep(0.01)
    await room.services.close()
    assert (await room.state())["turns"][0]["status"] == "failed"


async def test_a_turn_that_a_dead_server_left_is_failed_at_the_next_start(room: Any, serve: Any) -> None:
    await room.services.store.start_turn(room.seat.id, "night-handover", "d" * 16, TEXT)
    services, *_ = serve(room.services.store)
    await resume(services)
    (turn,) = (await room.state())["turns"]
    assert (turn["status"], bool(turn["error"])) == ("failed", True)


async def test_a_turn_nobody_streams_does_not_block_for_ever(room: Any) -> None:
    await room.services.store.start_turn(room.seat.id, "night-handover", "d" * 16, TEXT)
    await room.send(TEXT)
    await room.services.background.idle()
    assert [each["status"] for each in (await room.state())["turns"]] == ["failed", "done"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gọi 0900 000 217 cho người nhà", "phone"),
        ("Người bệnh CCCD 000123456789 sốt 38,5", "citizen_id"),
        ("Bệnh nhân Nguyễn Văn Bách, 54 tuổi, đái tháo đường", "name"),
    ],
)
async def test_what_identifies_a_person_is_stopped_and_explained(room: Any, text: str, kind: str) -> None:
    answer = await refused(room.send(text))
    assert (answer.status, answer.code) == (400, "identifiers")
    assert [span["kind"] for span in answer.extra["spans"]] == [kind]
    assert all(text[span["start"] : span["end"]].strip() for span in answer.extra["spans"])
    assert room.model.heard == []
    assert (await room.state())["turns"] == []


async def test_what_was_declared_no_personal_data_passes_except_the_scenarios_numbers(room: Any) -> None:
    await room.send("Bệnh nhân Nguyễn Văn Bách, 54 tuổi", kept=["Nguyễn Văn Bách"])
    assert await refused(room.send("CCCD 000123456789", "u" * 16, kept=["000123456789"]))


async def test_the_scenarios_invented_name_is_known_and_left(room: Any) -> None:
    assert await room.send("Người bệnh Lý Thị Mơ sốt 38,5")
