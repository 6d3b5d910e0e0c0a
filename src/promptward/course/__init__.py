"""A course: four folders of files, opened whole as typed values or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptward.course.course import Course, open_course

__all__ = ["Course", "open_course"]


def __getattr__(name: str) -> Any:
    # The formats (`exercises`, `rubrics`) are imported in places that must never hold an open course.
    if name in __all__:
        from promptward.course import course  # noqa: PLC0415

        return getattr(course, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
