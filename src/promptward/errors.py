"""What can go wrong, in words for the person who has to act on it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a course: where it is, what was found, what was expected, what may have been meant."""

    file: str
    line: int
    found: str
    expected: str
    matches: tuple[str, ...] = ()
    where: str = ""
    severity: str = "must"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f" ({self.where})" if self.where else "")
        hint = f"; did you mean {' or '.join(self.matches)}?" if self.matches else ""
        return f"{place}: found {self.found}; expected {self.expected}{hint}"


class PromptwardError(Exception):
    """Anything the command line turns into a message without a traceback."""


class CourseError(PromptwardError):
    """A course that does not open: every problem at once, so that an author mends them in one go."""

    def __init__(self, root: Path, problems: Iterable[Problem]) -> None:
        self.root = root
        self.problems = tuple(sorted(problems))
        listing = "\n".join(f"  {problem}" for problem in self.problems)
        count = len(self.problems)
        super().__init__(f"the course in {root} has {count} problem{'s' * (count != 1)}:\n{listing}")


class ModelError(PromptwardError):
    """A chat model did not answer; the message is fit for a trainee's page."""


class StoreError(PromptwardError):
    """The record could not be read or written; nothing was acknowledged."""


def close_matches(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that `word` may be a slip of."""
    return tuple(difflib.get_close_matches(word, list(known), n=3, cutoff=0.6))
