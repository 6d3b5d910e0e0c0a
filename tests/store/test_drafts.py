"""A draft is kept, or the one that stands comes back; no text is lost between two devices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from promptward.settings import Settings
from promptward.store import Conflict, Draft, Saved, Store


class Record:
    """The record without an event loop, for hypothesis."""

    def __init__(self, store: Store, response: Any) -> None:
        self._store, self._response = store, response

    def seat(self) -> str:
        made, _ = asyncio.run(self._store.create_seat("Lan", "nurse", "vi"))
        return made.id

    def save(self, seat: str, text: str, base: int, device: str) -> tuple[Saved | Conflict, Draft]:
        async def run() -> tuple[Saved | Conflict, Draft]:
            answer = await _save(self._store, seat, self._response(text), base, device)
            draft = await self._store.draft(seat, "e")
            assert draft is not None
            return answer, draft

        return asyncio.run(run())


@pytest.fixture
def record(tmp_path: Path, response: Any) -> Iterator[Record]:
    store = Store.open(Settings(data_dir=tmp_path / "data"))
    yield Record(store, response)
    store.close()


async def _save(store: Store, seat: str, response: Any, base: int, device: str) -> Saved | Conflict:
    return await store.save_draft(seat, "e", response, base_rev=base, device=device)


async def test_a_saved_draft_is_found_again_as_it_was_typed(store: Store, seat: str, response: Any) -> None:
    """Decomposed letters, emoji and braces included."""
    typed = response("Soa\u0323n phie\u0302\u0301u {name} 🩺 \u202etrái", marks={"s1": "wrong"})
    saved = await _save(store, seat, typed, 0, "phone")
    found = await store.draft(seat, "e")
    assert found is not None
    assert isinstance(saved, Saved)
    assert (found.response, found.rev, found.device, found.unsent) == (typed, 1, "phone", True)
    assert found == saved.draft
    assert await store.draft(seat, "f") is None


async def test_the_newest_revision_may_write(store: Store, seat: str, response: Any) -> None:
    await _save(store, seat, response("a"), 0, "x")
    second = await _save(store, seat, response("ab"), 1, "x")
    assert isinstance(second, Saved)
    assert second.draft.rev == 2


async def test_an_older_revision_gets_what_stands_and_is_set_aside(
    store: Store, seat: str, response: Any
) -> None:
    await _save(store, seat, response("từ điện thoại"), 0, "phone")
    conflict = await _save(store, seat, response("from the laptop"), 0, "laptop")
    assert isinstance(conflict, Conflict)
    assert (conflict.other.response["text"], conflict.other.device) == ("từ điện thoại", "phone")
    found = await store.draft(seat, "e")
    assert found is not None
    assert found.rev == 1
    assert [(one.response["text"], one.device) for one in found.displaced] == [("from the laptop", "laptop")]


async def test_the_same_response_again_is_no_conflict(store: Store, seat: str, response: Any) -> None:
    """Its first answer may have been lost on the way."""
    await _save(store, seat, response("a"), 0, "x")
    again = await _save(store, seat, response("a"), 0, "x")
    assert isinstance(again, Saved)
    assert again.draft.rev == 1


async def test_a_page_that_missed_an_answer_and_typed_on_does_not_conflict_with_itself(
    store: Store, seat: str, response: Any
) -> None:
    await _save(store, seat, response("Soạn phiếu"), 0, "phone")
    typed_on = await _save(store, seat, response("Soạn phiếu bàn giao"), 0, "phone")
    assert isinstance(typed_on, Saved)
    assert (typed_on.draft.rev, typed_on.draft.displaced) == (2, ())
    assert isinstance(await _save(store, seat, response("Soạn phiếu bàn giao đêm"), 1, "laptop"), Conflict)
    assert isinstance(await _save(store, seat, response("Soạn lại"), 1, "phone"), Conflict)


async def test_choosing_mine_sets_theirs_aside(store: Store, seat: str, response: Any) -> None:
    """Also when the chosen one was typed on meanwhile."""
    await _save(store, seat, response("Nhờ tóm tắt bệnh án này"), 0, "phone")
    await _save(store, seat, response("Write a handover in SBAR"), 0, "laptop")
    chosen = await _save(store, seat, response("Write a handover in SBAR, five lines"), 1, "laptop")
    assert isinstance(chosen, Saved)
    found = await store.draft(seat, "e")
    assert found is not None
    assert [one.response["text"] for one in found.displaced] == ["Nhờ tóm tắt bệnh án này"]


async def test_going_back_to_what_the_other_device_wrote_on_sets_its_longer_text_aside(
    store: Store, seat: str, response: Any
) -> None:
    """The laptop takes the phone's text, the phone typed on meanwhile, the laptop keeps the shorter."""
    await _save(store, seat, response("Soạn phiếu"), 0, "phone")
    await _save(store, seat, response("Write a handover"), 0, "laptop")
    await _save(store, seat, response("Soạn phiếu bàn giao"), 1, "phone")
    assert isinstance(await _save(store, seat, response("Soạn phiếu"), 1, "laptop"), Conflict)
    assert isinstance(await _save(store, seat, response("Soạn phiếu"), 2, "laptop"), Saved)
    found = await store.draft(seat, "e")
    assert found is not None
    kept = {one.response["text"] for one in found.displaced}
    assert kept == {"Write a handover", "Soạn phiếu bàn giao"}


async def test_choosing_theirs_keeps_mine_aside(store: Store, seat: str, response: Any) -> None:
    await _save(store, seat, response("Nhờ tóm tắt bệnh án này"), 0, "phone")
    await _save(store, seat, response("Write a handover in SBAR"), 0, "laptop")
    await _save(store, seat, response("Nhờ tóm tắt bệnh án này, 5 dòng"), 1, "laptop")
    found = await store.draft(seat, "e")
    assert found is not None
    assert [one.response["text"] for one in found.displaced] == ["Write a handover in SBAR"]


async def test_typing_on_in_a_conflict_keeps_the_newest_state_of_it(
    store: Store, seat: str, response: Any
) -> None:
    await _save(store, seat, response("Một hai ba"), 0, "phone")
    for end in range(5, 25):
        await _save(store, seat, response("Write a handover in SBAR"[:end]), 0, "laptop")
    found = await store.draft(seat, "e")
    assert found is not None
    assert [one.response["text"] for one in found.displaced] == ["Write a handover in SBAR"]


async def test_ticks_lose_nothing_and_conflict_with_nothing(store: Store, seat: str, response: Any) -> None:
    assert await store.tick(seat, "e", ["task"]) == 0
    assert isinstance(await _save(store, seat, response("a"), 0, "x"), Saved)
    assert await store.tick(seat, "e", ["task", "format"]) == 1
    found = await store.draft(seat, "e")
    assert found is not None
    assert (found.response["text"], found.response["ticks"], found.rev) == ("a", ["task", "format"], 1)
    assert isinstance(await _save(store, seat, response("ab"), 1, "x"), Saved)


WORDS = ("Soạn phiếu bàn giao ca trực", "Kê bảng ba cột cho điều dưỡng", "Draft options for the family")
STEP = st.tuples(st.sampled_from("ABC"), st.sampled_from(["type", "type", "save", "mine", "theirs"]))


@given(steps=st.lists(STEP, max_size=40))
@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_that_reached_the_server_is_lost(steps: list[tuple[str, str]], record: Record) -> None:
    """Three devices type, save, meet conflicts and choose, in any order. As they only add words, every text
    that was ever handed over, kept or refused, must still be part of the draft or of a displaced text."""
    seat = record.seat()
    texts, bases = dict(zip("ABC", WORDS, strict=True)), dict.fromkeys("ABC", 0)
    stands: dict[str, Draft] = {}
    handed: set[str] = set()
    for count, (device, what) in enumerate(steps):
        if what == "type":
            texts[device] += f" {device}{count}"
            continue
        if what == "theirs" and device in stands:
            texts[device] = stands[device].response["text"]
        if what in {"mine", "theirs"} and device in stands:
            bases[device] = stands.pop(device).rev
        handed.add(texts[device])
        answer, draft = record.save(seat, texts[device], bases[device], device)
        if isinstance(answer, Saved):
            bases[device] = answer.draft.rev
            stands.pop(device, None)
        else:
            stands[device] = answer.other
        kept = [draft.response["text"], *(one.response["text"] for one in draft.displaced)]
        assert all(any(text in one for one in kept) for text in handed), (handed, kept)


async def test_an_address_is_enough_to_find_all_again(tmp_path: Path, response: Any) -> None:
    """What was saved is there for the next process."""
    where = Settings(data_dir=tmp_path / "data")
    store = Store.open(where)
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    await _save(store, seat.id, response("nửa chừng"), 0, "x")
    store.close()
    store = Store.open(where)
    found = await store.draft(seat.id, "e")
    store.close()
    assert found is not None
    assert found.response["text"] == "nửa chừng"
