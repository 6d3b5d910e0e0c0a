"""What the store gives back: frozen values, nothing of the database in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from promptward.findings import Grade

Response = dict[str, Any]
"""A response as JSON, exactly as it is stored and graded."""
Masks = tuple[dict[str, Any], ...]
"""What was masked before storing: `kind`, `start`, `end`, never the text itself."""
TurnStatus = Literal["streaming", "done", "failed"]
WorkshopState = Literal["open", "locked", "closed"]


class Place(NamedTuple):
    """A seat in an exercise."""

    seat: str
    exercise: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A trainee; `workshop` is None for self-study."""

    id: str
    workshop: str | None
    name: str
    role: str
    lang: str
    facility: str
    shared_phone: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Workshop:
    """A live session people join by its code.

    `exercises` are those it is about, in order; none means that everybody chooses. The code stays with a
    closed workshop, so that its results are found by it and no later workshop gets the same one.
    """

    id: str
    name: str
    mode: str
    join_code: str
    locked: bool
    opened_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    exercises: tuple[str, ...]

    def state(self, at: datetime) -> WorkshopState:
        """Whether people may join: `locked` is a pause, `closed` (by hand or by its hour) the end."""
        if self.closed_at is not None or (self.closes_at is not None and at >= self.closes_at):
            return "closed"
        return "locked" if self.locked else "open"


@dataclass(frozen=True, slots=True)
class Result:
    """What a seat has reached in one exercise.

    `first_score` is that of attempt 1 and `best_score` the best before a model answer was opened; None
    without a grade. `ungraded` counts attempts that are being graded or could not be.
    """

    exercise: str
    attempts: int
    ungraded: int
    first_score: float | None
    best_score: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of a workshop with its results, one for each exercise it has handed in."""

    seat: Seat
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsent response: which revision it is, when and where it was written.

    `displaced` are texts that lost a conflict, oldest first; the next submit forgets them. `against` is the
    revision that refused such a text. `unsent` says that something was written since the last attempt.
    """

    response: Response
    rev: int
    device: str
    saved_at: datetime
    masked: Masks = ()
    displaced: tuple[Draft, ...] = ()
    unsent: bool = True
    against: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft is in the record under `draft.rev`."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else (another tab, another device) wrote since; `other` is what stands, ours is set aside."""

    other: Draft


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that makes an attempt; `key` makes it one attempt however often it arrives."""

    seat: str
    exercise: str
    key: str
    base_rev: int
    device: str
    response: Response
    masked: Masks
    role: str
    lang: str
    exercise_digest: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a committed attempt. `rev` is the draft's revision after it; `new` is False for a repeat."""

    attempt: int
    exercise: str
    number: int
    key: str
    submitted_at: datetime
    rev: int
    new: bool
    after_answer: bool


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade in the record, or (`grade` None) the reason why there is none."""

    grade: Grade | None
    reason: str
    grader_hash: str
    graded_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submitted response, never changed afterwards, with its newest grade."""

    id: int
    seat: str
    exercise: str
    number: int
    key: str
    submitted_at: datetime
    role: str
    lang: str
    exercise_digest: str
    response: Response
    masked: Masks
    after_answer: bool
    graded: Graded | None = None

    @classmethod
    def of(cls, new: Submission, receipt: Receipt) -> Attempt:
        """The attempt that `receipt` was given for, ready to be graded."""
        return cls(
            receipt.attempt,
            new.seat,
            new.exercise,
            receipt.number,
            new.key,
            receipt.submitted_at,
            new.role,
            new.lang,
            new.exercise_digest,
            new.response,
            new.masked,
            after_answer=receipt.after_answer,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt that was sent to the model and what came back; `error` is for the trainee's page."""

    turn: str
    text: str
    status: TurnStatus
    reply: dict[str, Any] | None
    error: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a seat is in one exercise: `best_*` before a model answer was opened, None without a grade."""

    exercise: str
    draft: bool
    attempts: int = 0
    grading: int = 0
    passed: bool = False
    best_score: float | None = None
    best_band: str | None = None
    last_at: datetime | None = None
