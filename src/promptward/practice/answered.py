"""Answers to claims and about tables: read strictly before they are kept, asked back when unclear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from promptward.course.claims import ClaimsExercise
from promptward.course.data import DataExercise
from promptward.course.datasets import Dataset
from promptward.course.exercises import Exercise
from promptward.grading.answers import (
    AnswersError,
    ClaimsAnswers,
    DataAnswers,
    is_unanswered,
    read_answers,
)
from promptward.grading.numbers import ambiguous, typed
from promptward.practice.refusals import Refused
from promptward.practice.sheets import form_of
from promptward.store import Seat
from promptward.text import is_blank
from promptward.words import say

Read = ClaimsAnswers | DataAnswers


def answers_of(
    exercise: Exercise, tables: Mapping[str, Dataset], answers: Mapping[str, Any], seat: Seat
) -> tuple[Read | None, dict[str, Any]]:
    """The answers as they are read and as they are kept, on the form of this seat whatever the page says.

    A kind that collects none keeps what it was given. Raises Refused for what does not belong here.
    """
    if isinstance(exercise, ClaimsExercise):
        answers = {**answers, "form": form_of(seat.id, exercise.id)}
    try:
        read = read_answers(exercise, tables, answers)
    except AnswersError as error:
        message = say(
            seat.lang,
            "This answer does not belong to the exercise ({field}). Reload the page and try again.",
            field=error.field,
        )
        raise Refused(400, "bad_request", message, field=f"answers.{error.field}") from None
    return read, dict(answers) if read is None else read.model_dump(mode="json", exclude_unset=True)


def refuse_unfinished(exercise: Exercise, read: Read, lang: str) -> None:
    """Raise Refused before an attempt that is blank, or holds a number that may be two or none."""
    if is_unanswered(read):
        if isinstance(exercise, ClaimsExercise):
            message = say(lang, "Nothing is judged yet. Judge at least one claim, then submit.")
        else:
            message = say(
                lang,
                "Nothing is marked yet. Mark a problem, judge a statement or write a number, then submit.",
            )
        raise Refused(400, "blank", message, field="answers")
    if isinstance(exercise, DataExercise) and isinstance(read, DataAnswers):
        _refuse_unclear(exercise, read.numbers, lang)


def _refuse_unclear(exercise: DataExercise, numbers: Mapping[str, str], lang: str) -> None:
    for question, readings in ambiguous(exercise, numbers):
        large, small = (reading.get(lang) for reading in readings)
        message = say(
            lang,
            "Does {text} mean {large} or {small}? Write it one of these ways.",
            text=numbers[question.id],
            large=large,
            small=small,
        )
        field = f"answers.numbers.{question.id}"
        raise Refused(400, "ambiguous", message, field=field, readings=[large, small])
    for question in exercise.questions:
        text = numbers.get(question.id, "")
        if not is_blank(text) and not typed(text, question.unit).values:
            message = say(lang, "{text} is not a number. Write digits, or leave the field empty.", text=text)
            field = f"answers.numbers.{question.id}"
            raise Refused(400, "not_a_number", message, field=field)
