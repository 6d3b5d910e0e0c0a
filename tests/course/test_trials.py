"""Checks are tried on scenarios within limits of time, and only where somebody asked for it."""

from __future__ import annotations

import signal
import time

import pytest

from promptward.course import open_course, trials
from promptward.course.course import read_course
from promptward.errors import CourseError

CHECKS = "graders/checks.py"
BODY = "return _first(prompt, FORMAT)"


@pytest.mark.parametrize(
    "body", ["while True: pass", "re.match('(a+)+b', 'a' * 50)", "import time; time.sleep(99)"]
)
def test_a_check_that_never_ends_is_stopped_and_told_once(folder, monkeypatch, body):
    monkeypatch.setattr(trials, "SECONDS", 0.2)
    folder.edit(CHECKS, BODY, body)
    before = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0
    begun = time.monotonic()
    problems, course = read_course(folder.root)
    assert time.monotonic() - begun < 2
    assert course is not None
    assert [(problem.file, problem.severity) for problem in problems] == [(CHECKS, "should")]
    assert "states_format still busy" in problems[0].found
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0) == before


def test_a_grading_worker_opens_a_course_without_running_its_checks(folder):
    folder.edit(CHECKS, BODY, "while True: pass")
    assert open_course(folder.root)


def test_a_cue_is_told_with_its_words_in_each_language(folder):
    folder.edit("exercises/night-handover.yaml", "had 38.5", "in a table, had 38.5")
    with pytest.raises(CourseError, match=r"words that meet 'format' by themselves: 'table'") as caught:
        open_course(folder.root, try_checks=True)
    assert [problem.where for problem in caught.value.problems] == ["scenario.en"]


def test_a_scenario_may_name_a_task_and_its_people(folder):
    folder.edit("exercises/night-handover.yaml", "sốt 38,5", "cần viết bàn giao, sốt 38,5")
    assert open_course(folder.root, try_checks=True)
