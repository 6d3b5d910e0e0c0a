"""A YAML file becomes plain values with lines, or problems; never code, never an endless wait."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptward.course.documents import MAX_DEPTH, read
from promptward.errors import Problem


@pytest.fixture
def reading(tmp_path):
    def read_text(content):
        path = tmp_path / "one.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, "one.yaml")

    return read_text


@pytest.mark.parametrize(
    "word", ["no", "on", "yes", "true", "12:30", "012", "1e3", "0x1f", "2026-01-31", "38,5"]
)
def test_a_plain_word_stays_the_text_its_author_wrote(reading, word):
    document, problems = reading(f"answer: {word}")
    assert (document.value, problems) == ({"answer": word}, [])


@pytest.mark.parametrize("word", ["", "~", "null"])
def test_nothing_is_nothing(reading, word):
    assert reading(f"answer: {word}")[0].value == {"answer": None}


def test_a_quoted_empty_text_is_a_text(reading):
    assert reading("answer: ''")[0].value == {"answer": ""}


def test_every_key_and_item_has_its_line(reading):
    document, _ = reading("a:\n  - x: 1\n    y: 2\n  - z\nb: {c: 3}\n")
    lines = [
        document.line(*path) for path in [("a",), ("a", 0, "y"), ("a", 1), ("b", "c"), ("a", 0, "absent")]
    ]
    assert lines == [1, 3, 4, 5, 2]


def test_a_path_keeps_its_line_when_a_model_adds_names_of_its_own(reading):
    document, _ = reading("a:\n  b:\n    c: 1\n")
    assert document.line("a", "function-after[whole()]", "b", "c") == 3


def test_decomposed_letters_are_composed(reading):
    assert reading("a: phở".encode())[0].value == {"a": "phở"}


def test_a_byte_order_mark_is_no_mistake(reading):
    assert reading("\ufeffid: x")[0].value == {"id": "x"}


BAD = {
    "unclosed quote": ("a: 1\nb: 'x\nc: 2\n", 2, "unexpected end of stream", "every quote"),
    "unclosed bracket": ("a: [1, 2\nb: 3\n", 2, "", "bracket"),
    "colon in a text": ("a: 1\nb: x: y\n", 2, "mapping values", "quotes"),
    "tab": ("a:\n\tb: 1\n", 2, "a tab", "spaces"),
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' again", "line 1"),
    "alias": ("a: *x\n", 1, "the alias '*x'", "the text itself"),
    "anchor": ("a: 1\nb: &x 2\n", 2, "the anchor '&x'", "without an anchor"),
    "bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "the anchor '&a'", "without an anchor"),
    "python tag": ("a: 1\nb: !!python/object/apply:os.system ['id']\n", 2, "!!python/object", "never read"),
    "custom tag": ("a: !include b.yaml\n", 1, "!include", "never read"),
    "standard tag": ("a: !!binary aGk=\n", 1, "!!binary", "never read"),
    "merge of an alias": ("a: {x: 1}\nb:\n  <<: *a\n", 3, "the alias '*a'", "the text itself"),
    "second document": ("a: 1\n---\nb: 2\n", 2, "second document", "one document"),
    "list as key": ("? [a, b]\n: 1\n", 1, "as a key", "a word"),
    "UTF-16": ("a: 1\n".encode("utf-16"), 1, "not UTF-8", "UTF-8"),
    "Windows-1258": (b"a: 1\nb: Ti\xeang\n", 2, "0xea", "UTF-8"),
    "NUL": ("a: 1\nb: \0\n", 2, "character", "visible"),
    "escaped NUL": ('a: 1\nb: "\\0"\n', 2, "control character", "visible"),
    "lone surrogate": ('a: "\\ud800"\n', 1, "", "visible"),
    "too large": ("a: |\n" + "  x\n" * 200_000, 1, "more than 400 KB", "at most"),
    "too many values": ("- " * 30_000, 1, "", ""),
    "many values": ("a: [" + "1," * 30_000 + "]", 1, "more than 12000 values", "smaller"),
    "deep brackets": ("a: " + "[" * 5000, 1, "too many brackets", ""),
    "deep lists": ("- " * 3000 + "x", 1, "levels of nesting", "flatter"),
    "deep keys": ("? " * 3000, 1, "", ""),
    "endless tag": ("a: " + "!" * 400_000, 1, "the tag", "never read"),
    "long key": ("k" * 400_000 + ": 1", 1, "", ""),
    "undefined alias in a list": ("- *nobody\n- b\n", 1, "*nobody", ""),
    "percent": ("%YAML 9.9\n---\na: 1\n", 1, "", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_line_and_quickly(reading, name):
    content, line, found, expected = BAD[name]
    begun = time.process_time()
    document, problems = reading(content)
    assert time.process_time() - begun < 2
    assert document is None
    first = problems[0]
    assert (first.file, first.line) == ("one.yaml", line)
    assert found in first.found
    assert expected in first.expected
    assert len(str(first)) < 400


@pytest.mark.parametrize(
    "content", ["a: |\n" + "  x y z\n" * 50_000, "\n" * 400_000, 'a: "' + "x\n " * 130_000 + '"']
)
def test_a_long_text_below_the_limit_is_read_quickly(reading, content):
    begun = time.process_time()
    reading(content)
    assert time.process_time() - begun < 2


def test_every_refusal_of_a_file_is_told_not_only_the_first(reading):
    _, problems = reading("a: &x 1\nb: !t 2\na: *x\n")
    assert [problem.line for problem in problems] == [1, 2, 3, 3]


def test_a_file_of_aliases_does_not_bury_the_others(reading):
    _, problems = reading("".join(f"k{i}: *a\n" for i in range(5000)))
    assert len(problems) < 60


def test_a_missing_file_and_a_folder_are_no_files(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    missing = read(tmp_path / "absent.yaml", "absent.yaml")
    folder = read(tmp_path / "folder.yaml", "folder.yaml")
    assert missing == (None, [Problem("absent.yaml", 1, "no such file", "this file")])
    assert "not a file" in folder[1][0].found


def test_nesting_just_within_the_limit_is_read(reading):
    document, _ = reading("".join("  " * i + "a:\n" for i in range(MAX_DEPTH - 1)))
    assert document is not None


YAMLISH = st.text(
    alphabet=st.one_of(st.sampled_from(list("abé:-?,[]{}&*!|>'\"%@`# \n\t\r\0~<=\\u2028")), st.characters())
)


@given(content=st.one_of(YAMLISH, st.binary()))
def test_no_text_and_no_bytes_break_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    document, problems = read(path, "any.yaml")
    assert (document is None) == bool(problems)
    assert all(1 <= p.line <= path.read_bytes().count(b"\n") * 3 + 9 for p in problems)
