"""What identifies a person: masked before it is stored, stopped before it is sent."""

from __future__ import annotations

from typing import Any

from promptward.course.exercises import Exercise, Invented, PromptExercise
from promptward.grading.responses import Response
from promptward.practice.refusals import Refused
from promptward.privacy import find, mask_numbers, patterns
from promptward.words import say

KINDS = {
    "name": "full name",
    "citizen_id": "citizen number",
    "insurance": "health-insurance number",
    "phone": "phone number",
    "email": "e-mail address",
    "address": "home address",
    "birth_date": "date of birth",
    "record": "record number",
}


def invented(exercise: Exercise) -> tuple[Invented, ...]:
    """The identifiers that the scenario contains on purpose: they point at nobody."""
    return exercise.invented if isinstance(exercise, PromptExercise) else ()


def masked(
    response: Response, exercise: Exercise, lang: str
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """The response as it is stored, and what was masked in its text: kind, place, detector version.

    The scenario's own inventions stay, so that copying them can be graded; so does what the trainee declared
    to be no personal data.
    """
    known = invented(exercise)
    text = mask_numbers(response.text, known=known, kept=response.kept, lang=lang)

    def inside(value: Any) -> Any:
        if isinstance(value, str):
            return mask_numbers(value, known=known, kept=response.kept, lang=lang).text
        if isinstance(value, dict):
            return {key: inside(item) for key, item in value.items()}
        return [inside(item) for item in value] if isinstance(value, list) else value

    answers = response.answers
    if isinstance(exercise, PromptExercise):
        answers = inside(answers)
    elif "numbers" in answers:
        # The rest are names of claims, rows and columns, read strictly: a row called 0900000217 is no phone.
        answers = answers | {"numbers": inside(answers["numbers"])}
    version = patterns().version
    spans = tuple(
        {"kind": span.kind, "start": span.start, "end": span.end, "detector": version} for span in text.spans
    )
    return response.model_dump(mode="json") | {"text": text.text, "answers": answers}, spans


def refuse_identifiers(text: str, exercise: Exercise, kept: tuple[str, ...], lang: str) -> None:
    """Raise Refused if `text` identifies a person.

    What the trainee declared to be no personal data passes, and so do the scenario's invented names, which
    are known. Its invented numbers do not: to stop and explain them here is the lesson.
    """
    spans = [
        span
        for span in find(text, known=invented(exercise), kept=kept)
        if not (span.known and span.kind == "name")
    ]
    if not spans:
        return
    kinds = ", ".join(dict.fromkeys(say(lang, KINDS[span.kind]) for span in spans))
    raise Refused(
        400,
        "identifiers",
        say(
            lang,
            "Not sent: this identifies a person ({kinds}). Leave it out or put a placeholder.",
            kinds=kinds,
        ),
        field="text",
        spans=[
            {"kind": span.kind, "start": span.start, "end": span.end, "known": span.known} for span in spans
        ],
    )
