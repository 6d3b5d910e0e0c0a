"""Whether every receipt is in the record, read from the record itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from promptward.errors import PromptwardError


def stored(record: Path, keys: Collection[str]) -> tuple[int, int, int]:
    """Of attempts named by `keys`: how many the record has, has more than once, and has graded.

    Reads the SQLite file beside the server that writes it. Raises PromptwardError when it cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{record.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as base:
            rows = base.execute(
                "SELECT attempts.key, COUNT(DISTINCT attempts.id), COUNT(grades.id) FROM attempts "
                "LEFT JOIN grades ON grades.attempt = attempts.id GROUP BY attempts.key"
            ).fetchall()
    except sqlite3.Error as reason:
        raise PromptwardError(f"the record {record} cannot be read: {reason}") from reason
    ours = [(copies, graded) for key, copies, graded in rows if key in set(keys)]
    return len(ours), sum(copies > 1 for copies, _ in ours), sum(graded > 0 for _, graded in ours)
