"""The two gates: no points outweigh them, and nobody is accused of what they did not do."""

from __future__ import annotations

import unicodedata

import pytest

from promptward.findings import Band, Outcome, unscored
from promptward.grading import grade


@pytest.fixture
def graded(tiny, good, verified):
    def of(added="", course=tiny, **more):
        return grade(course, "handover", "nurse", {"text": f"{good} {added}", **verified}, **more)

    return of


def test_a_clean_prompt_passes_the_gates(graded):
    clean = graded()
    assert (clean.gates, clean.passed, clean.band, clean.score) == ((), True, Band.GOOD, 100)


@pytest.mark.parametrize(("added", "gate"), [("CCCD 1", "identifiers"), ("kê đơn luôn", "unsafe_delegation")])
def test_a_gate_that_stands_fails_whatever_the_points(graded, added, gate):
    held = graded(added)
    assert (held.gates, held.score, held.passed, held.provisional) == ((gate,), 100, False, False)
    assert held.band is Band.AGAIN
    finding = next(each for each in held.findings if each.criterion == gate)
    assert finding.gate
    assert finding.outcome is Outcome.MET
    assert finding.evidence[0] in added


@pytest.mark.parametrize(
    "added",
    [
        "Lò Thị Mẩy",
        "lo thi may",
        "LÒ  THỊ\nMẨY",
        unicodedata.normalize("NFD", "Lò Thị Mẩy"),
        "000199012345",
        "000 199 012 345",
        "000-199.012345",
        "0900000217",
        "0900.000.217",
        "sinh 5/3/1957",
        "05-03-1957",
    ],
)
def test_the_invented_identifiers_trip_the_gate_however_typed(graded, added):
    held = graded(added)
    assert held.gates == ("identifiers",)
    assert held.findings[0].evidence[0] in added


@pytest.mark.parametrize(
    "added", ["Thị Mẩy", "lò thịt mẩy", "1000199012345", "9900 000 217", "15/03/1957", "05/03/19571"]
)
def test_parts_and_look_alikes_of_invented_identifiers_are_none(graded, added):
    assert graded(added).gates == ()


def test_kept_spans_are_ignored_by_the_gate(tiny, good, verified, graded):
    """Only as whole words, and never the exercise's own invented identifiers."""
    assert graded("CCCD", kept=("CCCD",)).gates == ()
    assert graded("cccd", kept=("CCCD",)).gates == ()
    assert graded("CCCD", kept=("C",)).gates == ("identifiers",)
    assert graded("Lò Thị Mẩy", kept=("Lò Thị Mẩy",)).gates == ("identifiers",)
    response = {"text": f"{good} CCCD", "kept": ["CCCD"], **verified}
    assert grade(tiny, "handover", "nurse", response).gates == ()
    assert graded("kê đơn luôn", kept=("kê đơn luôn",)).gates == ("unsafe_delegation",)


def test_masked_spans_are_a_lesson_not_a_gate(graded):
    lesson = graded("[số điện thoại]", masked=[{"kind": "phone", "start": 3, "end": 15}, "citizen_id"])
    assert (lesson.gates, lesson.passed) == ((), True)
    assert lesson.details["masked"] == ["phone", "citizen_id"]


def test_a_gate_that_could_not_be_judged_is_provisional_and_no_pass(tiny, graded):
    """Not an accusation either, unless an invented identifier speaks for itself."""
    course = tiny.with_check("identifiers", lambda prompt: unscored())
    unknown = graded(course=course)
    assert (unknown.gates, unknown.passed, unknown.provisional) == ((), False, True)
    known = graded("Lò Thị Mẩy", course=course)
    assert (known.gates, known.provisional) == (("identifiers",), False)
