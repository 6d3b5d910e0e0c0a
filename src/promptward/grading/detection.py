"""How well wrong claims were told from sound ones: figures for learning, never points.

A *signal* is a claim that must not be used as it stands (contradicted or not settled); *yes* is any verdict
but `supported`. Claims without a verdict are left out, and counted.

- sensitivity = hits ÷ signals, specificity = correct rejections ÷ sound claims.
- d′ = z(H) − z(F) and criterion c = −½ (z(H) + z(F)), z the inverse of the normal distribution (D. M. Green
  and J. A. Swets, Signal Detection Theory and Psychophysics, 1966; N. A. Macmillan and C. D. Creelman,
  Detection Theory, 2nd edition, 2005), with the log-linear correction H = (hits + ½) ÷ (signals + 1),
  F = (false alarms + ½) ÷ (sound claims + 1) (M. J. Hautus, Corrections for extreme proportions and their
  biasing effects on estimated values of d′, Behavior Research Methods 1995; 27:46–51), always applied.
- leaning: c > 0.3 is *trusting* (yes is said too rarely), c < −0.3 *suspicious*, between them *balanced*.
- Brier = mean (sure − right)², with *sure* the stated probability that the own verdict is right (G. W. Brier,
  Verification of forecasts expressed in terms of probability, Monthly Weather Review 1950; 78:1–3, in the
  form for two outcomes: 0 is best, ¼ is saying 50 % throughout). An untouched confidence is missing.

Of twelve claims d′ has a standard deviation of about 0.7: pool sheets before anybody is judged by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any, Literal

from promptward.course.claims import Truth
from promptward.course.exercises import Harm
from promptward.grading.answers import SURE, Sure, Verdict

Leaning = Literal["trusting", "balanced", "suspicious"]
LEANS = 0.3
"""Beyond this criterion people lean; one verdict of twelve moves it by 0.2 to 0.3."""
RIGHT: Mapping[Truth, Verdict] = {"supported": "supported", "contradicted": "wrong", "unsettled": "unsettled"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One claim as it stood on the sheet, and what was said of it."""

    truth: Truth
    harm: Harm
    verdict: Verdict | None = None
    sure: Sure | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one sheet or of several; `dangerous_misses` are severe ones taken for supported.

    `sure` and `sure_right` count, for each step of `SURE`, the verdicts given with it and the right ones.
    """

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    correct_rejections: int = 0
    dangerous_misses: int = 0
    unanswered: int = 0
    right: int = 0
    sure: tuple[int, ...] = (0,) * len(SURE)
    sure_right: tuple[int, ...] = (0,) * len(SURE)

    @property
    def sensitivity(self) -> float | None:
        """Share of the signals that were flagged; `None` without a signal."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def specificity(self) -> float | None:
        """Share of the sound claims that were trusted; `None` without a sound claim."""
        return _share(self.correct_rejections, self.correct_rejections + self.false_alarms)

    @property
    def d_prime(self) -> float | None:
        """How far signals and sound claims were told apart; `None` unless there were both."""
        rates = self._z()
        return None if rates is None else rates[0] - rates[1]

    @property
    def criterion(self) -> float | None:
        """Above 0: yes is said rarely; `None` unless there were signals and sound claims."""
        rates = self._z()
        return None if rates is None else 0.0 - (rates[0] + rates[1]) / 2

    @property
    def leaning(self) -> Leaning | None:
        """The criterion in a word."""
        if self.criterion is None:
            return None
        if abs(self.criterion) <= LEANS:
            return "balanced"
        return "trusting" if self.criterion > 0 else "suspicious"

    @property
    def brier(self) -> float | None:
        """The Brier score of the stated confidences; `None` without one."""
        squares = sum(
            right * (1 - sure / 100) ** 2 + (given - right) * (sure / 100) ** 2
            for sure, given, right in zip(SURE, self.sure, self.sure_right, strict=True)
        )
        return _share(squares, sum(self.sure))

    def figures(self) -> dict[str, Any]:
        """Counts and figures as JSON values."""
        return {
            "hits": self.hits,
            "misses": self.misses,
            "false_alarms": self.false_alarms,
            "correct_rejections": self.correct_rejections,
            "dangerous_misses": self.dangerous_misses,
            "unanswered": self.unanswered,
            "right": self.right,
            "sensitivity": _rounded(self.sensitivity),
            "specificity": _rounded(self.specificity),
            "d_prime": _rounded(self.d_prime),
            "criterion": _rounded(self.criterion),
            "leaning": self.leaning,
            "brier": _rounded(self.brier),
            "sure": {
                str(sure): {"total": given, "right": right}
                for sure, given, right in zip(SURE, self.sure, self.sure_right, strict=True)
            },
        }

    def _z(self) -> tuple[float, float] | None:
        signals, sound = self.hits + self.misses, self.false_alarms + self.correct_rejections
        if not signals or not sound:
            return None
        z = NormalDist().inv_cdf
        return z((self.hits + 0.5) / (signals + 1)), z((self.false_alarms + 0.5) / (sound + 1))


def tally(judgements: Iterable[Judgement]) -> Tally:
    """The counts of some claims, of one sheet or of many."""
    counts = dict.fromkeys((field.name for field in fields(Tally)), 0)
    given, right = [0] * len(SURE), [0] * len(SURE)
    for each in judgements:
        if each.verdict is None:
            counts["unanswered"] += 1
            continue
        flagged, signal = each.verdict != "supported", each.truth != "supported"
        cell = (
            ("hits" if flagged else "misses")
            if signal
            else "false_alarms"
            if flagged
            else "correct_rejections"
        )
        counts[cell] += 1
        counts["dangerous_misses"] += signal and not flagged and each.harm == "severe"
        is_right = each.verdict == RIGHT[each.truth]
        counts["right"] += is_right
        if each.sure is not None:
            given[SURE.index(each.sure)] += 1
            right[SURE.index(each.sure)] += is_right
    del counts["sure"], counts["sure_right"]
    return Tally(**counts, sure=tuple(given), sure_right=tuple(right))


def pooled(sheets: Iterable[Mapping[str, Any]]) -> Tally:
    """One tally of several sheets, each the `figures` of one: what grades keep under `detection`."""
    names = [field.name for field in fields(Tally) if not field.name.startswith("sure")]
    counts = dict.fromkeys(names, 0)
    given, right = [0] * len(SURE), [0] * len(SURE)
    for sheet in sheets:
        for name in names:
            counts[name] += sheet[name]
        for place, sure in enumerate(SURE):
            given[place] += sheet["sure"][str(sure)]["total"]
            right[place] += sheet["sure"][str(sure)]["right"]
    return Tally(**counts, sure=tuple(given), sure_right=tuple(right))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
