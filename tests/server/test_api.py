"""The one wire: operations, what is refused, and the stream of events."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx
import pytest


def test_a_draft_is_found_again(trainee: Any) -> None:
    """What was saved comes back with `state`."""
    saved = trainee.op(
        "night-handover", "save", response={"text": "Bàn giao ca đêm"}, base_rev=0, device="phone"
    )
    assert saved.status_code == 200, saved.text
    state = trainee.op("night-handover", "state").json()
    assert state["draft"]["response"]["text"] == "Bàn giao ca đêm"
    assert state["draft"]["rev"] == saved.json()["rev"]


def test_a_seat_sees_only_its_own(trainee: Any, neighbour: Any) -> None:
    """Another seat's draft is nowhere in one's own state."""
    trainee.op("night-handover", "save", response={"text": "only mine"}, base_rev=0)
    assert "only mine" not in neighbour.op("night-handover", "state").text


BAD = {
    "empty": b"",
    "cut off": b'{"response": {"text": "a',
    "not an object": b"[1, 2]",
    "not a number": b'{"response": {"text": "a"}, "base_rev": NaN}',
    "deep": b"[" * 20_000 + b"]" * 20_000,
    "deep object": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "deep answers": b'{"response":{"answers":{"a":' + b"[" * 60 + b"]" * 60 + b'}},"base_rev":0}',
    "huge number": b'{"base_rev": ' + b"9" * 6_000 + b"}",
    "unknown field": b'{"response": {"text": "a"}, "base_rev": 0, "admin": true}',
    "wrong type": b'{"response": "text", "base_rev": 0}',
    "bad bytes": b'{"response": {"text": "\xff\xfe"}, "base_rev": 0}',
    "revision below zero": b'{"response": {"text": "a"}, "base_rev": -1}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_body_is_refused_with_a_reason(trainee: Any, name: str) -> None:
    """Nothing a body holds ends in anything but a 4xx with code and message."""
    answer = trainee.post(
        "api/exercises/night-handover/save", content=BAD[name], headers={"X-XSRFToken": trainee.xsrf}
    )
    assert 400 <= answer.status_code < 500
    error = answer.json()["error"]
    assert error["code"] in {"bad_request", "too_long"}
    assert error["message"]


@pytest.mark.parametrize(
    "text", ["\x00\x01\x1b[31m", "\u202e\u2066 abc", "{{ 7*7 }} {% raise %}", "</script><b>"]
)
def test_odd_texts_are_kept_or_refused(trainee: Any, text: str) -> None:
    """Controls, overrides, templates and markup are text."""
    answer = trainee.op("night-handover", "save", response={"text": text}, base_rev=0)
    assert answer.status_code in (200, 400)
    page = trainee.get("exercise/night-handover")
    assert page.status_code == 200
    assert "</script><b>" not in page.text
    assert "49" not in page.text.partition("<textarea")[2].partition("</textarea>")[0]


def test_a_lone_surrogate_is_no_error_of_the_server(trainee: Any) -> None:
    """JSON can carry half a character; the answer is still not a 5xx, and the page opens."""
    body = b'{"response": {"text": "a \\ud800 b"}, "base_rev": 0}'
    answer = trainee.post(
        "api/exercises/night-handover/save", content=body, headers={"X-XSRFToken": trainee.xsrf}
    )
    assert answer.status_code in (200, 400)
    assert trainee.op("night-handover", "state").status_code == 200


@pytest.mark.parametrize("size", [300 * 1024, 1500 * 1024])
def test_too_large_a_body_is_said_to_be_so(trainee: Any, size: int) -> None:
    """A 413 in JSON that a page can show."""
    answer = trainee.op("night-handover", "save", response={"text": "a" * size}, base_rev=0)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


def test_a_call_without_the_token_is_refused_in_json(trainee: Any) -> None:
    """Another site's script cannot write for a trainee."""
    answer = trainee.post("api/exercises/night-handover/save", json={})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"


def test_unknown_exercises_and_operations_are_refused(trainee: Any) -> None:
    """Neither is an error of the server."""
    assert trainee.op("no-such", "state").status_code == 404
    assert 400 <= trainee.op("night-handover", "destroy").status_code < 500
    assert trainee.get("api/exercises/night-handover/state").status_code == 405


def test_submitting_ends_in_a_grade_told_by_an_event(trainee: Any) -> None:
    """The receipt comes at once, the grade over the page's stream; the same key twice is one attempt."""
    with trainee.stream("GET", "api/events", timeout=httpx.Timeout(30)) as events:
        assert events.status_code == 200
        assert events.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in events.headers
        key = secrets.token_hex(16)
        payload = {"response": {"text": "Soạn bảng bàn giao ca sốt"}, "key": key, "base_rev": 0}
        first = trainee.op("night-handover", "submit", **payload)
        assert first.status_code == 200, first.text
        again = trainee.op("night-handover", "submit", **payload)
        assert again.json()["receipt"]["number"] == first.json()["receipt"]["number"] == 1
        name = ""
        for line in events.iter_lines():
            name = line.removeprefix("event: ") if line.startswith("event: ") else name
            if name == "graded" and line.startswith("data: "):
                assert json.loads(line.removeprefix("data: "))["number"] == 1
                break
    state = trainee.op("night-handover", "state").json()
    assert [attempt["status"] for attempt in state["attempts"]] == ["graded"]


def test_leaving_closes_the_stream(trainee: Any) -> None:
    """A page of a device that left hears nothing more."""
    with trainee.stream("GET", "api/events", timeout=httpx.Timeout(10)) as events:
        lines = events.iter_lines()
        assert next(lines) == "retry: 2000"
        trainee.form("leave")
        assert [line for line in lines if line] == []


def test_events_need_a_seat(visitor: Any) -> None:
    """Nobody listens without one."""
    assert visitor.get("api/events").json()["error"]["code"] == "sign_in"


def test_the_plain_form_leads_to_the_slip(trainee: Any) -> None:
    """Without a script: write, submit, read the result."""
    trainee.get("plain/night-handover")
    sent = trainee.form("plain/night-handover", text="Soạn bảng bàn giao <b>ca sốt</b>", rev="0")
    assert sent.status_code == 303, sent.text
    for _ in range(100):
        page = trainee.get("plain/night-handover").text
        if 'http-equiv="refresh"' not in page:
            break
    assert "Attempt 1" in page
    assert "of 100; a pass needs" in page
    assert "<b>ca sốt" not in page


def test_the_plain_form_keeps_what_it_refuses(trainee: Any) -> None:
    """A refusal shows its reason above the text that was written."""
    trainee.get("plain/night-handover")
    page = trainee.form("plain/night-handover", text="x" * 20_001, rev="0")
    assert page.status_code == 400
    assert "x" * 20_001 in page.text
    assert 'role="alert"' in page.text
    blank = trainee.form("plain/night-handover", text=" \u200b ", rev="0")
    assert blank.status_code == 400
    assert trainee.op("night-handover", "state").json()["attempts"] == []
