"""`promptward rescore`: what a changed rubric or check does to the grades that were given."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from promptward.cli.record import Database, DataDir, Json, opened, settings_for

if TYPE_CHECKING:
    from promptward.course import Course
    from promptward.practice.rescoring import Rescored
    from promptward.settings import Settings

commands = typer.Typer()


@commands.command()
def rescore(
    exercise: Annotated[str | None, typer.Argument(help="One exercise's id; all when left out.")] = None,
    course: Annotated[Path | None, typer.Option(help="The course folder that is served.")] = None,
    data_dir: DataDir = None,
    database: Database = None,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Add the new grades; the old ones are kept.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what a changed rubric, key or check does to stored attempts; an instructor's score stands."""
    from promptward.course import open_course
    from promptward.grading.kinds import exercise_of
    from promptward.practice.rescoring import as_record, as_row

    served = open_course(course)
    if exercise is not None:
        exercise_of(served, exercise)
    found = asyncio.run(_rescored(settings_for(data_dir, database), served, exercise, apply=apply))
    if as_json:
        print(json.dumps([as_record(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        if each.changed or each.note:
            print(as_row(each))
    print(_summary(found, apply=apply))


async def _rescored(
    settings: Settings, course: Course, exercise: str | None, *, apply: bool
) -> list[Rescored]:
    from promptward.practice.rescoring import rescore as again
    from promptward.workers.pool import GraderPool

    with opened(settings) as store:
        pool = GraderPool(course.root, settings)
        try:
            async with aclosing(again(store, course, pool.grade, exercise, apply=apply)) as found:
                return [each async for each in found]
        finally:
            await pool.close()


def _summary(found: list[Rescored], *, apply: bool) -> str:
    changed = [each for each in found if each.changed]
    gained = sum(bool(each.after and each.after.passed and not _passed(each)) for each in changed)
    lost = sum(bool(each.after and not each.after.passed and _passed(each)) for each in changed)
    kept = sum(each.kept for each in found)
    told = f"{len(found)} attempts from an earlier grader: {len(changed)} change"
    told += f", {gained} newly pass, {lost} no longer pass" if changed else ""
    if apply:
        return f"{told}; {kept} new grades added, the old ones kept"
    return f"{told}; nothing was written, --apply adds the new grades" if found else told


def _passed(rescored: Rescored) -> bool:
    return rescored.before is not None and rescored.before.passed
