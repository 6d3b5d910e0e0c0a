"""Attempts: graded behind the receipt, told apart, and counted for what they open."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Literal

from rapidfuzz.distance import Indel

from promptward.findings import Grade
from promptward.grading.views import grade_view
from promptward.practice.second_opinions import judged
from promptward.practice.services import Services
from promptward.store import Attempt, Graded
from promptward.text import fold

log = logging.getLogger(__name__)

Kind = Literal["first", "best", "later", "after_answer"]
Status = Literal["graded", "grading", "unscored"]
ATTEMPTS_BEFORE_ANSWERS = 2
WORDS_APART = 3
"""Attempts that share all but this many words are one and the same."""


async def grade_attempt(services: Services, attempt: Attempt, lang: str) -> None:
    """Grade an attempt, keep the grade, tell the pages; one that cannot be graded is kept as unscored.

    Where a judge is switched on, its opinions follow the grade.
    """
    try:
        grade = await services.grade(attempt.exercise, attempt.role, attempt.response, attempt.masked)
    except Exception as error:
        log.exception("attempt %d in %s was not graded", attempt.number, attempt.exercise)
        await services.store.add_unscored(attempt.id, type(error).__name__)
        graded = None
    else:
        await services.store.add_grade(attempt.id, grade)
        graded = grade
    _tell(services, attempt, graded, lang)
    if graded is not None:
        heard = await judged(services, attempt, graded)
        if heard is not None and (heard.score, heard.passed) != (graded.score, graded.passed):
            _tell(services, attempt, heard, lang)


def _tell(services: Services, attempt: Attempt, grade: Grade | None, lang: str) -> None:
    services.publish(
        attempt.seat,
        "graded",
        {
            "exercise": attempt.exercise,
            "number": attempt.number,
            "grade": grade_view(grade, lang) if grade else None,
            "status": status_of(grade),
        },
    )


async def resume(services: Services) -> int:
    """Take up what a stopped server left: end turns that streamed, grade what was not; how many attempts."""
    await services.store.fail_turns()
    left = await services.store.ungraded_attempts()
    for attempt in left:
        services.background.start(grade_attempt(services, attempt, attempt.lang))
    return len(left)


def attempt_views(attempts: Sequence[Attempt], lang: str) -> list[dict[str, Any]]:
    """The attempts as the page gets them, by number."""
    return [
        {
            "number": attempt.number,
            "key": attempt.key,
            "submitted_at": attempt.submitted_at.isoformat(),
            "kind": kind,
            "response": attempt.response,
            "grade": grade_view(grade, lang) if (grade := _grade(attempt.graded)) else None,
            "status": status_of(grade) if attempt.graded else "grading",
        }
        for attempt, kind in zip(attempts, kinds(attempts), strict=True)
    ]


def kinds(attempts: Sequence[Attempt]) -> list[Kind]:
    """What each attempt is: the first measures, the others teach.

    `best` is the highest score before the model answer was opened, if that is not the first attempt's.
    """
    scores = [
        -1.0 if attempt.after_answer or not (grade := _grade(attempt.graded)) else grade.score
        for attempt in attempts
    ]
    best = scores.index(max(scores)) if scores else 0
    found: list[Kind] = []
    for place, attempt in enumerate(attempts):
        if place == 0:
            found.append("first")
        elif attempt.after_answer:
            found.append("after_answer")
        else:
            found.append("best" if place == best else "later")
    return found


def answers_open_after(attempts: Sequence[Attempt]) -> int:
    """How many more attempts open the model answers: two that differ, or one that passed."""
    if any((grade := _grade(attempt.graded)) and grade.passed for attempt in attempts):
        return 0
    counted: list[Attempt] = []
    for attempt in attempts:
        if all(_differ(attempt, other) for other in counted):
            counted.append(attempt)
    return max(0, ATTEMPTS_BEFORE_ANSWERS - len(counted))


def status_of(grade: Grade | None) -> Status:
    """Whether anything of an attempt could be judged."""
    scored = grade is not None and any(part.score is not None for part in grade.parts)
    return "graded" if scored else "unscored"


def _grade(graded: Graded | None) -> Grade | None:
    return graded.grade if graded else None


def _differ(one: Attempt, other: Attempt) -> bool:
    words = [fold(attempt.response["text"]).split() for attempt in (one, other)]
    if any(words):
        return Indel.distance(*words) >= WORDS_APART
    return bool(one.response["answers"] != other.response["answers"])
