"""Processes that grade: started, watched, killed and replaced here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptward.workers.pool import GraderPool

__all__ = ["GraderPool"]


def __getattr__(name: str) -> Any:
    # A worker process imports this package for its own module alone.
    if name == "GraderPool":
        from promptward.workers.pool import GraderPool  # noqa: PLC0415

        return GraderPool
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
