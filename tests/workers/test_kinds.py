"""Claims and tables are graded in a worker as they are here, pandas and all its memory included."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptward.course import open_course
from promptward.grading import grade
from promptward.settings import Settings
from promptward.workers import GraderPool

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"
ANSWERS = {
    "house-rules": {
        "form": "b",
        "claims": {
            "return": {"verdict": "wrong", "source": "keys"},
            "lift": {"verdict": "supported"},
            "seats": {"verdict": "supported", "sure": 97},
            "windows": {"verdict": "supported"},
        },
    },
    "room-log": {"flags": [{"row": "r03", "column": "temperature"}], "numbers": {"mean": "26,05"}},
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_a_worker_gives_the_grade_that_grading_gives(tmp_path, name):
    response = {"answers": ANSWERS[name]}
    pool = GraderPool(KINDS, Settings(data_dir=tmp_path, grade_workers=1))
    try:
        given = await pool.grade(name, "nurse", response)
    finally:
        await pool.close()
    assert given == grade(open_course(KINDS), name, "nurse", response)
    assert given.score > 0
