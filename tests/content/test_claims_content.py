"""What every shipped sheet of claims promises: fair errors on both forms, and no shortcut to points."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

import pytest

from promptward.course import Course
from promptward.course.claims import FORMS, ClaimsExercise
from promptward.course.exercises import ROLES
from promptward.grading import grade
from promptward.text import fold

LANGS = ("vi", "en")
LONG = "pharmacist-interaction-claims"
RIGHT = {"supported": "supported", "contradicted": "wrong", "unsettled": "unsettled"}
BLUEPRINT = {
    "invented or mismatched reference": {"a": {"clarithromycin"}, "b": {"warfarin-antibiotics"}},
    "right rule, wrong population or unit": {"a": {"simvastatin-amlodipine"}, "b": {"kidney"}},
    "outdated rule, its replacement in the excerpts": {"a": {"circulars"}, "b": {"circulars"}},
    "conclusion beyond its evidence": {"a": {"clopidogrel-omeprazole"}, "b": {"counter-nsaid"}},
    "not settled": {"a": {"fibrates"}, "b": {"counter-nsaid"}},
    "contradicts another sentence": {"a": {"paracetamol-inr"}, "b": {"paracetamol-threshold"}},
}
"""Which claim of the long sheet carries each kind of error on each form."""
AGAINST = {
    "a": ("paracetamol-inr", "paracetamol-threshold"),
    "b": ("paracetamol-threshold", "paracetamol-inr"),
}
"""On each form: the wrong sentence, and the true one of the same sheet that it cannot stand beside."""


def sheets(course: Course) -> list[ClaimsExercise]:
    return [each for each in course.exercises.values() if isinstance(each, ClaimsExercise)]


def errors(sheet: ClaimsExercise, form: str) -> set[str]:
    return {claim.id for claim in sheet.claims if claim.wording(form).truth != "supported"}


def solved(sheet: ClaimsExercise, form: str) -> dict:
    """Everything judged rightly, with its source and action."""
    claims = {}
    for claim in sheet.claims:
        truth = claim.wording(form).truth
        source = claim.settled_by[0] if truth == "contradicted" else sheet.excerpts[0].id
        claims[claim.id] = {
            "verdict": RIGHT[truth],
            "sure": 85,
            "source": source,
            "action": claim.actions[0],
        }
    omission = sheet.omission and next(choice.id for choice in sheet.omission.choices if choice.right)
    return {"answers": {"form": form, "claims": claims, "omission": omission}}


def test_a_long_sheet_a_drill_for_everybody_and_a_clean_sheet_are_there(course: Course):
    assert course.exercises[LONG].roles == ("pharmacist",)
    assert 10 <= len(course.exercises[LONG].claims) <= 12
    assert set(course.exercises["spot-four-claims"].roles) == set(ROLES)
    assert len(course.exercises["spot-four-claims"].claims) == 4
    assert [each.id for each in sheets(course) if each.clean] == ["insulin-storage-claims"]


@pytest.mark.parametrize("form", FORMS)
def test_the_share_of_errors_lies_within_bounds(sheet: ClaimsExercise, form: str):
    share = len(errors(sheet, form)) / len(sheet.claims)
    assert 0 <= share <= 0.6
    assert (share == 0) is sheet.clean


def test_the_share_of_errors_varies_between_sheets(course: Course):
    shares = {len(errors(each, form)) / len(each.claims) for each in sheets(course) for form in FORMS}
    assert min(shares) == 0
    assert len(shares) >= 3


@pytest.mark.parametrize("kind", BLUEPRINT)
@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_the_long_sheet_has_every_kind_of_error(course: Course, form: str, kind: str):
    assert BLUEPRINT[kind][form] <= errors(course.exercises[LONG], form)


@pytest.mark.parametrize("form", FORMS)
def test_the_long_sheet_has_no_error_that_the_blueprint_does_not_name(course: Course, form: str):
    named = set().union(*(places[form] for places in BLUEPRINT.values()))
    assert errors(course.exercises[LONG], form) - named <= {"inr"}  # half of a rule, on form b


@pytest.mark.parametrize("form", FORMS)
def test_one_sentence_of_the_long_sheet_contradicts_another(course: Course, form: str):
    claims = {claim.id: claim for claim in course.exercises[LONG].claims}
    wrong, true = (claims[name] for name in AGAINST[form])
    assert wrong.wording(form).truth == "contradicted"
    assert true.wording(form).truth == "supported"
    assert set(wrong.settled_by) & set(true.settled_by)


def test_the_rule_that_replaces_the_outdated_one_stands_in_an_excerpt(course: Course):
    exercise = course.exercises[LONG]
    circular = next(each for each in exercise.excerpts if each.id == "circular")
    claim = next(each for each in exercise.claims if each.id == "circulars")
    assert claim.right_detail.vi in f"{circular.title.vi} {circular.text.vi}"
    for form in FORMS:
        assert re.search(r"\d+/\d{4}", claim.wording(form).detail.vi)[0] in circular.text.vi


def test_a_mismatched_reference_exists_among_the_sources(course: Course):
    exercise = course.exercises[LONG]
    named = fold(" ".join(f"{each.title} {each.publisher}" for each in exercise.sources))
    for form, ids in BLUEPRINT["invented or mismatched reference"].items():
        claim = next(each for each in exercise.claims if each.id in ids)
        detail = claim.wording(form).detail.vi
        assert any(fold(word) in named for word in re.findall(r"[A-Z]{3,}|\d+/\d{4}/[\w-]+", detail))


@pytest.mark.parametrize("form", FORMS)
def test_twins_never_stand_on_one_sheet(sheet: ClaimsExercise, form: str):
    for first, second in combinations([claim.wording(form) for claim in sheet.claims], 2):
        for lang in LANGS:
            one, other = (re.sub(r"\d+", "#", fold(each.text.get(lang))) for each in (first, second))
            assert one != other
    rights = [fold(claim.right.vi) for claim in sheet.claims]
    assert len(set(rights)) == len(rights)


def test_a_claim_right_on_one_form_is_worded_otherwise_where_it_is_wrong(sheet: ClaimsExercise):
    for claim in sheet.claims:
        if claim.a.truth != claim.b.truth:
            assert fold(claim.a.text.vi) != fold(claim.b.text.vi)
            assert fold(claim.a.text.get("en")) != fold(claim.b.text.get("en"))


@pytest.mark.parametrize("form", FORMS)
def test_judging_everything_rightly_is_full_marks(course: Course, sheet: ClaimsExercise, form: str):
    result = grade(course, sheet.id, sheet.roles[0], solved(sheet, form))
    assert result.score == 100
    assert result.passed


@pytest.mark.parametrize("form", FORMS)
def test_what_is_settled_differs_from_its_right_wording_in_the_detail_only(sheet: ClaimsExercise, form: str):
    for claim in sheet.claims:
        wording = claim.wording(form)
        if wording.truth == "supported":
            continue
        for lang in LANGS:
            assert wording.detail.get(lang) in wording.text.get(lang)
            assert claim.right_detail.get(lang) in claim.right.get(lang)
            assert wording.detail.get(lang) not in claim.right.get(lang)
        assert len(claim.why.vi) > 30


def test_every_excerpt_is_used_and_every_source_is_cited(sheet: ClaimsExercise):
    used = {name for claim in sheet.claims for name in claim.settled_by}
    spare = {excerpt.id for excerpt in sheet.excerpts} - used
    # What was left out stands in an excerpt that no claim needs; the long sheet has one more, to tempt.
    assert len(spare) <= (2 if sheet.id == LONG else 1)
    assert {excerpt.source for excerpt in sheet.excerpts} == {source.id for source in sheet.sources}
    assert all(excerpt.licence == "paraphrase" for excerpt in sheet.excerpts)


def test_what_was_left_out_is_said_by_an_excerpt_and_by_no_claim(course: Course):
    for id_, word in ((LONG, "metformin"), ("insulin-storage-claims", "đông đá")):
        sheet = course.exercises[id_]
        right = next(choice for choice in sheet.omission.choices if choice.right)
        assert word in right.text.vi
        assert any(word in fold(each.text.vi) or word in each.text.vi for each in sheet.excerpts)
        assert not any(word in claim.wording(form).text.vi for claim in sheet.claims for form in FORMS)


def test_sources_were_read_and_foreign_ones_are_named_as_foreign(sheet: ClaimsExercise):
    for source in sheet.sources:
        assert date(2026, 11, 22) <= source.read < sheet.review_by
        assert source.foreign is ("nước ngoài" in source.locator)
        assert source.foreign is not source.url.startswith("https://noh.vn")


def test_an_exercise_with_a_legal_text_is_read_again_within_half_a_year(sheet: ClaimsExercise, texts):
    legal = any(re.search(r"\d+/\d{4}/TT-BYT", text.vi) for text in texts(sheet.excerpts))
    assert ((sheet.review_by - date(2026, 11, 22)).days <= 182) is legal


def test_no_wrong_wording_tells_to_take_a_tenfold_dose_or_an_undiluted_one(sheet: ClaimsExercise):
    for claim in sheet.claims:
        for form in FORMS:
            wording = claim.wording(form)
            if wording.truth != "contradicted":
                continue
            wrong, right = (
                [
                    float(n.replace(",", "."))
                    for n in re.findall(r"(?<![\d/])(\d+(?:,\d+)?) (?:mg|g)\b", text.vi)
                ]
                for text in (wording.text, claim.right)
            )
            assert all(number <= 2 * max(right) for number in wrong if right)


@pytest.mark.parametrize("kind", ["claims", "data"])
def test_roles_have_pass_marks_of_their_own_and_say_why(course: Course, kind: str):
    rubrics = [course.rubrics[role, kind] for role in ROLES]
    assert len({rubric.pass_mark for rubric in rubrics}) >= 3
    assert all(50 <= rubric.pass_mark <= 80 for rubric in rubrics)
    for lang in LANGS:
        assert len({rubric.pass_mark_reason.get(lang) for rubric in rubrics}) == len(ROLES)
        assert len({rubric.title.get(lang) for rubric in rubrics}) == len(ROLES)
        assert all(f"{rubric.pass_mark:g}" in rubric.pass_mark_reason.get(lang) for rubric in rubrics)
