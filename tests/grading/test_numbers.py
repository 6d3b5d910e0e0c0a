"""Numbers are read as people type them; what may be two numbers is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.course.data import Question
from promptward.grading.numbers import in_unit, is_right, shown_number, typed


def question(**changes):
    text = {"vi": "x"}
    return Question.model_validate(
        {"id": "q", "text": text, "answer": "f", "cleanings": [{"id": "all", "title": text}]} | changes
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        (" 12,50 ", 12.5),
        ("-3", -3),
        ("\u22123,5", -3.5),
        ("+7", 7),
        ("0,125", 0.125),
        ("0.125", 0.125),
        (",5", 0.5),
        ("1500", 1500),
        ("1 500", 1500),
        ("1\u00a0500,25", 1500.25),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1.500,5", 1500.5),
        ("1,500.5", 1500.5),
        ("1234,567", 1234.567),
        ("007", 7),
    ],
)
def test_both_decimal_marks_are_read(text, value):
    assert typed(text).values == (value,)


@pytest.mark.parametrize(
    ("text", "values"), [("1.500", (1500, 1.5)), ("1,500", (1500, 1.5)), ("-12.345", (-12345, -12.345))]
)
def test_three_digits_after_one_mark_may_be_either(text, values):
    assert typed(text).values == values
    assert typed(text).is_ambiguous


@pytest.mark.parametrize(
    "text", ["", "abc", "1,2,3", "1.5.0", "12 5", "1e9", "1.500,50.0", "٣", "--1", "nan", "1/2", "."]
)
def test_what_is_no_number_has_none(text):
    assert typed(text).values == ()


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text):
    assert len(typed(text, "mmHg").values) <= 2


def test_the_unit_may_stand_behind():
    assert typed("12,5 mmHg", "mmHg").values == (12.5,)
    assert typed("12,5 °C", "°C").values == (12.5,)
    assert typed("12,5 kg", "mmHg").values == ()


def test_a_number_is_right_within_the_tolerance():
    asked = question(tolerance=0.05)
    assert is_right(typed("12,45"), 12.5, asked)
    assert not is_right(typed("12,44"), 12.5, asked)
    assert is_right(typed("0,3"), 0.1 + 0.2, question())


@pytest.mark.parametrize("expected", [0.35, 35.0])
@pytest.mark.parametrize(
    ("text", "right"),
    [("35", True), ("0,35", True), ("35 %", True), ("0,35%", False), ("3500", False), ("0,0035", False)],
)
def test_a_share_and_a_percentage_are_the_same_answer(expected, text, right):
    """A per cent sign says which of the two was meant."""
    assert is_right(typed(text, "%"), expected, question(percent=True, unit="%")) is right


def test_the_tolerance_follows_the_unit():
    asked = question(percent=True, unit="%", tolerance=0.5)
    assert is_right(typed("35,4"), 35.0, asked)
    assert is_right(typed("0,354"), 35.0, asked)
    assert not is_right(typed("0,36"), 35.0, asked)


def test_an_ambiguous_number_is_never_right():
    assert not is_right(typed("1.500"), 1500, question())
    assert not is_right(typed("1.500"), 1.5, question())


def test_numbers_are_shown_as_each_language_writes_them():
    assert shown_number(12.5).model_dump() == {"vi": "12,5", "en": "12.5"}
    assert (shown_number(1500).vi, shown_number(0.3333333).vi) == ("1500", "0,3333")
    assert in_unit(0.35, question(percent=True)) == 35
