"""Whatever arrives is read as text or refused with a reason; nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.practice import Refused
from promptward.practice.operations import OPERATIONS, Save
from promptward.practice.payloads import clean, number, read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Soạn\tphiếu\nhai dòng", "Soạn\tphiếu\nhai dòng"),
        ("hai\r\nba\rbốn", "hai\nba\nbốn"),
        ("NUL\x00 chuông\x07 xoá\x7f C1\x85", "NUL chuông xoá C1"),
        ("nửa \ud83d chữ", "nửa \ufffd chữ"),
        ("\ud83e\ude7a", "🩺"),
        ("\u202eiárt ngược\u202c", "\u202eiárt ngược\u202c"),
        ("Soa\u0323n", "Soa\u0323n"),
        ("<script>alert(1)</script> {x} {{y}} %s", "<script>alert(1)</script> {x} {{y}} %s"),
    ],
)
def test_text_stays_what_was_typed_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_can_be_stored_anywhere_and_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "text",
        7,
        {},
        {"response": nested(5000), "base_rev": 0},
        {"response": {"answers": {"a": nested(100)}}, "base_rev": 0},
        {"response": {"text": "x", "score": 100}, "base_rev": 0},
        {"response": {"text": None}, "base_rev": 0},
        {"response": {"text": ["x"]}, "base_rev": 0},
        {"response": {"text": "x"}, "base_rev": -1},
        {"response": {"text": "x"}, "base_rev": 10**400},
        {"response": {"text": "x"}, "base_rev": "none"},
        {"response": {"text": "x", "answers": {"a": float("nan")}}, "base_rev": 0},
        {"response": {"text": "x", "answers": {"a": float("inf")}}, "base_rev": 0},
        {"response": {"text": "x", "answers": {"a": b"bytes"}}, "base_rev": 0},
        {"response": {"text": "x", "marks": {"s1": "silly"}}, "base_rev": 0},
        {"response": {"text": "x", "marks": {"<b>": "wrong"}}, "base_rev": 0},
        {"response": {"text": "x", "answers": {str(n): [n] * 100 for n in range(400)}}, "base_rev": 0},
        {"response": {"text": "x"}, "base_rev": 0, "device": "d" * 81},
    ],
)
def test_what_cannot_be_read_is_refused_in_words(payload: Any) -> None:
    with pytest.raises(Refused) as refused:
        read("save", payload, "vi")
    assert (refused.value.status, refused.value.code) == (400, "bad_request")
    assert refused.value.message
    assert json.dumps(refused.value.as_json())


def test_a_long_text_is_refused_whole_and_told_its_length() -> None:
    payload = {"response": {"text": "ế" * 20_001}, "base_rev": 0}
    with pytest.raises(Refused) as refused:
        read("save", payload, "en")
    assert (refused.value.code, refused.value.field) == ("too_long", "text")
    assert "20,001" in refused.value.message
    asked = read("save", {"response": {"text": "ế" * 20_000}, "base_rev": 0}, "en")
    assert isinstance(asked, Save)
    assert len(asked.response.text) == 20_000


def test_an_operation_nobody_knows_is_unknown() -> None:
    with pytest.raises(Refused) as refused:
        read("__class__", {}, "en")
    assert (refused.value.status, refused.value.code) == (404, "unknown")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec=None)), inner),
    max_leaves=20,
)


@given(
    op=st.sampled_from(sorted(OPERATIONS)),
    payload=JSON | st.fixed_dictionaries({"response": JSON, "base_rev": JSON}),
)
def test_no_json_value_does_anything_else(op: str, payload: Any) -> None:
    try:
        read(op, payload, "vi")
    except Refused as refused:
        status = refused.status
    else:
        status = 200
    assert status in {200, 400}


def test_thousands_are_set_apart_as_people_write_them() -> None:
    assert (number(20001, "vi"), number(20001, "en")) == ("20.001", "20,001")
