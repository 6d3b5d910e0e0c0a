"""A seat in an exercise of the tiny course: a real record, real grading, a model that says its lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from promptward.course import Course, open_course
from promptward.grading import grade
from promptward.models.replies import ReplyEnd
from promptward.practice import Practice, Services
from promptward.settings import Settings
from promptward.store import Seat, Store

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
EXERCISE = "night-handover"
SENTENCES = ({"id": "calm", "text": "Câu mở đầu."},)
REPLY = ReplyEnd("level-2", SENTENCES, "prose", "scripted", live=False, text="Câu mở đầu.")


@dataclass
class Script:
    """A model that says its lines; an exception among them is raised, an event waited for."""

    lines: list[Any] = field(default_factory=lambda: ["Câu ", "mở đầu.", REPLY])
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    async def stream(self, exercise_id: str, text: str, lang: str) -> AsyncIterator[Any]:
        self.heard.append((exercise_id, text, lang))
        for line in self.lines:
            if isinstance(line, Exception):
                raise line
            if isinstance(line, asyncio.Event):
                await line.wait()
            else:
                yield line


@dataclass
class Room:
    """A server without the web: services, one seat, and what its pages were told."""

    services: Services
    seat: Seat
    model: Script
    told: list[tuple[str, str, dict[str, Any]]]

    async def ask(self, op: str, payload: object = None, /, **fields: Any) -> dict[str, Any]:
        return await Practice(self.seat, EXERCISE, self.services).dispatch(
            op, fields if payload is None else payload
        )

    async def save(self, text: str, base_rev: int = 0, **fields: Any) -> dict[str, Any]:
        return await self.ask("save", response={"text": text}, base_rev=base_rev, **fields)

    async def submit(
        self, text: str, base_rev: int = 0, key: str = "k" * 16, **response: Any
    ) -> dict[str, Any]:
        return await self.ask("submit", response={"text": text} | response, base_rev=base_rev, key=key)

    async def send(self, text: str, turn: str = "t" * 16, **fields: Any) -> dict[str, Any]:
        return await self.ask("send", text=text, turn=turn, **fields)

    async def state(self) -> dict[str, Any]:
        return await self.ask("state", {})

    def events(self, name: str) -> list[dict[str, Any]]:
        return [data for seat, event, data in self.told if (seat, event) == (self.seat.id, name)]


@pytest.fixture(scope="session")
def course() -> Course:
    return open_course(MINI)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = Store.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def serve(course: Course) -> Callable[[Store], tuple[Services, Script, list[Any]]]:
    """Services around a record, as a server makes them when it starts."""

    def make(store: Store) -> tuple[Services, Script, list[Any]]:
        async def graded(exercise: str, role: str, response: Mapping[str, Any], spans: Any) -> Any:
            return grade(course, exercise, role, response, masked=spans)

        model, told = Script(), []
        services = Services(course, store, model, graded, lambda *event: told.append(event))  # type: ignore[arg-type]
        return services, model, told

    return make


@pytest.fixture
async def room(store: Store, serve: Any) -> AsyncIterator[Room]:
    services, model, told = serve(store)
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    yield Room(services, seat, model, told)
    await services.close()
