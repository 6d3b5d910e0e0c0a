"""Finds what identifies a person in Vietnamese and English text, and masks it.

The browser runs the same pattern file before a text leaves it (`static/mask.js`); the server repeats that and
is the one that decides. Places are characters of the text as given, decomposed letters included.
"""

from __future__ import annotations

from promptward.privacy.detector import KEPT, Identifier, find, mask, mask_numbers, names
from promptward.privacy.patterns import patterns
from promptward.privacy.spans import KINDS, NUMBER_KINDS, Masked, Span

__all__ = [
    "KEPT",
    "KINDS",
    "NUMBER_KINDS",
    "Identifier",
    "Masked",
    "Span",
    "find",
    "mask",
    "mask_numbers",
    "names",
    "patterns",
]
