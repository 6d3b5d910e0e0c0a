"""constraints: does the prompt set at least one limit on the content?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Verdict

from .verdicts import decide


@check("constraints")
def sets_limits(prompt: str) -> Verdict:
    """Met by a length, a scope, a time frame, a rule, what to include or leave out, a tone, a language."""
    return decide("constraints", prompt)
