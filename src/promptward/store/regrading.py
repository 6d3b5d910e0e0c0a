"""What grading anew reads of the record: attempts that have a grade, and the scores people gave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, exists, select

from promptward.store import attempts as handed_in
from promptward.store.tables import attempts, grades, overrides
from promptward.store.values import Attempt


def graded_after(connection: Connection, after: int, exercise: str | None, most: int) -> tuple[Attempt, ...]:
    """Up to `most` graded attempts behind the one with the id `after`, by id, each with its newest grade.

    An attempt that no grader has seen yet is not among them: the server grades it.
    """
    wanted = select(attempts).where(attempts.c.id > after, exists().where(grades.c.attempt == attempts.c.id))
    if exercise is not None:
        wanted = wanted.where(attempts.c.exercise == exercise)
    rows = connection.execute(wanted.order_by(attempts.c.id).limit(most)).all()
    return handed_in.with_grades(connection, rows)


def scores_by_people(connection: Connection, wanted: Sequence[int]) -> dict[int, float]:
    """For each of these attempts that an instructor has scored, the newest such score."""
    if not wanted:
        return {}
    rows = connection.execute(
        select(overrides.c.attempt, overrides.c.score)
        .where(overrides.c.attempt.in_(wanted))
        .order_by(overrides.c.id)
    )
    return {row.attempt: row.score for row in rows}
