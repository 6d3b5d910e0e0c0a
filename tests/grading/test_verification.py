"""Verification: hits minus false alarms, so that no constant answer earns anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.findings import Outcome
from promptward.grading import grade
from promptward.grading.verification import reply_name, shown_reply

SENTENCES = ("s1", "s2", "s3", "s4", "s5")
REASONS = ("wrong", "no_source", "not_applicable")


def part(tiny, reply="level-2", exercise="handover", **marks):
    graded = grade(tiny, exercise, "nurse", {"text": "x", "reply": reply, "marks": marks})
    return next(each for each in graded.parts if each.id == "verification"), graded


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        ({"s2": "wrong", "s4": "no_source"}, 100),
        ({"s2": "no_source", "s4": "no_source"}, 75),
        ({"s2": "wrong"}, 50),
        ({"s2": "wrong", "s1": "wrong"}, 100 * (1 / 2 - 1 / 3)),
        ({"s1": "wrong"}, 0),
        ({}, 0),
        (dict.fromkeys(SENTENCES, "wrong"), 0),
        ({"s1": "wrong", "s2": "wrong", "s3": "wrong", "s4": "no_source", "s5": "wrong"}, 0),
        ({"s2": "wrong", "s4": "no_source", "nowhere": "wrong"}, 100),
    ],
)
def test_the_score_is_youdens_j(tiny, marks, score):
    assert part(tiny, **marks)[0].score == pytest.approx(score)


@given(st.dictionaries(st.sampled_from(SENTENCES), st.sampled_from(REASONS)))
def test_the_order_of_marks_and_the_level_do_not_matter(tiny, marks):
    turned = dict(reversed(marks.items()))
    scores = {
        part(tiny, reply=reply_name(level), **each)[0].score for level in (1, 4) for each in (marks, turned)
    }
    assert len(scores) == 1
    assert 0 <= scores.pop() <= 100


def test_the_brief_reply_holds_its_own_sentences_only(tiny):
    shown = shown_reply(tiny.exercises["handover"], reply_name(3, brief=True))
    assert [each.id for each in shown.sentences] == ["s1", "s2", "s4", "s5"]
    marks = {"s2": "wrong", "s4": "no_source", "s3": "wrong"}
    assert part(tiny, reply="level-3-brief", **marks)[0].score == 100


def test_a_clean_reply_is_scored_by_its_false_alarms(tiny):
    clean = [{"id": name, "text": {"vi": name}} for name in ("s1", "s2", "s3", "s4")]
    course = tiny.with_exercise("handover", replies=[{"level": 1, "sentences": clean}])
    assert part(course, reply="level-1")[0].score == 100
    assert part(course, reply="level-1", s1="wrong")[0].score == 75
    assert part(course, reply="level-1", **dict.fromkeys(SENTENCES, "wrong"))[0].score == 0


@pytest.mark.parametrize("reply", [None, "", "level-7", "nonsense", "level-1; drop"])
def test_no_reply_verified_is_missed_with_advice(tiny, reply):
    missed, graded = part(tiny, reply=reply, s2="wrong", s4="no_source")
    assert missed.score == 0
    (finding,) = [each for each in graded.findings if each.part == "verification"]
    assert (finding.outcome, finding.points, finding.possible) == (Outcome.MISSED, 0, 100)
    assert finding.advice is not None


def test_a_live_reply_is_not_scored_and_says_so(tiny, good):
    """Its share leaves the sum; nothing is provisional, for nobody will ever know."""
    graded = grade(tiny, "handover", "nurse", {"text": good, "reply": "live", "marks": {"s1": "wrong"}})
    part = next(each for each in graded.parts if each.id == "verification")
    assert (part.score, graded.score, graded.passed, graded.provisional) == (None, 100, True, False)
    (finding,) = [each for each in graded.findings if each.part == "verification"]
    assert finding.outcome is Outcome.UNSCORED
    assert "live" in finding.advice.get("en")


def test_the_slip_learns_the_truth_about_every_sentence(tiny):
    sentences = part(tiny, s2="no_source", s5="wrong")[1].details["sentences"]
    second = sentences[1]
    assert (second["planted"], second["reason"], second["marked"]) == (True, "wrong", "no_source")
    assert second["source"] == {"title": "T", "publisher": "P", "year": 2023, "url": "https://x"}
    assert [each["marked"] for each in sentences] == [None, "no_source", None, None, "wrong"]
    assert sentences[0]["right"] is None
