"""The Python of a course: `graders/*.py`, run from exactly the bytes that the grader hash covers.

Every course gets a private package, so that two courses, or two versions of one, can be open side by side and
`from .cues import FORMAT` finds the sibling. No bytecode is written into or believed from an author's folder.
"""

from __future__ import annotations

import inspect
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from promptward.course.checks import MARK
from promptward.errors import Problem, close_matches

PREFIX = "promptward_course_graders_"
FOLDER = "graders"
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Marked:
    """A function an author marked: `kind` is `check` or `answer`, `decides` the criterion or the number."""

    kind: str
    decides: str
    function: Callable[..., Any]
    file: str
    line: int

    @property
    def name(self) -> str:
        """The name a rubric calls it by."""
        return self.function.__name__


def load(folder: Path, sources: Mapping[str, bytes], digest: str) -> tuple[dict[str, Marked], list[Problem]]:
    """Import `sources` (module name → bytes) and collect the marked functions by name.

    `digest` stands for the course and everything in `graders/`: the same one is imported once in a process.
    """
    package = PREFIX + digest[:32]
    problems = [
        Problem(f"{FOLDER}/{stem}.py", 1, f"the file name {stem!r}", "letters, digits and underscores")
        for stem in sources
        if not stem.isidentifier()
    ]
    marked: dict[str, Marked] = {}
    with _LOCK:
        _SOURCES.add(package, folder, {k: v for k, v in sources.items() if k.isidentifier()})
        for stem in sorted(filter(str.isidentifier, sources)):
            try:
                module = import_module(f"{package}.{stem}")
            except (Exception, SystemExit) as error:  # noqa: BLE001 - an author's module may raise anything
                problems.append(_import_problem(error, folder, stem, sources))
                continue
            for one in _marked_in(module, f"{FOLDER}/{stem}.py"):
                problems += _problems_of(one, marked.get(one.name), sources[stem])
                marked.setdefault(one.name, one)
        if problems:
            _SOURCES.drop(package)
    return marked, list(dict.fromkeys(problems))


class _Loader(SourceLoader):
    """Loads one module from bytes; without `path_stats` the import system leaves bytecode alone."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.data = data

    def get_filename(self, fullname: str) -> str:
        del fullname
        return str(self.path)

    def get_data(self, path: str | bytes) -> bytes:
        del path
        return self.data


class _Sources(MetaPathFinder):
    """Finds the modules of open courses, and nothing else."""

    def __init__(self) -> None:
        self.loaders: dict[str, _Loader] = {}

    def add(self, package: str, folder: Path, sources: Mapping[str, bytes]) -> None:
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        for stem, data in sources.items():
            self.loaders.setdefault(f"{package}.{stem}", _Loader(folder / f"{stem}.py", data))
        if package not in sys.modules:
            module = ModuleType(package)
            module.__path__ = []
            sys.modules[package] = module

    def drop(self, package: str) -> None:
        for names in (self.loaders, sys.modules):
            for name in [name for name in names if name == package or name.startswith(package + ".")]:
                del names[name]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        loader = self.loaders.get(fullname)
        return spec_from_file_location(fullname, loader.path, loader=loader) if loader else None


_SOURCES = _Sources()


def _marked_in(module: ModuleType, file: str) -> Iterator[Marked]:
    for value in {id(value): value for value in vars(module).values()}.values():
        mark = getattr(value, MARK, None) if inspect.isfunction(value) else None
        if mark is not None and value.__module__ == module.__name__:
            yield Marked(mark[0], mark[1], value, file, value.__code__.co_firstlineno)


def _problems_of(one: Marked, other: Marked | None, source: bytes) -> Iterator[Problem]:
    if other is not None:
        expected = f"a name of its own; {other.file}:{other.line} has it already"
        yield Problem(one.file, one.line, f"the {one.kind} {one.name!r} again", expected)
    # A second `def` of the same name hides the first one before anybody can collect it.
    lines = [c.co_firstlineno for c in _functions(source, one.file) if c.co_name == one.name]
    if len(lines) > 1:
        expected = f"a name of its own; line {lines[0]} has it already"
        yield Problem(one.file, lines[-1], f"the {one.kind} {one.name!r} again", expected)
    if one.kind == "check" and not _takes_one_text(one.function):
        found = f"{one.name}{inspect.signature(one.function)}"
        yield Problem(one.file, one.line, found, "a plain function of one text: (prompt: str) -> Verdict")


def _functions(source: bytes, file: str) -> list[CodeType]:
    body = compile(source, file, "exec", dont_inherit=True)
    return [const for const in body.co_consts if isinstance(const, CodeType)]


def _takes_one_text(function: Callable[..., Any]) -> bool:
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        return False
    try:
        inspect.signature(function).bind("")
    except TypeError:
        return False
    return True


def _import_problem(error: BaseException, folder: Path, stem: str, sources: Mapping[str, bytes]) -> Problem:
    file, line = f"{FOLDER}/{stem}.py", 1
    places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno))
    for name, number in places:
        if Path(name).parent == folder:
            file, line = f"{FOLDER}/{Path(name).name}", number or 1
    said = " ".join(str(error).split())[:200]
    found = f"{type(error).__name__}: {said}" if said else type(error).__name__
    missing = (error.name or "").rpartition(".")[2] if isinstance(error, ModuleNotFoundError) else ""
    if missing in sources:
        return Problem(file, line, found, f"`from .{missing} import …` for a file beside it")
    matches = close_matches(missing, sources) if missing else ()
    return Problem(file, line, found, "a module that can be imported", matches)
