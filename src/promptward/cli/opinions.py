"""`promptward opinions`: where the judge and a check do not agree, for the instructor to look at."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from promptward.cli.record import Database, DataDir, Json, opened, settings_for

if TYPE_CHECKING:
    from promptward.settings import Settings

commands = typer.Typer()


@commands.command()
def opinions(
    exercise: Annotated[str | None, typer.Argument(help="One exercise's id; all when left out.")] = None,
    data_dir: DataDir = None,
    database: Database = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Agreements and unscored opinions too.")] = False,
    as_json: Json = False,
) -> None:
    """Show where the judge's second opinion differs from the check, which decides."""
    rows = asyncio.run(_rows(settings_for(data_dir, database), exercise))
    shown = [row for row in rows if every or row["differs"]]
    if as_json:
        print(json.dumps(shown, ensure_ascii=False))
        return
    for row in shown:
        print(_line(row))
    heard = sum(row["judge"] != "unscored" for row in rows)
    differ = sum(row["differs"] for row in rows)
    print(f"{heard} opinions, {differ} differ from the check, {len(rows) - heard} could not be had")


async def _rows(settings: Settings, exercise: str | None) -> list[dict[str, Any]]:
    """One row for each opinion in the newest grade of every attempt, oldest attempt first."""
    rows: list[dict[str, Any]] = []
    with opened(settings) as store:
        after = 0
        while page := await store.graded_attempts(after, exercise):
            after = page[-1].id
            for attempt in page:
                grade = attempt.graded.grade if attempt.graded else None
                where = {"attempt": attempt.id, "seat": attempt.seat, "exercise": attempt.exercise}
                said: Any = grade.details.get("judge", ()) if grade else ()
                rows += [where | {"number": attempt.number} | dict(row) for row in said]
    return rows


def _line(row: dict[str, Any]) -> str:
    who = f"{row['exercise']} · seat {row['seat'][:8]} · attempt {row['number']}"
    told = f"{who}: {row['criterion']}: check {row['check']}, judge {row['judge']}"
    told += f" ({row['why']})" if row["why"] else ""
    quotes = ", ".join(f"“{quote}”" for quote in row["evidence"])
    return ": ".join(filter(None, (told, quotes))) + (f" – {row['reason']}" if row["reason"] else "")
