"""What grading needs to know of a course; `promptward.course.course.Course` is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from promptward.course.checks import Check
from promptward.course.datasets import Dataset
from promptward.course.exercises import Exercise
from promptward.course.rubrics import Criterion, Rubric


class Graded(Protocol):
    """A course, as far as a grade depends on it."""

    @property
    def exercises(self) -> Mapping[str, Exercise]: ...
    @property
    def criteria(self) -> Mapping[str, Criterion]: ...
    @property
    def checks(self) -> Mapping[str, Check]: ...
    @property
    def answers(self) -> Mapping[str, Callable[..., Any]]: ...
    @property
    def tables(self) -> Mapping[str, Dataset]: ...

    def rubric_for(self, exercise: Exercise, role: str, /) -> Rubric: ...
    def grader_hash(self, exercise_id: str, role: str, /) -> str: ...
