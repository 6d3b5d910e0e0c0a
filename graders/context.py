"""context: does the prompt give a piece of situation that changes the answer?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Outcome, Verdict, met

from .hits import meant
from .identifiers import contains_identifiers, kinds_of
from .reading import reading
from .verdicts import quotes, refuse

SOME_WORDS = 8  # a pasted sentence to correct is no data


@check("context")
def gives_situation(prompt: str) -> Verdict:
    """Met by a patient or group, a place and its means, a purpose, figures, or pasted data."""
    hits = meant("context", prompt)
    if hits:
        return met(*quotes(prompt, hits))
    page = reading(prompt)
    for start, end in page.material:
        if len(page.text[start:end].split()) >= SOME_WORDS:
            return met(_first_line(page.quote(start, end)))
    named = contains_identifiers(prompt)  # a name with illness is a particular patient
    if named.outcome is Outcome.MET and "name" in kinds_of(prompt):
        return met(*named.evidence)
    return refuse("context", prompt)


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0][:80]
