"""The same words in every way to type them get the same findings."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptward.findings import Outcome

NEW_STYLE = {
    "òa": "oà",
    "óa": "oá",
    "ỏa": "oả",
    "õa": "oã",
    "ọa": "oạ",
    "òe": "oè",
    "óe": "oé",
    "ỏe": "oẻ",
    "ùy": "uỳ",
    "úy": "uý",
    "ủy": "uỷ",
    "ụy": "uỵ",
}


def without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def new_tones(text: str) -> str:
    return re.sub("|".join(NEW_STYLE), lambda found: NEW_STYLE[found.group()], text)


def test_decomposed_letters_and_new_tone_placement_change_nothing(labels, prompts):
    for row in prompts:
        decided = labels(row["text"])
        assert labels(unicodedata.normalize("NFD", row["text"])) == decided
        assert labels(new_tones(unicodedata.normalize("NFC", row["text"]))) == decided


def test_evidence_of_decomposed_text_is_quoted_as_it_was_written(checks):
    prompt = unicodedata.normalize("NFD", "Kẻ bảng 3 cột về thuốc, tối đa 100 chữ.")
    assert all(quote in prompt for quote in checks["format"](prompt).evidence)


def test_without_marks_at_least_97_percent_of_the_findings_stay(labels, prompts, anchors):
    texts = [row["text"] for row in (*prompts, *anchors) if row["lang"] == "vi"]
    same = total = 0
    for text in texts:
        marked, bare = labels(text), labels(without_marks(text))
        same += sum(marked[name] == bare[name] for name in marked)
        total += len(marked)
    assert same / total >= 0.97


@pytest.mark.parametrize(
    ("text", "criterion", "expected"),
    [
        ("ke bang so sanh 3 loai thuoc", "format", True),
        ("Viết bằng tiếng Anh một email xin hoãn họp", "format", False),
        ("viet bang tieng anh mot email xin hoan hop", "format", False),
        ("Ban giám đốc họp thứ hai", "audience", False),
        ("dung bang 3 cot de trinh bay", "format", True),
    ],
)
def test_syllables_that_collide_without_marks_are_told_apart(text, criterion, expected, labels):
    assert labels(text)[criterion] is expected


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_gets_a_verdict_and_verbatim_evidence(text, checks):
    for check in checks.values():
        verdict = check(text)
        assert verdict.outcome in (Outcome.MET, Outcome.MISSED)
        assert all(quote in text for quote in verdict.evidence)
