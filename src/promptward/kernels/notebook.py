"""Running a notebook inside a warm process, before any kernel exists.

The cells run in the shell that the kernels will inherit, before it has a kernel: no thread, loop or socket.
Widgets register with ipykernel's comm manager as always; a fork that becomes a kernel finds them there and
answers a page's `request_states` from its own copy.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output


class CellError(RuntimeError):
    """A cell raised; the message holds its number."""


def run(shell: InteractiveShell, path: str, outputs: str) -> None:
    """Run the code cells of the notebook at `path`; write their outputs, as nbformat dicts, to `outputs`."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    shown: list[list[dict[str, Any]]] = []
    for number, cell in enumerate(cells, start=1):
        shown.append(_run_cell(shell, "".join(cell["source"]), number) if cell["cell_type"] == "code" else [])
    Path(outputs).write_text(json.dumps(shown), encoding="utf-8")


def _run_cell(shell: InteractiveShell, source: str, number: int) -> list[dict[str, Any]]:
    hook = shell.display_trap.hook
    with capture_output() as captured:
        # The shell's own trap would print a cell's last value instead of keeping it.
        shell.display_trap.hook = CapturingDisplayHook(shell, outputs=captured._outputs)  # noqa: SLF001
        result = shell.run_cell(source, store_history=False)
    shell.display_trap.hook = hook
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
