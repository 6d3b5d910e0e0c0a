"""However it was typed, a response reads the same and is quoted as it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.grading.reading import Reading


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ KHOẺ", "khỏe KHỎE"),
        ("hoàn hoài quý quỳ thuý", "hoàn hoài quý quỳ thúy"),
        ("loắt hoặc", "loắt hoặc"),
    ],
)
def test_the_new_tone_placement_reads_like_the_old(typed, read):
    for form in ("NFC", "NFD"):
        assert Reading.of(unicodedata.normalize(form, typed)).text == read


def test_a_quote_is_what_was_written():
    """Decomposed letters, the new placement and invisible characters all come back in the quote."""
    typed = unicodedata.normalize("NFD", "Người bệnh khoẻ\u200b hơn")
    reading = Reading.of(typed)
    assert reading.text == "Người bệnh khỏe hơn"
    start = reading.text.index("khỏe hơn")
    assert reading.quote(start, len(reading.text)) == unicodedata.normalize("NFD", "khoẻ\u200b hơn")


def test_blanks_keep_every_place():
    reading = Reading.of("Một hai\nba bốn")
    assert reading.blanked([(4, 10)]) == "Một    \n   bốn"


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_quoted(text):
    reading = Reading.of(text)
    assert Reading.of(reading.text).text == reading.text
    for start in range(0, len(reading.text), 3):
        reading.quote(start, min(start + 5, len(reading.text)))
