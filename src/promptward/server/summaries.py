"""How a workshop went, in figures that tell of no single person.

No figure stands for fewer than five people. A small group is not left out either, as whoever knows the total
could subtract: small groups are put together, with the next larger one if need be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from promptward.store import Member, Result

FEWEST = 5
ALL, OTHERS = "all", "others"


@dataclass(frozen=True, slots=True)
class Figures:
    """A group's first tries at an exercise; `role` is `all` or `others` for more than one role."""

    exercise: str
    role: str
    people: int
    median_first: float
    passed: int


def summarize(members: Iterable[Member]) -> list[Figures]:
    """The figures of every exercise that at least five people have a grade in: all of them, then by role."""
    by_exercise: dict[str, dict[str, list[Result]]] = {}
    for member in members:
        for result in member.results:
            if result.first_score is not None:
                by_exercise.setdefault(result.exercise, {}).setdefault(member.seat.role, []).append(result)
    return [figures for exercise in sorted(by_exercise) for figures in _of(exercise, by_exercise[exercise])]


def _of(exercise: str, roles: dict[str, list[Result]]) -> list[Figures]:
    everybody = [result for group in roles.values() for result in group]
    if len(everybody) < FEWEST:
        return []
    parts = merged(roles)
    shown = [(ALL, everybody), *(parts.items() if len(parts) > 1 else ())]
    return [
        Figures(
            exercise,
            role,
            len(group),
            median(each.first_score for each in group if each.first_score is not None),
            sum(each.passed for each in group),
        )
        for role, group in shown
    ]


def merged(roles: dict[str, list[Result]]) -> dict[str, list[Result]]:
    """The groups, with those under five put together until none is."""
    large = {role: group for role, group in sorted(roles.items()) if len(group) >= FEWEST}
    rest = [result for role, group in roles.items() if role not in large for result in group]
    while rest and len(rest) < FEWEST and large:
        rest += large.pop(min(large, key=lambda role: len(large[role])))
    return large | ({OTHERS: rest} if rest else {})
