"""A changed rubric or check is shown on stored attempts first, and kept beside the old grade when told to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from promptward.course import Course, open_course
from promptward.findings import Grade, Outcome
from promptward.grading import grade
from promptward.grading.judge import opinions_in, with_opinions
from promptward.grading.kinds import ungraded
from promptward.grading.opinions import Opinion
from promptward.practice.rescoring import Rescored, as_record, as_row, rescore
from promptward.settings import Settings
from promptward.store import Store, Submission

EXERCISE = "night-handover"
TEXT = "Soạn bản bàn giao ca đêm cho người bệnh sốt, kẻ bảng"


@pytest.fixture
def changed(course: Course, tmp_path: Path) -> Course:
    """The same course, whose check of the task knows one word more."""
    root = tmp_path / "changed"
    shutil.copytree(course.root, root)
    cues = root / "graders" / "cues.py"
    cues.write_text(cues.read_text(encoding="utf-8") + '\nTASK = (*TASK, "soạn")\n', encoding="utf-8")
    return open_course(root)


def grader(course: Course) -> Callable[..., Any]:
    async def graded(exercise: str, role: str, response: Any, spans: Any) -> Grade:
        return grade(course, exercise, role, response, masked=spans)

    return graded


async def submitted(store: Store, course: Course, text: str = TEXT, **changes: Any) -> int:
    """An attempt in the record, graded by `course`."""
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    response = {"text": text, "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}
    given = {"exercise": EXERCISE, "masked": ({"kind": "phone", "start": 0, "end": 3},)} | changes
    submission = Submission(
        seat=seat.id, key="k" * 16, base_rev=0, device="", response=response, role="nurse", lang="vi",
        exercise_digest="", **given,
    )  # fmt: skip
    attempt = (await store.submit_attempt(submission)).attempt
    await store.add_grade(
        attempt,
        replace(grade(course, EXERCISE, "nurse", response, masked=["phone"]), exercise=given["exercise"]),
    )
    return attempt


async def anew(store: Store, course: Course, *args: Any, **options: Any) -> list[Rescored]:
    return [each async for each in rescore(store, course, grader(course), *args, **options)]


def rows(settings: Settings, question: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(settings.data_dir / "promptward.sqlite3") as connection:
        return connection.execute(question).fetchall()


async def test_grades_of_the_same_grader_are_left_alone(store, course):
    await submitted(store, course)
    assert await anew(store, course, apply=True) == []


async def test_before_and_after_are_shown_and_nothing_is_written(store, course, changed, settings):
    await submitted(store, course)
    (found,) = await anew(store, changed)
    assert found.criteria == (("task", "missed", "met"),)
    assert found.after.score > found.before.score
    assert found.after.grader_hash == changed.grader_hash(EXERCISE, "nurse")
    assert found.after.details["masked"] == ["phone"]
    assert (found.changed, found.kept) == (True, False)
    assert len(rows(settings, "select * from grades")) == 1


async def test_applied_grades_are_added_and_the_old_ones_kept(store, course, changed, settings):
    attempt = await submitted(store, course)
    (before,) = rows(settings, "select * from grades")
    (found,) = await anew(store, changed, apply=True)
    assert found.kept
    old, new = rows(settings, "select * from grades order by id")
    assert old == before
    assert new[3] == changed.grader_hash(EXERCISE, "nurse")
    (newest,) = await store.graded_attempts()
    assert (newest.id, newest.graded.grade) == (attempt, found.after)
    assert await anew(store, changed, apply=True) == []


async def test_an_instructors_score_is_shown_and_never_touched(store, course, changed, settings):
    attempt = await submitted(store, course)
    scored = (
        "insert into overrides (attempt, score, reason, created_at) values (?, ?, '', '2026-01-01 08:00:00')"
    )
    with sqlite3.connect(settings.data_dir / "promptward.sqlite3") as connection:
        connection.executemany(scored, [(attempt, 40), (attempt, 88)])
    before = rows(settings, "select * from overrides")
    (found,) = await anew(store, changed, apply=True)
    assert found.by_person == 88
    assert "the instructor's 88 stands" in as_row(found)
    assert rows(settings, "select * from overrides") == before
    assert await store.scores_by_people([attempt]) == {attempt: 88}


async def test_what_nobody_has_graded_yet_is_left_to_the_server(store, course, changed):
    seat, _ = await store.create_seat("Lan", "nurse", "vi")
    response = {"text": TEXT, "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}
    await store.submit_attempt(
        Submission(seat.id, EXERCISE, "k" * 16, 0, "", response, (), "nurse", "vi", "")
    )
    assert await anew(store, changed, apply=True) == []


async def test_what_could_not_be_graded_then_is_graded_now(store, course, changed):
    attempt = await submitted(store, course)
    await store.add_unscored(attempt, "TimeoutError")
    (found,) = await anew(store, changed, apply=True)
    assert found.before is None
    assert (found.changed, found.kept) == (True, True)


async def test_a_grader_that_is_lost_takes_no_grade_away(store, course, changed, settings):
    await submitted(store, course)

    async def lost(exercise: str, role: str, response: Any, spans: Any) -> Grade:
        return ungraded(changed, exercise, role, response)

    (found,) = [each async for each in rescore(store, changed, lost, apply=True)]
    assert (found.after, found.changed, found.kept) == (None, False, False)
    assert "could not be judged" in as_row(found)
    assert len(rows(settings, "select * from grades")) == 1


async def test_an_exercise_that_has_left_the_course_keeps_its_grades(store, course, settings):
    await submitted(store, course, exercise="gone")
    (found,) = await anew(store, course, apply=True)
    assert "no such exercise any more" in as_row(found)
    assert len(rows(settings, "select * from grades")) == 1


async def test_one_exercise_can_be_chosen(store, course, changed):
    await submitted(store, course)
    await submitted(store, course, exercise="gone")
    assert len(await anew(store, changed, EXERCISE)) == 1
    assert len(await anew(store, changed)) == 2


async def test_every_attempt_is_seen_however_many_there_are(store, course, changed, monkeypatch):
    monkeypatch.setattr("promptward.practice.rescoring.PAGE", 2)
    made = [await submitted(store, course) for _ in range(5)]
    assert [each.attempt.id for each in await anew(store, changed, apply=True)] == made


async def test_what_is_printed_holds_neither_answer_nor_name(store, course, changed):
    await submitted(store, course)
    (found,) = await anew(store, changed)
    assert as_record(found)["criteria"] == [{"criterion": "task", "before": "missed", "after": "met"}]
    for shown in (as_row(found), str(as_record(found))):
        assert "task" in shown
        assert "Soạn" not in shown
        assert "Lan" not in shown


async def test_a_judges_opinions_are_carried_over(store, course, changed):
    """The response is the same; no model has to be asked again."""
    attempt = await submitted(store, course)
    (before,) = await store.graded_attempts()
    opinion = Opinion("task", Outcome.MET, ("Soạn",), "Nêu việc.")
    rubric = course.rubric_for(EXERCISE, "nurse")
    await store.add_grade(attempt, with_opinions(before.graded.grade, rubric, [opinion]))
    (found,) = await anew(store, changed, apply=True)
    assert found.before.details["disagreements"] == ["task"]
    assert found.after.details["disagreements"] == []
    assert opinions_in(found.after) == (opinion,)
