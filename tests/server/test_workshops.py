"""Joining a workshop by its code, while the command line works on the same record."""

from __future__ import annotations

import asyncio
import re
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from promptward.settings import Settings
from promptward.store import Store, Workshop
from promptward.store.codes import spoken

WIDE = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)})


@pytest.fixture
def record(served: Any) -> Iterator[Store]:
    """The server's record, opened by another process as the command line opens it."""
    opened = Store.open(Settings(data_dir=served.data))
    yield opened
    opened.close()


@pytest.fixture
def workshop(record: Store) -> Workshop:
    """An open workshop about one exercise."""
    return asyncio.run(record.workshops.open("Buổi sáng <b>", ["bare", "no-longer-there"]))


def form(client: Any, code: str, **fields: str) -> Any:
    return client.form("join", **{"name": "Lan", "role": "nurse", "lang": "en", "join_code": code} | fields)


def members(record: Store, workshop: Workshop) -> list[str]:
    return [seat.name for seat in asyncio.run(record.workshops.find_seats(workshop.id))]


@pytest.mark.parametrize(
    "typed",
    [str, spoken, lambda code: f" {code[:3]}-{code[3:]}. ", lambda code: code.translate(WIDE)],
    ids=["digits", "groups", "dashes", "full width"],
)
def test_a_code_is_taken_however_it_is_typed(
    visitor: Any, record: Store, workshop: Workshop, typed: Callable[[str], str]
) -> None:
    """Right codes lead into the workshop at once."""
    visitor.get("")
    answer = form(visitor, typed(workshop.join_code))
    assert answer.status_code == 200
    assert re.search(r"<code>[^<]+</code>", answer.text)
    assert members(record, workshop) == ["Lan"]


def test_home_shows_the_workshop_first_and_self_study_below(
    visitor: Any, record: Store, workshop: Workshop
) -> None:
    """Each exercise stands once; after the end of the workshop it is among the others again."""
    visitor.get("")
    form(visitor, workshop.join_code)
    page = visitor.get("").text
    assert page.index("Workshop: Buổi sáng &lt;b&gt;") < page.index("exercise/bare")
    assert page.index("exercise/bare") < page.index("Self-study") < page.index("exercise/night-handover")
    assert page.count('exercise/bare"') == 1
    asyncio.run(record.workshops.close(workshop.id))
    page = visitor.get("").text
    assert "Workshop:" not in page
    assert page.count('exercise/bare"') == 1


def test_the_link_fills_the_code_in(visitor: Any, workshop: Workshop) -> None:
    """What the QR code opens is the form with the code in two groups and the workshop's name."""
    for typed in (workshop.join_code, urllib.parse.quote(spoken(workshop.join_code).translate(WIDE))):
        page = visitor.get(f"join/{typed}", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert f'name="join_code" value="{spoken(workshop.join_code)}" inputmode="numeric"' in page.text
        assert "Buổi sáng &lt;b&gt;" in page.text


def test_what_is_wrong_is_said_in_words_and_nothing_typed_is_lost(
    visitor: Any, record: Store, workshop: Workshop
) -> None:
    """Unknown, too short, a seat code, locked, closed: each has its own sentence."""
    visitor.get("")

    def told(code: str) -> str:
        answer = form(visitor, code, facility="Ward 3")
        assert answer.status_code == 403
        assert "Ward 3" in answer.text
        assert f'value="{code}"' in answer.text
        found = re.search(r'id="join-code-error">([^<]+)', answer.text)
        assert found
        return found[1]

    assert "No workshop has this code" in told("0000 0000")
    assert "eight digits" in told("123 456")
    assert "seat code" in told("K7MP-2XHT-9QZB-VF4C")
    asyncio.run(record.workshops.lock(workshop.id, locked=True))
    assert "Ask the instructor" in told(workshop.join_code)
    assert visitor.get(f"join/{workshop.join_code}").status_code == 403
    asyncio.run(record.workshops.lock(workshop.id, locked=False))
    asyncio.run(record.workshops.close(workshop.id))
    assert "over" in told(workshop.join_code)
    assert members(record, workshop) == []
    visitor.get("")
    assert "workshop code" in visitor.form("return", code=workshop.join_code).text


def test_markup_in_a_code_stays_text(visitor: Any) -> None:
    """In the form and in the link."""
    visitor.get("")
    assert "<img" not in form(visitor, '"><img src=x onerror=alert(1)>').text
    assert "<img" not in visitor.get("join/" + urllib.parse.quote('"><img src=x onerror=alert(1)>', "")).text


def test_self_study_needs_no_code(visitor: Any) -> None:
    """An empty field is no wrong code."""
    visitor.get("")
    assert form(visitor, " ").status_code == 200
    assert "Workshop:" not in visitor.get("").text


def test_a_seat_of_self_study_comes_along_with_its_work(
    trainee: Any, record: Store, workshop: Workshop
) -> None:
    """The draft is still there, and the seat counts for the workshop."""
    trainee.op("night-handover", "save", response={"text": "half done"}, base_rev=0)
    page = trainee.get(f"join/{workshop.join_code}")
    assert "Join as Lan" in page.text
    assert "earlier attempts included" in page.text
    assert trainee.form("enter", join_code=workshop.join_code).status_code == 303
    assert "Workshop:" in trainee.get("").text
    assert trainee.op("night-handover", "state").json()["draft"]["response"]["text"] == "half done"
    assert members(record, workshop) == ["Lan"]
    assert trainee.get(f"join/{workshop.join_code}").status_code == 302


def test_a_member_of_another_workshop_gets_a_second_seat(
    visitor: Any, served: Any, record: Store, workshop: Workshop
) -> None:
    """What was done in the first workshop stays there, under the old code, which is shown."""
    other = asyncio.run(record.workshops.open("Buổi chiều"))
    visitor.get("")
    first = re.search(r"<code>([^<]+)", form(visitor, workshop.join_code).text)
    assert first
    old = served.client()
    old.cookies.update(visitor.cookies)
    page = visitor.form("enter", join_code=other.join_code)
    assert page.status_code == 200
    assert "The former seat" in page.text
    assert first[1] in page.text
    assert "Buổi chiều" in visitor.get("").text
    assert "Hello" not in old.get("").text
    assert members(record, workshop) == members(record, other) == ["Lan"]


def test_a_new_seat_code_ends_the_old_one_on_every_page(
    visitor: Any, served: Any, record: Store, workshop: Workshop
) -> None:
    """Also where a device still remembers the old one: it is not shown any more."""
    visitor.get("")
    old = re.search(r"<code>([^<]+)", form(visitor, workshop.join_code).text)
    assert old
    (seat,) = asyncio.run(record.workshops.find_seats(workshop.id))
    new = asyncio.run(record.workshops.reset_code(seat.id))
    assert old[1] not in visitor.get("seat").text
    device = served.client()
    device.get("")
    assert device.form("return", code=old[1]).status_code == 403
    assert device.form("return", code=new).status_code == 303


def test_guessing_is_slow_and_a_right_code_never(another: Callable[..., Any]) -> None:
    """Twenty wrong codes of one address are answered at once, each further one after three seconds.

    Links count like forms; meanwhile a right code, a locked one and a right seat code are not held up.
    """
    server = another()
    record = Store.open(Settings(data_dir=server.data))
    open_, locked = (asyncio.run(record.workshops.open(name)) for name in "AB")
    asyncio.run(record.workshops.lock(locked.id, locked=True))
    record.close()
    clients = [server.client() for _ in range(4)]
    for client in clients:
        client.get("")
    began = time.monotonic()
    for number in range(20):
        answer = form(clients[0], "0000 0001") if number % 2 else clients[0].get("join/00000001")
        assert answer.status_code == 403
    assert time.monotonic() - began < 3

    def timed(ask: Callable[[], Any]) -> tuple[float, int]:
        started = time.monotonic()
        status = ask().status_code
        return time.monotonic() - started, status

    with ThreadPoolExecutor(4) as pool:
        wrong = [
            pool.submit(timed, lambda: form(clients[0], "0000 0001")),
            pool.submit(timed, lambda: clients[1].get("join/00000001")),
        ]
        time.sleep(0.3)
        right = timed(lambda: form(clients[2], open_.join_code))
        shut = timed(lambda: form(clients[3], locked.join_code))
        assert right[0] < 1
        assert right[1] == 200
        assert shut[0] < 1
        assert shut[1] == 403
        for waited, status in (each.result() for each in wrong):
            assert 3 <= waited < 5
            assert status == 403
