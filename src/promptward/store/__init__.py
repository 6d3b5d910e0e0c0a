"""The record: seats, drafts, attempts, grades. The only room that knows a database."""

from __future__ import annotations

from promptward.store.joining import WorkshopShut
from promptward.store.seats import NoSuchSeat
from promptward.store.store import Store
from promptward.store.values import (
    Attempt,
    Conflict,
    Draft,
    Graded,
    Member,
    Progress,
    Receipt,
    Result,
    Saved,
    Seat,
    Submission,
    Turn,
    Workshop,
)

__all__ = [
    "Attempt",
    "Conflict",
    "Draft",
    "Graded",
    "Member",
    "NoSuchSeat",
    "Progress",
    "Receipt",
    "Result",
    "Saved",
    "Seat",
    "Store",
    "Submission",
    "Turn",
    "Workshop",
    "WorkshopShut",
]
