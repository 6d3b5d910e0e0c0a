"""The plain form: what is filled in becomes a response, what comes back is said line by line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from promptward.course import open_course
from promptward.course.views import public_view
from promptward.grading import grade
from promptward.grading.views import grade_view
from promptward.practice.sheets import sheet_view
from promptward.server.plain_fields import filled
from promptward.server.plain_form import BLANK, form_values, standing
from promptward.server.plain_slip import corrections, figures

CLAIMS, DATA, PROMPT = "spot-four-claims", "check-one-table", "night-handover"


@pytest.fixture(scope="module")
def shipped(root: Any) -> Any:
    return open_course(root)


@pytest.fixture(scope="module")
def sheet(shipped: Any) -> dict[str, Any]:
    return sheet_view(shipped.exercises[CLAIMS], "a seat")


def sent(**fields: str) -> dict[str, list[str]]:
    """Fields as a browser sends them; `__` stands for the hyphen."""
    return {name.replace("__", "-"): [value] for name, value in fields.items()}


def test_claims_take_both_passes_one_after_the_other(shipped: Any, sheet: Any) -> None:
    """The second page sends only what was flagged; what the first one sent stays."""
    view = public_view(shipped, CLAIMS)
    one, two = (claim["id"] for claim in sheet["claims"][:2])
    first = {f"verdict-{one}": ["wrong"], f"sure-{one}": ["85"], f"verdict-{two}": ["supported"]}
    after = filled(view, sheet, BLANK, first)
    excerpt = view["excerpts"][0]["id"]
    second = {f"source-{one}": [excerpt], f"action-{one}": ["correct"], f"source-{two}": [excerpt]}
    answers = filled(view, sheet, after, second)["answers"]
    assert answers == {
        "form": sheet["form"],
        "claims": {
            one: {"verdict": "wrong", "sure": 85, "source": excerpt, "action": "correct"},
            two: {"verdict": "supported"},
        },
        "omission": None,
    }


def test_answers_to_the_other_form_are_not_taken_over(shipped: Any, sheet: Any) -> None:
    """Twins never meet: an answer to the other wording says nothing about this one."""
    one = sheet["claims"][0]["id"]
    other = {"form": "b" if sheet["form"] == "a" else "a", "claims": {one: {"verdict": "wrong"}}}
    after = filled(public_view(shipped, CLAIMS), sheet, BLANK | {"answers": other}, {})
    assert after["answers"]["claims"] == {}


def test_flags_are_the_lines_that_name_a_row(shipped: Any) -> None:
    """Without a column the row is meant, `*` is the column, an empty line is none, the later one counts."""
    view = public_view(shipped, DATA)
    fields = sent(
        lines="5",
        row__0="3",
        trouble__0="missing",
        remedy__0="ask",
        row__1="*",
        column__1="rate",
        trouble__1="type_or_unit",
        column__2="rate",
        trouble__2="missing",
        row__3="3",
        trouble__3="duplicate",
        row__4="*",
    )
    flags = filled(view, None, BLANK, fields)["answers"]["flags"]
    assert flags == [
        {"row": "3", "column": None, "trouble": "duplicate", "remedy": None},
        {"row": None, "column": "rate", "trouble": "type_or_unit", "remedy": None},
    ]
    assert filled(view, None, BLANK | {"answers": {"flags": flags}}, {})["answers"]["flags"] == flags


@pytest.mark.parametrize("lines", ["-1", "9" * 9, "x", "²"])
def test_a_count_of_lines_that_nobody_sent_is_harmless(shipped: Any, lines: str) -> None:
    """A forged form costs as much as an honest one."""
    assert filled(public_view(shipped, DATA), None, BLANK, {"lines": [lines]})["answers"]["flags"] == []


def test_a_prompt_keeps_what_the_form_does_not_show(shipped: Any) -> None:
    """Without an answer to check, its marks are not wiped out; a tick taken away goes."""
    view = public_view(shipped, "doctor-dengue-handover")
    before = BLANK | {"reply": "r", "marks": {"s1": "wrong"}, "ticks": ["task"]}
    after = filled(view, None, before, sent(text="a\r\nb", ticks="shown"))
    assert (after["text"], after["marks"], after["ticks"]) == ("a\nb", {"s1": "wrong"}, [])
    marked = filled(view, None, before, sent(reply="r", mark__s1="", mark__s2="no_source"))
    assert marked["marks"] == {"s2": "no_source"}


def test_work_goes_on_from_the_draft_else_from_the_last_attempt() -> None:
    draft = {"response": {"text": "new"}, "rev": 3}
    attempts = [{"response": {"text": "old"}}]
    assert standing({"draft": draft, "attempts": attempts}) == (BLANK | {"text": "new"}, 3)
    assert standing({"draft": None, "attempts": attempts}) == (BLANK | {"text": "old"}, 0)
    assert standing({}) == (BLANK, 0)


def test_the_marks_of_another_answer_are_not_shown(shipped: Any) -> None:
    turn = {"status": "done", "reply": {"id": "two", "sentences": []}}
    draft = {"response": {"reply": "one", "marks": {"s1": "wrong"}}, "rev": 1}
    values = form_values(
        public_view(shipped, "doctor-dengue-handover"), {"draft": draft, "turns": [turn]}, "vi"
    )
    assert values["marks"] == {}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("verdict", ["supported", "wrong", "unsettled", None])
def test_no_wrong_claim_without_its_correction(shipped: Any, sheet: Any, lang: str, verdict: str) -> None:
    """Every earlier wording on the slip stands behind its label and beside what is right."""
    given = {claim["id"]: {"verdict": verdict} for claim in sheet["claims"]} if verdict else {}
    graded = grade(shipped, CLAIMS, "nurse", {"answers": {"form": sheet["form"], "claims": given}})
    view, shown = public_view(shipped, CLAIMS), grade_view(graded, lang)
    sections = corrections(view, {"sheet": sheet}, shown, lang)
    lines = [line for _, found in sections for line in found]
    assert len(lines) >= len(sheet["claims"])
    assert all(line.word and (line.right or line.earlier) for line in lines)
    assert all(line.label and line.right for line in lines if line.earlier)
    assert figures("claims", shown, lang).endswith(".")


@pytest.mark.parametrize("flagged", [True, False])
def test_the_slip_of_a_table_names_problems_decoys_and_numbers(shipped: Any, flagged: bool) -> None:
    problem = shipped.exercises[DATA].problems[0]
    row = problem.rows[0] if problem.rows else None
    column = problem.columns[0] if problem.columns else None
    flag = {"row": row, "column": column, "trouble": problem.trouble, "remedy": problem.remedies[0]}
    answers = {"flags": [flag] if flagged else []}
    shown = grade_view(grade(shipped, DATA, "nurse", {"answers": answers}), "vi")
    sections = dict(corrections(public_view(shipped, DATA), {}, shown, "vi"))
    first = sections["Các vấn đề trong bảng"][0]
    assert (first.tone == "found") == flagged
    assert first.right == problem.text.vi
    assert len(sections) >= 2


def test_a_name_stops_a_text_until_it_is_declared_no_personal_data(trainee: Any) -> None:
    """The refusal keeps what was filled in and offers the way out; a second try is refused like the first."""
    page = trainee.get(f"plain/{PROMPT}").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    name = "Bệnh nhân Lò Văn Păn, 34 tuổi, đau bụng."
    sent_twice = [trainee.form(f"plain/{PROMPT}", text=name, do="send", key=key[1]) for _ in range(2)]
    for answer in sent_twice:
        assert answer.status_code == 400
        assert 'name="kept" value="Lò Văn Păn"' in answer.text
        assert name in answer.text
    kept = trainee.form(f"plain/{PROMPT}", text=name, do="send", kept="Lò Văn Păn")
    assert kept.status_code == 303
    assert "look=form#reply" in kept.headers["location"]
