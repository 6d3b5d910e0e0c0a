"""A data exercise opens only when its table is what its card says, and what is planted is there."""

from __future__ import annotations

import pytest

from promptward.course import open_course
from promptward.course.course import read_course
from promptward.errors import CourseError

FILE = "exercises/room-log.yaml"
CARD = "datasets/rooms.yaml"
TABLE = "datasets/rooms.csv"

# name: (file, words to replace, new words, file complained about, words of its line, words of the message)
EDITS = {
    "unknown table": (FILE, "table: rooms", "table: room", FILE, "table: room", ["'room'", "mean rooms?"]),
    "unknown row": (FILE, "rows: [r03]", "rows: [r30]", FILE, "rows: [r30]", ["row 'r30'"]),
    "unknown column": (FILE, "columns: [people]", "columns: [peple]", FILE, "[peple]", ["mean people?"]),
    "the ids are no cells": (FILE, "columns: [people]", "columns: [id]", FILE, "columns: [id]", ["'id'"]),
    "a problem nowhere": (
        FILE,
        "    rows: [r03]\n    columns: [temperature]\n",
        "",
        FILE,
        "- id: fahrenheit",
        ["nowhere"],
    ),
    "unknown decoy": (FILE, "row: r08", "row: r80", FILE, "row: r80", ["row 'r80'"]),
    "a decoy on a problem": (
        FILE,
        "{row: r08, column: temperature",
        "{row: r07, column: people",
        FILE,
        "{row: r07",
        ["a decoy on a planted problem"],
    ),
    "missing that is there": (FILE, "rows: [r04]", "rows: [r05]", FILE, "missing", ["'10' in row r05"]),
    "wrong that is missing": (
        FILE,
        "trouble: missing",
        "trouble: implausible",
        FILE,
        "trouble: implausible",
        ["nothing in row r04", "'missing'"],
    ),
    "a duplicate of nothing": (
        FILE,
        "[r09, r10]",
        "[r01, r10]",
        FILE,
        "[r01, r10]",
        ["the row 'r01'", "twin"],
    ),
    "a trouble nobody planted": (TABLE, '"24,5",12', '"24,5",120', TABLE, ",120", ["'120'", "implausible"]),
    "a blank nobody planted": (TABLE, '"24,5",12', '"24,5",', TABLE, "r01", ["missing as its card says"]),
    "a twin nobody planted": (
        TABLE,
        'r12,A2,2026-03-04,"25,5",7',
        'r12,B2,2026-03-04,"23,0",14',
        TABLE,
        "r12",
        [],
    ),
    "no such day": (TABLE, "r12,A2,2026-03-04", "r12,A2,2026-02-30", TABLE, "2026-02-30", ["type_or_unit"]),
    "a category nobody knows": (TABLE, "r12,A2", "r12,C9", TABLE, "C9", ["'C9'", "type_or_unit"]),
    "columns of another card": (CARD, "id: people", "id: persons", TABLE, "id,room", ["as its card says"]),
    "one row twice": (TABLE, "r12,", "r11,", TABLE, '"25,5",7', ["'r11' again", "line 12"]),
    "a row without an id": (TABLE, "r12,", ",", TABLE, '"25,5",7', ["row id ''"]),
    "a row too short": (TABLE, '"25,5",7', '"25,5"', TABLE, "r12", ["4 cells", "5, one a column"]),
    "a cell of two lines": (TABLE, "r12,A2", 'r12,"A\n2"', TABLE, '2",2026', ["one line"]),
    "another id than the file": (CARD, "id: rooms", "id: room", CARD, "id: room", ["'rooms', as the file"]),
    "no English in a card": (CARD, ", en: The room log", "", CARD, "title", ["no English"]),
    "an unknown key in a card": (CARD, "generator:", "generators:", CARD, "generators", ["mean generator?"]),
    "low above high": (CARD, "low: 10, high: 40", "low: 50, high: 40", CARD, "low: 50", ["low 50"]),
    "only true statements": (FILE, "true: false", "true: true", FILE, "statements:", ["one answer fits all"]),
    "a false statement without what is true": (
        FILE,
        "    right: {vi: Phòng B2 lạnh nhất., en: Room B2 is coldest.}\n",
        "",
        FILE,
        "- id: coldest",
        ["`right`"],
    ),
    "no such function": (
        FILE,
        "answer: mean_temp",
        "answer: mean_temq",
        FILE,
        "mean_temq",
        ["mean_temperature?"],
    ),
    "one rule twice": (FILE, "{id: converted", "{id: left-out", FILE, "Đổi độ F", ["'left-out' again"]),
    "a plot of nothing": (FILE, "plot: [day,", "plot: [days,", FILE, "plot:", ["mean day?"]),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_that_breaks_a_table_is_told(kinds, name):
    file, old, new, where, words, message = EDITS[name]
    kinds.edit(file, old, new)
    with pytest.raises(CourseError) as caught:
        open_course(kinds.root)
    told = [problem for problem in caught.value.problems if problem.severity == "must"]
    said = [str(each) for each in told if each.file == where and each.line == kinds.line(where, words)]
    assert any(all(part in line for part in message) for line in said), "\n".join(map(str, told))


def test_a_table_without_a_card_is_told(kinds):
    (kinds.root / CARD).unlink()
    with pytest.raises(CourseError, match=r"datasets/rooms\.yaml:1: found no such file") as caught:
        open_course(kinds.root)
    assert len(caught.value.problems) == 1


def test_a_table_in_another_encoding_is_told(kinds):
    kinds.write(TABLE, kinds.read(TABLE).encode("utf-16"))
    with pytest.raises(CourseError, match="not UTF-8"):
        open_course(kinds.root)


def test_a_broken_quote_is_told(kinds):
    kinds.edit(TABLE, '"24,5",12', '"24,5"x,12')
    with pytest.raises(CourseError, match="cells between commas"):
        open_course(kinds.root)


def test_a_large_table_says_that_it_is_better_on_a_computer(kinds):
    rows = "".join(f'x{number},A1,2026-03-05,"24,{number % 10}",{number}\n' for number in range(40))
    kinds.write(TABLE, kinds.read(TABLE) + rows)
    with pytest.raises(CourseError, match="better_on_computer"):
        open_course(kinds.root)
    kinds.write(FILE, kinds.read(FILE) + "better_on_computer: true\n")
    assert len(open_course(kinds.root).tables["rooms"].rows) == 52


def test_a_planted_value_that_looks_ordinary_is_a_remark(kinds):
    kinds.edit(FILE, "    rows: [r07]\n", "    rows: [r06]\n")
    kinds.edit(TABLE, ",250", ",25")
    problems, course = read_course(kinds.root)
    assert course is not None
    assert [problem.severity for problem in problems] == ["should"]
    assert "finds plausible" in problems[0].found


def test_every_cell_is_the_text_of_the_file(kinds):
    dataset = open_course(kinds.root).tables["rooms"]
    assert dataset.columns == ("room", "day", "temperature", "people")
    assert (dataset.cells["r04", "people"], dataset.cells["r01", "temperature"]) == ("", "24,5")
    frame = dataset.frame()
    assert list(frame.columns) == ["id", *dataset.columns]
    assert frame.loc[3].tolist() == ["r04", "B2", "2026-03-02", "23,5", ""]


def test_a_change_of_the_table_changes_the_grader(kinds):
    before = open_course(kinds.root)
    kinds.edit(TABLE, '"24,5",12', '"24,6",12')
    after = open_course(kinds.root)
    changed = {
        name: before.grader_hash(name, "nurse") != after.grader_hash(name, "nurse")
        for name in after.exercises
    }
    assert changed == {"house-rules": False, "house-rules-clean": False, "room-log": True}
