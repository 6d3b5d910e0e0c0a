"""What every shipped table promises: problems that are there, oddities that are true, computed numbers."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from promptward.course import Course
from promptward.course.data import DataExercise
from promptward.course.datasets import amount
from promptward.course.exercises import ROLES
from promptward.grading import grade

ROOT = Path(__file__).parents[2]
LONG, DRILL = "commune-bp-screening", "check-one-table"


@pytest.fixture(scope="session")
def screening(course: Course) -> pd.DataFrame:
    return course.tables["bp-screening"].frame()


@pytest.fixture(scope="session")
def generator():
    spec = importlib.util.spec_from_file_location("bp_screening", ROOT / "datasets/generate/bp_screening.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def number(course: Course) -> Callable[[str, str, pd.DataFrame], float]:
    """The number an `@answer` function of the course computes."""
    return lambda name, cleaning, table: course.answers[name](table, cleaning)


def solved(course: Course, exercise: DataExercise) -> dict:
    """Every problem flagged cell by cell, every statement and number right."""
    dataset = course.tables[exercise.table]
    flags = [
        {"row": row, "column": column, "trouble": problem.trouble, "remedy": problem.remedies[0]}
        for problem in exercise.problems
        for row, column in sorted(dataset.crossing(problem.rows, problem.columns))
    ]
    numbers, cleanings = {}, {}
    for question in exercise.questions:
        rule = question.cleanings[0].id
        value = course.answers[question.answer](dataset.frame(), rule)
        numbers[question.id] = f"{100 * value if question.percent else value:.4f}".replace(".", ",")
        cleanings[question.id] = rule
    statements = {each.id: each.true for each in exercise.statements}
    return {"flags": flags, "statements": statements, "numbers": numbers, "cleanings": cleanings}


def score(course: Course, exercise: DataExercise, **answers) -> float:
    return grade(course, exercise.id, exercise.roles[0], {"answers": answers}).score


def problem(exercise: DataExercise, name: str):
    return next(each for each in exercise.problems if each.id == name)


def test_a_commune_table_and_a_drill_for_everybody_are_there(course: Course):
    assert course.exercises[LONG].roles == ("commune",)
    assert course.exercises[LONG].form == "long"
    assert set(course.exercises[DRILL].roles) == set(ROLES)
    assert course.exercises[DRILL].form == "drill"


def test_the_screening_table_is_what_its_generator_makes(generator):
    assert (ROOT / "datasets/bp-screening.csv").read_bytes() == generator.text().encode()
    assert generator.rows() == generator.rows()


def test_its_card_names_the_generator_and_the_seed(course: Course, generator):
    card = course.tables["bp-screening"].card
    assert card.generator == f"datasets/generate/bp_screening.py, seed {generator.SEED}"
    assert tuple(column.id for column in card.columns) == generator.COLUMNS


def test_it_fits_a_phone_and_a_row_is_no_wider_than_five_cells(course: Course, audit: DataExercise):
    dataset = course.tables[audit.table]
    assert len(dataset.rows) <= 40
    # A flagged row card still finds a single wrong cell: it is no more than five times its area.
    assert len(dataset.columns) <= 5
    assert not audit.better_on_computer


def test_what_the_generator_plants_is_what_the_exercise_names(course: Course, generator):
    exercise = course.exercises[LONG]
    named = {
        (row, column)
        for each in exercise.problems
        if each.columns
        for row in each.rows
        for column in each.columns
    }
    planted = {(slip, name) for slip, cells in generator.PLANTED.items() for name in cells} - {
        (slip, "readings") for slip in generator.PLANTED
    }
    assert named >= planted - {("P09", "systolic")}  # an ordinary value beside the missing one
    assert {row for row, _ in named} == set(generator.PLANTED)
    assert problem(exercise, "entered-twice").rows == generator.COPIED
    assert {decoy.row for decoy in exercise.decoys} == set(generator.STRANGE_BUT_TRUE)


def test_each_planted_problem_of_the_screening_is_in_the_file(course: Course):
    cells = course.tables["bp-screening"].cells
    exercise = course.exercises[LONG]
    for slip in problem(exercise, "centimetres").rows:
        over, under = int(cells[slip, "systolic"]), int(cells[slip, "diastolic"])
        assert under < over < 30
    assert cells["P09", "diastolic"] == ""
    assert amount(cells["P22", "systolic"]) is None
    assert int(cells["P27", "systolic"]) < int(cells["P27", "diastolic"])
    assert int(cells["P33", "age"]) > 110
    with (ROOT / "datasets/bp-screening.csv").open(encoding="utf-8", newline="") as file:
        rows = {slip: tuple(texts) for slip, *texts in csv.reader(file)}
    assert [slip for slip in rows if list(rows.values()).count(rows[slip]) > 1] == ["P11", "P29"]


def test_each_planted_problem_of_the_drill_is_in_the_file(course: Course):
    dataset = course.tables[course.exercises[DRILL].table]
    cells, wrong = dataset.cells, {"4", "5", "6"}
    assert int(cells["4", "performed"]) > int(cells["4", "observed"])
    assert float(cells["5", "rate"]) == int(cells["5", "performed"]) / int(cells["5", "observed"])
    assert cells["6", "performed"] == cells["6", "rate"] == ""
    assert [cells["3", name] for name in dataset.columns] == [cells["7", name] for name in dataset.columns]
    for row in set(dataset.row_ids) - wrong:
        rate = 100 * int(cells[row, "performed"]) / int(cells[row, "observed"])
        assert abs(rate - float(cells[row, "rate"])) < 0.5


def test_decoys_are_true_and_no_problem_touches_them(course: Course, audit: DataExercise):
    dataset = course.tables[audit.table]
    planted = set().union(*(dataset.crossing(each.rows, each.columns) for each in audit.problems))
    assert 2 <= len(audit.decoys) <= 5
    for decoy in audit.decoys:
        assert (decoy.row, decoy.column) not in planted
        column = next(each for each in dataset.card.columns if each.id == decoy.column)
        assert column.low <= float(dataset.cells[decoy.row, decoy.column]) <= column.high


def test_the_220_over_130_and_the_centenarian_are_there_and_were_seen_to(course: Course):
    cells = course.tables["bp-screening"].cells
    assert (cells["P04", "systolic"], cells["P04", "diastolic"]) == ("220", "130")
    assert cells["P25", "age"] == "101"
    assert "101 tuổi" in course.exercises[LONG].scenario.vi
    assert all(int(cells[slip, "readings"]) >= 2 for slip in ("P04", "P20", "P25"))


def test_every_trouble_is_planted_and_statements_are_true_and_false(audit: DataExercise):
    assert {each.trouble for each in audit.problems} == {
        "type_or_unit",
        "missing",
        "implausible",
        "duplicate",
    }
    assert {each.true for each in audit.statements} == {True, False}
    assert all(each.right for each in audit.statements if not each.true)
    assert all("exclude" not in each.remedies for each in audit.problems if each.trouble != "duplicate")


def test_solving_everything_is_full_marks(course: Course, audit: DataExercise):
    assert score(course, audit, **solved(course, audit)) == pytest.approx(100)


def test_flagging_decoys_costs_points(course: Course, audit: DataExercise):
    answers = solved(course, audit)
    decoys = [
        {"row": each.row, "column": each.column, "trouble": "implausible", "remedy": "exclude"}
        for each in audit.decoys
    ]
    best = score(course, audit, **answers)
    assert score(course, audit, **{**answers, "flags": answers["flags"] + decoys}) < best - 3


def test_every_number_is_computed_under_every_stated_rule(
    course: Course, audit: DataExercise, number: Callable
):
    table = course.tables[audit.table].frame()
    for question in audit.questions:
        values = [number(question.answer, rule.id, table) for rule in question.cleanings]
        assert len(set(values)) == len(values)  # a rule that changes nothing would not be stated
        assert all(0 < value < 200 for value in values)


def test_a_rule_is_computed_from_the_table_and_from_nothing_else(screening: pd.DataFrame, number: Callable):
    emptied = screening.iloc[:0]
    assert number("people_with_high_reading", "left-out", emptied) == 0
    one = screening[screening["slip"] == "P04"]
    assert number("people_with_high_reading", "left-out", one) == 1
    assert number("mean_age", "once", one) == 58


def test_the_numbers_by_hand(screening: pd.DataFrame, number: Callable):
    kept = screening[~screening["slip"].isin(["P09", "P13", "P14", "P15", "P22", "P27", "P29"])]
    high = [
        int(over) >= 140 or int(under) >= 90
        for over, under in zip(kept["systolic"], kept["diastolic"], strict=True)
    ]
    assert number("people_with_high_reading", "left-out", screening) == sum(high) == 7
    assert number("people_with_high_reading", "converted", screening) == sum(high) + 1  # P13, 150 over 90
    assert number("share_with_high_reading", "left-out", screening) == sum(high) / len(kept)
    assert number("share_with_high_reading", "converted", screening) == (sum(high) + 1) / (len(kept) + 3)
    assert number("share_with_high_reading", "mended", screening) == (sum(high) + 1) / (len(kept) + 4)
    ages = [int(age) for slip, age in zip(screening["slip"], screening["age"], strict=True) if slip != "P33"]
    assert number("mean_age", "listed", screening) == pytest.approx(sum(ages) / len(ages))


def test_the_ai_s_statements_are_as_true_as_the_table_says(
    course: Course, screening: pd.DataFrame, number: Callable
):
    statements = {each.id: each for each in course.exercises[LONG].statements}
    for table in (screening, screening[screening["slip"] != "P29"]):
        women, men = (int((table["sex"] == sex).sum()) for sex in ("nữ", "nam"))
        assert (women > 2 * men) is statements["women"].true
        assert f"{women}" in statements["women"].why.vi
    raw = pd.to_numeric(screening["age"]).mean()
    assert f"{raw:.1f}".replace(".", ",") in statements["mean-age"].text.vi
    assert abs(number("mean_age", "once", screening) - raw) > 4
    assert "khoảng 54" in statements["mean-age"].right.vi
    assert (
        round(number("mean_age", "once", screening)) == round(number("mean_age", "listed", screening)) == 54
    )
    assert "bảy" in statements["diagnosed"].right.vi
    assert number("people_with_high_reading", "left-out", screening) == 7
    for rule in ("left-out", "converted", "mended"):
        assert 0.22 < number("share_with_high_reading", rule, screening) < 0.28
    cells = course.tables["bp-screening"].cells
    high = [
        slip
        for slip in screening["slip"]
        if (amount(cells[slip, "systolic"]) or 0) >= 140 or (amount(cells[slip, "diastolic"]) or 0) >= 90
    ]
    again = all(int(cells[slip, "readings"]) >= 2 for slip in [*high, "P13"] if slip != "P27")
    assert again is statements["measured-again"].true


def test_the_drill_s_statements_are_as_true_as_the_table_says(course: Course):
    cells = course.tables["ward-hands"].cells
    rates = {row: 100 * int(cells[row, "performed"]) / int(cells[row, "observed"]) for row in "1235789"}
    assert min(rates, key=rates.get) == "9"
    assert max(rates, key=rates.get) == "8"
    assert int(cells["8", "observed"]) == 4


def test_a_number_reads_with_a_comma_a_point_and_rounded(course: Course, audit: DataExercise):
    question = next(each for each in audit.questions if each.percent)
    values = {
        rule.id: 100 * course.answers[question.answer](course.tables[audit.table].frame(), rule.id)
        for rule in question.cleanings
    }
    value = next(iter(values.values()))
    for text in (f"{value:.1f}".replace(".", ","), f"{value:.1f}", f"{value:.0f}", f"{value:.0f} %"):
        answers = {**solved(course, audit)}
        answers["numbers"] = {**answers["numbers"], question.id: text}
        assert score(course, audit, **answers) == pytest.approx(100), text


def test_the_table_holds_nothing_that_identifies_a_person(course: Course, audit: DataExercise):
    cells = course.tables[audit.table].cells
    assert not [text for text in cells.values() if re.search(r"\d{6,}|@|[A-ZĐ][a-zà-ỹ]+ [A-ZĐ]", text)]


def test_a_threshold_has_a_source_that_is_named_as_foreign(course: Course):
    exercise = course.exercises[LONG]
    (source,) = exercise.sources
    assert source.foreign
    assert "nước ngoài" in source.locator
    assert "WHO" in exercise.scenario.vi
    assert "Bộ Y tế" in exercise.debrief.vi
