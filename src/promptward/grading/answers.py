"""What a trainee answered to the claims of a sheet or about a table: typed, bounded, and of this exercise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from promptward.course.claims import Action, ClaimsExercise, Form
from promptward.course.data import DataExercise, Remedy, Trouble
from promptward.course.datasets import Dataset
from promptward.course.exercises import Exercise
from promptward.errors import PromptwardError
from promptward.text import is_blank

Verdict = Literal["supported", "wrong", "unsettled"]
Sure = Literal[55, 70, 85, 97]
SURE: tuple[Sure, ...] = (55, 70, 85, 97)
"""Guess, fairly, quite and very sure, in per cent; none is chosen beforehand."""
Name = Annotated[str, Field(max_length=80)]
MAX_FLAGS = 400


class _Answered(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClaimAnswer(_Answered):
    """One claim: the verdict, how sure, and for a flagged one what settles it and what to do."""

    verdict: Verdict | None = None
    sure: Sure | None = None
    source: Name | None = None
    action: Action | None = None


class ClaimsAnswers(_Answered):
    """The sheet of `form`; the server sets it."""

    form: Form = "a"
    claims: dict[Name, ClaimAnswer] = Field(default_factory=dict, max_length=40)
    omission: Name | None = None


class Flag(_Answered):
    """A cell, a whole row or a whole column that something is wrong with."""

    row: Name | None = None
    column: Name | None = None
    trouble: Trouble | None = None
    remedy: Remedy | None = None


class DataAnswers(_Answered):
    """Flags, a judgement of each statement, numbers as they were typed and the cleaning rule they follow."""

    flags: tuple[Flag, ...] = Field(default=(), max_length=MAX_FLAGS)
    statements: dict[Name, bool | None] = Field(default_factory=dict, max_length=80)
    numbers: dict[Name, Annotated[str, Field(max_length=40)]] = Field(default_factory=dict, max_length=80)
    cleanings: dict[Name, Name | None] = Field(default_factory=dict, max_length=80)


class AnswersError(PromptwardError):
    """Answers that belong to no such exercise; `field` is where, as `claims.dose.source`."""

    def __init__(self, field: str, found: str) -> None:
        super().__init__(f"the answers cannot be read at {field}: {found}")
        self.field = field


def read_claims(exercise: ClaimsExercise, answers: Mapping[str, Any]) -> ClaimsAnswers:
    """`answers` to the claims of `exercise`.

    Raises:
        AnswersError: They have another shape, or name what the exercise does not have.
    """
    read: ClaimsAnswers = _read(ClaimsAnswers, answers)
    claims = {claim.id for claim in exercise.claims}
    excerpts = {excerpt.id for excerpt in exercise.excerpts}
    choices = {choice.id for choice in exercise.omission.choices} if exercise.omission else set()
    _known("claims", read.claims, claims)
    for name, answer in read.claims.items():
        _known(f"claims.{name}.source", (answer.source,), excerpts)
    _known("omission", (read.omission,), choices)
    return read


def read_data(exercise: DataExercise, dataset: Dataset, answers: Mapping[str, Any]) -> DataAnswers:
    """`answers` about the table of `exercise`.

    Raises:
        AnswersError: They have another shape, or name what the exercise does not have.
    """
    read: DataAnswers = _read(DataAnswers, answers)
    questions = {question.id: question for question in exercise.questions}
    seen: set[tuple[str | None, str | None]] = set()
    for place, flag in enumerate(read.flags):
        field = f"flags.{place}"
        _known(f"{field}.row", (flag.row,), dataset.row_ids)
        _known(f"{field}.column", (flag.column,), dataset.columns)
        if flag.row is None and flag.column is None:
            raise AnswersError(field, "a flag needs a row, a column or both")
        if (flag.row, flag.column) in seen:
            raise AnswersError(field, "the same place is flagged twice")
        seen.add((flag.row, flag.column))
    _known("statements", read.statements, {statement.id for statement in exercise.statements})
    _known("numbers", read.numbers, questions)
    _known("cleanings", read.cleanings, questions)
    for name, rule in read.cleanings.items():
        _known(f"cleanings.{name}", (rule,), {cleaning.id for cleaning in questions[name].cleanings})
    return read


def read_answers(
    exercise: Exercise, tables: Mapping[str, Dataset], answers: Mapping[str, Any]
) -> ClaimsAnswers | DataAnswers | None:
    """`answers` to whatever kind `exercise` is; `None` where a kind collects none.

    Raises:
        AnswersError: As the readers of the kinds.
    """
    if isinstance(exercise, ClaimsExercise):
        return read_claims(exercise, answers)
    if isinstance(exercise, DataExercise):
        return read_data(exercise, tables[exercise.table], answers)
    return None


def is_unanswered(read: ClaimsAnswers | DataAnswers) -> bool:
    """Whether nothing at all was answered."""
    if isinstance(read, ClaimsAnswers):
        return read.omission is None and all(each.verdict is None for each in read.claims.values())
    judged = any(each is not None for each in read.statements.values())
    return not (read.flags or judged or any(not is_blank(each) for each in read.numbers.values()))


def still_there(kept: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What an attempt that was stored says about things that the exercise still has."""
    return {name: kept[name] for name in known if name in kept}


def _read(model: type[Any], answers: Mapping[str, Any]) -> Any:
    try:
        return model.model_validate(dict(answers))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise AnswersError(".".join(map(str, first["loc"]))[:200], first["msg"]) from None


def _known(field: str, names: Iterable[str | None], known: Iterable[str]) -> None:
    known = set(known)
    unknown: Iterator[str] = (name for name in names if name is not None and name not in known)
    if (name := next(unknown, None)) is not None:
        raise AnswersError(field, f"there is no {name!r}")
