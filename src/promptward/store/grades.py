"""What became of an attempt: grades, only ever added to, and disputes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, func, insert, select

from promptward.grading.records import grade_from_record, grade_to_record
from promptward.store.tables import attempts, disputes, grades
from promptward.store.values import Graded


def add(connection: Connection, attempt: int, graded: Graded) -> bool:
    """Add a grade, or why there is none.

    False when the newest one says just that already, or the attempt was deleted while it was graded.
    """
    if connection.execute(select(attempts.c.id).filter_by(id=attempt)).first() is None:
        return False
    newest = newest_of(connection, [attempt]).get(attempt)
    if newest and _same(newest, graded):
        return False
    grade = graded.grade
    connection.execute(
        insert(grades).values(
            attempt=attempt,
            graded_at=graded.graded_at,
            grader_hash=graded.grader_hash,
            score=grade and grade.score,
            band=grade and grade.band.value,
            passed=bool(grade and grade.passed),
            provisional=bool(grade and grade.provisional),
            grade=None if grade is None else grade_to_record(grade),
            reason=graded.reason,
        )
    )
    return True


def newest_id() -> ScalarSelect[int]:
    """The id of the newest grade of each attempt of the query around it."""
    later = grades.alias()
    return select(func.max(later.c.id)).where(later.c.attempt == attempts.c.id).scalar_subquery()


def newest_of(connection: Connection, wanted: Sequence[int]) -> dict[int, Graded]:
    """The newest grade of each of these attempts that has one."""
    if not wanted:
        return {}
    found: dict[int, Graded] = {}
    for row in connection.execute(select(grades).where(grades.c.attempt.in_(wanted)).order_by(grades.c.id)):
        grade = None if row.grade is None else grade_from_record(row.grade)
        found[row.attempt] = Graded(grade, row.reason, row.grader_hash, row.graded_at)
    return found


def dispute(connection: Connection, attempt: int, criterion: str, words: str, *, at: datetime) -> int:
    """Note that the trainee disagrees about a criterion; once for each, the first words stand."""
    here = {"attempt": attempt, "criterion": criterion}
    known: int | None = connection.execute(select(disputes.c.id).filter_by(**here)).scalar()
    if known is not None:
        return known
    made = insert(disputes).values(here | {"words": words, "created_at": at, "outcome": ""})
    number: int = connection.execute(made.returning(disputes.c.id)).scalar_one()
    return number


def _same(one: Graded, other: Graded) -> bool:
    return replace(one, graded_at=other.graded_at) == other
