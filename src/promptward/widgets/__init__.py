"""What a trainee sees: `show()`, and the scripts of the page."""

from __future__ import annotations

from promptward.widgets.exercise import ExerciseWidget, show

__all__ = ["ExerciseWidget", "show"]
