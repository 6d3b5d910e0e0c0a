"""What a load test does, and whom it may do it to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from promptward.errors import PromptwardError

MOST = 2_000
MOST_MINUTES = 60.0
EXERCISE = "doctor-dengue-handover"


@dataclass(frozen=True, kw_only=True)
class Options:
    """A load test: how many, how fast, for how long, against whom. Times are seconds unless named otherwise.

    Without `url` it starts a server of its own on a free port, with a data folder that is deleted afterwards.
    """

    trainees: int = 20
    over: float = 60.0
    at_once: bool = False
    minutes: float = 1.0
    """How long each trainee types before submitting."""
    submit_within: float = 0.0
    """When above 0, everybody waits for the last one, then all submit within this time."""
    exercise: str = EXERCISE
    url: str = ""
    course: Path | None = None
    data_dir: Path | None = None
    """The data folder of the server at `url`; with it the receipts are looked up in the record itself."""
    send: bool | None = None
    """Whether trainees ask the model; left out: only a server of our own, whose model costs nothing."""
    keep: bool = False
    """Leave the seats on a server at `url`; otherwise they delete themselves."""
    host: str = ""
    really_host: str = ""
    processes: int = 1
    idle: float = 5.0
    """How long the whole hall is watched doing nothing."""
    cap: float = 900.0
    """The test ends by itself after this time, whatever has happened."""

    def __post_init__(self) -> None:
        """Raise PromptwardError where an option makes no sense or the host was not named twice."""
        if not 1 <= self.trainees <= MOST:
            raise PromptwardError(f"a load test has 1 to {MOST} trainees, not {self.trainees}")
        if not 0 <= self.minutes <= MOST_MINUTES:
            raise PromptwardError(f"trainees type for 0 to {MOST_MINUTES:.0f} minutes, not {self.minutes:g}")
        if min(self.over, self.submit_within, self.idle) < 0 or self.cap <= 0:
            raise PromptwardError("times of a load test are not negative, and its cap is above 0")
        if not 1 <= self.processes <= 16:
            raise PromptwardError("the trainees share 1 to 16 processes")
        if self.url:
            self._check_host()

    def _check_host(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PromptwardError(f"{self.url} is no address of a server; write it as http://127.0.0.1:8866/")
        if not is_loopback(parts.hostname) and not self.host == self.really_host == parts.hostname:
            raise PromptwardError(
                f"{parts.hostname} is another machine; a load test can take a server down. If it is yours "
                f"and nobody works on it, add --host {parts.hostname} --really-host {parts.hostname}"
            )

    @property
    def base(self) -> str:
        """`url` with the slash at its end."""
        return self.url.rstrip("/") + "/"

    @property
    def sends(self) -> bool:
        """Whether trainees ask the model."""
        return self.send if self.send is not None else not self.url

    @property
    def arrivals(self) -> float:
        """Within how many seconds everybody arrives."""
        return 0.0 if self.at_once else self.over


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
