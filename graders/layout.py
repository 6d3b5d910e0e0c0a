"""format: does the prompt say what shape the output has?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Verdict

from .verdicts import decide


@check("format")
def states_format(prompt: str) -> Verdict:
    """Met by a table, bullet points, headings, a named structure, a template to fill or a number of items."""
    return decide("layout", prompt)
