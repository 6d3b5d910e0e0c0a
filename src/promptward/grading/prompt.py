"""The prompt part: 100 × Σ points of expected criteria met ÷ Σ points of expected criteria."""

from __future__ import annotations

from collections.abc import Iterator

from promptward.course.exercises import PromptExercise
from promptward.course.rubrics import Criterion, Rubric, Weighted
from promptward.findings import Finding, Outcome, Verdict, missed, unscored
from promptward.grading.checking import ask, could_not_judge
from promptward.grading.copied import copied_spans
from promptward.grading.courses import Graded
from promptward.grading.phrases import both
from promptward.grading.reading import Reading

ABOUT_THE_CASE = frozenset({"task", "context"})
"""Count only when the prompt concerns this scenario; otherwise one polished prompt would pass everywhere."""
FOUND_IN_COPIES = frozenset({"context"})
"""What copied words may show; the other criteria ask for something, and a copy asks for nothing."""


def prompt_findings(
    course: Graded, exercise: PromptExercise, rubric: Rubric, reading: Reading
) -> tuple[Finding, ...]:
    """A finding a criterion: expected ones for points, optional ones as remarks, the rest *not needed*."""
    weights = {weighted.id: weighted for weighted in rubric.criteria}
    own_words = reading.blanked(copied_spans(exercise, reading))
    on_topic = is_on_topic(exercise, reading)
    needed = (*exercise.criteria.expected, *exercise.criteria.optional)
    findings = []
    for criterion in course.criteria.values():
        if criterion.gate:
            continue
        if criterion.id not in needed:
            findings.append(Finding(criterion.id, criterion.title, Outcome.NOT_NEEDED))
            continue
        text = reading.text if criterion.id in FOUND_IN_COPIES else own_words
        weighted = weights.get(criterion.id)
        verdict = ask(course, weighted.check, reading, text) if weighted else unscored(could_not_judge())
        if verdict.outcome is Outcome.MISSED and weighted and text != reading.text:
            verdict = _copied(verdict, ask(course, weighted.check, reading, reading.text))
        if verdict.outcome is Outcome.MET and criterion.id in ABOUT_THE_CASE and not on_topic:
            verdict = missed(both("The assignment is: {title}.", title=exercise.title), *verdict.evidence)
        findings.append(
            _finding(criterion, verdict, weighted, optional=criterion.id in exercise.criteria.optional)
        )
    return tuple(findings)


def is_on_topic(exercise: PromptExercise, reading: Reading) -> bool:
    """Whether enough of the scenario's terms stand in the prompt, as whole syllables."""
    return (
        sum(reading.words.has(term) for term in dict.fromkeys(exercise.topic.terms))
        >= exercise.topic.at_least
    )


def share_met(course: Graded, exercise_id: str, text: str, *, role: str | None = None) -> float:
    """The share (0 to 1) of the expected criteria that `text` meets; the practice model replies by it."""
    exercise = course.exercises[exercise_id]
    if not isinstance(exercise, PromptExercise):
        return 0.0
    rubric = course.rubric_for(exercise, role or exercise.roles[0])
    scored = list(_scored(prompt_findings(course, exercise, rubric, Reading.of(text))))
    return sum(finding.outcome is Outcome.MET for finding in scored) / len(scored) if scored else 0.0


def _scored(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.possible and finding.outcome is not Outcome.UNSCORED)


def _copied(own: Verdict, whole: Verdict) -> Verdict:
    """`own`, with the reason when only the copied words would have met the criterion."""
    if whole.outcome is not Outcome.MET:
        return own
    return missed(both("These words are copied from the exercise. Ask in your own words."), *whole.evidence)


def _finding(criterion: Criterion, verdict: Verdict, weighted: Weighted | None, *, optional: bool) -> Finding:
    counts = weighted is not None and not optional and verdict.outcome is not Outcome.NOT_NEEDED
    possible = weighted.points if counts and weighted else 0.0
    return Finding(
        criterion.id,
        criterion.title,
        verdict.outcome,
        points=possible if verdict.outcome is Outcome.MET else 0.0,
        possible=possible,
        evidence=verdict.evidence,
        advice=verdict.advice or (criterion.advice if verdict.outcome is Outcome.MISSED else None),
        optional=optional,
    )
