"""The results as JSON, as sections of docs/benchmarks.md, and as pictures beside it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.halls import memory_between
from benchmarks.plots import curves
from benchmarks.rows import Row
from promptward.load.outcome import Outcome, percentile

DOCS = Path(__file__).parents[1] / "docs"


@dataclass(frozen=True)
class Report:
    """One kind of measurement: its rows, its figures for programs, and what stands below its table."""

    rows: Sequence[Row]
    figures: Any = None
    more: Sequence[str] = ()


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


def of_stock(stock: Mapping[str, Any]) -> Report:
    """Against stock Voilà, the same notebook in both."""
    rows: list[Row] = []
    for name, figures in stock.items():
        page, states = figures["page"], figures["states"]
        times = f"{page['ours']:.3f} s against {page['stock']:.2f} s: 1/{page['times faster']:g}"
        title = f"page ready, one user, notebook {name}, against stock Voilà"
        rows.append((title, "≤ 1/15", times, page["times faster"] >= 15))
        times = f"{states['ours']:.3f} s against {states['stock']:.2f} s: 1/{states['times faster']:g}"
        rows.append((f"the same until the widget states are there, notebook {name}", "–", times, None))
    return Report(rows, stock)


def of_parts(parts: Mapping[str, float]) -> Report:
    """What each part of a trainee's way costs."""
    arrival, files = parts["page, websocket, states"], parts["cold files"]
    rows: list[Row] = [
        ("CPU of page, websocket and states", "≤ 0.12 core-s", f"{arrival:.3f} core-s", arrival <= 0.12),
        ("CPU of the cold files", "≤ 0.03 core-s", f"{files:.3f} core-s", files <= 0.03),
    ]
    table = ["", "| part of a trainee's way | core-seconds in the server and below |", "| --- | --- |"]
    return Report(rows, parts, [*table, *(f"| {name} | {value:.3f} |" for name, value in parts.items())])


def of_halls(outcomes: Mapping[str, Outcome], *, pictures: bool) -> Report:
    """Whole halls; with `pictures` they are drawn beside the document."""
    rows = [row for name, outcome in outcomes.items() for row in _hall_rows(name, outcome)]
    if {"quarter", "spread"} <= outcomes.keys():
        rows += _pair_rows(outcomes["quarter"], outcomes["spread"])
    drawn = draw(outcomes) if pictures else []
    figures = {name: outcome.as_json() for name, outcome in outcomes.items()}
    return Report(rows, figures, [line for picture in drawn for line in ("", f"![]({picture})")])


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


def of_first_load(loads: Mapping[str, Any]) -> Report:
    """What a browser fetches."""
    first, again = loads["first load"], loads["reload"]
    good = first["bytes"] <= 1.2e6 and first["requests"] <= 70 and not first["third_party"]
    shown = f"{first['bytes'] / 1e6:.2f} MB, {first['requests']} requests, {first['third_party']} third-party"
    rows: list[Row] = [
        ("first load of an exercise, gzip", "≤ 1.2 MB, ≤ 70 requests, 0 third-party", shown, good),
        ("reload", "≤ 60 KB", f"{again['bytes'] / 1e3:.0f} KB", again["bytes"] <= 60e3),
        (
            "HTML with scenario and working form",
            "≤ 60 KB",
            f"{first['html'] / 1e3:.0f} KB",
            first["html"] <= 60e3,
        ),
    ]
    return Report(rows, loads)


def write(kind: str, report: Report, about: Mapping[str, Any]) -> None:
    """Replace this kind's section of docs/benchmarks.md, and its figures in docs/benchmarks.json."""
    path = DOCS / "benchmarks.json"
    figures = json.loads(path.read_text("utf-8")) if path.exists() else {}
    rows = [[what, bar, shown, met] for what, bar, shown, met in report.rows]
    figures[kind] = {**about, "rows": rows, "figures": report.figures}
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    path, begin, end = DOCS / "benchmarks.md", f"<!-- {kind} -->", f"<!-- end of {kind} -->"
    before, _, rest = path.read_text("utf-8").partition(begin)
    after = rest.partition(end)[2]
    path.write_text(f"{before}{begin}\n{section(report, about)}\n{end}{after}", "utf-8")


def section(report: Report, about: Mapping[str, Any]) -> str:
    """One kind's results in Markdown."""
    machine = about["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    start, end = about["load_average"]
    lines = [
        (
            f"Measured {about['date']} by `{about['command']}` on {machine['cores']} cores and "
            f"{machine['memory_gib']} GiB, {machine['system']}, Python {machine['python']}, {versions}. "
            f"Load average at the start {start:.2f}, at the end {end:.2f}."
        ),
        "",
        "| what | bar | measured | met |",
        "| --- | --- | --- | --- |",
    ]
    words = {True: "yes", False: "**no**", None: ""}
    lines += [f"| {what} | {bar} | {shown} | {words[met]} |" for what, bar, shown, met in report.rows]
    return "\n".join([*lines, *report.more])


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
