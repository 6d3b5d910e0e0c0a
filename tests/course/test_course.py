"""A good course opens, is frozen, and says exactly what its grades depend on."""

from __future__ import annotations

import dataclasses
import hashlib
import sys
import time

import pytest

from promptward.course import Course, open_course
from promptward.course.course import PRESENTATION, shipped_course
from promptward.course.exercises import PromptExercise
from promptward.findings import Outcome, met, missed

ID = "night-handover"
EXERCISE = f"exercises/{ID}.yaml"
RUBRIC = "graders/nurse/prompt.yaml"


@pytest.fixture
def course(folder) -> Course:
    return open_course(folder.root)


def test_a_good_course_opens_whole(course, folder):
    assert (course.id, course.title.en, course.root) == ("mini", "A tiny course", folder.root)
    assert isinstance(course.exercises[ID], PromptExercise)
    assert set(course.rubrics) == {("nurse", "prompt")}
    assert set(course.criteria) == {"task", "format", "identifiers"}
    assert set(course.checks) == {"names_task", "states_format", "identifies"}
    assert [module.title.en for module in course.modules] == ["One", "Two", "Three", "Four", "Five"]
    assert course.notebook(ID) == folder.root / "notebooks" / f"{ID}.ipynb"
    assert course.remarks == ()


def test_checks_are_the_authors_own_functions(course):
    assert course.checks["states_format"]("Kẻ bảng") == met("bảng")
    assert course.checks["names_task"]("") == missed()
    assert course.checks["identifies"]("001123456789").outcome is Outcome.MET


def test_nothing_of_an_open_course_can_be_changed(course):
    with pytest.raises(dataclasses.FrozenInstanceError):
        course.id = "x"
    with pytest.raises(TypeError):
        course.exercises[ID] = None
    with pytest.raises(ValueError, match="frozen"):
        course.exercises[ID].minutes = 9


def test_a_role_the_exercise_is_not_written_for_gets_its_first_rubric(course):
    exercise = course.exercises[ID]
    assert course.rubric_for(exercise, "doctor") is course.rubric_for(ID, "nurse")
    assert course.grader_hash(ID, "doctor") == course.grader_hash(ID, "nurse")


def test_the_digest_is_that_of_the_file(course, folder):
    assert course.digest(ID) == hashlib.sha256((folder.root / EXERCISE).read_bytes()).hexdigest()


SCORED = {
    "the rubric": (RUBRIC, "points: 1", "points: 3"),
    "a check": ("graders/checks.py", r"\d{12}", r"\d{11}"),
    "its cues": ("graders/cues.py", '"bullet"', '"bullets"'),
    "a wording": (EXERCISE, "fever of 38.5", "fever 38.5"),
    "the scenario": (EXERCISE, "lúc 22 giờ", "lúc 23 giờ"),
    "a planted error": (EXERCISE, "reason: wrong", "reason: no_source"),
    "an expected criterion": (EXERCISE, "[task, format]", "[task]"),
}
SHOWN = {
    "a title": (EXERCISE, "Bàn giao đêm", "Bàn giao sáng"),
    "the minutes": (EXERCISE, "minutes: 5", "minutes: 6"),
    "the day of the next review": (EXERCISE, "2999-12-31", "2998-12-31"),
}


@pytest.mark.parametrize("name", SCORED)
def test_the_grader_hash_changes_with(folder, name):
    before = open_course(folder.root).grader_hash(ID, "nurse")
    folder.edit(*SCORED[name])
    assert open_course(folder.root).grader_hash(ID, "nurse") != before


@pytest.mark.parametrize("name", SHOWN)
def test_the_grader_hash_does_not_change_with(folder, name):
    course = open_course(folder.root)
    folder.edit(*SHOWN[name])
    after = open_course(folder.root)
    assert after.grader_hash(ID, "nurse") == course.grader_hash(ID, "nurse")
    assert after.digest(ID) != course.digest(ID)


def test_data_files_of_checks_are_part_of_the_grader_hash(folder):
    before = open_course(folder.root).grader_hash(ID, "nurse")
    folder.write("graders/cues/words.yaml", "- more")
    assert open_course(folder.root).grader_hash(ID, "nurse") != before


def test_the_rubric_of_another_role_is_not(folder):
    before = open_course(folder.root).grader_hash(ID, "nurse")
    folder.write("graders/doctor/prompt.yaml", folder.read(RUBRIC).replace("role: nurse", "role: doctor"))
    assert open_course(folder.root).grader_hash(ID, "nurse") == before


def test_what_counts_as_presentation_are_fields_of_an_exercise():
    assert set(PromptExercise.model_fields) >= PRESENTATION


def test_two_versions_of_a_course_stay_open_side_by_side(folder):
    """Grades of the old version go on while an author edits; nobody sees half of each."""
    old = open_course(folder.root)
    folder.edit("graders/cues.py", '"bảng"', '"biểu"')
    new = open_course(folder.root)
    assert old.checks["states_format"]("kẻ bảng") == met("bảng")
    assert new.checks["states_format"]("kẻ bảng") == missed()


def test_an_edit_of_the_same_length_in_the_same_second_is_seen(folder):
    open_course(folder.root)
    folder.edit("graders/cues.py", '"bullet"', '"dotted"')
    assert open_course(folder.root).checks["states_format"]("a dotted list") == met("dotted")


def test_opening_writes_nothing_and_reuses_what_is_imported(folder):
    before = sorted(folder.root.rglob("*"))
    first, second = open_course(folder.root), open_course(folder.root)
    assert first.checks["states_format"] is second.checks["states_format"]
    assert sorted(folder.root.rglob("*")) == before


def test_a_course_that_does_not_import_leaves_no_module_behind(folder):
    folder.edit("graders/checks.py", "import re", "import re\n1 / 0")
    before = set(sys.modules)
    with pytest.raises(Exception, match="ZeroDivisionError"):
        open_course(folder.root)
    assert not {name for name in set(sys.modules) - before if name.startswith("promptward_course")}


def test_a_small_course_opens_in_half_a_second(folder):
    begun = time.process_time()
    open_course(folder.root)
    assert time.process_time() - begun < 0.5


def test_the_shipped_course_is_the_one_of_this_checkout(root):
    assert shipped_course() == root
