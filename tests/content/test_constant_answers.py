"""Whoever answers without reading earns nothing: every exercise, every role, both forms."""

from __future__ import annotations

from itertools import cycle, product
from typing import Any, get_args

import pytest

from promptward.course import Course
from promptward.course.claims import FORMS, NOTHING, Action, ClaimsExercise
from promptward.course.data import DataExercise, Remedy, Trouble
from promptward.course.exercises import ROLES
from promptward.grading import grade
from promptward.grading.answers import Verdict

AT_MOST = 5
NUMBERS = ("", "0", "1", "50", "100", "0,5")


def score(course: Course, exercise_id: str, role: str, answers: dict[str, Any]) -> float:
    return grade(course, exercise_id, role, {"answers": answers}).score


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", FORMS)
def test_one_verdict_throughout_earns_nothing(course: Course, sheet: ClaimsExercise, form: str, role: str):
    """However sure, with whatever source, action and closing answer; on a clean sheet without the latter."""
    choices = sheet.omission.choices if sheet.omission else ()
    closing = cycle([None, NOTHING] if sheet.clean else [None, *(choice.id for choice in choices)])
    sources = cycle([None, *(excerpt.id for excerpt in sheet.excerpts)])
    sure = cycle((None, 55, 70, 85, 97))
    for verdict, action in product((None, *get_args(Verdict)), (None, *get_args(Action))):
        same = {"verdict": verdict, "sure": next(sure), "source": next(sources), "action": action}
        claims = {claim.id: same for claim in sheet.claims}
        answers = {"form": form, "claims": claims, "omission": next(closing)}
        assert score(course, sheet.id, role, answers) <= AT_MOST, answers


def test_on_a_clean_sheet_trust_alone_earns_nothing(course: Course, sheet: ClaimsExercise):
    """Every wrong choice of the closing question shows that nobody looked for what is missing."""
    claims = {claim.id: {"verdict": "supported"} for claim in sheet.claims}
    for choice in sheet.omission.choices if sheet.clean and sheet.omission else ():
        answers = {"form": "a", "claims": claims, "omission": choice.id}
        assert (score(course, sheet.id, sheet.roles[0], answers) <= AT_MOST) is not choice.right


def flags(course: Course, audit: DataExercise, grain: str, trouble: str, remedy: str) -> list[dict[str, Any]]:
    """The whole table flagged, by rows, by columns, cell by cell; or nothing."""
    dataset = course.tables[audit.table]
    places = {
        "nothing": [],
        "rows": [(row, None) for row in dataset.row_ids],
        "columns": [(None, column) for column in dataset.columns],
        "cells": sorted(dataset.cells),
    }[grain]
    return [{"row": row, "column": column, "trouble": trouble, "remedy": remedy} for row, column in places]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("grain", ["nothing", "rows", "columns", "cells"])
def test_flagging_everything_or_nothing_earns_nothing(
    course: Course, audit: DataExercise, grain: str, role: str
):
    """Under any name, with any remedy, with one word for all statements and one number for all questions."""
    constants = zip(NUMBERS, cycle(get_args(Trouble)), cycle(get_args(Remedy)), cycle((True, False, None)))
    for typed, trouble, remedy, word in constants:
        answers = {
            "flags": flags(course, audit, grain, trouble, remedy),
            "statements": {each.id: word for each in audit.statements},
            "numbers": {each.id: typed for each in audit.questions},
        }
        assert score(course, audit.id, role, answers) <= AT_MOST, (trouble, remedy, word, typed)
