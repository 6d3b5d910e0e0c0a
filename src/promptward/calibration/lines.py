"""Files of JSON lines: read whole or refused, every bad line named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from promptward.errors import PromptwardError

PROBLEMS_SHOWN = 20
Id = str | int


class Line(BaseModel):
    """What every line has. Other keys may stand beside it, so that one file serves several commands."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: Id

    @field_validator("id")
    @classmethod
    def _writable(cls, value: Id) -> Id:
        """Half a surrogate pair can be written in JSON, but not into a file."""
        if any("\ud800" <= char <= "\udfff" for char in str(value)):
            raise ValueError("holds half a character")
        return value


L = TypeVar("L", bound=Line)


def read_lines(raw: str, name: str, model: type[L]) -> list[L]:
    """The lines of `raw`, which was read from `name`; empty ones are passed over.

    Raises:
        PromptwardError: A line is no JSON object, lacks a key, or repeats an id; all such lines are told.
    """
    read: list[L] = []
    problems: list[str] = []
    seen: dict[Id, int] = {}
    # Not `splitlines`: a text may hold the separators U+2028 and U+0085 as they are.
    for number, line in enumerate(raw.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            one = model.model_validate(_object(line))
        except ValueError as error:
            problems.append(f"{name}:{number}: {_reason(error)}")
            continue
        if one.id in seen:
            problems.append(f"{name}:{number}: the id {one.id!r} again; line {seen[one.id]} has it already")
        seen.setdefault(one.id, number)
        read.append(one)
    if problems:
        raise PromptwardError(_told(problems))
    return read


def as_lines(rows: Iterable[dict[str, Any]]) -> str:
    """`rows` as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("this is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("this is no JSON object")  # noqa: TRY004 - the caller reports every mistake alike
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} stands twice")
    return dict(pairs)


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at character {error.pos + 1}: {error.msg}"
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    place = str(first["loc"][0]) if first["loc"] else "line"
    if first["type"] == "missing":
        return f"no {place!r}"
    return f"{place!r}: {first['msg']}"


def _told(problems: list[str]) -> str:
    more = len(problems) - PROBLEMS_SHOWN
    rest = [f"… and {more} more"] if more > 0 else []
    return "\n  ".join(["nothing was written; mend these lines first:", *problems[:PROBLEMS_SHOWN], *rest])
