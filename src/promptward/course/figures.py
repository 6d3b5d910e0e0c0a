"""The functions that compute the numbers of data exercises, tried on their tables under every cleaning rule.

Like the trials of checks this runs an author's code: for `promptward check` and the start of a server.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from numbers import Real
from typing import Any

from promptward.course.data import DataExercise, Question
from promptward.course.datasets import Dataset
from promptward.course.documents import shown
from promptward.course.folder import Parts
from promptward.course.graders import Marked
from promptward.course.trials import SECONDS, Overrun, limit
from promptward.errors import Problem


def problems_of_answers(parts: Parts) -> Iterator[Problem]:
    """Every function that fails, never ends, or answers with something that is no number."""
    if not parts.graders_whole:
        return
    for written in parts.exercises.values():
        exercise = written.value
        table = parts.tables.get(exercise.table) if isinstance(exercise, DataExercise) else None
        if table is None or not isinstance(exercise, DataExercise):
            continue
        for question in exercise.questions:
            one = parts.marked.get(question.answer)
            if one is not None and one.kind == "answer":
                yield from _tried(one, question, table.value, exercise.id)


def _tried(one: Marked, question: Question, dataset: Dataset, exercise: str) -> Iterator[Problem]:
    for rule in question.cleanings:
        subject = f"the table of exercises/{exercise}.yaml under {rule.id!r}"
        try:
            with limit(SECONDS):
                value = one.function(dataset.frame(), rule.id)
        except Overrun:
            found = f"{one.name} still busy with {subject} after {SECONDS:g} s"
            yield Problem(one.file, one.line, found, "a number within milliseconds", severity="should")
            return
        except Exception as error:  # noqa: BLE001 - an author's function may raise anything
            found = f"{one.name} raising {type(error).__name__}: {shown(error)} on {subject}"
            yield Problem(one.file, one.line, found, "a number for every stated rule")
            return
        if as_number(value) is None:
            found = f"{one.name} answering {shown(value)} on {subject}"
            yield Problem(one.file, one.line, found, "a finite number")


def as_number(value: Any) -> float | None:
    """What an `@answer` function gave, when it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    number = float(value)
    return number if math.isfinite(number) else None
