"""Starting: who may reach the server, where it says it is, what it leaves readable."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptward.errors import PromptwardError
from promptward.server import serving
from promptward.server.base import redacted
from promptward.server.markup import script_json
from promptward.server.roles import nearest_role
from promptward.settings import Settings


def test_a_server_is_not_opened_to_others_by_accident(tmp_path: Path) -> None:
    """Any address but this machine's own needs a secret, and the refusal says how to get one."""
    for ip in ("0.0.0.0", "::", "192.0.2.5", "hall.lan"):
        with pytest.raises(PromptwardError, match="--lan"):
            serving.check_bind(Settings(ip=ip, data_dir=tmp_path, access_secret=""))
    for ip in ("127.0.0.1", "::1", "localhost"):
        serving.check_bind(Settings(ip=ip, data_dir=tmp_path, access_secret=""))


def test_the_room_network_gets_a_secret_made_once(tmp_path: Path) -> None:
    """`--lan` makes a secret, keeps it for the next start, and nobody else can read it."""
    settings = Settings(data_dir=tmp_path / "data", access_secret="")
    first, second = serving.lan(settings), serving.lan(settings)
    assert first.ip == "0.0.0.0"
    assert first.access_secret == second.access_secret != ""
    assert (tmp_path / "data" / "access-secret").stat().st_mode & 0o777 == 0o600
    serving.check_bind(first)


def test_the_printed_addresses_can_be_typed_elsewhere(tmp_path: Path) -> None:
    """A server open to the room names this machine's own address and never 0.0.0.0."""
    settings = Settings(data_dir=tmp_path, ip="0.0.0.0", base_url="x", public_url="https://hall.example/")
    found = list(serving.addresses(settings, 8866))
    assert found[0] == "https://hall.example/"
    assert "http://127.0.0.1:8866/x/" in found
    assert not [each for each in found if "0.0.0.0" in each]
    assert all(each.startswith("http") for each in found)


def test_a_taken_port_is_said_in_a_sentence(another: Callable[..., Any]) -> None:
    """No traceback for the commonest mistake."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(pytest.fail.Exception, match="cannot listen on 127"):
            another(PROMPTWARD_PORT=str(taken.getsockname()[1]))


def test_logs_hold_no_ids_and_no_keys() -> None:
    """Kernel ids, one-time links and queries are taken out of a line."""
    line = redacted(
        "404 GET /x/open/abcDEF-123 /api/kernels/01234567-89ab-4def-8123-456789abcdef/x?token=1 end"
    )
    assert "abcDEF" not in line
    assert "89ab" not in line
    assert "token" not in line
    assert line.endswith("end")


def test_json_cannot_leave_its_script_element() -> None:
    """Whatever a course or a name contains."""
    text = script_json({"a": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(text)


@pytest.mark.parametrize(
    ("work", "role"),
    [
        ("Kỹ thuật viên xét nghiệm", "nurse"),
        ("ky thuat vien", "nurse"),
        ("Dược tá", "pharmacist"),
        ("Cán bộ trạm y tế xã", "commune"),
        ("Phó giám đốc", "manager"),
        ("Giảng viên điều dưỡng", "lecturer"),
        ("Y sĩ", "doctor"),
        ("kế toán", "administrator"),
    ],
)
def test_work_outside_the_list_finds_the_nearest_role(work: str, role: str) -> None:
    """With marks or without."""
    assert nearest_role(work) == role
