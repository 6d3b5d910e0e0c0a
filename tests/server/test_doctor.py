"""The doctor: each sign says what it found and, where something is wrong, the sentence that mends it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from promptward.errors import PromptwardError
from promptward.server import doctor, serving
from promptward.server.addresses import Note, leave_note
from promptward.server.doctor import machine, network, record
from promptward.server.doctor.signs import Sign
from promptward.settings import Settings
from promptward.store import Store, engines

NAMES = ["handles", "capacity", "disk", "folder", "record", "course", "kernels", "port", "phones"]
NAMES += ["clock", "sleep", "browser"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", port=0)


def states(settings: Settings, *signs: Callable[..., Sign]) -> list[str]:
    return [sign(settings, "en").state for sign in signs]


def test_every_question_is_answered_and_nothing_is_changed(settings: Settings, root: Path) -> None:
    """On a machine where nothing has run yet there is no data folder afterwards either."""
    for lang in ("vi", "en"):
        signs = list(doctor.examine(settings, lang, course=root / "tests" / "fixtures" / "mini"))
        assert [sign.name for sign in signs] == NAMES
        assert all(sign.found.endswith((".", ")")) or "http" in sign.found for sign in signs)
        assert all(bool(sign.mend) == (sign.state != "ok") for sign in signs)
    assert not settings.data_dir.exists()


def test_machines_read_the_same_signs(settings: Settings) -> None:
    signs = [Sign("disk", "warn", "little", "free some"), Sign("port", "ok", "free")]
    read = json.loads(doctor.as_json(signs))
    assert read["state"] == "warn"
    assert read["signs"][0] == {"name": "disk", "state": "warn", "found": "little", "mend": "free some"}
    assert "→ free some" in doctor.as_line(signs[0])
    assert "1 warnings" in doctor.summary(signs, "en")


@pytest.mark.parametrize(("limit", "state"), [(65_536, "ok"), (4096, "warn"), (256, "fail")])
def test_few_handles_are_few_seats(settings: Settings, limit: int, state: str) -> None:
    assert machine.handles(settings, "en", limit=limit).state == state


@pytest.mark.parametrize(
    ("memory", "cores", "wanted", "state", "seats"),
    [(24 << 30, 2, 400, "ok", 400), (8 << 30, 4, 400, "warn", 249), (500 << 20, 4, 1, "fail", 0)],
)
def test_memory_and_cores_are_so_many_seats(
    settings: Settings, memory: int, cores: float, wanted: int, state: str, seats: int
) -> None:
    sign = machine.capacity(settings, "en", wanted=wanted, memory=memory, cores=cores)
    assert sign.state == state
    assert f"about {seats} seats" in sign.found
    slow = settings.model_copy(update={"fast_kernels": False})
    assert machine.capacity(slow, "en", memory=24 << 30, cores=2).state == "ok"
    assert machine.capacity(slow, "en", wanted=400, memory=24 << 30, cores=2).state == "warn"


@pytest.mark.parametrize(("free", "state"), [(1 << 31, "ok"), (1 << 29, "warn"), (1 << 20, "fail")])
def test_a_full_disk_is_told_before_the_workshop(
    settings: Settings, free: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And `serve` does not start where the next answer could not be stored."""
    assert machine.disk(settings, "en", free=free).state == state
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: _Usage(free))
    if state == "fail":
        with pytest.raises(PromptwardError, match="Free at least"):
            serving.check_disk(settings)
    else:
        serving.check_disk(settings)


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_the_data_folder_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    """Open to others, with files open to others, shared with everybody, or in a place nobody may write."""
    assert states(settings, record.folder) == ["ok"]
    settings.data_dir.mkdir(mode=0o755)
    assert "chmod" in record.folder(settings, "en").mend
    settings.data_dir.chmod(0o700)
    assert states(settings, record.folder) == ["ok"]
    (settings.data_dir / "promptward.sqlite3").touch(0o644)
    assert states(settings, record.folder) == ["warn"]
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    assert states(Settings(data_dir=shared), record.folder) == ["fail"]


def test_the_record_is_asked_without_changing_it(settings: Settings, tmp_path: Path) -> None:
    """None yet, up to date, older, newer, and one that does not answer."""
    assert states(settings, record.record) == ["ok"]
    Store.open(settings).close()
    assert "up to date" in record.record(settings, "en").found
    for version, state in (("0001", "warn"), ("9999", "fail")):
        engine = engines.write_engine(engines.address(settings))
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
        engine.dispose()
        assert states(settings, record.record) == [state]
    away = Settings(data_dir=tmp_path, database="postgresql://nobody@/x?host=/nowhere")
    assert states(away, record.record) == ["fail"]


def test_the_course_is_opened(root: Path, tmp_path: Path) -> None:
    assert record.course(root / "tests" / "fixtures" / "mini", "en").state == "ok"
    assert record.course(tmp_path, "en").state == "fail"


def test_a_taken_port_is_named_unless_it_is_ours(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        ours = settings.model_copy(update={"port": number})
        sign = network.port(ours, "en")
        assert sign.state == "fail"
        assert "--port" in sign.mend
        settings.data_dir.mkdir()
        leave_note(settings.data_dir, Note(os.getpid(), number, "", ["http://127.0.0.1/"]))
        assert network.port(ours, "en").state == "ok"
        assert "--lan" in network.phones(ours, "en").mend
    (settings.data_dir / "serving.json").unlink()
    assert network.port(settings.model_copy(update={"ip": "192.0.2.99"}), "en").state == "fail"


def test_phones_are_told_where_to_go(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "lan_hosts", lambda: ["169.254.1.1"])
    assert network.phones(settings, "en").state == "warn"
    public = settings.model_copy(update={"public_url": "https://hall.example/"})
    assert "https://hall.example/" in network.phones(public, "en").found


def test_the_clock_is_compared_with_the_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_synchronised", lambda: "yes")
    assert states(settings, machine.clock) == ["ok"]
    monkeypatch.setattr(machine, "_synchronised", lambda: "no")
    assert "set-ntp" in machine.clock(settings, "en").mend
    monkeypatch.setattr(machine, "_file_time", lambda _: 1e9)
    assert states(settings, machine.clock) == ["warn"]


def test_a_lid_that_sends_to_sleep_is_noticed(settings: Settings, tmp_path: Path) -> None:
    """Files are read as systemd reads them: drop-ins by name over the main file, comments ignored."""

    def state() -> Any:
        return machine.sleep(settings, "en", root=tmp_path).state

    assert state() == "ok"
    (tmp_path / "proc/acpi/button/lid/LID0").mkdir(parents=True)
    assert state() == "warn"
    for folder, name, line, expected in (
        ("etc/systemd", "logind.conf", "#HandleLidSwitch=ignore", "warn"),
        ("etc/systemd", "logind.conf", "HandleLidSwitch=ignore", "ok"),
        ("usr/lib/systemd/logind.conf.d", "50-vendor.conf", "HandleLidSwitch=hibernate", "warn"),
        ("etc/systemd/logind.conf.d", "60-hall.conf", "HandleLidSwitch = ignore", "ok"),
        ("run/systemd/logind.conf.d", "60-hall.conf", "HandleLidSwitch=suspend", "ok"),
    ):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).write_text(f"[Login]\n{line}\n")
        assert state() == expected, (folder, line)


def test_the_doctor_speaks_vietnamese_with_a_comma(settings: Settings) -> None:
    assert machine.decimal(23.25, "vi") == "23,2"
    assert machine.disk(settings, "vi", free=1 << 20).mend != machine.disk(settings, "en", free=1 << 20).mend
