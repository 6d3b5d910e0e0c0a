"""Drafts: one a seat and exercise, written by whoever knows its newest revision.

A text that loses a conflict is set aside, not dropped: whichever of the two the trainee goes on with, the
other can be had back until the next attempt. Which one they chose shows in what they save next.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from rapidfuzz.distance import Indel
from sqlalchemy import Connection, bindparam, insert, select, update

from promptward.store import seats
from promptward.store.tables import drafts, self_ticks
from promptward.store.values import Conflict, Draft, Place, Response, Saved

# Made once: to build a statement costs more than to run it, and these run with every pause in typing.
HERE = (drafts.c.seat == bindparam("at_seat"), drafts.c.exercise == bindparam("at_exercise"))
FIND = select(drafts).where(*HERE)
UPDATE = update(drafts).where(*HERE)
ASIDE = 8
"""Displaced texts kept; more than a person has devices."""
EMPTY: Response = {"text": "", "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}


def find(connection: Connection, place: Place) -> Draft | None:
    """The draft, with what it displaced."""
    row = connection.execute(FIND, {"at_seat": place.seat, "at_exercise": place.exercise}).one_or_none()
    if row is None:
        return None
    return Draft(
        row.response,
        row.rev,
        row.device,
        row.saved_at,
        tuple(row.masked),
        tuple(_unpack(one) for one in row.displaced),
        unsent=row.rev != row.submitted_rev,
    )


def save(connection: Connection, place: Place, new: Draft, *, base_rev: int) -> Saved | Conflict:
    """Keep `new`, written on `base_rev`, if nobody wrote since; otherwise set it aside.

    The same response again is no conflict: its first answer may have been lost on the way.
    """
    seats.hold(connection, place.seat)
    current = find(connection, place)
    if current is None:
        return Saved(put(connection, place, replace(new, rev=1)))
    if new.response == current.response:
        return Saved(current)
    if not follows(current, replace(new, rev=base_rev)):
        set_aside(connection, place, current, replace(new, rev=base_rev))
        return Conflict(current)
    displaced = _after_choice(current, new)
    return Saved(put(connection, place, replace(new, rev=current.rev + 1, displaced=displaced)))


def follows(current: Draft, new: Draft) -> bool:
    """Whether `new`, written on revision `new.rev`, may take the place of `current` without asking.

    Also when it is one revision late, from the same device, and contains all of `current`: then this page
    typed on while the answer to its last save was lost, and there is nothing to choose between.
    """
    if new.rev == current.rev:
        return True
    typed_on = new.rev == current.rev - 1 and new.device == current.device != ""
    return typed_on and holds(new.response, current.response)


def put(connection: Connection, place: Place, draft: Draft, *, submitted_rev: int | None = None) -> Draft:
    """Write the row as it is given; `submitted_rev` marks what an attempt was made of."""
    values: dict[str, Any] = {
        "rev": draft.rev,
        "device": draft.device,
        "saved_at": draft.saved_at,
        "response": draft.response,
        "masked": list(draft.masked),
        "displaced": [_pack(one) for one in draft.displaced],
    }
    if submitted_rev is not None:
        values["submitted_rev"] = submitted_rev
    if (
        connection.execute(UPDATE, values | {"at_seat": place.seat, "at_exercise": place.exercise}).rowcount
        == 0
    ):
        connection.execute(insert(drafts), {"submitted_rev": 0} | values | place._asdict())
    return draft


def set_aside(connection: Connection, place: Place, current: Draft, loser: Draft) -> None:
    """Keep `loser` beside `current`, in place of an earlier state of itself.

    Also a text that `current` contains: it tells what is saved next that there was a choice, in which
    `current` may have lost. It goes by itself when the longer one is typed on.
    """
    others = [one for one in current.displaced if not _is_earlier(one, loser)]
    refused = replace(loser, against=current.rev)
    put(connection, place, replace(current, displaced=tuple([*others, refused][-ASIDE:])))


def tick(connection: Connection, place: Place, ticks: list[str], *, at: datetime) -> int:
    """Note what the trainee believes to have met; the draft's revision.

    It does not advance the revision: a tap loses no text, so it must not make another tab's text a conflict.
    For the same reason a draft of ticks alone has revision 0.
    """
    seats.hold(connection, place.seat)
    if not connection.execute(
        update(self_ticks).filter_by(**place._asdict()).values(ticks=ticks, ticked_at=at)
    ).rowcount:
        connection.execute(insert(self_ticks).values(**place._asdict(), ticks=ticks, ticked_at=at))
    current = find(connection, place)
    draft = current or Draft(EMPTY, 0, "", at)
    return put(connection, place, replace(draft, response=draft.response | {"ticks": ticks})).rev


def holds(whole: Response, part: Response) -> bool:
    """Whether nothing of `part` is missing in `whole`, so that `part` needs no keeping."""
    if part["text"] not in whole["text"] or part["reply"] not in (None, whole["reply"]):
        return False
    return all(
        whole[field].get(key) == value for field in ("marks", "answers") for key, value in part[field].items()
    )


def _after_choice(current: Draft, new: Draft) -> tuple[Draft, ...]:
    """What stays displaced when `new` follows `current`.

    If `current` refused a text, `new` may be what was chosen instead of it, and `current` is what the trainee
    may want back: as the newest of them, unless it looks like the same page typing on. Nobody can tell for
    certain, as two phones may have one name. What `new` contains as a whole needs no keeping.
    """
    displaced = list(current.displaced)
    if any(one.against == current.rev for one in displaced):
        typed_on = new.device == current.device and _likeness(current, new) > 0.5
        displaced.insert(0 if typed_on else len(displaced), replace(current, displaced=()))
    return tuple(one for one in displaced if not holds(new.response, one.response))[-ASIDE:]


def _is_earlier(one: Draft, later: Draft) -> bool:
    """Whether `later` is `one` typed on, while the page still asks which of two to keep."""
    same_page = one.device == later.device and one.rev == later.rev
    return holds(later.response, one.response) or (same_page and _likeness(one, later) > 0.5)


def _likeness(one: Draft, other: Draft) -> float:
    return Indel.normalized_similarity(one.response["text"], other.response["text"])


def _pack(draft: Draft) -> dict[str, Any]:
    return {
        "response": draft.response,
        "rev": draft.rev,
        "device": draft.device,
        "saved_at": draft.saved_at.isoformat(),
        "masked": list(draft.masked),
        "against": draft.against,
    }


def _unpack(packed: dict[str, Any]) -> Draft:
    return Draft(
        packed["response"],
        packed["rev"],
        packed["device"],
        datetime.fromisoformat(packed["saved_at"]),
        tuple(packed["masked"]),
        against=packed.get("against", 0),
    )
