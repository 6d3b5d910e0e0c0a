"""Replies lost after the commit, and requests lost before it: nothing false is said, nothing doubled.

The client does what our page does (`draft.js`, `work.js`): what was not answered is asked again as it was.
"""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from promptward.load.relay import Relay, relay

EXERCISE = "night-handover"
TIMES = 200
pytestmark = pytest.mark.parametrize("what", ["request", "reply"])


@pytest.fixture
def line(served: Any) -> Iterator[Relay]:
    with relay(urlsplit(served.address).port) as opened:
        yield opened


@pytest.fixture
def trainee(served: Any, line: Relay) -> Any:
    """Somebody whose line runs through the relay."""
    client = served.client()
    client.base_url = served.address.replace(str(urlsplit(served.address).port), str(line.port))
    client.join()
    return client


def persist(trainee: Any, op: str, payload: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The answer to `op`, asked until there is one; and how often nobody answered."""
    for silent in itertools.count():
        try:
            answer = trainee.op(EXERCISE, op, **payload)
        except httpx.TransportError:
            assert silent < 5
        else:
            assert answer.status_code == 200, answer.text
            return answer.json(), silent
    raise AssertionError


def response(text: str) -> dict[str, Any]:
    return {"text": text, "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}


def record(served: Any, query: str, *values: object) -> list[Any]:
    with sqlite3.connect(served.data / "promptward.sqlite3") as opened:
        found = opened.execute(query, values).fetchall()
    opened.close()
    return found


def test_a_save_without_an_answer_is_saved_once(served, trainee, line, what) -> None:
    """200 times: each text is one revision, and what was acknowledged is what the record holds."""
    rev = 0
    for number in range(1, TIMES + 1):
        text = response(f"Bàn giao lần {number}, đã sửa.")
        line.lose(f"/{EXERCISE}/save", what)
        saved, silent = persist(trainee, "save", {"response": text, "base_rev": rev, "device": "phone"})
        assert silent == 1
        assert saved["rev"] == rev + 1
        assert saved["response"]["text"] == text["text"]
        rev = saved["rev"]
    state = trainee.op(EXERCISE, "state").json()
    assert (state["draft"]["rev"], state["draft"]["response"]["text"]) == (TIMES, text["text"])
    assert state["displaced"] is None
    assert line.lost == TIMES


def test_a_submission_without_an_answer_is_one_attempt(served, trainee, line, what) -> None:
    """200 times: as many attempts as receipts, each with its own key, none twice."""
    rev, receipts = 0, []
    for number in range(1, TIMES + 1):
        key = f"{what}-{number:04}-{line.port:08}"
        line.lose(f"/{EXERCISE}/submit", what)
        payload = {"response": response(f"Bản nộp {number}"), "key": key, "base_rev": rev, "device": "phone"}
        answer, silent = persist(trainee, "submit", payload)
        assert silent == 1
        receipts.append((answer["receipt"]["number"], answer["receipt"]["key"]))
        rev = answer["rev"]
    assert [number for number, _ in receipts] == list(range(1, TIMES + 1))
    pattern = f"{what}-%-{line.port:08}"
    kept = record(served, "select number, key from attempts where key like ? order by number", pattern)
    assert kept == receipts
    assert line.lost == TIMES


def test_what_is_typed_on_after_a_lost_answer_meets_no_stranger(trainee, line, what) -> None:
    """The page repeats the unanswered save before the next one, so its own text is never somebody else's."""
    rev = persist(trainee, "save", {"response": response("một hai ba"), "base_rev": 0, "device": "p"})[0][
        "rev"
    ]
    for number in range(20):
        line.lose(f"/{EXERCISE}/save", what)
        before = {"response": response(f"một hai ba {number}"), "base_rev": rev, "device": "p"}
        with pytest.raises(httpx.TransportError):
            trainee.op(EXERCISE, "save", **before)
        rev = persist(trainee, "save", before)[0]["rev"]
        after = {"response": response(f"viết lại {number}"), "base_rev": rev, "device": "p"}
        rev = persist(trainee, "save", after)[0]["rev"]
    assert trainee.op(EXERCISE, "state").json()["draft"]["response"]["text"] == "viết lại 19"


def test_a_question_without_an_answer_is_asked_once(served, trainee, line, what) -> None:
    """The same turn again is the same turn."""
    for number in range(5):
        turn = f"{what}-turn-{number:03}-{line.port:06}"
        line.lose(f"/{EXERCISE}/send", what)
        payload = {"text": f"Viết bàn giao {number} cho ca sau.", "turn": turn, "kept": []}
        persist(trainee, "send", payload)
        while trainee.op(EXERCISE, "state").json()["turns"][-1]["status"] == "streaming":
            time.sleep(0.05)
    kept = record(served, "select count(*) from turns where turn like ?", f"{what}-turn-%-{line.port:06}")
    assert kept == [(5,)]
