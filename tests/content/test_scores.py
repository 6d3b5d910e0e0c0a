"""What the shipped rubrics make of weak, passing, excellent, borrowed and one-size-fits-all prompts."""

from __future__ import annotations

import pytest

from promptward.course import Course
from promptward.course.exercises import ROLES, Anchor, PromptExercise

LEVELS = ("weak", "passing", "excellent")
MASKING = {"mask-this-note"}
"""Drills whose starter holds the invented identifiers: taking them out is the exercise."""
UNIVERSAL = {
    "vi": """
Đóng vai một chuyên gia y tế giàu kinh nghiệm. Dựa trên toàn bộ thông tin của tình huống, hãy soạn một
văn bản hoàn chỉnh cho đồng nghiệp tại khoa đang chăm sóc người bệnh. Trình bày thành bảng có tiêu đề và
gạch đầu dòng, tối đa 200 từ, lời lẽ dễ hiểu. Chỉ dùng tài liệu tôi dán kèm, theo hướng dẫn của Bộ Y tế,
mỗi ý ghi rõ lấy từ mục nào. Chỗ nào không chắc hoặc thiếu dữ liệu thì ghi "cần kiểm tra", tuyệt đối không
bịa. Ví dụ một dòng: "HA 130/80, ổn định". Đây là bản nháp, tôi sẽ kiểm tra lại và tự quyết định.
""",
    "en": """
Act as an experienced health professional. Using all the information of the situation, write a complete
document for my colleagues on the ward who look after the patient. Lay it out as a table with headings and
bullet points, no more than 200 words, in plain language. Rely only on the text I attach and on the Ministry
of Health's guideline, and give the section for each point. Mark whatever you are unsure of with "to be
verified", ask me for what is missing and never invent anything. Example of a line: "BP 130/80, stable".
This is a draft; I will review it and make every decision myself.
""",
    "vi-form": """
Em là nhân viên y tế, nhờ AI viết giúp nội dung phục vụ công việc ở khoa. Vai trò của AI: trợ lý chuyên môn.
Người đọc: lãnh đạo, đồng nghiệp và người bệnh. Định dạng: 5 mục đánh số, mỗi mục 2 gạch đầu dòng.
Giới hạn: dưới 150 chữ, giọng trang trọng. Không tự suy đoán, thiếu gì hỏi lại em. Bản này chỉ để tham khảo,
em sẽ rà soát và chịu trách nhiệm trước khi gửi.
""",
}


def prompt_score(grade) -> float:
    return next(part.score for part in grade.parts if part.id == "prompt")


def anchor_of(exercise: PromptExercise, level: str, lang: str) -> Anchor:
    return next(each for each in exercise.anchors if (each.level, each.lang) == (level, lang))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("level", LEVELS)
def test_an_anchor_gets_the_score_its_author_gave(graded, exercise: PromptExercise, level: str, lang: str):
    anchor = anchor_of(exercise, level, lang)
    grade = graded(exercise, anchor.text)
    assert anchor.low <= grade.score <= anchor.high, explain(grade)
    assert grade.gates == ()
    assert not grade.provisional
    assert len(anchor.text.split()) >= 40
    if level == "weak":
        assert grade.score < grade.pass_mark
        assert "task" in met(grade), explain(grade)  # it is on topic, and still not good
    elif level == "passing":
        assert grade.passed
    else:
        assert prompt_score(grade) >= 90, explain(grade)


def met(grade) -> set[str]:
    return {each.criterion for each in grade.findings if each.outcome.value == "met"}


def explain(grade) -> str:
    return "; ".join(
        f"{each.criterion}={each.outcome.value}" for each in grade.findings if each.possible or each.gate
    )


def test_every_exercise_has_three_anchors_in_both_languages(exercise: PromptExercise):
    assert sorted((each.level, each.lang) for each in exercise.anchors) == sorted(
        (level, lang) for level in LEVELS for lang in ("en", "vi")
    )


def test_twins_in_two_languages_score_within_five_points(graded, exercise: PromptExercise):
    for level in LEVELS:
        vi, en = (graded(exercise, anchor_of(exercise, level, lang).text) for lang in ("vi", "en"))
        assert abs(vi.score - en.score) <= 5, (level, explain(vi), explain(en))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_model_answers_are_excellent_in_their_writers_own_words(graded, exercise: PromptExercise, lang: str):
    lengths = [len(answer.get(lang).split()) for answer in exercise.model_answers]
    assert len(lengths) == 2
    assert lengths[0] * 1.5 < lengths[1]  # a short good one and a long one
    for answer in exercise.model_answers:
        grade = graded(exercise, answer.get(lang), own_words=True)
        assert prompt_score(grade) >= 90, explain(grade)
        assert grade.score >= 90, explain(grade)
        assert set(exercise.criteria.expected) <= met(grade), explain(grade)
        assert {f"fact-{fact.id}" for fact in exercise.facts} <= met(grade), explain(grade)
        assert grade.gates == ()


def test_a_model_answer_pasted_back_does_not_pass(graded, exercise: PromptExercise):
    for answer in exercise.model_answers:
        for lang in ("vi", "en"):
            assert not graded(exercise, answer.get(lang)).passed


def test_the_starter_needs_mending_and_breaks_no_gate_but_where_masking_is_the_task(
    graded, exercise: PromptExercise
):
    for lang in ("vi", "en"):
        grade = graded(exercise, exercise.starter.get(lang))
        assert grade.score < grade.pass_mark - 10
        assert grade.gates == (("identifiers",) if exercise.id in MASKING else ())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("universal", UNIVERSAL, ids=["vi", "en", "vi-form"])
def test_one_polished_universal_prompt_passes_nowhere(
    graded, exercise: PromptExercise, role: str, universal: str
):
    grade = graded(exercise, universal, role=role)
    assert not grade.passed
    assert prompt_score(grade) < grade.pass_mark
    assert not {"task", "context"} & met(grade)


def test_words_of_the_topic_do_not_lift_a_universal_prompt_over_the_mark(graded, exercise: PromptExercise):
    for universal in UNIVERSAL.values():
        grade = graded(exercise, f"{universal}\n{', '.join(exercise.topic.terms)}.")
        assert {"constraints", "uncertainty", "task"} <= met(grade), explain(grade)
        assert not grade.passed


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_copying_an_identifier_of_the_scenario_closes_the_gate(graded, exercise: PromptExercise, lang: str):
    best = anchor_of(exercise, "excellent", lang).text
    for identifier in exercise.invented:
        grade = graded(exercise, f"{best}\n{identifier.text}")
        assert grade.gates == ("identifiers",)
        assert not grade.passed


def test_an_allergy_carried_wrongly_is_worse_than_left_out(course: Course, graded):
    exercise = course.exercises["doctor-dengue-handover"]
    best = anchor_of(exercise, "excellent", "vi").text
    left_out = best.replace("Dị ứng thuốc penicilin. ", "")
    wrong = best.replace("Dị ứng thuốc penicilin", "Không dị ứng thuốc")
    assert best != left_out != wrong
    assert graded(exercise, best).score > graded(exercise, left_out).score > graded(exercise, wrong).score


def test_every_role_weighs_the_criteria_in_its_own_way_and_says_why(course: Course):
    rubrics = {role: course.rubrics[role, "prompt"] for role in ROLES}
    weights = {
        role: tuple((each.id, each.points) for each in rubric.criteria) for role, rubric in rubrics.items()
    }
    assert len(set(weights.values())) == len(ROLES)
    for rubric in rubrics.values():
        assert {each.id for each in rubric.criteria} == {c.id for c in course.criteria.values() if not c.gate}
        assert {each.id for each in rubric.gates} == {c.id for c in course.criteria.values() if c.gate}
        assert len({each.points for each in rubric.criteria}) >= 5
        assert len({each.reason.vi for each in rubric.criteria}) == len(rubric.criteria)
        reasons = (rubric.pass_mark_reason, *(each.reason for each in (*rubric.criteria, *rubric.gates)))
        assert all(each.vi and each.en for each in reasons)


@pytest.mark.parametrize("role", ROLES)
def test_without_task_and_context_the_points_stay_below_the_pass_mark(course: Course, role: str):
    rubric = course.rubrics[role, "prompt"]
    points = {each.id: each.points for each in rubric.criteria}
    whole = sum(points.values())
    assert 100 * (whole - points["task"] - points["context"]) / whole < rubric.pass_mark - 3


def test_a_doctor_who_drops_both_safety_habits_does_not_pass(course: Course):
    rubric = course.rubrics["doctor", "prompt"]
    expected = course.exercises["doctor-dengue-handover"].criteria.expected
    points = {each.id: each.points for each in rubric.criteria if each.id in expected}
    kept = sum(points.values()) - points["uncertainty"] - points["human_review"]
    assert 100 * kept / sum(points.values()) < rubric.pass_mark
