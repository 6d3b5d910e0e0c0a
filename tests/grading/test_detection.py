"""The figures of signal detection and calibration agree with their published forms, at the edges too."""

from __future__ import annotations

from statistics import NormalDist, mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.grading.detection import RIGHT, SURE, Judgement, Tally, pooled, tally

judgements = st.lists(
    st.builds(
        Judgement,
        st.sampled_from(sorted(RIGHT)),
        st.sampled_from(["low", "moderate", "severe"]),
        st.sampled_from([None, *RIGHT.values()]),
        st.sampled_from([None, *SURE]),
    ),
    max_size=20,
)


def counts(hits, misses, false_alarms, correct_rejections):
    return Tally(hits, misses, false_alarms, correct_rejections)


def test_a_verdict_falls_into_one_of_four_cells():
    told = tally(
        [
            Judgement("contradicted", "low", "wrong"),
            Judgement("contradicted", "low", "unsettled"),
            Judgement("unsettled", "low", "wrong"),
            Judgement("contradicted", "severe", "supported"),
            Judgement("unsettled", "low", "supported"),
            Judgement("supported", "low", "unsettled"),
            Judgement("supported", "severe", "supported"),
            Judgement("supported", "low", None),
        ]
    )
    assert (told.hits, told.misses, told.false_alarms, told.correct_rejections) == (3, 2, 1, 1)
    assert (told.dangerous_misses, told.unanswered, told.right) == (1, 1, 2)
    assert (told.sensitivity, told.specificity) == (0.6, 0.5)


def test_d_prime_has_the_log_linear_correction():
    """All 19 of 19 gives (19.5 ÷ 20) = 0.975, whose z is the 1.959964 of every table."""
    perfect = counts(19, 0, 0, 19)
    assert perfect.d_prime == pytest.approx(2 * 1.959964, abs=1e-6)
    assert perfect.criterion == pytest.approx(0)
    assert counts(1, 0, 0, 1).d_prime == pytest.approx(2 * 0.67449, abs=1e-5)


def test_d_prime_is_near_the_uncorrected_one_in_large_samples():
    """H = 0.8413 and F = 0.1587 are one standard deviation either side: d′ = 2, c = 0."""
    large = counts(84134, 15866, 15866, 84134)
    assert large.d_prime == pytest.approx(2, abs=1e-3)
    assert large.criterion == pytest.approx(0, abs=1e-9)


def test_z_is_the_inverse_of_the_normal_distribution():
    z = NormalDist().inv_cdf
    told = counts(20, 5, 10, 15)
    assert told.d_prime == pytest.approx(z(20.5 / 26) - z(10.5 / 26))
    assert told.criterion == pytest.approx(-(z(20.5 / 26) + z(10.5 / 26)) / 2)


@pytest.mark.parametrize(
    ("told", "leaning"),
    [
        (counts(6, 0, 6, 0), "suspicious"),
        (counts(0, 6, 0, 6), "trusting"),
        (counts(6, 0, 0, 6), "balanced"),
        (counts(3, 3, 3, 3), "balanced"),
        (counts(6, 0, 0, 0), None),
        (counts(0, 0, 2, 6), None),
        (counts(0, 0, 0, 0), None),
    ],
)
def test_leaning_is_told_where_there_was_something_to_lean_on(told, leaning):
    """Flagging all or nothing leans without telling anything apart: d′ is 0."""
    assert told.leaning == leaning
    assert (told.d_prime is None) == (told.criterion is None) == (leaning is None)
    if leaning in {"suspicious", "trusting"}:
        assert told.d_prime == pytest.approx(0)


def test_a_clean_sheet_has_specificity_only():
    told = tally([Judgement("supported", "low", "supported")] * 7 + [Judgement("supported", "low", "wrong")])
    assert (told.sensitivity, told.specificity, told.d_prime, told.leaning) == (None, 0.875, None, None)


@given(judgements)
def test_brier_is_the_mean_square_of_confidence_minus_right(sheet):
    said = [
        (each.sure / 100, each.verdict == RIGHT[each.truth]) for each in sheet if each.verdict and each.sure
    ]
    brier = tally(sheet).brier
    assert brier == (pytest.approx(mean((sure - right) ** 2 for sure, right in said)) if said else None)


def test_brier_agrees_with_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    sheet = [
        Judgement("contradicted", "low", "wrong", 97),
        Judgement("supported", "low", "wrong", 85),
        Judgement("unsettled", "low", "wrong", 70),
        Judgement("supported", "low", "supported", 55),
        Judgement("supported", "low", "supported", None),
    ]
    expected = metrics.brier_score_loss([True, False, False, True], [0.97, 0.85, 0.70, 0.55])
    assert tally(sheet).brier == pytest.approx(expected)


def test_an_untouched_confidence_is_missing_and_not_a_guess():
    told = tally([Judgement("supported", "low", "supported")] * 4)
    assert (told.brier, sum(told.sure)) == (None, 0)
    assert told.figures()["sure"]["55"] == {"total": 0, "right": 0}


@given(st.lists(judgements, max_size=4))
def test_sheets_pool_to_what_one_long_sheet_would_tell(sheets):
    one = tally(each for sheet in sheets for each in sheet)
    assert pooled(tally(sheet).figures() for sheet in sheets) == one
