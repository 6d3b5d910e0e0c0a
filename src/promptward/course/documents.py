"""One YAML file as plain values, with the line of every key, and nothing that a file could use against us.

Every plain scalar stays the text its author wrote: `no`, `12:30` and `012` are words, and the model that
reads a value decides whether it is a number or a date. Only an empty value, `~` and `null` are nothing.
Tags, anchors and aliases are refused: they are what lets a YAML file run code or grow without end.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner, ScannerError
from ruamel.yaml.tokens import TagToken

from promptward.errors import Problem
from promptward.text import CONTROLS, nfc

MAX_BYTES = 400 * 1024
MAX_DEPTH = 20
MAX_VALUES = 12_000
MAX_PROBLEMS = 50
"""Of one file; a broken file must not bury the others."""
SHOWN = 60
"""Characters of a value that a message repeats."""
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
SURROGATES = re.compile("[\ud800-\udfff]")
AFTER_TAG = frozenset("\0 \t\r\n\x85\u2028\u2029,[]{}")

# What the parser says → what a person who never heard of a scanner can do about it.
HINTS = (
    ("mapping values are not allowed", "a text with `: ` in it to stand in quotes or under `|`"),
    ("could not find expected ':'", "`key: value`, indented like its neighbours"),
    ("expected <block end>", "a key or an item indented like its neighbours"),
    ("found unexpected end of stream", "every quote that is opened to be closed"),
    ("cannot start any token", "a text that begins with such a character to stand in quotes"),
    ("expected ',' or", "every bracket that is opened to be closed"),
    ("did not find expected", "a key or an item indented like its neighbours"),
    ("sequence entries are not allowed", "a list to begin on its own line"),
)


@dataclass(frozen=True)
class Document:
    """What one file says; `file` is relative to the course, `lines` knows every key and item, from 1."""

    file: str
    data: bytes
    value: Any
    lines: Mapping[tuple[Hashable, ...], int]

    def line(self, *path: Hashable) -> int:
        """The line of the deepest part of `path` that is written in the file."""
        place: tuple[Hashable, ...] = ()
        for part in path:
            if (*place, part) in self.lines:
                place = (*place, part)
        return self.lines.get(place, 1)


def shown(value: object) -> str:
    """A value as a message repeats it: on one line, cut short."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None:
        return "nothing"
    text = " ".join(str(value).split())
    text = CONTROLS.sub("\ufffd", SURROGATES.sub("\ufffd", text))
    return f"'{text[:SHOWN]}…'" if len(text) > SHOWN else f"'{text}'"


def read(path: Path, file: str) -> tuple[Document | None, list[Problem]]:
    """The document in `path`, called `file` in messages; `None` with the reasons when it cannot be read."""
    data, problem = read_bytes(path, file, limit=MAX_BYTES)
    if data is None:
        return None, [problem] if problem else []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        return None, [Problem(file, line, found, "text saved as UTF-8")]
    builder = _Builder(file)
    problems = [*builder.read(text)]
    if problems:
        return None, problems
    return Document(file, data, builder.root, builder.lines), []


def read_bytes(path: Path, file: str, limit: int) -> tuple[bytes | None, Problem | None]:
    """The bytes of an ordinary file of at most `limit` bytes, or why not."""
    try:
        if not path.is_file():
            if path.exists():
                return None, Problem(file, 1, "something that is not a file", "an ordinary file")
            return None, Problem(file, 1, "no such file", "this file")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return None, Problem(file, 1, error.strerror or "a file that cannot be read", "a readable file")
    if len(data) > limit:
        return None, Problem(file, 1, f"more than {limit // 1024} KB", "a file of at most that size")
    return data, None


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """Reading stops here."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Scanner(Scanner):
    """The parser's scanner without the two places where its time grows with the square of the input."""

    def fetch_flow_collection_start(self, token: Any, to_push: str) -> None:
        if len(self.flow_context) >= MAX_DEPTH:
            mark = self.reader.get_mark()
            raise ScannerError(None, None, "too many brackets inside each other", mark)
        super().fetch_flow_collection_start(token, to_push)

    def scan_tag(self) -> Any:
        start = self.reader.get_mark()
        length = 0
        while self.reader.peek(length) not in AFTER_TAG:
            length += 1
        tag = self.reader.prefix(min(length, SHOWN + 1))
        self.reader.forward(length)
        return TagToken((None, tag), start, self.reader.get_mark())


@dataclass(slots=True)
class _Open:
    """A mapping or a list that has begun and not ended."""

    value: Any
    path: tuple[Hashable, ...]
    key: str | None = None


class _Builder:
    """Builds values from parse events, so that nothing is constructed that was not looked at first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.lines: dict[tuple[Hashable, ...], int] = {}
        self.open: list[_Open] = []
        self.documents = 0
        self.values = 0
        self.problems: list[Problem] = []

    def read(self, text: str) -> list[Problem]:
        yaml = YAML(typ="safe", pure=True)
        yaml.Scanner = _Scanner
        try:
            for event in yaml.parse(text):
                self._take(event)
        except _Refused as refused:
            self.problems.append(refused.problem)
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            found = f"the character {shown(chr(error.character))}"
            self.problems.append(Problem(self.file, line, found, "visible text"))
        except MarkedYAMLError as error:
            self.problems.append(self._syntax(error))
        except Exception as error:  # noqa: BLE001 - whatever the parser trips over is the file's fault
            found = f"YAML that cannot be followed ({type(error).__name__})"
            self.problems.append(Problem(self.file, 1, found, "plain YAML"))
        return self.problems

    def _note(self, line: int, found: str, expected: str) -> None:
        self.problems.append(Problem(self.file, line, found, expected))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Refused(Problem(self.file, line, "more problems of this kind", "the first ones mended"))

    def _stop(self, line: int, found: str, expected: str) -> _Refused:
        return _Refused(Problem(self.file, line, found, expected))

    def _syntax(self, error: MarkedYAMLError) -> Problem:
        said = str(error.problem or error.context or "a syntax error")
        mark = error.problem_mark or error.context_mark
        if "end of stream" in said and error.context_mark:
            mark = error.context_mark
        line = mark.line + 1 if mark else 1
        if "'\\t'" in said:
            return Problem(self.file, line, "a tab", "spaces; YAML does not indent with tabs")
        expected = next((hint for part, hint in HINTS if part in said), "YAML that can be read")
        return Problem(self.file, line, said, expected)

    def _take(self, event: Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._stop(line, "a second document after `---`", "one document in a file")
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()
        elif isinstance(event, NodeEvent):
            self.values += 1
            if self.values > MAX_VALUES:
                raise self._stop(line, f"more than {MAX_VALUES} values", "a smaller file")
            self._refuse_extras(event, line)
            self._node(event, line)

    def _refuse_extras(self, event: NodeEvent, line: int) -> None:
        if isinstance(event, AliasEvent):
            self._note(line, f"the alias {shown('*' + event.anchor)}", "the text itself, written out")
        elif event.anchor is not None:
            self._note(line, f"the anchor {shown('&' + event.anchor)}", "the text itself, without an anchor")
        elif (tag := getattr(event, "ctag", None)) is not None:
            self._note(line, f"the tag {shown(tag.suffix)}", "plain values; tags are never read")

    def _node(self, event: NodeEvent, line: int) -> None:
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event, line)
            return
        path = self._path(top, line)
        value: Any = None
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, line)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self.open) >= MAX_DEPTH:
                raise self._stop(line, f"more than {MAX_DEPTH} levels of nesting", "flatter YAML")
            value = {} if isinstance(event, MappingStartEvent) else []
        self._place(top, value)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.open.append(_Open(value, path))

    def _key(self, top: _Open, event: NodeEvent, line: int) -> None:
        if isinstance(event, AliasEvent):
            top.key = event.anchor
            return
        if not isinstance(event, ScalarEvent):
            raise self._stop(line, "a list or a mapping as a key", "a word as a key")
        top.key = nfc(event.value)
        first = self.lines.get((*top.path, top.key))
        if first is not None:
            expected = f"the key once; it stands on line {first} already"
            self._note(line, f"the key {shown(top.key)} again", expected)
        else:
            self.lines[(*top.path, top.key)] = line

    def _path(self, top: _Open | None, line: int) -> tuple[Hashable, ...]:
        if top is None:
            path: tuple[Hashable, ...] = ()
        elif isinstance(top.value, dict):
            path = (*top.path, top.key)
        else:
            path = (*top.path, len(top.value))
        self.lines.setdefault(path, line)
        return path

    def _place(self, top: _Open | None, value: Any) -> None:
        if top is None:
            self.root = value
        elif isinstance(top.value, dict):
            top.value[top.key] = value
            top.key = None
        else:
            top.value.append(value)

    def _scalar(self, event: ScalarEvent, line: int) -> str | None:
        text: str = event.value
        if event.style is None and text in NOTHING:
            return None
        if CONTROLS.search(text) or SURROGATES.search(text):
            self._note(line, f"an invisible control character in {shown(text)}", "visible text")
        return nfc(text)
