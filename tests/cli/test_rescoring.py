"""`promptward rescore` on the record of a server that runs."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from promptward.cli import app
from promptward.course import open_course
from promptward.errors import PromptwardError
from promptward.grading import grade
from promptward.settings import Settings
from promptward.store import Store, Submission

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
EXERCISE = "night-handover"
RESPONSE = {
    "text": "Soạn bản bàn giao ca đêm cho người bệnh sốt, kẻ bảng",
    "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": [],
}  # fmt: skip


@pytest.fixture
def changed(tmp_path):
    """The tiny course, whose check of the task knows one word more."""
    root = tmp_path / "changed"
    shutil.copytree(MINI, root)
    cues = root / "graders" / "cues.py"
    cues.write_text(cues.read_text(encoding="utf-8") + '\nTASK = (*TASK, "soạn")\n', encoding="utf-8")
    return root


@pytest.fixture
def served(tmp_path):
    """A record held open, as by a server, with one graded attempt."""
    store = Store.open(Settings(data_dir=tmp_path / "data"))

    async def fill() -> None:
        seat, _ = await store.create_seat("Lan", "nurse", "vi")
        receipt = await store.submit_attempt(
            Submission(seat.id, EXERCISE, "k" * 16, 0, "", RESPONSE, (), "nurse", "vi", "")
        )
        await store.add_grade(receipt.attempt, grade(open_course(MINI), EXERCISE, "nurse", RESPONSE))

    asyncio.run(fill())
    yield store
    store.close()


def run(tmp_path: Path, *arguments: str) -> str:
    options = ("rescore", *arguments, "--data-dir", str(tmp_path / "data"))
    result = CliRunner().invoke(app, options, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_change_is_shown_then_applied_then_done(tmp_path, served, changed):
    course = ("--course", str(changed))
    shown = run(tmp_path, EXERCISE, *course)
    assert "task missed → met" in shown
    assert "1 attempts from an earlier grader: 1 change" in shown
    assert "nothing was written" in shown
    (before,) = asyncio.run(served.graded_attempts())
    (record,) = json.loads(run(tmp_path, *course, "--apply", "--json"))
    assert (record["kept"], record["before"]["score"]) == (True, round(before.graded.grade.score, 2))
    (after,) = asyncio.run(served.graded_attempts())
    assert after.graded.grader_hash == open_course(changed).grader_hash(EXERCISE, "nurse")
    assert after.graded.grade.score > before.graded.grade.score
    assert run(tmp_path, *course, "--apply").startswith("0 attempts")


def test_an_unknown_exercise_is_told_before_the_record_is_opened(tmp_path):
    with pytest.raises(PromptwardError, match="did you mean night-handover"):
        run(tmp_path, "night-handovr", "--course", str(MINI))
    assert not (tmp_path / "data").exists()
