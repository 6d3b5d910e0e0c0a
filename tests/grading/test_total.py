"""From findings to a grade: shares, pass, band, and the finding that decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.findings import Band, Finding, Outcome
from promptward.grading.total import deciding, lift, normalised, settle, total
from promptward.text import Localized

TITLE = Localized(vi="…")
SHARES = {"prompt": 45, "facts": 25, "verification": 30}


def line(name, points, possible, part="prompt", outcome=None, **more):
    outcome = outcome or (Outcome.MET if points >= possible else Outcome.MISSED)
    return Finding(name, TITLE, outcome, part, points, possible, **more)


def settled(*findings, shares=SHARES, pass_mark=70):
    return settle(exercise="e", role="nurse", pass_mark=pass_mark, shares=shares, findings=findings)


def test_parts_weigh_by_their_shares():
    grade = settled(line("a", 1, 2), line("b", 1, 1, "facts"), line("c", 0, 100, "verification"))
    assert [part.score for part in grade.parts] == [50, 100, 0]
    assert grade.score == 45 * 0.5 + 25


def test_an_unscored_part_leaves_the_sum():
    live = line("c", 0, 0, "verification", Outcome.UNSCORED)
    assert settled(line("a", 1, 2), line("b", 1, 1, "facts"), live).score == pytest.approx((22.5 + 25) / 0.7)
    assert settled(live).score == 0


def test_wrong_facts_never_sink_below_nothing():
    facts = (line("x", -1, 1, "facts"), line("y", -1, 1, "facts"), line("z", 1, 1, "facts"))
    assert settled(*facts).parts[1].score == 0


def test_a_score_on_the_mark_passes():
    """Seven tenths of a hundred are seventy, whatever floating point says."""
    findings = [line(str(i), 0.1 * (i < 7), 0.1) for i in range(10)]
    assert settled(*findings, shares={"prompt": 100}).passed


@pytest.mark.parametrize(
    ("points", "band"),
    [(100, Band.GOOD), (85, Band.GOOD), (84, Band.PASSED), (69, Band.NEARLY), (59, Band.AGAIN)],
)
def test_bands(points, band):
    grade = settled(line("a", points, 100, outcome=Outcome.MISSED), shares={"prompt": 100})
    assert grade.band is band


def test_the_cheapest_finding_that_lifts_over_the_mark_decides():
    findings = (
        line("got", 62, 62),
        line("big", 0, 20),
        line("small", 0, 10),
        line("tiny", 0, 5),
        line("rest", 3, 3),
    )
    grade = settled(*findings, shares={"prompt": 100})
    assert (grade.band, grade.score) == (Band.NEARLY, 65)
    assert deciding(grade).criterion == "tiny"
    assert lift(grade, grade.findings[1]) == 20
    assert deciding(settled(*findings, shares={"prompt": 100}, pass_mark=71)).criterion == "small"


def test_nothing_decides_far_below_or_above_the_mark():
    assert deciding(settled(line("a", 0, 1))) is None
    assert deciding(settled(line("a", 1, 1), shares={"prompt": 100})) is None
    gate = line("g", 0, 0, gate=True, outcome=Outcome.MET)
    assert deciding(settled(line("a", 9, 10), gate, shares={"prompt": 100})) is None


def test_shares_become_parts_of_a_hundred():
    assert normalised({"prompt": 45, "facts": 30}) == {"prompt": 60, "facts": 40}
    assert normalised({"prompt": 0}) == {"prompt": 100}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(SHARES)),
            st.sampled_from([Outcome.MET, Outcome.MISSED, Outcome.UNSCORED]),
            st.floats(0.1, 100),
        ),
        max_size=12,
    ),
    st.floats(1, 100),
)
def test_a_score_is_between_0_and_100_and_the_unknown_never_helps(rows, mark):
    findings = tuple(
        line(str(i), worth if outcome is Outcome.MET else 0, worth, part, outcome)
        for i, (part, outcome, worth) in enumerate(rows)
    )
    grade = settled(*findings, pass_mark=mark)
    assert 0 <= grade.score <= 100
    assert grade.passed == (total(SHARES, findings, pessimistic=True) >= mark)
    assert all(lift(grade, each) >= 0 for each in findings)
