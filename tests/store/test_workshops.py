"""Workshops: joined by a code while they are open, kept when they are closed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from promptward.settings import Settings
from promptward.store import NoSuchSeat, Store, WorkshopShut, codes, engines
from promptward.store.schema import config

OPEN = (
    "import asyncio, sys\n"
    "from promptward.settings import Settings\n"
    "from promptward.store import Store\n"
    "store = Store.open(Settings())\n"
    "for n in range(10): print(asyncio.run(store.workshops.open(f'Lớp {n}')).join_code)\n"
    "store.close()\n"
)


async def test_a_workshop_is_found_by_its_code_however_it_is_typed(store: Store) -> None:
    made = await store.workshops.open("Buổi sáng", ["b", "a"])
    code = made.join_code
    assert len(code) == 8
    assert code.isdigit()
    wide = "".join(chr(0xFF10 + int(d)) for d in code)
    for typed in (code, codes.spoken(code), f" {code[:4]}-{code[4:]} ", f"{code[:4]}\u200b.{code[4:]}", wide):
        assert await store.workshops.by_code(typed) == made
    assert await store.workshops.find(made.id) == made
    assert made.exercises == ("b", "a")


async def test_other_texts_find_none(store: Store) -> None:
    await store.workshops.open("Buổi sáng")
    for typed in ("", "1234567", "123456789", "abcdefgh", "' OR 1=1 --", "١٢٣٤٥٦٧٨", "0" * 5000):
        assert await store.workshops.by_code(typed) is None
        assert await store.workshops.find(typed) is None


async def test_codes_are_random_and_never_used_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even after their workshop was closed: its results are found by the code."""
    drawn = iter(["11112222", "11112222", "11112222", "33334444"])
    monkeypatch.setattr(codes, "new_join_code", lambda: next(drawn))
    first = await store.workshops.open("A")
    await store.workshops.close(first.id)
    assert (await store.workshops.open("B")).join_code == "33334444"
    monkeypatch.undo()
    assert len({codes.new_join_code() for _ in range(200)}) > 195


async def test_a_member_sits_in_the_workshop_and_a_code_opens_the_seat(store: Store) -> None:
    made = await store.workshops.open("A")
    seat, code = await store.workshops.join(
        made.id, "Lan", "nurse", "vi", "Trạm y tế xã Hoa Ban", shared=True
    )
    assert seat.workshop == made.id
    assert await store.seat_by_code(code) == seat
    assert [(one.id, taken) for one, taken in await store.workshops.all()] == [(made.id, 1)]


async def test_nobody_joins_a_workshop_that_is_locked_or_closed(store: Store) -> None:
    made = await store.workshops.open("A")
    alone, _ = await store.create_seat("Mai", "nurse", "vi")

    async def join(state: str) -> None:
        for attempt in (
            store.workshops.join(made.id, "Lan", "nurse", "vi"),
            store.workshops.move_in(made.id, alone.id),
        ):
            with pytest.raises(WorkshopShut) as shut:
                await attempt
            assert shut.value.state == state

    await store.workshops.lock(made.id, locked=True)
    await join("locked")
    await store.workshops.lock(made.id, locked=False)
    await store.workshops.join(made.id, "Lan", "nurse", "vi")
    closed = await store.workshops.close(made.id)
    assert await store.workshops.close(made.id) == closed
    await join("closed")
    found = await store.workshops.by_code(made.join_code)
    assert found is not None
    assert found.state(datetime.now(UTC)) == "closed"


async def test_a_code_lives_only_for_hours(store: Store) -> None:
    made = await store.workshops.open("A", hours=2)
    assert made.state(made.opened_at + timedelta(hours=1.99)) == "open"
    assert made.state(made.opened_at + timedelta(hours=2)) == "closed"
    over = await store.workshops.open("B", hours=0)
    with pytest.raises(WorkshopShut):
        await store.workshops.join(over.id, "Lan", "nurse", "vi")


async def test_closing_keeps_what_members_wrote(
    store: Store, submission: Callable[..., Any], response: Callable[..., Any]
) -> None:
    made = await store.workshops.open("A")
    seat, _ = await store.workshops.join(made.id, "Lan", "nurse", "vi")
    await store.submit_attempt(submission(seat.id))
    await store.save_draft(seat.id, "f", response("nửa chừng"), base_rev=0)
    await store.workshops.close(made.id)
    assert len(await store.attempts(seat.id, "e")) == 1
    assert await store.draft(seat.id, "f")
    assert (await store.save_draft(seat.id, "f", response("tiếp"), base_rev=1)).draft.rev == 2  # type: ignore[union-attr]


async def test_a_seat_of_self_study_moves_in_once(store: Store) -> None:
    one, other = await store.workshops.open("A"), await store.workshops.open("B")
    seat, _ = await store.create_seat("Mai", "nurse", "vi")
    assert await store.workshops.move_in(one.id, seat.id) == replace(seat, workshop=one.id)
    assert await store.workshops.move_in(other.id, seat.id) is None
    with pytest.raises(NoSuchSeat):
        await store.workshops.move_in(one.id, "x" * 32)
    with pytest.raises(WorkshopShut):
        await store.workshops.move_in("x" * 32, seat.id)


async def test_a_seat_is_found_by_its_name_with_or_without_marks(store: Store) -> None:
    made, other = await store.workshops.open("A"), await store.workshops.open("B")
    seat, _ = await store.workshops.join(made.id, "Nguyễn Thị Đào", "nurse", "vi")
    await store.workshops.join(other.id, "Đào", "nurse", "vi")
    for name in ("đào", "DAO", "nguyen thi", ""):
        assert await store.workshops.find_seats(made.id, name) == (seat,)
    assert await store.workshops.find_seats(made.id, "Lan") == ()


async def test_a_new_seat_code_ends_the_old_one(store: Store) -> None:
    made = await store.workshops.open("A")
    seat, old = await store.workshops.join(made.id, "Lan", "nurse", "vi")
    new = await store.workshops.reset_code(seat.id)
    assert await store.seat_by_code(old) is None
    assert await store.seat_by_code(new) == seat
    with pytest.raises(NoSuchSeat):
        await store.workshops.reset_code("x" * 32)


async def test_results_hold_the_first_score_and_the_best_before_the_answer(
    store: Store, submission: Callable[..., Any], grade: Any
) -> None:
    made = await store.workshops.open("A")
    seat, _ = await store.workshops.join(made.id, "Lan", "nurse", "vi")
    idle, _ = await store.workshops.join(made.id, "Mai", "doctor", "vi")
    stranger, _ = await store.create_seat("Hoa", "nurse", "vi")
    await store.submit_attempt(submission(stranger.id))
    for number, score in enumerate((40.0, 72.5, None, 95.0), 1):
        if number == 4:
            await store.reveal(seat.id, "e", "answer", 1)
        receipt = await store.submit_attempt(submission(seat.id, f"key-{number:012d}", base_rev=number - 1))
        if score is not None:
            await store.add_grade(receipt.attempt, replace(grade, score=score, passed=score > 90))  # type: ignore[union-attr]
    members = await store.workshops.results(made.id)
    assert [member.seat for member in members] == [seat, idle]
    (result,) = members[0].results
    assert (result.exercise, result.attempts, result.ungraded) == ("e", 4, 1)
    assert (result.first_score, result.best_score, result.passed) == (40.0, 72.5, True)
    assert members[1].results == ()


async def test_the_command_line_writes_while_the_server_does(
    store: Store, settings: Settings, response: Callable[..., Any]
) -> None:
    """Ten workshops by another process and drafts by this one meanwhile: nothing is refused or lost."""
    env = {"PROMPTWARD_DATA_DIR": str(settings.data_dir), "PROMPTWARD_DATABASE": settings.database}
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    other = subprocess.Popen(  # noqa: ASYNC220 - starting it is quick
        [sys.executable, "-c", OPEN], stdout=subprocess.PIPE, text=True, env=env
    )
    rev = 0
    while other.poll() is None or rev < 50:
        saved = await store.save_draft(seat.id, "e", response(f"lần {rev}"), base_rev=rev)
        rev += 1
        assert saved.draft.rev == rev  # type: ignore[union-attr]
    shown = other.communicate()[0].split()
    assert other.returncode == 0
    assert {one.join_code for one, _ in await store.workshops.all()} == set(shown)
    assert len(shown) == 10


def test_a_record_of_the_first_schema_is_brought_up_to_date(settings: Settings) -> None:
    engine = engines.write_engine(engines.address(settings))
    with engine.begin() as connection:
        command.upgrade(config(connection), "0001")
        connection.execute(
            text(
                "INSERT INTO workshops (id, name, mode, join_code, locked, opened_at, exercises)"
                " VALUES ('w', 'Cũ', 'hall', '12345678', false, '2026-01-05 08:00:00', '[]')"
            )
        )
    engine.dispose()
    Store.open(settings).close()
    engine = engines.read_engine(engines.address(settings))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT closes_at FROM workshops")).all() == [(None,)]
    engine.dispose()
