"""Spans copied word for word: pasting the case is giving context, it is not asking for anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from promptward.course.exercises import PromptExercise
from promptward.grading.reading import Reading, Span
from promptward.grading.wordings import BREAK, Word, Words
from promptward.text import Folded, Localized

CASE_SYLLABLES = 8
"""So many syllables of the scenario or a hint in a row are no coincidence."""
ANSWER_SYLLABLES = 16
"""Trainees write set phrases of a model answer by themselves: "this is a draft, I will check it before …"."""


def copied_spans(exercise: PromptExercise, reading: Reading) -> tuple[Span, ...]:
    """The parts of the folded text that stand in the scenario, the hints or a model answer.

    Words of the starter are the trainee's to keep, also where a model answer keeps them.
    """
    case = _texts((exercise.scenario, *exercise.hints))
    answers = _texts(exercise.model_answers)
    starter = _texts((exercise.starter,) if exercise.starter else ())
    words = _syllables(reading.words.words)
    spans = [
        *_runs(words, _grams(case, CASE_SYLLABLES) - _grams(starter, CASE_SYLLABLES), CASE_SYLLABLES),
        *_runs(
            words, _grams(answers, ANSWER_SYLLABLES) - _grams(starter, ANSWER_SYLLABLES), ANSWER_SYLLABLES
        ),
    ]
    return tuple(sorted(spans))


def _texts(texts: Iterable[Localized]) -> tuple[str, ...]:
    return tuple(text for both in texts for text in (both.vi, both.en) if text)


def _syllables(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if word.text != BREAK]


@lru_cache(maxsize=512)
def _grams(texts: tuple[str, ...], length: int) -> frozenset[tuple[str, ...]]:
    rows = [[word.text for word in _syllables(Words(Folded.of(text)).words)] for text in texts]
    return frozenset(tuple(row[i : i + length]) for row in rows for i in range(len(row) - length + 1))


def _runs(words: list[Word], grams: frozenset[tuple[str, ...]], length: int) -> Iterator[Span]:
    for i in range(len(words) - length + 1):
        if tuple(word.text for word in words[i : i + length]) in grams:
            yield words[i].start, words[i + length - 1].end
