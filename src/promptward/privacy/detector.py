"""The public functions: what `privacy` finds, and the text without it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from promptward.privacy import numbers, persons
from promptward.privacy.letters import Letters
from promptward.privacy.patterns import patterns
from promptward.privacy.spans import Masked, Span

KEPT = 50
"""How many passages a trainee may declare to be no personal data."""
PASSES = 4
SEPARATORS = re.compile(r"[^0-9a-z@]+")


class Identifier(Protocol):
    """Something a scenario invented: its kind and its wording."""

    @property
    def kind(self) -> str: ...

    @property
    def text(self) -> str: ...


Known = Iterable[Identifier | str]


def find(text: str, *, known: Known = (), kept: Sequence[str] = ()) -> list[Span]:
    """Everything in `text` that identifies a person, from left to right, none overlapping another.

    `known` are the scenario's own inventions, found in any spelling and reported with `known=True`, whatever
    was kept. `kept` are passages the trainee declared to be no personal data; they are not reported.
    """
    letters = Letters.of(text)
    spans = invented(letters, known)
    found = numbers.hits(letters)
    people = [(start, end, "name") for start, end in persons.hits(letters, found)]
    return sorted(_without(letters, spans, [*found, *people], kept))


def names(text: str, *, known: Known = (), kept: Sequence[str] = ()) -> list[Span]:
    """The full names among what `find` finds."""
    return [span for span in find(text, known=known, kept=kept) if span.kind == "name"]


def mask_numbers(text: str, *, known: Known = (), kept: Sequence[str] = (), lang: str = "vi") -> Masked:
    """`text` with number-like identifiers replaced by placeholders such as `[số CCCD]`.

    What is known or kept stays. Masking the result again changes nothing.
    """
    return _masked(text, known, kept, lang, with_names=False)


def mask(
    text: str, lang: str = "vi", *, known: Known = (), kept: Sequence[str] = (), names: bool = True
) -> Masked:
    """`text` with numbers and, unless `names` is false, full names replaced by placeholders."""
    return _masked(text, known, kept, lang, with_names=names)


def invented(letters: Letters, known: Known) -> list[Span]:
    """Where the scenario's own identifiers stand, however spaced, marked or capitalised."""
    out: list[Span] = []
    claimed = bytearray(len(letters.text))
    for one in known:
        wording = one if isinstance(one, str) else one.text
        parts = [part for part in SEPARATORS.split(Letters.of(wording).plain) if part]
        if not parts:
            continue
        digits = re.sub(r"[^0-9]", "", wording)
        loose = len(digits) >= 6 and not re.search(r"[a-z]{3}", " ".join(parts))
        units = list("".join(parts)) if loose else parts
        glue = r"[ .()/+-]{0,3}" if loose else r"[^0-9a-z@]{1,3}"
        pattern = re.compile(r"(?<![0-9a-z])" + glue.join(map(re.escape, units)) + r"(?![0-9a-z])")
        for found in pattern.finditer(letters.plain):
            start, end = letters.original(*found.span())
            kind = _kind_of(wording) if isinstance(one, str) else one.kind
            span = Span(start, end, kind, letters.text[start:end], known=True)
            if 1 not in claimed[start:end]:
                claimed[start:end] = b"\1" * (end - start)
                out.append(span)
    return out


def _kind_of(wording: str) -> str:
    if "@" in wording:
        return "email"
    digits = len(re.sub(r"[^0-9]", "", wording))
    if digits == 12:
        return "citizen_id"
    if digits >= 13:
        return "insurance"
    if re.search(r"[0-9][/.-][0-9]{1,2}[/.-][0-9]", wording):
        return "birth_date"
    if digits >= 9:
        return "phone"
    return "record" if digits >= 4 else "name" if digits == 0 else "address"


def _without(
    letters: Letters, spans: list[Span], found: list[tuple[int, int, str]], kept: Sequence[str]
) -> list[Span]:
    """`spans` with what was `found` besides them and not `kept`."""
    spared = {_alike(passage) for passage in kept}
    claimed = bytearray(len(letters.text))
    for span in spans:
        claimed[span.start : span.end] = b"\1" * (span.end - span.start)
    out = list(spans)
    for start, end, kind in found:
        a, b = letters.original(start, end)
        if 1 not in claimed[a:b] and _alike(letters.text[a:b]) not in spared:
            out.append(Span(a, b, kind, letters.text[a:b]))
    return out


def _alike(passage: str) -> str:
    return SEPARATORS.sub("", Letters.of(passage).plain)


def _masked(text: str, known: Known, kept: Sequence[str], lang: str, *, with_names: bool) -> Masked:
    known = tuple(known)
    places: list[Span] = []
    for _ in range(PASSES):
        found = [
            span
            for span in (find(text, known=known, kept=kept) if with_names else _numbers(text, known, kept))
            if not span.known
        ]
        if not found:
            break
        text, places = _replaced(text, found, places, lang)
    return Masked(text, tuple(sorted(places)))


def _numbers(text: str, known: Known, kept: Sequence[str]) -> list[Span]:
    letters = Letters.of(text)
    return sorted(_without(letters, invented(letters, known), numbers.hits(letters), kept))


def _replaced(text: str, found: list[Span], places: list[Span], lang: str) -> tuple[str, list[Span]]:
    """The text with placeholders for `found`, and all placeholders so far where they stand now."""
    out: list[str] = []
    now: list[Span] = []
    place = length = 0
    older = set(places)
    for span in sorted([*found, *places]):
        shown = span.text if span in older else patterns().placeholder(span.kind, lang)
        out += [text[place : span.start], shown]
        length += span.start - place
        now.append(Span(length, length + len(shown), span.kind, shown))
        length += len(shown)
        place = span.end
    return "".join([*out, text[place:]]), now
