"""A relay is the weak line of the other tests: it does what they say it does, to every kind of connection."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from promptward.load.relay import Relay, relay


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts what arrives whole."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return
        self.server.arrived.append(body)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    server.arrived = []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def line(server) -> Iterator[Relay]:
    with relay(server.server_port) as opened:
        yield opened


def ask(line: Relay, body: bytes = b"hello", seconds: float = 2.0) -> bytes:
    return httpx.post(f"http://127.0.0.1:{line.port}/", content=body, timeout=seconds).content


def test_what_is_sent_arrives_and_comes_back(line) -> None:
    body = bytes(range(256)) * 2000
    assert ask(line, body) == body


def test_a_cut_line_breaks_at_once_and_comes_back(line, server) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{line.port}") as client:
        assert client.post("/", content=b"one").content == b"one"
        line.cut()
        with pytest.raises(httpx.TransportError):
            client.post("/", content=b"two")
        line.mend()
        assert client.post("/", content=b"three").content == b"three"
    assert server.arrived == [b"one", b"three"]


def test_a_silent_line_tells_nobody(line, server) -> None:
    """Neither an answer nor an error; what waited passes when the line is back."""
    line.silence()
    with pytest.raises(httpx.TimeoutException):
        ask(line, seconds=0.3)
    assert server.arrived == []
    threading.Timer(0.2, line.mend).start()
    assert ask(line, b"late") == b"late"
    assert server.arrived == [b"late"], "what was given up meanwhile must not arrive"


def test_connections_that_a_router_forgot_stay_silent(line) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{line.port}", timeout=0.3) as client:
        client.post("/", content=b"one")
        line.silence()
        line.mend(forget="POST /")
        with pytest.raises(httpx.TimeoutException):
            client.post("/", content=b"two")
    assert ask(line) == b"hello"


@pytest.mark.parametrize(("what", "arrived"), [("request", 0), ("reply", 1)])
def test_one_request_or_its_reply_is_lost(line, server, what, arrived) -> None:
    line.lose("POST / ", what)
    with pytest.raises(httpx.TransportError):
        ask(line, b"x" * 3000)
    assert len(server.arrived) == arrived
    assert line.lost == 1
    assert ask(line) == b"hello"


def test_a_slow_line_takes_its_time(server) -> None:
    """100 KB at 200 KB/s, and two round trips of 0.2 s: for the connection and for the answer."""
    with relay(server.server_port, rate=200_000, delay=0.1) as line:
        began = time.monotonic()
        assert len(ask(line, b"x" * 100_000, seconds=20)) == 100_000
        assert 0.9 <= time.monotonic() - began <= 4
