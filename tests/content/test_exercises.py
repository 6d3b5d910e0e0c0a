"""What every shipped exercise about a prompt promises the people who work on it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from promptward.course import Course
from promptward.course.exercises import PromptExercise
from promptward.grading.facts import fact_findings
from promptward.grading.reading import Reading
from promptward.grading.verification import agreement, reply_name, shown_reply
from promptward.text import fold

LANGS = ("vi", "en")
MASKING = {"mask-this-note"}
"""Drills whose starter holds the invented identifiers: taking them out is the exercise."""
ASKING = ("constraints", "format", "sources", "uncertainty", "human_review", "examples")
CUES = {
    "vi": (
        "bảng",
        "gạch đầu dòng",
        "bản nháp",
        "dự thảo",
        "theo hướng dẫn",
        "nguồn",
        "trích dẫn",
        "kiểm tra lại",
        "rà soát",
        "ngắn gọn",
        "tối đa",
        "đóng vai",
        "ví dụ",
        "không chắc",
        "chưa chắc",
        "để trống",
        "SBAR",
    ),
    "en": (
        "table",
        "bullet",
        "draft",
        "guideline",
        "source",
        "reference",
        "review",
        "concise",
        "at most",
        "act as",
        "example",
        "unsure",
        "leave blank",
        "SBAR",
    ),
}


def test_the_two_exercises_of_the_first_course_are_there(course: Course):
    assert {"doctor-dengue-handover", "mend-training-reminder"} <= set(course.exercises)
    assert course.exercises["doctor-dengue-handover"].form == "long"
    assert course.exercises["mend-training-reminder"].form == "drill"


def test_the_scenario_fits_a_phone_and_a_minute(exercise: PromptExercise):
    assert len(exercise.scenario.vi.split()) <= 170
    assert len(exercise.scenario.get("en").split()) <= 170


def test_the_scenario_holds_no_cue_word_of_a_criterion(exercise: PromptExercise):
    for lang in LANGS:
        scenario = fold(exercise.scenario.get(lang))
        found = [cue for cue in CUES[lang] if re.search(rf"\b{re.escape(fold(cue))}\b", scenario)]
        # Without marks `bảng` reads like `bằng`; what counts is the word as it is written.
        found = [cue for cue in found if cue.lower() in exercise.scenario.get(lang).lower()]
        assert not found


def test_pasting_the_scenario_meets_no_asking_criterion(course: Course, graded, exercise: PromptExercise):
    for lang in LANGS:
        scenario = exercise.scenario.get(lang)
        direct = [id_ for id_ in ASKING if check_of(course, exercise, id_)(scenario).outcome.value == "met"]
        assert direct == []
        findings = graded(exercise, scenario).findings
        met = {each.criterion for each in findings if each.part == "prompt" and each.outcome.value == "met"}
        assert met <= {"context", "identifiers"}


def check_of(course: Course, exercise: PromptExercise, criterion: str):
    rubric = course.rubric_for(exercise, exercise.roles[0])
    return course.checks[next(each.check for each in rubric.criteria if each.id == criterion)]


def test_pasting_the_scenario_carries_every_fact(exercise: PromptExercise):
    for lang in LANGS:
        findings = fact_findings(exercise, Reading.of(exercise.scenario.get(lang)))
        assert [each.criterion for each in findings if each.points != 1] == []


def test_an_accepted_wording_carries_its_fact_and_a_wrong_one_costs_it(exercise: PromptExercise):
    for fact in exercise.facts:
        for wordings, points in ((fact.accept, 1), (fact.wrong, -1)):
            for wording in wordings:
                text = re.sub(r"(?<!\S)\*(?!\S)", "…", wording)
                (finding,) = [
                    each
                    for each in fact_findings(exercise, Reading.of(text))
                    if each.criterion == f"fact-{fact.id}"
                ]
                assert finding.points == points, (fact.id, wording)


def test_facts_are_found_without_diacritics(exercise: PromptExercise):
    for answer in exercise.model_answers:
        findings = fact_findings(exercise, Reading.of(fold(answer.vi)))
        assert [each.criterion for each in findings if each.points != 1] == []


def test_every_identifier_is_impossible_and_known(exercise: PromptExercise, texts):
    known = {re.sub(r"\D", "", each.text) for each in exercise.invented}
    written = [each.text for each in exercise.anchors]
    written += [text.get(lang) for text in texts(exercise) for lang in LANGS]
    for text in written:
        for number in re.findall(r"(?<![\d.,])0\d(?:[ .]?\d){6,}", text):
            digits = re.sub(r"\D", "", number)
            assert digits in known
            assert digits.startswith("0900000" if len(digits) == 10 else "000")


def test_nothing_but_the_scenario_repeats_an_identifier(exercise: PromptExercise, texts):
    shown = (exercise.scenario, exercise.starter if exercise.id in MASKING else None)
    elsewhere = [text for text in texts(exercise) if text not in shown]
    words = fold(" ".join(text.get(lang) for text in elsewhere for lang in LANGS))
    words += fold(" ".join(each.text for each in exercise.anchors))
    for identifier in exercise.invented:
        assert identifier.text in exercise.scenario.vi
        assert identifier.text in exercise.scenario.get("en")
        assert fold(identifier.text) not in words


def test_every_level_carries_the_same_plants(exercise: PromptExercise):
    if not exercise.replies:
        assert exercise.shares.verification == 0
        return
    assert [reply.level for reply in exercise.replies] == [1, 2, 3, 4]
    plants = [
        Counter((each.plant.reason, each.plant.harm) for each in reply.sentences if each.plant)
        for reply in exercise.replies
    ]
    assert plants[0].total() == 3
    assert all(each == plants[0] for each in plants)


def test_plants_move_and_stay_in_the_short_reply(exercise: PromptExercise):
    places = []
    for reply in exercise.replies:
        assert 8 <= len(reply.sentences) <= 12
        assert all(each.brief for each in reply.sentences if each.plant)
        places.append(tuple(each.id for each in reply.sentences if each.plant))
    assert len(set(places)) == len(places)


def test_marking_exactly_the_plants_is_full_marks_and_marking_all_or_nothing_is_none(
    exercise: PromptExercise,
):
    for reply in exercise.replies:
        for brief in (False, True):
            shown = shown_reply(exercise, reply_name(reply.level, brief=brief))
            truth = {each.id: each.plant.reason for each in shown.sentences if each.plant}
            assert agreement(shown.sentences, truth) == (1, 0)
            assert agreement(shown.sentences, {}) == (0, 0)
            hits, alarms = agreement(shown.sentences, {each.id: "wrong" for each in shown.sentences})
            assert hits - alarms <= 0


def test_a_plant_says_what_is_right_and_a_medical_one_cites_a_source(exercise: PromptExercise):
    sources = {source.id for source in exercise.sources}
    for plant in (each.plant for reply in exercise.replies for each in reply.sentences if each.plant):
        assert plant.right.vi != ""
        assert len(plant.why.vi) > 40
        assert (plant.source in sources) is (
            plant.reason != "no_source"
        )  # the scenario settles what it does not say


def test_sources_were_read_and_foreign_ones_are_named_as_foreign(exercise: PromptExercise):
    for source in exercise.sources:
        assert date(2026, 11, 22) <= source.read < exercise.review_by
        assert source.foreign is not (fold(source.publisher).startswith(("bo y te", "bao tin tuc")))
        assert not source.foreign or "nước ngoài" in source.locator
