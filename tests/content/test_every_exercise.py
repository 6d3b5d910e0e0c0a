"""What every shipped exercise promises, whatever its kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from promptward.course import Course
from promptward.course.data import DataExercise
from promptward.course.exercises import Exercise, PromptExercise
from promptward.text import Localized

Texts = Callable[[object], list[Localized]]
LONGEST = 27
SHORT = 20
JARGON = re.compile(r"\b(prompt|token|session|feedback|rubric|bạn|y tá|bệnh nhân)\b", re.IGNORECASE)


def shown(course: Course, exercise: Exercise) -> tuple[object, ...]:
    """What trainees read, without what stands there as somebody's prompt."""
    if isinstance(exercise, PromptExercise):
        task = (exercise.title, exercise.skill, exercise.scenario, exercise.ask)
        return (*task, exercise.hints, exercise.replies)
    if isinstance(exercise, DataExercise):
        return (exercise, course.tables[exercise.table].card)
    return (exercise,)


def test_every_text_is_there_in_both_languages(course: Course, any_exercise: Exercise, texts: Texts):
    everything = texts((any_exercise, *shown(course, any_exercise)))
    assert not [text.vi for text in everything if not text.en]


def test_trainees_read_short_sentences_in_their_own_words(
    course: Course, any_exercise: Exercise, texts: Texts
):
    everything = "\n".join(text.vi for text in texts(shown(course, any_exercise)))
    sentences = [part.split() for part in re.split(r"(?<=[.!?:;])\s+|\n", everything) if part.strip()]
    long = [" ".join(words) for words in sentences if len(words) >= SHORT]
    assert len(long) <= len(sentences) / 20, long
    assert max(len(words) for words in sentences) <= LONGEST
    assert not JARGON.findall(everything)


def test_nobody_has_reviewed_it_yet_and_it_says_so(any_exercise: Exercise):
    assert any_exercise.status == "draft"
    assert any_exercise.reviews == ()


def test_the_notebook_is_a_title_and_one_line(course: Course, any_exercise: Exercise):
    notebook = json.loads(Path(course.notebook(any_exercise.id)).read_text(encoding="utf-8"))
    title, code = notebook["cells"]
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert "".join(title["source"]) == f"# {any_exercise.title.vi}"
    assert "".join(code["source"]) == f'from promptward import show\n\nshow("{any_exercise.id}")'
    assert code["outputs"] == []
    assert title["id"] != code["id"]
