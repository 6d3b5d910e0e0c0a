"""Workshops in the record: opened, joined by a code, paused, closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from promptward.errors import StoreError
from promptward.store import codes, seats
from promptward.store.tables import seats as seats_table
from promptward.store.tables import workshops
from promptward.store.values import Seat, Workshop, WorkshopState

COLUMNS = [workshops.c[name] for name in Workshop.__dataclass_fields__]


class WorkshopShut(StoreError):  # noqa: N818 (it is what it says)
    """Nobody may join: `state` says whether that is a pause or the end."""

    def __init__(self, state: WorkshopState) -> None:
        super().__init__(f"the workshop is {state}")
        self.state = state


def add(connection: Connection, new: Workshop) -> Workshop:
    """Add a workshop under its id."""
    values = {name: getattr(new, name) for name in Workshop.__dataclass_fields__}
    connection.execute(insert(workshops).values(values | {"exercises": list(new.exercises)}))
    return new


def free_code(connection: Connection) -> str:
    """A join code that no workshop has or had."""
    while True:
        code = codes.new_join_code()
        if _one(connection, workshops.c.join_code == code) is None:
            return code


def find(connection: Connection, code_or_id: str) -> Workshop | None:
    """The workshop with this join code, however it was typed, or with this id."""
    code = codes.normal_join_code(code_or_id)
    return _one(connection, or_(workshops.c.join_code == code, workshops.c.id == code_or_id.strip()))


def find_by_code(connection: Connection, code: str) -> Workshop | None:
    """The workshop with this join code, given as its eight digits."""
    return _one(connection, workshops.c.join_code == code)


def all_of_them(connection: Connection) -> tuple[tuple[Workshop, int], ...]:
    """Every workshop with the number of its seats, the newest first."""
    taken = select(func.count()).where(seats_table.c.workshop == workshops.c.id).scalar_subquery()
    rows = connection.execute(
        select(*COLUMNS, taken.label("taken")).order_by(workshops.c.opened_at.desc(), workshops.c.id)
    )
    return tuple((_workshop(row), row.taken) for row in rows)


def change(connection: Connection, workshop: str, **values: Any) -> Workshop:
    """Set columns of a workshop."""
    connection.execute(update(workshops).where(workshops.c.id == workshop).values(values))
    changed = _one(connection, workshops.c.id == workshop)
    if changed is None:
        raise StoreError("there is no such workshop")
    return changed


def take_seat(connection: Connection, seat: Seat, code_hash: str, at: datetime) -> Seat:
    """Add a seat to the workshop it names. Raises WorkshopShut."""
    _hold_open(connection, seat.workshop or "", at)
    return seats.create(connection, seat, code_hash)


def move_in(connection: Connection, seat: str, workshop: str, at: datetime) -> Seat | None:
    """Bring a seat of self-study into a workshop; None when it is in one already. Raises WorkshopShut."""
    _hold_open(connection, workshop, at)
    return seats.move_in(connection, seat, workshop)


def _hold_open(connection: Connection, workshop: str, at: datetime) -> None:
    """Keep the workshop as it is until the commit: once `lock` has returned, nobody comes in behind it."""
    row = connection.execute(
        select(*COLUMNS).where(workshops.c.id == workshop).with_for_update(read=True)
    ).one_or_none()
    state = _workshop(row).state(at) if row else "closed"
    if state != "open":
        raise WorkshopShut(state)


def _one(connection: Connection, which: ColumnElement[bool]) -> Workshop | None:
    row = connection.execute(select(*COLUMNS).where(which)).first()
    return _workshop(row) if row else None


def _workshop(row: Any) -> Workshop:
    values = {name: getattr(row, name) for name in Workshop.__dataclass_fields__}
    return Workshop(**values | {"exercises": tuple(row.exercises), "join_code": row.join_code or ""})
