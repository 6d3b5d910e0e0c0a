"""An open course: everything its files say, typed, frozen and consistent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from promptward.course.checks import Check
from promptward.course.consistency import problems_between
from promptward.course.data import DataExercise
from promptward.course.datasets import Dataset
from promptward.course.exercises import Exercise
from promptward.course.figures import problems_of_answers
from promptward.course.folder import AnyExercise, Module, Parts, Syllabus, read_folder
from promptward.course.rubrics import Criterion, Rubric
from promptward.course.trials import problems_of_trials
from promptward.errors import CourseError, Problem
from promptward.text import Localized

PRESENTATION = frozenset(
    {"title", "skill", "status", "reviews", "review_by", "minutes", "module", "form", "roles", "debrief"}
    | {"sources", "anchors"}
)
"""What a grade does not depend on; a change there re-scores nobody."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course that opened whole. Ids are checked: unknown ones are a `KeyError`.

    `checks` and `answers` are the marked functions of `graders/` by name; `remarks` are the problems that
    should be mended but do not stop the course.
    """

    root: Path
    id: str
    title: Localized
    languages: tuple[str, ...]
    language: str
    modules: tuple[Module, ...]
    exercises: Mapping[str, AnyExercise]
    rubrics: Mapping[tuple[str, str], Rubric]
    criteria: Mapping[str, Criterion]
    checks: Mapping[str, Check]
    answers: Mapping[str, Callable[..., Any]]
    tables: Mapping[str, Dataset] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()
    _digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    _graders: str = field(default="", repr=False)

    def notebook(self, exercise_id: str) -> Path:
        """The notebook that shows an exercise."""
        return self.root / "notebooks" / f"{self.exercises[exercise_id].id}.ipynb"

    def digest(self, exercise_id: str) -> str:
        """SHA-256 of the exercise's file, as it was when the course opened."""
        return self._digests[f"exercises/{exercise_id}.yaml"]

    @property
    def graders_digest(self) -> str:
        """SHA-256 over every check with its data files, and the engine version."""
        return self._graders

    def role_for(self, exercise: Exercise | str, role: str) -> str:
        """`role`, or the exercise's first one when it is not among them."""
        roles = self._exercise(exercise).roles
        return role if role in roles else roles[0]

    def rubric_for(self, exercise: Exercise | str, role: str) -> Rubric:
        """The rubric that scores `role` in an exercise."""
        return self.rubrics[self.role_for(exercise, role), self._exercise(exercise).rubric]

    def grader_hash(self, exercise_id: str, role: str) -> str:
        """SHA-256 over what decides a score: rubric, key, checks and their data, engine version."""
        rubric = self.rubric_for(exercise_id, role)
        key = self.exercises[exercise_id].model_dump(mode="json", exclude=set(PRESENTATION))
        decides = [self._digests[f"graders/{rubric.role}/{rubric.id}.yaml"], key, self._graders]
        exercise = self.exercises[exercise_id]
        if isinstance(exercise, DataExercise):
            decides.append(self.tables[exercise.table].digest)
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def _exercise(self, exercise: Exercise | str) -> Exercise:
        return self.exercises[exercise] if isinstance(exercise, str) else exercise


def open_course(path: Path | None = None, *, try_checks: bool = False) -> Course:
    """The course in `path`, or the shipped one: whole, or `CourseError` with every problem.

    With `try_checks` the author's checks are also run on the scenarios, as `promptward check` does.
    """
    root = shipped_course() if path is None else Path(path)
    problems, course = read_course(root, try_checks=try_checks)
    if course is None:
        raise CourseError(root, problems)
    return course


def read_course(
    root: Path, *, try_checks: bool = True, today: date | None = None
) -> tuple[list[Problem], Course | None]:
    """Every problem of the course in `root`, and the course unless one of them must be mended first."""
    parts = read_folder(root)
    problems = parts.problems
    if root.is_dir():
        problems = [*problems, *problems_between(parts, today or datetime.now(tz=UTC).date())]
    if try_checks:
        problems = [*problems, *problems_of_trials(parts), *problems_of_answers(parts)]
    problems = sorted(set(problems))
    if parts.syllabus is None or any(problem.severity == "must" for problem in problems):
        return problems, None
    return problems, _whole(parts, parts.syllabus.value, problems)


def shipped_course() -> Path:
    """The folder of our own course: the checkout this code runs from, or the copy in the wheel."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    in_checkout = package.parent.name == "src" and (checkout / "course.yaml").is_file()
    return checkout if in_checkout else package / "shipped"


def _whole(parts: Parts, syllabus: Syllabus, problems: list[Problem]) -> Course:
    criteria = parts.criteria.value.criteria if parts.criteria else ()
    documents = [one.document for one in parts.exercises.values()]
    documents += [one.document for one in parts.rubrics.values()]
    digests = {document.file: hashlib.sha256(document.data).hexdigest() for document in documents}
    functions: dict[str, dict[str, Any]] = {"check": {}, "answer": {}}
    for one in parts.marked.values():
        functions[one.kind][one.name] = one.function
    return Course(
        root=parts.root.resolve(),
        id=syllabus.id,
        title=syllabus.title,
        languages=syllabus.languages,
        language=syllabus.language,
        modules=syllabus.modules,
        exercises=MappingProxyType({name: one.value for name, one in sorted(parts.exercises.items())}),
        rubrics=MappingProxyType({name: one.value for name, one in sorted(parts.rubrics.items())}),
        criteria=MappingProxyType({criterion.id: criterion for criterion in criteria}),
        checks=MappingProxyType(functions["check"]),
        answers=MappingProxyType(functions["answer"]),
        tables=MappingProxyType({name: one.value for name, one in sorted(parts.tables.items())}),
        remarks=tuple(problems),
        _digests=MappingProxyType(digests),
        _graders=parts.graders_digest,
    )
