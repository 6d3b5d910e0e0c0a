"""The log tells what happened, never what a person wrote or is known by."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from promptward.errors import StoreError
from promptward.server.logs import BYTES, FILES, FORMAT, Formatter, PrivateFiles
from promptward.settings import Settings
from promptward.store import Store


@pytest.fixture
def log(tmp_path: Path) -> Iterator[logging.Logger]:
    """A logger of its own with our file handler."""
    handler = PrivateFiles(tmp_path / "promptward.log")
    handler.setFormatter(Formatter(FORMAT))
    logger = logging.Logger("test")  # noqa: LOG001 - nobody else shall hear it
    logger.addHandler(handler)
    yield logger
    handler.close()


def test_the_files_rotate_and_are_their_owners_alone(log: logging.Logger, tmp_path: Path) -> None:
    """Five of two megabytes at most."""
    (handler,) = log.handlers
    assert isinstance(handler, PrivateFiles)
    assert handler.maxBytes == BYTES == 2_000_000
    handler.maxBytes = 2_000
    for _ in range(140):
        log.info("x" * 100)
    files = list(tmp_path.iterdir())
    assert len(files) == FILES == 5
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


class Typed(BaseModel):
    number: int


def test_an_error_is_told_without_the_value_it_is_about(log: logging.Logger, tmp_path: Path) -> None:
    """Validators and databases quote what they could not digest; the place and the type are enough."""

    def fail() -> None:
        try:
            Typed.model_validate({"number": "CANARY-value"})
        except ValueError as error:
            try:
                raise KeyError("CANARY-cause") from error  # noqa: TRY301
            except KeyError as cause:
                raise StoreError("the record could not be written") from cause

    try:
        fail()
    except StoreError:
        log.exception("1 writes were not kept")
    text = (tmp_path / "promptward.log").read_text("utf-8")
    assert "CANARY" not in text
    assert "ValidationError" in text
    assert "StoreError: the record could not be written" in text
    assert re.search(r'test_logs\.py", line \d+, in fail', text)


NAME, PLACE, ANSWER, QUESTION = "CANARYname", "CANARYplace", "CANARYanswer", "CANARYquestion"


def test_a_whole_walk_leaves_nothing_of_a_person_in_the_log(another: Callable[..., Any]) -> None:
    """Join a workshop, ask, save, submit, guess codes, break the record, and come back by a link."""
    server = another()
    record = Store.open(Settings(data_dir=server.data))
    workshop = asyncio.run(record.workshops.open("CANARYtitle"))
    client = server.client()
    client.get(f"join/{workshop.join_code}")
    joined = client.form(
        "join", name=NAME, role="nurse", lang="en", facility=PLACE, join_code=workshop.join_code
    )
    code = re.search(r"<code>([^<]+)", joined.text)
    assert code
    kernel = client.kernel()
    client.op("night-handover", "save", response={"text": ANSWER}, base_rev=0, device="CANARYdevice")
    client.op("night-handover", "send", turn="t" * 16, text=QUESTION)
    client.op("night-handover", "submit", response={"text": ANSWER}, key="CANARYkey-0123456789", base_rev=1)
    client.op("night-handover", "save", response="CANARYbad", base_rev="CANARYrev")
    client.op("night-handover", "CANARYop", x=1)
    link = re.search(r'value="http[^"]+/open/([^"]+)"', client.form("seat").text)
    assert link
    seat = asyncio.run(record.workshops.find_seats(workshop.id))[0]
    for wrong in ("11112222", "CANARYguess"):
        client.get(f"join/{wrong}")
        client.form("return", code=wrong)
    client.get(f"open/{link[1]}")
    client.get(f"open/{'x' * 24}")
    client.get("no-such?answer=CANARYquery")
    client.get("api/kernels/00000000-0000-0000-0000-00000000abcd")
    _break(server.data)
    answer = client.op("night-handover", "save", response={"text": ANSWER + "2"}, base_rev=2)
    assert answer.status_code == 503
    record.close()
    assert server.stop() == 0
    kept = "".join(file.read_text("utf-8") for file in (server.data / "logs").iterdir())
    said = kept + server.log.read_text("utf-8")
    assert "404 GET" in kept
    assert "a write was not kept" in kept
    assert "no such table" in kept
    assert (server.data / "logs").stat().st_mode & 0o777 == 0o700
    secret = (workshop.join_code, "11112222", code[1], code[1].replace("-", ""), kernel, link[1], seat.id)
    private = ("CANARY", "canary", *secret)
    assert [line for line in said.splitlines() if any(each in line for each in private)] == []


def _break(folder: Path) -> None:
    """Take a table away under the running server."""
    connection = sqlite3.connect(folder / "promptward.sqlite3", timeout=10)
    connection.execute("ALTER TABLE drafts RENAME TO CANARYtable")
    connection.commit()
    connection.close()
