"""Seats: who is there, and that everything of theirs can go."""

from __future__ import annotations

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from promptward.errors import StoreError
from promptward.store.tables import seats
from promptward.store.values import Seat

HOLD = select(seats.c.id).where(seats.c.id == bindparam("seat")).with_for_update()
COLUMNS = [seats.c[name] for name in Seat.__dataclass_fields__]


class NoSuchSeat(StoreError):  # noqa: N818 (it is what it says)
    """The seat was deleted, or never was."""


def create(connection: Connection, seat: Seat, code_hash: str) -> Seat:
    """Add a seat."""
    values = {name: getattr(seat, name) for name in Seat.__dataclass_fields__}
    connection.execute(insert(seats).values(**values, code_hash=code_hash))
    return seat


def hold(connection: Connection, seat: str) -> None:
    """Keep other writers of this seat waiting until the commit (PostgreSQL; SQLite has one writer anyway).

    Raises NoSuchSeat.
    """
    if connection.execute(HOLD, {"seat": seat}).first() is None:
        raise NoSuchSeat("there is no such seat")


def find(connection: Connection, seat: str) -> Seat | None:
    """The seat with this id."""
    return _seat(connection.execute(select(*COLUMNS).where(seats.c.id == seat)).first())


def find_by_code(connection: Connection, code_hash: str) -> Seat | None:
    """The seat that this code opens."""
    return _seat(connection.execute(select(*COLUMNS).where(seats.c.code_hash == code_hash)).first())


def of_workshop(connection: Connection, workshop: str) -> tuple[Seat, ...]:
    """The seats of a workshop, in the order in which they were taken."""
    rows = connection.execute(
        select(*COLUMNS).where(seats.c.workshop == workshop).order_by(seats.c.created_at, seats.c.id)
    )
    return tuple(Seat(**row._mapping) for row in rows)  # noqa: SLF001


def move_in(connection: Connection, seat: str, workshop: str) -> Seat | None:
    """Bring a seat of self-study into a workshop; None when it is in one already."""
    hold(connection, seat)
    alone = update(seats).where(seats.c.id == seat, seats.c.workshop.is_(None))
    moved = connection.execute(alone.values(workshop=workshop)).rowcount
    return find(connection, seat) if moved else None


def set_code(connection: Connection, seat: str, code_hash: str) -> None:
    """From now on this code opens the seat, and the one before opens nothing. Raises NoSuchSeat."""
    hold(connection, seat)
    connection.execute(update(seats).where(seats.c.id == seat).values(code_hash=code_hash))


def set_language(connection: Connection, seat: str, lang: str) -> Seat:
    """Change the language of a seat."""
    hold(connection, seat)
    connection.execute(update(seats).where(seats.c.id == seat).values(lang=lang))
    found = find(connection, seat)
    assert found is not None
    return found


def erase(connection: Connection, seat: str) -> bool:
    """Delete a seat and, by the foreign keys, everything that hangs on it."""
    return bool(connection.execute(delete(seats).where(seats.c.id == seat)).rowcount)


def _seat(row: Row[tuple[object, ...]] | None) -> Seat | None:
    return Seat(**row._mapping) if row else None  # noqa: SLF001 (SQLAlchemy's public name has the underscore)
