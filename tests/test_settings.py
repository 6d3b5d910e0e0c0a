"""Settings: one frozen value, read from where an operator may write it, and a slip is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from promptward.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("PROMPTWARD_")]:
        monkeypatch.delenv(name)


def test_an_option_wins_over_the_environment_and_that_over_the_file(monkeypatch: pytest.MonkeyPatch):
    Path("promptward.toml").write_text('port = 1001\nmodel = "ollama:x"\nip = "127.0.0.3"\n', "utf-8")
    monkeypatch.setenv("PROMPTWARD_PORT", "1002")
    monkeypatch.setenv("PROMPTWARD_IP", "127.0.0.2")
    settings = Settings(port=1003)
    assert (settings.port, settings.ip, settings.model) == (1003, "127.0.0.2", "ollama:x")


def test_it_serves_this_machine_alone_with_the_practice_model_unless_told_otherwise():
    settings = Settings()
    assert (settings.ip, settings.model, settings.database) == ("127.0.0.1", "rehearsal", "")
    assert settings.data_dir == Path.home() / ".local/share/promptward"


@pytest.mark.parametrize(
    "line", ["prot = 1", "port = 70000", 'port = "x"', "grade_workers = 0", "max_body = 1"]
)
def test_a_slip_in_the_file_is_not_dropped_quietly(line: str):
    Path("promptward.toml").write_text(line, "utf-8")
    with pytest.raises(ValidationError, match=line.partition(" ")[0]):
        Settings()


@pytest.mark.parametrize(
    ("typed", "path"), [("", "/"), ("/", "/"), ("x", "/x/"), ("/x/y", "/x/y/"), ("//x//", "/x/")]
)
def test_a_base_path_begins_and_ends_with_a_slash(typed: str, path: str):
    assert Settings(base_url=typed).base_url == path


def test_a_data_folder_is_absolute_and_knows_home():
    assert Settings(data_dir="~/here").data_dir == Path.home() / "here"
    assert Settings(data_dir="here").data_dir == Path.cwd() / "here"


def test_nobody_changes_it_later():
    with pytest.raises(ValidationError):
        Settings().port = 1
