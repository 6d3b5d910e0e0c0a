"""Pasted tables: what a column is called speaks for every cell below it."""

from __future__ import annotations

from dataclasses import dataclass

from promptward.privacy.patterns import patterns

SEPARATORS = ("|", "\t", ";", ",")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell under a telling header; bare indices, and the header's words."""

    start: int
    end: int
    kind: str
    header: str


def pieces(line: str, separator: str, offset: int) -> list[tuple[int, int]]:
    """The trimmed cells of `line`, as indices that count from `offset`."""
    out: list[tuple[int, int]] = []
    place = 0
    for piece in line.split(separator):
        lead = len(piece) - len(piece.lstrip(" "))
        out.append((offset + place + lead, offset + place + max(lead, len(piece.rstrip(" ")))))
        place += len(piece) + 1
    return out


def heading(plain: str, cells: list[tuple[int, int]]) -> dict[int, tuple[str, str]]:
    """Column → kind and header, when the line names at least one kind and holds no number.

    Beside a column of posts or shifts, a column of names holds *staff*.
    """
    found: dict[int, tuple[str, str]] = {}
    staff = False
    for column, (start, end) in enumerate(cells):
        words = plain[start:end].strip(" :*_")
        if any(c.isdigit() for c in words):
            return {}
        staff = staff or bool(patterns().staff.search(words))
        for kind, pattern in patterns().headers.items():
            if len(words) <= 40 and pattern.search(words):
                found[column] = (kind, words)
                break
    if staff:
        return {at: ("staff" if kind == "name" else kind, words) for at, (kind, words) in found.items()}
    return found


def cells(plain: str) -> tuple[Cell, ...]:
    """Every cell that stands under a header which names a kind of identifier."""
    out: list[Cell] = []
    columns: dict[int, tuple[str, str]] = {}
    separator = ""
    offset = 0
    for line in plain.split("\n"):
        if separator and separator not in line:
            columns, separator = {}, ""
        if separator:
            for column, (start, end) in enumerate(pieces(line, separator, offset)):
                if column in columns and start < end:
                    out.append(Cell(start, end, *columns[column]))
        else:
            separator = next((s for s in SEPARATORS if s in line), "")
            columns = heading(plain, pieces(line, separator, offset)) if separator else {}
            separator = separator if columns else ""
        offset += len(line) + 1
    return tuple(out)
