"""`promptward opinions` shows an instructor where judge and check differ."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from promptward.cli import app
from promptward.course import open_course
from promptward.findings import Outcome
from promptward.grading import grade
from promptward.grading.judge import with_opinions
from promptward.grading.opinions import Opinion, unscored
from promptward.settings import Settings
from promptward.store import Store, Submission

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
EXERCISE = "night-handover"
RESPONSE: dict[str, Any] = {
    "text": "Bàn giao ca đêm", "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": [],
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A record with one attempt that a judge has read."""
    course, folder = open_course(MINI), tmp_path / "data"
    store = Store.open(Settings(data_dir=folder))

    async def fill() -> None:
        seat, _ = await store.create_seat("Lan", "nurse", "vi")
        receipt = await store.submit_attempt(
            Submission(seat.id, EXERCISE, "k" * 16, 0, "", RESPONSE, (), "nurse", "vi", "")
        )
        plain = grade(course, EXERCISE, "nurse", RESPONSE)
        said = [Opinion("task", Outcome.MET, ("Bàn giao",), "Nêu việc."), unscored("format", "failed")]
        rubric = course.rubric_for(EXERCISE, "nurse")
        await store.add_grade(receipt.attempt, with_opinions(plain, rubric, said))

    asyncio.run(fill())
    store.close()
    return folder


def run(data: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["opinions", *options, "--data-dir", str(data)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_disagreement_is_shown_with_its_quote_and_no_name(data: Path) -> None:
    shown = run(data)
    assert "task: check missed, judge met: “Bàn giao” – Nêu việc." in shown
    assert "1 opinions, 1 differ from the check, 1 could not be had" in shown
    assert "Lan" not in shown
    assert "format" not in shown
    assert "format: check missed, judge unscored (failed)" in run(data, "--all")


def test_programs_get_json(data: Path) -> None:
    (row,) = json.loads(run(data, EXERCISE, "--json"))
    assert (row["criterion"], row["check"], row["judge"], row["counts"]) == ("task", "missed", "met", False)
