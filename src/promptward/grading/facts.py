"""The facts part: what the scenario obliges a good prompt to carry over, and to carry over rightly."""

from __future__ import annotations

from promptward.course.exercises import Fact, PromptExercise
from promptward.findings import Finding, Outcome
from promptward.grading.phrases import both
from promptward.grading.reading import Reading
from promptward.grading.wordings import Words


def fact_findings(exercise: PromptExercise, reading: Reading) -> tuple[Finding, ...]:
    """A finding a fact: carried (1 point), left out (0), or wrong (-1: worse than left out).

    Copied words count here: pasting the case does carry its facts.
    """
    return tuple(_finding(fact, reading.words) for fact in exercise.facts)


def _finding(fact: Fact, words: Words) -> Finding:
    accepted = tuple(words.find(fact.accept))
    # "không phải ngày 3 mà ngày 4" holds the wrong wording inside the right one; the wider one knows better.
    wrong = [match for match in words.find(fact.wrong) if not any(match.within(wider) for wider in accepted)]
    carried = [match for match in accepted if not any(match.within(wider) for wider in wrong)]
    if wrong:
        outcome, points, shown = Outcome.MISSED, -1.0, wrong
        advice = both("Check this against the case. It should say: {fact}.", fact=fact.text)
    elif carried:
        outcome, points, shown, advice = Outcome.MET, 1.0, carried[:1], None
    else:
        outcome, points, shown = Outcome.MISSED, 0.0, []
        advice = both("Add this from the case: {fact}.", fact=fact.text)
    evidence = tuple(dict.fromkeys(words.quote(match) for match in shown))
    return Finding(f"fact-{fact.id}", fact.text, outcome, "facts", points, 1.0, evidence, advice)
