"""PromptWard: a practice room for using generative AI in health work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptward.widgets import show

__all__ = ["show"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # A kernel imports this package for `show` alone; the record and the models must not come along.
    if name == "show":
        from promptward.widgets import show  # noqa: PLC0415

        return show
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
