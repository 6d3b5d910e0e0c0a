"""Kernels: who may reach one, how many there are, and what one can see."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tornado.websocket import websocket_connect

NOBODYS = "00000000-0000-4000-8000-000000000000"


def channels(kernel: str) -> str:
    """The address of a kernel's websocket."""
    return f"api/kernels/{kernel}/channels?session_id=s"


async def test_only_the_device_that_started_a_kernel_reaches_its_socket(
    trainee: Any, neighbour: Any, visitor: Any
) -> None:
    """The owner is let in; for everybody else it is as if there were no such kernel."""
    kernel = trainee.kernel()
    visitor.get("")
    assert await trainee.knock(channels(kernel)) == 101
    assert await neighbour.knock(channels(kernel)) == await neighbour.knock(channels(NOBODYS)) == 404
    assert await visitor.knock(channels(kernel)) == await visitor.knock(channels(NOBODYS)) == 403


async def test_a_socket_from_another_site_is_refused(trainee: Any) -> None:
    """A page elsewhere cannot use a trainee's cookie to reach the kernel."""
    kernel = trainee.kernel()
    assert await trainee.knock(channels(kernel), Origin="http://evil.example") == 403
    assert await trainee.knock(channels(kernel), Origin="null") == 403
    assert (
        await trainee.knock(channels(kernel), Origin=str(trainee.base_url).rstrip("/").removesuffix("/x"))
        == 101
    )


def test_a_foreign_kernel_and_none_look_the_same(trainee: Any, neighbour: Any) -> None:
    """The owner gets an answer, a neighbour the same 404 as for no kernel."""
    kernel = trainee.kernel()
    assert trainee.get(f"api/kernels/{kernel}").json()["id"] == kernel
    foreign, none = (neighbour.get(f"api/kernels/{each}") for each in (kernel, NOBODYS))
    assert foreign.status_code == none.status_code == 404
    assert foreign.text == none.text


@pytest.mark.parametrize("path", ["api/kernels/{}", "api/kernels/{}/restart", "voila/api/shutdown/{}"])
def test_nobody_ends_or_restarts_a_kernel_by_a_route(trainee: Any, neighbour: Any, path: str) -> None:
    """Neither owner nor neighbour; the kernel still answers afterwards."""
    kernel = trainee.kernel()
    for client in (trainee, neighbour):
        for method in ("DELETE", "POST"):
            answer = client.request(method, path.format(kernel), headers={"X-XSRFToken": client.xsrf})
            assert answer.status_code in (404, 405)
    assert trainee.get(f"api/kernels/{kernel}").status_code == 200


async def test_a_page_cannot_execute_code(trainee: Any) -> None:
    """Only widget traffic passes the socket."""
    kernel = trainee.kernel()
    line = await websocket_connect(trainee.socket(channels(kernel)))
    header = {
        "msg_id": "m1",
        "session": "s",
        "username": "",
        "version": "5.3",
        "date": "2026-01-01T00:00:00Z",
    }
    content = {"code": "import os; os._exit(1)", "silent": False}
    for channel in ("shell", "control"):
        message = {
            "header": header | {"msg_type": "execute_request"},
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": channel,
            "buffers": [],
        }
        await line.write_message(json.dumps(message))
    await asyncio.sleep(1)
    line.close()
    while await line.read_message() is not None:
        pass
    assert trainee.get(f"api/kernels/{kernel}").status_code == 200


def test_a_seat_has_two_kernels_however_it_asks(served: Any) -> None:
    """Six requests at once on two devices of one seat leave two kernels; leaving ends the device's own."""
    before = served.kernels()
    first, second = served.client(), served.client()
    code = first.join()
    second.get("")
    second.form("return", code=code)
    with ThreadPoolExecutor(6) as threads:
        pages = list(threads.map(lambda client: client.get("exercise/night-handover"), [first, second] * 3))
    assert {page.status_code for page in pages} == {200}
    assert len(served.kernels() - before) == 2
    first.form("leave")
    second.form("leave")
    assert served.kernels() - before == set()


@pytest.mark.parametrize("exercise", ["raises", "never-ends", "bare"])
def test_a_notebook_that_does_not_become_a_page_leaves_nothing_behind(
    served: Any, trainee: Any, exercise: str
) -> None:
    """A human message with a way to try again, the reason in the log only, its kernel ended."""
    before = served.kernels()
    page = trainee.get(f"exercise/{exercise}")
    assert page.status_code == 503
    assert "did not open" in page.text
    assert f'href="/x/exercise/{exercise}"' in page.text
    assert "Traceback" not in page.text
    assert "slipped" not in page.text
    assert f"no page for {exercise}" in served.log.read_text()
    assert served.kernels() - before == set()


def test_a_kernel_sees_no_secret(trainee: Any, served: Any) -> None:
    """Environment, start environment, arguments, open files and modules of a real kernel."""
    page = trainee.get("exercise/peeks").text
    found = re.search(r"PEEK:([A-Za-z0-9+/=]+):", page)
    assert found
    seen = json.loads(base64.b64decode(found[1]))
    everything = json.dumps(seen)
    assert "canary-" not in everything
    assert str(served.data) not in everything
    given = {name for name in seen["environ"] if name.startswith("PROMPTWARD_")}
    assert given == {"PROMPTWARD_VIEWS", "PROMPTWARD_STATIC"}
    assert "PROMPTWARD_ACCESS_SECRET" not in seen["at start"]
    assert not {name for name in seen["environ"] if "KEY" in name or "SECRET" in name or "TOKEN" in name}
    rooms = ("store", "models", "practice", "server", "grading", "workers", "course", "privacy")
    forbidden = re.compile(
        rf"^(sqlalchemy|langchain.*|alembic|debugpy|promptward\.({'|'.join(rooms)}))(\.|$)"
    )
    assert [name for name in seen["modules"] if forbidden.match(name)] == []
    files = [each for each in seen["handles"] if each.startswith("/")]
    assert not [each for each in files if each.endswith((".sqlite", ".db", ".key", ".yaml"))]


def test_public_views_hold_no_key(trainee: Any, course: Path) -> None:
    """A page carries neither planted errors nor accepted wordings nor hints."""
    page = trainee.get("exercise/night-handover").text
    for secret in ("Câu cài sai", "Planted sentence", "Right wording", "sốt 39,5", "Nghĩ đến người đọc"):
        assert secret not in page


def test_a_killed_kernel_is_not_replaced_by_an_empty_one(served: Any, trainee: Any) -> None:
    """A kernel that dies stays dead; a reload brings a new one."""
    before = served.kernels()
    kernel = trainee.kernel()
    (process,) = served.kernels() - before
    os.kill(process, 9)
    for _ in range(100):
        if trainee.get(f"api/kernels/{kernel}").status_code == 404:
            break
        time.sleep(0.1)
    assert served.kernels() - before == set()
    assert trainee.kernel() != kernel


async def test_a_closed_tab_frees_its_kernel(served: Any, trainee: Any) -> None:
    """The socket's own good-bye is heard; a lost line is not taken for one."""
    before = served.kernels()
    kernel = trainee.kernel()
    assert await trainee.knock(channels(kernel)) == 101
    await asyncio.sleep(1.2)
    assert trainee.get(f"api/kernels/{kernel}").status_code == 200
    assert await trainee.knock(channels(kernel), code=1001) == 101
    for _ in range(50):
        if not served.kernels() - before:
            break
        await asyncio.sleep(0.1)
    assert served.kernels() - before == set()


def test_a_restart_ends_kernels_and_keeps_seats(another: Callable[..., Any]) -> None:
    """SIGTERM ends kernels and runtime folder; afterwards a seat opens, a left device does not."""
    server = another()
    stays, leaves = server.client(), server.client()
    stays.join("Stays")
    leaves.join("Leaves")
    stays.kernel()
    (process,) = server.kernels()
    views = re.search(rb"PROMPTWARD_VIEWS=([^\0]+)", Path(f"/proc/{process}/environ").read_bytes())
    assert views
    copied, kept = dict(leaves.cookies), dict(stays.cookies)
    leaves.form("leave")
    assert (server.data / "cookie.key").stat().st_mode & 0o777 == 0o600
    assert server.data.stat().st_mode & 0o777 == 0o700
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 8
    assert not Path(f"/proc/{process}").exists()
    assert not Path(views[1].decode()).exists()
    again = another()
    for cookies, name, known in ((kept, "Stays", True), (copied, "Leaves", False)):
        client = again.client()
        client.cookies.update(cookies)
        assert (name in client.get("").text) is known
