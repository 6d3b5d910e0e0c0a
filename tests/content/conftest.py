"""The shipped course, opened once for all tests of its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from promptward.course import Course, open_course
from promptward.course.claims import ClaimsExercise
from promptward.course.data import DataExercise
from promptward.course.exercises import Exercise, PromptExercise
from promptward.course.rubrics import Rubric
from promptward.findings import Grade
from promptward.grading import grade
from promptward.text import Localized


def of_kind(kind: str) -> list[str]:
    """The ids of the exercises of a kind, read from their files.

    So a course that does not open fails these tests and nobody else's.
    """
    files = (Path(__file__).parents[2] / "exercises").glob("*.yaml")
    return sorted(each.stem for each in files if f"\nkind: {kind}\n" in each.read_text(encoding="utf-8"))


PROMPTS, SHEETS, TABLES = (of_kind(kind) for kind in ("prompt", "claims", "data"))


@dataclass(frozen=True)
class WithoutAnswers:
    """The course before anybody wrote model answers: a model answer is graded as a trainee's own words."""

    whole: Course

    @property
    def exercises(self):
        blank = {"vi": "…"}
        return {
            id_: PromptExercise.model_validate({**exercise.model_dump(), "model_answers": [blank]})
            for id_, exercise in self.whole.exercises.items()
            if isinstance(exercise, PromptExercise)
        }

    @property
    def criteria(self):
        return self.whole.criteria

    @property
    def checks(self):
        return self.whole.checks

    def rubric_for(self, exercise: PromptExercise, role: str) -> Rubric:
        return self.whole.rubric_for(exercise, role)

    def grader_hash(self, exercise_id: str, role: str) -> str:
        return self.whole.grader_hash(exercise_id, role)


@pytest.fixture(scope="session")
def course() -> Course:
    return open_course()


@pytest.fixture(params=[*PROMPTS, *SHEETS, *TABLES])
def any_exercise(course: Course, request: pytest.FixtureRequest) -> Exercise:
    """Each exercise of the shipped course in turn."""
    return course.exercises[request.param]


@pytest.fixture(params=PROMPTS)
def exercise(course: Course, request: pytest.FixtureRequest) -> PromptExercise:
    """Each `prompt` exercise of the shipped course in turn."""
    return course.exercises[request.param]


@pytest.fixture(params=SHEETS)
def sheet(course: Course, request: pytest.FixtureRequest) -> ClaimsExercise:
    """Each sheet of claims in turn."""
    return course.exercises[request.param]


@pytest.fixture(params=TABLES)
def audit(course: Course, request: pytest.FixtureRequest) -> DataExercise:
    """Each exercise about a table in turn."""
    return course.exercises[request.param]


@pytest.fixture(scope="session")
def texts() -> Callable[[object], list[Localized]]:
    """Every text of a thing of the course, however deep it stands."""

    def found(value: object) -> list[Localized]:
        if isinstance(value, Localized):
            return [value]
        if isinstance(value, (tuple, list)):
            return [text for item in value for text in found(item)]
        if hasattr(type(value), "model_fields"):
            return [text for name in type(value).model_fields for text in found(getattr(value, name))]
        return []

    return found


@pytest.fixture(scope="session")
def graded(course: Course) -> Callable[..., Grade]:
    """Grades a prompt alone, as its exercise's first role: no reply was verified."""

    def run(exercise: PromptExercise, text: str, *, role: str = "", own_words: bool = False) -> Grade:
        chosen = WithoutAnswers(course) if own_words else course
        return grade(chosen, exercise.id, role or exercise.roles[0], {"text": text}, part="prompt")

    return run
