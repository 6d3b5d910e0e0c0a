"""One user's page, ours and stock Voilà's, alternately: the same notebook with the same imports in both."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from promptward.load.browser import AnswerError, Browser
from promptward.load.kernel import KernelLine
from promptward.load.options import EXERCISE, Options
from promptward.load.page import CONFIG, WIDGET
from promptward.load.served import own_server
from promptward.load.trainee import Trainee

ROOT = Path(__file__).parents[1]
ROUNDS = 8
CONTENT = ("course.yaml", "notebooks", "exercises", "graders", "datasets")
EXTRA = {"as it is": "", "with pandas": "import pandas\n"}
"""What the notebook imports besides the exercise."""


def against_stock(rounds: int = ROUNDS) -> dict[str, Any]:
    """Median seconds until the page is there and until its widget states are, for each notebook; ratios."""
    return {name: _compare(extra, rounds) for name, extra in EXTRA.items()}


def _compare(extra: str, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="promptward-bench-") as folder:
        course = _course(Path(folder), extra)
        with own_server(course) as served:
            return asyncio.run(_alternate(served.base, course, Path(folder), rounds))


def _course(folder: Path, extra: str) -> Path:
    """The shipped course with `extra` imported in the notebook of the exercise."""
    course = folder / "course"
    course.mkdir()
    for name in CONTENT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, course / name)
        elif source.exists():
            shutil.copy(source, course)
    path = course / "notebooks" / f"{EXERCISE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.source = extra + cell.source
    nbformat.write(notebook, path)
    return course


async def _alternate(base: str, course: Path, folder: Path, rounds: int) -> dict[str, Any]:
    options = Options(trainees=1)
    first = Trainee(0, options, base)
    await first.join()
    await first.open()
    if first.page is None:
        raise AnswerError("no page")
    views = folder / "views"
    views.mkdir()
    (views / f"{EXERCISE}.json").write_text(json.dumps(first.page.about["exercise"]), "utf-8")
    first.close()
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "stock": []}
    with _voila(course / "notebooks" / f"{EXERCISE}.ipynb", folder, views) as address:
        await _stock_page(address)
        for number in range(1, rounds + 1):
            found["ours"].append(await _our_page(number, options, base))
            found["stock"].append(await _stock_page(address))
    return _ratios(found)


def _ratios(found: dict[str, list[tuple[float, float]]]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for place, name in enumerate(("page", "states")):
        ours, stock = (statistics.median(times[place] for times in found[who]) for who in ("ours", "stock"))
        figures[name] = {
            "ours": round(ours, 4),
            "stock": round(stock, 4),
            "times faster": round(stock / ours, 1),
        }
    return figures


async def _our_page(number: int, options: Options, base: str) -> tuple[float, float]:
    trainee = Trainee(number, options, base)
    await trainee.join()
    began = time.monotonic()
    await trainee.open()
    page = time.monotonic() - began
    await trainee.attend()
    states = time.monotonic() - began
    trainee.close()
    return page, states


async def _stock_page(address: str) -> tuple[float, float]:
    browser = Browser(address)
    began = time.monotonic()
    answer = await browser.get("/")
    page = time.monotonic() - began
    html = answer.text
    config, widgets = CONFIG.search(html), WIDGET.findall(html)
    if answer.status != 200 or config is None or not widgets:
        raise AnswerError(f"stock Voilà gave no page with a widget: {answer.status}")
    kernel = KernelLine(browser, f"/api/kernels/{json.loads(config[1])['kernelId']}")
    await kernel.open()
    await kernel.states(60)
    states = time.monotonic() - began
    kernel.close()
    browser.close()
    return page, states


@contextlib.contextmanager
def _voila(notebook: Path, folder: Path, views: Path) -> Iterator[str]:
    """Plain Voilà serving one notebook, as its own documentation starts it; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env |= {"HOME": str(folder), "PROMPTWARD_VIEWS": str(views), "PROMPTWARD_STATIC": "/static"}
    log = folder / "voila.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"],
            stdout=file,
            stderr=file,
            env=env,
        )
    try:
        for _ in range(120):
            if re.search(r"http://\S+", log.read_text("utf-8")):
                break
            time.sleep(0.25)
        else:
            raise AnswerError(f"stock Voilà did not start: {log.read_text('utf-8')[-400:]}")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)
