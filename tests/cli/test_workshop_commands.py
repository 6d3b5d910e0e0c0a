"""`promptward workshop` and `promptward doctor`, as an instructor types them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptward.server.addresses import Note, leave_note
from promptward.settings import Settings
from promptward.store import Store

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a data folder of its own, in English unless told otherwise."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PROMPTWARD_")}

    def command(*words: str, ok: bool = True) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [sys.executable, "-m", "promptward", *words],
            check=False,
            capture_output=True,
            cwd=tmp_path,
            env=clean | {"PROMPTWARD_DATA_DIR": str(tmp_path / "data")},
        )
        assert b"Traceback" not in done.stderr
        assert (done.returncode == 0) == ok, done.stderr.decode()
        return done

    return command


@pytest.fixture
def record(tmp_path: Path) -> Any:
    opened = Store.open(Settings(data_dir=tmp_path / "data"))
    yield opened
    opened.close()


def test_opening_prints_code_address_and_picture(run: Run, record: Store, tmp_path: Path) -> None:
    leave_note(
        tmp_path / "data", Note(os.getpid(), 9000, "", ["http://127.0.0.1:9000/", "http://192.0.2.7:9000/x/"])
    )
    shown = run("workshop", "open", "Buổi sáng", "--lang", "en").stdout.decode()
    found = re.search(r"Code: (\d{4}) (\d{4})\n", shown)
    assert found
    code = found[1] + found[2]
    assert f"Link: http://192.0.2.7:9000/x/join/{code}" in shown
    assert "█▄▀" in shown or "▄▄▄▄▄" in shown
    made = asyncio.run(record.workshops.by_code(code))
    assert made is not None
    assert made.name == "Buổi sáng"
    listed = run("workshop", "list", "--lang", "en").stdout.decode()
    assert f"{found[1]} {found[2]}  open  0 seats" in listed


def test_exercises_must_be_of_the_course(run: Run, root: Path) -> None:
    mini = str(root / "tests" / "fixtures" / "mini")
    wrong = run("workshop", "open", "A", "--course", mini, "--exercises", "night-handovr", ok=False)
    assert b"did you mean night-handover?" in wrong.stderr
    words = ("workshop", "open", "A", "--course", mini, "--exercises", " night-handover ,", "--json")
    made = json.loads(run(*words).stdout)
    assert made["exercises"] == ["night-handover"]
    assert len(made["join_code"]) == 8
    assert made["link"].endswith(f"/join/{made['join_code']}")


def test_a_workshop_is_locked_unlocked_and_closed(run: Run, record: Store) -> None:
    made = asyncio.run(record.workshops.open("A"))
    for command, state in (("lock", "locked"), ("unlock", "open"), ("close", "closed")):
        typed = made.id if command == "unlock" else f"{made.join_code[:4]} {made.join_code[4:]}"
        run("workshop", command, typed)
        (listed,) = json.loads(run("workshop", "list", "--json").stdout)
        assert listed["state"] == state
    assert b"over" in run("workshop", "unlock", made.join_code, ok=False).stderr
    assert b"no such workshop" in run("workshop", "close", "00000000", ok=False).stderr


def test_results_are_exported_without_names_unless_asked(run: Run, record: Store, tmp_path: Path) -> None:
    made = asyncio.run(record.workshops.open("A", ["e"]))
    asyncio.run(record.workshops.join(made.id, "=Lan", "nurse", "vi"))
    shown = run("workshop", "results", made.join_code, "--csv").stdout
    assert shown.startswith(b"\xef\xbb\xbf")
    assert b"Lan" not in shown
    (row,) = csv.DictReader(io.StringIO(shown.decode("utf-8-sig")))
    assert (row["role"], row["exercise"], row["attempts"], row["passed"]) == ("nurse", "e", "0", "no")
    file = tmp_path / "results.csv"
    run("workshop", "results", made.join_code, "--csv", "--names", "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert ",'=Lan," in file.read_text("utf-8-sig")
    assert b"no figures" in run("workshop", "results", made.join_code, "--lang", "en").stdout
    missing = str(tmp_path / "no" / "such.csv")
    assert b"name a file" in run("workshop", "results", made.join_code, "-o", missing, ok=False).stderr


def test_a_lost_seat_gets_a_new_code(run: Run, record: Store) -> None:
    made = asyncio.run(record.workshops.open("A"))
    seat, old = asyncio.run(record.workshops.join(made.id, "Nguyễn Thị Đào", "nurse", "vi"))
    found = run("workshop", "seat", "find", made.join_code, "dao").stdout.decode()
    assert "Nguyễn Thị Đào" in found
    shown = run("workshop", "seat", "reset", made.join_code, found.split()[0]).stdout.decode()
    code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", shown)
    assert code
    assert asyncio.run(record.seat_by_code(code[0])) == seat
    assert asyncio.run(record.seat_by_code(old)) is None
    assert b"no such seats" in run("workshop", "seat", "reset", made.join_code, "s99", ok=False).stderr


def test_the_doctor_fails_where_people_could_not_work(run: Run, root: Path, tmp_path: Path) -> None:
    mini = str(root / "tests" / "fixtures" / "mini")
    words = ("doctor", mini, "--port", "0", "--lang", "en", "--seats", "1")
    signs = json.loads(run(*words, "--json").stdout)["signs"]
    assert {"name", "state", "found", "mend"} == set(signs[0])
    broken = run("doctor", str(tmp_path), "--port", "0", "--lang", "en", ok=False)
    assert broken.returncode == 1
    assert b"must be mended" in broken.stdout
    assert b"promptward check" in broken.stdout
