"""The same exercise in JupyterLab: the kernel of the notebook answers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client import KernelManager
from jupyter_client.blocking import BlockingKernelClient

SHOW = """
from promptward import show
widget = show("{exercise}")
print(widget.comm.comm_id)
"""


class Kernel:
    """A real kernel, spoken to as a notebook speaks to it."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client

    def run(self, code: str) -> str:
        """What `code` prints."""
        printed: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            printed.append(content.get("text") or "\n".join(content.get("traceback", [])))

        reply = self._client.execute_interactive(code, output_hook=hear, timeout=60)
        assert reply["content"]["status"] == "ok", printed
        return "".join(printed).strip()

    def ask(self, comm: str, op: str, payload: dict[str, Any], until: str = "") -> list[dict[str, Any]]:
        """Send one operation; what the widget says until its answer, or the event `until`, has come."""
        data = {"method": "custom", "content": {"op": op, "payload": payload, "id": op}}
        message = self._client.session.msg("comm_msg", {"comm_id": comm, "data": data})
        self._client.shell_channel.send(message)
        heard: list[dict[str, Any]] = []
        end = time.monotonic() + 60
        while time.monotonic() < end:
            said = self._client.get_iopub_msg(timeout=60)
            if said["msg_type"] != "comm_msg" or said["content"]["data"].get("method") != "custom":
                continue
            heard.append(said["content"]["data"]["content"])
            if (heard[-1].get("event") == until) if until else (heard[-1].get("id") == op):
                return heard
        raise AssertionError(heard)


@pytest.fixture(scope="module")
def kernel(root, tmp_path_factory) -> Iterator[Kernel]:
    away = {"PROMPTWARD_VIEWS", "PROMPTWARD_STATIC"}
    environment = {name: value for name, value in os.environ.items() if name not in away}
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=environment, cwd=str(root / "tests/fixtures/mini"))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield Kernel(client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def comm(kernel, root) -> str:
    exercise = min(path.stem for path in (root / "tests/fixtures/mini/exercises").glob("*.yaml"))
    return kernel.run(SHOW.format(exercise=exercise)).splitlines()[-1]


def test_the_course_around_the_notebook_is_opened(kernel, comm) -> None:
    """The widget carries the public view of that course, and the words of the page."""
    seen = kernel.run("print(sorted(widget.view)[:3], len(widget.words) > 10, widget.static == '')")
    assert seen == "['ask', 'criteria', 'digest'] True True"


def test_a_draft_saved_by_message_is_found_by_the_next_state(kernel, comm) -> None:
    """The operations of the wire, answered in this process."""
    response = {"text": "Viết bản bàn giao cho ca đêm."}
    saved = kernel.ask(comm, "save", {"response": response, "base_rev": 0, "device": "lab"})[-1]
    assert saved["reply"]["rev"] == 1
    state = kernel.ask(comm, "state", {})[-1]["reply"]
    assert state["draft"]["response"]["text"] == response["text"]


def test_a_refusal_reaches_the_page_with_its_status(kernel, comm) -> None:
    """A conflict carries the other text, as over the network."""
    response = {"text": "Một bản khác hẳn, viết ở nơi khác."}
    refused = kernel.ask(comm, "save", {"response": response, "base_rev": 0, "device": "lab"})[-1]
    assert refused["error"]["status"] == 409
    assert refused["other"]["response"]["text"] == "Viết bản bàn giao cho ca đêm."
    assert kernel.ask(comm, "no-such", {})[-1]["error"]["status"] == 404


def test_an_attempt_is_graded_and_the_slip_comes_as_an_event(kernel, comm) -> None:
    """The receipt first, the grade behind it."""
    submit = {"response": {"text": "Viết bàn giao."}, "key": "k" * 20, "base_rev": 1, "device": "lab"}
    heard = kernel.ask(comm, "submit", submit, until="graded")
    assert any(one.get("reply", {}).get("receipt", {}).get("number") == 1 for one in heard)
    assert heard[-1]["data"]["number"] == 1
