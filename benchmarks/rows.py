"""One line of a table of results."""

from __future__ import annotations

Row = tuple[str, str, str, bool | None]
"""What was measured, its bar, what was found, and whether that meets the bar (`None`: there is no bar)."""
