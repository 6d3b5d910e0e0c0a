"""What is somebody's own stays so: every route of the table, asked by everybody else."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tornado.web import create_signed_value

from promptward.practice.operations import OPERATIONS
from promptward.server.routes import KERNEL, ROUTES, SLUG
from promptward.settings import Settings
from promptward.store import Store

EXERCISE = "night-handover"
NOBODYS = "00000000-0000-4000-8000-000000000000"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LAST = ("leave", "delete")
"""They end what the asking seat has itself, so they are walked after all others."""
ELSEWHERE = {("POST", "return"), ("GET", "api/events")}
"""What a code opens, not a cookie (`test_joining`), and what does not end (see below)."""


@dataclass(frozen=True)
class Owner:
    """Somebody with a draft, a question, an attempt and an open page, in a workshop that is locked now."""

    client: Any
    code: str
    join_code: str
    kernel: str
    key: str
    turn: str
    private: tuple[str, ...]
    """What nobody else may read."""
    colleague: str
    """The seat code of the one other member of the workshop."""

    def state(self) -> dict[str, Any]:
        """All that the server keeps of the exercise."""
        return self.client.op(EXERCISE, "state").json()


def in_record(served: Any, ask: Callable[[Store], Any]) -> Any:
    """Ask the server's record from another process, as the command line does."""
    store = Store.open(Settings(data_dir=served.data))
    try:
        return asyncio.run(ask(store))
    finally:
        store.close()


def shown_code(answer: Any) -> str:
    """The seat code on the page after joining."""
    found = re.search(r"<code>([^<]+)", answer.text)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def owner(served: Any) -> Owner:
    """Whose things everybody here is after."""
    workshop = in_record(served, lambda store: store.workshops.open("Buổi kín của khoa"))
    member = {"role": "nurse", "lang": "en", "join_code": workshop.join_code}
    person = {"name": "Chủ Nhân", "facility": "Trạm số 7421"}
    client, other = served.client(), served.client()
    client.get("")
    other.get("")
    code = shown_code(client.form("join", **member, **person))
    colleague = shown_code(other.form("join", name="Hoa", **member))
    (seat,) = in_record(served, lambda store: store.workshops.find_seats(workshop.id, "chu nhan"))
    in_record(served, lambda store: store.workshops.lock(workshop.id, locked=True))

    key, turn = secrets.token_hex(16), secrets.token_hex(16)
    texts = ("Soạn bảng bàn giao ca kín 1905", "câu hỏi kín 2207", "bản nháp kín 3108")
    client.op(EXERCISE, "send", text=texts[1], turn=turn)
    client.op(EXERCISE, "submit", response={"text": texts[0]}, key=key, base_rev=0)
    client.op(EXERCISE, "save", response={"text": texts[2]}, base_rev=1)
    kernel = client.kernel(EXERCISE)
    private = (*person.values(), *texts, code, seat.id, workshop.id, kernel)
    owner = Owner(client, code, workshop.join_code, kernel, key, turn, private, colleague)
    began = time.monotonic()
    while "streaming" in (state := json.dumps(owner.state())) or '"grading"' in state:
        assert time.monotonic() - began < 30, state
        time.sleep(0.1)
    assert all(text in json.dumps(owner.state(), ensure_ascii=False) for text in texts)
    return owner


def cookies_of(client: Any) -> dict[str, str]:
    """The cookies of a browser."""
    return {name: value.strip('"') for name, value in client.cookies.items()}


def show(client: Any, cookie: str) -> None:
    """From now on `client` says by `cookie` who it is."""
    client.cookies.set("pw-seat", cookie, path="/x/")


def content(cookie: str) -> str:
    """What a signed cookie says."""
    return base64.b64decode(cookie.split("|")[4].partition(":")[2]).decode()


FORGED: dict[str, Callable[[dict[str, str]], str]] = {
    "no signature": lambda own: content(own["pw-seat"]),
    "a wrong signature": lambda own: own["pw-seat"].rpartition("|")[0] + "|" + "0" * 64,
    "a key of their own": lambda own: create_signed_value(
        "guess", "pw-seat", content(own["pw-seat"])
    ).decode(),
    "the value of another cookie": lambda own: own["pw-code"],
    "nonsense": lambda _: "2|1:0|10:" + "|" * 40,
}
SEATED = ("a colleague", "another seat")
STRANGERS = (*SEATED, "nobody", "a device that left", "a deleted seat", *FORGED)


@pytest.fixture
def stranger(served: Any, owner: Owner, request: pytest.FixtureRequest) -> Any:
    """Somebody else: with a seat of their own, without one, or with a cookie that is worth nothing."""
    client, kind = served.client(), request.param
    client.get("")
    if kind == "a colleague":
        client.form("return", code=owner.colleague)
    elif kind in ("another seat", "a deleted seat"):
        client.join("Lan")
    elif kind == "a device that left":
        client.form("return", code=owner.code)
    elif kind in FORGED:
        show(client, FORGED[kind](cookies_of(owner.client)))
    if kind in ("a device that left", "a deleted seat"):
        genuine = cookies_of(client)["pw-seat"]
        client.form("leave" if kind == "a device that left" else "delete", sure="yes")
        show(client, genuine)
    return client


def address(pattern: str, owner: Owner, *, op: str = "state", kernel: str = "") -> str:
    """The address of a route with the owner's things in it. A new kind of name must be given one here."""
    named = {
        KERNEL: kernel or owner.kernel,
        SLUG: EXERCISE,
        "([a-z]{1,20})": op,
        "([^/]{1,200})": owner.join_code,
        "([A-Za-z0-9_-]{16,64})": owner.key,
        "([a-z]*-?[0-9a-f]{16})": "0123456789abcdef",
        "([A-Za-z0-9@._/-]{1,200})": "page.js",
    }
    for group, value in named.items():
        pattern = pattern.replace(group, value)
    assert not set(pattern) & set("()[]{}?*\\"), f"{pattern}: whose things does this route name?"
    return pattern


def payload(op: str, owner: Owner) -> dict[str, Any]:
    """What `op` is sent: wherever it can name something, that is the owner's."""
    response = {"text": "Soạn bảng bàn giao"}
    return {
        "state": {},
        "save": {"response": response, "base_rev": 2},
        "send": {"text": "Soạn bảng", "turn": owner.turn},
        "tick": {"ticks": ["task"]},
        "submit": {"response": response, "key": owner.key, "base_rev": 2},
        "dispute": {"attempt": 1, "criterion": "task", "words": "Có viết"},
        "reveal": {"what": "answer"},
    }[op]


def walk(client: Any, owner: Owner, only: str = "", kernel: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every route whose pattern contains `only`, by every method: pattern, method, answer."""
    form = {"_xsrf": client.xsrf, "join_code": owner.join_code, "key": owner.key, "sure": "yes", "lang": "en"}
    for pattern, _ in sorted(ROUTES, key=lambda route: route[0] in LAST):
        for method in METHODS if only in pattern else ():
            for op in OPERATIONS if SLUG in pattern and "api/" in pattern else ("",):
                if (method, pattern) in ELSEWHERE:
                    continue
                sent = {"json": payload(op, owner)} if op else {"data": form}
                where = address(pattern, owner, op=op, kernel=kernel)
                headers = {"X-XSRFToken": client.xsrf, "Accept-Language": "en"}
                yield pattern, method, client.request(method, where, headers=headers, **sent)


@pytest.mark.parametrize("stranger", [each for each in STRANGERS if each not in SEATED], indirect=True)
def test_without_a_seat_nothing_is_read_changed_or_started(served: Any, owner: Owner, stranger: Any) -> None:
    """No cookie, a forged one, one that ended: no route shows a word of somebody's, none starts a kernel."""
    unharmed(served, owner, stranger)


@pytest.mark.parametrize("stranger", SEATED, indirect=True)
def test_with_a_seat_only_ones_own_is_read_and_changed(served: Any, owner: Owner, stranger: Any) -> None:
    """A seat in the same workshop or in none reaches nothing of the owner's, by whatever name it has."""
    unharmed(served, owner, stranger)


def unharmed(served: Any, owner: Owner, stranger: Any) -> None:
    """Walk all routes, and see that the owner has lost nothing and nobody has read anything."""
    before, kernels = owner.state(), served.kernels()
    for pattern, method, answer in walk(stranger, owner):
        said = f"{answer.headers} {answer.text}"
        leaked = [each for each in owner.private if each in said]
        assert not leaked, (method, pattern, leaked)
        assert answer.status_code < 500, (method, pattern)
    assert served.kernels() == kernels
    assert owner.state() == before
    assert owner.client.get(f"api/kernels/{owner.kernel}").json()["id"] == owner.kernel


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
def test_a_kernel_of_somebody_else_does_not_exist(owner: Owner, stranger: Any) -> None:
    """On every route that names one: refused, and word for word as for a kernel that nobody has."""
    for foreign, none in zip(
        walk(stranger, owner, KERNEL), walk(stranger, owner, KERNEL, NOBODYS), strict=True
    ):
        pattern, method, answer = foreign
        assert answer.status_code in ((403, 404) if method == "GET" else (403, 404, 405)), (method, pattern)
        assert (answer.status_code, answer.text) == (none[2].status_code, none[2].text), (method, pattern)


@pytest.mark.parametrize("stranger", STRANGERS, indirect=True)
async def test_no_route_takes_a_stranger_s_websocket(served: Any, owner: Owner, stranger: Any) -> None:
    """The kernel's own route refuses it as it would for no kernel; no other route is one for websockets."""
    kernels = served.kernels()
    for pattern, _ in ROUTES:
        if pattern in (f"exercise/{SLUG}", "api/events"):
            continue  # to a seat these are a page of its own and a stream without end
        status = await stranger.knock(address(pattern, owner))
        assert status != 101, pattern
        if KERNEL in pattern:
            assert status in (403, 404), pattern
            assert status == await stranger.knock(address(pattern, owner, kernel=NOBODYS)), pattern
    assert served.kernels() == kernels


async def test_the_owner_is_let_in(owner: Owner, visitor: Any) -> None:
    """The addresses above are the right ones, and a cookie shown as above is seen: its owner gets through."""
    visitor.get("")
    show(visitor, cookies_of(owner.client)["pw-seat"])
    assert visitor.op(EXERCISE, "state").json() == owner.state()
    assert await owner.client.knock(f"api/kernels/{owner.kernel}/channels?session_id=s") == 101
    assert owner.client.get(f"api/kernels/{owner.kernel}").status_code == 200


def test_another_device_of_the_same_seat_has_the_work_and_not_the_kernel(served: Any, owner: Owner) -> None:
    """A seat is the person's, a kernel the page's that started it."""
    device = served.client()
    device.get("")
    assert device.form("return", code=owner.code).status_code == 303
    assert device.op(EXERCISE, "state").json() == owner.state()
    assert device.get(f"api/kernels/{owner.kernel}").status_code == 404


def test_the_key_of_somebody_s_attempt_opens_nothing(owner: Owner, neighbour: Any) -> None:
    """A seat that submits with it makes an attempt of its own; its number names nobody else's slip."""
    before = owner.state()
    assert neighbour.op(EXERCISE, "dispute", **payload("dispute", owner)).status_code == 404
    made = neighbour.op(EXERCISE, "submit", **payload("submit", owner) | {"base_rev": 0}).json()
    assert made["receipt"]["number"] == 1
    assert made["receipt"]["submitted_at"] != before["attempts"][0]["submitted_at"]
    (attempt,) = neighbour.op(EXERCISE, "state").json()["attempts"]
    assert attempt["response"]["text"] == "Soạn bảng bàn giao"
    assert owner.state() == before


def test_a_page_shows_its_own_seat_only(owner: Owner, neighbour: Any) -> None:
    """The same exercise, opened by somebody else: their kernel, and no word of the owner's."""
    page = neighbour.get(f"exercise/{EXERCISE}").text
    assert [each for each in owner.private if each in page] == []


def test_news_go_to_their_own_seat_only(owner: Owner, neighbour: Any) -> None:
    """While the owner saves, a neighbour's stream stays silent; the first news is the neighbour's own."""
    with neighbour.stream("GET", "api/events") as events:
        lines = (line for line in events.iter_lines() if line)
        assert next(lines).startswith("retry")
        rev = owner.state()["draft"]["rev"]
        saved = owner.client.op(EXERCISE, "save", response={"text": "bản nháp kín 3108"}, base_rev=rev)
        assert saved.status_code == 200
        neighbour.op(EXERCISE, "save", response={"text": "của tôi"}, base_rev=0, device="another")
        assert next(lines) == "event: draft"
        assert json.loads(next(lines).removeprefix("data: "))["device"] == "another"
