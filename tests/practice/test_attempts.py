"""The first attempt measures, the best shows what was reached alone, the others teach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from promptward.findings import Band, Grade
from promptward.practice.attempts import answers_open_after, kinds
from promptward.store import Attempt, Graded


def attempt(number: int, score: float | None, text: str = "", *, after_answer: bool = False) -> Attempt:
    response = {"text": text, "answers": {}}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = Attempt(
        number, "s", "e", number, "k", at, "nurse", "vi", "", response, (), after_answer=after_answer
    )
    if score is None:
        return made
    grade = Grade(
        "e",
        "nurse",
        score,
        60,
        passed=score >= 60,
        provisional=False,
        band=Band.AGAIN,
        parts=(),
        findings=(),
    )
    return Attempt(*(getattr(made, name) for name in Attempt.__slots__[:-1]), Graded(grade, "", "", at))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], []),
        ([None], ["first"]),
        ([50, 40], ["first", "later"]),
        ([50, 70, 60, 70], ["first", "best", "later", "later"]),
        ([None, None, 30], ["first", "later", "best"]),
    ],
)
def test_the_first_the_best_and_the_rest_are_kept_apart(
    scores: list[float | None], expected: list[str]
) -> None:
    assert kinds([attempt(place + 1, score) for place, score in enumerate(scores)]) == expected


def test_an_attempt_after_the_answer_is_never_the_best() -> None:
    made = [attempt(1, 30), attempt(2, 50), attempt(3, 100, after_answer=True)]
    assert kinds(made) == ["first", "best", "after_answer"]


@pytest.mark.parametrize(
    ("texts", "more"),
    [
        ([], 2),
        (["viết bàn giao"], 1),
        (["viết bàn giao cho ca sau", "Viết  BAN GIAO cho ca sau."], 1),
        (["viết bàn giao", "viết bàn giao đêm", "viết bàn giao đêm nay"], 1),
        (["viết bàn giao", "tóm tắt bệnh án thành bảng"], 0),
    ],
)
def test_resubmitting_nearly_the_same_opens_nothing(texts: list[str], more: int) -> None:
    assert answers_open_after([attempt(place + 1, 10, text) for place, text in enumerate(texts)]) == more


def test_one_pass_opens_the_answers() -> None:
    assert answers_open_after([attempt(1, 80, "x")]) == 0


async def test_what_was_verified_is_what_was_shown(room: Any) -> None:
    """A page cannot name a reply it never got, nor call a prepared one live to be spared the marking."""
    await room.send("Viết bàn giao đêm.")
    await room.services.background.idle()
    await room.submit("Viết bàn giao đêm.", reply="live")
    await room.submit("Viết bàn giao đêm!", 1, "j" * 16, reply="level-4")
    verified = [each["response"]["reply"] for each in (await room.state())["attempts"]]
    assert verified == ["level-2", "level-2"]


async def test_a_live_reply_is_known_as_live(room: Any) -> None:
    """There is no truth to score it by, whatever the page sent."""
    room.model.lines[-1] = replace(room.model.lines[-1], live=True, reply_id=None, sentences=())
    await room.send("Viết bàn giao đêm.")
    await room.services.background.idle()
    await room.submit("Viết bàn giao đêm.")
    assert (await room.state())["attempts"][0]["response"]["reply"] == "live"
