"""Running a notebook inside a warm process, before any kernel exists.

The cells run in a plain IPython shell: no kernel application, so no thread, loop or socket. Widgets register
with ipykernel's comm manager as always; a fork that becomes a kernel finds them there and answers a page's
`request_states` from its own copy.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run leaves for its kernels: the names the notebook defined."""

    names: dict[str, Any]


class CellError(RuntimeError):
    """A cell raised; the message holds its number."""


def prepare() -> None:
    """Make a page's first message possible: without a kernel nobody registers the widgets' comm target."""
    ipywidgets.register_comm_target()


def run(path: str, outputs: str) -> Ran:
    """Run the code cells of the notebook at `path`; write their outputs, as nbformat dicts, to `outputs`."""
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    before = set(shell.user_ns)
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    shown: list[list[dict[str, Any]]] = []
    for number, cell in enumerate(cells, start=1):
        shown.append(_run_cell(shell, "".join(cell["source"]), number) if cell["cell_type"] == "code" else [])
    Path(outputs).write_text(json.dumps(shown), encoding="utf-8")
    names = {name: value for name, value in shell.user_ns.items() if name not in before}
    InteractiveShell.clear_instance()
    return Ran(names)


def _run_cell(shell: InteractiveShell, source: str, number: int) -> list[dict[str, Any]]:
    with capture_output() as captured:
        # The shell's own trap would print a cell's last value instead of keeping it.
        shell.display_trap.hook = CapturingDisplayHook(shell, outputs=captured._outputs)  # noqa: SLF001
        result = shell.run_cell(source, store_history=False)
    if (error := result.error_before_exec or result.error_in_exec) is not None:
        raise CellError(f"cell {number} raised {type(error).__name__}: {error}") from error
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": name, "text": text}
        for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
        if text
    ]
    outputs += (
        {"output_type": "display_data", "data": rich.data, "metadata": rich.metadata or {}}
        for rich in captured.outputs
    )
    return outputs
