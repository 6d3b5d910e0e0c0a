"""Finds what is written in numbers or like a number: the rules of the pattern file, run in their order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from promptward.privacy.letters import Letters
from promptward.privacy.patterns import Rule, patterns
from promptward.privacy.tables import Cell, cells

Hit = tuple[int, int, str]
BREAK = re.compile(r"[\]\[]")
LOOK_AHEAD = 40


def hits(letters: Letters) -> list[Hit]:
    """Bare places and kinds, in order; an earlier rule keeps what a later one would also claim."""
    table = cells(letters.plain)
    starts = [cell.start for cell in table]
    claimed = bytearray(len(letters.plain))
    shut = bytearray(len(letters.plain))
    for start, end in blocked(letters.plain):
        shut[start:end] = b"\1" * (end - start)
    found: list[Hit] = []
    for rule in patterns().rules:
        for start, end in matches(rule, letters, table, starts):
            if 1 in claimed[start:end] or (rule.kind != "email" and 1 in shut[start:end]):
                continue
            claimed[start:end] = b"\1" * (end - start)
            found.append((start, end, rule.kind))
    for cell in table:
        whole = cell.kind == "address" and " " in letters.plain[cell.start : cell.end]
        if whole and 1 not in claimed[cell.start : cell.end]:
            found.append((cell.start, cell.end, "address"))
    return sorted(found)


def blocked(plain: str) -> list[tuple[int, int]]:
    """Web addresses and document identifiers: digits inside them are nobody's number."""
    return [found.span() for block in patterns().blocks for found in block.finditer(plain)]


def matches(
    rule: Rule, letters: Letters, table: Sequence[Cell], starts: list[int]
) -> Iterator[tuple[int, int]]:
    """Where `rule` holds. A number that was refused is refused as a whole; an address may begin later."""
    text = letters.cased if rule.cased else letters.plain
    place = 0
    while found := rule.body.search(text, place):
        start, end = found.span(2)
        last = None
        if end > start and rule.fits(found[2]):
            left = window(letters.plain, start, rule.window, table, starts)
            last = rule.end(left, letters.plain[end : end + LOOK_AHEAD], text, end)
        if last is not None:
            yield start, last
            place = last
        else:
            place = max(found.start() + 1, start if rule.chain else end)


def window(plain: str, start: int, size: int, table: Sequence[Cell], starts: list[int]) -> str:
    """What stands before `start`: the header in a table, else the text back to the last placeholder."""
    at = bisect_right(starts, start) - 1
    if at >= 0 and start < table[at].end:
        return f"{table[at].header}: {plain[table[at].start : start]}"
    left = plain[max(0, start - size) : start]
    return BREAK.split(left)[-1] if BREAK.search(left) else left
