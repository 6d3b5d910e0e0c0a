"""What a trainee sees before submitting holds nothing of the answer key."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel

from promptward.course import open_course
from promptward.course.exercises import PromptExercise
from promptward.course.views import public_view
from promptward.text import Localized

ID = "night-handover"
SECRET = ("topic", "facts", "replies", "hints", "debrief", "model_answers", "anchors", "invented", "shares")


@pytest.fixture
def course(folder):
    return open_course(folder.root)


def texts(value):
    """Every text of a value that somebody wrote, apart from its own names."""
    if isinstance(value, Localized):
        yield from filter(None, (value.vi, value.en))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in {"id", "lang", "level", "kind", "reason", "harm", "source"}:
                yield from texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def test_it_holds_what_a_page_shows(course):
    view = public_view(course, ID)
    assert (view["id"], view["kind"], view["form"], view["module"], view["minutes"]) == (
        ID,
        "prompt",
        "drill",
        2,
        5,
    )
    assert view["starter"] == {"vi": "Giúp tôi bàn giao.", "en": "Help me hand over."}
    assert (view["hints"], view["status"], view["reviewed"]) == (1, "draft", False)
    assert view["review_by"] == "2999-12-31"
    assert [(criterion["id"], criterion["optional"]) for criterion in view["criteria"]] == [
        ("task", False),
        ("format", False),
    ]
    assert view["criteria"][1]["definition"]["en"] == "Says what shape the answer has."
    assert view["sources"][0] == {
        "title": "A handbook of handovers",
        "publisher": "Nobody",
        "year": 2025,
        "url": "https://example.org/handbook",
    }
    assert view["digest"] == course.digest(ID)
    assert json.loads(json.dumps(view)) == view


def test_its_keys_are_these_and_no_others(course):
    assert set(public_view(course, ID)) == {
        *("id", "kind", "form", "roles", "module", "minutes", "title", "skill", "scenario", "ask", "starter"),
        *("hints", "status", "reviewed", "review_by", "criteria", "sources", "digest"),
    }


def test_no_secret_text_is_in_it(course):
    """Every text of every secret field is marked; no mark comes out."""
    exercise = course.exercises[ID]
    secrets = {text for name in SECRET for text in texts(getattr(exercise, name))}
    assert len(secrets) > 30
    raw = json.loads(exercise.model_dump_json())
    marked = {name: _marked(raw[name]) for name in SECRET if name != "shares"}
    spoiled = PromptExercise.model_validate({**raw, **marked})
    assert len({text for name in SECRET for text in texts(getattr(spoiled, name)) if "SECRET" in text}) > 30
    shown = json.dumps(_with(course, spoiled), ensure_ascii=False)
    assert "SECRET" not in shown
    assert shown == json.dumps(public_view(course, ID), ensure_ascii=False)


def test_no_secret_text_that_the_scenario_does_not_tell_anyway_is_in_it(course):
    exercise = course.exercises[ID]
    told = json.dumps([exercise.scenario.model_dump(), exercise.ask.model_dump()], ensure_ascii=False)
    told += json.dumps([exercise.title.model_dump(), exercise.starter.model_dump()], ensure_ascii=False)
    shown = json.dumps(public_view(course, ID), ensure_ascii=False)
    secrets = {text for name in SECRET for text in texts(getattr(exercise, name))}
    assert not {text for text in secrets if text in shown and text.casefold() not in told.casefold()}


def _marked(value):
    if isinstance(value, dict):
        fixed = {
            "id",
            "lang",
            "level",
            "kind",
            "reason",
            "harm",
            "source",
            "low",
            "high",
            "brief",
            "at_least",
        }
        return {name: item if name in fixed else _marked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return f"SECRET {value}" if isinstance(value, str) else value


def _with(course, exercise):
    object.__setattr__(course, "exercises", {ID: exercise})
    return public_view(course, ID)
