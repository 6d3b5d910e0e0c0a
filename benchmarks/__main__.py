"""`python -m benchmarks`: measures the figures of docs/benchmarks.md on this machine, and ends by itself."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks import report
from benchmarks.abuse import abuse
from benchmarks.first_load import first_load
from benchmarks.halls import admission, halls
from benchmarks.lines import lines
from benchmarks.parts import by_part
from benchmarks.report import Report
from benchmarks.stock import ROUNDS, against_stock

MINUTES = {
    "stock": 2.0,
    "first_load": 1.0,
    "parts": 2.0,
    "halls": 9.0,
    "abuse": 12.0,
    "admission": 4.0,
    "lines": 40.0,
}
"""About how long each kind takes with a full hall."""
USUAL = ("stock", "first_load", "parts", "halls", "abuse")
"""Weak lines mostly wait, and admission is measured to set it: both only when they are asked for."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--trainees", type=int, default=400, help="a full hall")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long each types in a hall")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pages of each kind against stock Voilà")
    parser.add_argument("--only", choices=MINUTES, nargs="+", default=USUAL)
    parser.add_argument("--longest", type=float, default=1800, help="seconds without a line, at most")
    parser.add_argument("--dry", action="store_true", help="print the sections instead of writing them")
    asked = parser.parse_args()
    kinds: dict[str, Callable[[], Report]] = {
        "stock": lambda: report.of_stock(against_stock(asked.rounds)),
        "first_load": lambda: report.of_first_load(first_load()),
        "parts": lambda: report.of_parts(by_part(min(40, asked.trainees))),
        "halls": lambda: report.of_halls(halls(asked.trainees, asked.minutes), pictures=not asked.dry),
        "abuse": lambda: Report(abuse(asked.trainees)),
        "admission": lambda: Report(admission(min(100, asked.trainees))),
        "lines": lambda: Report(lines(asked.longest)),
    }
    longer = (asked.minutes - 1) * 2
    total = sum(MINUTES[kind] + longer * (kind == "halls") for kind in asked.only)
    print(f"{', '.join(asked.only)}: at most about {total:.0f} minutes")
    for kind in asked.only:
        load = os.getloadavg()[0]
        found = kinds[kind]()
        about = {
            "date": datetime.now(UTC).date().isoformat(),
            "command": shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]]),
            "machine": report.machine(),
            "load_average": (round(load, 2), round(os.getloadavg()[0], 2)),
        }
        print(report.section(found, about))
        if not asked.dry:
            report.write(kind, found, about)
            print(f"written: {kind} in docs/benchmarks.md and docs/benchmarks.json")


if __name__ == "__main__":
    main()
