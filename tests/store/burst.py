# ruff: noqa: T201 (its output is what it is for)
"""Run by `test_killed.py` as a process of its own: submits without end and prints each receipt it gets."""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

from promptward.settings import Settings
from promptward.store import Receipt, Store, Submission


async def main(folder: str, run: str) -> None:
    store = Store.open(Settings(data_dir=Path(folder)))
    seats = [(await store.create_seat(f"{run}-{place}", "nurse", "vi"))[0].id for place in range(5)]
    print("ready", flush=True)

    async def submit(seat: str, key: str) -> None:
        response = {
            "text": f"text of {key}",
            "reply": None,
            "marks": {},
            "ticks": [],
            "answers": {},
            "kept": [],
        }
        saved = await store.save_draft(seat, key, response, base_rev=0)
        new = Submission(seat, key, key, 1, "", response, (), "nurse", "vi", "0" * 64)
        # Twice at once, as an impatient page does.
        for receipt in await asyncio.gather(store.submit_attempt(new), store.submit_attempt(new)):
            assert isinstance(receipt, Receipt), saved
            print(f"{seat} {key}", flush=True)

    for turn in count():
        await asyncio.gather(
            *(submit(seats[place % 5], f"{run}-{turn}-{place}".rjust(16, "k")) for place in range(50))
        )


asyncio.run(main(*sys.argv[1:]))
