"""The load client's browser keeps connections and cookies, and reads every kind of answer."""

from __future__ import annotations

import asyncio
import json

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from promptward.load.browser import LINES, AnswerError, Browser


class Plain(RequestHandler):
    def get(self):
        self.set_cookie("seat", "a=b|c")
        port = self.request.connection.context.address[1]
        self.write({"connection": port, "sent": self.get_cookie("seat"), "filling": "x" * 2000})


class Slow(RequestHandler):
    open = most = 0

    async def get(self):
        Slow.open += 1
        Slow.most = max(Slow.most, Slow.open)
        await asyncio.sleep(0.02)
        Slow.open -= 1


class Stream(RequestHandler):
    def initialize(self):
        del self.request.headers["Accept-Encoding"]  # as the server does

    async def get(self):
        for piece in ("retry: 2000\n\n:\n\nevent: gra", 'ded\ndata: {"number": 1}\n\nevent: x\ndata: {}\n\n'):
            self.write(piece)
            await self.flush()
            await asyncio.sleep(0.01)


class Hangs(RequestHandler):
    def get(self):
        self.request.connection.stream.close()


@pytest.fixture
async def browser():
    sock, port = bind_unused_port()
    routes = [("/", Plain), ("/slow", Slow), ("/events", Stream), ("/hangs", Hangs)]
    server = HTTPServer(Application(routes, compress_response=True, log_function=lambda _handler: None))
    server.add_sockets([sock])
    browser = Browser(f"http://127.0.0.1:{port}/")
    yield browser
    browser.close()
    server.stop()
    await server.close_all_connections()


async def test_a_connection_is_used_again_and_cookies_come_back(browser):
    first, second = [json.loads((await browser.get("/")).content) for _ in range(2)]
    assert browser.received < 2000  # packed
    assert first["connection"] == second["connection"]
    assert second["sent"] == "a=b|c"


async def test_no_more_connections_than_a_browser_opens(browser):
    Slow.most = 0
    await asyncio.gather(*(browser.get("/slow") for _ in range(4 * LINES)))
    assert Slow.most == LINES
    assert browser.requests == 4 * LINES


async def test_events_are_read_however_they_are_cut(browser):
    found = [event async for event in browser.events("/events")]
    assert found == [("graded", {"number": 1}), ("x", {})]


async def test_a_line_that_breaks_is_an_error_in_words(browser):
    with pytest.raises(AnswerError, match="GET /hangs"):
        await browser.get("/hangs")
