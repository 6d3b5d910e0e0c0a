"""Commands as somebody types them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from promptward.cli import main


@dataclass(frozen=True)
class Done:
    """What a command said, and its exit code."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Runs a command in a folder and on a data folder of its own, in this process: a new one takes a second.

    An exception that `main` lets through, which a person would see as a traceback, fails the test.
    """
    for name in [each for each in os.environ if each.startswith("PROMPTWARD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PROMPTWARD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def command(*words: str, typed: str = "", ok: bool = True) -> Done:
        monkeypatch.setattr(sys, "argv", ["promptward", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        assert (ended.value.code == 0) == ok, said
        return Done(ended.value.code, said.out, said.err)

    return command
