"""Hints and model answers that were opened."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, func, insert, select

from promptward.store import seats
from promptward.store.tables import revealed
from promptward.store.values import Place

What = Literal["hint", "answer"]
COUNT = (
    select(func.count())
    .select_from(revealed)
    .where(*(revealed.c[name] == bindparam(name) for name in ("seat", "exercise", "what")))
)


def add(connection: Connection, place: Place, what: What, number: int, *, at: datetime) -> None:
    """Remember that hint or answer `number` was opened."""
    seats.hold(connection, place.seat)
    here = place._asdict() | {"what": what, "number": number}
    if not connection.execute(select(revealed.c.seat).filter_by(**here)).first():
        connection.execute(insert(revealed).values(here | {"opened_at": at}))


def count(connection: Connection, place: Place, what: What) -> int:
    """How many hints or answers were opened."""
    return connection.execute(COUNT, place._asdict() | {"what": what}).scalar_one()
