"""The commands about the checks: whole answers or a clear refusal, on files and on stdin."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from promptward.cli import app
from promptward.errors import PromptwardError

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
LINES = '{"id": "a", "lang": "vi", "text": "Viết bảng"}\n{"id": 2, "lang": "en", "text": "000199012345"}\n'


def run(*arguments: str, typed: str = "") -> str:
    result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_label_answers_every_line_in_order(tmp_path):
    file = tmp_path / "prompts.jsonl"
    file.write_text(LINES, encoding="utf-8")
    expected = [
        {"id": "a", "labels": {"task": True, "format": True, "identifiers": False}},
        {"id": 2, "labels": {"task": False, "format": False, "identifiers": True}},
    ]
    for where, typed in ((str(file), ""), ("-", LINES)):
        shown = run("label", where, "--json", "--course", str(MINI), typed=typed)
        assert [json.loads(line) for line in shown.splitlines()] == expected
    assert run("label", str(file), "--course", str(MINI)) == "a: task, format\n2: identifiers\n"


def test_identifiers_answers_every_line_in_order():
    typed = '{"id": 1, "text": "gọi 0900 000 217"}\n{"id": 2, "text": "sốt 39"}\n'
    shown = [json.loads(line) for line in run("identifiers", "-", "--json", typed=typed).splitlines()]
    assert shown == [{"id": 1, "spans": [{"kind": "phone", "start": 4, "end": 16}]}, {"id": 2, "spans": []}]
    assert run("identifiers", "-", typed=typed) == "1: phone 4–16\n2: none\n"


@pytest.mark.parametrize("command", [["label", "--course", str(MINI)], ["identifiers"]])
def test_a_bad_line_is_refused_and_nothing_is_written(command, tmp_path):
    file = tmp_path / "bad.jsonl"
    file.write_text(LINES + "{oops\n", encoding="utf-8")
    started = subprocess.run(
        [sys.executable, "-m", "promptward", command[0], str(file), *command[1:], "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (started.returncode, started.stdout) == (1, "")
    assert "bad.jsonl:3: not JSON" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_file_that_is_not_there_or_not_utf_8_is_told(tmp_path):
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": 1}\n{"id": 2, "text": "caf\xe9"}')
    with pytest.raises(PromptwardError, match="name a readable file"):
        run("identifiers", str(tmp_path / "none.jsonl"))
    with pytest.raises(PromptwardError, match=r"latin\.jsonl:2: not UTF-8"):
        run("identifiers", str(tmp_path / "latin.jsonl"))


def test_calibrate_prints_a_line_a_criterion_and_writes_the_card_where_told(tmp_path):
    file = tmp_path / "set.jsonl"
    rows = [
        {"id": 1, "lang": "vi", "text": "Viết bảng", "met": ["task", "format"]},
        {"id": 2, "lang": "vi", "text": "Soạn giúp", "met": ["task"]},
        {"id": 3, "lang": "vi", "text": "Chào", "met": []},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    html, card = tmp_path / "card.html", tmp_path / "card.json"
    shown = run(
        "calibrate", "--set", str(file), "--course", str(MINI), "--html", str(html), "--json", str(card)
    )
    told = {
        line.split()[0]: line.split()[1]
        for line in shown.splitlines()
        if line.split()[0] in ("task", "format")
    }
    assert told == {"task": "0.667", "format": "1.000"}
    assert json.loads(card.read_text(encoding="utf-8"))["set"]["prompts"] == 3
    assert "<svg" in html.read_text(encoding="utf-8")
