"""The data kind: problems in a table (50 %), an AI's statements about it (20 %), own figures (30 %).

Statements: for the true ones and for the false ones the mean of right 1, wrong −1, unanswered 0; the score
is 100 × the mean of both, at least 0. Saying *true* throughout, or *false*, is 1 and −1 and so 0, however
many of them are true. Statements of one kind only tell nothing and are not scored; a course refuses them.

Numbers: right is what the author's function computes from the table under any of the stated cleaning rules.
A part that an exercise does not have leaves its share to the others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from promptward.course.data import Cleaning, DataExercise, Question, Statement
from promptward.course.datasets import Dataset
from promptward.course.figures import as_number
from promptward.findings import Finding, Outcome
from promptward.grading.answers import DataAnswers, Flag, still_there
from promptward.grading.checking import could_not_judge
from promptward.grading.courses import Graded
from promptward.grading.flags import Searched, area_of, searched
from promptward.grading.numbers import both_readings, in_unit, is_right, shown_number, typed
from promptward.grading.phrases import both
from promptward.text import Localized, is_blank

SHARES = {"problems": 50.0, "statements": 20.0, "numbers": 30.0}
Computed = tuple[tuple[Cleaning, float], ...]
"""A number under each of its cleaning rules."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """An exercise, its table, what was answered, and the numbers as far as they could be computed."""

    exercise: DataExercise
    dataset: Dataset
    answers: DataAnswers
    computed: Mapping[str, Computed | None]

    @property
    def search(self) -> Searched:
        """The flags against the planted problems."""
        return searched(self.exercise, self.dataset, self.answers.flags)

    def given_rightly(self, question: Question) -> Cleaning | None:
        """The rule under which the given number is right; the stated one, if it is."""
        given = typed(self.answers.numbers.get(question.id, ""), question.unit)
        stated = self.answers.cleanings.get(question.id)
        rules = sorted(self.computed[question.id] or (), key=lambda each: each[0].id != stated)
        return next((rule for rule, value in rules if is_right(given, value, question)), None)


def report_of(
    course: Graded, exercise: DataExercise, answers: Mapping[str, Any], *, compute: bool = True
) -> Report:
    """The answers of a response; without `compute` no function of the author is called."""
    kept = DataAnswers.model_validate(dict(answers))
    statements = still_there(kept.statements, (each.id for each in exercise.statements))
    dataset = course.tables[exercise.table]
    computed = {
        question.id: _computed(course, question, dataset) if compute else None
        for question in exercise.questions
    }
    return Report(exercise, dataset, kept.model_copy(update={"statements": statements}), computed)


def _computed(course: Graded, question: Question, dataset: Dataset) -> Computed | None:
    """The number under every rule, or `None` when the author's function gives none."""
    function = course.answers.get(question.answer)
    if function is None:
        logger.error("answer %s: no such function in the course", question.answer)
        return None
    values: list[tuple[Cleaning, float]] = []
    for rule in question.cleanings:
        try:
            value = as_number(function(dataset.frame(), rule.id))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an author's code may do anything
            logger.error("answer %s raised %s", question.answer, type(error).__name__)  # noqa: TRY400
            return None
        if value is None:
            logger.error("answer %s gave no number under %s", question.answer, rule.id)
            return None
        values.append((rule, value))
    return tuple(values)


def data_findings(report: Report) -> tuple[Finding, ...]:
    """One finding for the problems, one for the statements, one for every number."""
    findings = [_problems(report.search)]
    if report.exercise.statements:
        findings.append(_statements(report.exercise.statements, report.answers.statements))
    return (*findings, *(_number(report, question) for question in report.exercise.questions))


def _problems(search: Searched) -> Finding:
    advice = both(
        "{found} of {all} problems found, {alarms} false alarms. "
        "Mark only the cells concerned, then name the trouble and what to do.",
        found=str(search.found),
        all=str(len(search.searches)),
        alarms=str(search.merged),
    )
    outcome = Outcome.MET if search.score >= 100 - 1e-6 else Outcome.MISSED
    told = None if outcome is Outcome.MET else advice
    title = both("Problems found in the table")
    return Finding("problems", title, outcome, "problems", search.score, 100.0, advice=told)


def statement_score(statements: Iterable[Statement], judged: Mapping[str, bool | None]) -> float | None:
    """From 0 to 1, corrected for constant answers; `None` when all statements are of one kind."""
    points: dict[bool, list[int]] = {True: [], False: []}
    for each in statements:
        said = judged.get(each.id)
        points[each.true].append(0 if said is None else 1 if said == each.true else -1)
    if not all(points.values()):
        return None
    return max(0.0, sum(sum(each) / len(each) for each in points.values()) / 2)


def _statements(statements: tuple[Statement, ...], judged: Mapping[str, bool | None]) -> Finding:
    title = both("Statements judged")
    score = statement_score(statements, judged)
    if score is None:
        return Finding("statements", title, Outcome.NOT_NEEDED, "statements")
    right = sum(judged.get(each.id) == each.true for each in statements)
    if right == len(statements):
        return Finding("statements", title, Outcome.MET, "statements", 100.0, 100.0)
    advice = both(
        "{right} of {all} statements judged rightly. Count each one again in the table.",
        right=str(right),
        all=str(len(statements)),
    )
    return Finding("statements", title, Outcome.MISSED, "statements", 100 * score, 100.0, advice=advice)


def _number(report: Report, question: Question) -> Finding:
    name = f"number-{question.id}"
    if report.computed[question.id] is None:
        why = could_not_judge()
        return Finding(name, question.text, Outcome.UNSCORED, "numbers", 0.0, 1.0, advice=why)
    text = report.answers.numbers.get(question.id, "")
    evidence = () if is_blank(text) else (text,)
    if report.given_rightly(question):
        return Finding(name, question.text, Outcome.MET, "numbers", 1.0, 1.0, evidence)
    advice = _number_advice(text, question)
    return Finding(name, question.text, Outcome.MISSED, "numbers", 0.0, 1.0, evidence, advice)


def _number_advice(text: str, question: Question) -> Localized:
    given = typed(text, question.unit)
    if is_blank(text):
        return both("Compute this number from the table.")
    if given.is_ambiguous:
        large, small = both_readings(given)
        return both("This may be {large} or {small}. Write it one way only.", large=large, small=small)
    if not given.values:
        return both("This is not a number. Write digits, with a comma for decimals.")
    return both("Compute it again, and say which cleaning rule was followed.")


def data_details(report: Report) -> dict[str, object]:
    """The key beside the answers, for the slip; a false statement stands there with what is true."""
    search = report.search
    alarmed = frozenset().union(*(area_of(flag, report.dataset) for flag in search.alarms))
    return {
        "problems": [
            {
                "id": each.problem.id,
                "rows": list(each.problem.rows),
                "columns": list(each.problem.columns),
                "trouble": each.problem.trouble,
                "remedies": list(each.problem.remedies),
                "text": each.problem.text,
                "why": each.problem.why,
                "found": bool(each.flags),
                "trouble_right": bool(each.flags) and each.named == 1,
                "remedy_right": bool(each.flags) and each.mended == 1,
                "flags": [_flag(flag) for flag in each.flags],
            }
            for each in search.searches
        ],
        "decoys": [
            {
                "row": decoy.row,
                "column": decoy.column,
                "why": decoy.why,
                "flagged": (decoy.row, decoy.column) in alarmed,
            }
            for decoy in report.exercise.decoys
        ],
        "false_alarms": [_flag(flag) for flag in search.alarms],
        "statements": [
            {
                "id": each.id,
                "text": each.text,
                "true": each.true,
                "answered": report.answers.statements.get(each.id),
                "right": each.right,
                "why": each.why,
            }
            for each in report.exercise.statements
        ],
        "numbers": [_number_detail(report, question) for question in report.exercise.questions],
    }


def _flag(flag: Flag) -> dict[str, object]:
    return flag.model_dump()


def _number_detail(report: Report, question: Question) -> dict[str, object]:
    followed = report.given_rightly(question) if report.computed[question.id] is not None else None
    return {
        "id": question.id,
        "text": question.text,
        "unit": question.unit,
        "given": report.answers.numbers.get(question.id) or None,
        "stated": report.answers.cleanings.get(question.id),
        "ok": None if report.computed[question.id] is None else followed is not None,
        "cleaning": followed.id if followed else None,
        "accepted": [
            {"cleaning": rule.id, "title": rule.title, "value": shown_number(in_unit(value, question))}
            for rule, value in report.computed[question.id] or ()
        ],
    }
