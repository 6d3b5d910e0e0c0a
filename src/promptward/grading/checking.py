"""Asking a course's check, whatever it does."""

from __future__ import annotations

import logging
import sys

from promptward.findings import Outcome, Verdict, unscored
from promptward.grading.courses import Graded
from promptward.grading.phrases import both
from promptward.grading.reading import Reading
from promptward.text import Localized

logger = logging.getLogger(__name__)


def ask(course: Graded, name: str, reading: Reading, text: str) -> Verdict:
    """The verdict of the check `name` on `text` (`reading.text`, perhaps with blanks), quotes as written.

    A check that is missing, raises or answers with something else leaves the criterion unscored.
    """
    check = course.checks.get(name)
    if check is None:
        logger.error("check %s: no such function in the course", name)
        return unscored(could_not_judge())
    try:
        verdict = check(text)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an author's code may do anything
        # A traceback may hold the trainee's words, and logs hold no answers.
        logger.error("check %s raised %s at %s", name, type(error).__name__, _place(error))  # noqa: TRY400
        return unscored(could_not_judge())
    if not isinstance(verdict, Verdict):
        logger.error("check %s answered with %s instead of a verdict", name, type(verdict).__name__)
        return unscored(could_not_judge())
    if verdict.outcome is Outcome.UNSCORED and verdict.advice is None:
        return unscored(could_not_judge())
    return Verdict(verdict.outcome, _quotes(verdict, reading, text), verdict.advice)


def warm(course: Graded) -> None:
    """Let the modules of the course's checks make what they otherwise make while a prompt waits.

    A check module that has something to make has a function `warm` without arguments. It takes some seconds
    of CPU, so a worker calls this once, before it says that it is ready.
    """
    packages = {check.__module__.rpartition(".")[0] for check in course.checks.values()}
    for name, module in sorted(sys.modules.items()):
        if name.rpartition(".")[0] in packages and callable(made := getattr(module, "warm", None)):
            made()


def could_not_judge() -> Localized:
    """Why a criterion is unscored, when its check does not say."""
    return both("This could not be judged yet, so the result is provisional.")


def _quotes(verdict: Verdict, reading: Reading, text: str) -> tuple[str, ...]:
    """The evidence as the trainee wrote it; what does not stand in the text is no evidence."""
    places = [(text.find(quote), len(quote)) for quote in verdict.evidence if quote]
    return tuple(
        dict.fromkeys(reading.quote(start, start + length) for start, length in places if start >= 0)
    )


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
