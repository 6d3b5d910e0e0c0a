"""The unit is the planted problem: found at any fitting grain, never by flagging a lot."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.course import open_course
from promptward.course.data import PlantedProblem
from promptward.grading.answers import Flag
from promptward.grading.flags import merged, searched

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"


@pytest.fixture(scope="module")
def course():
    return open_course(KINDS)


@pytest.fixture(scope="module")
def search(course):
    exercise, dataset = course.exercises["room-log"], course.tables["rooms"]

    def of(*flags, **changes):
        return searched(exercise.model_copy(update=changes), dataset, [_flag(flag) for flag in flags])

    return of


def _flag(flag):
    row, column, *rest = flag
    trouble, remedy = rest or ("implausible", "ask")
    return Flag(row=row, column=column, trouble=trouble, remedy=remedy)


KEY = (
    ("r03", "temperature", "type_or_unit", "ask"),
    ("r04", "people", "missing", "exclude"),
    ("r07", "people", "implausible", "register"),
    ("r10", None, "duplicate", "exclude"),
)


def plant(rows=(), columns=(), trouble="implausible"):
    text = {"vi": "x"}
    return PlantedProblem.model_validate(
        {
            "id": "p",
            "rows": rows,
            "columns": columns,
            "trouble": trouble,
            "remedies": ["ask"],
            "text": text,
            "why": text,
        }
    )


def test_the_key_scores_everything(search):
    assert (search(*KEY).score, search(*KEY).found, search(*KEY).merged) == (100, 4, 0)


def test_either_twin_finds_a_duplicate(search):
    assert search(*KEY[:3], ("r09", None, "duplicate", "exclude")).score == 100


def test_naming_the_trouble_and_the_remedy_are_a_fifth_each(search):
    named = [(row, column, trouble, "keep") for row, column, trouble, _ in KEY]
    assert search(*named).score == pytest.approx(80)
    assert search(*((row, column) for row, column, *_ in KEY)).score == pytest.approx((80 + 80 + 80 + 60) / 4)


def test_a_row_finds_a_cell_only_when_it_is_at_most_five_times_as_wide(search):
    """Four columns: the row of one cell is four times its area; a whole column of twelve is not."""
    assert search(("r03", None)).found == 1
    assert search((None, "temperature")).found == 0


def test_half_of_a_problem_is_enough_and_less_is_not(search):
    half = [("r01", "day"), ("r02", "day")]
    one = (plant(rows=("r01", "r02", "r03", "r04"), columns=("day",)),)
    assert search(*half, problems=one).found == 1
    assert search(half[0], problems=one).found == 0


def test_a_precise_flag_is_not_spoilt_by_a_wide_one(search):
    """The whole column is another problem's."""
    problems = (plant(rows=("r03",), columns=("temperature",)), plant(columns=("temperature",)))
    both = search(("r03", "temperature"), (None, "temperature"), problems=problems)
    assert both.found == 2


def test_false_alarms_of_one_row_or_one_column_are_one(search):
    assert search(("r01", "people"), ("r02", "people"), ("r05", "people")).merged == 1
    assert search(("r01", "people"), ("r02", "day")).merged == 2
    assert merged([_flag(("r01", None)), _flag(("r01", "day")), _flag((None, "room"))]) == 2


def test_a_flagged_decoy_is_a_false_alarm(search):
    told = search(*KEY, ("r08", "temperature"))
    assert (told.merged, [flag.row for flag in told.alarms]) == (1, ["r08"])
    assert told.score == pytest.approx(100 * (2 * 4 / 9) * told.left_alone)


def test_one_of_four_found_is_the_f1_of_one_and_three(search):
    assert search(KEY[0]).score == pytest.approx(100 * 2 / (2 + 3))


@pytest.mark.parametrize("grain", ["rows", "columns", "cells", "all three"])
def test_flagging_everything_scores_nothing_at_any_grain(course, search, grain):
    dataset = course.tables["rooms"]
    rows = [(row, None) for row in dataset.row_ids]
    columns = [(None, column) for column in dataset.columns]
    cells = list(product(dataset.row_ids, dataset.columns))
    flags = {"rows": rows, "columns": columns, "cells": cells, "all three": [*rows, *columns, *cells]}[grain]
    assert search(*flags).score == 0


def test_a_problem_as_wide_as_a_column_is_not_found_by_flagging_every_row(course, search):
    rows = [(row, None) for row in course.tables["rooms"].row_ids]
    assert search(*rows, problems=(plant(columns=("people",)),)).score == 0


def test_flagging_nothing_scores_nothing(search):
    assert search().score == 0


@given(st.data())
def test_another_false_alarm_never_helps(course, data):
    dataset, exercise = course.tables["rooms"], course.exercises["room-log"]
    planted = {cell for each in exercise.problems for cell in dataset.crossing(each.rows, each.columns)}
    sound = sorted(dataset.cells.keys() - planted)
    flags = data.draw(st.lists(st.sampled_from([*KEY, *sound]), unique=True))
    more = data.draw(st.sampled_from(sound))
    before = searched(exercise, dataset, [_flag(each) for each in flags]).score
    after = searched(exercise, dataset, [_flag(each) for each in [*flags, more]]).score
    assert 0 <= after <= before + 1e-9
