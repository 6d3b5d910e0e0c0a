"""What the members of a workshop have reached, in figures: no answer leaves the record here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from promptward.store import grades as graded
from promptward.store import seats
from promptward.store.tables import attempts, grades
from promptward.store.tables import seats as seats_table
from promptward.store.values import Member, Result

NOTHING = Result("", attempts=0, ungraded=0, first_score=None, best_score=None, passed=False)


def of_workshop(connection: Connection, workshop: str) -> tuple[Member, ...]:
    """Every seat of a workshop, in the order of joining, with its results by exercise."""
    found: defaultdict[str, dict[str, Result]] = defaultdict(dict)
    rows = connection.execute(
        select(
            attempts.c.seat,
            attempts.c.exercise,
            attempts.c.number,
            attempts.c.after_answer,
            grades.c.score,
            grades.c.passed,
        )
        .select_from(
            attempts.join(seats_table, seats_table.c.id == attempts.c.seat).outerjoin(
                grades, grades.c.id == graded.newest_id()
            )
        )
        .where(seats_table.c.workshop == workshop)
        .order_by(attempts.c.id)
    )
    for row in rows:
        own = found[row.seat]
        own[row.exercise] = _with(own.get(row.exercise) or replace(NOTHING, exercise=row.exercise), row)
    return tuple(
        Member(seat, tuple(found[seat.id][exercise] for exercise in sorted(found[seat.id])))
        for seat in seats.of_workshop(connection, workshop)
    )


def _with(before: Result, row: Any) -> Result:
    counts = row.score is not None and not row.after_answer
    best = row.score if counts and row.score > (before.best_score or -1) else before.best_score
    return replace(
        before,
        attempts=before.attempts + 1,
        ungraded=before.ungraded + (row.score is None),
        first_score=row.score if row.number == 1 else before.first_score,
        best_score=best,
        passed=before.passed or bool(row.passed),
    )
