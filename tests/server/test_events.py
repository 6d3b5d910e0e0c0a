"""What an open page hears, and which device it is told to be."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from typing import Any

from promptward.server.events import Events

SHARED = re.compile(r'"shared": ?(true|false)')


async def test_a_quiet_stream_beats() -> None:
    """A page that hears nothing for long can tell a dead line from a quiet hall."""
    stream = Events().open("seat", "device")
    assert (await stream.get(0.01)) == "event: beat\ndata: {}\n\n"


def test_the_end_of_a_kernel_is_told_to_its_page(served: Any, trainee: Any) -> None:
    """Within ten seconds, by name: a page whose own kernel lives takes no notice."""
    before = served.kernels()
    kernel = trainee.kernel()
    with trainee.stream("GET", "api/events", timeout=10) as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry")
        deadline = time.monotonic() + 5
        while not (own := served.kernels() - before) and time.monotonic() < deadline:
            time.sleep(0.05)  # a fork takes its name a moment after it was made
        for pid in own:
            os.kill(pid, signal.SIGKILL)
        told = next(line for line in lines if line == "event: kernel")
        data = json.loads(next(lines).removeprefix("data: "))
    assert told
    assert data == {"kernel": kernel, "status": "dead"}


def test_a_phone_is_shared_or_not_whatever_the_other_devices_are(served: Any) -> None:
    """Somebody opens the own seat on the ward's computer: only there nothing may stay behind."""
    own, ward = served.client(), served.client()
    code = own.join()
    ward.get("")
    assert ward.form("return", code=code, shared="yes").status_code == 303
    found = [SHARED.findall(each.get("exercise/night-handover").text) for each in (own, ward)]
    assert found == [["false"], ["true"]]
