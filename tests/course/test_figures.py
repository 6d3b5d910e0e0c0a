"""Functions that compute numbers are tried on their tables before anybody is graded by them."""

from __future__ import annotations

import pytest

from promptward.course import open_course
from promptward.course.course import read_course
from promptward.course.figures import as_number

CODE = "graders/figures.py"


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ("raise ValueError('no rows')", "mean_temperature raising ValueError"),
        ("return 'about 25'", "mean_temperature answering 'about 25'"),
        ("return float('nan')", "a finite number"),
        ("return True", "a finite number"),
    ],
)
def test_a_function_that_gives_no_number_is_told(kinds, instead, said):
    kinds.edit(
        CODE, "    degrees = pd", f"    if cleaning == 'converted':\n        {instead}\n    degrees = pd"
    )
    problems, course = read_course(kinds.root)
    assert course is None
    (problem,) = problems
    assert said in str(problem)
    assert (problem.file, "'converted'" in problem.found) == (CODE, True)


def test_a_worker_opens_the_course_without_running_them(kinds):
    kinds.edit(CODE, "    degrees = pd", "    raise ValueError\n    degrees = pd")
    assert "room-log" in open_course(kinds.root).exercises


def test_numbers_of_pandas_are_numbers(kinds):
    course = open_course(kinds.root, try_checks=True)
    value = course.answers["mean_temperature"](course.tables["rooms"].frame(), "left-out")
    assert as_number(value) == pytest.approx(26.05)
