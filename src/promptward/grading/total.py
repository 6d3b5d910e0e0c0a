"""From findings to a grade: the parts, the sum, the pass.

A part's score is 100 × max(0, Σ points) ÷ Σ possible over its scored findings, the whole is
Σ share × score ÷ Σ share over its scored parts. Everything the slip says about *what if* follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from promptward.findings import Band, Finding, Grade, Outcome, Part, band_for
from promptward.grading.phrases import both
from promptward.text import Localized

PART_TITLES = {
    "prompt": "The prompt",
    "facts": "Facts carried over",
    "verification": "Checking the reply",
    "verdicts": "Judging the claims",
    "settling": "Settling the doubtful ones",
    "problems": "Problems in the table",
    "statements": "The AI's statements",
    "numbers": "Your own figures",
}
DIGITS = 6
"""Scores are rounded so far, so that 0.7 × 100 is not a hair below a pass mark of 70."""


def part_score(findings: Iterable[Finding], part: str, *, pessimistic: bool = False) -> float | None:
    """The score of `part` from 0 to 100; `None` when nothing in it was scored.

    Unscored criteria leave both sums; `pessimistic` counts them as missed.
    """
    own = [finding for finding in findings if finding.part == part and not finding.gate]
    if not pessimistic:
        own = [finding for finding in own if finding.outcome is not Outcome.UNSCORED]
    possible = sum(finding.possible for finding in own)
    if not possible:
        return None
    return min(100.0, max(0.0, round(100 * sum(finding.points for finding in own) / possible, DIGITS)))


def total(shares: Mapping[str, float], findings: Iterable[Finding], *, pessimistic: bool = False) -> float:
    """The score of the whole, from 0 to 100; 0 when no part was scored."""
    findings = tuple(findings)
    scores = {part: part_score(findings, part, pessimistic=pessimistic) for part in shares}
    scored = {part: score for part, score in scores.items() if score is not None}
    weight = sum(shares[part] for part in scored)
    return (
        round(sum(shares[part] * score for part, score in scored.items()) / weight, DIGITS) if weight else 0.0
    )


def normalised(shares: Mapping[str, float]) -> dict[str, float]:
    """`shares` of a whole of 100."""
    whole = sum(shares.values())
    return {part: 100 * share / whole for part, share in shares.items()} if whole else {"prompt": 100.0}


def settle(
    *,
    exercise: str,
    role: str,
    pass_mark: float,
    shares: Mapping[str, float],
    findings: tuple[Finding, ...],
    details: dict[str, object] | None = None,
) -> Grade:
    """The grade that follows from `findings`.

    It is provisional when a gate or a criterion with points could not be judged; then it passes only if it
    would pass with all of those missed, and its band is the one of that lower score.
    """
    score = total(shares, findings)
    unknown = [each for each in findings if each.outcome is Outcome.UNSCORED and (each.gate or each.possible)]
    floor = total(shares, findings, pessimistic=True) if unknown else score
    standing = tuple(each.criterion for each in findings if each.gate and each.outcome is Outcome.MET)
    held = bool(standing) or any(each.gate for each in unknown)
    passed = floor >= pass_mark and not held
    return Grade(
        exercise=exercise,
        role=role,
        score=score,
        pass_mark=pass_mark,
        passed=passed,
        provisional=bool(unknown),
        band=band_for(floor, pass_mark, passed=passed),
        parts=tuple(
            Part(part, part_title(part), part_score(findings, part), share) for part, share in shares.items()
        ),
        findings=findings,
        gates=standing,
        details=details or {},
    )


def part_title(part: str) -> Localized:
    """What a part is called on the slip."""
    return both(PART_TITLES.get(part, part))


def lift(grade: Grade, finding: Finding) -> float:
    """How many points of the whole it would bring to mend `finding`."""
    if finding.outcome is not Outcome.MISSED or finding.gate or finding.optional:
        return 0.0
    mended = replace(finding, outcome=Outcome.MET, points=finding.possible)
    shares = {part.id: part.share for part in grade.parts}
    findings = (mended if each is finding else each for each in grade.findings)
    return total(shares, findings, pessimistic=True) - total(shares, grade.findings, pessimistic=True)


def deciding(grade: Grade) -> Finding | None:
    """The cheapest missed finding that, mended, would lift a *nearly* over the mark."""
    if grade.band is not Band.NEARLY:
        return None
    shares = {part.id: part.share for part in grade.parts}
    needed = grade.pass_mark - total(shares, grade.findings, pessimistic=True)
    lifts = [(lift(grade, finding), place, finding) for place, finding in enumerate(grade.findings)]
    enough = [each for each in lifts if each[0] > 0 and round(each[0] - needed, DIGITS - 1) >= 0]
    return min(enough)[2] if enough else None
