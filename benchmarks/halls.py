"""Halls of trainees: arrivals spread and at once, all submitting together, and what each of them weighs."""

from __future__ import annotations

from typing import Any

from promptward.load import Options, measure
from promptward.load.outcome import Outcome
from promptward.load.show import progress, show

SUBMIT_WITHIN = 10.0
ARRIVE_WITHIN = 60.0


def halls(trainees: int, minutes: float) -> dict[str, Outcome]:
    """A quarter of a hall and a whole one arriving within a minute, then a whole one at once."""
    plans: dict[str, dict[str, Any]] = {
        "quarter": {"trainees": max(1, trainees // 4), "submit_within": SUBMIT_WITHIN},
        "spread": {"trainees": trainees, "submit_within": SUBMIT_WITHIN},
        "at once": {"trainees": trainees, "at_once": True},
    }
    found = {}
    for name, plan in plans.items():
        options = Options(over=ARRIVE_WITHIN, minutes=minutes, cap=minutes * 60 + 600, **plan)
        print(f"\n{name}: {options.trainees} trainees")
        with progress(options) as watch:
            found[name] = measure(options, watch)
        show(found[name])
    return found


def memory_between(quarter: Outcome, whole: Outcome) -> float | None:
    """Bytes (PSS) a trainee, from the difference of two halls: what they share falls out."""
    more = whole.count - quarter.count
    if quarter.worked is None or whole.worked is None or more <= 0:
        return None
    return (whole.worked.pss - quarter.worked.pss) / more
