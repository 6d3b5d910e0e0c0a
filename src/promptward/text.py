"""Vietnamese-aware text: one spelling for matching, the writer's own spelling for quoting.

Phones send decomposed letters, keyboards place tone marks in the old or the new way, and many people
write without marks at all. `nfc` settles the first, `fold` all three; `Folded` remembers which
characters of the original a folded match came from, so that evidence is quoted as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

LANGUAGES = ("vi", "en")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Localized(BaseModel):
    """A text in Vietnamese and, where somebody wrote it, in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str | None = None

    def get(self, lang: str) -> str:
        """The text in `lang`, or in Vietnamese when there is no other."""
        return (self.en if lang == "en" else None) or self.vi


def nfc(text: str) -> str:
    """`text` with composed letters; lone surrogates become the replacement character."""
    return unicodedata.normalize("NFC", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen: empty, white space, controls or zero-width characters only."""
    return not CONTROLS.sub("", INVISIBLE.sub("", text)).strip()


def fold(text: str) -> str:
    """`text` in lower case without any marks, `đ` as `d`: equal for every way to type the same syllables."""
    return Folded.of(text).folded


@dataclass(frozen=True, slots=True)
class Folded:
    """A text, its folded form, and for every folded character its place in the text."""

    text: str
    folded: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Folded:
        out: list[str] = []
        places: list[int] = []
        for place, char in enumerate(text):
            for piece in unicodedata.normalize("NFD", char.casefold()):
                if unicodedata.combining(piece) or INVISIBLE.match(piece):
                    continue
                out.append("d" if piece == "đ" else piece)
                places.append(place)
        return cls(text, "".join(out), tuple(places))

    def quote(self, start: int, end: int) -> str:
        """The original characters behind `folded[start:end]`, marks that follow the last one included."""
        if start >= end:
            return ""
        last = self.places[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return self.text[self.places[start] : last]
