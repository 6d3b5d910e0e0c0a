"""Which form a seat gets looks like a lot drawn once: even over the hall, the same at every visit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from promptward.course import open_course
from promptward.practice.sheets import form_of, sheet_view

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"


@pytest.fixture(scope="module")
def exercise() -> Any:
    return open_course(KINDS).exercises["house-rules"]


def test_both_forms_go_to_about_half_of_the_seats() -> None:
    forms = Counter(form_of(f"seat-{number}", "house-rules") for number in range(1000))
    assert 450 < forms["a"] < 550


def test_the_form_of_one_exercise_does_not_tell_that_of_another() -> None:
    same = sum(form_of(f"seat-{n}", "house-rules") == form_of(f"seat-{n}", "other") for n in range(1000))
    assert 450 < same < 550


def test_a_seat_sees_the_same_sheet_at_every_visit(exercise: Any) -> None:
    assert sheet_view(exercise, "seat-1") == sheet_view(exercise, "seat-1")


def test_every_claim_comes_first_for_somebody(exercise: Any) -> None:
    first = {sheet_view(exercise, f"seat-{number}")["claims"][0]["id"] for number in range(100)}
    assert first == {claim.id for claim in exercise.claims}


def test_a_sheet_holds_the_words_of_one_form_only(exercise: Any) -> None:
    for number in range(20):
        sheet = sheet_view(exercise, f"seat-{number}")
        shown = {claim["text"]["en"] for claim in sheet["claims"]}
        assert shown == {claim.wording(sheet["form"]).text.en for claim in exercise.claims}
        assert all(set(claim) == {"id", "text"} for claim in sheet["claims"])
        assert {choice["id"] for choice in sheet["omission"]["choices"]} == {
            "lost-key",
            "colour",
            "author",
            "nothing",
        }
        assert all(set(choice) == {"id", "text"} for choice in sheet["omission"]["choices"])
