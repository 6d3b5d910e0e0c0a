"""What is answered when something cannot be done: a code for the page, words for the person."""

from __future__ import annotations

from typing import Any

from promptward.errors import PromptwardError


class Refused(PromptwardError):  # noqa: N818 (it is what it says)
    """Not done, nothing changed. `extra` stands beside the error: the other text, places of identifiers."""

    def __init__(self, status: int, code: str, message: str, *, field: str = "", **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.extra = extra

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        error = {"code": self.code, "message": self.message} | ({"field": self.field} if self.field else {})
        return {"error": error, **self.extra}
