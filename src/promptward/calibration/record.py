"""The card that stands in `docs/`: written on purpose, held current by a test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from promptward.calibration.page import as_page
from promptward.course import Course
from promptward.errors import PromptwardError

NAME = "grader-card"
TOLERANCE = 0.0015
KEPT = "locked"
"""Opened once and written down; measuring the open set does not repeat it."""


def as_json(card: Mapping[str, Any]) -> str:
    """The card as it is kept, one figure a line so that a change can be read."""
    return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


def page_of(course: Course, card: Mapping[str, Any]) -> str:
    """The card as a page with the titles of this course."""
    return as_page(card, {name: criterion.title for name, criterion in course.criteria.items()})


def recorded(folder: Path) -> dict[str, Any]:
    """The card in `folder`, or nothing.

    Raises:
        PromptwardError: The file there cannot be read.
    """
    path = folder / f"{NAME}.json"
    if not path.exists():
        return {}
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise PromptwardError(f"{path} is no card; delete it and write it anew") from None
    return dict(card)


def write(course: Course, card: Mapping[str, Any], folder: Path) -> tuple[Path, Path]:
    """Write the card of the open set as JSON and as a page; figures of the locked one are noted in it.

    Raises:
        PromptwardError: The locked set comes first, or the card is of neither set.
    """
    before = recorded(folder)
    if card["set"]["name"] == KEPT:
        if not before:
            raise PromptwardError("write the card of the open set first: the locked figures stand beside it")
        whole = before | {KEPT: _noted(card)}
    elif card["set"]["name"] == "open":
        whole = {**card, **({KEPT: before[KEPT]} if KEPT in before else {})}
    else:
        raise PromptwardError(
            f"{NAME} is about our own sets; write {card['set']['name']} with --html and --json"
        )
    folder.mkdir(exist_ok=True)
    paths = folder / f"{NAME}.json", folder / f"{NAME}.html"
    for path, text in zip(paths, (as_json(whole), page_of(course, whole)), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two cards say different things, figures compared within rounding."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        found = [f"{place}.{key}" for key in sorted(one.keys() ^ other.keys()) if place or key != KEPT]
        for key in sorted((one.keys() & other.keys()) - ({KEPT} if not place else set())):
            found += differences(one[key], other[key], f"{place}.{key}")
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return [spot for n, (a, b) in enumerate(pairs) for spot in differences(a, b, f"{place}[{n}]")]
    if isinstance(one, float) and isinstance(other, int | float):
        return [] if abs(one - other) <= TOLERANCE else [f"{place}: {one} and {other}"]
    return [] if one == other else [f"{place}: {one!r} and {other!r}"[:200]]


def _noted(card: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the locked set: figures, no prompt."""
    figures = (
        "mean_f1",
        "mean_f1_interval",
        "f1_met",
        "f1_missed",
        "kappa",
        "false_missed",
        "false_met",
        "met",
    )
    return {
        "grader": card["grader"],
        "digest": card["set"]["digest"],
        "prompts": card["set"]["prompts"],
        "mean_f1": card["overall"]["mean_f1"],
        "mean_f1_interval": card["overall"]["mean_f1_interval"],
        "vi_minus_en": card["vi_minus_en"].get("mean_f1"),
        "criteria": {
            name: {figure: one[figure] for figure in figures}
            for name, one in card["overall"]["criteria"].items()
        },
    }
