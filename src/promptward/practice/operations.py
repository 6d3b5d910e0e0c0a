"""What a page may ask for, and what it gets: the one wire, typed.

In a served page these travel as `POST <base_url>api/exercises/<id>/<op>`, in JupyterLab as widget messages,
from the plain form as form fields. `practice.dispatch(op, payload)` is the only code that answers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from promptward.grading.responses import MAX_TEXT, Name, Response

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]


class Payload(BaseModel):
    """Refuses what it does not know; lengths are counted in characters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
