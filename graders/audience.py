"""audience: does the prompt say who reads or uses the output, or which role the AI takes?"""

from __future__ import annotations

import re

from promptward.course.checks import check
from promptward.findings import Verdict, met

from .hits import meant
from .reading import reading
from .verdicts import quotes, refuse

# "As a pharmacist, list …" gives the AI a role; "As a manager, I need …" presents the writer.
ROLE = re.compile(
    r"(?:\A|[.!?\n])[ \t*#>\-]{0,12}(?P<role>as an? [^,.!?\n]{3,80}),\s*"
    r"(?!(?:i|i'm|i’m|we|my|our|i'd|i've|help|please help)\b)",
    re.IGNORECASE,
)


@check("audience")
def names_reader_or_role(prompt: str) -> Verdict:
    """Met by a reader, an addressee, a role for the AI, or a writer who asks to be taught."""
    hits = meant("audience", prompt)
    if hits:
        return met(*quotes(prompt, hits))
    page = reading(prompt)
    if role := ROLE.search(page.asked):
        return met(page.quote(*role.span("role")))
    own = meant("audience", prompt, "self")
    if {hit.cue for hit in own} == {"who", "me"}:
        return met(*quotes(prompt, own))
    return refuse("audience", prompt)
