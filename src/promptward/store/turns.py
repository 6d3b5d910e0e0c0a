"""Turns: what was sent to the model, and what came back; one at a time a seat and exercise."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from promptward.store import seats
from promptward.store.tables import turns
from promptward.store.values import Place, Turn

Start = Literal["new", "known", "busy"]


def start(connection: Connection, place: Place, turn: str, text: str, *, at: datetime) -> Start:
    """Begin a turn; `known` when it was begun before, `busy` while another one still streams."""
    seats.hold(connection, place.seat)
    if connection.execute(select(turns.c.id).filter_by(**place._asdict(), turn=turn)).first():
        return "known"
    if connection.execute(select(turns.c.id).filter_by(**place._asdict(), status="streaming")).first():
        return "busy"
    begun = {"turn": turn, "text": text, "status": "streaming", "error": "", "started_at": at}
    connection.execute(insert(turns).values(place._asdict() | begun))
    return "new"


def end(
    connection: Connection, place: Place, turn: str, *, reply: dict[str, Any] | None, error: str, at: datetime
) -> bool:
    """End a turn with its reply, or (`reply` None) as failed; False when it had ended before."""
    ended = {"status": "failed" if reply is None else "done", "reply": reply, "error": error, "ended_at": at}
    running = update(turns).filter_by(**place._asdict(), turn=turn, status="streaming")
    return bool(connection.execute(running.values(ended)).rowcount)


def end_all(connection: Connection, place: Place | None, at: datetime) -> int:
    """Mark turns nobody streams any more as failed: all of them after a restart, or those of one place."""
    running = update(turns).filter_by(status="streaming", **(place._asdict() if place else {}))
    return connection.execute(running.values(status="failed", ended_at=at)).rowcount


def of_exercise(connection: Connection, place: Place) -> tuple[Turn, ...]:
    """The turns of a seat, oldest first."""
    rows = connection.execute(select(turns).filter_by(**place._asdict()).order_by(turns.c.id))
    return tuple(Turn(row.turn, row.text, row.status, row.reply, row.error, row.started_at) for row in rows)
