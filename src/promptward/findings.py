"""What grading says: small frozen values, the same in a kernel, on the wire and in the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from promptward.text import Localized


class Outcome(StrEnum):
    """What a check decides. For a gate, `MET` means that the problem is there."""

    MET = "met"
    MISSED = "missed"
    UNSCORED = "unscored"
    NOT_NEEDED = "not_needed"


class Band(StrEnum):
    """The word on the slip; `NEARLY` is within ten points below the pass mark."""

    AGAIN = "again"
    NEARLY = "nearly"
    PASSED = "passed"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's answer: outcome, verbatim quotes from the response, and advice on what to add."""

    outcome: Outcome
    evidence: tuple[str, ...] = ()
    advice: Localized | None = None


def met(*evidence: str, advice: Localized | None = None) -> Verdict:
    """The criterion is met; `evidence` are the words that meet it."""
    return Verdict(Outcome.MET, evidence, advice)


def missed(advice: Localized | None = None, *evidence: str) -> Verdict:
    """The criterion is not met; `evidence` are words that looked like it but are not (negated, quoted)."""
    return Verdict(Outcome.MISSED, evidence, advice)


def unscored(reason: Localized | None = None) -> Verdict:
    """The criterion could not be judged."""
    return Verdict(Outcome.UNSCORED, (), reason)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its place in the grade.

    `points` are the points won, `possible` those on offer (0 for gates, optional and not-needed criteria).
    `part` names the part of the grade it belongs to; `optional` findings are remarks.
    """

    criterion: str
    title: Localized
    outcome: Outcome
    part: str = "prompt"
    points: float = 0.0
    possible: float = 0.0
    evidence: tuple[str, ...] = ()
    advice: Localized | None = None
    gate: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a grade: score from 0 to 100 (`None` when all of it is unscored) and share of the whole."""

    id: str
    title: Localized
    score: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Grade:
    """The findings and the score from 0 to 100.

    `gates` are the criteria of the gates that stand against a pass. `provisional` says that something could
    not be judged; a provisional grade never passes on what is missing. `details` are figures of a kind
    (which sentences were planted, what was marked) for the slip, shown only after submitting.
    """

    exercise: str
    role: str
    score: float
    pass_mark: float
    passed: bool
    provisional: bool
    band: Band
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    gates: tuple[str, ...] = ()
    grader_hash: str = ""
    details: dict[str, object] = field(default_factory=dict)

    def with_hash(self, grader_hash: str) -> Grade:
        """The same grade, stamped with the grader that gave it."""
        return replace(self, grader_hash=grader_hash)


def band_for(score: float, pass_mark: float, *, passed: bool) -> Band:
    """The band of `score`; a gate that holds back a pass never reads better than *again*."""
    if passed:
        return Band.GOOD if score >= (pass_mark + 100) / 2 else Band.PASSED
    return Band.NEARLY if pass_mark - 10 <= score < pass_mark else Band.AGAIN
