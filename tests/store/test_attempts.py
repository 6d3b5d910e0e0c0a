"""A receipt means: committed, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from promptward.findings import Band
from promptward.store import Conflict, Receipt, Store


async def test_an_attempt_is_kept_with_everything_that_graded_it(
    store: Store, seat: str, submission: Any
) -> None:
    new = submission(seat, masked=({"kind": "phone", "start": 3, "end": 9},), exercise_digest="ab" * 32)
    receipt = await store.submit_attempt(new)
    assert isinstance(receipt, Receipt)
    (kept,) = await store.attempts(seat, "e")
    assert (kept.id, kept.number, kept.key, kept.submitted_at) == (
        receipt.attempt,
        1,
        new.key,
        receipt.submitted_at,
    )
    assert (kept.response, kept.masked, kept.exercise_digest) == (
        new.response,
        new.masked,
        new.exercise_digest,
    )
    assert (kept.role, kept.lang, kept.after_answer, kept.graded) == ("nurse", "vi", False, None)


async def test_the_draft_it_came_from_is_kept_and_advanced(store: Store, seat: str, submission: Any) -> None:
    new = submission(seat)
    saved = await store.save_draft(seat, "e", new.response, base_rev=0)
    receipt = await store.submit_attempt(replace(new, base_rev=saved.draft.rev))  # type: ignore[union-attr]
    draft = await store.draft(seat, "e")
    assert isinstance(receipt, Receipt)
    assert draft is not None
    assert (receipt.rev, draft.rev, draft.unsent, draft.response) == (2, 2, False, new.response)


async def test_the_same_key_is_one_attempt_and_one_receipt(store: Store, seat: str, submission: Any) -> None:
    first = await store.submit_attempt(submission(seat))
    again = await store.submit_attempt(submission(seat, text="something else", base_rev=9))
    assert isinstance(first, Receipt)
    assert again == replace(first, new=False)
    assert len(await store.attempts(seat, "e")) == 1


async def test_two_seats_may_use_one_key(store: Store, seat: str, submission: Any) -> None:
    other, _ = await store.create_seat("Hoa", "nurse", "vi")
    assert (await store.submit_attempt(submission(other.id))).new  # type: ignore[union-attr]
    assert (await store.submit_attempt(submission(seat))).new  # type: ignore[union-attr]


async def test_an_old_tab_makes_no_attempt_and_loses_no_text(
    store: Store, seat: str, submission: Any
) -> None:
    response = submission(seat, text="newer").response
    await store.save_draft(seat, "e", response, base_rev=0, device="phone")
    stale = await store.submit_attempt(submission(seat, text="older"))
    assert isinstance(stale, Conflict)
    assert (stale.other.response, stale.other.device, stale.other.rev) == (response, "phone", 1)
    draft = await store.draft(seat, "e")
    assert draft is not None
    assert draft.response == response
    assert [one.response["text"] for one in draft.displaced] == ["older"]
    assert await store.attempts(seat, "e") == ()


async def test_a_submit_forgets_what_was_displaced(store: Store, seat: str, submission: Any) -> None:
    await store.save_draft(seat, "e", submission(seat, text="one").response, base_rev=0)
    await store.save_draft(seat, "e", submission(seat, text="two").response, base_rev=0)
    await store.submit_attempt(submission(seat, text="one and more", base_rev=1))
    draft = await store.draft(seat, "e")
    assert draft is not None
    assert draft.displaced == ()


async def test_numbers_count_up_without_a_gap_under_two_hundred_submits(
    store: Store, seat: str, submission: Any
) -> None:
    """Half of them are repeats that race with their first."""
    sent = [submission(seat, key=f"{place // 2:016}", text="same") for place in range(200)]
    receipts = await asyncio.gather(*(store.submit_attempt(one) for one in sent))
    assert all(isinstance(one, Receipt) for one in receipts)
    kept = await store.attempts(seat, "e")
    assert [one.number for one in kept] == list(range(1, 101))
    assert {one.key: one.number for one in kept} == {one.key: one.number for one in receipts}  # type: ignore[union-attr]
    assert sum(one.new for one in receipts) == 100  # type: ignore[union-attr]


async def test_the_newest_grade_stands_and_older_ones_stay(
    store: Store, seat: str, submission: Any, grade: Any
) -> None:
    receipt = await store.submit_attempt(submission(seat))
    assert [one.id for one in await store.ungraded_attempts()] == [receipt.attempt]  # type: ignore[union-attr]
    assert await store.add_grade(receipt.attempt, grade)  # type: ignore[union-attr]
    assert not await store.add_grade(receipt.attempt, grade)  # type: ignore[union-attr]
    (kept,) = await store.attempts(seat, "e")
    assert kept.graded is not None
    assert kept.graded.grade == grade
    better = replace(grade, score=90.0, grader_hash="h2")
    assert await store.add_grade(receipt.attempt, better)  # type: ignore[union-attr]
    (kept,) = await store.attempts(seat, "e")
    assert kept.graded is not None
    assert (kept.graded.grade, kept.graded.grader_hash) == (better, "h2")
    assert await store.ungraded_attempts() == ()


async def test_an_attempt_nobody_could_grade_says_why_and_is_not_tried_for_ever(
    store: Store, seat: str, submission: Any
) -> None:
    receipt = await store.submit_attempt(submission(seat))
    await store.add_unscored(receipt.attempt, "the check did not end", "h1")  # type: ignore[union-attr]
    (kept,) = await store.attempts(seat, "e")
    assert kept.graded is not None
    assert (kept.graded.grade, kept.graded.reason) == (None, "the check did not end")
    assert await store.ungraded_attempts() == ()


async def test_a_grade_for_a_deleted_trainee_is_dropped(
    store: Store, seat: str, submission: Any, grade: Any
) -> None:
    receipt = await store.submit_attempt(submission(seat))
    await store.delete_seat(seat)
    assert not await store.add_grade(receipt.attempt, grade)  # type: ignore[union-attr]


async def test_progress_sums_up_what_a_home_page_shows(
    store: Store, seat: str, submission: Any, grade: Any
) -> None:
    low = await store.submit_attempt(submission(seat, "a" * 16))
    high = await store.submit_attempt(submission(seat, "b" * 16, base_rev=1, text="second"))
    await store.reveal(seat, "e", "answer", 1)
    copied = await store.submit_attempt(submission(seat, "c" * 16, base_rev=2, text="third"))
    waiting = await store.submit_attempt(submission(seat, "d" * 16, base_rev=3, text="fourth"))
    again = replace(grade, score=40.0, passed=False, band=Band.AGAIN)
    for receipt, given in ((low, again), (high, grade), (copied, replace(grade, score=100.0))):
        await store.add_grade(receipt.attempt, given)  # type: ignore[union-attr]
    await store.save_draft(seat, "f", submission(seat).response, base_rev=0)
    found = await store.progress(seat)
    assert found["f"].draft
    assert found["f"].attempts == 0
    here = found["e"]
    assert (here.attempts, here.grading, here.passed, here.draft) == (4, 1, True, False)
    assert (here.best_score, here.best_band) == (72.5, "passed")
    assert here.last_at == waiting.submitted_at  # type: ignore[union-attr]


async def test_a_dispute_is_noted_once(store: Store, seat: str, submission: Any) -> None:
    receipt = await store.submit_attempt(submission(seat))
    first = await store.dispute(receipt.attempt, "task", "I did write this")  # type: ignore[union-attr]
    assert await store.dispute(receipt.attempt, "task", "again") == first  # type: ignore[union-attr]
    assert await store.dispute(receipt.attempt, "format", "") != first  # type: ignore[union-attr]


async def test_what_was_opened_is_remembered(store: Store, seat: str) -> None:
    for _ in range(2):
        await store.reveal(seat, "e", "hint", 1)
    await store.reveal(seat, "e", "hint", 2)
    await store.reveal(seat, "e", "answer", 1)
    assert await store.revealed(seat, "e") == (2, 1)
    assert await store.revealed(seat, "f") == (0, 0)
