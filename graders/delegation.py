"""unsafe_delegation: is a professional's decision on a real case left to the AI, with nobody to check it?"""

from __future__ import annotations

from promptward.course.checks import check
from promptward.findings import Verdict, met, missed

from .hits import find, meant
from .reading import reading
from .verdicts import filled, quotes
from .wording import read


@check("unsafe_delegation")
def delegates_decision(prompt: str) -> Verdict:
    """Met (the problem is there) by a decision asked for on a real case that nobody checks."""
    hits = meant("delegation", prompt)
    decisions = [hit for hit in hits if hit.cue == "decision"]
    cases = [hit for hit in find("delegation", prompt) if hit.cue == "case"]
    cases += [hit for hit in find("context", prompt) if hit.cue in ("patient", "lab")]
    teaching = [hit for hit in hits if hit.cue == "teaching"]
    if not decisions or not (cases or reading(prompt).material) or teaching or meant("review", prompt):
        return missed()
    advice = filled(read("delegation")["advice"]["default"], quote=quotes(prompt, decisions)[0])
    return met(*quotes(prompt, decisions), advice=advice)
