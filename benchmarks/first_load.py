"""What a real Chromium fetches: the first load of an exercise with an empty cache, and a reload."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.phones import chromium
from promptward.load.options import EXERCISE
from promptward.load.served import own_server

PATIENCE = 60_000


class Traffic:
    """What goes over the line, as the browser's own protocol counts it."""

    def __init__(self, session: CDPSession, host: str) -> None:
        self._host = host
        self._addresses: dict[str, str] = {}
        self._bytes = 0
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", self._cached)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if not address.startswith(("blob:", "data:")):
            self._addresses[event["requestId"]] = address

    def _cached(self, event: dict[str, Any]) -> None:
        self._addresses.pop(event["requestId"], None)

    def _finished(self, event: dict[str, Any]) -> None:
        self._bytes += int(event["encodedDataLength"])

    def take(self) -> dict[str, int]:
        """Requests, bytes and requests to other hosts since the last call."""
        foreign = sum(urlsplit(address).hostname != self._host for address in self._addresses.values())
        found = {"requests": len(self._addresses), "bytes": self._bytes, "third_party": foreign}
        self._addresses.clear()
        self._bytes = 0
        return found


def first_load() -> dict[str, Any]:
    """Requests and bytes (with headers) of a first load and of a reload, and how long they took."""
    with own_server(None) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        seated = browser.new_context(locale="vi-VN")
        _join(seated.new_page(), served.base)
        # A second context has the seat but an empty cache: somebody who comes by a link.
        fresh = browser.new_context(locale="vi-VN", storage_state=seated.storage_state())
        seated.close()
        page = fresh.new_page()
        traffic = Traffic(fresh.new_cdp_session(page), urlsplit(served.base).hostname or "")
        html = _open(page, served.base, traffic, "first load")
        again = _open(page, "", traffic, "reload")
        browser.close()
    return {**html, **again}


def _join(page: Page, base: str) -> None:
    page.goto(base)
    page.fill("#name", "Lan")
    page.check("input[name=role][value=doctor]")
    page.click("form[action$=join] button")
    page.wait_for_selector(".pw-code")


def _open(page: Page, base: str, traffic: Traffic, name: str) -> dict[str, Any]:
    answer = page.goto(f"{base}exercise/{EXERCISE}") if base else page.reload()
    page.wait_for_selector("#pw-exercise[data-widget]", timeout=PATIENCE)
    milliseconds = page.evaluate("Math.round(performance.now())")
    page.wait_for_timeout(1500)
    size = int(answer.request.sizes()["responseBodySize"]) if answer else 0
    return {name: {**traffic.take(), "html": size, "milliseconds": milliseconds}}
