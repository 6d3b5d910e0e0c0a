"""The numbering plans refuse what no person answers."""

import pytest

from promptward.privacy import find
from promptward.privacy.phones import dialled


@pytest.mark.parametrize(
    "written",
    ["0900 000 123", "+84 900 000 123", "84900000123", "02000000123", "+44 20 0000 0000", "(0240) 000 0336"],
)
def test_a_persons_number_passes_also_an_invented_one(written):
    assert dialled(written)


@pytest.mark.parametrize(
    "written", ["1800 6606", "1900 9095", "115", "+84 1800 1234", "0900", "+800 1234 5678"]
)
def test_free_lines_emergency_numbers_and_impossible_lengths_do_not(written):
    assert not dialled(written)


@pytest.mark.parametrize("text", ["Gọi 115", "Tổng đài +84 1900 9095", "Gọi số +84 1800 6606 để được tư vấn"])
def test_a_line_of_an_institution_is_left(text):
    assert find(text) == []


def test_a_number_in_brackets_is_found_without_them():
    assert [span.text for span in find("mẹ cháu (0900 000 354) xin hoãn")] == ["0900 000 354"]
