"""A tiny course that a test may break."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
KINDS = MINI.parent / "kinds"


@dataclass(frozen=True)
class Folder:
    """A course folder to write in."""

    root: Path

    def write(self, file: str, content: str | bytes) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, file: str) -> str:
        return (self.root / file).read_text("utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        before = self.read(file)
        assert old in before, f"{file} has no {old!r}"
        self.write(file, before.replace(old, new, 1))

    def line(self, file: str, words: str) -> int:
        """The number of the first line that contains `words`."""
        lines = self.read(file).splitlines()
        return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the tiny course."""
    shutil.copytree(MINI, tmp_path / "mini")
    return Folder(tmp_path / "mini")


@pytest.fixture
def kinds(tmp_path: Path) -> Folder:
    """A copy of the course with claims and data exercises."""
    shutil.copytree(KINDS, tmp_path / "kinds")
    return Folder(tmp_path / "kinds")
