"""A load test on the terminal: a progress bar while it runs, a table when it is over."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from promptward.load.options import Options
from promptward.load.outcome import STEPS, Outcome, percentile

MOST_ERRORS = 8
MEGABYTE = 1e6


@contextlib.contextmanager
def progress(options: Options) -> Iterator[Callable[[Counter[str]], None]]:
    """A bar for those who can work and one for those who read their grade."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as bars:
        tasks = {
            name: bars.add_task(text, total=options.trainees, start=False)
            for name, text in (("usable", "can work"), ("graded", "have their grade"))
        }

        def watch(counts: Counter[str]) -> None:
            for name, task in tasks.items():
                if counts["here"] and not bars.tasks[task].started:
                    bars.start_task(task)
                bars.update(task, completed=counts[name])

        yield watch


def show(outcome: Outcome, console: Console | None = None) -> None:
    """Print the tables and the errors."""
    console = console or Console()
    times = Table("step", title=f"{outcome.count} trainees, seconds", title_justify="left")
    for name in ("count", "p50", "p95", "max"):
        times.add_column(name, justify="right")
    for step, title in STEPS.items():
        if found := outcome.times(step):
            shown = (percentile(found, 0.5), percentile(found, 0.95), max(found))
            times.add_row(title, str(len(found)), *(f"{value:.2f}" for value in shown))
    console.print(times)
    rest = Table("what", title="the hall", title_justify="left")
    rest.add_column("figure", justify="right")
    for title, figure in facts(outcome):
        rest.add_row(title, figure)
    console.print(rest)
    for error, count in outcome.errors.most_common(MOST_ERRORS):
        console.print(f"{count} × {error}", style="red", markup=False)
    console.print("good" if outcome.good else "not good: see above", style="bold")


def facts(outcome: Outcome) -> list[tuple[str, str]]:
    """The figures that are not times, with their units."""
    found = outcome.as_json()
    return [
        ("usable", f"{outcome.usable_count} of {outcome.count}"),
        ("errors", str(outcome.errors.total())),
        ("pages without widget", str(outcome.without_widget)),
        ("highest place in the queue", str(found["highest_place"])),
        ("requests until usable", str(found["requests"])),
        ("fetched until usable", f"{found['bytes'] / MEGABYTE:.2f} MB"),
        ("requests to other hosts", str(found["third_party"])),
        ("memory a trainee (PSS)", _memory(outcome)),
        ("CPU an arrival", _figure(outcome.cpu_arrival, "core-s", 3)),
        ("CPU a trainee in all", _figure(outcome.cpu_total, "core-s", 3)),
        ("CPU of the quiet hall", _figure(outcome.idle_cores, "cores", 2)),
        ("receipts", str(outcome.receipts)),
        ("receipts in the record", f"{outcome.kept} of {outcome.receipts}"),
        ("attempts doubled", str(outcome.doubled)),
        ("“database is locked”", str(outcome.locked)),
        ("processes left over", "–" if outcome.orphans is None else str(outcome.orphans)),
        ("load average before, at the end", " ".join(f"{value:.2f}" for value in outcome.load)),
    ]


def _memory(outcome: Outcome) -> str:
    if outcome.memory is None:
        return "– (the server is not on this machine, or belongs to another user)"
    most = "at most " if outcome.worked is not None and outcome.worked.estimated else ""
    return f"{most}{outcome.memory / MEGABYTE:.1f} MB"


def _figure(value: float | None, unit: str, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f} {unit}"
