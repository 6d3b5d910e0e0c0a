"""context: does the prompt give a piece of situation that changes the answer?"""

from __future__ import annotations

import re

from promptward.course.checks import check
from promptward.findings import Outcome, Verdict, met

from .hits import Hit, meant
from .identifiers import contains_identifiers, kinds_of
from .reading import Span, reading
from .verdicts import quotes, refuse

SOME_WORDS, MANY_WORDS = 6, 30  # a pasted sentence to correct is no data, unless it has figures
BLANK = re.compile(
    r"\[[^\]\n]{1,80}\]|\{[^}\n]{1,80}\}+|<[^>\n]{1,60}>|_{3,}"
)  # a place to fill in says nothing yet


@check("context")
def gives_situation(prompt: str) -> Verdict:
    """Met by a patient or group, a place and its means, a purpose, figures, or pasted data."""
    page = reading(prompt)
    blanks = [found.span() for found in BLANK.finditer(page.text)]
    hits = [hit for hit in meant("context", prompt) if not _touches(hit, blanks)]
    if hits:
        return met(*quotes(prompt, hits))
    for start, end in page.material:
        pasted = BLANK.sub(" ", page.text[start:end])
        words = len(pasted.split())
        if words >= MANY_WORDS or (words >= SOME_WORDS and any(char.isdigit() for char in pasted)):
            return met(_first_line(page.quote(start, end)))
    named = contains_identifiers(prompt)  # a name with illness is a particular patient
    if named.outcome is Outcome.MET and "name" in kinds_of(prompt):
        return met(*named.evidence)
    return refuse("context", prompt)


def _touches(hit: Hit, blanks: list[Span]) -> bool:
    return any(left < hit.end and hit.start < right for left, right in blanks)


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0][:80]
