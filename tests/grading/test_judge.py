"""A judge against scripted models: nothing it answers makes a score that the rubric does not grant it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.course import open_course
from promptward.course.rubrics import Judge, Rubric
from promptward.findings import Outcome
from promptward.grading import grade
from promptward.grading.fence import Fenced
from promptward.grading.judge import AGAIN, judge, messages_for, opinions_in, with_opinions
from promptward.grading.opinions import (
    Judgement,
    MalformedError,
    Opinion,
    believed,
    read_judgement,
    unscored,
)

HERE = Path(__file__).parent
TEXT = "Soạn bàn giao giường 7, sốt xuất huyết, tiểu cầu 45, kẻ bảng"
MALFORMED = [json.loads(line) for line in (HERE / "malformed.jsonl").read_text(encoding="utf-8").splitlines()]
GOOD = {"criterion": "task", "verdict": "met", "evidence": ["Soạn bàn giao"], "reason": "Nêu việc."}


class Script:
    """A model that gives its answers in turn, the last one for ever; an exception among them is raised."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.heard: list[Any] = []

    async def __call__(self, messages: Any) -> object:
        self.heard.append(messages)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def judged(tiny: Any, *answers: object, text: str = TEXT) -> tuple[Opinion, Script]:
    script = Script(*answers)
    (opinion,) = asyncio.run(judge([tiny.criteria["task"]], text, script))
    return opinion, script


def test_there_are_at_least_sixty_malformed_answers():
    assert len({each["answer"] for each in MALFORMED}) == len(MALFORMED) >= 60


@pytest.mark.parametrize(
    "answer", [each["answer"] for each in MALFORMED], ids=[each["name"] for each in MALFORMED]
)
def test_a_malformed_answer_is_asked_again_once_and_then_unscored(tiny, answer):
    opinion, script = judged(tiny, answer)
    assert opinion == unscored("task", "malformed")
    assert len(script.heard) == 2
    assert script.heard[1][:-1] == script.heard[0]
    assert script.heard[1][-1].content == AGAIN


@pytest.mark.parametrize(
    "answer", [each["answer"] for each in MALFORMED], ids=[each["name"] for each in MALFORMED]
)
def test_a_good_second_answer_stands(tiny, answer):
    opinion, script = judged(tiny, answer, json.dumps(GOOD))
    assert opinion == Opinion("task", Outcome.MET, ("Soạn bàn giao",), "Nêu việc.")
    assert len(script.heard) == 2


@pytest.mark.parametrize(
    "answer", ["[" * 50_000, json.dumps(GOOD) + " " * 20_001, 7, None, b"{}", ["met"], {"verdict": "met"}]
)
def test_an_answer_of_any_size_or_type_is_only_malformed(answer):
    with pytest.raises(MalformedError):
        read_judgement(answer, "task")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*GOOD, "x"]), inner),
    )
)
def test_nothing_else_ever_comes_out_of_an_answer(value):
    for answer in (value, json.dumps(value)):
        with suppress(MalformedError):
            assert isinstance(read_judgement(answer, "task"), Judgement)


@pytest.mark.parametrize("answer", [json.dumps(GOOD), GOOD, Judgement(**GOOD), f"  {json.dumps(GOOD)}\n"])
def test_text_and_objects_of_the_form_are_read(tiny, answer):
    opinion, script = judged(tiny, answer)
    assert (opinion.outcome, len(script.heard)) == (Outcome.MET, 1)


@pytest.mark.parametrize("verdict", ["met", "missed", "cannot_tell"])
@pytest.mark.parametrize(
    "quotes", [["Soạn bàn giao nhanh"], ["Soạn bàn giao", "kẻ biểu đồ"], ["soạn bàn giao"], ["n"]]
)
def test_a_quote_that_does_not_occur_is_not_believed_and_not_asked_for_again(tiny, verdict, quotes):
    opinion, script = judged(tiny, GOOD | {"verdict": verdict, "evidence": quotes})
    assert opinion == unscored("task", "evidence")
    assert len(script.heard) == 1


def test_a_judge_that_cannot_tell_leaves_it_unscored(tiny):
    assert judged(tiny, GOOD | {"verdict": "cannot_tell", "evidence": []})[0] == unscored("task", "undecided")


def test_a_model_that_fails_leaves_it_unscored(tiny, caplog):
    opinion, script = judged(tiny, RuntimeError("key sk-1234, text Soạn"))
    assert (opinion, len(script.heard)) == (unscored("task", "failed"), 1)
    assert "sk-1234" not in caplog.text


def test_a_cancelled_judge_is_cancelled(tiny):
    async def hang(messages: Any) -> object:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(judge([tiny.criteria["task"]], TEXT, hang))


def test_a_blank_response_is_not_sent(tiny):
    opinion, script = judged(tiny, GOOD, text=" \u200b\n")
    assert (opinion.outcome, script.heard) == (Outcome.UNSCORED, [])


def test_one_criterion_a_call_and_opinions_in_the_order_of_the_criteria(tiny):
    criteria = [tiny.criteria[name] for name in ("format", "task", "context")]
    asked: list[str] = []

    async def slow_first(messages: Any) -> object:
        own = [each.id for each in criteria if f"`{each.id}`" in messages[0].content]
        asked.extend(own)
        await asyncio.sleep(0.02 * (3 - len(asked)))
        return {"criterion": own[0], "verdict": "missed", "evidence": [], "reason": ""}

    opinions = asyncio.run(judge(criteria, TEXT, slow_first))
    assert [opinion.criterion for opinion in opinions] == ["format", "task", "context"]
    assert asked == ["format", "task", "context"]


def test_an_answer_about_another_criterion_is_malformed(tiny):
    assert judged(tiny, GOOD | {"criterion": "format"})[0].why == "malformed"


def test_the_response_stands_in_its_own_message_fenced_and_marked(tiny):
    instructions, data = messages_for(tiny.criteria["task"], Fenced.of(TEXT))
    assert (instructions.role, data.role) == ("system", "user")
    assert "Soạn" not in instructions.content
    assert data.content == Fenced.of(TEXT).shown
    assert Fenced.of(TEXT).name in instructions.content


def test_no_answer_key_is_in_any_prompt():
    """Nothing of facts, replies, hints, model answers or points reaches a judge."""
    course = open_course()
    said = "\n".join(
        message.content
        for criterion in course.criteria.values()
        for message in messages_for(criterion, Fenced.of("Soạn bàn giao"))
    )
    for exercise in course.exercises.values():
        if exercise.kind != "prompt":
            continue
        secrets = [text.vi for text in (*exercise.hints, *exercise.model_answers)]
        secrets += [accepted for fact in exercise.facts for accepted in fact.accept]
        secrets += [sentence.text.vi for reply in exercise.replies for sentence in reply.sentences]
        assert not [secret for secret in secrets if len(secret) > 8 and secret in said]
    for rubric in course.rubrics.values():
        assert not [
            one.id for one in rubric.criteria if one.reason.vi in said or (one.reason.en or "-") in said
        ]


@pytest.fixture
def rubric(tiny: Any) -> Callable[..., Rubric]:
    return lambda share, *criteria: tiny.rubric.model_copy(
        update={"judge": Judge(criteria=criteria, share=share)}
    )


def opinion(criterion: str, outcome: Outcome) -> Opinion:
    return Opinion(criterion, outcome, ("Soạn",) * (outcome is Outcome.MET))


def points(given: Any) -> dict[str, float]:
    return {each.criterion: each.points for each in given.findings if each.possible and each.part == "prompt"}


def test_without_a_word_in_the_rubric_opinions_are_shown_and_count_nothing(tiny, good):
    plain = grade(tiny, "drill", "nurse", {"text": good})
    all_missed = [opinion(name, Outcome.MISSED) for name in tiny.criteria]
    given = with_opinions(plain, tiny.rubric, all_missed)
    assert (given.score, given.passed, given.findings) == (plain.score, plain.passed, plain.findings)
    assert set(given.details["disagreements"]) == set(points(plain))
    assert not any(row["counts"] for row in given.details["judge"])


def test_an_opinion_counts_for_its_share_up_and_down(tiny, good, rubric):
    plain = grade(tiny, "drill", "nurse", {"text": good})
    down = with_opinions(plain, rubric(0.3, "task"), [opinion("task", Outcome.MISSED)])
    assert points(down)["task"] == pytest.approx(0.7 * 15)
    assert down.score == pytest.approx(100 - 0.3 * 15)
    assert {each.criterion: each.outcome for each in down.findings} == {
        each.criterion: each.outcome for each in plain.findings
    }
    weak = grade(tiny, "drill", "nurse", {"text": "sốt xuất huyết, tiểu cầu"})
    up = with_opinions(weak, rubric(0.3, "task"), [opinion("task", Outcome.MET)])
    assert up.score == pytest.approx(weak.score + 0.3 * 15)
    (row,) = up.details["judge"]
    assert (row["check"], row["judge"], row["counts"], row["differs"]) == ("missed", "met", True, True)


def test_no_opinion_moves_a_grade_by_more_than_the_share(tiny, good, rubric):
    for text in (good, "sốt xuất huyết, tiểu cầu", "Soạn bảng"):
        plain = grade(tiny, "drill", "nurse", {"text": text})
        for outcome in (Outcome.MET, Outcome.MISSED):
            said = [opinion(name, outcome) for name in tiny.criteria]
            names = ("task", "context", "audience", "constraints", "format")
            assert abs(with_opinions(plain, rubric(0.3, *names), said).score - plain.score) <= 30 + 1e-6


def test_unscored_opinions_change_no_points(tiny, good, rubric):
    plain = grade(tiny, "drill", "nurse", {"text": good})
    given = with_opinions(plain, rubric(0.3, "task"), [unscored("task", "malformed")])
    assert (given.score, given.findings) == (plain.score, plain.findings)
    assert given.details["disagreements"] == []
    assert given.details["judge"][0]["why"] == "malformed"


def test_what_the_check_could_not_judge_stays_unscored(tiny, good, rubric):
    def fails(prompt: str) -> Any:
        raise RuntimeError

    plain = grade(tiny.with_check("task", fails), "drill", "nurse", {"text": good})
    given = with_opinions(plain, rubric(0.3, "task"), [opinion("task", Outcome.MET)])
    assert (given.score, given.provisional, given.passed) == (plain.score, True, plain.passed)


def test_a_gate_is_the_checks_alone(tiny, good, rubric):
    """An opinion on a gate is shown and flagged; it neither accuses nor clears."""
    accused = grade(tiny, "drill", "nurse", {"text": f"{good} CCCD"})
    clean = grade(tiny, "drill", "nurse", {"text": good})
    for plain, outcome in ((accused, Outcome.MISSED), (clean, Outcome.MET)):
        given = with_opinions(plain, rubric(0.3, "task"), [opinion("identifiers", outcome)])
        assert (given.gates, given.passed) == (plain.gates, plain.passed)
        assert given.details["disagreements"] == ["identifiers"]


def test_opinions_survive_in_the_grade_and_counting_them_twice_changes_nothing(tiny, good, rubric):
    said = (opinion("task", Outcome.MISSED), opinion("format", Outcome.MET), unscored("context", "failed"))
    plain = grade(tiny, "drill", "nurse", {"text": good})
    once = with_opinions(plain, rubric(0.2, "task"), said)
    assert with_opinions(once, rubric(0.2, "task"), opinions_in(once)) == once
    assert {each.criterion: each for each in opinions_in(once)} == {each.criterion: each for each in said}
    assert opinions_in(plain) == ()
    assert once.grader_hash == plain.grader_hash


def test_a_rubric_cannot_give_a_judge_more_than_three_tenths():
    assert Judge(criteria=("task",), share=0.3)
    for wrong in (0.31, -0.1, 1):
        with pytest.raises(ValueError, match="share"):
            Judge(criteria=("task",), share=wrong)


def test_a_quote_is_given_back_as_it_was_written():
    written = "Soa\u0323n ba\u0300n giao"
    found = believed(Judgement(**GOOD), Fenced.of(written))
    assert found.evidence == (written,)
    assert replace(found, evidence=()).outcome is Outcome.MET
