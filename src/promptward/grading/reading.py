"""A response as the checks read it: one spelling for all keyboards, quoted as it was written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from promptward.grading.wordings import Words
from promptward.text import INVISIBLE, Folded, nfc

TONES = "\u0300\u0301\u0303\u0309\u0323"
NEW_STYLE = re.compile(
    rf"((?<![qQ])[uU](?=[yY])|[oO](?=[aAeE]))([aAeEyY])([{TONES}])(?![^\W\d_]|[\u0300-\u036f])"
)
"""A tone on the second vowel of an open *oa, oe, uy* (`hoà`), in decomposed text; `quý` is not one."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """`text` is `original` composed, without invisible characters, tones in the old place (`hòa`).

    Checks get `text`, so that NFD or the new tone placement cannot change a finding, and quotes are
    taken from `original`. Both fold to the same string, which is how a place in one is found in the other.
    """

    original: str
    text: str

    @classmethod
    def of(cls, original: str) -> Reading:
        """Read `original`."""
        decomposed = unicodedata.normalize("NFD", nfc(original))
        return cls(original, INVISIBLE.sub("", nfc(NEW_STYLE.sub(r"\1\3\2", decomposed))))

    @cached_property
    def written(self) -> Folded:
        """The original, folded."""
        return Folded.of(self.original)

    @cached_property
    def read(self) -> Folded:
        """The text for the checks, folded."""
        return self.written if self.text == self.original else Folded.of(self.text)

    @cached_property
    def words(self) -> Words:
        """The words, quoted as they were written; their places are those of the folded text."""
        return Words(self.written if self.written.folded == self.read.folded else self.read)

    def quote(self, start: int, end: int) -> str:
        """What was written for `text[start:end]`."""
        if self.text == self.original or self.read.folded != self.written.folded:
            return self.text[start:end]
        first, last = bisect_left(self.read.places, start), bisect_left(self.read.places, end)
        return self.written.quote(first, last) or self.text[start:end]

    def blanked(self, spans: Iterable[Span]) -> str:
        """`text` with the given spans of the folded text blanked out: same length, so that places stay."""
        out = list(self.text)
        for start, end in spans:
            first, last = self.read.places[start], self.read.places[end - 1] + 1
            out[first:last] = [char if char == "\n" else " " for char in out[first:last]]
        return "".join(out)
