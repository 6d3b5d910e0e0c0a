"""Grading as a function: pure, indifferent to keyboards, kind about mistakes."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.errors import PromptwardError
from promptward.grading import grade, grade_response
from promptward.grading.kinds import part_shares


def outcomes(graded):
    return {each.criterion: (each.outcome, each.points) for each in graded.findings}


def test_the_same_response_gets_the_same_grade(tiny, good, verified):
    response = {"text": good, **verified}
    assert grade(tiny, "handover", "nurse", response) == grade(tiny, "handover", "nurse", response)
    assert grade(tiny, "handover", "nurse", response).grader_hash == "hash of handover for nurse"


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("khỏe", "khoẻ").replace("hòa", "hoà"),
        "\u200b".join,
        str.upper,
    ],
    ids=["NFD", "new tones", "zero-width", "capitals"],
)
def test_how_it_was_typed_changes_nothing(tiny, good, typed):
    """Not even for a check that compares raw letters."""
    text = f"{good} Người bệnh khỏe, ôn hòa."
    course = tiny.with_check(
        "audience",
        lambda prompt: tiny.checks["finds_audience"]("điều dưỡng" * ("khỏe, ôn hòa" in prompt.lower())),
    )
    plain, other = (grade(course, "handover", "nurse", {"text": each}) for each in (text, typed(text)))
    assert outcomes(plain) == outcomes(other)
    assert all(quote in typed(text) for each in other.findings for quote in each.evidence)


@given(st.text(max_size=60))
def test_any_text_gets_a_score(tiny, text):
    assert 0 <= grade(tiny, "handover", "nurse", {"text": text}).score <= 100


def test_absent_parts_leave_their_share_to_the_others(tiny):
    handover, drill = tiny.exercises["handover"], tiny.exercises["drill"]
    assert part_shares(handover, "all") == {"prompt": 45, "facts": 25, "verification": 30}
    assert part_shares(handover, "prompt") == pytest.approx({"prompt": 4500 / 70, "facts": 2500 / 70})
    assert part_shares(drill, "all") == {"prompt": 100}


def test_plain_text_is_the_submitted_prompt(tiny, good):
    graded = grade_response(tiny, "handover", "nurse", good)
    assert [part.id for part in graded.parts] == ["prompt", "facts"]
    assert (graded.score, graded.passed) == (100, True)
    assert len(grade_response(tiny, "handover", "nurse", good, "all").parts) == 3


def test_a_json_object_is_a_whole_response(tiny, good, verified):
    raw = json.dumps({"text": good, **verified})
    graded = grade_response(tiny, "handover", "nurse", raw)
    assert (graded.score, len(graded.parts)) == (100, 3)
    assert len(grade_response(tiny, "handover", "nurse", raw, "prompt").parts) == 2


@pytest.mark.parametrize("raw", ["{bệnh nhân} sốt", "[1, 2]", '"soạn"', "[" * 100_000, "12"])
def test_what_only_looks_like_json_is_a_prompt(tiny, raw):
    if len(raw) > 20_000:
        raw = raw[:20_000]
    assert [part.id for part in grade_response(tiny, "handover", "nurse", raw).parts] == ["prompt", "facts"]


@pytest.mark.parametrize(
    ("exercise", "role", "raw", "part", "said"),
    [
        ("handovr", "nurse", "x", None, "did you mean handover?"),
        ("handover", "nurs", "x", None, "did you mean nurse?"),
        ("handover", "pilot", "x", None, "known are doctor"),
        ("handover", "nurse", "x", "promt", "did you mean prompt?"),
        ("handover", "nurse", " \n\u200b", None, "blank"),
        ("handover", "nurse", '{"text": "\u200b"}', None, "blank"),
        ("handover", "nurse", "{}", None, "blank"),
        ("handover", "nurse", "x" * 20_001, None, "20,001 characters"),
        ("handover", "nurse", '{"text": "x", "mark": {}}', None, "did you mean marks?"),
        ("handover", "nurse", '{"text": 5}', None, "cannot be read at text"),
        ("handover", "nurse", '{"text": "x", "marks": {"s1": "bad"}}', None, "cannot be read at marks.s1"),
    ],
)
def test_mistakes_are_answered_kindly(tiny, exercise, role, raw, part, said):
    with pytest.raises(PromptwardError, match=said.replace("?", r"\?")):
        grade_response(tiny, exercise, role, raw, part)


def test_a_response_has_the_fields_of_the_wire():
    from promptward.grading import responses
    from promptward.practice import operations

    assert responses.Response.model_fields.keys() == operations.Response.model_fields.keys()
    assert responses.MAX_TEXT == operations.MAX_TEXT
