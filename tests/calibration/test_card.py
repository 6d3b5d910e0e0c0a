"""The card counts what the checks of the tiny course are known to get wrong."""

from __future__ import annotations

import json

import pytest

from promptward.calibration import calibrate, read_set
from promptward.course import open_course


@pytest.fixture
def card(folder, course):
    return calibrate(course, read_set(folder, "open", course.criteria))


def test_decisions_are_counted_by_criterion(card):
    criteria = card["overall"]["criteria"]
    kinds = ("true_met", "wrongly_met", "wrongly_missed", "true_missed")
    assert {name: [one[kind] for kind in kinds] for name, one in criteria.items()} == {
        "task": [3, 0, 1, 4],
        "format": [1, 1, 0, 6],
        "identifiers": [1, 0, 1, 6],
    }
    assert criteria["task"]["false_missed"] == 0.25
    assert criteria["task"]["mean_f1"] == pytest.approx((6 / 7 + 8 / 9) / 2, abs=0.001)
    assert criteria["format"]["prevalence"] == 0.125
    assert all(one["few"] for one in criteria.values())


def test_the_nine_and_the_gates_are_told_apart(card):
    overall = card["overall"]
    assert overall["gates"] == {"false_missed": 0.5, "false_met": 0.0}
    assert overall["nine"] == {"false_missed": 0.2, "false_met": pytest.approx(1 / 11, abs=0.001)}


def test_figures_stand_by_language_role_and_length(card):
    assert {name: one["prompts"] for name, one in card["languages"].items()} == {"vi": 5, "en": 3}
    assert list(card["roles"]) == ["nurse"]
    assert list(card["lengths"]) == ["1–12"]
    english = card["languages"]["en"]["criteria"]
    assert english["identifiers"]["wrongly_missed"] == 1
    assert english["format"]["f1_met"] is None
    assert card["vi_minus_en"]["criteria"]["identifiers"]["mean_f1"] == pytest.approx(1 - 0.4, abs=0.001)


def test_an_interval_holds_its_figure(card):
    for slice_ in (card["overall"], *card["languages"].values()):
        for one in slice_["criteria"].values():
            if one["mean_f1_interval"]:
                low, high = one["mean_f1_interval"]
                assert low <= one["mean_f1"] <= high


def test_the_labellers_are_compared_with_each_other(card):
    assert card["labellers"]["prompts"] == 8
    assert card["labellers"]["agreement"] == pytest.approx(23 / 24, abs=0.001)
    assert card["labellers"]["criteria"]["task"]["agreement"] == 0.875
    assert card["labellers"]["criteria"]["format"]["kappa"] == 1.0


def test_mistakes_are_shown_masked_and_short(card):
    examples = card["examples"]
    assert [(one["kind"], one["id"]) for one in examples["task"]] == [("false_missed", "c")]
    (wrong,) = examples["format"]
    assert (wrong["kind"], wrong["id"], wrong["quotes"]) == ("false_met", "d", ["bảng"])
    (overlooked,) = examples["identifiers"]
    assert "lan@example.org" not in overlooked["text"]


def test_the_locked_set_shows_no_prompt(folder, course, write_set):
    write_set(folder, "locked")
    card = calibrate(course, read_set(folder, "locked", course.criteria))
    assert not any(card["examples"].values())
    assert "Soạn giúp" not in json.dumps(card, ensure_ascii=False)


def test_the_same_set_gives_the_same_card(folder, course, card):
    assert json.dumps(calibrate(course, read_set(folder, "open", course.criteria))) == json.dumps(card)


def test_a_changed_check_changes_the_stamp_and_the_figures(folder, card):
    cues = folder / "graders" / "cues.py"
    cues.write_text(cues.read_text(encoding="utf-8") + '\nTASK = (*TASK, "soạn")\n', encoding="utf-8")
    changed = open_course(folder)
    after = calibrate(changed, read_set(folder, "open", changed.criteria))
    assert after["grader"] != card["grader"]
    assert after["overall"]["criteria"]["task"]["mean_f1"] == 1
