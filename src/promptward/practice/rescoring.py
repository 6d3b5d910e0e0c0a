"""Grading stored attempts anew when a rubric or a check has changed: shown first, kept only when told to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from promptward.course import Course
from promptward.findings import Grade, Outcome
from promptward.grading.judge import opinions_in, with_opinions
from promptward.practice.attempts import status_of
from promptward.practice.services import Grader
from promptward.store import Attempt, Store

PAGE = 200
GONE = "the course has no such exercise any more; the grade stays"
LOST = "it could not be judged now; the grade stays"


@dataclass(frozen=True, slots=True)
class Rescored:
    """A stored attempt with the grade it has and the one it would get; `by_person` outranks both.

    `after` is None when nothing can take the old grade's place, and `note` says why. `kept` says that the new
    grade is in the record, behind the old one.
    """

    attempt: Attempt
    before: Grade | None
    after: Grade | None
    by_person: float | None = None
    note: str = ""
    kept: bool = False

    @property
    def changed(self) -> bool:
        """Whether anybody would see a difference."""
        return self.after is not None and (
            self.before is None or _seen(self.before) != _seen(self.after) or bool(self.criteria)
        )

    @property
    def criteria(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """The criteria that are decided otherwise: id, outcome before, outcome after."""
        before, after = _outcomes(self.before), _outcomes(self.after)
        if self.after is None:
            return ()
        return tuple(
            (name, before.get(name), after.get(name))
            for name in dict.fromkeys((*before, *after))
            if before.get(name) != after.get(name)
        )


async def rescore(
    store: Store, course: Course, grade: Grader, exercise: str | None = None, *, apply: bool = False
) -> AsyncGenerator[Rescored, None]:
    """Every attempt whose newest grade is from another grader than today's, oldest first.

    With `apply` the new grade is added and becomes the newest; the old one stays, and so does any score an
    instructor gave. Safe beside a running server: attempts that nobody has graded yet are left to it.
    """
    after = 0
    while page := await store.graded_attempts(after, exercise, most=PAGE):
        after = page[-1].id
        stale = [attempt for attempt in page if _is_stale(course, attempt)]
        by_people = await store.scores_by_people([attempt.id for attempt in stale])
        for attempt in stale:
            rescored = await _graded_anew(course, grade, attempt, by_people.get(attempt.id))
            kept = False
            if apply and rescored.after is not None:
                kept = await store.add_grade(attempt.id, rescored.after)
            yield _noted(rescored, kept=kept)


def as_record(rescored: Rescored) -> dict[str, Any]:
    """For programs; holds no answer and no name."""
    attempt = rescored.attempt
    return {
        "attempt": attempt.id,
        "seat": attempt.seat,
        "exercise": attempt.exercise,
        "number": attempt.number,
        "role": attempt.role,
        "before": _figures(rescored.before),
        "after": _figures(rescored.after),
        "changed": rescored.changed,
        "criteria": [
            {"criterion": name, "before": before, "after": after} for name, before, after in rescored.criteria
        ],
        "override": rescored.by_person,
        "kept": rescored.kept,
        "note": rescored.note,
    }


def as_row(rescored: Rescored) -> str:
    """One line for a terminal."""
    attempt = rescored.attempt
    who = f"{attempt.exercise} · seat {attempt.seat[:8]} · attempt {attempt.number} · {attempt.role}"
    if rescored.after is None:
        return f"{who}: {rescored.note}"
    pieces = [f"{_short(rescored.before)} → {_short(rescored.after)}"]
    pieces += [f"{name} {before or '–'} → {after or '–'}" for name, before, after in rescored.criteria]
    if rescored.by_person is not None:
        pieces.append(f"the instructor's {rescored.by_person:g} stands")
    return f"{who}: {'; '.join(pieces)}"


async def _graded_anew(course: Course, grade: Grader, attempt: Attempt, by_person: float | None) -> Rescored:
    before = attempt.graded.grade if attempt.graded else None
    if attempt.exercise not in course.exercises:
        return Rescored(attempt, before, None, by_person, GONE)
    after = await grade(attempt.exercise, attempt.role, attempt.response, attempt.masked)
    if status_of(after) == "unscored":
        return Rescored(attempt, before, None, by_person, LOST)
    if before and (opinions := opinions_in(before)):
        # The judge has read this very response; a changed check is no reason to ask a model again.
        after = with_opinions(after, course.rubric_for(attempt.exercise, attempt.role), opinions)
    return Rescored(attempt, before, after, by_person)


def _noted(rescored: Rescored, *, kept: bool) -> Rescored:
    return Rescored(
        rescored.attempt, rescored.before, rescored.after, rescored.by_person, rescored.note, kept=kept
    )


def _is_stale(course: Course, attempt: Attempt) -> bool:
    if attempt.graded is None:
        return False
    if attempt.exercise not in course.exercises:
        return True
    return attempt.graded.grader_hash != course.grader_hash(attempt.exercise, attempt.role)


def _outcomes(grade: Grade | None) -> dict[str, str]:
    """What is decided, by criterion; what is not needed here is not decided."""
    found = grade.findings if grade else ()
    return {each.criterion: each.outcome.value for each in found if each.outcome is not Outcome.NOT_NEEDED}


def _seen(grade: Grade) -> tuple[object, ...]:
    return round(grade.score, 2), grade.passed, grade.provisional, grade.band, grade.gates


def _figures(grade: Grade | None) -> dict[str, Any] | None:
    if grade is None:
        return None
    return {
        "score": round(grade.score, 2),
        "pass_mark": grade.pass_mark,
        "passed": grade.passed,
        "provisional": grade.provisional,
        "band": grade.band.value,
        "grader": grade.grader_hash,
    }


def _short(grade: Grade | None) -> str:
    if grade is None:
        return "no grade"
    return f"{grade.score:.0f} {grade.band.value}" + " (provisional)" * grade.provisional
