"""A receipt that somebody holds survives the death of the process that gave it."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from promptward.settings import Settings
from promptward.store import Store

BURST = Path(__file__).with_name("burst.py")
KILLS = 5


def test_no_receipt_is_lost_or_doubled_by_five_kills(tmp_path: Path) -> None:
    """`kill -9` at a random moment under fifty concurrent submits, five times on one record."""
    folder = tmp_path / "data"
    receipts: set[tuple[str, str]] = set()
    for run in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, BURST, folder, str(run)], stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        lines = [process.stdout.readline() for _ in range(20)]
        time.sleep(random.uniform(0, 0.3))
        process.kill()
        rest, _ = process.communicate()
        lines += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        receipts |= {(seat, key) for seat, key in map(str.split, lines)}
    Store.open(Settings(data_dir=folder)).close()
    with sqlite3.connect(folder / "promptward.sqlite3") as connection:
        kept = connection.execute("SELECT seat, key FROM attempts").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(receipts) >= KILLS * 10
    assert receipts <= set(kept)
    assert len(kept) == len(set(kept))
