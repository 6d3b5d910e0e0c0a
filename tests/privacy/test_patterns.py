"""The one pattern file stays readable on both sides."""

import json
import re

from promptward.privacy.patterns import FILE, patterns
from promptward.privacy.spans import KINDS

RAW = json.loads(FILE.read_text(encoding="utf-8"))


def test_every_kind_has_a_placeholder_in_both_languages_and_no_placeholder_a_digit():
    assert set(RAW["placeholders"]) == set(KINDS)
    for shown in RAW["placeholders"].values():
        assert set(shown) == {"vi", "en"}
        assert not re.search(r"\d", shown["vi"] + shown["en"])


def test_expressions_keep_to_what_both_languages_read():
    text = FILE.read_text(encoding="utf-8")
    for foreign in (
        "(?<=",
        "(?<!",
        "(?P",
        "(?i",
        "\\\\d",
        "\\\\w",
        "\\\\p{",
        "\\\\Z",
        "\\\\A",
        "++",
        "*+",
        "?+",
    ):
        assert foreign not in text, foreign


def test_every_number_kind_has_a_rule():
    assert {rule.kind for rule in patterns().rules} == set(KINDS) - {"name"}
