"""The `claims` kind: an AI answer cut into claims, source excerpts beside it. This file is the format."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from promptward.course.exercises import Exercise, Harm, Slug, Strict
from promptward.text import Localized

Truth = Literal["supported", "contradicted", "unsettled"]
Action = Literal["use", "correct", "ask", "escalate"]
Form = Literal["a", "b"]
FORMS: tuple[Form, ...] = ("a", "b")


class Excerpt(Strict):
    """A passage of a source, in our own words (legal texts may be quoted); it settles claims."""

    id: Slug
    source: Slug
    title: Localized
    text: Localized
    licence: str = "paraphrase"


class Wording(Strict):
    """How a claim stands in one form. `detail` is the part of the text that is wrong, word for word."""

    text: Localized
    truth: Truth
    detail: Localized | None = None


class Claim(Strict):
    """One claim. Forms A and B may word it truly or wrongly; twins never meet on one sheet.

    `right` replaces a wrong wording after submitting, `right_detail` is its changed part. `settled_by` are
    the excerpts of which any one settles it (empty for an unsettled claim), `actions` the right things to do
    when it is flagged.
    """

    id: Slug
    a: Wording
    b: Wording
    right: Localized
    right_detail: Localized | None = None
    why: Localized
    harm: Harm
    settled_by: tuple[Slug, ...] = ()
    actions: tuple[Action, ...] = Field(min_length=1)

    def wording(self, form: Form) -> Wording:
        """How the claim stands in `form`."""
        return self.a if form == "a" else self.b


NOTHING = "nothing"
"""The id of the choice that says that nothing is missing."""


class Choice(Strict):
    """One option of the closing question; exactly one is right, `nothing` says that nothing is missing."""

    id: Slug
    text: Localized
    right: bool = False


class Omission(Strict):
    """What important thing was left out?"""

    question: Localized
    choices: tuple[Choice, ...] = Field(min_length=3, max_length=5)
    why: Localized


class ClaimsExercise(Exercise):
    """`asked` is the question the AI was given; `clean` marks the one sheet a role without errors.

    A clean sheet asks for an omission, and something is missing: trusting every claim is right there, and the
    omission alone shows that somebody read it.
    """

    kind: Literal["claims"]
    asked: Localized
    excerpts: tuple[Excerpt, ...] = Field(min_length=1)
    claims: tuple[Claim, ...] = Field(min_length=3, max_length=16)
    omission: Omission | None = None
    clean: bool = False
