"""A notebook open in JupyterLab: this process answers, and its record lasts as long as the kernel.

Nothing here runs in a served page. The course is opened anew by every `show()`, so that an author sees what
was changed; the record is a temporary one, whatever `promptward.toml` names.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptward.course import Course, open_course
from promptward.course.views import public_view
from promptward.errors import PromptwardError
from promptward.models import Gateway
from promptward.practice import Practice, Refused, Services
from promptward.settings import Settings
from promptward.store import Store
from promptward.words import catalogue
from promptward.workers import GraderPool

if TYPE_CHECKING:
    from promptward.widgets.exercise import ExerciseWidget


def attend(widget: ExerciseWidget, exercise_id: str) -> None:
    """Let this process answer the operations of `widget`. Raises CourseError or LookupError."""
    course = open_course(course_here())
    if exercise_id not in course.exercises:
        raise LookupError(f"no exercise {exercise_id!r}; there are: {', '.join(sorted(course.exercises))}")
    widget.view = public_view(course, exercise_id)
    widget.words = dict(catalogue("vi"))
    desk = Desk(widget, course, exercise_id)
    widget.on_msg(desk.receive)


def course_here() -> Path | None:
    """The course the notebook lies in, or None: the shipped one."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "course.yaml").is_file()), None)


@cache
def settings() -> Settings:
    """The operator's settings, but with a record that dies with this process."""
    folder = tempfile.mkdtemp(prefix="promptward-lab-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Settings(data_dir=Path(folder), database="", grade_workers=1)


@cache
def store() -> Store:
    """The temporary record."""
    opened = Store.open(settings())
    atexit.register(opened.close)
    return opened


class Desk:
    """Where one widget's messages are answered, one after the other as they come."""

    def __init__(self, widget: ExerciseWidget, course: Course, exercise_id: str) -> None:
        self._widget = widget
        self._course = course
        self._exercise = exercise_id
        self._practice: asyncio.Task[Practice] | None = None
        self._answers: set[asyncio.Task[None]] = set()

    def receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        """Answer a message {op, payload, id} as soon as the answer is there."""
        answer = asyncio.get_running_loop().create_task(self._answer(message))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def _answer(self, message: Mapping[str, Any]) -> None:
        about = {"id": message.get("id")}
        try:
            practice = await self._ready()
            reply = await practice.dispatch(str(message.get("op")), dict(message.get("payload") or {}))
        except Refused as refused:
            answer = refused.as_json()
            answer["error"]["status"] = refused.status
            self._widget.send(answer | about)
        except PromptwardError as problem:
            self._widget.send({**about, "error": {"status": 503, "code": "busy", "message": str(problem)}})
        else:
            self._widget.send({**about, "reply": reply})

    async def _ready(self) -> Practice:
        if self._practice is None:
            self._practice = asyncio.create_task(self._sit_down())
        return await asyncio.shield(self._practice)

    async def _sit_down(self) -> Practice:
        role = self._course.exercises[self._exercise].roles[0]
        record = await asyncio.to_thread(store)
        seat, _ = await record.create_seat("JupyterLab", role, self._widget.lang)
        pool = GraderPool(self._course.root, settings())
        gateway = Gateway(settings(), self._course)
        return Practice(
            seat, self._exercise, Services(self._course, record, gateway, pool.grade, self._publish)
        )

    def _publish(self, _seat: str, event: str, data: dict[str, Any]) -> None:
        self._widget.send({"event": event, "data": data})
