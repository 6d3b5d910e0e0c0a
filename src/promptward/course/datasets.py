"""The tables of a course: `datasets/<id>.csv` and the card `datasets/<id>.yaml` that says what they mean.

Every cell stays the text that stands in the file: a table with planted mistakes must show them as they are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from promptward.course.data import Column, Table, Trouble
from promptward.course.documents import Document, read_bytes, shown
from promptward.course.shapes import again, at
from promptward.errors import Problem
from promptward.text import CONTROLS, is_blank, nfc

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 512 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 400, 20, 200
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Dataset:
    """A table as text: `rows` in the order of the file, ids first; `digest` covers table and card."""

    card: Table
    rows: tuple[tuple[str, ...], ...]
    digest: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold cells: all but the ids."""
        return tuple(column.id for column in self.card.columns[1:])

    @cached_property
    def row_ids(self) -> tuple[str, ...]:
        """The first column."""
        return tuple(row[0] for row in self.rows)

    @cached_property
    def cells(self) -> dict[tuple[str, str], str]:
        """(row id, column id) → text."""
        return {
            (row[0], column): text
            for row in self.rows
            for column, text in zip(self.columns, row[1:], strict=True)
        }

    def crossing(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> frozenset[tuple[str, str]]:
        """The cells of whole rows, of whole columns, or where both are given of their crossing."""
        return frozenset((row, column) for row in rows or self.row_ids for column in columns or self.columns)

    def frame(self) -> pd.DataFrame:
        """A fresh table for a function of the author, every cell a text."""
        import pandas as pd  # noqa: PLC0415 - half a second that only `data` exercises pay for

        return pd.DataFrame(self.rows, columns=[column.id for column in self.card.columns], dtype=str)


def amount(text: str) -> float | None:
    """The number a cell holds, written with a decimal comma or point."""
    if not re.fullmatch(r"\s*[-+]?\d+([.,]\d+)?\s*", text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def trouble_in(column: Column, text: str) -> Trouble | None:
    """What the card alone says against a cell."""
    if is_blank(text):
        return None if column.type == "text" else "missing"
    if column.type in {"integer", "decimal"}:
        value = amount(text)
        if value is None or (column.type == "integer" and value != int(value)):
            return "type_or_unit"
        return None if _within(column, value) else "implausible"
    if column.type == "date":
        return None if _is_date(text) else "type_or_unit"
    if column.type == "category" and column.values:  # noqa: PD011 - a card, not a pandas object
        return None if text in column.values else "type_or_unit"  # noqa: PD011
    return None


def read_dataset(
    path: Path, file: str, card: Table, document: Document
) -> tuple[Dataset | None, list[Problem]]:
    """The table in `path`, called `file` in messages, or why it is not what the card says."""
    problems = list(_card(card, document))
    data, problem = read_bytes(path, file, MAX_BYTES)
    if data is None:
        return None, [*problems, *([problem] if problem else [])]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [*problems, Problem(file, line, "a byte that is not UTF-8", "text saved as UTF-8")]
    lines: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if row:
                lines.append((reader.line_num, tuple(nfc(cell) for cell in row)))
            if len(lines) > MAX_ROWS + 1:
                break
    except csv.Error as error:
        return None, [*problems, Problem(file, reader.line_num, str(error), "cells between commas")]
    problems += _table(file, card, lines)
    if problems:
        return None, problems
    digest = hashlib.sha256(document.data + b"\0" + data).hexdigest()
    return Dataset(card, tuple(row for _, row in lines[1:]), digest), []


def _card(card: Table, document: Document) -> Iterator[Problem]:
    stem = document.file.rpartition("/")[2].removesuffix(".yaml")
    if card.id != stem:
        yield at(document, ("id",), f"id {shown(card.id)}", f"{stem!r}, as the file is called")
    ids = [column.id for column in card.columns]
    yield from again(document, ids, lambda place: ("columns", place, "id"), "column")
    if len(ids) > MAX_COLUMNS:
        yield at(document, ("columns",), f"{len(ids)} columns", f"at most {MAX_COLUMNS}")
    for place, column in enumerate(card.columns):
        if column.low is not None and column.high is not None and column.low > column.high:
            yield at(document, ("columns", place, "low"), f"low {column.low:g}", f"at most {column.high:g}")


def _table(file: str, card: Table, lines: list[tuple[int, tuple[str, ...]]]) -> Iterator[Problem]:
    wanted = tuple(column.id for column in card.columns)
    if not lines or lines[0][1] != wanted:
        found = f"the columns {', '.join(lines[0][1])}"[:200] if lines else "an empty file"
        yield Problem(file, 1, found, f"{', '.join(wanted)}, as its card says")
        return
    if not 1 <= len(lines) - 1 <= MAX_ROWS:
        found = "no rows" if len(lines) == 1 else f"more than {MAX_ROWS} rows"
        yield Problem(file, lines[-1][0], found, f"1 to {MAX_ROWS} rows")
    seen: dict[str, int] = {}
    for line, row in lines[1:]:
        if len(row) != len(wanted):
            yield Problem(file, line, f"{len(row)} cells", f"{len(wanted)}, one a column")
            continue
        if is_blank(row[0]) or row[0] != row[0].strip():
            yield Problem(file, line, f"the row id {shown(row[0])}", "an id without spaces around it")
        if row[0] in seen:
            expected = f"an id of its own; line {seen[row[0]]} has it already"
            yield Problem(file, line, f"the row id {shown(row[0])} again", expected)
        seen.setdefault(row[0], line)
        for cell in row:
            if len(cell) > MAX_CELL or CONTROLS.search(cell) or "\n" in cell:
                yield Problem(
                    file, line, f"the cell {shown(cell)}", f"one line of at most {MAX_CELL} characters"
                )


def _within(column: Column, value: float) -> bool:
    return (column.low is None or column.low <= value) and (column.high is None or value <= column.high)


def _is_date(text: str) -> bool:
    found = DATE.fullmatch(text.strip())
    if found is None:
        return False
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
