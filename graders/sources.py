"""sources: can the answer be checked against something the prompt names?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Verdict

from .verdicts import decide


@check("sources")
def asks_for_sources(prompt: str) -> Verdict:
    """Met by references asked for, a named guideline, or an attached text to build the answer on."""
    return decide("sources", prompt)
