"""Claims: told apart by payoff above the best constant answer; constants are worth nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.course import open_course
from promptward.course.claims import Truth
from promptward.course.exercises import Harm
from promptward.errors import PromptwardError
from promptward.findings import Outcome
from promptward.grading import grade, grade_response
from promptward.grading.claims import VERDICTS, corrected, payoff, payoff_score
from promptward.grading.detection import RIGHT, Judgement
from promptward.grading.kinds import ungraded
from promptward.grading.records import grade_from_record, grade_to_record
from promptward.grading.views import grade_json, grade_view

KINDS = Path(__file__).parents[1] / "fixtures" / "kinds"
SHEETS = ("house-rules", "house-rules-clean")
claims = st.lists(st.tuples(st.sampled_from(get_args(Truth)), st.sampled_from(get_args(Harm))), min_size=1)


@pytest.fixture(scope="module")
def course():
    return open_course(KINDS)


def judged(sheet, verdict):
    return [Judgement(truth, harm, verdict or RIGHT[truth]) for truth, harm in sheet]


def keyed(course, name="house-rules", form="a", **changes):
    """The right answers of a form, some of them changed: `lift={"verdict": …}`."""
    exercise = course.exercises[name]
    said = {}
    for claim in exercise.claims:
        truth = claim.wording(form).truth
        said[claim.id] = {"verdict": RIGHT[truth], "sure": 85, "source": None, "action": None}
        if truth != "supported":
            said[claim.id] |= {"action": claim.actions[0]}
        if truth == "contradicted":
            said[claim.id] |= {"source": claim.settled_by[0]}
        said[claim.id] |= changes.get(claim.id, {})
    right = next(choice.id for choice in exercise.omission.choices if choice.right)
    return {"form": form, "claims": said, "omission": changes.get("omission", right)}


def graded(course, answers, name="house-rules"):
    return grade(course, name, "nurse", {"answers": answers})


def parts(grade_):
    return {part.id: part.score for part in grade_.parts}


@pytest.mark.parametrize(
    ("truth", "row"),
    [("supported", (1, -0.5, 0)), ("contradicted", (-1.5, 1, 0.25)), ("unsettled", (-0.5, 0, 1))],
)
def test_the_payoff_table(truth, row):
    assert tuple(payoff(truth, "severe", verdict) for verdict in ("supported", "wrong", "unsettled")) == row
    assert payoff(truth, "severe", None) == 0


def test_believing_a_wrong_claim_costs_its_harm():
    assert [payoff("contradicted", harm, "supported") for harm in ("low", "moderate", "severe")] == [
        -0.5,
        -1,
        -1.5,
    ]


def test_the_score_of_a_sheet_worked_by_hand():
    """Six sound, four contradicted (moderate), two unsettled: constants earn 1, 1 and 3: B = 3, M = 12.

    Four sound ones trusted, all errors rightly judged, two sound ones called wrong: 4 + 6 − 1 = 9.
    """
    sheet = [("supported", "low")] * 6 + [("contradicted", "moderate")] * 4 + [("unsettled", "low")] * 2
    said = [*judged(sheet[:4], None), *judged(sheet[4:6], "wrong"), *judged(sheet[6:], None)]
    assert payoff_score(said) == pytest.approx(100 * 6 / 9)


@given(claims)
def test_any_constant_answer_scores_nothing(sheet):
    scores = {payoff_score(judged(sheet, verdict)) for verdict in VERDICTS}
    assert scores <= {0.0} if payoff_score(judged(sheet, None)) is not None else scores == {None}


@given(claims)
def test_right_answers_score_everything_unless_they_are_all_the_same(sheet):
    one_truth = len({truth for truth, _ in sheet}) == 1
    assert payoff_score(judged(sheet, None)) == (None if one_truth else 100)


@given(claims, st.data())
def test_a_score_stays_between_nothing_and_everything(sheet, data):
    verdicts = data.draw(
        st.lists(st.sampled_from([*VERDICTS, None]), min_size=len(sheet), max_size=len(sheet))
    )
    said = [Judgement(truth, harm, verdict) for (truth, harm), verdict in zip(sheet, verdicts, strict=True)]
    score = payoff_score(said)
    assert score is None or 0 <= score <= 100


def test_blind_choices_are_worth_nothing_on_average():
    """Of four, one right and three wrong: 1 − 3 × (¼ ÷ ¾) = 0."""
    assert corrected([True, False, False, False], [0.25] * 4) == pytest.approx(0)
    assert corrected([True, None], [0.25] * 2) == 0.5
    assert corrected([False, None], [0.25] * 2) == 0
    assert corrected([True], [1.0]) is None
    assert corrected([], []) is None


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("form", ["a", "b"])
def test_the_key_itself_scores_everything(course, name, form):
    given_ = graded(course, keyed(course, name, form), name)
    assert (given_.score, given_.passed) == (100, True)
    assert set(parts(given_)) == {"verdicts", "settling"}
    assert [part.share for part in given_.parts] == [70, 30]


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("verdict", VERDICTS)
@given(data=st.data())
def test_a_constant_verdict_scores_nothing_whatever_else_is_chosen(course, name, verdict, data):
    """Not even with a lucky source and action for every claim."""
    exercise = course.exercises[name]
    source = data.draw(st.sampled_from([None, *(excerpt.id for excerpt in exercise.excerpts)]))
    action = data.draw(st.sampled_from([None, "use", "correct", "ask", "escalate"]))
    one = {"verdict": verdict, "source": source, "action": action, "sure": 97}
    choices = [choice.id for choice in exercise.omission.choices if not (choice.right and exercise.clean)]
    answers = {
        "form": data.draw(st.sampled_from(["a", "b"])),
        "claims": {claim.id: one for claim in exercise.claims},
        "omission": data.draw(st.sampled_from([None, *choices])),
    }
    assert graded(course, answers, name).score == 0


def test_confidence_is_never_points(course):
    scores = {graded(course, keyed(course, lift={"sure": sure})).score for sure in (None, 55, 70, 85, 97)}
    assert scores == {100}


def test_a_clean_sheet_is_worth_something_to_those_who_read_it(course):
    """Trusting all is right there, and so is what nobody has read; the omission tells them apart."""
    name = "house-rules-clean"
    assert graded(course, keyed(course, name), name).score == 100
    assert graded(course, keyed(course, name, omission="nothing"), name).score == 0
    suspected = graded(course, keyed(course, name, opens={"verdict": "wrong"}), name)
    assert parts(suspected)["verdicts"] == pytest.approx(100 * 1.5 / 3)


def test_a_claim_without_an_answer_counts_nothing(course):
    """B = 0.25 + 1 (*cannot tell* throughout), M = 5; 4 are earned without the lift, 2.5 by believing it."""
    assert parts(graded(course, keyed(course, lift={"verdict": None})))["verdicts"] == pytest.approx(
        100 * (4 - 1.25) / 3.75
    )
    believed = graded(course, keyed(course, lift={"verdict": "supported"}))
    assert parts(believed)["verdicts"] == pytest.approx(100 * (2.5 - 1.25) / 3.75)


def test_sources_and_actions_count_for_rightly_flagged_claims_only(course):
    missed = graded(course, keyed(course, lift={"verdict": "supported", "source": "keys", "action": "use"}))
    told = {each.criterion: each for each in missed.findings}
    assert (told["sources"].points, told["actions"].points, told["omission"].points) == (0, 100, 100)
    wrong_source = graded(course, keyed(course, lift={"source": "keys"}))
    assert {each.criterion: each.points for each in wrong_source.findings}["sources"] == 0
    assert parts(wrong_source)["verdicts"] == 100


def test_without_an_answer_there_is_a_grade_and_advice(course):
    nothing = grade(course, "house-rules", "nurse", {})
    assert (nothing.score, nothing.passed, nothing.provisional) == (0, False, False)
    assert {each.outcome for each in nothing.findings} == {Outcome.MISSED}
    assert all(each.advice for each in nothing.findings)


def test_answers_to_claims_that_are_gone_are_left_out(course):
    answers = keyed(course)
    answers["claims"]["gone"] = {"verdict": "wrong"}
    assert graded(course, answers).score == 100


def test_what_could_not_be_graded_says_so(course):
    given_ = ungraded(course, "house-rules", "nurse", {"answers": keyed(course)})
    assert {each.outcome for each in given_.findings} == {Outcome.UNSCORED}
    assert given_.provisional
    assert "claims" not in given_.details


def test_the_slip_replaces_wrong_wordings(course):
    given_ = graded(course, keyed(course, form="b", **{"return": {"verdict": "supported"}}))
    slip = {lang: grade_view(given_, lang) for lang in ("vi", "en")}
    assert json.loads(json.dumps(slip)) == slip
    row = slip["vi"]["claims"][0]
    assert (row["text"], row["detail"]) == ("Chìa khóa trả trước 19 giờ.", "19 giờ")
    assert (row["right"], row["right_detail"]) == ("Chìa khóa phải trả trước 17 giờ.", "17 giờ")
    assert (row["truth"], row["answered"], row["sure"], row["excerpts"]) == (
        "contradicted",
        "supported",
        85,
        ["keys"],
    )
    assert slip["en"]["claims"][0]["right_detail"] == "5 pm"
    assert slip["vi"]["claims"][1]["right"] is None
    assert slip["vi"]["omission"]["chosen"] == slip["vi"]["omission"]["right"] == "lost-key"
    assert (slip["vi"]["detection"]["hits"], slip["vi"]["detection"]["misses"]) == (1, 1)


def test_a_dangerous_miss_is_named(course):
    detection = graded(course, keyed(course, lift={"verdict": "supported"})).details["detection"]
    assert (detection["dangerous_misses"], detection["dangerous"]) == (1, ["lift"])


def test_a_grade_is_kept_whole(course):
    given_ = graded(course, keyed(course))
    assert grade_from_record(json.loads(json.dumps(grade_to_record(given_)))) == given_


def test_the_command_line_grades_json(course):
    given_ = grade_response(course, "house-rules", "nurse", json.dumps({"answers": keyed(course, form="b")}))
    printed = grade_json(given_, "vi")
    assert (printed["score"], printed["parts"]["verdicts"]["score"]) == (100, 100)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Tôi thấy đều đúng.", "JSON object"),
        ('{"answers": {"claims": {"lfit": {"verdict": "wrong"}}}}', "'lfit'"),
        ('{"answers": {"claims": {"lift": {"verdict": "maybe"}}}}', r"claims\.lift\.verdict"),
        ('{"answers": {"claims": {"lift": {"source": "x"}}}}', r"claims\.lift\.source"),
        ('{"answers": {"form": "c"}}', "form"),
        ('{"answers": {"omission": "x"}}', "omission"),
    ],
)
def test_what_is_no_answer_is_refused_on_the_command_line(course, raw, said):
    with pytest.raises(PromptwardError, match=said):
        grade_response(course, "house-rules", "nurse", raw)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lift": {"verdict": "supported"}}, "serious harm"),
        ({"seats": {"verdict": None}}, "claims are not judged"),
        ({"coffee": {"verdict": "wrong"}}, "what none settles"),
        ({"seats": {"verdict": "wrong"}}, "1 sound ones suspected"),
    ],
)
def test_the_advice_names_what_to_mend(course, changes, said):
    assert said in graded(course, keyed(course, **changes)).findings[0].advice.en
