"""Seats are found by their code alone, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from promptward.errors import StoreError
from promptward.settings import Settings
from promptward.store import Seat, Store, engines
from promptward.store.seats import NoSuchSeat
from promptward.store.tables import metadata


async def test_a_code_opens_its_seat_on_any_device(store: Store) -> None:
    seat, code = await store.create_seat("Y Bhiu Ksơr", "commune", "vi", "Trạm y tế xã Hoa Ban", shared=True)
    assert await store.seat_by_code(code.lower().replace("-", " ")) == seat
    assert await store.seat(seat.id) == seat == Seat(**{name: getattr(seat, name) for name in seat.__slots__})


async def test_a_wrong_code_opens_none(store: Store, seat: str) -> None:
    assert await store.seat_by_code("2222-2222-2222-2222") is None
    assert await store.seat_by_code("' OR 1=1 --") is None


async def test_the_code_is_nowhere_in_the_record(tmp_path: Path) -> None:
    store = Store.open(Settings(data_dir=tmp_path / "data"))
    _, code = await store.create_seat("Lan", "nurse", "vi")
    store.close()
    bytes_kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert code.encode() not in bytes_kept
    assert code.replace("-", "").encode() not in bytes_kept


async def test_a_code_survives_a_restart_and_not_another_key(settings: Settings) -> None:
    first = Store.open(settings)
    seat, code = await first.create_seat("Lan", "nurse", "vi")
    first.close()
    second = Store.open(settings)
    assert await second.seat_by_code(code) == seat
    second.close()
    (settings.data_dir / "seat-code.key").unlink()
    third = Store.open(settings)
    assert await third.seat_by_code(code) is None
    third.close()


async def test_the_language_stays_changed(store: Store, seat: str) -> None:
    assert (await store.set_language(seat, "en")).lang == "en"
    found = await store.seat(seat)
    assert found is not None
    assert found.lang == "en"


async def _fill(store: Store, seat: str, submission: Any, grade: Any) -> None:
    receipt = await store.submit_attempt(submission(seat, text="CANARY-attempt"))
    await store.add_grade(receipt.attempt, grade)
    await store.dispute(receipt.attempt, "task", "CANARY-dispute")
    await store.tick(seat, "e", ["task"])
    await store.reveal(seat, "e", "hint", 1)
    await store.start_turn(seat, "e", "t" * 16, "CANARY-turn")


async def test_deleting_a_trainee_deletes_everywhere_and_nobody_else(
    store: Store, settings: Settings, submission: Any, grade: Any
) -> None:
    gone, _ = await store.create_seat("CANARY-name", "nurse", "vi", "CANARY-facility")
    stays, _ = await store.create_seat("Hoa", "nurse", "vi")
    await _fill(store, gone.id, submission, grade)
    engine = engines.read_engine(engines.address(settings))
    with engine.connect() as connection:
        before = {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in metadata.sorted_tables
        }
    await _fill(store, stays.id, submission, grade)
    assert await store.delete_seat(gone.id)
    assert not await store.delete_seat(gone.id)
    with engine.connect() as connection:
        after = {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in metadata.sorted_tables
        }
    engine.dispose()
    assert {name: count for name, count in after.items() if name != "seats"} == {
        name: count for name, count in before.items() if name != "seats"
    }
    assert after["seats"] == 1


async def test_deleted_words_are_not_in_the_files(tmp_path: Path, submission: Any, grade: Any) -> None:
    """Neither in the database file nor in its log, while it is open; earlier drafts included."""
    store = Store.open(Settings(data_dir=tmp_path / "data"))
    seat, _ = await store.create_seat("CANARY-name", "nurse", "vi")
    for turn in range(20):
        draft = {"text": f"CANARY-draft {turn} " * 200, "reply": None, "marks": {}, "answers": {}}
        await store.save_draft(seat.id, "f", draft, base_rev=turn)
    await _fill(store, seat.id, submission, grade)
    await store.delete_seat(seat.id)
    assert b"CANARY" not in b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    store.close()


async def test_nothing_is_written_for_a_seat_that_is_gone(store: Store, seat: str, submission: Any) -> None:
    await store.delete_seat(seat)
    with pytest.raises(NoSuchSeat):
        await store.submit_attempt(submission(seat))
    with pytest.raises(StoreError):
        await store.save_draft(seat, "e", submission(seat).response, base_rev=0)
    with pytest.raises(StoreError):
        await store.start_turn(seat, "e", "t" * 16, "x")
