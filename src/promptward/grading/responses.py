"""The response: what the trainee made, of any kind, as the wire carries it and grading reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from promptward.errors import PromptwardError, close_matches
from promptward.text import is_blank

MAX_TEXT = 20_000
Reason = Literal["wrong", "no_source", "not_applicable"]
Name = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9_-]+$")]


class Response(BaseModel):
    """What the trainee made, of any kind; a draft is one that was not sent yet.

    `text` is the prompt. `reply` names the authored reply that was verified, `marks` its sentences that
    were marked, with the reason. `ticks` are the criteria the trainee believes to have met. `answers`
    holds what the other kinds collect.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(default="", max_length=MAX_TEXT)
    reply: str | None = Field(default=None, max_length=80)
    marks: dict[Name, Reason] = Field(default_factory=dict, max_length=200)
    ticks: tuple[Name, ...] = Field(default=(), max_length=40)
    answers: dict[str, Any] = Field(default_factory=dict, max_length=400)
    kept: tuple[str, ...] = Field(default=(), max_length=50)
    """Spans the trainee declared to be no personal data."""


def read_response(raw: str) -> tuple[Response, bool]:
    """A JSON object as a response, anything else as the submitted prompt; and whether it was an object.

    Raises:
        PromptwardError: It is blank or too long, or the object is not a response.
    """
    payload = _object(raw)
    if payload is None:
        payload, whole = {"text": raw}, False
    else:
        whole = True
    text = payload.get("text", "")
    if isinstance(text, str) and is_blank(text) and not payload.get("answers"):
        raise PromptwardError("the response is blank: write a prompt first")
    if isinstance(text, str) and len(text) > MAX_TEXT:
        raise PromptwardError(f"the response has {len(text):,} characters; at most {MAX_TEXT:,} are graded")
    unknown = [key for key in payload if key not in Response.model_fields]
    if unknown:
        hint = "".join(
            f"; did you mean {match}?" for match in close_matches(unknown[0], Response.model_fields)[:1]
        )
        known = ", ".join(Response.model_fields)
        raise PromptwardError(f"the response has an unknown key {unknown[0]!r}; known are {known}{hint}")
    try:
        return Response.model_validate(payload), whole
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise PromptwardError(f"the response cannot be read at {place}: {first['msg']}") from None


def _object(raw: str) -> dict[str, Any] | None:
    try:
        payload = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return dict(payload) if isinstance(payload, Mapping) else None
