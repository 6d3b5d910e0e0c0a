"""What a load test found, as figures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from promptward.load.options import Options
from promptward.load.trainee import Seen
from promptward.load.tree import Usage

STEPS = {
    "join": "joined",
    "first answer": "page or place in the queue shown",
    "page": "page there",
    "files": "all files fetched, cold",
    "states": "widget states received",
    "state": "state read",
    "usable": "usable, from the first request on",
    "draft saved": "draft saved",
    "reply": "reply read to its end",
    "receipt": "receipt",
    "graded": "grade read",
}
"""Steps in the order in which a trainee takes them, with their names in the table."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of `values` do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The whole test. `before` … `after` are the server's usage at moments; `None` where it is not known."""

    options: Options
    seen: tuple[Seen, ...]
    load: tuple[float, float]
    """Load average of one minute before and at the end."""
    before: Usage | None = None
    usable: Usage | None = None
    """When the last one had become usable."""
    worked: Usage | None = None
    """When the last one had its grade, all pages still open."""
    idle: Usage | None = None
    after: Usage | None = None
    """Some seconds after everybody left."""
    stored: tuple[int, int, int] | None = None
    locked: int = 0
    orphans: int | None = None
    errors: Counter[str] = field(default_factory=Counter)

    def times(self, step: str) -> list[float]:
        """How long a step took, over all trainees."""
        return list(chain.from_iterable(seen.times.get(step, ()) for seen in self.seen))

    @property
    def count(self) -> int:
        """Trainees."""
        return len(self.seen)

    @property
    def usable_count(self) -> int:
        """Trainees with all files, all states and a saved draft."""
        return sum(seen.usable for seen in self.seen)

    @property
    def without_widget(self) -> int:
        """Pages that came without their widget."""
        return sum(seen.without_widget for seen in self.seen)

    @property
    def receipts(self) -> int:
        """Attempts that the server acknowledged."""
        return sum(bool(seen.key) for seen in self.seen)

    @property
    def kept(self) -> int:
        """Receipts found in the record afterwards."""
        if self.stored is not None:
            return self.stored[0]
        return sum(seen.kept is True for seen in self.seen)

    @property
    def doubled(self) -> int:
        """Attempts found more than once."""
        return self.stored[1] if self.stored else sum(seen.kept is False for seen in self.seen)

    @property
    def memory(self) -> float | None:
        """Bytes (PSS) a trainee, each having worked."""
        if self.before is None or self.worked is None:
            return None
        return (self.worked.pss - self.before.pss) / self.count

    @property
    def cpu_arrival(self) -> float | None:
        """Core-seconds until usable, a trainee."""
        return _between(self.before, self.usable, self.count)

    @property
    def cpu_total(self) -> float | None:
        """Core-seconds from the first request to the grade, a trainee."""
        return _between(self.before, self.worked, self.count)

    @property
    def idle_cores(self) -> float | None:
        """Cores that the whole hall uses when nobody does anything."""
        if self.worked is None or self.idle is None or self.idle.at == self.worked.at:
            return None
        return (self.idle.cpu - self.worked.cpu) / (self.idle.at - self.worked.at)

    @property
    def good(self) -> bool:
        """Whether nobody was let down and no receipt was lost."""
        whole = self.usable_count == self.count and self.kept == self.receipts == self.count
        return whole and not (
            self.errors or self.without_widget or self.doubled or self.locked or self.orphans
        )

    def as_json(self) -> dict[str, Any]:
        """All figures, for programs: seconds, bytes, core-seconds."""
        timed = {step: found for step in STEPS if (found := self.times(step))}
        return {
            "trainees": self.count,
            "arrivals": self.options.arrivals,
            "minutes": self.options.minutes,
            "usable": self.usable_count,
            "seconds": {step: summary(found) for step, found in timed.items()},
            "highest_place": max((seen.place for seen in self.seen), default=0),
            "pages_without_widget": self.without_widget,
            "third_party": sum(seen.foreign for seen in self.seen),
            "requests": _median(seen.requests for seen in self.seen),
            "bytes": _median(seen.received for seen in self.seen),
            "memory": self.memory,
            "memory_hall": self.worked.pss if self.worked else None,
            "memory_before": self.before.pss if self.before else None,
            "memory_after": self.after.pss if self.after else None,
            "cpu_arrival": self.cpu_arrival,
            "cpu_total": self.cpu_total,
            "idle_cores": self.idle_cores,
            "receipts": self.receipts,
            "stored": self.kept,
            "doubled": self.doubled,
            "locked": self.locked,
            "orphans": self.orphans,
            "errors": dict(self.errors.most_common()),
            "load_average": self.load,
            "good": self.good,
        }


def summary(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
    return {"p50": round(p50, 4), "p95": round(p95, 4), "max": round(max(values), 4)}


def _median(values: Iterable[int]) -> int:
    found = [value for value in values if value]
    return int(percentile(found, 0.5)) if found else 0


def _between(start: Usage | None, end: Usage | None, count: int) -> float | None:
    return (end.cpu - start.cpu) / count if start and end else None
