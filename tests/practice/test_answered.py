"""Claims and tables are answered on one's own form, read strictly, and asked back when unclear."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from promptward.course import open_course
from promptward.grading import grade
from promptward.practice import Practice, Refused, Services
from promptward.practice.sheets import form_of
from promptward.store import Store

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"
Ask = Callable[..., Any]


@pytest.fixture
async def at(store: Store) -> AsyncIterator[Callable[[str], Ask]]:
    """Asks as one seat in an exercise; `at.seat` and `at.told` are attributes of the function."""
    course, told = open_course(KINDS), []

    async def graded(exercise: str, role: str, response: Mapping[str, Any], spans: Any) -> Any:
        return grade(course, exercise, role, response, masked=spans)

    services = Services(course, store, None, graded, lambda *event: told.append(event))  # type: ignore[arg-type]
    seat, _ = await store.create_seat("Lan", "nurse", "vi")

    def exercise(name: str) -> Ask:
        async def ask(op: str, **fields: Any) -> dict[str, Any]:
            return await Practice(seat, name, services).dispatch(op, fields)

        return ask

    exercise.seat, exercise.told, exercise.services = seat, told, services  # type: ignore[attr-defined]
    yield exercise
    await services.close()


async def refused(asked: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        await asked
    return caught.value


def saving(ask: Ask, answers: Any) -> Any:
    return ask("save", response={"answers": answers}, base_rev=0)


def submitting(ask: Ask, answers: Any, **response: Any) -> Any:
    return ask("submit", response={"answers": answers} | response, base_rev=0, key="k" * 16)


async def test_the_state_brings_the_sheet_of_this_seat_and_nothing_of_the_key(at: Any) -> None:
    state = await at("house-rules")("state")
    form = form_of(at.seat.id, "house-rules")
    assert state["sheet"]["form"] == form
    other = {"a": "b", "b": "a"}[form]
    exercise = at.services.course.exercises["house-rules"]
    hidden = {claim.wording(other).text.vi for claim in exercise.claims}
    hidden -= {claim.wording(form).text.vi for claim in exercise.claims}
    hidden |= {claim.right.vi for claim in exercise.claims}
    assert not [text for text in hidden if text in str(state)]
    assert "sheet" not in await at("room-log")("state")


async def test_answers_are_kept_as_given_on_the_form_the_server_knows(at: Any) -> None:
    ask = at("house-rules")
    claims = {"lift": {"verdict": "wrong", "sure": None}, "seats": {"verdict": "supported", "sure": 85}}
    for form in ("a", "b"):
        saved = await ask(
            "save", response={"answers": {"form": form, "claims": claims}}, base_rev=0 if form == "a" else 1
        )
        kept = saved["response"]["answers"]
        assert kept == {"form": form_of(at.seat.id, "house-rules"), "claims": claims}


async def test_an_attempt_is_graded_on_the_form_of_its_seat(at: Any) -> None:
    ask, exercise = at("house-rules"), at.services.course.exercises["house-rules"]
    form = form_of(at.seat.id, "house-rules")
    verdicts = {"supported": "supported", "contradicted": "wrong", "unsettled": "unsettled"}
    claims = {each.id: {"verdict": verdicts[each.wording(form).truth]} for each in exercise.claims}
    other = "b" if form == "a" else "a"
    assert (await submitting(ask, {"form": other, "claims": claims}))["receipt"]["number"] == 1
    await at.services.background.idle()
    (graded,) = [data for _, event, data in at.told if event == "graded"]
    assert graded["grade"]["form"] == form
    assert graded["grade"]["parts"][0]["score"] == 100
    assert len(graded["grade"]["claims"]) == 5


@pytest.mark.parametrize("answers", [{}, {"claims": {}}, {"claims": {"lift": {"sure": 85}}}])
async def test_a_sheet_without_a_verdict_is_no_attempt(at: Any, answers: Any) -> None:
    refusal = await refused(submitting(at("house-rules"), answers, text="Tôi đã đọc."))
    assert (refusal.status, refusal.code, refusal.field) == (400, "blank", "answers")
    assert (await at("house-rules")("state"))["attempts"] == []


@pytest.mark.parametrize(
    "answers", [{}, {"flags": []}, {"numbers": {"mean": "  "}}, {"statements": {"rows": None}}]
)
async def test_a_table_without_an_answer_is_no_attempt(at: Any, answers: Any) -> None:
    assert (await refused(submitting(at("room-log"), answers))).code == "blank"


@pytest.mark.parametrize(
    ("name", "answers", "field"),
    [
        ("house-rules", {"claims": {"x": {}}}, "answers.claims"),
        ("house-rules", {"claims": {"lift": {"verdict": "sai"}}}, "answers.claims.lift.verdict"),
        ("house-rules", {"claims": {"lift": {"sure": 60}}}, "answers.claims.lift.sure"),
        ("house-rules", {"claims": {"lift": {"source": "x"}}}, "answers.claims.lift.source"),
        ("house-rules", {"claims": [1]}, "answers.claims"),
        ("house-rules", {"omission": "x"}, "answers.omission"),
        ("house-rules", {"free": "words"}, "answers.free"),
        ("room-log", {"flags": [{"row": "r77"}]}, "answers.flags.0.row"),
        ("room-log", {"flags": [{"row": "r01", "column": "x"}]}, "answers.flags.0.column"),
        ("room-log", {"flags": [{"row": f"r{n}"} for n in range(500)]}, "answers.flags"),
        ("room-log", {"numbers": {"mean": "1" * 41}}, "answers.numbers.mean"),
        ("room-log", {"cleanings": {"mean": "x"}}, "answers.cleanings.mean"),
    ],
)
async def test_what_does_not_belong_to_the_exercise_is_refused(
    at: Any, name: str, answers: Any, field: str
) -> None:
    for asked in (saving(at(name), answers), submitting(at(name), answers)):
        refusal = await refused(asked)
        assert (refusal.status, refusal.code, refusal.field) == (400, "bad_request", field)


async def test_an_ambiguous_number_is_asked_back_before_it_is_an_attempt(at: Any) -> None:
    answers = {"numbers": {"mean": "26.050"}}
    assert (await saving(at("room-log"), answers))["rev"] == 1
    refusal = await refused(submitting(at("room-log"), answers))
    assert (refusal.status, refusal.code, refusal.field) == (400, "ambiguous", "answers.numbers.mean")
    assert refusal.extra["readings"] == ["26050", "26,05"]
    assert all(reading in refusal.message for reading in ("26.050", "26050", "26,05"))


async def test_what_is_no_number_is_asked_back_too(at: Any) -> None:
    refusal = await refused(submitting(at("room-log"), {"numbers": {"full": "nhiều"}}))
    assert (refusal.code, refusal.field) == ("not_a_number", "answers.numbers.full")


async def test_a_number_that_identifies_is_masked_and_names_of_rows_are_not(at: Any) -> None:
    flags = [{"row": "r01", "column": None, "trouble": "missing", "remedy": "ask"}]
    saved = await saving(at("room-log"), {"flags": flags, "numbers": {"mean": "CCCD 001299012345"}})
    kept = saved["response"]["answers"]
    assert kept["flags"] == flags
    assert "012990" not in kept["numbers"]["mean"]


async def test_nothing_is_sent_to_a_model_from_such_an_exercise(at: Any) -> None:
    refusal = await refused(at("house-rules")("send", text="Câu nào sai?", turn="t" * 16))
    assert refusal.status == 404
