"""The bare form of a text, and the way back to its characters."""

import unicodedata

import pytest

from promptward.privacy.letters import Letters


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_lead_back_with_all_marks(form):
    text = unicodedata.normalize(form, "Sốt ở Đặng")
    letters = Letters.of(text)
    assert letters.plain == "sot o dang"
    start, end = letters.original(6, 10)
    assert text[start:end] == unicodedata.normalize(form, "Đặng")


def test_wide_digits_strange_spaces_and_invisible_characters_are_read_through():
    assert Letters.of("０９\u00a0\u200b–İ").plain == "09 -i"
