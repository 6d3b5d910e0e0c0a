"""Data: problems, statements and figures; constants are worth nothing, and every figure is computed."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.course import open_course
from promptward.course.data import Statement
from promptward.errors import PromptwardError
from promptward.findings import Outcome
from promptward.grading import grade, grade_response
from promptward.grading.data import statement_score
from promptward.grading.kinds import ungraded
from promptward.grading.records import grade_from_record, grade_to_record
from promptward.grading.views import grade_json, grade_view

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"
KEY = {
    "flags": [
        {"row": "r03", "column": "temperature", "trouble": "type_or_unit", "remedy": "ask"},
        {"row": "r04", "column": "people", "trouble": "missing", "remedy": "exclude"},
        {"row": "r07", "column": "people", "trouble": "implausible", "remedy": "register"},
        {"row": "r10", "column": None, "trouble": "duplicate", "remedy": "exclude"},
    ],
    "statements": {"warmest": True, "rows": True, "coldest": False},
    "numbers": {"mean": "26,05", "full": "60"},
    "cleanings": {"mean": "left-out", "full": "known"},
}


@pytest.fixture(scope="module")
def course():
    return open_course(KINDS)


def graded(course, **changes):
    return grade(course, "room-log", "nurse", {"answers": KEY | changes})


def parts(grade_):
    return {part.id: (part.score, part.share) for part in grade_.parts}


def test_the_key_itself_scores_everything(course):
    given_ = graded(course)
    assert parts(given_) == {"problems": (100, 50), "statements": (100, 20), "numbers": (100, 30)}
    assert (given_.score, given_.passed) == (100, True)


@pytest.mark.parametrize("said", [True, False, None])
@pytest.mark.parametrize("grain", ["nothing", "rows", "columns", "cells"])
@pytest.mark.parametrize("trouble", ["type_or_unit", "missing", "implausible", "duplicate"])
def test_constant_answers_score_nothing(course, said, grain, trouble):
    dataset = course.tables["rooms"]
    places = {
        "nothing": [],
        "rows": [(row, None) for row in dataset.row_ids],
        "columns": [(None, column) for column in dataset.columns],
        "cells": list(product(dataset.row_ids, dataset.columns)),
    }[grain]
    flags = [{"row": row, "column": column, "trouble": trouble, "remedy": "ask"} for row, column in places]
    statements = {each.id: said for each in course.exercises["room-log"].statements}
    assert graded(course, flags=flags, statements=statements, numbers={}, cleanings={}).score == 0


@given(st.lists(st.booleans(), min_size=1), st.booleans())
def test_a_constant_judgement_of_statements_is_worth_nothing(truths, said):
    text = {"vi": "x"}
    all_ = [
        Statement.model_validate({"id": f"s{i}", "text": text, "true": true, "right": text, "why": text})
        for i, true in enumerate(truths)
    ]
    score = statement_score(all_, {each.id: said for each in all_})
    assert score == (0 if len(set(truths)) == 2 else None)
    assert statement_score(all_, {each.id: each.true for each in all_}) == (
        1 if len(set(truths)) == 2 else None
    )


def test_a_statement_without_an_answer_is_no_mistake(course):
    """One of two true ones and the false one: (½ + 1) ÷ 2."""
    given_ = graded(course, statements={"warmest": True, "coldest": False})
    assert parts(given_)["statements"][0] == 75


@pytest.mark.parametrize("text", ["26,05", "26.05", "26,1", "25,95", " 25,95 °C"])
def test_a_number_is_right_under_any_stated_rule(course, text):
    assert graded(course, numbers={"mean": text, "full": "0,6"}, cleanings={}).score == 100


def test_the_rule_that_was_followed_is_named(course):
    rows = graded(course, numbers={"mean": "26", "full": "58,3"}).details["numbers"]
    assert [row["cleaning"] for row in rows] == ["left-out", "all"]
    assert [row["stated"] for row in rows] == ["left-out", "known"]
    assert [value["value"].vi for value in rows[1]["accepted"]] == ["58,33", "60"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "Compute this"),
        ("25.950", "25950 or 25.95"),
        ("nóng", "not a number"),
        ("30", "Compute it again"),
    ],
)
def test_a_number_that_is_not_right_is_told_why(course, text, advice):
    given_ = graded(course, numbers={"mean": text})
    (told,) = [each for each in given_.findings if each.criterion == "number-mean"]
    assert told.outcome is Outcome.MISSED
    assert advice in told.advice.en


@pytest.mark.parametrize("function", [lambda table, rule: 1 / 0, lambda table, rule: "x"])
def test_a_function_that_fails_leaves_its_number_unscored(course, function):
    broken = replace(course, answers={**course.answers, "mean_temperature": function})
    given_ = graded(broken)
    assert (given_.score, given_.provisional) == (100, True)
    assert given_.details["numbers"][0]["ok"] is None
    assert graded(replace(course, answers={})).provisional


def test_a_function_cannot_change_the_table_of_the_next(course):
    def spoils(table, rule):
        table["people"] = "0"
        return 26.05

    spoilt = replace(course, answers={**course.answers, "mean_temperature": spoils})
    assert graded(spoilt).score == 100


def test_a_part_that_is_not_there_leaves_its_share_to_the_others(course):
    exercise = course.exercises["room-log"].model_copy(update={"questions": ()})
    short = replace(course, exercises={**course.exercises, "room-log": exercise})
    shares = {name: share for name, (_, share) in parts(graded(short, numbers={}, cleanings={})).items()}
    assert shares == pytest.approx({"problems": 500 / 7, "statements": 200 / 7})


def test_the_slip_says_what_is_true_instead(course):
    flags = [
        *KEY["flags"][:3],
        {"row": "r08", "column": "temperature", "trouble": "implausible", "remedy": "ask"},
    ]
    slip = grade_view(graded(course, flags=flags, statements={"coldest": True}), "vi")
    assert json.loads(json.dumps(slip)) == slip
    assert [row["found"] for row in slip["problems"]] == [True, True, True, False]
    assert slip["problems"][3]["why"] == "Trùng với r09."
    assert slip["decoys"] == [
        {"row": "r08", "column": "temperature", "why": "Lò hơi nóng thật.", "flagged": True}
    ]
    assert [row["row"] for row in slip["false_alarms"]] == ["r08"]
    assert (slip["statements"][2]["answered"], slip["statements"][2]["right"]) == (
        True,
        "Phòng B2 lạnh nhất.",
    )
    assert slip["numbers"][0]["accepted"][0] == {
        "cleaning": "left-out",
        "title": "Bỏ dòng ghi độ F.",
        "value": "26,05",
    }


def test_flags_on_rows_that_are_gone_touch_nothing(course):
    flags = [*KEY["flags"], {"row": "r99", "column": None, "trouble": "missing", "remedy": "ask"}]
    assert parts(graded(course, flags=flags))["problems"][0] < 100


def test_without_an_answer_there_is_a_grade(course):
    nothing = grade(course, "room-log", "nurse", {})
    assert (nothing.score, nothing.passed, nothing.provisional) == (0, False, False)


def test_what_could_not_be_graded_calls_no_function(course):
    def stop(table, rule):
        raise AssertionError

    told = ungraded(
        replace(course, answers=dict.fromkeys(course.answers, stop)), "room-log", "nurse", {"answers": KEY}
    )
    assert {each.outcome for each in told.findings} == {Outcome.UNSCORED}


def test_a_grade_is_kept_whole(course):
    assert grade_from_record(json.loads(json.dumps(grade_to_record(graded(course))))) == graded(course)


def test_the_command_line_grades_json(course):
    printed = grade_json(grade_response(course, "room-log", "nurse", json.dumps({"answers": KEY})), "en")
    assert (printed["score"], printed["parts"]["numbers"]["score"]) == (100, 100)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"flags": [{"row": "r99"}]}, "r99"),
        ({"flags": [{"column": "id"}]}, "'id'"),
        ({"flags": [{"trouble": "missing"}]}, "a row, a column or both"),
        ({"flags": [{"row": "r01"}, {"row": "r01"}]}, "twice"),
        ({"flags": [{"row": "r01", "trouble": "typo"}]}, r"flags\.0\.trouble"),
        ({"statements": {"x": True}}, "'x'"),
        ({"statements": {"rows": "perhaps"}}, r"statements\.rows"),
        ({"numbers": {"mean": 26}}, r"numbers\.mean"),
        ({"numbers": {"mean": "1" * 41}}, r"numbers\.mean"),
        ({"numbers": {"mean": "1.500"}}, r"1500 or 1\.5"),
        ({"cleanings": {"mean": "all"}}, r"cleanings\.mean"),
        ({"flags": [], "more": 1}, "more"),
    ],
)
def test_what_is_no_answer_is_refused_on_the_command_line(course, answers, said):
    with pytest.raises(PromptwardError, match=said):
        grade_response(course, "room-log", "nurse", json.dumps({"answers": answers}))
