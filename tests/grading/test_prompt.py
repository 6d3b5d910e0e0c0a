"""The prompt part: what counts, what is a remark, what leaves the sum."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.findings import Outcome, Verdict, met, missed, unscored
from promptward.grading import grade
from promptward.grading.prompt import share_met

CUES = {
    "task": "soạn",
    "context": "giường 7",
    "audience": "điều dưỡng",
    "constraints": "tối đa",
    "format": "bảng",
}
POINTS = {"task": 15, "context": 25, "audience": 20, "constraints": 20, "format": 20}
TOPIC = "sốt xuất huyết, tiểu cầu"


def prompt_score(course, text, exercise="drill"):
    graded = grade(course, exercise, "nurse", {"text": text})
    return graded.parts[0].score


def finding(graded, criterion):
    return next(each for each in graded.findings if each.criterion == criterion)


@given(st.sets(st.sampled_from(sorted(CUES))))
def test_the_score_is_the_share_of_points_met(tiny, asked):
    text = ". ".join([TOPIC, *(CUES[name] for name in sorted(asked))])
    assert prompt_score(tiny, text) == sum(POINTS[name] for name in asked)


@given(st.sets(st.sampled_from(sorted(CUES))), st.sampled_from(sorted(CUES)))
def test_adding_a_met_criterion_never_lowers_the_score(tiny, asked, more):
    text = ". ".join([TOPIC, *(CUES[name] for name in sorted(asked))])
    before, after = (
        grade(tiny, "handover", "nurse", {"text": each}) for each in (text, f"{text}. {CUES[more]}")
    )
    assert after.score >= before.score


def test_optional_criteria_are_remarks(tiny, good):
    plain, sourced = (grade(tiny, "drill", "nurse", {"text": text}) for text in (good, f"{good} Ghi nguồn."))
    assert plain.score == sourced.score == 100
    remark = finding(sourced, "sources")
    assert (remark.outcome, remark.points, remark.possible, remark.optional) == (Outcome.MET, 0, 0, True)


def test_what_the_task_does_not_need_is_not_asked_for(tiny, good):
    asked = []
    course = tiny.with_check("examples", lambda prompt: asked.append(prompt) or missed())
    assert finding(grade(course, "drill", "nurse", {"text": good}), "examples").outcome is Outcome.NOT_NEEDED
    assert asked == []


def test_task_and_context_count_only_on_topic(tiny):
    """One term of two is not enough, and part of a syllable is no term."""
    for text in ("soạn giường", "soạn giường, tiểu cầu", "soạn giường, tiểu cầu, tiểu cầuu sốt"):
        graded = grade(tiny, "drill", "nurse", {"text": text})
        for name in ("task", "context"):
            off = finding(graded, name)
            assert off.outcome is Outcome.MISSED
            assert off.advice.get("vi").endswith("Bàn giao giường số 7.")
    graded = grade(tiny, "drill", "nurse", {"text": "soan giuong, TIEU CAU, sot xuat huyet"})
    assert finding(graded, "task").outcome is Outcome.MET


def test_a_check_that_fails_leaves_both_sums(tiny, good, caplog):
    def raises(prompt):
        raise ValueError(prompt)

    def leaves(prompt):
        raise SystemExit

    for check in (raises, leaves, lambda prompt: True, lambda prompt: unscored(), lambda prompt: {}[prompt]):
        with caplog.at_level(logging.ERROR):
            graded = grade(tiny.with_check("audience", check), "drill", "nurse", {"text": good})
        assert finding(graded, "audience").outcome is Outcome.UNSCORED
        assert (graded.score, graded.provisional) == (100, True)
    assert "ValueError" in caplog.text
    assert "giường" not in caplog.text, "logs hold no answers"


def test_a_criterion_without_a_check_is_unscored(tiny, good):
    course = type(tiny)(tiny.exercises, tiny.rubric, tiny.criteria, {})
    graded = grade(course, "drill", "nurse", {"text": good})
    assert {each.outcome for each in graded.findings if each.possible} == {Outcome.UNSCORED}
    assert not graded.passed


OUTCOMES = st.sampled_from([Outcome.MET, Outcome.MISSED, Outcome.UNSCORED])


@given(st.fixed_dictionaries(dict.fromkeys(CUES, OUTCOMES)), st.booleans())
def test_what_could_not_be_judged_never_turns_a_fail_into_a_pass(tiny, good, verified, outcomes, checked):
    def graded(unknown):
        course = tiny
        for name, outcome in outcomes.items():
            verdict = Verdict(unknown if outcome is Outcome.UNSCORED else outcome)
            course = course.with_check(name, lambda prompt, verdict=verdict: verdict)
        return grade(course, "handover", "nurse", {"text": good, **(verified if checked else {})})

    now, worst, best = graded(Outcome.UNSCORED), graded(Outcome.MISSED), graded(Outcome.MET)
    assert now.passed == worst.passed
    assert worst.score <= best.score
    assert now.band == worst.band
    assert now.provisional == (Outcome.UNSCORED in outcomes.values())
    assert 0 <= now.score <= 100


def test_evidence_is_quoted_as_written_or_not_at_all(tiny, good):
    text = "Soạn bảng điểm cho khoẻ"
    course = tiny.with_check("task", lambda prompt: met("khỏe", "không có", "khỏe"))
    graded = grade(course, "drill", "nurse", {"text": f"{text}. {TOPIC}"})
    assert finding(graded, "task").evidence == ("khoẻ",)


@pytest.mark.parametrize("source", ["scenario", "hints", "model_answers"])
def test_copied_spans_ask_for_nothing(tiny, source):
    """They count for facts and context; the trainee's own words around them count as ever."""
    texts = getattr(tiny.exercises["handover"], source)
    copied = texts.vi if source == "scenario" else texts[0].vi
    graded = grade(
        tiny, "handover", "nurse", {"text": f"{copied.upper()}\nSốt xuất huyết, tiểu cầu. Tối đa 5 dòng."}
    )
    assert finding(graded, "constraints").outcome is Outcome.MET
    cue = {"scenario": "format", "hints": "task", "model_answers": "task"}[source]
    copy = finding(graded, cue)
    assert copy.outcome is Outcome.MISSED
    assert "copied" in copy.advice.get("en")
    if source == "scenario":
        assert finding(graded, "context").outcome is Outcome.MET
        assert graded.parts[1].score == 100


def test_a_few_words_in_common_are_no_copy(tiny):
    graded = grade(tiny, "drill", "nurse", {"text": "Trưởng khoa nói: kẻ bảng cho rõ"})
    assert finding(graded, "format").outcome is Outcome.MET


def test_the_starter_is_the_trainees_to_keep(tiny):
    answer = tiny.exercises["drill"].model_answers[0]
    course = tiny.with_exercise("drill", starter=answer)
    graded = grade(course, "drill", "nurse", {"text": answer.vi})
    assert finding(graded, "format").outcome is Outcome.MET


def test_share_met_counts_expected_criteria(tiny, good):
    assert share_met(tiny, "handover", good) == 1
    assert share_met(tiny, "handover", "kẻ bảng, ghi nguồn") == 0.2
    assert share_met(tiny, "handover", "") == 0
