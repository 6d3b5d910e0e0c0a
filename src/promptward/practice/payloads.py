"""Reading what a page sent: cleaned, bounded, typed; or refused with a reason.

What is typed is kept as text. Cleaning changes only what no one can see and a database or a page may choke
on: lone surrogates become the replacement character, line ends become line feeds, other control characters
go. Letters stay as they were typed, decomposed ones too, and so do direction marks: whoever shows a text
isolates it.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from promptward.grading.responses import MAX_TEXT
from promptward.practice.operations import OPERATIONS, Payload
from promptward.practice.refusals import Refused
from promptward.text import CONTROLS
from promptward.words import say

DEPTH = 12
PIECES = 20_000
BIGGEST = 2**63


def clean(text: str) -> str:
    """`text` with everything printable in it, and nothing else."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return CONTROLS.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))


def read(op: str, payload: object, lang: str) -> Payload:
    """The payload of `op`. Raises Refused."""
    if op not in OPERATIONS:
        raise Refused(404, "unknown", say(lang, "There is no such operation."))
    if not isinstance(payload, dict):
        raise _unreadable(lang, "")
    try:
        return OPERATIONS[op].model_validate(_Cleaner(lang).value(payload, 0))
    except ValidationError as error:
        raise _refusal(error, lang) from None


class _Cleaner:
    """Copies JSON values, cleaning strings; counts what it saw."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._pieces = 0

    def value(self, value: object, depth: int) -> Any:
        self._pieces += 1
        if depth > DEPTH or self._pieces > PIECES:
            raise _unreadable(self._lang, "")
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, dict):
            return {clean(str(key)): self.value(item, depth + 1) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item, depth + 1) for item in value]
        small = isinstance(value, (int, float)) and abs(value) < BIGGEST  # neither infinite nor NaN
        if value is None or small:
            return value
        raise _unreadable(self._lang, "")


def _refusal(error: ValidationError, lang: str) -> Refused:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(step) for step in first["loc"])
    if first["type"] == "string_too_long" and first["loc"][-1] == "text":
        return Refused(
            400,
            "too_long",
            say(
                lang,
                "The text has {count} characters, {most} fit. Nothing was cut; shorten it and try again.",
                count=number(len(first["input"]), lang),
                most=number(MAX_TEXT, lang),
            ),
            field="text",
        )
    return _unreadable(lang, field)


def _unreadable(lang: str, field: str) -> Refused:
    return Refused(
        400,
        "bad_request",
        say(lang, "This could not be read. Reload the page and try again."),
        field=field[:200],
    )


def number(count: int, lang: str) -> str:
    """`count` with its thousands set apart as people in that language write it."""
    return f"{count:,}".replace(",", "." if lang == "vi" else ",")
