"""The files of a course folder, read into typed parts; what cannot be read is told, never skipped."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field

from promptward import __version__
from promptward.course import graders
from promptward.course.claims import ClaimsExercise
from promptward.course.data import DataExercise, Table
from promptward.course.datasets import Dataset, read_dataset
from promptward.course.documents import Document, read, read_bytes, shown
from promptward.course.exercises import ROLES, PromptExercise, Slug, Strict
from promptward.course.notebooks import code_of
from promptward.course.rubrics import Criterion, Rubric
from promptward.course.shapes import fit
from promptward.errors import Problem, close_matches
from promptward.text import Localized

T = TypeVar("T")
FOLDERS = ("exercises", "graders", "notebooks", "datasets")
MAX_GRADER_FILE = 64 * 1024 * 1024

AnyExercise = PromptExercise | ClaimsExercise | DataExercise
"""The union of all kinds; a kind joins here and in `KINDS`."""
KINDS: Mapping[str, type[AnyExercise]] = {
    "prompt": PromptExercise,
    "claims": ClaimsExercise,
    "data": DataExercise,
}


class Module(Strict):
    """One of the five modules of the programme."""

    id: Slug
    title: Localized


class Syllabus(Strict):
    """`course.yaml`. A text must be written in each of `languages`; `language` greets a newcomer."""

    id: Slug
    title: Localized
    languages: tuple[Literal["vi", "en"], ...] = Field(default=("vi",), min_length=1)
    language: Literal["vi", "en"] = "vi"
    modules: tuple[Module, ...] = Field(min_length=5, max_length=5)


class Criteria(Strict):
    """`graders/criteria.yaml`."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A value and the document it was written in."""

    value: T
    document: Document


@dataclass
class Parts:
    """What a folder holds. A name in `unread` is there but broken: nobody should call it missing as well."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    syllabus: Written[Syllabus] | None = None
    criteria: Written[Criteria] | None = None
    rubrics: dict[tuple[str, str], Written[Rubric]] = field(default_factory=dict)
    exercises: dict[str, Written[AnyExercise]] = field(default_factory=dict)
    tables: dict[str, Written[Dataset]] = field(default_factory=dict)
    marked: dict[str, graders.Marked] = field(default_factory=dict)
    notebooks: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    graders_digest: str = ""

    @property
    def graders_whole(self) -> bool:
        """Whether every module of checks could be read; else nobody knows which checks are missing."""
        return not any(file.endswith(".py") for file in self.unread)

    def criterion_ids(self, *, gates: bool = False) -> set[str]:
        """The ids of all criteria, or of the gates among them; empty when they could not be read."""
        criteria = self.criteria.value.criteria if self.criteria else ()
        return {criterion.id for criterion in criteria if criterion.gate or not gates}

    def document(self, path: Path, file: str) -> Document | None:
        """The document in `path`; its problems are noted."""
        document, problems = read(path, file)
        self.problems += problems
        if document is None:
            self.unread.add(file)
        return document

    def fitted(self, model: type[Any], document: Document | None) -> Any:
        """The document as `model`, or `None`; its problems are noted."""
        if document is None:
            return None
        value, problems = fit(model, document)
        self.problems += problems
        if value is None:
            self.unread.add(document.file)
        return value


def read_folder(root: Path) -> Parts:
    """Everything of the course in `root`, with every problem that one file alone can have."""
    parts = Parts(root)
    if not root.is_dir():
        parts.problems.append(Problem(str(root), 1, "no such folder", "a folder with course.yaml"))
        return parts
    files = dict(_files(parts))
    document = parts.document(root / "course.yaml", "course.yaml")
    if syllabus := parts.fitted(Syllabus, document):
        parts.syllabus = Written(syllabus, document) if document else None
    _read_graders(parts, {k: v for k, v in files.items() if k.startswith("graders/")})
    for file, path in files.items():
        if file.startswith("exercises/"):
            _read_exercise(parts, file, path)
        if file.startswith("datasets/") and file.count("/") == 1 and file.endswith(".csv"):
            _read_table(parts, file, path)
    _read_notebooks(parts, files)
    return parts


def _files(parts: Parts) -> Iterator[tuple[str, Path]]:
    """Name and path of every file in the four folders; a link that leaves the course is a problem."""

    def unreadable(error: OSError) -> None:
        file = _name(parts.root, Path(error.filename))
        parts.problems.append(Problem(file, 1, error.strerror or "no access", "a folder that can be read"))

    _refuse_stray_link(parts, parts.root / "course.yaml")
    for folder in FOLDERS:
        if not os.path.lexists(parts.root / folder) or _refuse_stray_link(parts, parts.root / folder):
            continue
        for place, folders, names in os.walk(parts.root / folder, onerror=unreadable):
            folders[:] = sorted(name for name in folders if name != "__pycache__" and name[0] != ".")
            for name in sorted([*folders, *names]):
                path = Path(place, name)
                if not _refuse_stray_link(parts, path) and name in names and name[0] != ".":
                    yield _name(parts.root, path), path


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix().encode("utf-8", "replace").decode()


def _refuse_stray_link(parts: Parts, path: Path) -> bool:
    """Whether `path` is a link out of the course, or to nothing; then it is a problem."""
    if not path.is_symlink():
        return False
    try:
        inside = path.resolve(strict=True).is_relative_to(parts.root.resolve())
    except (OSError, RuntimeError):
        inside = False
    if not inside:
        found, expected = "a link that leaves the course folder", "a file or folder inside the course"
        parts.problems.append(Problem(_name(parts.root, path), 1, found, expected))
    return not inside


def _read_graders(parts: Parts, files: Mapping[str, Path]) -> None:
    digest = hashlib.sha256(f"{__version__}\0".encode())
    sources: dict[str, bytes] = {}
    for file, path in files.items():
        _, *between, name = file.split("/")
        if len(between) == 1 and between[0] in ROLES and not name.endswith(".py"):
            _read_rubric(parts, file, path)
            continue
        data, problem = read_bytes(path, file, MAX_GRADER_FILE)
        parts.problems += [problem] if problem else _misplaced_rubric(file, between)
        digest.update(f"{file}\0{len(data or b'')}\0".encode() + (data or b""))
        if name.endswith(".py") and not name.startswith(("test_", "conftest")):
            if between:
                parts.problems.append(Problem(file, 1, "Python in a folder", "a file directly in graders/"))
            else:
                sources[name.removesuffix(".py")] = data or b""
    parts.graders_digest = digest.hexdigest()
    document = parts.document(parts.root / "graders/criteria.yaml", "graders/criteria.yaml")
    if criteria := parts.fitted(Criteria, document):
        parts.criteria = Written(criteria, document) if document else None
    folder = parts.root.absolute() / "graders"
    package = hashlib.sha256(f"{folder}\0{parts.graders_digest}".encode()).hexdigest()
    parts.marked, problems = graders.load(folder, sources, package)
    parts.problems += problems
    parts.unread |= {problem.file for problem in problems}


def _misplaced_rubric(file: str, between: list[str]) -> list[Problem]:
    """A folder whose name is nearly a role's: its rubrics would never be found."""
    matches = close_matches(between[0], ROLES) if between and file.endswith((".yaml", ".yml")) else ()
    if not matches:
        return []
    return [Problem(file, 1, f"the folder {between[0]!r}", "one of " + ", ".join(ROLES), matches)]


def _read_rubric(parts: Parts, file: str, path: Path) -> None:
    if _wrong_ending(parts, file):
        return
    _, role, name = file.split("/")
    document = parts.document(path, file)
    rubric: Rubric | None = parts.fitted(Rubric, document)
    if document is None or rubric is None:
        return
    for key, found, expected in (("role", rubric.role, role), ("id", rubric.id, name.removesuffix(".yaml"))):
        if found != expected:
            line = document.line(key)
            parts.problems.append(Problem(file, line, f"{key} {found!r}", f"{expected!r}, as the path says"))
            parts.unread.add(file)
    parts.rubrics[role, name.removesuffix(".yaml")] = Written(rubric, document)


def _wrong_ending(parts: Parts, file: str) -> bool:
    if file.endswith(".yaml"):
        return False
    if file.lower().endswith((".yml", ".yaml")):
        name = file.rpartition("/")[2]
        parts.problems.append(Problem(file, 1, f"the file name {name!r}", "a name that ends in .yaml"))
    return True


def _read_exercise(parts: Parts, file: str, path: Path) -> None:
    if _wrong_ending(parts, file):
        return
    if file.count("/") > 1:
        parts.problems.append(Problem(file, 1, "an exercise in a folder", "a file directly in exercises/"))
        return
    document = parts.document(path, file)
    if document is None:
        return
    stem = path.name.removesuffix(".yaml")
    raw = document.value if isinstance(document.value, dict) else {}
    if isinstance(name := raw.get("id"), str):
        _check_id(parts, document, name, stem)
    kind = raw.get("kind")
    if isinstance(kind, str) and kind not in KINDS:
        matches, expected = close_matches(kind[:80], KINDS), "one of " + ", ".join(sorted(KINDS))
        parts.problems.append(Problem(file, document.line("kind"), shown(kind), expected, matches, "kind"))
        parts.unread.add(file)
        return
    exercise = parts.fitted(KINDS.get(str(kind), PromptExercise), document)
    if exercise is not None:
        parts.exercises.setdefault(exercise.id, Written(exercise, document))


def _check_id(parts: Parts, document: Document, name: str, stem: str) -> None:
    line = document.line("id")
    if name != stem:
        found = f"id {shown(name)}"
        parts.problems.append(Problem(document.file, line, found, f"{stem!r}, as the file is called"))
    if other := parts.exercises.get(name):
        first = f"{other.document.file}:{other.document.line('id')}"
        found, expected = f"id {shown(name)} again", f"an id of its own; {first} has it already"
        parts.problems.append(Problem(document.file, line, found, expected))


def _read_table(parts: Parts, file: str, path: Path) -> None:
    document = parts.document(path.with_suffix(".yaml"), file.removesuffix(".csv") + ".yaml")
    card: Table | None = parts.fitted(Table, document)
    if document is None or card is None:
        return
    dataset, problems = read_dataset(path, file, card, document)
    parts.problems += problems
    if dataset is None:
        parts.unread.add(file)
    else:
        parts.tables[card.id] = Written(dataset, document)


def _read_notebooks(parts: Parts, files: Mapping[str, Path]) -> None:
    for file, path in files.items():
        if file.startswith("notebooks/") and file.endswith(".ipynb"):
            code, problems = code_of(path, file)
            parts.problems += problems
            if code is None:
                parts.unread.add(file)
            elif file.count("/") == 1:
                parts.notebooks[path.name.removesuffix(".ipynb")] = code
