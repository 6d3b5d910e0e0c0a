"""What a notebook's code cells say; nothing is run."""

from __future__ import annotations

import json
from pathlib import Path

from promptward.course.documents import read_bytes
from promptward.errors import Problem

MAX_NOTEBOOK = 8 * 1024 * 1024


def code_of(path: Path, file: str) -> tuple[str | None, list[Problem]]:
    """The text of the code cells of a notebook, called `file` in messages, or why there is none."""
    data, problem = read_bytes(path, file, MAX_NOTEBOOK)
    if data is None:
        return None, [problem] if problem else []
    line, found = 1, "JSON without a list of cells and an nbformat"
    try:
        notebook = json.loads(data)
        if isinstance(notebook["cells"], list) and isinstance(notebook["nbformat"], int):
            cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
            return "\n".join("".join(source) for source in cells), []
    except json.JSONDecodeError as error:
        line, found = error.lineno, f"text that is not JSON: {error.msg}"
    except (ValueError, RecursionError) as error:
        found = f"text that is not JSON ({type(error).__name__})"
    except (KeyError, TypeError):
        pass  # the wrong shape, as `found` says
    return None, [Problem(file, line, found, "a notebook as JupyterLab saves it")]
