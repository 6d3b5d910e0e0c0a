"""A trainee's text on its way into a judge's prompt: fenced, marked as data, and quoted back word for word.

Between the words stands a mark that the text itself does not hold (*datamarking*: Hines and others, Defending
Against Indirect Prompt Injection Attacks With Spotlighting, 2024, arXiv:2403.14720), so that no sentence of
the text reads like one of the instructions. The fence is named after a digest of the text: whoever writes the
text cannot write its fence.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from promptward.grading.reading import Reading
from promptward.text import CONTROLS

MARKS = ("ˆ", "▁", "¦", "⁀")
BRACKETS = str.maketrans(
    dict.fromkeys("<＜〈《«⟨", "‹") | dict.fromkeys(">＞〉》»⟩", "›") | {"`": "'", "｀": "'"}
)
RULES = re.compile(r"[=#~*_\-–—]{3,}")
TOKENS = re.compile(
    r"\[(?=/?\s*(?:INST|SYS|END|BEGIN|SYSTEM|ASSISTANT|USER)\b)|(?<=INST)\]|(?<=SYS)\]", re.IGNORECASE
)
SHORTEST = 4
"""Letters and digits that a quote of one word needs; a syllable occurs everywhere and proves nothing."""


@dataclass(frozen=True)
class Fenced:
    """A text as a judge sees it."""

    reading: Reading
    plain: str
    mark: str
    name: str

    @classmethod
    def of(cls, text: str) -> Fenced:
        """Fence `text`; the same text gives the same fence."""
        reading = Reading.of(text)
        plain = neutral(reading.text)
        mark = next((mark for mark in MARKS if mark not in plain), MARKS[0])
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return cls(reading, plain.replace(mark, " "), mark, f"response-{digest}")

    @property
    def shown(self) -> str:
        """The fence and the marked text between."""
        lines = (self.mark.join(line.split()) for line in self.plain.splitlines())
        body = "\n".join(f"{self.mark}{line}" for line in lines if line)
        return f"<{self.name}>\n{body}\n</{self.name}>"

    def verified(self, quote: str) -> str | None:
        """The words of the response behind `quote`, as they were written; None when they do not occur."""
        words = neutral(Reading.of(quote.replace(self.mark, " ")).text).split()
        if len(words) < 2 and sum(char.isalnum() for char in quote) < SHORTEST:
            return None
        pattern = r"\s+".join(re.escape(word) for word in words)
        found = re.search(rf"(?<!\w){pattern}(?!\w)" if words[0][0].isalnum() else pattern, self.plain)
        if found is None or not any(char.isalnum() for char in quote):
            return None
        return self.reading.quote(*found.span())


def neutral(text: str) -> str:
    """`text` without what looks like a fence, a rule or a chat token; every character keeps its place."""
    text = CONTROLS.sub(" ", text).translate(BRACKETS)
    text = RULES.sub(lambda found: "·" * len(found[0]), text)
    return TOKENS.sub(lambda found: "(" if found[0] == "[" else ")", text)
