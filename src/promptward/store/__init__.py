"""The record: seats, drafts, attempts, grades. The only room that knows a database."""

from __future__ import annotations

from promptward.store.seats import NoSuchSeat
from promptward.store.store import Store
from promptward.store.values import (
    Attempt,
    Conflict,
    Draft,
    Graded,
    Progress,
    Receipt,
    Saved,
    Seat,
    Submission,
    Turn,
)

__all__ = [
    "Attempt",
    "Conflict",
    "Draft",
    "Graded",
    "NoSuchSeat",
    "Progress",
    "Receipt",
    "Saved",
    "Seat",
    "Store",
    "Submission",
    "Turn",
]
