"""Halls of trainees: arrivals spread and at once, all submitting together, and what each of them weighs."""

from __future__ import annotations

from typing import Any

from benchmarks.guests import environment, few_handles
from benchmarks.rows import Row
from promptward.load import Options, measure
from promptward.load.outcome import Outcome, percentile
from promptward.load.show import progress, show

SUBMIT_WITHIN = 10.0
ARRIVE_WITHIN = 60.0
WIDTHS = (1, 2, 3, 4, 6)


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
        with few_handles(), progress(options) as watch:
            found[name] = measure(options, watch)
        show(found[name])
    return found


def memory_between(quarter: Outcome, whole: Outcome) -> float | None:
    """Bytes (PSS) a trainee, from the difference of two halls: what they share falls out."""
    more = whole.count - quarter.count
    if quarter.worked is None or whole.worked is None or more <= 0:
        return None
    return (whole.worked.pss - quarter.worked.pss) / more


def admission(trainees: int) -> list[Row]:
    """The same crowd at once, with more and more pages that may start at the same time."""
    found: list[Row] = []
    for width in WIDTHS:
        options = Options(trainees=trainees, at_once=True, minutes=0, send=False, idle=0, cap=180)
        with environment(pages_at_once=width), few_handles(), progress(options) as watch:
            outcome = measure(options, watch)
        usable, shown = outcome.times("usable"), outcome.times("first answer")
        figures = (
            f"{outcome.usable_count} of {trainees}; p50 {percentile(usable, 0.5):.1f} s, "
            f"max {max(usable):.1f} s; shown ≤ {max(shown):.2f} s; {outcome.cpu_arrival:.3f} core-s each"
            if usable
            else "nobody was usable"
        )
        found.append((f"{trainees} at once, {width} pages start at the same time", "–", figures, None))
    return found
