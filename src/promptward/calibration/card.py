"""The grader card: everything measured on one labelled set, as JSON values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from numpy.typing import NDArray

import promptward
from promptward.calibration import agreement, resampling
from promptward.calibration.agreement import FIGURES, Counts
from promptward.calibration.confusions import confusions
from promptward.calibration.labelling import checks_by_criterion, labels, verdicts
from promptward.calibration.prompts import LabelledPrompt, LabelledSet
from promptward.calibration.resampling import Weights
from promptward.course import Course
from promptward.findings import Outcome, Verdict

DIGITS = 3
FEW = 10
"""Fewer prompts than this on one side, and a figure is mostly luck; the card marks it."""
BARS = {"mean_f1": 0.85, "criterion": 0.75, "own_locked": 0.9, "language_gap": 0.05}
ALL = frozenset(FIGURES)
BRIEF = frozenset({"mean_f1", "f1_met", "f1_missed"})
"""What is told of a criterion in a slice of a few dozen prompts."""
WITHOUT_INTERVAL = frozenset({"prevalence", "always_met", "always_missed"})


def graders_digest(course: Course) -> str:
    """SHA-256 over what decides a label: which check decides which criterion, `graders/`, the engine."""
    decides = [*sorted(checks_by_criterion(course).items()), course.graders_digest]
    return hashlib.sha256(repr(decides).encode()).hexdigest()


def calibrate(course: Course, given: LabelledSet) -> dict[str, Any]:
    """Ask every check about every prompt of the set and compare with what people say."""
    said = [verdicts(course, prompt.text) for prompt in given.prompts]
    measured = Measured(course, given.prompts, said)
    card: dict[str, Any] = {
        "engine": promptward.__version__,
        "grader": graders_digest(course),
        "checks": checks_by_criterion(course),
        "set": {
            "name": given.name,
            "digest": given.digest,
            "prompts": len(given.prompts),
            "sources": len(measured.weights[0]),
        },
        "method": {
            "samples": resampling.SAMPLES,
            "seed": resampling.SEED,
            "interval": resampling.LEVEL,
            "fitted": False,
        },
        "bars": BARS,
        "overall": measured.slice(np.ones(len(given.prompts), dtype=bool)),
    }
    for name, of in (("languages", _lang), ("roles", _role), ("lengths", _length)):
        names = [of(prompt) for prompt in given.prompts]
        card[name] = measured.slices(names, BRIEF if name != "languages" else ALL)
    card["vi_minus_en"] = measured.difference("vi", "en")
    card["labellers"] = labellers_agreement(measured.criteria, given)
    # The locked third stays locked: whoever reads its mistakes tunes to it.
    shown = given.name != "locked"
    card["examples"] = {
        name: confusions(name, given.prompts, said) if shown else [] for name in measured.criteria
    }
    return card


class Measured:
    """The decisions of the checks beside those of people, ready to be counted over any choice of prompts."""

    def __init__(
        self, course: Course, prompts: Sequence[LabelledPrompt], said: Sequence[Mapping[str, Verdict]]
    ) -> None:
        self.criteria = tuple(checks_by_criterion(course))
        self._gates = np.array([course.criteria[name].gate for name in self.criteria])
        self._prompts = prompts
        self._sources = [prompt.source for prompt in prompts]
        self.weights: Weights = resampling.weights_for(len(set(self._sources)))
        decided = [labels(one) for one in said]
        self._counts = agreement.counts_of(
            np.array([[name in prompt.met for name in self.criteria] for prompt in prompts]),
            np.array([[one[name] for name in self.criteria] for one in decided]),
        )
        self._unscored = np.array(
            [[one[name].outcome is Outcome.UNSCORED for name in self.criteria] for one in said]
        )

    def slices(self, names: Sequence[str], figures: AbstractSet[str]) -> dict[str, Any]:
        """A slice for every name that a prompt bears, in a stable order."""
        bearing = np.array(names)
        return {name: self.slice(bearing == name, figures) for name in sorted(set(names), key=_order)}

    def slice(self, kept: NDArray[np.bool_], of_criteria: AbstractSet[str] = ALL) -> dict[str, Any]:
        """The figures over the kept prompts: all criteria together, then criterion by criterion."""
        once = self._counts[kept].sum(axis=0)
        samples = resampling.resampled(self.weights, resampling.by_source(self._counts, self._sources, kept))
        figures: dict[str, Any] = {
            "prompts": int(kept.sum()),
            "mean_f1": rounded(agreement.macro(once)),
            "mean_f1_interval": _interval(agreement.macro(samples)),
            "agreement": rounded(agreement.agreement(once.sum(axis=0))),
        }
        for name, chosen in (("nine", ~self._gates), ("gates", self._gates)):
            together = once[chosen].sum(axis=0)
            figures[name] = {
                "false_missed": rounded(agreement.false_missed(together)),
                "false_met": rounded(agreement.false_met(together)),
            }
        unscored = self._unscored[kept].sum(axis=0)
        figures["criteria"] = {
            name: _figures(once[place], samples[:, place], of_criteria) | {"unscored": int(unscored[place])}
            for place, name in enumerate(self.criteria)
        }
        return figures

    def difference(self, one: str, other: str) -> dict[str, Any]:
        """Mean F1 in one language minus that in the other, drawn together so that the interval is right."""
        langs = np.array([prompt.lang for prompt in self._prompts])
        if not {one, other} <= set(langs):
            return {}
        once, samples = [], []
        for lang in (one, other):
            once.append(self._counts[langs == lang].sum(axis=0))
            sums = resampling.by_source(self._counts, self._sources, langs == lang)
            samples.append(resampling.resampled(self.weights, sums))
        return {
            "mean_f1": rounded(agreement.macro(once[0]) - agreement.macro(once[1])),
            "mean_f1_interval": _interval(agreement.macro(samples[0]) - agreement.macro(samples[1])),
            "criteria": {
                name: {
                    "mean_f1": rounded((agreement.mean_f1(once[0]) - agreement.mean_f1(once[1]))[place]),
                    "mean_f1_interval": _interval(
                        agreement.mean_f1(samples[0][:, place]) - agreement.mean_f1(samples[1][:, place])
                    ),
                }
                for place, name in enumerate(self.criteria)
            },
        }


def labellers_agreement(criteria: Sequence[str], given: LabelledSet) -> dict[str, Any]:
    """How far the two labellers agree on the prompts of the set that both have labelled."""
    if len(given.labellers) != 2:
        return {}
    one, two = given.labellers
    both = [prompt.id for prompt in given.prompts if prompt.id in one and prompt.id in two]
    if not both:
        return {}
    said = [np.array([[name in by[key] for name in criteria] for key in both]) for by in (one, two)]
    counts = agreement.counts_of(said[0], said[1]).sum(axis=0)
    return {
        "prompts": len(both),
        "agreement": rounded(agreement.agreement(counts.sum(axis=0))),
        "mean_f1": rounded(agreement.macro(counts)),
        "criteria": {
            name: {
                figure: rounded(FIGURES[figure](counts[place]))
                for figure in ("agreement", "kappa", "mean_f1")
            }
            for place, name in enumerate(criteria)
        },
    }


def rounded(figure: Any) -> float | None:
    """A figure as the card keeps it; None when it does not exist."""
    return None if np.isnan(figure) else round(float(figure), DIGITS) + 0.0


def _figures(once: Counts, samples: Counts, wanted: AbstractSet[str]) -> dict[str, Any]:
    met, missed = int(once[0] + once[2]), int(once[1] + once[3])
    figures: dict[str, Any] = {"met": met, "missed": missed, "few": min(met, missed) < FEW}
    figures |= dict(
        zip(("true_met", "wrongly_met", "wrongly_missed", "true_missed"), map(int, once), strict=True)
    )
    for name, figure in FIGURES.items():
        if name not in wanted:
            continue
        figures[name] = rounded(figure(once))
        if name not in WITHOUT_INTERVAL:
            figures[f"{name}_interval"] = _interval(figure(samples))
    return figures


def _interval(samples: NDArray[np.float64]) -> list[float | None] | None:
    ends = resampling.interval(samples)
    return None if ends is None else [rounded(end) for end in ends]


def _lang(prompt: LabelledPrompt) -> str:
    return prompt.lang


def _role(prompt: LabelledPrompt) -> str:
    return prompt.role


def _length(prompt: LabelledPrompt) -> str:
    return prompt.length


def _order(name: str) -> tuple[bool, str, str]:
    """Vietnamese before English, buckets by their first number, the rest by name."""
    first = name.split("–", maxsplit=1)[0]
    return name != "vi", f"{int(first):06}" if first.isdigit() else "", name
