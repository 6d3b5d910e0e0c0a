"""What a detector says: places of a text, and the text with readable placeholders in their stead."""

from __future__ import annotations

from dataclasses import dataclass

NUMBER_KINDS = ("citizen_id", "insurance", "phone", "email", "address", "birth_date", "record")
KINDS = ("name", *NUMBER_KINDS)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Something that identifies a person: `text[start:end]`, in characters of the text as given.

    `known` marks what the scenario itself invented: it points at nobody, and still must not be copied.
    """

    start: int
    end: int
    kind: str
    text: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Masked:
    """A text after masking; `spans` are the places of the new placeholders in `text`, safe to store."""

    text: str
    spans: tuple[Span, ...]
