"""uncertainty: may the AI say what it does not know?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Verdict

from .verdicts import decide


@check("uncertainty")
def asks_for_doubt(prompt: str) -> Verdict:
    """Met by marking what is unsure, not inventing, asking back, or leaving gaps open."""
    return decide("uncertainty", prompt)
