"""What the doctor says: one sign a question, with the sentence that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Sign:
    """`name` is the same in every language; `mend` is empty where nothing needs mending."""

    name: str
    state: State
    found: str
    mend: str = ""


def sign(name: str, state: State, found: str, mend: str = "") -> Sign:
    """A sign; one that is fine needs no mending."""
    return Sign(name, state, found, "" if state == "ok" else mend)
