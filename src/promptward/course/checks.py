"""The decorator that marks an author's plain functions, and the loader that collects them.

A check reads the text of a response and decides one criterion. It is returned unchanged by the decorator,
so an author's test is one line: `assert states_format("Kẻ bảng 3 cột") == met("Kẻ bảng 3 cột")`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from promptward.findings import Verdict


class Check(Protocol):
    """Decides one criterion of a prompt; pure, and the same every time."""

    __name__: str

    def __call__(self, prompt: str, /) -> Verdict: ...


MARK = "__promptward__"
F = TypeVar("F", bound=Callable[..., Any])


def check(criterion: str) -> Callable[[F], F]:
    """Mark a function as the check of `criterion`."""
    return _mark("check", criterion)


def answer(function: F) -> F:
    """Mark a function that computes the number asked for by a `data` exercise from its table."""
    return _mark("answer", function.__name__)(function)


def _mark(kind: str, name: str) -> Callable[[F], F]:
    def mark(function: F) -> F:
        setattr(function, MARK, (kind, name))
        return function

    return mark
