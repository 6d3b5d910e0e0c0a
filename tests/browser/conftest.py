"""A real server with the shipped course, and people with phones and laptops in front of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

START_SECONDS = 60
expect.set_options(timeout=20_000)


@dataclass
class Hall:
    """A running `promptward serve`."""

    address: str
    process: subprocess.Popen[str]
    data: Path


@pytest.fixture(scope="session")
def open_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Hall]]:
    """Starts servers, on free ports and with a data folder and a home of their own; ends them all."""
    halls: list[Hall] = []

    def start(base_url: str = "/", data: Path | None = None, port: int = 0) -> Hall:
        data = data or tmp_path_factory.mktemp("hall")
        log = data / "out.txt"
        arguments = ["serve", "--port", str(port), "--base-url", base_url, "--data-dir", str(data / "record")]
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "promptward", *arguments],
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(data),
                    "LANG": "C.UTF-8",
                    "PYTHONUNBUFFERED": "1",
                    "PROMPTWARD_GRADE_WORKERS": "1",  # each takes seconds to warm, for every server anew
                },
            )
        deadline = time.monotonic() + START_SECONDS
        while not (found := re.search(r"open at http://127\.0\.0\.1:(\d+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        halls.append(Hall(f"http://hall.lan:{found[1]}{base_url}", process, data))
        return halls[-1]

    yield start
    for hall in halls:
        hall.process.send_signal(signal.SIGTERM)
    for hall in halls:
        assert hall.process.wait(15) == 0, "SIGTERM did not end the server politely"


@pytest.fixture(scope="session")
def hall(open_hall) -> Hall:
    return open_hall()


class Trainee:
    """Somebody with one device: what they see and do."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.strangers: set[str] = set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)

    def _watch(self, request) -> None:
        if request.url.startswith("http") and "hall.lan" not in request.url:
            self.strangers.add(request.url)

    def join(self, name: str = "Chị Hoa", role: str = "doctor", *, shared: bool = False) -> str:
        """Join for self-study; the seat code."""
        self.page.goto(self.address)
        self.page.fill("#name", name)
        self.page.check(f"input[name=role][value={role}]")
        if shared:
            self.page.locator("input[name=shared]").first.check()
        self.page.click("form[action$='join'] button")
        code = self.page.locator(".pw-code").inner_text()
        assert len(re.sub(r"\W", "", code)) >= 12
        return code

    def open(self, exercise: str) -> None:
        """Open an exercise and wait until it can be worked on."""
        self.page.goto(f"{self.address}exercise/{exercise}")
        expect(self.page.locator("#pw-text")).to_be_editable()
        self.page.wait_for_selector(".pw-send:not([disabled]), .pw-submit .pw-button")

    def arrive(self, exercise: str) -> None:
        """Open an exercise of any kind and wait until its state has come."""
        self.page.goto(f"{self.address}exercise/{exercise}")
        self.page.wait_for_selector("#pw-exercise[data-mounted]")
        expect(self.page.locator(".pw-save")).not_to_contain_text("Đang kết nối")

    def judge(self) -> None:
        """Both passes over the claims of a sheet: one wrong, one unclear, the others true."""
        first, second = self.page.locator(".pw-pass >> nth=0"), self.page.locator(".pw-again")
        for place in range(first.locator(".pw-dot").count()):
            word = {0: "Sai", 1: "Chưa rõ"}.get(place, "Đúng")
            first.locator(f".pw-pick:has-text('{word}') >> nth=0").click()
            first.get_by_role("radio", name="chắc chắn").check()
            first.locator(".pw-next").click()
        for _ in range(2):
            for question in second.locator("fieldset").all():
                question.locator(".pw-pick >> nth=1").click()
            second.locator(".pw-next").click()
        if second.locator("input").count():
            second.locator(".pw-pick >> nth=0").click()

    def look_through(self) -> None:
        """Flag the first cell, judge every statement, give every number."""
        page = self.page
        page.locator("[data-row] [data-column]").nth(1).click()
        for group in ("Vấn đề gì?", "Xử lý thế nào?"):
            page.locator(".pw-panel").get_by_role("group", name=group).locator(".pw-pick >> nth=0").click()
        page.locator(".pw-panel").get_by_role("button", name="Đánh dấu", exact=True).click()
        for statement in page.locator("[data-statement]").all():
            statement.locator(".pw-pick >> nth=0").click()
        for number in page.locator("[data-question] input[type=text]").all():
            number.fill("12,5")

    def do_plainly(self, kind: str) -> None:
        """Fill in the form without scripts that stands on the page, as each kind asks for, and submit it."""
        page = self.page
        if kind == "prompt":
            page.fill("#pw-text", "Soạn bàn giao ca đêm theo SBAR cho bác sĩ trực, mỗi mục ba gạch đầu dòng.")
            page.click("button[value=send]")
            page.locator("select[name^=mark-]").nth(2).select_option("wrong")
            page.check("input[name=tick] >> nth=0")
        elif kind == "claims":
            for place, claim in enumerate(page.locator(".pw-pass").all()):
                claim.locator("input[name^=verdict]").nth(1 if place == 0 else 0).check(force=True)
                claim.locator("input[name^=sure]").nth(3).check(force=True)
            page.click("button[value=next]")
            expect(page.locator(".pw-pass")).to_have_count(1)
            page.locator("select[name^=source]").select_option(index=1)
            page.locator("input[name^=action]").nth(1).check(force=True)
        else:
            for part, choice in (("row", 2), ("column", 1), ("trouble", 1), ("remedy", 1)):
                page.select_option(f"select[name={part}-0]", index=choice)
            page.click("button[value=more]")
            expect(page.locator("#flags legend")).to_contain_text("(1)")
            for said in page.locator("input[name^=statement][value=true]").all():
                said.check(force=True)
            for number in page.locator("input[name^=number]").all():
                number.fill("12,5")
        page.click("button[value=submit]")
        expect(page.locator(".pw-slip .pw-band")).to_contain_text("trên 100", timeout=60_000)

    def write(self, text: str) -> None:
        self.page.fill("#pw-text", text)

    def send(self) -> None:
        """Ask the model and wait for the whole reply."""
        self.page.click(".pw-send")
        self.page.wait_for_selector(".pw-verify:not([hidden])", timeout=60_000)

    def submit(self) -> None:
        """Submit and wait for the slip."""
        self.page.click(".pw-submit .pw-button")
        if self.page.locator("text='Vẫn nộp'").count():
            self.page.click("text='Vẫn nộp'")
        expect(self.page.locator(".pw-receipt")).to_be_visible()
        expect(self.page.locator(".pw-slip")).to_be_visible()

    def saved(self) -> None:
        """Wait until the page says that the text is kept."""
        expect(self.page.locator(".pw-save")).to_have_attribute("data-state", "saved")

    def accessible(self) -> None:
        """Nothing serious for axe, and no sideways scrolling."""
        violations = Axe().run(self.page).response["violations"]
        serious = {
            v["id"]: [n["html"] for n in v["nodes"]]
            for v in violations
            if v["impact"] in ("serious", "critical")
        }
        assert serious == {}
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0


@pytest.fixture
def trainee(browser: Browser, hall: Hall) -> Iterator[Callable[..., Trainee]]:
    """Seats people at devices; afterwards no page may have complained or asked a stranger for anything."""
    seated: list[Trainee] = []

    def seat(width: int = 390, address: str = "", **lacks: Any) -> Trainee:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="vi-VN", **lacks)
        seated.append(Trainee(context, address or hall.address))
        return seated[-1]

    yield seat
    for each in seated:
        each.context.close()
        assert each.complaints == []
        assert each.strangers == set()
