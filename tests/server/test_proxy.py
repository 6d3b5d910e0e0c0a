"""Behind a proxy: its word is taken when the operator has named it, and nobody else's ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7", "Host": "hall.example"}


def joined(client: Any) -> Any:
    client.get("", headers=FORWARDED)
    fields = {"_xsrf": client.xsrf, "name": "Lan", "role": "nurse", "lang": "en"}
    return client.post("join", data=fields, headers=FORWARDED)


def cookies(answer: Any) -> list[str]:
    return [each for each in answer.headers.get_list("set-cookie") if each.startswith("pw-seat")]


def test_without_a_named_proxy_forwarded_headers_are_nobody_s(visitor: Any) -> None:
    """The line is plain, whatever a client writes about it: a cookie marked safe would be lost."""
    (cookie,) = cookies(joined(visitor))
    assert "Secure" not in cookie


def test_a_named_proxy_is_believed(another: Callable[..., Any]) -> None:
    """Its address is printed, cookies go over the safe line only, links have the name people use."""
    server = another(PROMPTWARD_TRUSTED_PROXY="127.0.0.1", PROMPTWARD_PUBLIC_URL="https://hall.example/")
    assert server.address == "https://hall.example/"
    port = json.loads((server.data / "serving.json").read_text("utf-8"))["port"]
    server.address = f"http://127.0.0.1:{port}/"
    client = server.client()
    answer = joined(client)
    assert answer.status_code == 200
    (cookie,) = cookies(answer)
    assert "Secure" in cookie
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    # A browser sends a safe cookie over the proxy's line; this one speaks to the server itself, so by hand.
    kept = "; ".join(each.partition(";")[0] for each in answer.headers.get_list("set-cookie"))
    by_hand = {"Cookie": f"_xsrf={client.xsrf}; {kept}", "X-XSRFToken": client.xsrf}
    assert "https://hall.example/open/" in client.post("seat", headers=FORWARDED | by_hand).text
