"""A seat code is read however it was typed, and cannot be guessed."""

from __future__ import annotations

import math

import pytest

from promptward.store.codes import ALPHABET, GROUP, GROUPS, digest, new_code, normal


@pytest.mark.parametrize(
    "typed",
    [
        "k7mp-2xht-9qzb-vf4c",
        "K7MP2XHT9QZBVF4C",
        " k7mp  2xht\t9qzb — vf4c ",
        "Ｋ７ＭＰ－２ＸＨＴ－９ＱＺＢ－ＶＦ４Ｃ",
        "K7MP–2XHT–9QZB–VF4C.",
    ],
)
def test_spaces_case_dashes_and_wide_letters_do_not_matter(typed: str) -> None:
    assert normal(typed) == "K7MP2XHT9QZBVF4C"


@pytest.mark.parametrize(
    "typed", ["", "K7MP", "K7MP-2XHT-9QZB-VF4CC", "0000-0000-0000-0000", "ế" * 16, "\ud800" * 16]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normal(typed) == ""


def test_a_code_has_at_least_70_bits_and_nothing_a_vietnamese_keyboard_rewrites() -> None:
    assert GROUPS * GROUP * math.log2(len(ALPHABET)) > 70
    assert not set(ALPHABET) & set("AEIOUYWD01")
    assert len({new_code() for _ in range(1000)}) == 1000


def test_the_hash_needs_the_key() -> None:
    code = new_code()
    assert digest(code, b"a") == digest(code.lower(), b"a") != digest(code, b"b")
