"""What a judge answers: read strictly, believed only where its quotes stand in the response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from promptward.findings import Outcome
from promptward.grading.fence import Fenced

LONGEST = 20_000
Why = Literal["", "malformed", "evidence", "undecided", "failed"]
Quote = Annotated[str, Field(min_length=1, max_length=400)]


class Judgement(BaseModel):
    """The one form in which a judge may answer; also the schema for models with structured output."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    criterion: str
    verdict: Literal["met", "missed", "cannot_tell"]
    evidence: list[Quote] = Field(max_length=5)
    reason: str = Field(max_length=600)

    @model_validator(mode="after")
    def _met_is_shown(self) -> Self:
        if self.verdict == "met" and not self.evidence:
            raise ValueError("met needs a quote")
        return self


@dataclass(frozen=True, slots=True)
class Opinion:
    """A judge's verdict on one criterion, with quotes that stand in the response.

    Unscored says `why`: the answer was malformed twice, a quote does not occur, the judge could not tell, or
    the model failed.
    """

    criterion: str
    outcome: Outcome
    evidence: tuple[str, ...] = ()
    reason: str = ""
    why: Why = ""


class MalformedError(ValueError):
    """A judge's answer that is not the form; no verdict is guessed from it."""


def read_judgement(answer: object, criterion: str) -> Judgement:
    """The judgement in `answer`: JSON text and nothing else, or an object of that form.

    Raises:
        MalformedError: It is anything else, or about another criterion.
    """
    if isinstance(answer, str):
        answer = _parsed(answer)
    elif isinstance(answer, BaseModel):
        answer = answer.model_dump()
    if not isinstance(answer, Mapping):
        raise MalformedError("no object")
    try:
        judgement = Judgement.model_validate(dict(answer))
    except ValidationError:
        raise MalformedError("not the form") from None
    if judgement.criterion != criterion:
        raise MalformedError("about another criterion")
    return judgement


def believed(judgement: Judgement, fenced: Fenced) -> Opinion:
    """The judgement as an opinion; one quote that does not occur, and none of it is believed."""
    quotes = [fenced.verified(quote) for quote in judgement.evidence]
    verified = tuple(dict.fromkeys(quote for quote in quotes if quote is not None))
    if len(quotes) != sum(quote is not None for quote in quotes):
        return unscored(judgement.criterion, "evidence")
    if judgement.verdict == "cannot_tell":
        return unscored(judgement.criterion, "undecided")
    return Opinion(judgement.criterion, Outcome(judgement.verdict), verified, judgement.reason)


def unscored(criterion: str, why: Why) -> Opinion:
    """No opinion."""
    return Opinion(criterion, Outcome.UNSCORED, why=why)


def _parsed(answer: str) -> Any:
    if len(answer) > LONGEST:
        raise MalformedError("too long")
    try:
        return json.loads(answer, object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise MalformedError("not JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two verdicts under one key, JSON readers take the last: an answer could say one and mean another."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise MalformedError("a key twice")
    return found


def _refused(constant: str) -> NoReturn:
    raise MalformedError(f"{constant} is not JSON")
