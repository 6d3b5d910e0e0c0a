"""`promptward workshop` and `promptward doctor`, as an instructor types them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptward.server.addresses import Note, leave_note
from promptward.settings import Settings
from promptward.store import Store

Run = Callable[..., Any]
MINI = ("--course", str(Path(__file__).parents[1] / "fixtures" / "mini"))


@pytest.fixture
def record(tmp_path: Path) -> Any:
    opened = Store.open(Settings(data_dir=tmp_path / "data"))
    yield opened
    opened.close()


def test_opening_prints_code_address_and_picture(run: Run, record: Store, tmp_path: Path) -> None:
    leave_note(
        tmp_path / "data", Note(os.getpid(), 9000, "", ["http://127.0.0.1:9000/", "http://192.0.2.7:9000/x/"])
    )
    shown = run("workshop", "open", "Buổi sáng", "--lang", "en").stdout
    found = re.search(r"Code: (\d{4}) (\d{4})\n", shown)
    assert found
    code = found[1] + found[2]
    assert "Address: http://192.0.2.7:9000/x/" in shown
    assert "127.0.0.1" not in shown
    assert f"Link: http://192.0.2.7:9000/x/join/{code}" in shown
    assert "█▄▀" in shown or "▄▄▄▄▄" in shown
    made = asyncio.run(record.workshops.by_code(code))
    assert made is not None
    assert made.name == "Buổi sáng"
    listed = run("workshop", "list", "--lang", "en").stdout
    assert f"{code}  open  0 seats" in listed  # as the other commands take it


def test_what_is_wrong_with_the_words_is_said_before_anything_is_opened(run: Run, record: Store) -> None:
    for words in (("A", "--lang", "fr"), ("",), ("A", "--hours", "0"), ("A", "--exercises", "x", *MINI)):
        run("workshop", "open", *words, ok=False)
    assert json.loads(run("workshop", "list", "--json").stdout) == []


def test_a_folder_without_a_record_is_not_made_into_one(run: Run, tmp_path: Path) -> None:
    """A slip in --data-dir would otherwise look like a workshop without anybody in it."""
    for words in (("list",), ("results", "1234 5678"), ("close", "1234 5678"), ("seat", "find", "12345678")):
        assert "--data-dir" in run("workshop", *words, "--data-dir", "elsewhere", ok=False).stderr
    assert "--data-dir" in run("rescore", *MINI, "--data-dir", "elsewhere", ok=False).stderr
    assert not (tmp_path / "elsewhere").exists()


def test_exercises_must_be_of_the_course(run: Run) -> None:
    wrong = run("workshop", "open", "A", *MINI, "--exercises", "night-handovr", ok=False)
    assert "did you mean night-handover?" in wrong.stderr
    made = json.loads(
        run("workshop", "open", "A", *MINI, "--exercises", " night-handover ,", "--json").stdout
    )
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
    for command in ("lock", "unlock"):
        assert "over" in run("workshop", command, made.join_code, ok=False).stderr
    assert "no such workshop" in run("workshop", "close", "00000000", ok=False).stderr


def test_results_are_exported_without_names_unless_asked(run: Run, record: Store, tmp_path: Path) -> None:
    made = asyncio.run(record.workshops.open("A", ["e"]))
    asyncio.run(record.workshops.join(made.id, "=Lan", "nurse", "vi"))
    shown = run("workshop", "results", made.join_code, "--csv").stdout
    assert shown.startswith("\ufeff")
    assert "Lan" not in shown
    (row,) = csv.DictReader(io.StringIO(shown.removeprefix("\ufeff")))
    assert (row["role"], row["exercise"], row["attempts"], row["passed"]) == ("nurse", "e", "0", "no")
    file = tmp_path / "results.csv"
    run("workshop", "results", made.join_code, "--csv", "--names", "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert ",'=Lan," in file.read_text("utf-8-sig")
    assert "no figures" in run("workshop", "results", made.join_code, "--lang", "en").stdout
    missing = str(tmp_path / "no" / "such.csv")
    assert "name a file" in run("workshop", "results", made.join_code, "-o", missing, ok=False).stderr


def test_a_lost_seat_gets_a_new_code(run: Run, record: Store) -> None:
    made = asyncio.run(record.workshops.open("A"))
    seat, old = asyncio.run(record.workshops.join(made.id, "Nguyễn Thị Đào", "nurse", "vi"))
    found = run("workshop", "seat", "find", made.join_code, "dao").stdout
    assert "Nguyễn Thị Đào" in found
    shown = run("workshop", "seat", "reset", made.join_code, found.split()[0]).stdout
    code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", shown)
    assert code
    assert asyncio.run(record.seat_by_code(code[0])) == seat
    assert asyncio.run(record.seat_by_code(old)) is None
    assert "no such seats" in run("workshop", "seat", "reset", made.join_code, "s99", ok=False).stderr


def test_the_doctor_fails_where_people_could_not_work(run: Run, tmp_path: Path) -> None:
    words = ("doctor", MINI[1], "--port", "0", "--lang", "en", "--seats", "1")
    signs = json.loads(run(*words, "--json").stdout)["signs"]
    assert {"name", "state", "found", "mend"} == set(signs[0])
    broken = run("doctor", str(tmp_path), "--port", "0", "--lang", "en", ok=False)
    assert broken.code == 1
    assert "must be mended" in broken.stdout
    assert "promptward check" in broken.stdout
