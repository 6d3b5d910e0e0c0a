"""Folding: every way to type the same syllables is the same, and a quote is what was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.text import Folded, Localized, fold, is_blank, nfc

SYLLABLES = st.sampled_from(
    ("sốt", "Đường", "ễnh", "ương", "hoà", "thuỷ", "QUỲNH", "ẫm", "nghiêng", "ıİ", "ß", "ﬁ", "39,5", "\n")
)
TYPED = st.lists(SYLLABLES | st.text(max_size=4), max_size=12).map(" ".join)


@given(TYPED)
def test_composed_and_decomposed_letters_fold_alike(text: str):
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(TYPED)
def test_folding_twice_is_folding_once_and_case_does_not_matter(text: str):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold("Nguyễn Thị ĐÀO") == fold("nguyen thi dao") == "nguyen thi dao"


@pytest.mark.parametrize(
    ("typed", "same"),
    [("hòa", "hoà"), ("thủy", "thuỷ"), ("s\u00adốt", "sốt"), ("s\u200bốt", "sot"), ("đ", "d"), ("Đ", "d")],
)
def test_old_and_new_tone_marks_and_what_nobody_sees_make_no_difference(typed: str, same: str):
    assert fold(typed) == fold(same)


@given(TYPED, st.data())
def test_a_quote_is_a_part_of_what_was_written_and_folds_to_what_was_found(text: str, data: st.DataObject):
    folded = Folded.of(text)
    assert len(folded.places) == len(folded.folded)
    assert list(folded.places) == sorted(folded.places)
    start = data.draw(st.integers(0, len(folded.folded)))
    end = data.draw(st.integers(start, len(folded.folded)))
    quote = folded.quote(start, end)
    assert quote in text
    assert folded.folded[start:end] in fold(quote)


def test_a_quote_keeps_the_marks_of_its_last_letter():
    text = unicodedata.normalize("NFD", "người bệnh")
    assert nfc(Folded.of(text).quote(0, 5)) == "người"
    assert Folded.of("abc").quote(2, 2) == ""


@given(st.text())
def test_composing_never_fails_and_is_storable(text: str):
    assert nfc(text + "\ud800").encode()


@pytest.mark.parametrize("text", ["", " \t\n", "\u200b\ufeff", "\x00", "\u202e\u2066", "\u3000"])
def test_what_nobody_can_see_is_blank(text: str):
    assert is_blank(text)
    assert not is_blank(f"{text}.")


def test_a_text_without_english_speaks_vietnamese():
    assert Localized(vi="một").get("en") == "một"
    assert Localized(vi="một", en="one").get("en") == "one"
    assert Localized(vi="một", en="").get("en") == "một"
