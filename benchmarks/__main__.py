"""`python -m benchmarks`: measures the figures of docs/benchmarks.md on this machine, and ends by itself."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from datetime import UTC, datetime
from typing import Any

from benchmarks import report
from benchmarks.first_load import first_load
from benchmarks.halls import halls
from benchmarks.parts import by_part
from benchmarks.stock import ROUNDS, against_stock
from promptward.load.outcome import Outcome

KINDS = ("stock", "first_load", "parts", "halls")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--trainees", type=int, default=400, help="a full hall")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long each types")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pages of each kind against stock Voilà")
    parser.add_argument("--only", choices=KINDS, nargs="+", default=KINDS)
    parser.add_argument("--dry", action="store_true", help="print the section instead of writing it")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    results: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]]),
        "machine": report.machine(),
    }
    outcomes: dict[str, Outcome] = {}
    if "stock" in asked.only:
        results["stock"] = against_stock(asked.rounds)
    if "first_load" in asked.only:
        results["first_load"] = first_load()
    if "parts" in asked.only:
        results["parts"] = by_part(min(40, asked.trainees))
    if "halls" in asked.only:
        outcomes = halls(asked.trainees, asked.minutes)
    results["load_average"] = (round(load, 2), round(os.getloadavg()[0], 2))
    if asked.dry:
        print(report.section(results, outcomes, []))
    else:
        report.write(results, outcomes)
        print("written: docs/benchmarks.md, docs/benchmarks.json, docs/images/bench-*.svg")


if __name__ == "__main__":
    main()
