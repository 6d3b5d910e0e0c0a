"""Attempts: what was handed in, only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, insert, select

from promptward.store import drafts, reveals, seats
from promptward.store import grades as graded
from promptward.store.tables import attempts, grades
from promptward.store.tables import drafts as drafts_table
from promptward.store.values import Attempt, Conflict, Draft, Place, Progress, Receipt, Submission

# Made once, as they run with every submit.
COUNT = (
    select(func.count())
    .select_from(attempts)
    .where(attempts.c.seat == bindparam("seat"), attempts.c.exercise == bindparam("exercise"))
)
BY_KEY = select(attempts).where(attempts.c.seat == bindparam("seat"), attempts.c.key == bindparam("key"))
ADD = insert(attempts).returning(attempts.c.id)


def submit(connection: Connection, new: Submission, at: datetime) -> Receipt | Conflict:
    """Make an attempt of `new`, and its response the draft.

    The same key gives the receipt it gave before. A submit from an old tab (`base_rev` is not the newest, and
    the draft says something else) makes none: its response is set aside and the newer one comes back.
    """
    place = Place(new.seat, new.exercise)
    seats.hold(connection, new.seat)
    if (before := _receipt(connection, new.seat, new.key)) is not None:
        return before
    current = drafts.find(connection, place)
    draft = Draft(new.response, new.base_rev, new.device, at, new.masked)
    if current is not None and current.response != new.response and not drafts.follows(current, draft):
        drafts.set_aside(connection, place, current, draft)
        return Conflict(current)
    number = 1 + connection.execute(COUNT, place._asdict()).scalar_one()
    after_answer = reveals.count(connection, place, "answer") > 0
    attempt = _add(connection, new, number, at, after_answer=after_answer)
    rev = (current.rev if current else 0) + 1
    drafts.put(connection, place, replace(draft, rev=rev), submitted_rev=rev)
    return Receipt(attempt, new.exercise, number, new.key, at, rev, new=True, after_answer=after_answer)


def of_exercise(connection: Connection, place: Place) -> tuple[Attempt, ...]:
    """The attempts of a seat, by number, each with its newest grade."""
    rows = connection.execute(select(attempts).filter_by(**place._asdict()).order_by(attempts.c.number))
    return with_grades(connection, rows.all())


def ungraded(connection: Connection) -> tuple[Attempt, ...]:
    """Attempts that no grader has seen to its end, oldest first."""
    seen = exists().where(grades.c.attempt == attempts.c.id)
    return with_grades(
        connection, connection.execute(select(attempts).where(~seen).order_by(attempts.c.id)).all()
    )


def progress(connection: Connection, seat: str) -> dict[str, Progress]:
    """How far a seat is in every exercise it has touched."""
    unsent = select(drafts_table.c.exercise, drafts_table.c.rev != drafts_table.c.submitted_rev)
    found = {
        exercise: Progress(exercise, draft=draft)
        for exercise, draft in connection.execute(unsent.where(drafts_table.c.seat == seat))
    }
    columns = (attempts.c.exercise, attempts.c.submitted_at, attempts.c.after_answer)
    rows = connection.execute(
        select(*columns, grades.c.id, grades.c.score, grades.c.band, grades.c.passed)
        .select_from(attempts.outerjoin(grades, grades.c.id == graded.newest_id()))
        .where(attempts.c.seat == seat)
        .order_by(attempts.c.id)
    )
    for row in rows:
        found[row.exercise] = _further(found[row.exercise], row)
    return found


def _further(before: Progress, row: Any) -> Progress:
    best = row.score is not None and not row.after_answer and row.score > (before.best_score or -1)
    return replace(
        before,
        attempts=before.attempts + 1,
        grading=before.grading + (row.id is None),
        passed=before.passed or bool(row.passed),
        best_score=row.score if best else before.best_score,
        best_band=row.band if best else before.best_band,
        last_at=row.submitted_at,
    )


def _add(connection: Connection, new: Submission, number: int, at: datetime, *, after_answer: bool) -> int:
    row = {
        "seat": new.seat,
        "exercise": new.exercise,
        "number": number,
        "key": new.key,
        "submitted_at": at,
        "role": new.role,
        "lang": new.lang,
        "exercise_digest": new.exercise_digest,
        "reply": new.response["reply"],
        "response": new.response,
        "masked": list(new.masked),
        "after_answer": after_answer,
    }
    attempt: int = connection.execute(ADD, row).scalar_one()
    return attempt


def _receipt(connection: Connection, seat: str, key: str) -> Receipt | None:
    row = connection.execute(BY_KEY, {"seat": seat, "key": key}).one_or_none()
    if row is None:
        return None
    draft = drafts.find(connection, Place(seat, row.exercise))
    rev = draft.rev if draft else 0
    return Receipt(
        row.id,
        row.exercise,
        row.number,
        key,
        row.submitted_at,
        rev,
        new=False,
        after_answer=row.after_answer,
    )


def with_grades(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Attempt, ...]:
    """The attempts of these rows, each with its newest grade."""
    newest = graded.newest_of(connection, [row.id for row in rows])
    return tuple(
        Attempt(
            row.id,
            row.seat,
            row.exercise,
            row.number,
            row.key,
            row.submitted_at,
            row.role,
            row.lang,
            row.exercise_digest,
            row.response,
            tuple(row.masked),
            row.after_answer,
            newest.get(row.id),
        )
        for row in rows
    )
