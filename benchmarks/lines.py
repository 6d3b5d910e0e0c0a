"""Weak lines in a real Chromium: offline for up to half an hour, two devices, sleep, lost answers, slow.

Everything that mostly waits runs side by side, each phone behind a relay of its own, so the whole takes about
as long as the longest wait and some minutes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, async_playwright
from playwright.async_api import Error as PlaywrightError

from benchmarks.phones import Phone, Room, chromium
from benchmarks.rows import Row
from promptward.load.options import EXERCISE
from promptward.load.relay import relay
from promptward.load.served import own_server

DURATIONS = {"5 s": 5, "30 s": 30, "90 s": 90, "5 min": 300, "30 min": 1800}
APART = 300
ASLEEP = 1800
FORGOTTEN = 300
"""Seconds after which routers have forgotten a silent connection, so that it stays dead."""
LOSSES = 200
RATE, DELAY = 50_000, 0.2
"""400 kbit/s, and 400 ms there and back."""
TRUE_WITHIN = 5.0
Limit = Callable[[BrowserContext, Page], Awaitable[None]]
ROUNDS = 3


def lines(longest: float) -> list[Row]:
    """The rows of all weak lines; waits longer than `longest` seconds are left out."""
    with own_server(None) as served:
        return asyncio.run(_lines(urlsplit(served.base).port or 0, longest))


async def _lines(port: int, longest: float) -> list[Row]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP hall.lan 127.0.0.1"]
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        room = Room(browser, port)
        alone: list[Row] = []
        for way, limit in (("the browser's throttle", throttle), ("a relay, connections too", None)):
            alone += await slow(room, f"400 kbit/s, 400 ms ({way})", limit)
        waits = {
            (seconds, how): asyncio.create_task(told(offline(room, name, seconds, how)))
            for name, seconds in DURATIONS.items()
            for how in ("cut", "silence")
            if seconds <= longest
        }
        sleeper = asyncio.create_task(told(asleep(room, min(ASLEEP, longest))))
        pair = await told(apart(room, min(APART, longest)))
        await asyncio.gather(*(task for (seconds, _), task in waits.items() if seconds <= APART))
        # By now hardly anybody does anything but wait.
        alone += [await told(lost_answers(room, "request")), await told(lost_answers(room, "reply"))]
        rows = [*await asyncio.gather(*waits.values()), pair, await sleeper, *alone]
        await browser.close()
    return rows


async def told(wait: Awaitable[Row]) -> Row:
    """A row, printed as soon as it is known; a page that did not come through is a row too."""
    try:
        row = await wait
    except PlaywrightError as error:
        row = (
            getattr(wait, "__qualname__", "?"),
            "comes through",
            str(error).partition("\n")[0][:120],
            False,
        )
    print(" | ".join(map(str, row)), flush=True)
    return row


async def offline(room: Room, name: str, seconds: float, how: str) -> Row:
    """Type on while the line is gone; then look what is shown, kept and saved."""
    async with room.phone() as phone:
        await phone.type("Viết bản bàn giao.")
        await phone.saved()
        await phone.said()
        getattr(phone.line, how)()
        cut = time.time()
        await typing(phone, until=cut + seconds)
        text, states = await phone.text(), await phone.said()
        phone.line.mend(forget="" if how == "silence" and seconds >= FORGOTTEN else None)
        mended = time.time()
        await phone.saved()
        back = time.time() - mended
        lost = (await phone.stored())["draft"]["response"]["text"] != text or await phone.text() != text
        on = await phone.goes_on()
    typed = next((at for at, state in states if state == "saving"), cut)
    truth = min((at - typed for at, state in states if state in {"offline", "waiting"}), default=float("inf"))
    false = sum(state == "saved" for _, state in states)
    shown = (
        f"{len(text)} characters, {'**lost**' if lost else 'none lost'}; said after {truth:.1f} s, "
        f"{false} false *saved*; saved {back:.1f} s after the line; {'no reload' if on else '**reloaded**'}"
    )
    good = not lost and not false and on and truth <= TRUE_WITHIN and back <= TRUE_WITHIN
    way = {"cut": "connections broken", "silence": "no packet passes"}[how]
    return (f"offline {name} while typing, {way}", "0 lost, true within 5 s, no reload", shown, good)


async def typing(phone: Phone, *, until: float) -> None:
    """A word at a time, now and then a few letters taken back, as long as it takes."""
    pace = min(20.0, max(0.3, (until - time.time()) / 60))
    count = 0
    while time.time() < until:
        count += 1
        await phone.type(f" từ {count}")
        if count % 5 == 0:
            for _ in range(3):
                await phone.page.keyboard.press("Backspace")
        await asyncio.sleep(max(0.0, min(pace, until - time.time())))


async def apart(room: Room, seconds: float) -> Row:
    """Two devices of one seat type; one of them has no line meanwhile."""
    async with room.phone() as phone:
        await phone.type("Chung.")
        await phone.saved()
        async with room.phone(phone.code) as laptop:
            return await _apart(phone, laptop, seconds)


async def _apart(phone: Phone, laptop: Phone, seconds: float) -> Row:
    phone.line.silence()
    until = time.time() + seconds
    await laptop.page.fill("#pw-text", "Máy tính.")
    await asyncio.gather(typing(phone, until=until), typing(laptop, until=until))
    await laptop.saved()
    texts = [await phone.text(), await laptop.text()]
    phone.line.mend(forget="" if seconds >= FORGOTTEN else None)
    mended = time.time()
    clash = phone.page.locator(".pw-conflict")
    await clash.wait_for(timeout=60_000)
    after = time.time() - mended
    both = [text in await clash.inner_text() for text in texts]
    await phone.page.locator(".pw-version button").first.click()
    await phone.saved()
    state = await phone.stored()
    kept = [state["draft"]["response"]["text"], state["displaced"]["response"]["text"]]
    beside = await phone.page.locator(".pw-displaced blockquote").text_content()
    whole = all(both) and kept == texts and beside == texts[1]
    found = "both shown, the one not chosen kept" if whole else "**a text is missing**"
    shown = f"{len(texts[0])} and {len(texts[1])} characters: {found}; asked {after:.1f} s after the line"
    what = f"both devices open and typing, one offline {seconds / 60:g} min"
    return (what, "both texts still there", shown, whole)


async def asleep(room: Room, seconds: float) -> Row:
    """A page frozen by its phone, its connections forgotten, its notebook ended; then looked at again."""
    async with room.phone() as phone:
        await phone.type("Trước khi ngủ.")
        await phone.saved()
        session = await phone.page.context.new_cdp_session(phone.page)
        phone.line.silence()
        await session.send("Page.setWebLifecycleState", {"state": "frozen"})
        await asyncio.sleep(seconds)
        phone.line.mend(forget="")
        await session.send("Page.setWebLifecycleState", {"state": "active"})
        woken = time.time()
        await phone.said()
        await phone.type(" Sau khi ngủ.")
        await phone.page.wait_for_function("() => said.some(([, state]) => state === 'saved')")
        saved = time.time() - woken
        text = await phone.text()
        kept = (await phone.stored())["draft"]["response"]["text"] == text
        on = await phone.goes_on()
        notice = await phone.page.locator(".pw-notebook-line").is_visible()
    notebook = "ended and said so" if notice else "still there"
    shown = (
        f"typed and saved {saved:.1f} s after waking, {'none' if kept else '**something**'} lost, "
        f"{'no reload' if on else '**reloaded**'}, notebook {notebook}"
    )
    what = f"page asleep {seconds / 60:g} min, connections forgotten"
    return (what, "goes on without a reload", shown, kept and on and saved <= 2 * TRUE_WITHIN)


async def lost_answers(room: Room, what: Any) -> Row:
    """Saves whose request or reply is lost, one after the other; every *saved* is held against the record."""
    false = 0
    async with room.phone() as phone:
        rev = 0
        for count in range(LOSSES):
            phone.line.lose(f"/{EXERCISE}/save", what)
            text = f"Bản {count}, viết lại."
            await phone.page.fill("#pw-text", text)
            await phone.page.evaluate("dispatchEvent(new Event('online'))")  # saves without the usual pause
            await asyncio.to_thread(phone.line.wait_for_loss, count + 1)
            await phone.page.evaluate("dispatchEvent(new Event('online'))")
            await phone.saved()
            draft = (await phone.stored())["draft"]
            false += draft["response"]["text"] != text
            doubled = draft["rev"] - rev - 1 if count else 0
            rev = draft["rev"]
            false += doubled
        clashes = await phone.page.locator(".pw-conflict").count()
    when = {"request": "before", "reply": "after"}[what]
    title = f"answer to a save dropped {when} commit, {LOSSES} times"
    shown = f"{false} false *saved* or doubled, {clashes} questions about two texts"
    return (title, "0 false *saved*, 0 doubled", shown, not (false or clashes))


async def slow(room: Room, what: str, limit: Limit | None) -> list[Row]:
    """400 kbit/s and 400 ms, with an empty cache and with a full one."""
    try:
        times = [await first_and_again(room, limit) for _ in range(ROUNDS)]
    except PlaywrightError as error:
        return [(what, "comes through", str(error).partition("\n")[0], False)]
    usable, whole, again = (median(each) for each in zip(*times, strict=True))
    found: list[Row] = [
        (f"{what}: typed and saved, cold", "≤ 6 s", f"{usable:.1f} s", usable <= 6),
        (f"{what}: whole page, cold", "≤ 40 s", f"{whole:.1f} s", whole <= 40),
        (f"{what}: whole page, warm", "≤ 8 s", f"{again:.1f} s", again <= 8),
    ]
    for row in found:
        print(" | ".join(map(str, row)), flush=True)
    return found


async def throttle(context: BrowserContext, page: Page) -> None:
    session = await context.new_cdp_session(page)
    limits = {"latency": 2 * DELAY * 1000, "downloadThroughput": RATE, "uploadThroughput": RATE}
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", {"offline": False, **limits})


async def first_and_again(room: Room, limit: Limit | None) -> tuple[float, float, float]:
    """Seconds until a word was typed and saved, until the whole page, and until the whole page once more."""
    size: Any = {"width": 390, "height": 844}
    async with room.phone() as phone:
        seat = await phone.page.context.storage_state()
    with relay(room.port, **({} if limit else {"rate": RATE, "delay": DELAY})) as line:
        context = await room.browser.new_context(locale="vi-VN", viewport=size, storage_state=seat)
        phone = Phone(await context.new_page(), line)
        if limit:
            await limit(context, phone.page)
        began = time.monotonic()
        await phone.page.goto(f"{phone.address}exercise/{EXERCISE}", wait_until="commit", timeout=60_000)
        await phone.type(" vội")
        await phone.saved()
        usable = time.monotonic() - began
        whole = await _widget(phone.page, began)
        began = time.monotonic()
        await phone.page.reload(wait_until="commit")
        again = await _widget(phone.page, began)
        await context.close()
    return usable, whole, again


async def _widget(page: Page, began: float) -> float:
    await page.wait_for_selector("#pw-exercise[data-widget]", timeout=120_000)
    await page.wait_for_load_state("load", timeout=120_000)
    return time.monotonic() - began
