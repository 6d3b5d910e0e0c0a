"""identifiers: does the prompt contain data that identify a person?"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any

from promptward.course.checks import check
from promptward.findings import Verdict, met, missed, unscored
from promptward.text import Localized

from .hits import find
from .verdicts import filled
from .wording import read

# A name identifies a patient only beside health information; each of these leads to one person by itself.
ALONE = frozenset({"citizen_id", "insurance", "phone", "email", "address", "birth_date", "record"})


@check("identifiers")
def contains_identifiers(prompt: str) -> Verdict:
    """Met (the problem is there) by a person's number or address, or a full name with health information."""
    spans = _spans(prompt)
    if spans is None:
        return unscored(Localized(**read("identifiers")["advice"]["unscored"]))
    alone = [span for span in spans if span.kind in ALONE]
    names = [span for span in spans if span.kind == "name"]
    guilty = alone + (names if names and (alone or speaks_of_health(prompt)) else [])
    if not guilty:
        return missed()
    quotes = tuple(
        dict.fromkeys(prompt[span.start : span.end] for span in sorted(guilty, key=lambda s: s.start))
    )
    advice = filled(read("identifiers")["advice"]["default"], quote=", ".join(quotes[:3]))
    return met(*quotes, advice=advice)


def kinds_of(prompt: str) -> frozenset[str]:
    """The kinds of identifying data in the prompt."""
    return frozenset(span.kind for span in _spans(prompt) or ())


def speaks_of_health(prompt: str) -> bool:
    """Whether the prompt says anything about somebody's health."""
    return any(hit.cue in ("illness", "care") for hit in find("identifiers", prompt, "health"))


@lru_cache(maxsize=16)
def _spans(prompt: str) -> tuple[Any, ...] | None:
    try:
        privacy = importlib.import_module("promptward.privacy")
    except ModuleNotFoundError:
        return None
    return tuple(privacy.find(prompt))
