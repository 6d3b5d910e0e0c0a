"""Where people find this server, and the note that tells other commands of this machine where it runs."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from promptward.settings import Settings
from promptward.store.folder import private_file

NOTE = "serving.json"


def addresses(settings: Settings, port: int) -> Iterator[str]:
    """What people type: the public address, this machine's own, and those of its networks."""
    if settings.public_url:
        yield settings.public_url
    scheme = "https" if settings.certfile else "http"
    hosts = [settings.ip]
    if settings.ip in ("0.0.0.0", "::"):  # noqa: S104 - comparing, not binding
        hosts = ["127.0.0.1", *lan_hosts()]
    for host in hosts:
        yield f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}{settings.base_url}"


def lan_hosts() -> list[str]:
    """This machine's addresses on its networks; asking for a route sends nothing."""
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [host for host in dict.fromkeys(found) if not ipaddress.ip_address(host).is_loopback]


def for_phones(found: list[str]) -> str:
    """The address to read out: the first that another device can reach, else the first."""
    return next((each for each in found if not is_own(each)), found[0])


def is_own(address: str) -> bool:
    """Whether an address leads back to the very machine that types it."""
    return any(f"//{host}" in address for host in ("127.", "localhost", "[::1]"))


@dataclass(frozen=True, slots=True)
class Note:
    """A running server: its process, its port, its course folder, and the addresses it printed."""

    pid: int
    port: int
    course: str
    addresses: list[str]


def leave_note(folder: Path, note: Note) -> None:
    """Write into the data folder where this server is."""
    private_file(folder / NOTE).write_text(json.dumps(asdict(note), ensure_ascii=False), "utf-8")


def take_note_away(folder: Path, pid: int) -> None:
    """Remove the note of a server that ends; another server's note stays."""
    note = read_note(folder)
    if note is None or note.pid == pid:
        (folder / NOTE).unlink(missing_ok=True)


def read_note(folder: Path) -> Note | None:
    """The server that runs on this data folder; None when there is none (any more)."""
    try:
        note = Note(**json.loads((folder / NOTE).read_text("utf-8")))
        os.kill(note.pid, 0)
    except PermissionError:  # it runs, as another user
        return note
    except (OSError, ValueError, TypeError):
        return None
    return note
