"""One trainee: everything a person's browser does with the server, step by step, each step timed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from promptward.load.browser import Answer, AnswerError, Browser
from promptward.load.cache import Cache
from promptward.load.kernel import KernelLine
from promptward.load.options import Options
from promptward.load.page import ExercisePage, Waiting, linked, read_page

STATES_SECONDS = 60.0
NEWS_SECONDS = 60.0
AGAIN = 2.0
"""Seconds after which a page listens again when its event stream ended."""
WORDS = re.split(
    r"\s+",
    "Đóng vai người có kinh nghiệm trong nghề này. Hãy viết nháp một đoạn theo tình huống dưới đây, "
    "nêu rõ việc cần làm, ai sẽ đọc, dữ kiện nào đã biết và dữ kiện nào còn thiếu. "
    "Trình bày thành các mục ngắn, mỗi câu dưới hai mươi chữ. "
    "Chỗ nào không chắc thì ghi rõ là chưa chắc và cần người có chuyên môn kiểm tra lại trước khi dùng.",
)


@dataclass
class Seen:
    """What one trainee saw. Times are seconds, by step."""

    number: int
    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    place: int = 0
    """The highest place in the queue that was shown."""
    without_widget: int = 0
    foreign: int = 0
    """Files that a page wants from another host."""
    requests: int = 0
    received: int = 0
    """Until usable; bytes of bodies as they came over the line."""
    usable: bool = False
    key: str = ""
    """Names the attempt whose receipt came."""
    kept: bool | None = None
    """Whether the server itself says that it has that attempt."""


class Trainee:
    """A person at a browser. Every step raises AnswerError when the server does not do its part."""

    def __init__(self, number: int, options: Options, base: str) -> None:
        self.browser = Browser(base)
        self.seen = Seen(number)
        self.page: ExercisePage | None = None
        self._options = options
        self._random = random.Random(number)  # noqa: S311 - people are different, not secret
        self._cache = Cache(self.browser)
        self._kernel: KernelLine | None = None
        self._listening: asyncio.Task[None] | None = None
        self._news: list[tuple[str, dict[str, Any]]] = []
        self._told = asyncio.Condition()
        self._words = 0
        self._rev = 0

    @contextlib.contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seen.times[step].append(time.monotonic() - began)

    async def join(self) -> None:
        """Take a seat: the first page with its files, the form, home."""
        with self._timed("join"):
            first = await self.browser.get(self.browser.root)
            await self._cache.fetch(linked(first.text))
            answer = await self.browser.form(
                f"{self.browser.root}join",
                name=f"load test {self.seen.number:04}",
                role="doctor",
                lang="vi",
            )
            if answer.status != 200:
                raise AnswerError(f"join: {answer.status}")
            home = await self.browser.get(self.browser.root)
            await self._cache.fetch(linked(home.text))

    async def open(self) -> None:
        """Open the exercise, waiting as long as the waiting page says."""
        began = time.monotonic()
        address = f"{self.browser.root}exercise/{self._options.exercise}"
        while True:
            answer = await self.browser.get(address)
            page = read_page(answer.text)
            if "first answer" not in self.seen.times:
                self.seen.times["first answer"].append(time.monotonic() - began)
            if not isinstance(page, Waiting):
                break
            self.seen.place = max(self.seen.place, page.place)
            await self._cache.fetch(linked(answer.text))
            await asyncio.sleep(page.seconds or 0.05)
            address = page.address or address
        self.page = self._checked(answer, page)
        self.seen.times["page"].append(time.monotonic() - began)

    def _checked(self, answer: Answer, page: ExercisePage | None) -> ExercisePage:
        if answer.status != 200 or page is None:
            known = "; name one with --exercise" if answer.status == 404 else ""
            raise AnswerError(f"exercise {self._options.exercise}: {answer.status}{known}")
        if page.about["exercise"]["kind"] != "prompt":
            raise AnswerError(
                f"exercise {self._options.exercise} is not of kind prompt; name one with --exercise"
            )
        if not page.widgets:
            self.seen.without_widget += 1
            raise AnswerError("the page came without its widget")
        return page

    async def fetch(self) -> None:
        """Every file of the page, cold: our modules with what they import, Voilà's bundle, the extensions."""
        page = self._page
        with self._timed("files"):
            await asyncio.gather(self._cache.fetch(page.files), self._cache.fetch_notebook(page.config))
            await self._cache.fetch([f"{page.about['static']}/widget.js"])
        self.seen.foreign = self._cache.foreign

    async def attend(self) -> None:
        """Open the kernel's websocket and receive all widget states; both stay open."""
        with self._timed("states"):
            self._kernel = KernelLine(self.browser, self._page.kernel_url)
            await self._kernel.open()
            states = await self._kernel.states(STATES_SECONDS)
            if not set(self._page.widgets) <= set(states):
                self.seen.without_widget += 1
                raise AnswerError("the kernel does not know the page's widget")

    async def listen(self) -> None:
        """Open the event stream, which stays open, and ask for the state."""
        self._listening = asyncio.create_task(self._listen())
        with self._timed("state"):
            state = await self._operation("state", {})
        self._rev = (state.get("draft") or {}).get("rev", 0)

    async def save(self) -> None:
        """Type some words and save them."""
        self._words += self._random.randint(2, 9)
        with self._timed("draft saved"):
            saved = await self._operation(
                "save", {"response": {"text": self._text()}, "base_rev": self._rev, "device": "load test"}
            )
        self._rev = saved["rev"]

    async def send(self) -> None:
        """Ask the model and read its reply to the end."""
        turn = secrets.token_hex(16)
        with self._timed("reply"):
            await self._operation("send", {"text": self._text(), "turn": turn})
            data = await self._news_of("reply", lambda data: data.get("turn") == turn and _ended(data))
        if not data.get("done"):
            raise AnswerError("reply: the model failed")

    async def submit(self, mark: str = "") -> None:
        """Submit what was typed, with `mark` before it, and read the grade."""
        key = secrets.token_hex(16)
        began = time.monotonic()
        answer = await self._operation(
            "submit",
            {
                "response": {"text": mark + self._text()},
                "key": key,
                "base_rev": self._rev,
                "device": "load test",
            },
        )
        self.seen.times["receipt"].append(time.monotonic() - began)
        self.seen.key, self._rev = answer["receipt"]["key"], answer["rev"]
        number = answer["receipt"]["number"]
        graded = await self._news_of("graded", lambda data: data.get("number") == number)
        self.seen.times["graded"].append(time.monotonic() - began)
        if graded.get("grade") is None:
            raise AnswerError("graded: nothing could be judged")

    async def look(self) -> None:
        """Ask the server whether it has the attempt of the receipt, exactly once."""
        state = await self._operation("state", {})
        self.seen.kept = [attempt["key"] for attempt in state["attempts"]].count(self.seen.key) == 1

    async def look_at_home(self) -> None:
        """Load the page with all exercises."""
        with self._timed("home"):
            answer = await self.browser.get(self.browser.root)
            if answer.status != 200:
                raise AnswerError(f"home: {answer.status}")

    async def told_of_end(self) -> None:
        """Wait until the page hears that its kernel has ended."""
        await self._news_of("kernel", lambda data: data.get("kernel") == self._page.about["kernel"])

    async def come_back(self) -> None:
        """Load the page again. Raises AnswerError also when it comes without what was saved."""
        if self._kernel is not None:
            self._kernel.close()
        await self.open()
        await self.attend()
        state = await self._operation("state", {})
        if (state.get("draft") or {}).get("response", {}).get("text") != self._text():
            raise AnswerError("the page came back without its draft")

    async def erase(self) -> None:
        """Delete the seat with all it holds."""
        answer = await self.browser.form(f"{self.browser.root}delete", sure="yes")
        if answer.status != 200:
            raise AnswerError(f"delete: {answer.status}")

    def close(self) -> None:
        """Close the tab."""
        if self._listening is not None:
            self._listening.cancel()
        if self._kernel is not None:
            if self._kernel.lost:
                self.seen.errors.append("websocket: closed by the server")
            self._kernel.close()
        self.browser.close()

    def lose_line(self) -> None:
        """Fall silent on every connection, as a phone without a network does; nobody says good-bye."""
        if self._listening is not None:
            self._listening.cancel()
        if self._kernel is not None:
            self._kernel.fall_silent()

    @property
    def attended(self) -> bool:
        """Whether the websocket of the page still stands."""
        return self._kernel is not None and not self._kernel.lost

    def count(self) -> None:
        """Note what has come so far."""
        self.seen.requests, self.seen.received = self.browser.requests, self.browser.received

    @property
    def pause(self) -> float:
        """Seconds until this person stops to think and the page saves."""
        return self._random.uniform(2, 10)

    @property
    def _page(self) -> ExercisePage:
        if self.page is None:
            raise AnswerError("no page was opened")
        return self.page

    def _text(self) -> str:
        return " ".join(WORDS[number % len(WORDS)] for number in range(self._words))

    async def _operation(self, op: str, payload: dict[str, Any]) -> dict[str, Any]:
        return await self.browser.operation(self._options.exercise, op, payload)

    async def _listen(self) -> None:
        while True:
            try:
                async for event in self._stream():
                    async with self._told:
                        self._news.append(event)
                        self._told.notify_all()
                reason = "events: ended by the server"
            except AnswerError as failed:
                reason = str(failed)
            self.seen.errors.append(reason)
            await asyncio.sleep(AGAIN)

    async def _stream(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        async for name, data in self.browser.events(str(self._page.about["events"])):
            if name in {"graded", "kernel"} or (name == "reply" and _ended(data)):
                yield name, data

    async def _news_of(self, name: str, fits: Any) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((data for event, data in self._news if event == name and fits(data)), None)

        try:
            async with asyncio.timeout(NEWS_SECONDS), self._told:
                while (data := found()) is None:
                    await self._told.wait()
                return data
        except TimeoutError:
            raise AnswerError(f"{name}: no event within {NEWS_SECONDS:.0f} s") from None


def _ended(data: dict[str, Any]) -> bool:
    return bool(data.get("done") or data.get("failed"))
