"""What a trainee and the command line see of a grade."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from promptward.findings import Band, Outcome, unscored
from promptward.grading import grade
from promptward.grading.kinds import ungraded
from promptward.grading.views import grade_json, grade_text, grade_view, shown_score


@pytest.fixture
def view(tiny):
    def of(lang="vi", course=tiny, **response):
        return grade_view(grade(course, "handover", "nurse", response), lang)

    return of


def test_the_slip_is_json_in_one_language(view, good, verified):
    slips = {lang: view(lang, text=good, ticks=["task"], **verified) for lang in ("vi", "en")}
    assert json.loads(json.dumps(slips)) == slips
    assert slips["vi"]["findings"][2]["title"] == "Tiêu chí task"
    assert slips["en"]["findings"][2]["title"] == "Criterion task"
    assert slips["en"]["sentences"][1]["right"] == "Sentence s2."
    assert (slips["vi"]["score"], slips["vi"]["band"], slips["vi"]["mend_first"]) == (100, "good", None)
    assert [part["share"] for part in slips["vi"]["parts"]] == [45, 25, 30]


def test_what_was_good_quotes_the_words(view, good):
    rows = {row["criterion"]: row["evidence"] for row in view(text=good)["good"]}
    assert rows["format"] == ["bảng"]
    assert rows["fact-platelets"] == ["tiểu cầu còn 45"]
    assert "identifiers" not in rows


@pytest.mark.parametrize(
    ("score", "mark", "shown"),
    [
        (72.4, 70, 70),
        (72.5, 70, 75),
        (69.9, 70, 65),
        (70, 70, 70),
        (62, 62, 65),
        (61, 62, 60),
        (0, 70, 0),
        (100, 70, 100),
    ],
)
def test_the_shown_score_is_rounded_to_five_on_its_side_of_the_mark(tiny, score, mark, shown):
    graded = replace(grade(tiny, "drill", "nurse", {"text": "x"}), score=score, pass_mark=mark)
    assert shown_score(graded) == shown


def test_a_gate_is_mended_first(view, good, verified):
    assert view(text=f"{good} CCCD", **verified)["mend_first"]["criterion"] == "identifiers"


def test_nearly_names_the_criterion_that_decides(view, tiny):
    text = "Soạn cho điều dưỡng, giường 7, sốt xuất huyết, tiểu cầu còn 45, dị ứng penicilin. Kẻ bảng."
    slip = view(text=text, reply="level-1", marks={"s2": "wrong"})
    assert slip["band"] == "nearly"
    (decides,) = [row for row in slip["findings"] if row["deciding"]]
    assert decides["criterion"] == slip["mend_first"]["criterion"] == "fact-day"
    assert slip["mend_first"]["advice"]


def test_far_from_the_mark_what_brings_most_is_mended_first(view):
    slip = view(text="Kẻ bảng")
    assert slip["mend_first"]["criterion"] == "errors-found"
    assert not any(row["deciding"] for row in slip["findings"])


def test_ticks_stand_beside_findings(view, good, tiny):
    course = tiny.with_check("format", lambda prompt: unscored())
    rows = view(text=good.replace("tối đa", ""), ticks=["task", "constraints"], course=course)["ticks"]
    said = {row["criterion"]: (row["ticked"], row["met"]) for row in rows}
    assert said == {
        "task": (True, True),
        "context": (False, True),
        "audience": (False, True),
        "constraints": (True, False),
        "format": (False, None),
    }
    assert view(text=good)["ticks"] == []


def test_the_command_line_gets_exact_figures(tiny, good):
    printed = grade_json(grade(tiny, "handover", "nurse", {"text": good}, part="prompt"), "en")
    assert json.loads(json.dumps(printed)) == printed
    assert {
        "exercise",
        "role",
        "score",
        "pass_mark",
        "passed",
        "provisional",
        "band",
        "parts",
        "findings",
        "gates",
    } == set(printed)
    assert printed["parts"] == {
        "prompt": {"score": 100, "share": 64.29},
        "facts": {"score": 100, "share": 35.71},
    }
    keys = {"criterion", "outcome", "points", "possible", "evidence", "advice", "gate", "optional"}
    assert all(set(row) == keys for row in printed["findings"])


def test_an_attempt_nobody_could_grade_says_so(tiny, good):
    graded = ungraded(tiny, "handover", "nurse", {"text": good})
    assert {each.outcome for each in graded.findings} == {Outcome.UNSCORED}
    assert (graded.passed, graded.provisional, graded.band, graded.gates) == (False, True, Band.AGAIN, ())
    assert all(each.score is None for each in graded.parts)
    assert {each["outcome"] for each in grade_view(graded, "vi")["findings"]} == {"unscored"}


def test_people_at_a_command_line_read_score_evidence_and_advice(tiny, good):
    text = grade_text(
        grade(tiny, "handover", "nurse", {"text": good.replace("tối đa", "")}, part="prompt"), "en"
    )
    assert text.startswith("87 / 100, pass mark 70: good")
    assert "met       20/20    Criterion format · “bảng”" in text
    assert "missed    0/20     Criterion constraints · Add constraints" in text
    assert "clear              Criterion identifiers (gate)" in text
    assert "examples" not in text
