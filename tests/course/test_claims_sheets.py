"""A claims exercise opens only when both of its sheets are fair; every way to break one is told by line."""

from __future__ import annotations

from datetime import date

import pytest

from promptward.course import open_course
from promptward.course.course import read_course
from promptward.errors import CourseError

FILE = "exercises/house-rules.yaml"
CLEAN = "exercises/house-rules-clean.yaml"
SETTLED = "settled_by: [keys]\n"
RIGHT = "    - {id: lost-key, text: {vi: Mất chìa khóa thì báo bảo vệ., en: A lost key is told to the guard.}"
UNSETTLED_B = "Phòng B2 cho phép uống cà phê., en: Room B2 allows coffee.}"

# name: (file, words to replace, new words, words of the line complained about, words of the message)
EDITS = {
    "unknown source": (FILE, "source: rules", "source: rule", "source: rule", ["'rule'", "mean rules?"]),
    "unknown excerpt": (
        FILE,
        SETTLED,
        "settled_by: [kexs]\n",
        "settled_by: [kexs]",
        ["'kexs'", "mean keys?"],
    ),
    "settled by nothing": (FILE, SETTLED, "settled_by: []\n", "settled_by: []", ["no excerpt", "settles it"]),
    "an unsettled claim that is settled": (
        FILE,
        "    actions: [ask]",
        "    settled_by: [rooms]\n    actions: [ask]",
        "settled_by: [rooms]",
        ["none, as no form"],
    ),
    "no detail": (
        FILE,
        "      detail: {vi: 19 giờ, en: 7 pm}\n",
        "",
        "    b:",
        ["no detail"],
    ),
    "a detail that is not there": (
        FILE,
        "{vi: 19 giờ, en: 7 pm}",
        "{vi: 18 giờ, en: 7 pm}",
        "18 giờ",
        ["'18 giờ'", "word for word"],
    ),
    "a detail not in the English": (
        FILE,
        "{vi: 19 giờ, en: 7 pm}",
        "{vi: 19 giờ, en: 8 pm}",
        "8 pm",
        ["'8 pm'", "detail.en"],
    ),
    "a right detail that is not there": (
        FILE,
        "right_detail: {vi: 17",
        "right_detail: {vi: 16",
        "vi: 16",
        ["'16"],
    ),
    "a detail of what is right": (
        FILE,
        "en: Keys are returned by 5 pm.}, truth: supported}",
        "en: Keys are returned by 5 pm.}, truth: supported, detail: {vi: 17 giờ, en: 5 pm}}",
        "truth: supported, detail",
        ["a wrong detail in a supported wording"],
    ),
    "a wrong wording that is right": (
        FILE,
        "right: {vi: Chìa khóa phải trả trước 17 giờ.",
        "right: {vi: Chìa khóa trả trước 19 giờ.",
        "text: {vi: Chìa khóa trả trước 19",
        ["equal to `right`"],
    ),
    "one wording, two truths": (
        FILE,
        "b: {text: {vi: Lúc cháy không đi thang máy.",
        "b: {text: {vi: Lúc cháy nên đi thang máy cho nhanh.",
        "b: {text: {vi: Lúc cháy nên",
        ["the words of form a"],
    ),
    "twins on one sheet": (
        FILE,
        UNSETTLED_B,
        "Chìa khóa trả trước 18 giờ., en: Keys are returned by 6 pm.}",
        "trước 18 giờ",
        ["nearly the words of line", "in form b"],
    ),
    "the same claim twice": (FILE, "- id: lift", "- id: return # again", "# again", ["'return' again"]),
    "no right choice": (FILE, ", right: true}", "}", "choices:", ["0 right choices", "exactly one"]),
    "two right choices": (
        FILE,
        "en: The colour of the walls.}",
        "en: The colour of the walls.}, right: true",
        "choices:",
        ["2 right choices"],
    ),
    "nobody may say that nothing is missing": (FILE, "{id: nothing", "{id: none", "choices:", ["'nothing'"]),
    "one choice twice": (FILE, "vi: Người viết nội quy.", "vi: Màu sơn của tường.", "id: author", ["again"]),
    "an error on a clean sheet": (
        CLEAN,
        'en: "The gate opens at six."}, truth: supported}',
        'en: "The gate opens at six."}, truth: unsettled}',
        "clean: true",
        ["1 of 3 claims not supported in form a", "none on a clean sheet"],
    ),
    "no error on a sheet that is not clean": (
        CLEAN,
        "clean: true",
        "clean: false",
        "claims:",
        ["`clean: true`"],
    ),
    "a clean sheet that lacks nothing": (
        CLEAN,
        "{id: nothing, text: {vi: Không thiếu gì., en: Nothing is missing.}}",
        "{id: nothing, text: {vi: Không thiếu gì., en: Nothing is missing.}, right: true}",
        "omission:",
        ["a clean sheet that lacks nothing"],
    ),
    "criteria in a rubric for claims": (
        "graders/nurse/claims.yaml",
        "pass_mark: 60",
        "criteria: [{id: task, check: names, points: 1, reason: {vi: a, en: a}}]\npass_mark: 60",
        "criteria:",
        ["criteria in a rubric for 'claims'"],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_that_makes_a_sheet_unfair_is_told(kinds, name):
    file, old, new, words, message = EDITS[name]
    kinds.edit(file, old, new)
    with pytest.raises(CourseError) as caught:
        open_course(kinds.root)
    told = [problem for problem in caught.value.problems if problem.severity == "must"]
    said = [str(each) for each in told if each.file == file and each.line == kinds.line(file, words)]
    assert any(all(part in line for part in message) for line in said), "\n".join(map(str, told))


def test_a_clean_sheet_without_the_closing_question_is_told(kinds):
    text = kinds.read(CLEAN)
    kinds.write(CLEAN, text[: text.index("omission:")])
    with pytest.raises(CourseError, match="a clean sheet without an omission"):
        open_course(kinds.root)


def test_more_than_six_errors_of_ten_are_told(kinds):
    for room in ("Phòng A1 đủ chỗ cho mười hai người., en: Room A1 has space for twelve.}",) * 2:
        kinds.edit(FILE, f"{room}, truth: supported", f"{room}, truth: unsettled")
    kinds.edit(FILE, "khi trời khô", "khi khô ráo")  # the excerpts do not matter here
    kinds.edit(FILE, "en: Windows stay shut in the rain.}, truth: supported", "en: x}, truth: unsettled")
    problems, course = read_course(kinds.root)
    assert course is None
    assert any("4 of 5 claims not supported in form a" in str(problem) for problem in problems)


def test_two_forms_that_never_differ_are_told(kinds):
    kinds.edit(
        FILE, "giờ., en: Keys are returned by 5 pm.}, truth: supported}", "giờ., en: x}, truth: unsettled}"
    )
    kinds.edit(FILE, "truth: contradicted\n      detail: {vi: 19 giờ, en: 7 pm}", "truth: unsettled")
    kinds.edit(FILE, "en: In a fire nobody takes the lift.}, truth: supported", "en: x}, truth: unsettled")
    kinds.edit(FILE, "truth: contradicted\n", "truth: unsettled\n")
    problems, _ = read_course(kinds.root)
    assert any("two forms alike" in problem.found for problem in problems)


def test_claims_that_are_merely_near_are_a_remark(kinds):
    kinds.edit(FILE, UNSETTLED_B, "Phòng A2 đủ chỗ cho sáu người thôi., en: Room A2 has space for six.}")
    problems, course = read_course(kinds.root, today=date(2026, 6, 1))
    assert course is not None
    assert all(problem.severity == "should" for problem in problems)


def test_an_unsettled_claim_needs_no_excerpt(kinds):
    course = open_course(kinds.root)
    coffee = next(claim for claim in course.exercises["house-rules"].claims if claim.id == "coffee")
    assert coffee.settled_by == ()
