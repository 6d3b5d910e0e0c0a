"""What the checks say about a prompt outside any exercise: the same checks, read the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from promptward.calibration.lines import Line, read_lines
from promptward.course import Course
from promptward.course.checks import MARK
from promptward.findings import Outcome, Verdict
from promptward.grading.checking import ask
from promptward.grading.reading import Reading
from promptward.grading.responses import MAX_TEXT
from promptward.privacy import find


class Prompt(Line):
    """A prompt to label; the checks find out by themselves which language they read."""

    lang: str = "vi"
    text: str = Field(max_length=MAX_TEXT)


class Note(Line):
    """A text in which identifiers are looked for."""

    text: str


def checks_by_criterion(course: Course) -> dict[str, str]:
    """For every criterion the name of the check that most rubrics ask, in the order of `criteria.yaml`.

    A criterion that no rubric asks for is decided by the check marked with it.
    """
    asked: dict[str, Counter[str]] = {name: Counter() for name in course.criteria}
    for rubric in course.rubrics.values():
        named = [(one.id, one.check) for one in rubric.criteria] + [
            (one.id, one.check) for one in rubric.gates
        ]
        for criterion, check_name in named:
            asked.setdefault(criterion, Counter())[check_name] += 1
    for name, check in course.checks.items():
        _, criterion = getattr(check, MARK, ("", ""))
        asked.setdefault(criterion, Counter())[name] += 0
    return {
        criterion: min(asked[criterion], key=lambda name: (-asked[criterion][name], name))
        for criterion in course.criteria
        if asked[criterion]
    }


def verdicts(course: Course, text: str) -> dict[str, Verdict]:
    """What each criterion's check says of `text`, with its quotes."""
    reading = Reading.of(text)
    return {
        criterion: ask(course, name, reading, reading.text)
        for criterion, name in checks_by_criterion(course).items()
    }


def labels(said: Mapping[str, Verdict]) -> dict[str, bool]:
    """Met or not; what could not be judged was not found to be met."""
    return {criterion: verdict.outcome is Outcome.MET for criterion, verdict in said.items()}


def label_lines(course: Course, raw: str, name: str) -> tuple[list[dict[str, Any]], int]:
    """A row of labels for every line, and how many labels are false only because nobody could judge them.

    Raises:
        PromptwardError: A line cannot be read; see `read_lines`.
    """
    rows, unscored = [], 0
    for prompt in read_lines(raw, name, Prompt):
        said = verdicts(course, prompt.text)
        unscored += sum(verdict.outcome is Outcome.UNSCORED for verdict in said.values())
        rows.append({"id": prompt.id, "labels": labels(said)})
    return rows, unscored


def identifiers_of(raw: str, name: str) -> Iterator[dict[str, Any]]:
    """A row of spans for every line; places are characters of the text as it stands in the file.

    Raises:
        PromptwardError: A line cannot be read; see `read_lines`.
    """
    for note in read_lines(raw, name, Note):
        spans = [{"kind": span.kind, "start": span.start, "end": span.end} for span in find(note.text)]
        yield {"id": note.id, "spans": spans}
