"""Wordings find what people write, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.grading.wordings import Words, readings
from promptward.text import Folded, nfc


def found(wording: str, text: str) -> str | None:
    words = Words(Folded.of(text))
    match = next(words.find((wording,)), None)
    return words.quote(match) if match else None


@pytest.mark.parametrize(
    ("wording", "text", "quote"),
    [
        ("dị ứng penicilin", "Tiền sử: DỊ ỨNG PENICILIN", "DỊ ỨNG PENICILIN"),
        ("dị ứng penicilin", "di ung penicilin", "di ung penicilin"),
        ("dị ứng * penicilin", "dị ứng với thuốc penicilin", "dị ứng với thuốc penicilin"),
        ("dị ứng * penicilin", "dị ứng penicilin", "dị ứng penicilin"),
        ("men gan * * chưa có", "men gan a b c d e f g h chưa có", "men gan a b c d e f g h chưa có"),
        ("tiểu cầu #", "tiểu cầu: 45 G/L", "tiểu cầu: 45"),
        ("# ngày", "đã ba ngày rồi", "ba ngày"),
        ("3 ngày", "sốt ba ngày nay", "ba ngày"),
        ("ngày thứ năm", "ngày thứ 5", "ngày thứ 5"),
        ("day 4", "on day four of", "day four"),
        ("38,5", "sốt 38.5 độ", "38.5"),
        ("38,5 độ", "38,50 độ", "38,50 độ"),
        ("1.000 ml", "truyền 1000ml", "1000ml"),
        ("1000 ml", "1,000 ml", "1,000 ml"),
        ("1.234,5", "1234.5", "1234.5"),
        ("48", "tiểu cầu 118,76,48", "48"),
        ("14h * 10/12", "14h00, ngày 10/12", None),
        ("14h * 10/12", "14h ngày 10.12.2026", "14h ngày 10.12"),
        ("90/60", "HA 90/60mmHg", "90/60"),
        ("47 %", "Hct 47%", "47%"),
        ("40 * 44 * 47", "40 % lúc 6 giờ chiều, 44 % trưa, 47 % tối", "40 % lúc 6 giờ chiều, 44 % trưa, 47"),
        ("NS1 (+)", "NS1(+)", "NS1(+)"),
        ("tiểu cầu >= 100", "tiểu cầu ≥ 100", "tiểu cầu ≥ 100"),
        ("hai năm", "hai năm nay", "hai năm"),
        ("2 năm", "hai năm nay", "hai năm"),
    ],
)
def test_a_wording_is_found_as_it_was_written(wording, text, quote):
    assert found(wording, text) == quote


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("ho", "hoàn toàn không"),
        ("dị ứng * penicilin", "dị ứng a b c d e penicilin"),
        ("dị ứng * penicilin", "Không rõ dị ứng. Penicilin đã dùng."),
        ("không dị ứng", "Không.\n\nDị ứng"),
        ("tiểu cầu 45", "tiểu cầu 450"),
        ("tiểu cầu 45", "tiểu cầu 45,5"),
        ("38", "38,5"),
        ("1 ml", "1.000 ml"),
        ("2 ngày", "mười hai ngày"),
        ("2 ngày", "một hai ngày"),
        ("6 giờ", "sau giờ trực"),
        ("3 tuổi", "bà tuổi cao"),
        ("5", "hai năm"),
        ("47 %", "47 tuổi"),
        ("tiểu cầu > 100", "tiểu cầu < 100"),
        ("NS1 (+)", "NS1 (-)"),
        ("*", "bất kỳ"),
        ("", "bất kỳ"),
    ],
)
def test_a_wording_is_not_found_in_other_words(wording, text):
    assert found(wording, text) is None


def test_a_number_may_have_two_readings():
    assert set(readings("1.500")) == {Decimal("1.5"), Decimal(1500)}
    assert set(readings("1.000")) == {Decimal(1000)}
    assert set(readings("0,125")) == {Decimal("0.125")}
    assert set(readings("12.03.2024")) == set()


@given(st.text(max_size=80), st.text(alphabet="abc *#12,.%()<>≥ độ", max_size=20))
def test_any_wording_on_any_text_ends_and_quotes_the_text(text, wording):
    quote = found(wording, text)
    assert quote is None or quote in text


@given(st.lists(st.sampled_from(["sốt", "không", "đau", "bụng", "3", "ngày", "."]), max_size=12))
def test_marks_never_matter(words):
    """A text typed without marks or in decomposed letters carries the same wordings."""
    text = " ".join(words)
    for wording in ("đau bụng", "sốt * 3 ngày", "không * sốt"):
        assert (found(wording, text) is None) == (found(wording, Folded.of(nfc(text)).folded) is None)
