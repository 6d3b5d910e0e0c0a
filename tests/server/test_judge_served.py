"""An operator who switches the judge on gets opinions: a scripted provider behind a real server."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from promptward.settings import Settings
from promptward.store import Attempt, Store

KEY = "sk-a-key-that-must-never-be-shown"


class Provider(BaseHTTPRequestHandler):
    """Speaks streamed chat completions; finds every criterion met and quotes the first two words."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        instructions, data = (message["content"] for message in body["messages"][:2])
        (criterion,) = re.findall(r"Criterion `(\w+)`", instructions)
        quote = data.split("\n")[1][1:].split("ˆ")[:2]
        said = {"criterion": criterion, "verdict": "met", "evidence": [" ".join(quote)], "reason": "Said."}
        choice = {"index": 0, "delta": {"role": "assistant", "content": json.dumps(said)}}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a scripted provider."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Provider.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def newest(store: Store) -> Attempt | None:
    found = asyncio.run(store.graded_attempts())
    return found[0] if found else None


def test_a_submitted_prompt_gets_opinions_and_the_check_decides(another: Any, provider: str) -> None:
    served = another(
        PROMPTWARD_MODEL="openai:m",
        PROMPTWARD_JUDGE="true",
        OPENAI_API_KEY=KEY,
        OPENAI_BASE_URL=provider,
        OPENAI_API_BASE=provider,
    )
    trainee = served.client()
    trainee.join()
    answer = trainee.op(
        "night-handover", "submit", response={"text": "Bàn giao ca đêm, kẻ bảng"}, base_rev=0, key="k" * 16
    )
    assert answer.status_code == 200, answer.text
    store = Store.open(Settings(data_dir=served.data))
    try:
        end = time.monotonic() + 30
        while not (
            (attempt := newest(store)) and attempt.graded and attempt.graded.grade.details.get("judge")
        ):
            assert time.monotonic() < end, served.log.read_text()[-2000:]
            time.sleep(0.2)
    finally:
        store.close()
    grade = attempt.graded.grade
    rows = {row["criterion"]: row for row in grade.details["judge"]}
    assert {name: row["judge"] for name, row in rows.items()} == {"task": "met", "format": "met"}
    assert rows["task"]["evidence"] == ["Bàn giao"]
    assert grade.details["disagreements"] == [name for name, row in rows.items() if row["check"] == "missed"]
    assert len(Provider.asked) == 2
    state = trainee.op("night-handover", "state")
    assert "Said." not in state.text
    assert KEY not in served.log.read_text() + state.text


def test_by_default_nobody_is_asked(another: Any, provider: str) -> None:
    served = another(PROMPTWARD_MODEL="openai:m", OPENAI_API_KEY=KEY, OPENAI_BASE_URL=provider)
    trainee = served.client()
    trainee.join()
    trainee.op("night-handover", "submit", response={"text": "Bàn giao"}, base_rev=0, key="k" * 16)
    end = time.monotonic() + 30
    while trainee.op("night-handover", "state").json()["attempts"][0]["status"] == "grading":
        assert time.monotonic() < end
        time.sleep(0.2)
    time.sleep(0.5)
    assert Provider.asked == []
