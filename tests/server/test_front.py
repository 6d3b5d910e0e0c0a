"""Files from memory: the short way says the same as the handler."""

from __future__ import annotations

import re
from typing import Any

COUNTED = ("content-type", "content-encoding", "cache-control", "x-content-type-options")


def test_both_ways_to_a_file_say_the_same(trainee: Any) -> None:
    """GET with gzip takes the short way, HEAD the handler's; addresses with a mark are the same file."""
    page = trainee.get("exercise/night-handover").text
    for path in re.findall(r'(?:src|href)="(/x/static/[^"]+)"', page):
        address = trainee.base_url.join(path)
        short, handler = trainee.get(address), trainee.request("HEAD", address)
        assert short.status_code == handler.status_code == 200
        assert {name: short.headers.get(name) for name in COUNTED} == {
            name: handler.headers.get(name) for name in COUNTED
        }
        assert trainee.get(f"{address}?v=1").content == short.content
        plain = trainee.get(address, headers={"Accept-Encoding": "identity"})
        assert plain.content == short.content


def test_no_other_file_is_found(trainee: Any) -> None:
    """Neither outside a shelf nor on an unknown one."""
    for path in ("static/0123456789abcdef/page.js", "static/../secret.key", "static/x/%2e%2e/secret.key"):
        assert trainee.get(path).status_code == 404
