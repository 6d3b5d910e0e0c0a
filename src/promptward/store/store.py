"""The record: asynchronous outside, one writing thread and a few reading ones inside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from promptward.errors import StoreError
from promptward.findings import Grade
from promptward.settings import Settings
from promptward.store import attempts, codes, drafts, engines, grades, regrading, reveals, seats, turns
from promptward.store.folder import open_folder, secret
from promptward.store.schema import upgrade
from promptward.store.values import (
    Attempt,
    Conflict,
    Draft,
    Graded,
    Masks,
    Place,
    Progress,
    Receipt,
    Response,
    Saved,
    Seat,
    Submission,
    Turn,
)
from promptward.store.workshops import Workshops
from promptward.store.writer import Writer

T = TypeVar("T")


def now() -> datetime:
    """The time of day, for people to read; order is kept by numbers, as clocks may jump."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that must outlive the process. Open it with `Store.open`.

    What a method returns after writing was committed before it returned. Every method may raise StoreError;
    then nothing of what it was asked for was kept.
    """

    _writer: Writer
    _write_engine: Engine
    _read_engine: Engine
    _readers: ThreadPoolExecutor
    _code_key: bytes = field(repr=False)

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open the record, made or brought up to date if need be. Raises StoreError."""
        folder = open_folder(settings.data_dir)
        url = engines.address(settings)
        write_engine = engines.write_engine(url)
        try:
            upgrade(write_engine)
        except BaseException:
            write_engine.dispose()
            raise
        return cls(
            Writer(write_engine),
            write_engine,
            engines.read_engine(url),
            ThreadPoolExecutor(engines.READERS, thread_name_prefix="promptward-reader"),
            secret(folder, "seat-code.key"),
        )

    def close(self) -> None:
        """Write what waits, then let go of the database."""
        self._writer.close()
        self._readers.shutdown()
        self._write_engine.dispose()
        self._read_engine.dispose()

    @property
    def workshops(self) -> Workshops:
        """The live sessions of this record, their members and results."""
        return Workshops(self._write, self._read, self._code_key)

    async def create_seat(
        self, name: str, role: str, lang: str, facility: str = "", *, shared: bool = False
    ) -> tuple[Seat, str]:
        """A new seat for self-study, and the code that opens it: this once, it is kept nowhere."""
        seat = Seat(uuid4().hex, None, name, role, lang, facility, shared, now())
        code = codes.new_code()
        await self._write(lambda c: seats.create(c, seat, codes.digest(code, self._code_key)))
        return seat, code

    async def seat(self, seat: str) -> Seat | None:
        """The seat with this id."""
        return await self._read(lambda c: seats.find(c, seat))

    async def seat_by_code(self, code: str) -> Seat | None:
        """The seat that `code` opens, however it was typed."""
        if not codes.normal(code):
            return None
        code_hash = codes.digest(code, self._code_key)
        return await self._read(lambda c: seats.find_by_code(c, code_hash))

    async def set_language(self, seat: str, lang: str) -> Seat:
        """The seat, speaking `lang` from now on."""
        return await self._write(lambda c: seats.set_language(c, seat, lang))

    async def delete_seat(self, seat: str) -> bool:
        """Delete a trainee everywhere; False if there was none."""
        return await self._write(lambda c: seats.erase(c, seat), erases=True)

    async def draft(self, seat: str, exercise: str) -> Draft | None:
        """The draft, with the texts it displaced."""
        return await self._read(lambda c: drafts.find(c, Place(seat, exercise)))

    async def save_draft(
        self,
        seat: str,
        exercise: str,
        response: Response,
        *,
        base_rev: int,
        device: str = "",
        masked: Masks = (),
    ) -> Saved | Conflict:
        """Keep a draft written on revision `base_rev`; a conflict brings the newer one and keeps both."""
        new = Draft(response, 0, device, now(), masked)
        return await self._write(
            lambda c: drafts.save(c, Place(seat, exercise), new, base_rev=base_rev), durable=False
        )

    async def tick(self, seat: str, exercise: str, ticks: Sequence[str]) -> int:
        """Note the criteria the trainee believes to have met; the draft's revision."""
        return await self._write(
            lambda c: drafts.tick(c, Place(seat, exercise), list(ticks), at=now()), durable=False
        )

    async def submit_attempt(self, submission: Submission) -> Receipt | Conflict:
        """Make an attempt; the same key twice is one. A conflict means that the page was stale."""
        return await self._write(lambda c: attempts.submit(c, submission, now()))

    async def attempts(self, seat: str, exercise: str) -> tuple[Attempt, ...]:
        """The attempts by number, each with its newest grade."""
        return await self._read(lambda c: attempts.of_exercise(c, Place(seat, exercise)))

    async def ungraded_attempts(self) -> tuple[Attempt, ...]:
        """Attempts without a grade or a reason why there is none, oldest first."""
        return await self._read(attempts.ungraded)

    async def graded_attempts(
        self, after: int = 0, exercise: str | None = None, *, most: int = 200
    ) -> tuple[Attempt, ...]:
        """The next attempts behind the one with the id `after` that have a grade, by id."""
        return await self._read(lambda c: regrading.graded_after(c, after, exercise, most))

    async def scores_by_people(self, wanted: Sequence[int]) -> dict[int, float]:
        """The scores that instructors gave to these attempts; they outrank every grade."""
        return await self._read(lambda c: regrading.scores_by_people(c, wanted))

    async def add_grade(self, attempt: int, grade: Grade) -> bool:
        """Add a grade to those an attempt has; False when it is the newest already."""
        return await self._write(
            lambda c: grades.add(c, attempt, Graded(grade, "", grade.grader_hash, now()))
        )

    async def add_unscored(self, attempt: int, reason: str, grader_hash: str = "") -> bool:
        """Note that an attempt could not be graded, and why."""
        return await self._write(lambda c: grades.add(c, attempt, Graded(None, reason, grader_hash, now())))

    async def progress(self, seat: str) -> dict[str, Progress]:
        """How far the seat is, by exercise; only those it has touched."""
        return await self._read(lambda c: attempts.progress(c, seat))

    async def dispute(self, attempt: int, criterion: str, words: str) -> int:
        """Note a dispute; its number."""
        return await self._write(lambda c: grades.dispute(c, attempt, criterion, words, at=now()))

    async def reveal(self, seat: str, exercise: str, what: reveals.What, number: int) -> None:
        """Remember that hint or answer `number` (from 1) was opened."""
        await self._write(lambda c: reveals.add(c, Place(seat, exercise), what, number, at=now()))

    async def revealed(self, seat: str, exercise: str) -> tuple[int, int]:
        """How many hints and how many answers were opened."""
        place = Place(seat, exercise)
        return await self._read(
            lambda c: (reveals.count(c, place, "hint"), reveals.count(c, place, "answer"))
        )

    async def start_turn(self, seat: str, exercise: str, turn: str, text: str) -> turns.Start:
        """Begin a turn: `new`, `known` (begun before) or `busy` (another one streams)."""
        return await self._write(lambda c: turns.start(c, Place(seat, exercise), turn, text, at=now()))

    async def finish_turn(self, seat: str, exercise: str, turn: str, reply: dict[str, Any]) -> bool:
        """Store the whole reply."""
        return await self._write(
            lambda c: turns.end(c, Place(seat, exercise), turn, reply=reply, error="", at=now())
        )

    async def fail_turn(self, seat: str, exercise: str, turn: str, error: str) -> bool:
        """Store that there is none, and what the page says about it."""
        return await self._write(
            lambda c: turns.end(c, Place(seat, exercise), turn, reply=None, error=error, at=now())
        )

    async def fail_turns(self, seat: str | None = None, exercise: str = "") -> int:
        """Mark turns as failed that no process streams any more (everyone's, without a seat); how many."""
        place = Place(seat, exercise) if seat else None
        return await self._write(lambda c: turns.end_all(c, place, now()))

    async def turns(self, seat: str, exercise: str) -> tuple[Turn, ...]:
        """The turns, oldest first."""
        return await self._read(lambda c: turns.of_exercise(c, Place(seat, exercise)))

    async def _write(
        self, work: Callable[[Connection], T], *, durable: bool = True, erases: bool = False
    ) -> T:
        return await asyncio.wrap_future(self._writer.write(work, durable=durable, erases=erases))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            try:
                with self._read_engine.connect() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                raise StoreError("the record could not be read") from error

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)
