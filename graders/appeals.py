"""Clauses that speak to whoever grades, or of marks and verdicts: they ask for nothing."""

from __future__ import annotations

import re

from .wording import cues, search

Span = tuple[int, int]
# Text made for a machine: chat tokens, comments, code in braces, encoded letters, letters parted by dots.
MACHINE = re.compile(
    r"<\|[^|\n]{0,80}\|>[^\n]{0,200}|<!--.{0,400}?(?:-->|\Z)|\{[{%][^}\n]{0,120}\(\)[^}\n]{0,80}[}%]\}"
    r"|\{%[^%\n]{0,120}%\}"
    r"|(?<![\w/:])[A-Za-z0-9+/]{16,}={1,2}[^\n]{0,60}"
    r"|(?:(?<!\w)\w(?:[.·]\w)++(?!\w)[ ,]{0,3}+){2,}+[^\n]*",
    re.DOTALL,
)


def appeal_spans(text: str, lines: str, words: frozenset[str]) -> tuple[Span, ...]:
    """The places of such clauses in a printed text, in order; `lines` has the line breaks of the prompt."""
    spans = [found.span() for found in MACHINE.finditer(text)]
    kept = [span for cue in cues("appeals", "marking") for span in search(cue.wordings, text, words)]
    for cue in cues("appeals", "appeals"):
        for start, end in search(cue.wordings, text, words):
            clause = _clause(lines, start, end)
            if not any(left < clause[1] and clause[0] < right for left, right in kept):
                spans.append(clause)
    return tuple(sorted(set(spans)))


def _clause(text: str, start: int, end: int) -> Span:
    left = max(text.rfind(mark, 0, start) for mark in ".!?;\n") + 1
    rights = [place for mark in ".!?;\n" if (place := text.find(mark, end)) >= 0]
    return left, min(rights, default=len(text))
