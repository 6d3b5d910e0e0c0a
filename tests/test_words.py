"""Every string a person sees has its Vietnamese, and every translation is in use."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from promptward.words import catalogue, say

SRC = Path(__file__).parents[1] / "src" / "promptward"
PLACE = re.compile(r"\{(\w+)\}")


def spoken_in_python() -> set[str]:
    found: set[str] = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in {"say", "_say"}:
                    found |= {
                        a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                    }
    return found - {"vi", "en"}


def spoken_in_pages() -> set[str]:
    pattern = re.compile(r"""\bt\(\s*"((?:[^"\\]|\\.)+)"|\bt\(\s*'((?:[^'\\]|\\.)+)'""")
    texts = [p.read_text("utf-8") for p in [*SRC.rglob("*.js"), *SRC.rglob("*.html"), *SRC.rglob("*.j2")]]
    return {first or second for text in texts for first, second in pattern.findall(text)}


@pytest.mark.parametrize("spoken", [spoken_in_python, spoken_in_pages])
def test_every_string_is_translated(spoken):
    missing = sorted(text for text in spoken() if text not in catalogue("vi") and " " in text)
    assert missing == []


def test_translations_keep_the_places_of_their_source():
    wrong = [s for s, v in catalogue("vi").items() if set(PLACE.findall(s)) != set(PLACE.findall(v))]
    assert wrong == []


def test_trainees_are_not_spoken_to_in_jargon():
    """No prompt, token, session, feedback or rubric in what trainees read."""
    jargon = re.compile(r"\b(prompt|token|session|feedback|rubric)\b", re.IGNORECASE)
    assert [text for text in catalogue("vi").values() if jargon.search(text)] == []


def test_one_tone_placement_is_used_throughout():
    new_style = re.compile(r"(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?![a-zà-ỹ])", re.IGNORECASE)
    assert [
        text for text in catalogue("vi").values() if re.search(new_style, re.sub(r"qu[ỳýỷỹỵ]", "", text))
    ] == []


def test_a_value_is_never_read_as_a_template():
    assert say("en", "Hello {name}", name="{secret}", secret="x") in {"Hello {secret}", "Hello x"}
    assert "__class__" in say("en", "{name}", name="{name.__class__}")


def test_the_file_is_plain_po_without_leftovers():
    with (SRC / "locale" / "vi.po").open("rb") as file:
        entries = read_po(file, locale="vi")
    assert not list(entries.obsolete)
    assert not [entry.id for entry in entries if entry.id and entry.fuzzy]
