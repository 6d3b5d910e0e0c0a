"""A rubric: the criteria, with points, by which one role's response is scored."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from promptward.course.exercises import Role, Slug, Strict
from promptward.text import Localized


class Criterion(Strict):
    """One line of `graders/criteria.yaml`: the words that every rubric shares."""

    id: str
    title: Localized
    definition: Localized
    advice: Localized
    gate: bool = False


class Weighted(Strict):
    """A criterion in a rubric: the check that decides it, its points, and why this role weighs it so."""

    id: str
    check: str
    points: float = Field(gt=0, le=100)
    reason: Localized


class Gate(Strict):
    """A safety finding that no points can outweigh."""

    id: str
    check: str
    reason: Localized


class Judge(Strict):
    """Where the opinion of a chat model counts beside the check's, and for which share of the points."""

    criteria: tuple[str, ...] = Field(min_length=1)
    share: float = Field(ge=0, le=0.3)


class Rubric(Strict):
    """`graders/<role>/<id>.yaml`."""

    id: Slug
    role: Role
    kind: Literal["prompt", "claims", "data"]
    title: Localized
    pass_mark: float = Field(ge=1, le=100)
    pass_mark_reason: Localized
    criteria: tuple[Weighted, ...] = ()
    gates: tuple[Gate, ...] = ()
    judge: Judge | None = None
