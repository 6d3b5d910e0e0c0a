"""The record on both databases: a SQLite file, and a PostgreSQL of our own that no other test knows."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from promptward.findings import Band, Finding, Grade, Outcome, Part
from promptward.settings import Settings
from promptward.store import Store, Submission
from promptward.text import Localized


def postgres_programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are: the newest installed, else those on the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which("pg_ctl")
    return Path(found).parent if found else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a fresh PostgreSQL server, without its database name; it listens on a socket file."""
    programs = postgres_programs()
    if programs is None:
        pytest.fail("no PostgreSQL: run `bash tests/system.sh`")
    # PostgreSQL refuses to run as root, and its own user cannot look into pytest's folder.
    folder = Path(tempfile.mkdtemp(prefix="pw-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        runuser = shutil.which("runuser", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        assert runuser, "PostgreSQL does not run as root, and there is no runuser (package util-linux)"
        as_user = [runuser, "-u", "postgres", "--"]

    def run(*command: str | Path) -> None:
        subprocess.run(
            [*as_user, *map(str, command)],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    data = folder / "data"
    run(
        programs / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "-D", data
    )
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@/{{name}}?host={folder}"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An empty record, once on each database."""
    if request.param == "sqlite":
        yield Settings(data_dir=tmp_path / "data")
        return
    address = request.getfixturevalue("postgres")
    name = f"record_{uuid4().hex}"
    with psycopg.connect(address.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield Settings(data_dir=tmp_path / "data", database=address.format(name=name))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An open record."""
    opened = Store.open(settings)
    yield opened
    opened.close()


@pytest.fixture
async def seat(store: Store) -> str:
    """Somebody to write for."""
    made, _ = await store.create_seat("Lan", "nurse", "vi", "Trạm y tế xã Hoa Ban")
    return made.id


@pytest.fixture
def response() -> Callable[..., dict[str, Any]]:
    """A response with this text."""

    def make(text: str, **more: Any) -> dict[str, Any]:
        return {"text": text, "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []} | more

    return make


@pytest.fixture
def submission(response: Callable[..., dict[str, Any]]) -> Callable[..., Submission]:
    """An attempt about to be made."""

    def make(seat: str, key: str = "k" * 16, text: str = "Soạn phiếu bàn giao", **more: Any) -> Submission:
        given = {"exercise": "e", "base_rev": 0, "device": "d", "masked": (), "role": "nurse", "lang": "vi"}
        return Submission(
            seat=seat, key=key, response=response(text), **(given | {"exercise_digest": "0" * 64} | more)
        )

    return make


@pytest.fixture
def grade() -> Grade:
    """A grade with everything in it that has to survive being stored."""
    title = Localized(vi="Việc cần làm", en="Task")
    finding = Finding("task", title, Outcome.MET, points=3, possible=3, evidence=("Soạn",), advice=title)
    return Grade(
        "e",
        "nurse",
        72.5,
        70,
        passed=True,
        provisional=False,
        band=Band.PASSED,
        parts=(Part("prompt", title, 72.5, 100),),
        findings=(finding,),
        gates=(),
        grader_hash="h1",
        details={"sentences": [{"id": "s1", "why": title}]},
    )
