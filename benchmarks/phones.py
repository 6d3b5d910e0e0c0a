"""Phones with an exercise open, each behind a line of its own that can be made as bad as one likes."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Page

from promptward.load.options import EXERCISE
from promptward.load.relay import Relay, relay

PATIENCE = 120_000
WITNESS = """() => {
  window.unbroken = true;
  window.said = [];
  const line = document.querySelector(".pw-save");
  const note = () => said.push([Date.now() / 1000, line.dataset.state]);
  new MutationObserver(note).observe(line, { attributes: true, attributeFilter: ["data-state"] });
}"""
STATE = """async (exercise) => {
  const headers = { "X-XSRFToken": /_xsrf=([^;]*)/.exec(document.cookie)[1] };
  const address = `/api/exercises/${exercise}/state`;
  return (await fetch(address, { method: "POST", body: "{}", headers })).json();
}"""


def chromium() -> str | None:
    """The browser that `tests/system.sh` made sure of."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@dataclass
class Phone:
    """Somebody with the exercise open, behind a line of their own."""

    page: Page
    line: Relay
    code: str = ""

    @property
    def address(self) -> str:
        return f"http://hall.lan:{self.line.port}/"

    async def join(self, code: str = "") -> None:
        """Take a seat, or open the one of `code`; then the exercise, whole."""
        await self.page.goto(self.address)
        if code:
            await self.page.fill("#code", code)
            await self.page.click("form:has(#code) button")
        else:
            await self.page.fill("#name", "Lan")
            await self.page.check("input[name=role][value=doctor]")
            await self.page.click("form[action$=join] button")
            self.code = await self.page.locator(".pw-code").inner_text()
        await self.page.goto(f"{self.address}exercise/{EXERCISE}")
        await self.page.wait_for_selector("#pw-exercise[data-widget]")
        await self.page.evaluate(WITNESS)

    async def type(self, text: str) -> None:
        await self.page.locator("#pw-text").focus()
        await self.page.keyboard.press("Control+End")
        await self.page.keyboard.type(text)

    async def text(self) -> str:
        return await self.page.input_value("#pw-text")

    async def saved(self, within: float = 60.0) -> None:
        await self.page.wait_for_selector(".pw-save[data-state=saved]", timeout=within * 1000)

    async def said(self) -> list[tuple[float, str]]:
        """What the line about saving has said since the last question, and when."""
        return [(at, state) for at, state in await self.page.evaluate("said.splice(0)")]

    async def stored(self) -> dict[str, Any]:
        state: dict[str, Any] = await self.page.evaluate(STATE, EXERCISE)
        return state

    async def goes_on(self) -> bool:
        """Whether this is still the page of before, and the model still answers it."""
        await self.page.click(".pw-send")
        await self.page.wait_for_selector(".pw-verify:not([hidden])", timeout=60_000)
        return bool(await self.page.evaluate("window.unbroken === true"))


class Room:
    """A server, a browser, and phones."""

    def __init__(self, browser: Browser, port: int) -> None:
        self.browser = browser
        self.port = port

    @contextlib.asynccontextmanager
    async def phone(self, code: str = "") -> AsyncIterator[Phone]:
        """A phone with the exercise open."""
        context = await self.browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 844})
        context.set_default_timeout(PATIENCE)
        with relay(self.port) as line:
            phone = Phone(await context.new_page(), line)
            await phone.join(code)
            yield phone
            await context.close()
