"""The judge behind the receipt: heard beside the grade, never instead of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from promptward.course.rubrics import Judge
from promptward.findings import Outcome
from promptward.grading.judge import Message
from promptward.practice import Practice
from promptward.store import Store

EXERCISE = "night-handover"
TEXT = "Viết bàn giao cho BN Lò Thị Pánh, sốt cao"


class Scripted:
    """A LangChain chat model that answers each question by `say(criterion, try)`, as the gateway asks one."""

    def __init__(self, say: Callable[[str, int], str]) -> None:
        self.say, self.heard = say, []
        self.tries: dict[str, int] = {}

    async def __call__(self, messages: Sequence[Message]) -> str:
        self.heard.append([message.content for message in messages])
        found = re.search(r"Criterion `(\w+)`", messages[0].content)
        assert found
        self.tries[found[1]] = self.tries.get(found[1], 0) + 1
        model = GenericFakeChatModel(messages=iter([AIMessage(self.say(found[1], self.tries[found[1]]))]))
        answer = await model.ainvoke([SystemMessage(messages[0].content), HumanMessage(messages[1].content)])
        return str(answer.text)


def verdict(criterion: str, verdict: str, *quotes: str) -> str:
    return json.dumps({"criterion": criterion, "verdict": verdict, "evidence": quotes, "reason": "Because."})


@pytest.fixture
def handed_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Hands one prompt in; the grades of the attempt, in the order in which the record got them."""
    grades: list[Any] = []
    add = Store.add_grade

    async def seen(store: Store, attempt: int, grade: Any) -> bool:
        grades.append(grade)
        return await add(store, attempt, grade)

    monkeypatch.setattr(Store, "add_grade", seen)

    async def hand_in(room: Any, judge: Scripted | None, text: str = TEXT) -> list[Any]:
        services = replace(room.services, ask=judge)
        payload = {"response": {"text": text, "kept": []}, "base_rev": 0, "key": "k" * 16}
        await Practice(room.seat, EXERCISE, services).dispatch("submit", payload)
        await services.background.idle()
        return grades

    return hand_in


async def test_without_a_judge_there_is_one_grade(room: Any, handed_in: Any) -> None:
    (grade,) = await handed_in(room, None)
    assert "judge" not in grade.details


async def test_opinions_follow_the_grade_and_a_disagreement_is_flagged(room: Any, handed_in: Any) -> None:
    judge = Scripted(lambda name, _: verdict(name, "met", "bàn giao"))
    first, second = await handed_in(room, judge)
    assert (first.score, first.passed) == (second.score, second.passed)
    said = {row["criterion"]: row for row in second.details["judge"]}
    assert set(said) == {"task", "format"}
    assert all(row["judge"] == "met" and row["evidence"] == ["bàn giao"] for row in said.values())
    missed = [each.criterion for each in first.findings if each.outcome is Outcome.MISSED]
    assert second.details["disagreements"] == [name for name in missed if name in said] == ["format"]
    (kept,) = await room.services.store.graded_attempts()
    assert kept.graded.grade == second


async def test_a_page_hears_once_where_the_opinion_counts_nothing(room: Any, handed_in: Any) -> None:
    await handed_in(room, Scripted(lambda name, _: verdict(name, "missed")))
    assert len(room.events("graded")) == 1
    assert "disagreements" not in json.dumps(room.events("graded"))


async def test_where_the_rubric_lets_it_the_opinion_moves_its_share_and_the_page_hears(
    room: Any, handed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = room.services.course
    rubric = course.rubric_for(EXERCISE, "nurse").model_copy(
        update={"judge": Judge(criteria=("task", "format"), share=0.3)}
    )
    monkeypatch.setattr(type(course), "rubric_for", lambda *_: rubric)
    first, second = await handed_in(room, Scripted(lambda name, _: verdict(name, "met", "bàn giao")))
    assert 0 < second.score - first.score <= 30
    assert [event["grade"]["score"] for event in room.events("graded")] == sorted(
        event["grade"]["score"] for event in room.events("graded")
    )
    assert len(room.events("graded")) == 2


async def test_what_identifies_a_person_does_not_reach_the_judge(room: Any, handed_in: Any) -> None:
    judge = Scripted(lambda name, _: verdict(name, "missed"))
    await handed_in(room, judge, TEXT + ", SĐT 0900 000 123")
    sent = json.dumps(judge.heard, ensure_ascii=False)
    assert "Pánh" not in sent
    assert "0900" not in sent
    assert "[họˆtên]" in sent


async def test_malformed_answers_are_asked_for_again_once_and_then_unscored(
    room: Any, handed_in: Any
) -> None:
    judge = Scripted(lambda name, time: "Sure! It is met." if name == "task" else f"```{time}```")
    first, second = await handed_in(room, judge)
    assert (first.score, first.findings) == (second.score, second.findings)
    assert {row["why"] for row in second.details["judge"]} == {"malformed"}
    assert set(judge.tries.values()) == {2}


async def test_a_judge_that_fails_changes_nothing_and_is_noted_without_its_words(
    room: Any, handed_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(name: str, _: int) -> str:
        raise TimeoutError("key sk-1234")

    first, second = await handed_in(room, Scripted(fails))
    assert (first.score, first.findings) == (second.score, second.findings)
    assert {row["why"] for row in second.details["judge"]} == {"failed"}
    assert "sk-1234" not in caplog.text
    assert len(room.events("graded")) == 1
