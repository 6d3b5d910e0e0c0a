"""What a join code opens, and what to say when it opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from promptward.server.forms import Forms
from promptward.server.site import Site
from promptward.store import Seat, Workshop
from promptward.store.codes import normal, normal_join_code


async def invitation(handler: Forms, typed: str) -> tuple[Workshop | None, str]:
    """The workshop that a typed code opens, or a sentence for the person who typed it.

    A right code is answered at once, and so is one that is locked or closed; after some wrong ones every
    further one waits.
    """
    workshop = await handler.site.store.workshops.by_code(typed)
    if workshop is None:
        await handler.count_wrong_code()
        return None, handler.say(why_wrong(typed))
    state = workshop.state(datetime.now(UTC))
    return (workshop, "") if state == "open" else (None, handler.say(why_shut(state)))


def why_wrong(typed: str) -> str:
    """A sentence for somebody whose code opens no workshop."""
    if normal(typed):
        return "This is a seat code. Enter it under “I have a seat code”."
    if not normal_join_code(typed):
        return "A workshop code has eight digits. Look at it again."
    return "No workshop has this code. Look at the eight digits again."


def why_shut(state: str) -> str:
    """A sentence for somebody whose workshop takes nobody in."""
    if state == "locked":
        return "Nobody can join this workshop just now. Ask the instructor to open the door."
    return "This workshop is over. Joining for self-study is always possible: leave the code empty."


async def live_workshop(site: Site, seat: Seat) -> Workshop | None:
    """The workshop a seat is in while it lasts; afterwards its members study by themselves."""
    found = await site.store.workshops.find(seat.workshop) if seat.workshop else None
    return found if found and found.state(datetime.now(UTC)) != "closed" else None
