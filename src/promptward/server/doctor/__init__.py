"""`promptward doctor`: what would spoil a workshop, found the day before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from promptward.server.doctor import machine, network, record
from promptward.server.doctor.signs import Sign
from promptward.settings import Settings
from promptward.words import say

MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


def examine(settings: Settings, lang: str, *, course: Path | None = None, seats: int = 30) -> Iterator[Sign]:
    """Every sign of this machine, one after the other; changes nothing. `seats` are the people expected."""
    yield machine.handles(settings, lang)
    yield machine.capacity(settings, lang, wanted=seats)
    yield machine.disk(settings, lang)
    yield record.folder(settings, lang)
    yield record.record(settings, lang)
    yield record.course(course, lang)
    yield machine.kernels(settings, lang)
    yield network.port(settings, lang)
    yield network.phones(settings, lang)
    yield machine.clock(settings, lang)
    yield machine.sleep(settings, lang)
    yield machine.browser(settings, lang)


def as_line(sign: Sign) -> str:
    """A sign for people: what was found, and below it what mends it."""
    return f"{MARKS[sign.state]}  {sign.found}" + (f"\n      → {sign.mend}" if sign.mend else "")


def summary(signs: list[Sign], lang: str) -> str:
    """The last line."""
    failed = sum(sign.state == "fail" for sign in signs)
    warned = sum(sign.state == "warn" for sign in signs)
    if failed:
        return say(lang, "{count} things must be mended before people come.", count=failed)
    if warned:
        return say(lang, "Ready, with {count} warnings.", count=warned)
    return say(lang, "Everything is ready.")


def as_json(signs: list[Sign]) -> str:
    """All signs for programs."""
    state = next((bad for bad in ("fail", "warn") if any(sign.state == bad for sign in signs)), "ok")
    signs_of = [{"name": s.name, "state": s.state, "found": s.found, "mend": s.mend} for s in signs]
    return json.dumps({"state": state, "signs": signs_of}, ensure_ascii=False, indent=1)
