"""The invented notes and clean texts of this room, and a browser to run the twin in."""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NOTES = HERE.parent.parent / "datasets" / "identifiers"


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (NOTES / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def notes() -> list[dict]:
    """Invented notes with the spans that identify somebody: `{id, text, spans: [{kind, start, end}]}`."""
    return lines("notes.jsonl")


@pytest.fixture(scope="session")
def held() -> list[dict]:
    """Notes written after the detector, and never tuned on: mend a miss there by new notes elsewhere."""
    return lines("notes-held.jsonl")


@pytest.fixture(scope="session")
def clean() -> list[dict]:
    """Clinical and administrative texts that identify nobody."""
    return lines("clean.jsonl")


@pytest.fixture(scope="session")
def clean_held() -> list[dict]:
    """Clean texts that no rule was tuned on."""
    return lines("clean-held.jsonl")


@pytest.fixture(scope="session")
def vectors() -> list[dict]:
    """What both sides must make of a text: `{text, expected, lang?, known?, kept?}`."""
    return json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))
