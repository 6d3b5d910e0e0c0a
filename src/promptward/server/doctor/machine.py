"""The machine: what it can carry, and what it does by itself at the wrong moment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from promptward.kernels import ForkServer
from promptward.server.doctor.signs import Sign, sign
from promptward.settings import Settings
from promptward.words import say

SERVER_BYTES = 700 << 20
"""Memory of server, graders and warm processes before anybody has come."""
SEAT_BYTES = {True: 30 << 20, False: 120 << 20}
"""Memory of one trainee, with forked kernels and with ordinary ones."""
CORE_SEATS = {True: 200, False: 20}
"""Trainees who may open their page within one minute, for each core."""
SEAT_HANDLES, SERVER_HANDLES = 20, 300
FEW_HANDLES = 1024
DISK_LOW, DISK_FULL = 1 << 30, 100 << 20
CLOCK_SECONDS = 2.0
BUILT = datetime(2025, 6, 1, tzinfo=UTC)
"""Before this day no clock of a machine that runs this can be right."""
LOGIND = ("usr/lib/systemd", "run/systemd", "etc/systemd")


def handles(settings: Settings, lang: str, *, limit: int | None = None) -> Sign:
    """How many files and connections the server may hold: every open page takes some."""
    del settings
    limit = handle_limit() if limit is None else limit
    seats = max(0, (limit - SERVER_HANDLES) // SEAT_HANDLES)
    found = say(
        lang, "{limit} open files are allowed, enough for {seats} seats.", limit=limit, seats=min(seats, 9999)
    )
    mend = say(
        lang, "Raise the hard limit: `ulimit -Hn 65536`, or LimitNOFILE=65536 in the service's unit file."
    )
    return sign("handles", "ok" if limit >= 8 * FEW_HANDLES else "warn" if seats else "fail", found, mend)


def handle_limit() -> int:
    """The most handles this user may have; the server takes them when it starts."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return 8192
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)


def capacity(
    settings: Settings, lang: str, *, wanted: int = 30, memory: int | None = None, cores: float | None = None
) -> Sign:
    """How many trainees memory and cores carry at once."""
    fast = settings.fast_kernels and ForkServer.supported()
    memory = free_memory() if memory is None else memory
    cores = usable_cores() if cores is None else cores
    seats = max(0, min((memory - SERVER_BYTES) // SEAT_BYTES[fast], int(cores * CORE_SEATS[fast])))
    found = say(
        lang,
        "{memory} GB of free memory and {cores} cores carry about {seats} seats at once.",
        memory=decimal(memory / 1e9, lang),
        cores=f"{cores:g}",
        seats=seats,
    )
    mend = say(
        lang,
        "For {wanted} seats close other programs, let people start in groups, or take a larger machine.",
        wanted=wanted,
    )
    return sign("capacity", "fail" if seats < 1 else "warn" if seats < wanted else "ok", found, mend)


def free_memory() -> int:
    """Bytes this process could still get, also inside a container."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii")
        free = int(re.search(r"MemAvailable:\s+(\d+)", lines)[1]) * 1024  # type: ignore[index]
    except (OSError, TypeError):
        try:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
        except (AttributeError, ValueError, OSError):
            return 4 << 30
    limit, used = _number("/sys/fs/cgroup/memory.max"), _number("/sys/fs/cgroup/memory.current")
    return free if limit is None else max(0, min(free, int(limit - (used or 0))))


def usable_cores() -> float:
    """Cores this process may use, also inside a container."""
    cores = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    quota, period = _number("/sys/fs/cgroup/cpu.max"), _number("/sys/fs/cgroup/cpu.max", 1)
    return min(cores, round(quota / period, 1)) if quota and period else cores


def _number(path: str, place: int = 0) -> float | None:
    try:
        return float(Path(path).read_text("ascii").split()[place])
    except (OSError, ValueError, IndexError):
        return None


def disk(settings: Settings, lang: str, *, free: int | None = None) -> Sign:
    """Room for the record: a full disk takes no answers."""
    if free is None:
        free = shutil.disk_usage(standing(settings.data_dir)).free
    found = say(
        lang,
        "{free} GB are free where the record lies ({folder}).",
        free=decimal(free / 1e9, lang),
        folder=settings.data_dir,
    )
    mend = say(lang, "Free at least 1 GiB there, or name another folder by --data-dir.")
    return sign("disk", "fail" if free < DISK_FULL else "warn" if free < DISK_LOW else "ok", found, mend)


def standing(folder: Path) -> Path:
    """`folder`, or the nearest folder above it that exists."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def clock(settings: Settings, lang: str) -> Sign:
    """Whether times can be believed: cookies, codes and receipts go by them."""
    now, steady = time.time(), time.monotonic()
    apart = abs(_file_time(standing(settings.data_dir)) - time.time())
    time.sleep(0.1)
    drift = abs((time.time() - now) - (time.monotonic() - steady))
    shown = datetime.now().astimezone().strftime("%d/%m/%Y %H:%M")
    found = say(lang, "The clock shows {time}.", time=shown)
    if time.time() < BUILT.timestamp():
        return sign("clock", "fail", found, say(lang, "That cannot be: set date and time of this machine."))
    if apart > CLOCK_SECONDS or drift > CLOCK_SECONDS:
        mend = say(lang, "It runs apart from the disk or jumps: let it settle, then start the server.")
        return sign("clock", "warn", found, mend)
    mend = say(lang, "It is not synchronised: `sudo timedatectl set-ntp true`, or compare it with a phone.")
    return sign("clock", "warn" if _synchronised() == "no" else "ok", found, mend)


def _file_time(folder: Path) -> float:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"now")
            file.flush()
            return os.fstat(file.fileno()).st_mtime
    except OSError:  # the data folder's own sign tells why
        return time.time()


def _synchronised() -> str:
    """`yes`, `no`, or nothing where nobody can tell."""
    program = shutil.which("timedatectl")
    if program is None:
        return ""
    try:
        told = subprocess.run(
            [program, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True, text=True, timeout=3, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""


def sleep(settings: Settings, lang: str, *, root: Path = Path("/")) -> Sign:
    """Whether closing the lid sends the whole hall home."""
    del settings
    if sys.platform != "linux":
        found = say(lang, "Whether this machine falls asleep cannot be seen from here.")
        mend = say(lang, "Plug it in, switch sleep off in its settings, and leave the lid open.")
        return sign("sleep", "warn", found, mend)
    if not list(root.glob("proc/acpi/button/lid/*")):
        return sign("sleep", "ok", say(lang, "This machine has no lid that sends it to sleep."))
    action = lid_action(root)
    if action == "ignore":
        return sign("sleep", "ok", say(lang, "Closing the lid does nothing."))
    found = say(lang, "Closing the lid sends this machine to sleep ({action}).", action=action)
    mend = say(
        lang,
        "Leave it open, or start with `systemd-inhibit --what=handle-lid-switch promptward serve --lan`, "
        "or set HandleLidSwitch=ignore in /etc/systemd/logind.conf.",
    )
    return sign("sleep", "warn", found, mend)


def lid_action(root: Path) -> str:
    """What logind does when the lid closes; later files win over earlier ones, as systemd reads them."""
    files = [root / folder / "logind.conf" for folder in LOGIND]
    pieces = {
        file.name: file for folder in LOGIND for file in (root / folder / "logind.conf.d").glob("*.conf")
    }
    action = "suspend"
    for file in (*files, *(pieces[name] for name in sorted(pieces))):
        if file.is_file():
            text = file.read_text("utf-8", "replace")
            action = (re.findall(r"^\s*HandleLidSwitch\s*=\s*(\S+)", text, re.MULTILINE) or [action])[-1]
    return action


def kernels(settings: Settings, lang: str) -> Sign:
    """Whether pages start by forking, ten times faster and smaller."""
    if not settings.fast_kernels:
        found = say(lang, "Fast pages are switched off by the setting fast_kernels.")
        return sign(
            "kernels", "warn", found, say(lang, "Remove the setting, unless there is a reason for it.")
        )
    if ForkServer.supported():
        return sign("kernels", "ok", say(lang, "Pages start fast: this system can fork them."))
    found = say(lang, "Pages start slowly here: this system cannot fork them.")
    return sign("kernels", "warn", found, say(lang, "Serve a hall from Linux; a small group works here too."))


def browser(settings: Settings, lang: str) -> Sign:
    """What people ask first."""
    del settings
    return sign("browser", "ok", say(lang, "No browser is needed on this machine."))


def decimal(value: float, lang: str) -> str:
    """One decimal, with the comma Vietnamese readers expect."""
    text = f"{value:.1f}"
    return text.replace(".", ",") if lang == "vi" else text
