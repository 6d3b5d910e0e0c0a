"""What a page may ask for, and what it gets: the one wire, typed.

In a served page these travel as `POST <base_url>api/exercises/<id>/<op>`, in JupyterLab as widget messages,
from the plain form as form fields. `practice.dispatch(op, payload)` is the only code that answers.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_TEXT = 20_000
Reason = Literal["wrong", "no_source", "not_applicable"]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Name = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9_-]+$")]


class Payload(BaseModel):
    """Refuses what it does not know; lengths are counted in characters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Response(Payload):
    """What the trainee made, of any kind; a draft is one that was not sent yet.

    `text` is the prompt. `reply` names the authored reply that was verified, `marks` its sentences that
    were marked, with the reason. `ticks` are the criteria the trainee believes to have met. `answers`
    holds what the other kinds collect.
    """

    text: str = Field(default="", max_length=MAX_TEXT)
    reply: str | None = Field(default=None, max_length=80)
    marks: dict[Name, Reason] = Field(default_factory=dict, max_length=200)
    ticks: tuple[Name, ...] = Field(default=(), max_length=40)
    answers: dict[str, Any] = Field(default_factory=dict, max_length=400)
    kept: tuple[str, ...] = Field(default=(), max_length=50)
    """Spans the trainee declared to be no personal data."""


class State(Payload):
    """`state`: everything a page needs when it mounts."""


class Save(Payload):
    """`save`: keep this draft. `base_rev` is the revision it was written on (0: none)."""

    response: Response
    base_rev: int = Field(ge=0)
    device: str = Field(default="", max_length=80)


class Send(Payload):
    """`send`: ask the model. The reply arrives as `reply` events with this `turn`."""

    text: str = Field(max_length=MAX_TEXT)
    turn: Key
    kept: tuple[str, ...] = Field(default=(), max_length=50)


class Tick(Payload):
    """`tick`: the criteria the trainee believes to have met."""

    ticks: tuple[Name, ...] = Field(max_length=40)


class Submit(Payload):
    """`submit`: make an attempt. The same `key` twice is one attempt."""

    response: Response
    key: Key
    base_rev: int = Field(ge=0)
    device: str = Field(default="", max_length=80)


class Dispute(Payload):
    """`dispute`: *I did write this*."""

    attempt: int
    criterion: Name
    words: str = Field(max_length=500)


class Reveal(Payload):
    """`reveal`: open the next hint, or a model answer; both are remembered."""

    what: Literal["hint", "answer"]


OPERATIONS: dict[str, type[Payload]] = {
    "state": State,
    "save": Save,
    "send": Send,
    "tick": Tick,
    "submit": Submit,
    "dispute": Dispute,
    "reveal": Reveal,
}
