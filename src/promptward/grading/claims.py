r"""The claims kind: verdicts by payoff above the best constant answer, then what settles a claim.

Verdicts (70 % of the grade). Every claim earns by its truth on this form and by the answer:

    truth \ answer   supported   wrong   cannot tell
    supported          1          −0.5      0
    contradicted      −h           1        0.25      h = 0.5, 1, 1.5 for low, moderate, severe harm
    not settled       −0.5         0        1

and nothing when it was not answered. Score = 100 × max(0, (Σ − B) ÷ (M − B)): M is the sum of the right
answers, B the larger of 0 and what the best constant answer would earn. Any constant answer scores 0.

On a sheet where one answer is right throughout (a clean one) M = B, and verdicts tell nothing by themselves:
trusting everything is right, but reading nothing looks the same. There they are worth 100 × max(0, Σ ÷ M) if
the omission was found, which a reader finds, and 0 otherwise. A course with a clean sheet must ask for it.

Settling (30 %): for rightly flagged claims the source that settles it and the action; and the omission; in
equal parts of those that the sheet has. Each is corrected for chance: right 1, wrong −p ÷ (1 − p) with p the
chance of a blind choice, and not below 0 in sum. It counts only when the verdicts are worth more than a
constant answer: where nothing was told apart, nothing was flagged by reading. Confidence is never points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from promptward.course.claims import Action, Claim, ClaimsExercise, Form, Truth
from promptward.course.exercises import Harm, Source
from promptward.findings import Finding, Outcome
from promptward.grading.answers import ClaimAnswer, ClaimsAnswers, Verdict, still_there
from promptward.grading.detection import RIGHT, Judgement, Tally, tally
from promptward.grading.phrases import both
from promptward.text import Localized

SHARES = {"verdicts": 70.0, "settling": 30.0}
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
ACTIONS: tuple[Action, ...] = get_args(Action)
HARM: Mapping[Harm, float] = {"low": 0.5, "moderate": 1.0, "severe": 1.5}
PAYOFF: Mapping[Truth, Mapping[Verdict, float]] = {
    "supported": {"supported": 1.0, "wrong": -0.5, "unsettled": 0.0},
    "contradicted": {"wrong": 1.0, "unsettled": 0.25},  # taken for supported: minus the harm
    "unsettled": {"supported": -0.5, "wrong": 0.0, "unsettled": 1.0},
}
NOT_ANSWERED = ClaimAnswer()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of an exercise and what was answered on it."""

    exercise: ClaimsExercise
    form: Form
    answers: Mapping[str, ClaimAnswer]
    omission: str | None

    def judged(self, claim: Claim) -> Judgement:
        """What was said of a claim, beside its truth on this form."""
        answer = self.answers.get(claim.id, NOT_ANSWERED)
        return Judgement(claim.wording(self.form).truth, claim.harm, answer.verdict, answer.sure)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """All claims, in the order of the file."""
        return tuple(self.judged(claim) for claim in self.exercise.claims)

    @property
    def flagged(self) -> tuple[Claim, ...]:
        """The claims that were flagged and had to be."""
        return tuple(
            claim
            for claim, each in zip(self.exercise.claims, self.judgements, strict=True)
            if each.truth != "supported" and each.verdict in {"wrong", "unsettled"}
        )

    @property
    def omission_found(self) -> bool:
        """Whether the closing question was answered rightly."""
        choices = self.exercise.omission.choices if self.exercise.omission else ()
        return any(choice.right and choice.id == self.omission for choice in choices)


def payoff(truth: Truth, harm: Harm, verdict: Verdict | None) -> float:
    """What a claim earns."""
    if verdict is None:
        return 0.0
    return PAYOFF[truth].get(verdict, -HARM[harm])


def payoff_score(judgements: Sequence[Judgement]) -> float | None:
    """The score from 0 to 100 above the best constant answer; `None` when that is the best there is."""
    earned = sum(payoff(each.truth, each.harm, each.verdict) for each in judgements)
    constants = (sum(payoff(each.truth, each.harm, verdict) for each in judgements) for verdict in VERDICTS)
    best, most = max(0.0, *constants), float(len(judgements))
    return None if most <= best else 100 * max(0.0, (earned - best) / (most - best))


def corrected(hits: Iterable[bool | None], chances: Iterable[float]) -> float | None:
    """The mean of right (1), wrong (−p ÷ (1 − p)) and unanswered (`None`: 0), at least 0.

    `chances` are those of a blind choice; where it cannot fail, nothing is asked. `None`: nothing was asked.
    """
    points = [
        0.0 if hit is None else 1.0 if hit else -chance / (1 - chance)
        for hit, chance in zip(hits, chances, strict=True)
        if chance < 1
    ]
    return max(0.0, sum(points) / len(points)) if points else None


def sheet_of(exercise: ClaimsExercise, answers: Mapping[str, Any]) -> Sheet:
    """The answers of a response as a sheet; what the exercise no longer has is left out."""
    kept = ClaimsAnswers.model_validate(dict(answers))
    claims = still_there(kept.claims, (claim.id for claim in exercise.claims))
    return Sheet(exercise, kept.form, claims, kept.omission)


def claims_findings(sheet: Sheet) -> tuple[Finding, ...]:
    """The verdicts in one finding, and one each for sources, actions and the omission."""
    score = verdict_score(sheet)
    verdicts = tally(sheet.judgements)
    outcome = Outcome.MET if score >= 100 else Outcome.MISSED
    advice = None if outcome is Outcome.MET else _advice(sheet, verdicts)
    title = both("Right and wrong claims told apart")
    first = Finding("verdicts", title, outcome, "verdicts", score, 100.0, advice=advice)
    return first, *_settling(sheet, counts=score > 0)


def verdict_score(sheet: Sheet) -> float:
    """The verdicts' score from 0 to 100."""
    judgements = sheet.judgements
    score = payoff_score(judgements)
    if score is not None:
        return score
    earned = sum(payoff(each.truth, each.harm, each.verdict) for each in judgements)
    return 100 * max(0.0, earned / len(judgements)) if sheet.omission_found else 0.0


def _settling(sheet: Sheet, *, counts: bool) -> tuple[Finding, ...]:
    errors = any(each.truth != "supported" for each in sheet.judgements)
    settled = [claim for claim in sheet.flagged if claim.wording(sheet.form).truth == "contradicted"]
    excerpts = len(sheet.exercise.excerpts)
    sources = corrected(
        (_hit(sheet.answers[claim.id].source, claim.settled_by) for claim in settled),
        (len(set(claim.settled_by)) / excerpts for claim in settled),
    )
    actions = corrected(
        (_hit(sheet.answers[claim.id].action, claim.actions) for claim in sheet.flagged),
        (len(set(claim.actions)) / len(ACTIONS) for claim in sheet.flagged),
    )
    choices = sheet.exercise.omission.choices if sheet.exercise.omission else ()
    omission = corrected(
        [sheet.omission_found if sheet.omission else None] if choices else [],
        [1 / len(choices)] if choices else [],
    )
    contradicted = any(each.truth == "contradicted" for each in sheet.judgements) and excerpts > 1
    parts = (
        (
            "sources",
            both("The source that settles it"),
            sources,
            contradicted and not (settled and sources is None),
            both("Open each source beside a claim and name the one that decides."),
        ),
        (
            "actions",
            both("What to do with a doubtful claim"),
            actions,
            errors and not (sheet.flagged and actions is None),
            both("Correct what a source settles. Ask, or pass on, what none settles."),
        ),
        (
            "omission",
            both("What was left out"),
            omission,
            bool(choices),
            both("Read the sources once more: which important thing does the answer leave out?"),
        ),
    )
    return tuple(
        _part(name, title, (value or 0.0) * counts, asked=asked, advice=advice)
        for name, title, value, asked, advice in parts
    )


def _part(name: str, title: Localized, value: float, *, asked: bool, advice: Localized) -> Finding:
    if not asked:
        return Finding(name, title, Outcome.NOT_NEEDED, "settling")
    outcome = Outcome.MET if value >= 1 else Outcome.MISSED
    told = None if outcome is Outcome.MET else advice
    return Finding(name, title, outcome, "settling", 100 * value, 100.0, advice=told)


def _hit(given: str | None, right: Sequence[str]) -> bool | None:
    return None if given is None else given in right


def _advice(sheet: Sheet, verdicts: Tally) -> Localized:
    if verdicts.unanswered == len(sheet.exercise.claims):
        return both("Judge every claim: supported, wrong, or cannot tell.")
    wrong = sum(each.truth != "supported" for each in sheet.judgements)
    if not wrong and not sheet.omission_found:
        return both(
            "Every claim here is right, but something important is missing. Compare with the sources."
        )
    told = {"hits": str(verdicts.hits), "errors": str(wrong), "alarms": str(verdicts.false_alarms)}
    if verdicts.dangerous_misses:
        return both(
            "{hits} of {errors} doubtful claims caught, {alarms} sound ones suspected. "
            "{severe} of those missed could do serious harm.",
            severe=str(verdicts.dangerous_misses),
            **told,
        )
    if verdicts.unanswered:
        return both(
            "{hits} of {errors} doubtful claims caught, {alarms} sound ones suspected. "
            "{open} claims are not judged yet.",
            open=str(verdicts.unanswered),
            **told,
        )
    if verdicts.hits == wrong and not verdicts.false_alarms:
        return both(
            "All doubtful claims caught. Wrong is what a source denies; unclear is what none settles."
        )
    return both("{hits} of {errors} doubtful claims caught, {alarms} sound ones suspected.", **told)


def claims_details(sheet: Sheet) -> dict[str, object]:
    """The key beside the answers, for the slip; a wrong wording never stands there without its correction."""
    sources = {source.id: _cited(source) for source in sheet.exercise.sources}
    cited = {excerpt.id: sources.get(excerpt.source) for excerpt in sheet.exercise.excerpts}
    return {
        "form": sheet.form,
        "claims": [_claim(sheet, claim, cited) for claim in sheet.exercise.claims],
        "omission": _omission(sheet),
        "detection": tally(sheet.judgements).figures() | {"dangerous": _dangerous(sheet)},
    }


def _claim(sheet: Sheet, claim: Claim, cited: Mapping[str, object]) -> dict[str, object]:
    wording, answer = claim.wording(sheet.form), sheet.answers.get(claim.id, NOT_ANSWERED)
    wrong = wording.truth == "contradicted"
    return {
        "id": claim.id,
        "text": wording.text,
        "truth": wording.truth,
        "answered": answer.verdict,
        "answered_rightly": answer.verdict == RIGHT[wording.truth],
        "sure": answer.sure,
        "right": claim.right if wording.truth != "supported" else None,
        "right_detail": claim.right_detail if wording.truth != "supported" else None,
        "detail": wording.detail,
        "why": claim.why,
        "harm": claim.harm,
        "excerpts": list(claim.settled_by) if wording.truth != "unsettled" else [],
        "sources": [cited[name] for name in claim.settled_by if name in cited] if wrong else [],
        "source": answer.source,
        "action": answer.action,
        "actions": list(claim.actions) if wording.truth != "supported" else [],
    }


def _dangerous(sheet: Sheet) -> list[str]:
    """The claims that could do serious harm and were taken for supported."""
    return [
        claim.id
        for claim, each in zip(sheet.exercise.claims, sheet.judgements, strict=True)
        if each.truth != "supported" and each.verdict == "supported" and each.harm == "severe"
    ]


def _omission(sheet: Sheet) -> dict[str, object] | None:
    omission = sheet.exercise.omission
    if omission is None:
        return None
    return {
        "question": omission.question,
        "chosen": sheet.omission,
        "right": next((choice.id for choice in omission.choices if choice.right), None),
        "choices": [{"id": choice.id, "text": choice.text} for choice in omission.choices],
        "why": omission.why,
    }


def _cited(source: Source) -> dict[str, object]:
    return {"title": source.title, "publisher": source.publisher, "year": source.year, "url": source.url}
