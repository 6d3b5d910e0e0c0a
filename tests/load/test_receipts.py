"""The record itself is asked for the receipts, as the store writes it."""

from __future__ import annotations

import pytest

from promptward.errors import PromptwardError
from promptward.load.receipts import stored
from promptward.load.served import RECORD
from promptward.settings import Settings
from promptward.store import Store, Submission


def submission(seat, key):
    return Submission(
        seat=seat,
        exercise="night-handover",
        key=key,
        base_rev=0,
        device="",
        response={"text": "a", "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []},
        masked=(),
        role="nurse",
        lang="en",
        exercise_digest="0",
    )


async def test_receipts_are_found_beside_the_running_store(tmp_path):
    store = Store.open(Settings(data_dir=tmp_path))
    seat, _ = await store.create_seat("Lan", "nurse", "en", "", shared=False)
    await store.submit_attempt(submission(seat.id, "k" * 32))
    await store.submit_attempt(submission(seat.id, "k" * 32))
    assert stored(tmp_path / RECORD, {"k" * 32, "lost" * 8}) == (1, 0, 0)
    store.close()


def test_a_record_that_is_not_there_is_said_in_words(tmp_path):
    with pytest.raises(PromptwardError, match="cannot be read"):
        stored(tmp_path / RECORD, {"k"})
    assert not (tmp_path / RECORD).exists()
