"""What a trainee sees of claims and data exercises before submitting holds nothing of their keys."""

from __future__ import annotations

import json

import pytest

from promptward.course import open_course
from promptward.course.views import public_view

COMMON = {
    *("id", "kind", "form", "roles", "module", "minutes", "title", "skill", "scenario", "ask", "starter"),
    *("hints", "status", "reviewed", "review_by", "criteria", "sources", "digest"),
}


@pytest.fixture
def course(kinds):
    return open_course(kinds.root)


def test_claims_show_excerpts_and_choices_but_no_claim_of_either_form(course):
    view = public_view(course, "house-rules")
    assert set(view) == COMMON | {"asked", "excerpts", "claims", "omission"}
    assert view["claims"] == 5
    assert [excerpt["source"]["title"] for excerpt in view["excerpts"]] == ["House rules"] * 3
    assert all(set(choice) == {"id", "text"} for choice in view["omission"]["choices"])
    shown = json.dumps(view, ensure_ascii=False)
    exercise = course.exercises["house-rules"]
    secrets = {
        text for claim in exercise.claims for text in (claim.a.text.vi, claim.b.text.vi, claim.right.vi)
    }
    secrets |= {claim.why.vi for claim in exercise.claims} - {"Điều 2."}
    assert not [secret for secret in secrets if secret in shown]
    assert not [word for word in ("truth", "harm", "settled", "actions", '"right"', "why") if word in shown]


def test_the_right_choice_is_not_told_by_its_place(course):
    names = [choice["id"] for choice in public_view(course, "house-rules")["omission"]["choices"]]
    assert names == sorted(names)


def test_data_show_the_table_as_text_and_nothing_planted(course):
    view = public_view(course, "room-log")
    own = {"table", "statements", "questions", "plot", "better_on_computer"}
    assert set(view) == COMMON | own
    assert view["table"]["columns"][3] == {
        "id": "temperature",
        "title": {"vi": "Nhiệt độ", "en": "Temperature"},
        "type": "decimal",
        "unit": "°C",
    }
    assert view["table"]["rows"][3] == ["r04", "B2", "2026-03-02", "23,5", ""]
    assert all(set(statement) == {"id", "text"} for statement in view["statements"])
    assert set(view["questions"][0]) == {"id", "text", "unit", "percent", "cleanings"}
    shown = json.dumps(view, ensure_ascii=False)
    exercise = course.exercises["room-log"]
    secrets = {text for each in exercise.problems for text in (each.id, each.text.vi, each.why.vi)}
    secrets |= {decoy.why.vi for decoy in exercise.decoys} | {each.why.vi for each in exercise.statements}
    assert not [secret for secret in secrets if secret in shown]
    assert not [word for word in ("trouble", "decoy", "mean_temperature", '"true"', '"low"') if word in shown]
    assert json.loads(shown) == view
