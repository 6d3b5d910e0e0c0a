"""Which form of a claims exercise a seat gets, and in which order: as if by lot, and always the same."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any, TypeVar

from promptward.course.claims import FORMS, Choice, Claim, ClaimsExercise, Form

T = TypeVar("T", Claim, Choice)


def form_of(seat_id: str, exercise_id: str) -> Form:
    """Form A or B, each for half of the seats."""
    return FORMS[_lot(seat_id, exercise_id)[0] % len(FORMS)]


def sheet_view(exercise: ClaimsExercise, seat_id: str) -> dict[str, Any]:
    """The claims of this seat's form in both languages, and no word of the other form."""
    form = form_of(seat_id, exercise.id)
    omission = exercise.omission
    return {
        "form": form,
        "claims": [
            {"id": claim.id, "text": claim.wording(form).text.model_dump()}
            for claim in _shuffled(exercise.claims, seat_id, exercise.id)
        ],
        "omission": omission
        and {
            "question": omission.question.model_dump(),
            "choices": [
                {"id": choice.id, "text": choice.text.model_dump()}
                for choice in _shuffled(omission.choices, seat_id, exercise.id)
            ],
        },
    }


def _shuffled(items: Iterable[T], seat_id: str, exercise_id: str) -> list[T]:
    return sorted(items, key=lambda item: _lot(seat_id, f"{exercise_id}/{item.id}"))


def _lot(seat_id: str, about: str) -> bytes:
    return hmac.digest(seat_id.encode(), about.encode(), "sha256")
