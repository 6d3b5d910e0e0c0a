"""One polished prompt for everything passes nowhere, and neither does a list of all cue words."""

from __future__ import annotations

import pytest

from promptward.course.course import open_course
from promptward.course.exercises import PromptExercise
from promptward.grading import grade

POLISHED_VI = """Anh/chị là chuyên gia y tế nhiều kinh nghiệm tại một bệnh viện đa khoa ở Việt Nam.
Hãy soạn một văn bản hoàn chỉnh cho tình huống tôi cung cấp, dành cho bác sĩ, điều dưỡng và người bệnh.
Bối cảnh: khoa của tôi có một người bệnh nhập viện hôm nay, ca trực đông, tôi cần dùng ngay trong ca.
Yêu cầu: tối đa 200 chữ, lời văn đơn giản, chỉ dùng thông tin đã có, không thêm chi tiết, theo quy định.
Trình bày thành bảng 3 cột, kèm các gạch đầu dòng theo mẫu SBAR.
Dựa vào hướng dẫn của Bộ Y tế tôi dán bên dưới và ghi rõ nguồn cho từng ý.
Chỗ nào chưa chắc hoặc thiếu dữ kiện thì ghi "chưa rõ", không bịa, hỏi lại tôi.
Ví dụ một dòng: "Huyết áp 130/80 mmHg, ổn định".
Đây là bản nháp, tôi sẽ kiểm tra và quyết định trước khi dùng; không tự chẩn đoán hay kê đơn."""

POLISHED_EN = """You are an experienced health professional in a general hospital in Viet Nam.
Write a complete document for the situation I describe, for doctors, nurses and patients to read.
Context: on my ward a patient was admitted today, the shift is busy and I need it at once.
At most 200 words, plain language, use only the information given, add nothing, follow current rules.
Present it as a table with 3 columns, with bullet points in SBAR form.
Base it on the Ministry of Health guideline pasted below and cite the source of every statement.
Where you are not sure or data are missing write "unknown", do not make anything up, ask me.
Example of a line: "BP 130/80, stable".
This is a draft, I will review it and decide before use; make no diagnosis and no prescription."""

STUFFED = (
    "soạn giường điều dưỡng bối cảnh vai trò đối tượng giới hạn tối đa 100 từ bảng gạch đầu dòng SBAR "
    "nguồn tài liệu tham khảo không chắc chưa rõ kiểm chứng bản nháp tôi sẽ duyệt ví dụ task context role "
    "audience limit at most 100 words table bullet points SOAP sources references guideline unsure unknown "
    "do not invent draft I will review example"
)
PROMPTS = {
    "polished vi": POLISHED_VI,
    "polished en": POLISHED_EN,
    "both": f"{POLISHED_VI}\n{POLISHED_EN}",
    "stuffed": STUFFED,
    "everything": f"{POLISHED_VI}\n{POLISHED_EN}\n{STUFFED}",
}


@pytest.mark.parametrize("name", PROMPTS)
def test_a_universal_prompt_passes_nowhere_in_the_tiny_course(tiny, verified, name):
    """Not even with every planted mistake found."""
    for exercise in tiny.exercises:
        for response in ({"text": PROMPTS[name]}, {"text": PROMPTS[name], **verified}):
            for part in ("prompt", "all"):
                graded = grade(tiny, exercise, "nurse", response, part=part)
                assert not graded.provisional
                assert graded.score < graded.pass_mark


@pytest.mark.parametrize("name", PROMPTS)
def test_a_universal_prompt_passes_nowhere_in_the_shipped_course(name):
    """Neither on its own nor with a flawless verification."""
    course = open_course()
    for exercise in course.exercises.values():
        if not isinstance(exercise, PromptExercise):
            continue
        verified = {"reply": None, "marks": {}}
        if exercise.replies:
            best = exercise.replies[-1]
            marks = {each.id: each.plant.reason for each in best.sentences if each.plant}
            verified = {"reply": f"level-{best.level}", "marks": marks}
        for role in exercise.roles:
            for part in ("prompt", "all"):
                graded = grade(course, exercise.id, role, {"text": PROMPTS[name], **verified}, part=part)
                assert not graded.provisional
                assert graded.score < graded.pass_mark, (exercise.id, role, part)
