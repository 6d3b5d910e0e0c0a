"""The two safety gates: what no points can outweigh."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from promptward.course.exercises import Invented, PromptExercise
from promptward.course.rubrics import Gate, Rubric
from promptward.findings import Finding, Outcome, Verdict
from promptward.grading.checking import ask
from promptward.grading.courses import Graded
from promptward.grading.reading import Reading, Span
from promptward.text import fold

IDENTIFIERS = "identifiers"
APART = r"[\s.,/()\-\u2013_]"
"""What people put between the groups of a number or the words of a name."""


def gate_findings(
    course: Graded, rubric: Rubric, exercise: PromptExercise, reading: Reading, kept: Iterable[str]
) -> tuple[Finding, ...]:
    """One finding a gate; `MET` means that the problem is there.

    Gates read the whole text, pasted material too: all of it would be sent. `kept` are spans that the trainee
    declared to be no personal data; the identifiers invented for this exercise are never among them.
    """
    kept = tuple(kept)
    return tuple(_finding(course, gate, exercise, reading, kept) for gate in rubric.gates)


def _finding(
    course: Graded, gate: Gate, exercise: PromptExercise, reading: Reading, kept: tuple[str, ...]
) -> Finding:
    criterion = course.criteria[gate.id]
    identifying = gate.id == IDENTIFIERS
    text = reading.blanked(_kept_spans(reading, kept)) if identifying else reading.text
    verdict = ask(course, gate.check, reading, text)
    invented = tuple(invented_in(exercise.invented, reading)) if identifying else ()
    if invented:
        quotes = verdict.evidence if verdict.outcome is Outcome.MET else ()
        verdict = Verdict(Outcome.MET, tuple(dict.fromkeys((*quotes, *invented))), verdict.advice)
    advice = criterion.advice if verdict.outcome is Outcome.MET else None
    return Finding(
        gate.id,
        criterion.title,
        verdict.outcome,
        evidence=verdict.evidence,
        advice=verdict.advice if verdict.advice and not invented else advice,
        gate=True,
    )


def invented_in(identifiers: Iterable[Invented], reading: Reading) -> Iterator[str]:
    """The scenario's invented identifiers that were copied, as they were written."""
    for identifier in identifiers:
        match = re.search(_pattern(identifier), reading.read.folded)
        if match:
            places = reading.read.places
            yield reading.quote(places[match.start()], places[match.end() - 1] + 1)


def _pattern(identifier: Invented) -> str:
    """However its digits are grouped, and with or without the zero of `05/03`; words stay apart."""
    dated = identifier.kind == "birth_date"
    pieces = re.findall(r"\d+|[^\W\d_]+" if dated else r"\d|[^\W\d_]+", fold(identifier.text))
    pattern = ""
    for before, piece in pairwise(("", *pieces)):
        if before:
            pattern += APART + ("+" if dated or (before.isalpha() and piece.isalpha()) else "*")
        pattern += f"0*{int(piece)}" if dated and piece.isdigit() else re.escape(piece)
    return rf"(?<![^\W_]){pattern}(?![^\W_])" if pattern else r"(?!)"


def _kept_spans(reading: Reading, kept: tuple[str, ...]) -> Iterator[Span]:
    for words in kept:
        pattern = r"\s+".join(re.escape(word) for word in fold(words).split())
        for match in re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", reading.read.folded) if pattern else ():
            yield match.span()
