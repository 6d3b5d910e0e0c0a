"""Facts: carried, wrong or left out, with the words that show it."""

from __future__ import annotations

import unicodedata

import pytest

from promptward.findings import Outcome
from promptward.grading.facts import fact_findings
from promptward.grading.reading import Reading


@pytest.fixture
def facts(tiny):
    def of(text: str):
        found = fact_findings(tiny.exercises["handover"], Reading.of(text))
        return {finding.criterion: finding for finding in found}

    return of


def test_a_carried_fact_is_quoted(facts):
    fact = facts("tieu cau chỉ còn 45")["fact-platelets"]
    assert (fact.outcome, fact.points, fact.evidence) == (Outcome.MET, 1, ("tieu cau chỉ còn 45",))


def test_a_left_out_fact_earns_nothing_and_says_what_to_add(facts):
    fact = facts("Bàn giao")["fact-platelets"]
    assert (fact.outcome, fact.points, fact.possible, fact.evidence) == (Outcome.MISSED, 0, 1, ())
    assert "45" in fact.advice.get("en")


def test_a_wrong_fact_is_worse_than_a_missing_one(facts):
    """Also when the right wording stands beside it, or inside the wrong one."""
    for text in ("ngày thứ 3", "ngày thứ 4, à không, ngày thứ 3"):
        assert facts(text)["fact-day"].points == -1
    allergy = facts("người bệnh không có dị ứng penicilin")["fact-allergy"]
    assert (allergy.points, allergy.evidence) == (-1, ("không có dị ứng",))


def test_the_wider_wording_knows_better(tiny):
    exercise = tiny.with_exercise(
        "handover",
        facts=[
            {
                "id": "day",
                "text": {"vi": "Ngày 4"},
                "accept": ["không phải ngày thứ 3 mà ngày thứ 4"],
                "wrong": ["ngày thứ 3"],
            }
        ],
    ).exercises["handover"]
    (fact,) = fact_findings(exercise, Reading.of("không phải ngày thứ 3 mà ngày thứ 4"))
    assert fact.outcome is Outcome.MET


def test_decomposed_letters_carry_the_same_facts(facts):
    text = unicodedata.normalize("NFD", "ngày thứ 4, tiểu cầu 45, dị ứng penicilin")
    assert all(fact.outcome is Outcome.MET for fact in facts(text).values())
    assert all(quote in text for fact in facts(text).values() for quote in fact.evidence)
