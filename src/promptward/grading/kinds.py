"""Which grader grades which kind of exercise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from promptward.course.claims import ClaimsExercise
from promptward.course.data import DataExercise
from promptward.course.exercises import ROLES, Exercise, PromptExercise
from promptward.course.rubrics import Rubric
from promptward.errors import PromptwardError, close_matches
from promptward.findings import Finding, Grade, Outcome
from promptward.grading import claims, data
from promptward.grading.answers import DataAnswers, read_answers
from promptward.grading.checking import could_not_judge
from promptward.grading.courses import Graded
from promptward.grading.facts import fact_findings
from promptward.grading.gates import gate_findings
from promptward.grading.numbers import ambiguous
from promptward.grading.prompt import prompt_findings
from promptward.grading.reading import Reading
from promptward.grading.responses import read_response
from promptward.grading.total import normalised, settle
from promptward.grading.verification import LIVE, sentence_details, verification_findings

PartChoice = Literal["all", "prompt"]
Masked = Iterable[Mapping[str, Any] | str]


def grade(
    course: Graded,
    exercise_id: str,
    role: str,
    response: Mapping[str, Any],
    *,
    kept: Iterable[str] = (),
    masked: Masked = (),
    part: PartChoice = "all",
) -> Grade:
    """Grade `response`; pure: the same arguments give the same grade.

    Args:
        course: An opened course.
        exercise_id: One of its exercises.
        role: The trainee's; a role the exercise is not written for gets the rubric of its first one.
        response: The fields of `responses.Response`, each of which may be missing.
        kept: Spans declared no personal data, besides the response's own.
        masked: The spans that were masked before storing, or their kinds: a lesson on the slip, not a gate.
        part: `prompt` leaves the verification out and shares its weight among the others.

    Raises:
        PromptwardError: The course has no such exercise, or nobody grades its kind.
    """
    exercise, rubric = _looked_up(course, exercise_id, role)
    if not isinstance(exercise, PromptExercise):
        return _answered(course, exercise, role, rubric, response)
    reading = Reading.of(str(response.get("text") or ""))
    reply, marks = response.get("reply"), dict(response.get("marks") or {})
    shares = part_shares(exercise, part)
    findings = [
        *gate_findings(course, rubric, exercise, reading, (*kept, *(response.get("kept") or ()))),
        *prompt_findings(course, exercise, rubric, reading),
        *fact_findings(exercise, reading),
    ]
    details: dict[str, object] = {
        "ticks": list(response.get("ticks") or ()),
        "masked": [span if isinstance(span, str) else str(span["kind"]) for span in masked],
    }
    if "verification" in shares:
        findings += verification_findings(exercise, reply, marks)
        details["sentences"] = sentence_details(exercise, reply, marks)
        details["live"] = reply is not None and reply.startswith(LIVE)
    return _settled(course, exercise, role, rubric, shares=shares, findings=findings, details=details)


def ungraded(course: Graded, exercise_id: str, role: str, response: Mapping[str, Any]) -> Grade:
    """The grade of an attempt that could not be graded: no check is asked, every finding is unscored."""
    exercise, rubric = _looked_up(course, exercise_id, role)
    if not isinstance(exercise, PromptExercise):
        return _answered(course, exercise, role, rubric, response, judge=False)
    shares = part_shares(exercise, "all")
    weights = {weighted.id: weighted.points for weighted in rubric.criteria}
    why = could_not_judge()
    findings = [
        Finding(gate.id, course.criteria[gate.id].title, Outcome.UNSCORED, advice=why, gate=True)
        for gate in rubric.gates
    ]
    findings += [
        Finding(id_, course.criteria[id_].title, Outcome.UNSCORED, possible=weights.get(id_, 0.0), advice=why)
        for id_ in exercise.criteria.expected
        if id_ in course.criteria
    ]
    others = fact_findings(exercise, Reading.of(""))
    if "verification" in shares:
        others += verification_findings(exercise, None, {})
    findings += [replace(each, outcome=Outcome.UNSCORED, points=0.0, advice=why) for each in others]
    details: dict[str, object] = {"ticks": list(response.get("ticks") or ()), "masked": []}
    return _settled(course, exercise, role, rubric, shares=shares, findings=findings, details=details)


def _answered(
    course: Graded,
    exercise: Exercise,
    role: str,
    rubric: Rubric,
    response: Mapping[str, Any],
    *,
    judge: bool = True,
) -> Grade:
    """The grade of a kind that collects answers; without `judge` everything is unscored."""
    answers = dict(response.get("answers") or {}) if judge else {}
    if isinstance(exercise, ClaimsExercise):
        sheet = claims.sheet_of(exercise, answers)
        findings, details, weights = (
            claims.claims_findings(sheet),
            claims.claims_details(sheet),
            claims.SHARES,
        )
    elif isinstance(exercise, DataExercise):
        report = data.report_of(course, exercise, answers, compute=judge)
        findings, details, weights = data.data_findings(report), data.data_details(report), data.SHARES
    else:
        raise PromptwardError(f"nothing grades exercises of the kind {exercise.kind!r} yet")
    shares = normalised(
        {
            part: weight
            for part, weight in weights.items()
            if any(each.part == part and each.possible for each in findings)
        }
    )
    if not judge:
        why = could_not_judge()
        findings = tuple(replace(each, outcome=Outcome.UNSCORED, points=0.0, advice=why) for each in findings)
        details = {}
    return _settled(course, exercise, role, rubric, shares=shares, findings=findings, details=details)


def _settled(
    course: Graded,
    exercise: Exercise,
    role: str,
    rubric: Rubric,
    *,
    shares: Mapping[str, float],
    findings: Iterable[Finding],
    details: dict[str, object],
) -> Grade:
    settled = settle(
        exercise=exercise.id,
        role=role,
        pass_mark=rubric.pass_mark,
        shares=shares,
        findings=tuple(findings),
        details=details,
    )
    return settled.with_hash(course.grader_hash(exercise.id, role))


def part_shares(exercise: PromptExercise, part: PartChoice) -> dict[str, float]:
    """How the parts that this exercise has weigh, of 100; the share of absent facts falls to the prompt."""
    shares: dict[str, float] = {"prompt": exercise.shares.prompt}
    if exercise.facts:
        shares["facts"] = exercise.shares.facts
    else:
        shares["prompt"] += exercise.shares.facts
    if exercise.replies and part == "all":
        shares["verification"] = exercise.shares.verification
    return normalised(shares)


def grade_response(course: Graded, exercise_id: str, role: str, raw: str, part: str | None = None) -> Grade:
    """Grade what was typed on a command line or read from a file.

    A JSON object is a response (and `part` then `all` by default), anything else the submitted prompt.

    Raises:
        PromptwardError: Unknown exercise, role or part; a response that is blank, too long or not readable.
    """
    exercise = exercise_of(course, exercise_id)
    if role not in ROLES:
        raise PromptwardError(_unknown("role", role, ROLES))
    if part not in {None, "prompt", "all"}:
        raise PromptwardError(_unknown("part", str(part), ("prompt", "all")))
    response, whole = read_response(raw)
    if not isinstance(exercise, PromptExercise):
        _checked(course, exercise, response.answers, whole=whole)
    chosen: PartChoice = "prompt" if part == "prompt" or (part is None and not whole) else "all"
    return grade(course, exercise_id, role, response.model_dump(), part=chosen)


def _checked(course: Graded, exercise: Exercise, answers: Mapping[str, Any], *, whole: bool) -> None:
    """Raise for answers that nobody could have meant, before they count as wrong."""
    if not whole:
        raise PromptwardError(f"{exercise.id} takes no text: write a JSON object with `answers`")
    read = read_answers(exercise, course.tables, answers)
    if isinstance(exercise, DataExercise) and isinstance(read, DataAnswers):
        for question, (large, small) in ambiguous(exercise, read.numbers):
            written = read.numbers[question.id]
            raise PromptwardError(f"numbers.{question.id}: is {written!r} {large.en} or {small.en}?")


def exercise_of(course: Graded, exercise_id: str) -> Exercise:
    """The exercise of that name, or a message with the names it may be a slip of."""
    exercise = course.exercises.get(exercise_id)
    if exercise is None:
        raise PromptwardError(_unknown("exercise", exercise_id, course.exercises))
    return exercise


def _looked_up(course: Graded, exercise_id: str, role: str) -> tuple[Exercise, Rubric]:
    exercise = exercise_of(course, exercise_id)
    return exercise, course.rubric_for(exercise, role)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    known = tuple(known)
    matches = close_matches(word, known)
    hint = f"did you mean {' or '.join(matches)}?" if matches else f"known are {', '.join(known) or 'none'}"
    return f"there is no {what} {word!r}; {hint}"
