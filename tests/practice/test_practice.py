"""One trainee's way: what is typed is kept, what is handed in is graded, nothing is lost between pages."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from promptward.practice import Practice, Refused, resume

GOOD = "Viết bàn giao đêm cho điều dưỡng: sốt 38,5, kẻ bảng ba cột."


async def refused(asked: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        await asked
    return caught.value


async def test_a_new_seat_finds_an_empty_exercise(room: Any) -> None:
    state = await room.state()
    assert (state["draft"], state["displaced"], state["turns"], state["attempts"]) == (None, None, [], [])
    assert (state["lang"], state["role"], state["name"], state["limits"]) == (
        "vi",
        "nurse",
        "Lan",
        {"text": 20_000},
    )
    assert state["revealed"] == {
        "hints": [],
        "answers": [],
        "hints_total": 1,
        "answers_total": 1,
        "answers_open_after": 2,
    }
    assert state["exercise"]["id"] == "night-handover"


async def test_nothing_of_the_key_is_in_the_state_before_submitting(room: Any) -> None:
    await room.save("Giúp tôi")
    shown = str(await room.state())
    for secret in ("Câu đúng", "Lý do bậc", "6 giờ sáng", "ba cột", "38 phẩy 5"):
        assert secret not in shown


async def test_a_reload_finds_everything(room: Any) -> None:
    typed = unicodedata.normalize("NFD", "Nửa câu lệnh \u202e🩺")
    saved = await room.save(typed, device="điện thoại")
    await room.ask("tick", ticks=["task"])
    draft = (await room.state())["draft"]
    assert draft["response"]["text"] == typed == saved["response"]["text"]
    assert (draft["rev"], draft["device"], draft["saved_at"]) == (1, "điện thoại", saved["saved_at"])
    assert draft["response"]["ticks"] == ["task"]


async def test_numbers_that_identify_are_masked_before_they_are_kept(room: Any) -> None:
    saved = await room.save("Gọi 0900 000 217 cho người nhà.")
    assert "0900" not in str(await room.state())
    (span,) = saved["masked"]
    assert span["kind"] == "phone"
    assert saved["response"]["text"][span["start"] : span["end"]].startswith("[")


async def test_the_scenarios_own_identifiers_stay_to_be_graded(room: Any) -> None:
    text = "Lý Thị Mơ, CCCD 000123456789, sốt 38,5. Viết bảng."
    saved = await room.save(text)
    assert saved["response"]["text"] == text
    await room.submit(text, saved["rev"])
    await room.services.background.idle()
    (graded,) = room.events("graded")
    assert graded["grade"]["gates"] == ["identifiers"]


async def test_the_other_pages_hear_of_a_newer_draft_and_only_then(room: Any) -> None:
    await room.save("a", device="phone")
    assert room.events("draft") == [{"exercise": "night-handover", "rev": 1, "device": "phone"}]
    assert {seat for seat, *_ in room.told} == {room.seat.id}


async def test_a_conflict_brings_the_other_text_and_keeps_both(room: Any) -> None:
    await room.save("từ điện thoại", device="phone")
    conflict = await refused(room.save("from the laptop", device="laptop"))
    assert (conflict.status, conflict.code) == (409, "conflict")
    other = conflict.as_json()["other"]
    assert (other["response"]["text"], other["device"], other["rev"]) == ("từ điện thoại", "phone", 1)
    assert other["saved_at"]
    displaced = (await room.state())["displaced"]
    assert (displaced["response"]["text"], displaced["device"]) == ("from the laptop", "laptop")
    await room.save("from the laptop", other["rev"], device="laptop")
    state = await room.state()
    assert state["draft"]["response"]["text"] == "from the laptop"
    assert state["displaced"]["response"]["text"] == "từ điện thoại"


async def test_an_old_tab_is_told_so_and_loses_nothing(room: Any) -> None:
    await room.save("newer", device="phone")
    stale = await refused(room.submit("older", 0))
    assert (stale.status, stale.code, stale.extra["other"]["response"]["text"]) == (409, "stale", "newer")
    state = await room.state()
    assert (state["draft"]["response"]["text"], state["displaced"]["response"]["text"]) == ("newer", "older")
    assert state["attempts"] == []


async def test_a_submit_gives_a_receipt_and_later_a_grade(room: Any) -> None:
    go, grade = asyncio.Event(), room.services.grade

    async def when_told(*asked: Any) -> Any:
        await go.wait()
        return await grade(*asked)

    room.services = replace(room.services, grade=when_told)
    saved = await room.save(GOOD)
    answer = await room.submit(GOOD, saved["rev"])
    assert (answer["receipt"]["number"], answer["receipt"]["key"], answer["rev"]) == (1, "k" * 16, 2)
    (attempt,) = (await room.state())["attempts"]
    assert (attempt["status"], attempt["grade"], attempt["kind"]) == ("grading", None, "first")
    go.set()
    await room.services.background.idle()
    (event,) = room.events("graded")
    (attempt,) = (await room.state())["attempts"]
    assert (event["exercise"], event["number"]) == ("night-handover", 1)
    assert attempt["grade"] == event["grade"]
    assert (attempt["status"], attempt["response"]["text"]) == ("graded", GOOD)
    assert attempt["grade"]["passed"]


async def test_the_same_submit_twice_is_one_attempt(room: Any) -> None:
    answers = await asyncio.gather(*(room.submit(GOOD) for _ in range(5)))
    assert len({str(answer["receipt"]) for answer in answers}) == 1
    await room.services.background.idle()
    assert len(room.events("graded")) == 1
    assert len((await room.state())["attempts"]) == 1


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u200d\ufeff", "\x00\x07", "\u202e"])
async def test_nothing_to_see_is_no_attempt_and_is_not_sent(room: Any, text: str) -> None:
    for asked in (room.submit(text), room.send(text)):
        answer = await refused(asked)
        assert (answer.status, answer.code) == (400, "blank")
    assert (await room.state())["attempts"] == []
    assert room.model.heard == []


async def test_the_kept_text_is_what_is_graded(room: Any) -> None:
    """Stored masked, graded masked: the same attempt gives the same grade at any time."""
    await room.submit(f"{GOOD} Gọi 0900 000 217.")
    await room.services.background.idle()
    (attempt,) = await room.services.store.attempts(room.seat.id, "night-handover")
    again = await room.services.grade(attempt.exercise, attempt.role, attempt.response, attempt.masked)
    assert attempt.graded.grade == again
    assert attempt.graded.grade.details["masked"] == ["phone"]


async def test_a_line_can_be_disputed_once_it_is_there(room: Any) -> None:
    await room.submit(GOOD)
    await room.services.background.idle()
    answer = await room.ask("dispute", attempt=1, criterion="task", words="Tôi đã viết rồi")
    assert answer == await room.ask("dispute", attempt=1, criterion="task", words="")
    for wrong in ({"attempt": 2, "criterion": "task"}, {"attempt": 1, "criterion": "nothing"}):
        assert (await refused(room.ask("dispute", words="", **wrong))).status == 404


async def test_hints_open_one_by_one(room: Any) -> None:
    revealed = (await room.ask("reveal", what="hint"))["revealed"]
    assert revealed["hints"] == ["Nghĩ đến người đọc lúc 6 giờ sáng."]
    assert (await room.ask("reveal", what="hint"))["revealed"] == revealed == (await room.state())["revealed"]


async def test_model_answers_open_after_two_attempts_that_differ(room: Any) -> None:
    assert (await refused(room.ask("reveal", what="answer"))).status == 403
    await room.submit("Giúp tôi bàn giao đêm nay với", 0, "a" * 16)
    await room.submit("Giúp tôi bàn giao đêm nay nhé với", 1, "b" * 16)
    closed = await refused(room.ask("reveal", what="answer"))
    assert (closed.code, closed.extra["answers_open_after"]) == ("forbidden", 1)
    await room.submit("Tóm tắt người bệnh sốt cho ca sau", 2, "c" * 16)
    revealed = (await room.ask("reveal", what="answer"))["revealed"]
    assert revealed["answers"] == ["Viết bàn giao thành bảng ba cột."]
    await room.submit(revealed["answers"][0], 3, "d" * 16)
    assert [each["kind"] for each in (await room.state())["attempts"]][-1] == "after_answer"


async def test_model_answers_open_after_one_pass(room: Any) -> None:
    await room.submit(GOOD)
    await room.services.background.idle()
    assert (await room.ask("reveal", what="answer"))["revealed"]["answers"]


async def test_ungraded_attempts_are_graded_after_a_restart(room: Any, serve: Any) -> None:
    """A server that was stopped between receipt and grade."""
    room.services = replace(room.services, grade=lambda *_: asyncio.sleep(60))
    await room.submit(GOOD)
    await room.services.close()
    assert room.events("graded") == []
    services, _, told = serve(room.services.store)
    assert await resume(services) == 1
    await services.background.idle()
    assert [(event, data["number"]) for _, event, data in told] == [("graded", 1)]
    assert await resume(services) == 0
    (attempt,) = (await room.state())["attempts"]
    assert attempt["status"] == "graded"


async def test_a_grader_that_fails_leaves_the_attempt_unscored_and_says_so(room: Any) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("no worker")

    room.services = replace(room.services, grade=broken)
    await room.submit(GOOD)
    await room.services.background.idle()
    (event,) = room.events("graded")
    (attempt,) = (await room.state())["attempts"]
    assert (event["grade"], event["status"], attempt["status"]) == (None, "unscored", "unscored")


async def test_a_seat_that_was_deleted_is_asked_to_join_again(room: Any) -> None:
    await room.services.store.delete_seat(room.seat.id)
    assert (await refused(room.save("x"))).status == 401
    assert (await refused(room.submit("x"))).status == 401


async def test_a_closed_record_is_said_to_be_busy_never_saved(room: Any) -> None:
    room.services.store._writer.close()
    answer = await refused(room.save("x"))
    assert (answer.status, answer.code) == (503, "busy")


async def test_a_key_of_another_exercise_is_refused(room: Any) -> None:
    await room.submit(GOOD)
    twin = replace(room.services.course, exercises={**room.services.course.exercises})
    exercise = twin.exercises["night-handover"].model_copy(update={"id": "other-one"})
    digests = {"exercises/other-one.yaml": "0" * 64}
    course = replace(twin, exercises={"other-one": exercise}, _digests=digests)
    practice = Practice(room.seat, "other-one", replace(room.services, course=course))
    asked = {"response": {"text": "x"}, "key": "k" * 16, "base_rev": 0}
    assert (await refused(practice.dispatch("submit", asked))).field == "key"


async def test_an_exercise_nobody_knows_is_unknown(room: Any) -> None:
    with pytest.raises(Refused) as caught:
        Practice(room.seat, "../etc/passwd", room.services)
    assert caught.value.status == 404


async def test_refusals_speak_the_language_of_the_seat(room: Any) -> None:
    english = replace(room.seat, lang="en")
    asked = Practice(english, "night-handover", room.services).dispatch(
        "send", {"text": " ", "turn": "t" * 16}
    )
    assert (await refused(asked)).message == "Nothing to send yet. Write the prompt first."
