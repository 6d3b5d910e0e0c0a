"""The labelled prompts of a course, and what the two labellers said before they talked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from promptward.calibration.lines import L, Line, read_lines
from promptward.errors import PromptwardError, close_matches

FOLDER = Path("datasets/prompts")
SETS = ("open", "locked")
LABELLERS = ("one", "two")
LENGTHS = ((12, "1–12"), (36, "13–36"), (100, "37–100"))
"""Words (Vietnamese: syllables) up to which a prompt belongs to a bucket."""
LONGEST = "101–"


class LabelledPrompt(Line):
    """A prompt with what people agreed on; near-twins share a `group`."""

    lang: str
    text: str
    met: tuple[str, ...] = Field(strict=False)
    role: str = "any"
    group: str = ""

    @property
    def source(self) -> str:
        """What is resampled as one: prompts of a group say nearly the same."""
        return f"group {self.group}" if self.group else f"prompt {self.id}"

    @property
    def length(self) -> str:
        """The bucket of its length in words."""
        count = len(self.text.split())
        return next((name for most, name in LENGTHS if count <= most), LONGEST)


class Label(Line):
    """What one labeller said about one prompt."""

    met: tuple[str, ...] = Field(strict=False)


@dataclass(frozen=True)
class LabelledSet:
    """`labellers` has, for each of the two, prompt id → criteria met; empty where none is on record."""

    name: str
    digest: str
    prompts: tuple[LabelledPrompt, ...]
    labellers: tuple[Mapping[str | int, frozenset[str]], ...] = ()


def read_set(root: Path, which: str, criteria: Iterable[str]) -> LabelledSet:
    """The set `open` or `locked` of the course in `root`, or the file `which`.

    Raises:
        PromptwardError: There is no such file, or a line of it cannot be used.
    """
    path = root / FOLDER / f"{which}.jsonl" if which in SETS else Path(which)
    if not path.is_file():
        names = ", ".join(SETS)
        hint = close_matches(which, SETS)
        known = f"did you mean {hint[0]}?" if hint else f"name {names} or a file of labelled prompts"
        raise PromptwardError(f"there is no labelled set {path}; {known}")
    prompts = _read(path, LabelledPrompt)
    if not prompts:
        raise PromptwardError(f"{path}: no labelled prompt in it")
    known_criteria = frozenset(criteria)
    _known(path, prompts, known_criteria)
    return LabelledSet(
        which if which in SETS else path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        tuple(prompts),
        tuple(_labeller(path.parent, number, known_criteria) for number in LABELLERS),
    )


def _labeller(folder: Path, number: str, criteria: frozenset[str]) -> dict[str | int, frozenset[str]]:
    said: dict[str | int, frozenset[str]] = {}
    for path in sorted(folder.glob(f"labels-{number}*.jsonl")):
        rows = _read(path, Label)
        _known(path, rows, criteria)
        said |= {row.id: frozenset(row.met) for row in rows}
    return said


def _read(path: Path, model: type[L]) -> list[L]:
    try:
        raw = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PromptwardError(f"{path} cannot be read as UTF-8 text") from None
    return read_lines(raw, path.name, model)


def _known(path: Path, rows: Iterable[LabelledPrompt | Label], criteria: frozenset[str]) -> None:
    """A misspelt criterion would count as missed everywhere."""
    for row in rows:
        for name in row.met:
            if name not in criteria:
                matches = close_matches(name, criteria)
                hint = f"; did you mean {matches[0]}?" if matches else ""
                raise PromptwardError(f"{path.name}: {row.id} has the unknown criterion {name!r}{hint}")
