"""The results as JSON, as a section of docs/benchmarks.md, and as pictures beside it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.halls import memory_between
from benchmarks.plots import curves
from promptward.load.outcome import Outcome, percentile

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
Row = tuple[str, str, str, bool | None]


def machine() -> dict[str, Any]:
    """The size of this machine and the versions that matter; nothing that names it."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    names = ("promptward", "voila", "jupyter-server", "ipykernel", "tornado")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
    }


def rows(results: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> list[Row]:
    """What was promised, its bar, what was measured, and whether that meets the bar."""
    found: list[Row] = []
    for name, figures in results.get("stock", {}).items():
        faster = figures["page"]["times faster"]
        times = f"{figures['page']['ours']:.3f} s against {figures['page']['stock']:.2f} s: 1/{faster:g}"
        found.append(
            (f"page ready, one user, notebook {name}, against stock Voilà", "≤ 1/15", times, faster >= 15)
        )
        states = figures["states"]
        times = f"{states['ours']:.3f} s against {states['stock']:.2f} s: 1/{states['times faster']:g}"
        found.append((f"the same until the widget states are there, notebook {name}", "–", times, None))
    for name, outcome in outcomes.items():
        found += _hall_rows(name, outcome)
    if {"quarter", "spread"} <= outcomes.keys():
        found += _pair_rows(outcomes["quarter"], outcomes["spread"])
    if parts := results.get("parts"):
        arrival, files = parts["page, websocket, states"], parts["cold files"]
        found.append(
            ("CPU of page, websocket and states", "≤ 0.12 core-s", f"{arrival:.3f} core-s", arrival <= 0.12)
        )
        found.append(("CPU of the cold files", "≤ 0.03 core-s", f"{files:.3f} core-s", files <= 0.03))
    if loads := results.get("first_load"):
        found += _load_rows(loads)
    return found


def _hall_rows(name: str, outcome: Outcome) -> list[Row]:
    usable = outcome.times("usable")
    if not usable:
        return [(f"{outcome.count} arrive, {name}", "all usable", "nobody was usable", False)]
    p50, p95, most = percentile(usable, 0.5), percentile(usable, 0.95), max(usable)
    whole = outcome.usable_count == outcome.count and not outcome.without_widget
    shown = f"{outcome.usable_count} of {outcome.count}, p50 {p50:.2f} s, p95 {p95:.2f} s, max {most:.2f} s"
    who = f"{outcome.count} arrive"
    if outcome.options.at_once:
        place = max(outcome.times("first answer"))
        bar = "all usable ≤ 60 s; page or place shown ≤ 2 s"
        return [
            (f"{who} at once", bar, f"{shown}; shown ≤ {place:.2f} s", whole and most <= 60 and place <= 2),
        ]
    bar = "all usable, p50 ≤ 2 s, p95 ≤ 5 s"
    return [(f"{who} over {outcome.options.over:.0f} s", bar, shown, whole and p50 <= 2 and p95 <= 5)]


def _pair_rows(quarter: Outcome, whole: Outcome) -> list[Row]:
    found: list[Row] = []
    if (size := memory_between(quarter, whole)) is not None:
        title = f"memory a trainee, PSS, ({whole.count} − {quarter.count}) ÷ {whole.count - quarter.count}"
        found.append((title, "≤ 25 MB", f"{size / 1e6:.1f} MB", size <= 25e6))
    if (cores := whole.idle_cores) is not None:
        found.append((f"idle CPU of all {whole.count}", "≤ 0.2 core", f"{cores:.2f} core", cores <= 0.2))
    if receipts := whole.times("receipt"):
        receipt, graded = percentile(receipts, 0.95), max(whole.times("graded"), default=float("inf"))
        lost = whole.receipts - whole.kept
        good = not (lost or whole.doubled or whole.locked) and receipt <= 1 and graded <= 20
        title = f"{whole.count} submits in {whole.options.submit_within:.0f} s"
        shown = (
            f"{lost} lost, {whole.doubled} doubled, receipt p95 {receipt:.2f} s, last grade {graded:.1f} s"
        )
        found.append((title, "0 lost, 0 doubled, receipt p95 ≤ 1 s, graded ≤ 20 s", shown, good))
    if drafts := whole.times("draft saved"):
        saved = percentile(drafts, 0.95)
        title = f"{whole.count} type for {whole.options.minutes:g} minutes: draft saved, p95"
        found.append((title, "≤ 0.5 s", f"{saved:.3f} s", saved <= 0.5))
    return found


def _load_rows(loads: Mapping[str, Any]) -> list[Row]:
    first, again = loads["first load"], loads["reload"]
    good = first["bytes"] <= 1.2e6 and first["requests"] <= 70 and not first["third_party"]
    shown = f"{first['bytes'] / 1e6:.2f} MB, {first['requests']} requests, {first['third_party']} third-party"
    return [
        ("first load of an exercise, gzip", "≤ 1.2 MB, ≤ 70 requests, 0 third-party", shown, good),
        ("reload", "≤ 60 KB", f"{again['bytes'] / 1e3:.0f} KB", again["bytes"] <= 60e3),
        (
            "HTML with scenario and working form",
            "≤ 60 KB",
            f"{first['html'] / 1e3:.0f} KB",
            first["html"] <= 60e3,
        ),
    ]


def write(results: dict[str, Any], outcomes: Mapping[str, Outcome]) -> None:
    """Write docs/benchmarks.json, the pictures, and the section of docs/benchmarks.md."""
    results["halls"] = {name: outcome.as_json() for name, outcome in outcomes.items()}
    (DOCS / "benchmarks.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    pictures = draw(outcomes)
    path = DOCS / "benchmarks.md"
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{section(results, outcomes, pictures)}\n{END}{after}", "utf-8")


def section(results: Mapping[str, Any], outcomes: Mapping[str, Outcome], pictures: list[str]) -> str:
    """The results in Markdown."""
    about = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    start, end = results["load_average"]
    measured = (
        f"Measured {results['date']} by `{results['command']}` on {about['cores']} cores and "
        f"{about['memory_gib']} GiB, {about['system']}, Python {about['python']}, {versions}. "
        f"Load average at the start {start:.2f}, at the end {end:.2f}."
    )
    lines = [
        measured,
        "",
        "| what | bar | measured | met |",
        "| --- | --- | --- | --- |",
    ]
    words: Callable[[bool | None], str] = lambda met: {True: "yes", False: "**no**", None: ""}[met]  # noqa: E731
    lines += [
        f"| {what} | {bar} | {shown} | {words(met)} |" for what, bar, shown, met in rows(results, outcomes)
    ]
    if parts := results.get("parts"):
        lines += ["", "| part of a trainee's way | core-seconds in the server and below |", "| --- | --- |"]
        lines += [f"| {name} | {value:.3f} |" for name, value in parts.items()]
    lines += [line for picture in pictures for line in ("", f"![]({picture})")]
    return "\n".join(lines)


def draw(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The pictures, as addresses relative to docs/."""
    if not outcomes:
        return []
    halls = {f"{outcome.count}, {name}": outcome for name, outcome in outcomes.items()}
    usable = {name: outcome.times("usable") for name, outcome in halls.items()}
    curves(DOCS / "images" / "bench-arrivals.svg", "Share of trainees usable after", "seconds", usable)
    drawn = ["images/bench-arrivals.svg"]
    if whole := outcomes.get("spread"):
        steps = {name: whole.times(step) for name, step in (("receipt", "receipt"), ("grade", "graded"))}
        title = f"{whole.count} submits within {whole.options.submit_within:.0f} s: share answered after"
        curves(DOCS / "images" / "bench-submits.svg", title, "seconds", steps)
        drawn.append("images/bench-submits.svg")
    return drawn
