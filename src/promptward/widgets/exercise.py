"""`show("id")`: one exercise in a notebook.

In a served page the server has written the public views and named their folder in the environment. The page
then speaks to the server itself; this widget only says that the notebook has arrived, and the kernel needs
neither the course, nor the record, nor a model. In JupyterLab the same operations travel as widget messages
to a practice in this process (`promptward.widgets.lab`), imported only then.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from promptward.widgets.folder import digest

LOADER = """
function folder(model) {
  const served = model.get("static");
  if (served) return served;
  const config = document.getElementById("jupyter-config-data");
  const base = config ? JSON.parse(config.textContent).baseUrl : "/";
  return `${base}promptward/static/${model.get("digest")}`;
}
export default {
  async render(context) {
    // This module runs from a blob: address, from which a path alone leads nowhere.
    const address = new URL(`${folder(context.model)}/widget.js`, location.origin);
    const widget = await import(address.href);
    return widget.render(context);
  },
};
"""


class ExerciseWidget(anywidget.AnyWidget):
    """One exercise. Holds the public view only; who works on it is nothing it knows."""

    _esm = LOADER
    view = traitlets.Dict().tag(sync=True)
    static = traitlets.Unicode().tag(sync=True)
    """Address of the folder of scripts in a served page; empty in JupyterLab."""
    digest = traitlets.Unicode().tag(sync=True)
    lang = traitlets.Unicode("vi").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


def show(exercise_id: str) -> ExerciseWidget:
    """The widget of `exercise_id`; as the last line of a cell it is displayed.

    Raises LookupError for an exercise nobody has written, CourseError (in JupyterLab) for a course that does
    not open.
    """
    views = os.environ.get("PROMPTWARD_VIEWS")
    if views:
        return ExerciseWidget(view=_view(Path(views), exercise_id), static=_static())
    from promptward.widgets.lab import attend  # noqa: PLC0415 - a kernel of a served page never needs it

    widget = ExerciseWidget(digest=digest())
    attend(widget, exercise_id)
    return widget


def _view(folder: Path, exercise_id: str) -> dict[str, Any]:
    known = {path.stem: path for path in folder.glob("*.json")}
    if exercise_id not in known:
        raise LookupError(f"no exercise {exercise_id!r}; there are: {', '.join(sorted(known))}")
    view: dict[str, Any] = json.loads(known[exercise_id].read_text("utf-8"))
    return view


def _static() -> str:
    return os.environ.get("PROMPTWARD_STATIC", "").rstrip("/")
