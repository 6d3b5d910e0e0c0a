"""What the plain form shows: the same on its own page and on an exercise page whose scripts have not come."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from promptward.server.markup import localized

BLANK: dict[str, Any] = {"text": "", "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}
SPARE_LINES = 3
"""Empty lines for flags; more come with *more lines*."""


def standing(state: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """The response that work goes on from, and its revision: the draft, else the last attempt."""
    if draft := state.get("draft"):
        return BLANK | draft["response"], draft["rev"]
    attempts = state.get("attempts") or [{"response": {}}]
    return BLANK | attempts[-1]["response"], 0


def form_values(
    view: Mapping[str, Any], state: Mapping[str, Any], lang: str, response: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What `form.html` needs; `response` is what was just sent, where it could not be kept."""
    kept, rev = standing(state)
    now = BLANK | dict(response or kept)
    turns = state.get("turns") or []
    reply = next((turn["reply"] for turn in reversed(turns) if turn["reply"]), None)
    values = {
        "exercise": view,
        "exercise_id": view["id"],
        "key": secrets.token_urlsafe(24),
        "rev": rev,
        "response": now,
        "text": now["text"] or localized(view.get("starter"), lang),
        "turn": turns[-1] if turns else None,
        "asking": bool(turns) and turns[-1]["status"] == "streaming",
        "reply": reply,
        # Marks belong to one reply; with another they begin anew.
        "marks": now["marks"] if reply and reply["id"] == now["reply"] else {},
        "step": "1",
        "error": "",
        "wrong": "",
        "other": None,
        "names": [],
    }
    if view["kind"] == "claims":
        values |= _claims(state["sheet"], now["answers"])
    elif view["kind"] == "data":
        values |= _data(now["answers"])
    return values


def _claims(sheet: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    given = answers.get("claims", {}) if answers.get("form") == sheet["form"] else {}
    flagged = [
        (number, claim)
        for number, claim in enumerate(sheet["claims"], 1)
        if given.get(claim["id"], {}).get("verdict") in {"wrong", "unsettled"}
    ]
    return {"sheet": sheet, "given": given, "flagged": flagged, "omitted": answers.get("omission")}


def _data(answers: Mapping[str, Any]) -> dict[str, Any]:
    flags = list(answers.get("flags", ()))
    empty: dict[str, Any] = {"row": "", "column": "", "trouble": "", "remedy": ""}
    return {
        "flags": flags,
        "lines": [*flags, *(empty for _ in range(SPARE_LINES))],
        "judged": answers.get("statements", {}),
        "numbers": answers.get("numbers", {}),
        "cleanings": answers.get("cleanings", {}),
    }
