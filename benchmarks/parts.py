"""What an arrival costs the server, part by part: all take a step together, its CPU is read in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from benchmarks.guests import guarded_server, settle, spent
from promptward.load.options import Options
from promptward.load.served import Served
from promptward.load.trainee import Trainee

AT_ONCE = 4
Step = Callable[[Trainee], Coroutine[Any, Any, None]]
STEPS: dict[str, tuple[Step, ...]] = {
    "join and home": (Trainee.join,),
    "page, websocket, states": (Trainee.open, Trainee.attend),
    "cold files": (Trainee.fetch,),
    "event stream and state": (Trainee.listen,),
    "one draft": (Trainee.save,),
    "reply of the practice model": (Trainee.send,),
    "submit and grade": (Trainee.submit,),
}


def by_part(trainees: int) -> dict[str, float]:
    """Core-seconds a trainee for each part, in the server and everything below it."""
    with guarded_server() as served:
        return asyncio.run(_walk(served, trainees))


async def _walk(served: Served, count: int) -> dict[str, float]:
    options = Options(trainees=count)
    scout = Trainee(0, options, served.base)  # the notebook runs once for everybody, at the first page
    for steps in STEPS.values():
        for step in steps:
            await step(scout)
    await settle(served)  # a grading worker that warms up is no trainee's
    trainees = [Trainee(number, options, served.base) for number in range(1, count + 1)]
    found = {name: await _together(served, trainees, steps) / count for name, steps in STEPS.items()}
    for trainee in (scout, *trainees):
        trainee.close()
    return found


async def _together(served: Served, trainees: list[Trainee], steps: tuple[Step, ...]) -> float:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(trainee: Trainee) -> None:
        async with places:
            for step in steps:
                await step(trainee)

    await asyncio.sleep(1)
    before = spent(served)
    await asyncio.gather(*map(one, trainees))
    await asyncio.sleep(0.5)  # what the server does behind an answer belongs to it
    return spent(served) - before
