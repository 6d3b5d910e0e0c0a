"""`promptward check` speaks to people and to programs, and says what it did not look at."""

from __future__ import annotations

import json

from promptward.course.report import NOT_CHECKED, as_json, as_text, check_course

EXERCISE = "exercises/night-handover.yaml"


def test_a_good_course_is_counted(folder):
    assert as_text(*check_course(folder.root)).splitlines() == [
        "The course opens: 1 exercise, 1 rubric, 3 criteria, 3 checks.",
        NOT_CHECKED,
    ]


def test_a_person_reads_every_problem_on_its_line(folder):
    folder.edit(EXERCISE, "minutes: 5", "minuts: 5")
    told = "found the unknown key 'minuts'; expected a known key; did you mean minutes or hints?"
    assert as_text(*check_course(folder.root)).splitlines() == [
        f"must: {EXERCISE}:6: {told}",
        "The course does not open: 1 problem must be mended.",
        NOT_CHECKED,
    ]


def test_a_remark_is_printed_and_stops_nobody(folder):
    folder.edit(EXERCISE, "review_by: 2999", "review_by: 1999")
    lines = as_text(*check_course(folder.root)).splitlines()
    assert lines[0].startswith(f"should: {EXERCISE}:10 (review_by): found review_by 1999-12-31")
    assert lines[1] == "The course opens: 1 exercise, 1 rubric, 3 criteria, 3 checks, 1 remark."


def test_the_last_line_says_what_nobody_checked(folder):
    last = as_text(*check_course(folder.root)).splitlines()[-1]
    assert all(word in last for word in ("medicine", "fair", "hard"))


def test_a_program_reads_the_same(folder):
    folder.edit(EXERCISE, "[task, format]", "[task, formt]")
    assert json.loads(as_json(*check_course(folder.root))) == {
        "ok": False,
        "problems": [
            {
                "file": EXERCISE,
                "line": folder.line(EXERCISE, "expected"),
                "found": "the unknown criterion 'formt'",
                "expected": "a criterion that exists",
                "matches": ["format"],
                "where": "criteria.expected[2]",
                "severity": "must",
            }
        ],
    }


def test_a_good_course_has_nothing_to_report_to_a_program(folder):
    assert json.loads(as_json(*check_course(folder.root))) == {"ok": True, "problems": []}
