"""Do the checks agree with people?"""

from __future__ import annotations

from collections import Counter

import pytest

from promptward.findings import Outcome

CRITERIA = (
    "task", "context", "audience", "constraints", "format", "sources",
    "uncertainty", "human_review", "examples", "identifiers", "unsafe_delegation",
)  # fmt: skip
KNOWN: frozenset[str] = frozenset()  # anchors not yet decided right, by their text


def _f1(hit: int, wrong: int) -> float:
    return 2 * hit / (2 * hit + wrong) if hit or wrong else 1.0


def balanced_f1(pairs: list[tuple[bool, bool]]) -> float:
    """The mean of the F1 of met and of missed over (label, verdict)."""
    count = Counter(pairs)
    wrong = count[True, False] + count[False, True]
    return (_f1(count[True, True], wrong) + _f1(count[False, False], wrong)) / 2


def test_every_criterion_has_one_check(checks):
    assert sorted(checks) == sorted(CRITERIA)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_every_anchor_is_decided_as_written(criterion, checks, anchors):
    wrong = {
        example["text"]
        for example in anchors
        if example["criterion"] == criterion
        and (checks[criterion](example["text"]).outcome is Outcome.MET) != example["met"]
    }
    assert wrong - KNOWN == set()


@pytest.mark.parametrize("criterion", CRITERIA)
def test_labelled_prompts_are_decided_like_people_did(criterion, checks, prompts):
    pairs = [
        (row["labels"][criterion], checks[criterion](row["text"]).outcome is Outcome.MET) for row in prompts
    ]
    assert balanced_f1(pairs) >= 0.88


@pytest.mark.parametrize("criterion", CRITERIA)
def test_no_check_is_a_constant(criterion, checks, prompts):
    assert len({checks[criterion](row["text"]).outcome for row in prompts}) == 2


def test_met_quotes_the_prompt_and_missed_advises_in_both_languages(checks, prompts):
    for row in prompts:
        for name, check in checks.items():
            verdict = check(row["text"])
            assert all(quote and quote in row["text"] for quote in verdict.evidence)
            if verdict.outcome is Outcome.MET:
                assert verdict.evidence
            elif name not in ("identifiers", "unsafe_delegation"):
                assert verdict.advice
                assert verdict.advice.vi
                assert verdict.advice.en
                assert "{" not in verdict.advice.vi.replace(row["text"], "")


def test_advice_names_the_task_of_this_prompt(checks):
    advice = checks["audience"]("Soạn lịch trực Tết của khoa Nội.").advice
    assert "Soạn lịch trực Tết" in advice.vi


def test_a_check_and_a_person_never_stand_together_for_one_decision(labels, prompts):
    for row in prompts:
        decided = labels(row["text"])
        assert not (decided["human_review"] and decided["unsafe_delegation"])
