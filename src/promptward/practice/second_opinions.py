"""The judge beside the graders: asked after the receipt and the grade, heard when it answers.

The worker that grades has no secrets and is killed when it is late; the judge is asked from the server,
through the gateway. A grade is shown at once. Opinions are added to it as a newer grade, and a page hears of
that only where the rubric lets them move the score.
"""

from __future__ import annotations

import logging

from promptward.course.exercises import PromptExercise
from promptward.course.rubrics import Criterion
from promptward.findings import Grade, Outcome
from promptward.grading.judge import judge, with_opinions
from promptward.practice.masking import invented
from promptward.practice.services import Services
from promptward.privacy import mask
from promptward.store import Attempt

log = logging.getLogger(__name__)

HIDDEN = frozenset({"identifiers"})
"""What masking takes out of the text cannot be judged from it."""


async def judged(services: Services, attempt: Attempt, grade: Grade) -> Grade | None:
    """`grade` with the judge's opinions, kept in the record; None where nobody is asked or heard.

    What identifies a person is masked before the text leaves, names too; the scenario's inventions stay.
    """
    exercise = services.course.exercises[attempt.exercise]
    criteria = asked_about(services, grade)
    if services.ask is None or not isinstance(exercise, PromptExercise) or not criteria:
        return None
    response = attempt.response
    known, kept = invented(exercise), tuple(response.get("kept") or ())
    text = mask(str(response["text"]), attempt.lang, known=known, kept=kept).text
    opinions = await judge(criteria, text, services.ask)
    failed = sum(opinion.why == "failed" for opinion in opinions)
    if failed:
        log.warning("the judge gave no opinion on %d of %d criteria", failed, len(opinions))
    with_them = with_opinions(grade, services.course.rubric_for(grade.exercise, grade.role), opinions)
    await services.store.add_grade(attempt.id, with_them)
    return with_them


def asked_about(services: Services, grade: Grade) -> list[Criterion]:
    """The criteria of the prompt that this grade decides, in its order."""
    named = [
        each.criterion
        for each in grade.findings
        if each.part == "prompt" and each.outcome is not Outcome.NOT_NEEDED
    ]
    return [services.course.criteria[name] for name in dict.fromkeys(named) if name not in HIDDEN]
