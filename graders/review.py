"""human_review: does a person keep the decision?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Verdict

from .verdicts import decide


@check("human_review")
def keeps_decision(prompt: str) -> Verdict:
    """Met by a draft or options for somebody, a person who checks, or a decision the AI must not take."""
    return decide("review", prompt)
