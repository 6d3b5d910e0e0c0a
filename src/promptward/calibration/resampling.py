"""How sure a figure is: the bootstrap, by source group.

Prompts of one group say nearly the same thing, so they are drawn together; drawn one by one they would make
every interval too narrow (Davison and Hinkley, Bootstrap Methods and their Application, 1997, on hierarchical
data).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from promptward.calibration.agreement import Counts, Figures

SAMPLES = 2000
SEED = 20250508
LEVEL = 0.95
Weights = NDArray[np.float64]


def weights_for(sources: int) -> Weights:
    """How often each source was drawn, sample by sample; the same for the same number of sources.

    `random.Random` promises the same draws in every Python, which numpy's generators do not.
    """
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    drawn = np.array([[int(draw.random() * sources) for _ in range(sources)] for _ in range(SAMPLES)])
    return np.stack([np.bincount(sample, minlength=sources) for sample in drawn]).astype(float)


def by_source(counts: Counts, sources: Sequence[str], kept: NDArray[np.bool_]) -> Counts:
    """The counts of the `kept` prompts, summed for every source; a source without any stays, with zeros."""
    names = {name: place for place, name in enumerate(dict.fromkeys(sources))}
    places = np.array([names[name] for name in sources])
    summed = np.zeros((len(names), *counts.shape[1:]))
    np.add.at(summed, places[kept], counts[kept])
    return summed


def resampled(weights: Weights, counts: Counts) -> Counts:
    """The counts of every sample."""
    flat = counts.reshape(len(counts), -1)
    return (weights @ flat).reshape(len(weights), *counts.shape[1:])


def interval(figures: Figures) -> tuple[float, float] | None:
    """The middle 95 % of the samples in which the figure exists; None when it exists in hardly any."""
    known = figures[~np.isnan(figures)]
    if len(known) < len(figures) / 2:
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
