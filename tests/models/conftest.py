"""An exercise small enough to read at a glance."""

from datetime import date

import pytest

from promptward.course.exercises import PromptExercise

BOTH = {"vi": "Một câu.", "en": "A sentence."}


@pytest.fixture
def a_prompt_exercise() -> PromptExercise:
    sentences = [
        {"id": "s1", "text": BOTH},
        {"id": "s2", "text": BOTH, "brief": False},
        {"id": "s3", "text": BOTH, "plant": {"reason": "wrong", "right": BOTH, "why": BOTH, "harm": "low"}},
    ]
    return PromptExercise.model_validate(
        {
            "id": "small-exercise",
            "kind": "prompt",
            "roles": ["doctor"],
            "module": 1,
            "minutes": 3,
            "title": BOTH,
            "skill": BOTH,
            "review_by": date(2030, 1, 1),
            "rubric": "prompt",
            "scenario": BOTH,
            "ask": BOTH,
            "criteria": {"expected": ["task"]},
            "topic": {"terms": ["một", "hai"]},
            "replies": [{"level": level, "sentences": sentences} for level in (1, 4)],
            "model_answers": [BOTH],
        }
    )
