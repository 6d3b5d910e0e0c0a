"""A grade as people see it: the slip of a trainee, the JSON of the command line."""

from __future__ import annotations

import math
from typing import Any

from promptward.findings import Finding, Grade, Outcome
from promptward.grading.total import deciding, lift
from promptward.text import Localized

STEP = 5
"""The slip shows scores in such steps: a single point more or less means nothing."""
KEY_DETAILS = (
    *("form", "claims", "omission", "detection"),
    *("problems", "decoys", "false_alarms", "statements", "numbers"),
)
"""What the kinds `claims` and `data` show of their key, beside what was answered."""


def grade_view(grade: Grade, lang: str) -> dict[str, Any]:
    """The slip, in `lang`: JSON values only."""
    decides = deciding(grade)
    return {
        "score": shown_score(grade),
        "pass_mark": _number(grade.pass_mark),
        "passed": grade.passed,
        "provisional": grade.provisional,
        "band": grade.band.value,
        "gates": list(grade.gates),
        "parts": [
            {
                "id": part.id,
                "title": part.title.get(lang),
                "score": None if part.score is None else _stepped(part.score),
                "share": round(part.share),
            }
            for part in grade.parts
        ],
        "mend_first": _mend_first(grade, decides, lang),
        "good": [
            {"criterion": each.criterion, "title": each.title.get(lang), "evidence": list(each.evidence)}
            for each in grade.findings
            if each.outcome is Outcome.MET and not each.gate and each.evidence
        ],
        "findings": [_finding(each, lang) | {"deciding": each is decides} for each in grade.findings],
        "ticks": _ticks(grade, lang),
        "sentences": _localized(grade.details.get("sentences", []), lang),
        "masked": _localized(grade.details.get("masked", []), lang),
        "live": bool(grade.details.get("live", False)),
        **{name: _localized(grade.details[name], lang) for name in KEY_DETAILS if name in grade.details},
    }


def grade_json(grade: Grade, lang: str) -> dict[str, Any]:
    """What `promptward grade --json` prints; scores are exact."""
    return {
        "exercise": grade.exercise,
        "role": grade.role,
        "score": _number(grade.score),
        "pass_mark": _number(grade.pass_mark),
        "passed": grade.passed,
        "provisional": grade.provisional,
        "band": grade.band.value,
        "parts": {
            part.id: {"score": _number(part.score), "share": _number(part.share)} for part in grade.parts
        },
        "findings": [
            {key: value for key, value in _finding(each, lang).items() if key not in {"title", "part"}}
            for each in grade.findings
        ],
        "gates": list(grade.gates),
    }


def grade_text(grade: Grade, lang: str) -> str:
    """What `promptward grade` prints for people: the score, then a line a finding."""
    provisional = ", provisional" * grade.provisional
    rows = [f"{grade.score:.0f} / 100, pass mark {grade.pass_mark:g}: {grade.band.value}{provisional}"]
    for part in grade.parts:
        score = "-" if part.score is None else f"{part.score:.0f}"
        rows.append(f"  {part.title.get(lang)}: {score} ({part.share:.0f} %)")
    needed = (each for each in grade.findings if each.outcome is not Outcome.NOT_NEEDED)
    return "\n".join([*rows, *(_row(each, lang) for each in needed)])


def _row(finding: Finding, lang: str) -> str:
    standing = {Outcome.MET: "stands", Outcome.MISSED: "clear", Outcome.UNSCORED: "unscored"}
    outcome = standing.get(finding.outcome, "") if finding.gate else finding.outcome.value
    points = f"{finding.points:g}/{finding.possible:g}" if finding.possible else ""
    kind = " (gate)" * finding.gate or " (optional)" * finding.optional
    row = f"{outcome:9} {points:8} {finding.title.get(lang)}{kind}"
    said = "; ".join(f"“{quote}”" for quote in finding.evidence)
    return " · ".join(filter(None, (row, said, finding.advice.get(lang) if finding.advice else "")))


def shown_score(grade: Grade) -> int:
    """The score in steps of five, never shown on the other side of the mark than it is."""
    score, mark = _stepped(grade.score), grade.pass_mark
    if grade.score < mark <= score:
        return score - STEP
    if score < mark <= grade.score:
        return math.ceil(mark / STEP) * STEP
    return score


def _stepped(score: float) -> int:
    return STEP * math.floor(score / STEP + 0.5)


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "criterion": finding.criterion,
        "title": finding.title.get(lang),
        "outcome": finding.outcome.value,
        "part": finding.part,
        "points": _number(finding.points),
        "possible": _number(finding.possible),
        "evidence": list(finding.evidence),
        "advice": finding.advice.get(lang) if finding.advice else None,
        "gate": finding.gate,
        "optional": finding.optional,
    }


def _mend_first(grade: Grade, decides: Finding | None, lang: str) -> dict[str, Any] | None:
    """A gate before all else, then what decides, then what brings most."""
    gate = next((each for each in grade.findings if each.gate and each.outcome is Outcome.MET), None)
    lifts = [(lift(grade, each), -place, each) for place, each in enumerate(grade.findings)]
    most = max((each for each in lifts if each[0] > 0), default=(0.0, 0, None))[2]
    first = gate or decides or most
    if first is None:
        return None
    advice = first.advice.get(lang) if first.advice else None
    return {"criterion": first.criterion, "title": first.title.get(lang), "advice": advice}


def _ticks(grade: Grade, lang: str) -> list[dict[str, Any]]:
    """What was believed beside what was found, for every criterion asked for; empty if nothing was ticked."""
    ticked = grade.details.get("ticks")
    if not isinstance(ticked, list) or not ticked:
        return []
    return [
        {
            "criterion": each.criterion,
            "title": each.title.get(lang),
            "ticked": each.criterion in ticked,
            "met": None if each.outcome is Outcome.UNSCORED else each.outcome is Outcome.MET,
        }
        for each in grade.findings
        if each.part == "prompt" and each.possible
    ]


def _localized(value: Any, lang: str) -> Any:
    if isinstance(value, Localized):
        return value.get(lang)
    if isinstance(value, dict):
        return {key: _localized(item, lang) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_localized(item, lang) for item in value]
    return value
