"""Workshops from outside: asynchronous like the rest of the record, for the server and for the command line.

Both may write at once: every write holds the record for itself (`BEGIN IMMEDIATE`, or a row lock on
PostgreSQL), so what the command line changes holds for the next request of the server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar
from uuid import uuid4

from sqlalchemy import Connection

from promptward.store import codes, joining, results, seats
from promptward.store.values import Member, Seat, Workshop
from promptward.text import fold

T = TypeVar("T")
HOURS = 8.0
"""How long people may join, unless somebody says otherwise: a working day."""


class Write(Protocol):
    """Runs work in one transaction and returns after its commit."""

    def __call__(
        self, work: Callable[[Connection], T], *, durable: bool = ..., erases: bool = ...
    ) -> Awaitable[T]: ...


class Read(Protocol):
    """Runs work that only reads."""

    def __call__(self, work: Callable[[Connection], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Workshops:
    """The workshops of a record. Every method may raise StoreError; then nothing was kept."""

    _write: Write
    _read: Read
    _code_key: bytes = field(repr=False)

    async def open(
        self, name: str, exercises: Sequence[str] = (), *, hours: float = HOURS, mode: str = "hall"
    ) -> Workshop:
        """A new workshop; joining ends by itself after `hours`."""
        at = _now()

        def add(connection: Connection) -> Workshop:
            code = joining.free_code(connection)
            end = at + timedelta(hours=hours)
            new = Workshop(
                uuid4().hex, name, mode, code, locked=False, opened_at=at, closes_at=end, closed_at=None,
                exercises=tuple(exercises),
            )  # fmt: skip
            return joining.add(connection, new)

        return await self._write(add)

    async def all(self) -> tuple[tuple[Workshop, int], ...]:
        """Every workshop with the number of its seats, the newest first."""
        return await self._read(joining.all_of_them)

    async def find(self, code_or_id: str) -> Workshop | None:
        """The workshop with this id, or with this join code, however it was typed."""
        return await self._read(lambda c: joining.find(c, code_or_id))

    async def by_code(self, code: str) -> Workshop | None:
        """The workshop with this join code, however it was typed; also one that is closed."""
        digits = codes.normal_join_code(code)
        return await self._read(lambda c: joining.find_by_code(c, digits)) if digits else None

    async def close(self, workshop: str) -> Workshop:
        """Nobody joins any more; what its members wrote is kept, and they go on in self-study."""
        at = _now()

        def close(connection: Connection) -> Workshop:
            found = joining.find(connection, workshop)
            return found if found and found.closed_at else joining.change(connection, workshop, closed_at=at)

        return await self._write(close)

    async def lock(self, workshop: str, *, locked: bool) -> Workshop:
        """Stop new members at once, or let them in again."""
        return await self._write(lambda c: joining.change(c, workshop, locked=locked))

    async def join(
        self, workshop: str, name: str, role: str, lang: str, facility: str = "", *, shared: bool = False
    ) -> tuple[Seat, str]:
        """A new seat in the workshop, and its code. Raises WorkshopShut."""
        at = _now()
        seat = Seat(uuid4().hex, workshop, name, role, lang, facility, shared, at)
        code = codes.new_code()
        digest = codes.digest(code, self._code_key)
        return await self._write(lambda c: joining.take_seat(c, seat, digest, at)), code

    async def move_in(self, workshop: str, seat: str) -> Seat | None:
        """A seat of self-study as a member from now on; None when it has one. Raises WorkshopShut."""
        at = _now()
        return await self._write(lambda c: joining.move_in(c, seat, workshop, at))

    async def find_seats(self, workshop: str, name: str = "") -> tuple[Seat, ...]:
        """The members whose name contains `name`, with or without its marks."""
        part = fold(name).strip()
        members = await self._read(lambda c: seats.of_workshop(c, workshop))
        return tuple(seat for seat in members if part in fold(seat.name))

    async def reset_code(self, seat: str) -> str:
        """A new code for a seat; the one before opens nothing from now on. Raises NoSuchSeat."""
        code = codes.new_code()
        digest = codes.digest(code, self._code_key)
        await self._write(lambda c: seats.set_code(c, seat, digest))
        return code

    async def results(self, workshop: str) -> tuple[Member, ...]:
        """Every member with its results."""
        return await self._read(lambda c: results.of_workshop(c, workshop))


def _now() -> datetime:
    return datetime.now(UTC)
