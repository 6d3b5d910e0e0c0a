"""`show()` in a kernel of a served page: light, and knowing the public view only."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from promptward.widgets import ExerciseWidget, show

VIEW = {"id": "some-drill", "kind": "prompt", "title": {"vi": "Bài", "en": None}}
HEAVY = (
    "sqlalchemy",
    "alembic",
    "langchain",
    "langchain_core",
    "babel",
    "promptward.store",
    "promptward.models",
)
SECRETS = ("promptward.course", "promptward.grading", "promptward.practice", "promptward.server")


@pytest.fixture
def views(tmp_path, monkeypatch):
    (tmp_path / "some-drill.json").write_text(json.dumps(VIEW), "utf-8")
    monkeypatch.setenv("PROMPTWARD_VIEWS", str(tmp_path))
    monkeypatch.setenv("PROMPTWARD_STATIC", "/x/static/0123456789abcdef")
    return tmp_path


def test_a_served_widget_holds_the_public_view_and_the_address(views) -> None:
    """Nothing of a person, no words: the page has them."""
    widget = show("some-drill")
    assert isinstance(widget, ExerciseWidget)
    assert widget.view == VIEW
    assert widget.static == "/x/static/0123456789abcdef"
    assert widget.words == {}


def test_an_unknown_exercise_is_named_with_those_there_are(views) -> None:
    """An author who mistypes an id reads which ones exist."""
    with pytest.raises(LookupError, match="some-drill"):
        show("some-dril")


def test_an_id_is_not_a_path(views) -> None:
    """A name that leads out of the folder is just an unknown name."""
    (views.parent / "secret.json").write_text("{}", "utf-8")
    with pytest.raises(LookupError):
        show("../secret")


def test_a_kernel_of_a_served_page_imports_nothing_heavy_or_secret(views) -> None:
    """Neither record nor model, neither course nor grader is loaded to show an exercise."""
    code = f"""
import sys
from promptward import show
show("some-drill")
print([name for name in {HEAVY + SECRETS!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
