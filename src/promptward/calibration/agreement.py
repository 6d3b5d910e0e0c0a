"""Figures of agreement from counts of decisions, for one table of counts or thousands of them at once.

Counts stand in the last axis of an array: rightly met, falsely met, falsely missed, rightly missed. What
cannot be computed (no prompt meets the criterion, nothing to disagree about) is NaN, never 0 and never 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Figures = NDArray[np.float64]
Figure = Callable[[Counts], Figures]


def counts_of(labels: NDArray[np.bool_], verdicts: NDArray[np.bool_]) -> Counts:
    """One count for every decision: the shape of both arrays, and four more numbers behind it."""
    return np.stack(
        [labels & verdicts, ~labels & verdicts, labels & ~verdicts, ~labels & ~verdicts], axis=-1
    ).astype(float)


def f1_met(counts: Counts) -> Figures:
    """2·TP ÷ (2·TP + FP + FN) of *met*."""
    hit, wrong = counts[..., 0], counts[..., 1] + counts[..., 2]
    return _divided(2 * hit, 2 * hit + wrong)


def f1_missed(counts: Counts) -> Figures:
    """The same of *missed*."""
    return f1_met(counts[..., ::-1])


def mean_f1(counts: Counts) -> Figures:
    """The mean of both: macro F1 over the classes that occur, as HealthBench reports it for its graders.

    Arora and others, HealthBench (2025), arXiv:2505.08775.
    """
    both = np.stack([f1_met(counts), f1_missed(counts)])
    known = ~np.isnan(both)
    return _divided(np.where(known, both, 0).sum(axis=0), known.sum(axis=0))


def kappa(counts: Counts) -> Figures:
    """Cohen's κ (1960): agreement beyond what the two shares of *met* bring by chance."""
    hit, false_alarm, overlooked, clear = np.moveaxis(counts, -1, 0)
    whole = counts.sum(axis=-1)
    chance = _divided(
        (hit + overlooked) * (hit + false_alarm) + (clear + false_alarm) * (clear + overlooked), whole**2
    )
    return _divided(agreement(counts) - chance, 1 - chance)


def agreement(counts: Counts) -> Figures:
    """The share of decisions that are the same."""
    return _divided(counts[..., 0] + counts[..., 3], counts.sum(axis=-1))


def prevalence(counts: Counts) -> Figures:
    """The share of prompts that meet the criterion, as people say."""
    return _divided(counts[..., 0] + counts[..., 2], counts.sum(axis=-1))


def false_missed(counts: Counts) -> Figures:
    """Of the prompts that meet the criterion, the share that is told it does not."""
    return _divided(counts[..., 2], counts[..., 0] + counts[..., 2])


def false_met(counts: Counts) -> Figures:
    """Of the prompts that do not meet it, the share that is told it does."""
    return _divided(counts[..., 1], counts[..., 1] + counts[..., 3])


def always_met(counts: Counts) -> Figures:
    """Mean F1 of a grader that calls everything met."""
    return mean_f1(_constant(counts, met=True))


def always_missed(counts: Counts) -> Figures:
    """Mean F1 of a grader that calls everything missed."""
    return mean_f1(_constant(counts, met=False))


def macro(counts: Counts) -> Figures:
    """Mean F1 over the criteria (the axis before the counts) of which both kinds of prompt are there."""
    told = (counts[..., 0] + counts[..., 2] > 0) & (counts[..., 1] + counts[..., 3] > 0)
    figures = np.where(told, mean_f1(counts), 0)
    return _divided(figures.sum(axis=-1), told.sum(axis=-1))


FIGURES: dict[str, Figure] = {
    "mean_f1": mean_f1,
    "f1_met": f1_met,
    "f1_missed": f1_missed,
    "kappa": kappa,
    "false_missed": false_missed,
    "false_met": false_met,
    "prevalence": prevalence,
    "agreement": agreement,
    "always_met": always_met,
    "always_missed": always_missed,
}


def _constant(counts: Counts, *, met: bool) -> Counts:
    meeting = counts[..., 0] + counts[..., 2]
    others = counts[..., 1] + counts[..., 3]
    none = np.zeros_like(meeting)
    return np.stack([meeting, others, none, none] if met else [none, none, meeting, others], axis=-1)


def _divided(top: Figures, bottom: Figures) -> Figures:
    """`top` ÷ `bottom`, NaN where there is nothing to divide by."""
    safe = np.where(np.abs(bottom) > 1e-12, bottom, np.nan)  # 1 - chance may miss 0 by a rounding
    return np.asarray(top / safe, dtype=float)
