"""Intervals: the same every time, and as wide as near-twins make them."""

from __future__ import annotations

import numpy as np
import pytest

from promptward.calibration import agreement, resampling


def spread(sources):
    """The interval of the agreement when half of the prompts are decided alike."""
    labels = np.array([[True]] * len(sources))
    counts = agreement.counts_of(labels, np.array([[place % 20 < 10] for place in range(len(sources))]))
    weights = resampling.weights_for(len(set(sources)))
    everything = np.ones(len(sources), dtype=bool)
    samples = resampling.resampled(weights, resampling.by_source(counts, sources, everything))
    return resampling.interval(agreement.agreement(samples[:, 0]))


def test_the_same_sources_are_drawn_every_time():
    np.testing.assert_array_equal(resampling.weights_for(9), resampling.weights_for(9))
    assert set(resampling.weights_for(9).sum(axis=1)) == {9.0}


def test_an_interval_is_the_one_of_the_binomial():
    """Half of 400 alike: 0.5 ± 1.96 · √(0.25 ÷ 400)."""
    low, high = spread([str(place) for place in range(400)])
    assert low == pytest.approx(0.451, abs=0.006)
    assert high == pytest.approx(0.549, abs=0.006)


def test_twins_are_drawn_together_and_widen_the_interval():
    """400 prompts that are 40 in ten copies tell as much as 40."""
    low, high = spread([str(place // 10) for place in range(400)])
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.25 / 40), abs=0.03)


def test_prompts_left_out_count_for_nothing():
    counts = np.ones((4, 1, 4))
    kept = np.array([True, False, True, False])
    summed = resampling.by_source(counts, ["a", "a", "b", "c"], kept)
    assert summed[:, 0, 0].tolist() == [1, 1, 0]


def test_a_figure_that_hardly_ever_exists_has_no_interval():
    figures = np.full(100, np.nan)
    figures[:49] = 1.0
    assert resampling.interval(figures) is None
    assert resampling.interval(np.ones(100)) == (1.0, 1.0)
