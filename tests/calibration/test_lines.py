"""JSON lines are read whole or refused, with the number of every bad line."""

from __future__ import annotations

import json

import pytest

from promptward.calibration.labelling import Note
from promptward.calibration.lines import as_lines, read_lines
from promptward.errors import PromptwardError


def test_good_lines_are_read_in_order_whatever_else_stands_in_them():
    raw = '\ufeff{"id": "a", "text": "một", "lang": "vi"}\r\n\n  \n{"id": 7, "text": ""}\n'
    assert [(one.id, one.text) for one in read_lines(raw, "f", Note)] == [("a", "một"), (7, "")]


def test_a_text_may_hold_any_separator():
    text = "một\u2028hai\x85ba\x0bbốn\tnăm\r\nsáu"
    raw = as_lines([{"id": "a", "text": text}])
    assert read_lines(raw, "f", Note)[0].text == text
    raw = json.dumps({"id": "a", "text": text}, ensure_ascii=True)
    assert read_lines(raw, "f", Note)[0].text == text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        ("null", "no JSON object"),
        ('{"id": "x"}', "no 'text'"),
        ('{"text": "x"}', "no 'id'"),
        ('{"id": null, "text": "x"}', "'id'"),
        ('{"id": true, "text": "x"}', "'id'"),
        ('{"id": "x", "text": 3}', "'text'"),
        ('{"id": "x", "text": "y", "text": "z"}', "stands twice"),
        ('{"id": "a", "text": "y"}', "line 1 has it already"),
        ('{"id": "\\ud800", "text": "y"}', "half a character"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(line, told):
    raw = f'{{"id": "a", "text": "x"}}\n\n{line}\n{{"id": "z", "text": "x"}}'
    with pytest.raises(PromptwardError) as refused:
        read_lines(raw, "f.jsonl", Note)
    assert "f.jsonl:3: " in str(refused.value)
    assert told in str(refused.value)
    assert str(refused.value).count("f.jsonl:") == 1


def test_every_bad_line_is_told_but_not_without_end():
    with pytest.raises(PromptwardError) as refused:
        read_lines("x\n" * 500, "f", Note)
    assert "f:20: " in str(refused.value)
    assert "… and 480 more" in str(refused.value)
    assert len(str(refused.value)) < 3000
