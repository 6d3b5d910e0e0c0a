"""One trainee's way through one exercise. The only code that answers the wire; no widgets, no web."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from promptward.course.claims import ClaimsExercise
from promptward.course.exercises import Exercise, PromptExercise
from promptward.course.views import public_view
from promptward.errors import StoreError
from promptward.grading.responses import MAX_TEXT, Response
from promptward.grading.verification import LIVE
from promptward.practice import operations
from promptward.practice.answered import Read, answers_of, refuse_unfinished
from promptward.practice.attempts import answers_open_after, attempt_views, grade_attempt
from promptward.practice.masking import masked, refuse_identifiers
from promptward.practice.payloads import read
from promptward.practice.refusals import Refused
from promptward.practice.services import Services
from promptward.practice.sheets import sheet_view
from promptward.practice.turns import Streaming, turn_view
from promptward.store import Attempt, Conflict, Draft, NoSuchSeat, Seat, Submission
from promptward.store.values import Masks
from promptward.text import Localized, is_blank
from promptward.words import say

T = TypeVar("T")
LONG = 2_000


class Practice:
    """A seat in an exercise. Raises Refused where there is no such exercise."""

    def __init__(self, seat: Seat, exercise_id: str, services: Services) -> None:
        self._seat = seat
        self._services = services
        self._store = services.store
        if exercise_id not in services.course.exercises:
            raise Refused(404, "unknown", self._say("There is no such exercise."))
        self._exercise: Exercise = services.course.exercises[exercise_id]

    async def dispatch(self, op: str, payload: object) -> dict[str, Any]:
        """Do `op` and answer in JSON values; whatever the payload is, the only error is Refused."""
        asked = read(op, payload, self._seat.lang)
        try:
            return await self._answer(asked)
        except NoSuchSeat:
            raise Refused(
                401, "sign_in", self._say("This seat is no longer there. Please join again.")
            ) from None
        except StoreError:
            message = self._say(
                "Not saved yet: the server is busy. The text is still on this page. Try again soon."
            )
            raise Refused(503, "busy", message) from None

    async def _answer(self, asked: operations.Payload) -> dict[str, Any]:
        match asked:
            case operations.Save():
                answer = await self._save(asked)
            case operations.Send():
                answer = await self._send(asked)
            case operations.Tick():
                answer = await self._tick(asked)
            case operations.Submit():
                answer = await self._submit(asked)
            case operations.Dispute():
                answer = await self._dispute(asked)
            case operations.Reveal():
                answer = await self._reveal(asked)
            case _:
                answer = await self._state()
        return answer

    async def _state(self) -> dict[str, Any]:
        place = (self._seat.id, self._exercise.id)
        draft, turns, attempts, opened = await asyncio.gather(
            self._store.draft(*place),
            self._store.turns(*place),
            self._store.attempts(*place),
            self._store.revealed(*place),
        )
        lang = self._seat.lang
        displaced = draft.displaced[-1] if draft and draft.displaced else None
        return {
            "exercise": public_view(self._services.course, self._exercise.id),
            "lang": lang,
            "role": self._seat.role,
            "name": self._seat.name,
            "draft": _draft_view(draft),
            "displaced": _draft_view(displaced),
            "turns": [turn_view(turn, lang) for turn in turns],
            "attempts": attempt_views(attempts, lang),
            "revealed": self._revealed(opened, attempts),
            "limits": {"text": MAX_TEXT},
            **self._sheet(),
        }

    def _sheet(self) -> dict[str, Any]:
        if not isinstance(self._exercise, ClaimsExercise):
            return {}
        return {"sheet": sheet_view(self._exercise, self._seat.id)}

    async def _save(self, asked: operations.Save) -> dict[str, Any]:
        _, answered = self._read(asked.response)
        response, spans = await self._masked(answered)
        saved = await self._store.save_draft(
            self._seat.id,
            self._exercise.id,
            response,
            base_rev=asked.base_rev,
            device=asked.device,
            masked=spans,
        )
        if isinstance(saved, Conflict):
            message = self._say(
                "There is a newer text from another page or device. Both are kept: choose one."
            )
            raise Refused(409, "conflict", message, other=_draft_view(saved.other))
        self._tell_pages(saved.draft.rev, asked.device)
        return {
            "rev": saved.draft.rev,
            "saved_at": saved.draft.saved_at.isoformat(),
            "response": saved.draft.response,
            "masked": [{key: span[key] for key in ("kind", "start", "end")} for span in saved.draft.masked],
        }

    async def _send(self, asked: operations.Send) -> dict[str, Any]:
        if not isinstance(self._exercise, PromptExercise):
            raise Refused(404, "unknown", self._say("There is no such operation."))
        if is_blank(asked.text):
            raise Refused(
                400, "blank", self._say("Nothing to send yet. Write the prompt first."), field="text"
            )
        await self._apart(
            asked.text, refuse_identifiers, asked.text, self._exercise, asked.kept, self._seat.lang
        )
        place = (self._seat.id, self._exercise.id)
        started = await self._store.start_turn(*place, asked.turn, asked.text)
        if started == "busy" and not self._services.background.runs(place):
            # Left over by a record that could not be written when its answer ended.
            await self._store.fail_turns(*place)
            started = await self._store.start_turn(*place, asked.turn, asked.text)
        if started == "busy":
            raise Refused(429, "slow_down", self._say("An answer is still being written. Wait for its end."))
        if started == "new":
            streaming = Streaming(self._services, self._seat, self._exercise.id, asked.turn, asked.text)
            self._services.background.start(streaming.run(), place)
        return {"turn": asked.turn}

    async def _tick(self, asked: operations.Tick) -> dict[str, Any]:
        return {"rev": await self._store.tick(self._seat.id, self._exercise.id, asked.ticks)}

    async def _submit(self, asked: operations.Submit) -> dict[str, Any]:
        given, answered = self._read(asked.response)
        if given:
            refuse_unfinished(self._exercise, given, self._seat.lang)
        elif is_blank(asked.response.text):
            message = self._say("Nothing is written yet. Write something first, then submit.")
            raise Refused(400, "blank", message, field="text")
        response, spans = await self._masked(answered)
        response["reply"] = await self._verified(asked.response.reply)
        submission = Submission(
            seat=self._seat.id,
            exercise=self._exercise.id,
            key=asked.key,
            base_rev=asked.base_rev,
            device=asked.device,
            response=response,
            masked=spans,
            role=self._seat.role,
            lang=self._seat.lang,
            exercise_digest=self._services.course.digest(self._exercise.id),
        )
        receipt = await self._store.submit_attempt(submission)
        if isinstance(receipt, Conflict):
            message = self._say("This page is out of date: a newer text was saved elsewhere. Both are kept.")
            raise Refused(409, "stale", message, other=_draft_view(receipt.other))
        if receipt.exercise != self._exercise.id:
            raise Refused(400, "bad_request", self._say("This was submitted elsewhere already."), field="key")
        if receipt.new:
            attempt = Attempt.of(submission, receipt)
            self._services.background.start(grade_attempt(self._services, attempt, self._seat.lang))
            self._tell_pages(receipt.rev, asked.device)
        told = {
            "number": receipt.number,
            "key": receipt.key,
            "submitted_at": receipt.submitted_at.isoformat(),
        }
        return {"receipt": told, "rev": receipt.rev}

    async def _verified(self, named: str | None) -> str | None:
        """The reply that was verified, as the record knows it: one this seat was shown, or a live one."""
        turns = await self._store.turns(self._seat.id, self._exercise.id)
        shown = [turn.reply for turn in turns if turn.status == "done" and turn.reply]
        if not shown:
            return None
        if shown[-1]["live"]:
            return LIVE
        known = [reply["id"] for reply in shown]
        return named if named in known else known[-1]

    async def _dispute(self, asked: operations.Dispute) -> dict[str, Any]:
        attempts = await self._store.attempts(self._seat.id, self._exercise.id)
        attempt = next((each for each in attempts if each.number == asked.attempt), None)
        grade = attempt.graded.grade if attempt and attempt.graded else None
        if attempt is None or grade is None or asked.criterion not in {f.criterion for f in grade.findings}:
            raise Refused(404, "unknown", self._say("There is no such line on this slip."))
        said = Response(text=asked.words)
        words = (await self._masked(said))[0]["text"]
        return {"id": await self._store.dispute(attempt.id, asked.criterion, words)}

    async def _reveal(self, asked: operations.Reveal) -> dict[str, Any]:
        place = (self._seat.id, self._exercise.id)
        opened, attempts = await asyncio.gather(self._store.revealed(*place), self._store.attempts(*place))
        hints, answers = opened
        if asked.what == "hint" and hints < len(self._exercise.hints):
            hints += 1
            await self._store.reveal(*place, "hint", hints)
        elif asked.what == "answer" and answers < len(self._answers()):
            if more := answers_open_after(attempts):
                message = self._say(
                    "Model answers open after a pass, or after {count} more tries that differ.", count=more
                )
                raise Refused(403, "forbidden", message, answers_open_after=more)
            answers += 1
            await self._store.reveal(*place, "answer", answers)
        return {"revealed": self._revealed((hints, answers), attempts)}

    def _revealed(self, opened: tuple[int, int], attempts: tuple[Attempt, ...]) -> dict[str, Any]:
        hints, answers = opened
        lang = self._seat.lang
        return {
            "hints": [hint.get(lang) for hint in self._exercise.hints[:hints]],
            "answers": [answer.get(lang) for answer in self._answers()[:answers]],
            "hints_total": len(self._exercise.hints),
            "answers_total": len(self._answers()),
            "answers_open_after": answers_open_after(attempts),
        }

    def _read(self, response: Response) -> tuple[Read | None, Response]:
        """What the response answers, and the response with exactly that."""
        tables = self._services.course.tables
        given, answers = answers_of(self._exercise, tables, response.answers, self._seat)
        return given, response.model_copy(update={"answers": answers})

    async def _masked(self, response: Response) -> tuple[dict[str, Any], Masks]:
        return await self._apart(response.text, masked, response, self._exercise, self._seat.lang)

    async def _apart(self, text: str, work: Callable[..., T], *arguments: Any) -> T:
        """Read a long text beside the event loop, as that takes a few hundred milliseconds."""
        if len(text) < LONG:
            return work(*arguments)
        return await asyncio.to_thread(work, *arguments)

    def _answers(self) -> tuple[Localized, ...]:
        return self._exercise.model_answers if isinstance(self._exercise, PromptExercise) else ()

    def _tell_pages(self, rev: int, device: str) -> None:
        """Let the other pages of this seat know that there is something newer."""
        data = {"exercise": self._exercise.id, "rev": rev, "device": device}
        self._services.publish(self._seat.id, "draft", data)

    def _say(self, source: str, **values: object) -> str:
        return say(self._seat.lang, source, **values)


def _draft_view(draft: Draft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {
        "response": draft.response,
        "rev": draft.rev,
        "saved_at": draft.saved_at.isoformat(),
        "device": draft.device,
    }
