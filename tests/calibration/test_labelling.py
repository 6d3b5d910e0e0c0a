"""Labels are what an exercise would find; spans are places of the text as given."""

from __future__ import annotations

import unicodedata

import pytest

from promptward.calibration.labelling import (
    checks_by_criterion,
    identifiers_of,
    label_lines,
    labels,
    verdicts,
)
from promptward.calibration.lines import as_lines
from promptward.course import open_course
from promptward.errors import PromptwardError
from promptward.findings import Outcome
from promptward.grading import grade

PROMPT = "Viết bàn giao ca cho điều dưỡng, người bệnh sốt, kẻ bảng. Số 000199012345"


def test_every_criterion_of_the_shipped_course_is_labelled_by_the_check_its_rubrics_ask():
    course = open_course()
    asked = checks_by_criterion(course)
    assert list(asked) == list(course.criteria)
    assert len(asked) == 11
    for rubric in course.rubrics.values():
        assert {one.id: one.check for one in (*rubric.criteria, *rubric.gates)}.items() <= asked.items()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_labels_are_the_findings_of_an_exercise(course, form):
    text = unicodedata.normalize(form, PROMPT)
    given = grade(course, "night-handover", "nurse", {"text": text})
    found = {
        each.criterion: each.outcome is Outcome.MET
        for each in given.findings
        if each.part == "prompt" and each.criterion in course.criteria
    }
    row = label_lines(course, as_lines([{"id": "a", "lang": "vi", "text": text}]), "f")[0][0]
    assert row == {"id": "a", "labels": {"task": True, "format": True, "identifiers": True}}
    assert {name: row["labels"][name] for name in found} == found


def test_what_a_check_cannot_judge_is_counted_aloud(folder, course):
    checks = folder / "graders" / "checks.py"
    broken = checks.read_text(encoding="utf-8").replace("return _first(prompt, FORMAT)", "raise RuntimeError")
    checks.write_text(broken, encoding="utf-8")
    rows, unscored = label_lines(open_course(folder), as_lines([{"id": "a", "text": PROMPT}]), "f")
    assert (rows[0]["labels"]["format"], unscored) == (False, 1)
    assert verdicts(open_course(folder), PROMPT)["format"].outcome is Outcome.UNSCORED
    assert labels(verdicts(course, PROMPT))["format"]


def test_a_text_too_long_for_an_exercise_is_refused_here_too(course):
    raw = as_lines([{"id": "a", "text": "x"}, {"id": "b", "text": "x" * 20_001}])
    with pytest.raises(PromptwardError, match="f:2: 'text'"):
        label_lines(course, raw, "f")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spans_count_characters_of_the_text_as_given(form):
    text = unicodedata.normalize(form, "Người bệnh Nguyễn Thị Hà, điện thoại 0900 000 217, sốt")
    (row,) = identifiers_of(as_lines([{"id": 1, "text": text}]), "f")
    found = {span["kind"]: text[span["start"] : span["end"]] for span in row["spans"]}
    assert found["phone"] == "0900 000 217"
    assert unicodedata.normalize("NFC", found["name"]) == "Nguyễn Thị Hà"
    assert all(span.keys() == {"kind", "start", "end"} for span in row["spans"])
