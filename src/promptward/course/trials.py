"""The checks tried on the scenarios: words that meet a criterion by themselves would teach copying.

This runs an author's code on real text, so it belongs to `promptward check` and to the start of a server. A
grading worker opens the course without it: a check that never ends must not keep a worker from its work.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from promptward.course.documents import Document, shown
from promptward.course.exercises import PromptExercise
from promptward.course.folder import Parts
from promptward.course.graders import Marked
from promptward.course.prompts import spoken
from promptward.course.shapes import Loc, at
from promptward.errors import Problem
from promptward.findings import Outcome, Verdict

SECONDS = 10.0
"""A first verdict also reads the word lists, and the machine may be busy; only what never ends is stopped."""
QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|‘[^’]*’|\"[^\"]*\"")
SAID_BY_EVERY_SCENARIO = frozenset({"task", "context", "audience"})
"""A scenario cannot do without a task, a situation and people; copying them is caught by other means."""


class Overrun(BaseException):
    """Not an `Exception`, so that a check that catches those is stopped as well."""


def problems_of_trials(parts: Parts) -> Iterator[Problem]:
    """Cues in scenarios, and checks that fail on them. Only in a main thread is a check stopped in time."""
    if not parts.graders_whole:
        return
    failed: set[str] = set()
    for written in parts.exercises.values():
        if not isinstance(written.value, PromptExercise):
            continue
        for name in sorted(_checks_of(parts, written.value) - failed):
            for problem in _tried(parts.marked[name], written.value, written.document):
                # A check that fails on one scenario fails on the others; once is enough to be told.
                failed |= {name} if problem.file.startswith("graders/") else set()
                yield problem


def _checks_of(parts: Parts, exercise: PromptExercise) -> set[str]:
    asked = {*exercise.criteria.expected, *exercise.criteria.optional}
    asked -= parts.criterion_ids(gates=True) | SAID_BY_EVERY_SCENARIO
    names = {
        weighted.check
        for role in exercise.roles
        if (rubric := parts.rubrics.get((role, exercise.rubric)))
        for weighted in rubric.value.criteria
        if weighted.id in asked
    }
    return {name for name in names & parts.marked.keys() if parts.marked[name].kind == "check"}


def _tried(one: Marked, exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    for lang, text in spoken(exercise.scenario):
        problem = _trial(one, QUOTED.sub(" ", text), document, ("scenario", lang))
        if problem:
            yield problem
            if problem.file == one.file:
                return


def _trial(one: Marked, text: str, document: Document, path: Loc) -> Problem | None:
    subject = f"the scenario of {document.file}"
    try:
        with limit(SECONDS):
            verdict = one.function(text)
    except Overrun:
        found = f"{one.name} still busy with {subject} after {SECONDS:g} s"
        return Problem(one.file, one.line, found, "a verdict within milliseconds", severity="should")
    except Exception as error:  # noqa: BLE001 - an author's check may raise anything
        found = f"{one.name} raising {type(error).__name__}: {shown(error)} on {subject}"
        return Problem(one.file, one.line, found, "a verdict for every text")
    if not isinstance(verdict, Verdict):
        found = f"{one.name} returning {type(verdict).__name__}"
        return Problem(one.file, one.line, found, "met(…), missed(…) or unscored(…)")
    if verdict.outcome is not Outcome.MET:
        return None
    quotes = ", ".join(shown(quote) for quote in verdict.evidence) or "nothing to quote"
    found = f"words that meet {one.decides!r} by themselves: {quotes}"
    return at(document, path, found, "a scenario without cues, or the words in quotation marks")


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise `Overrun` in the body after `seconds`; another timer that was running goes on afterwards."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise Overrun

    handler = signal.signal(signal.SIGALRM, over)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, interval)
