"""Prompts on which a check and people disagree: few, short and masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from promptward.calibration.prompts import LabelledPrompt
from promptward.findings import Outcome, Verdict
from promptward.privacy import mask

SHOWN = 3
LONGEST = 180


def confusions(
    criterion: str, prompts: Sequence[LabelledPrompt], said: Sequence[Mapping[str, Verdict]]
) -> list[dict[str, Any]]:
    """Up to three falsely missed and three falsely met prompts, the shortest first: they are read soonest."""
    found: dict[str, list[dict[str, Any]]] = {"false_missed": [], "false_met": []}
    for prompt, verdicts in sorted(
        zip(prompts, said, strict=True), key=lambda pair: (len(pair[0].text), str(pair[0].id))
    ):
        verdict = verdicts[criterion]
        met = verdict.outcome is Outcome.MET
        if met == (criterion in prompt.met):
            continue
        kind = "false_met" if met else "false_missed"
        if len(found[kind]) < SHOWN:
            found[kind].append(
                {
                    "kind": kind,
                    "id": prompt.id,
                    "lang": prompt.lang,
                    "text": _shown(prompt),
                    "quotes": [_short(quote) for quote in verdict.evidence if criterion != "identifiers"],
                }
            )
    return found["false_missed"] + found["false_met"]


def _shown(prompt: LabelledPrompt) -> str:
    return _short(mask(prompt.text, prompt.lang).text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rsplit(" ", 1)[0] + " …"
