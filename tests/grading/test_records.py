"""A grade crosses pipes and rests in the store without losing anything."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from promptward.findings import Band, Finding, Grade, Outcome, Part
from promptward.grading import grade
from promptward.grading.kinds import ungraded
from promptward.grading.records import grade_from_record, grade_to_record
from promptward.text import Localized

LOCALIZED = st.builds(Localized, vi=st.text(max_size=5), en=st.none() | st.text(max_size=5))
NUMBER = st.floats(0, 100)
DETAIL = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | LOCALIZED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
GRADES = st.builds(
    Grade,
    exercise=st.text(max_size=5),
    role=st.text(max_size=5),
    score=NUMBER,
    pass_mark=NUMBER,
    passed=st.booleans(),
    provisional=st.booleans(),
    band=st.sampled_from(Band),
    parts=st.lists(
        st.builds(Part, id=st.text(max_size=5), title=LOCALIZED, score=st.none() | NUMBER, share=NUMBER),
        max_size=3,
    ).map(tuple),
    findings=st.lists(
        st.builds(
            Finding,
            criterion=st.text(max_size=5),
            title=LOCALIZED,
            outcome=st.sampled_from(Outcome),
            part=st.text(max_size=5),
            points=NUMBER,
            possible=NUMBER,
            evidence=st.lists(st.text(max_size=5), max_size=2).map(tuple),
            advice=st.none() | LOCALIZED,
            gate=st.booleans(),
            optional=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    gates=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    grader_hash=st.text(max_size=5),
    details=st.dictionaries(st.text(max_size=5), DETAIL, max_size=3),
)


@given(GRADES)
def test_nothing_is_lost_on_the_way_through_json(given_grade):
    assert grade_from_record(json.loads(json.dumps(grade_to_record(given_grade)))) == given_grade


def test_real_grades_survive_too(tiny, good, verified):
    response = {"text": good, **verified}
    for graded in (grade(tiny, "handover", "nurse", response), ungraded(tiny, "handover", "nurse", response)):
        assert grade_from_record(json.loads(json.dumps(grade_to_record(graded)))) == graded
