"""The rules of a claims exercise that its shape alone cannot hold: two sheets, each fair by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from promptward.course.claims import FORMS, NOTHING, Claim, ClaimsExercise, Form, Omission, Wording
from promptward.course.documents import Document, shown
from promptward.course.shapes import Loc, again, at, unknown
from promptward.errors import Problem
from promptward.text import LANGUAGES, Localized, fold

MOST_ERRORS = 0.6
"""Sheets with more teach to distrust everything; at work errors are few."""
TWINS, ALIKE = 95.0, 88.0
"""Per cent of letters that two claims of a sheet share: the same claim twice, or suspiciously near."""


def claims_problems(exercise: ClaimsExercise, document: Document) -> Iterator[Problem]:
    """What is wrong between the claims, the excerpts and the closing question."""
    excerpts = [excerpt.id for excerpt in exercise.excerpts]
    claims = [claim.id for claim in exercise.claims]
    yield from again(document, excerpts, lambda place: ("excerpts", place, "id"), "excerpt")
    yield from again(document, claims, lambda place: ("claims", place, "id"), "claim")
    sources = {source.id for source in exercise.sources}
    for place, excerpt in enumerate(exercise.excerpts):
        if excerpt.source not in sources:
            yield unknown(document, ("excerpts", place, "source"), "source", excerpt.source, sources)
    for place, claim in enumerate(exercise.claims):
        yield from _claim(claim, set(excerpts), document, ("claims", place))
    for form in FORMS:
        yield from _share(exercise, form, document)
        yield from _twins(exercise, form, document)
    if not exercise.clean and all(claim.a.truth == claim.b.truth for claim in exercise.claims):
        yield at(
            document, ("claims",), "two forms alike", "a claim that is right in one form, wrong in the other"
        )
    if exercise.omission:
        yield from _omission(exercise.omission, document)
    if exercise.clean:
        yield from _read_at_all(exercise, document)


def _claim(claim: Claim, excerpts: set[str], document: Document, path: Loc) -> Iterator[Problem]:
    for form in FORMS:
        yield from _wording(claim, claim.wording(form), document, (*path, form))
    if claim.right_detail:
        yield from _word_for_word(claim.right_detail, claim.right, document, (*path, "right_detail"))
    for place, name in enumerate(claim.settled_by):
        if name not in excerpts:
            yield unknown(document, (*path, "settled_by", place), "excerpt", name, excerpts)
    settled = {claim.a.truth, claim.b.truth} != {"unsettled"}
    if settled and not claim.settled_by:
        yield at(document, (*path, "settled_by"), "no excerpt", "the excerpts of which any one settles it")
    elif claim.settled_by and not settled:
        expected = "none, as no form of it is settled"
        yield at(document, (*path, "settled_by"), "excerpts that settle it", expected)
    if claim.a.truth != claim.b.truth and fold(claim.a.text.vi) == fold(claim.b.text.vi):
        yield at(document, (*path, "b", "text"), "the words of form a", "other words for another truth")


def _wording(claim: Claim, wording: Wording, document: Document, path: Loc) -> Iterator[Problem]:
    if wording.truth == "contradicted" and wording.detail is None:
        yield at(document, (*path, "detail"), "no detail", "the part of the text that is wrong")
    if wording.truth == "contradicted" and fold(wording.text.vi) == fold(claim.right.vi):
        yield at(
            document, (*path, "text"), "a contradicted wording equal to `right`", "what is right to differ"
        )
    if wording.truth == "supported" and wording.detail:
        yield at(
            document, (*path, "detail"), "a wrong detail in a supported wording", "none, or another truth"
        )
    elif wording.detail:
        yield from _word_for_word(wording.detail, wording.text, document, (*path, "detail"))


def _word_for_word(detail: Localized, text: Localized, document: Document, path: Loc) -> Iterator[Problem]:
    for lang in LANGUAGES:
        part, whole = getattr(detail, lang), getattr(text, lang)
        if part and whole and part not in whole:
            found = f"{shown(part)}, which its text does not contain"
            yield at(document, (*path, lang), found, "a part of it word for word")


def _share(exercise: ClaimsExercise, form: Form, document: Document) -> Iterator[Problem]:
    errors = sum(claim.wording(form).truth != "supported" for claim in exercise.claims)
    found = f"{errors} of {len(exercise.claims)} claims not supported in form {form}"
    if exercise.clean and errors:
        yield at(document, ("clean",), found, "none on a clean sheet")
    elif not exercise.clean and not errors:
        yield at(document, ("claims",), found, "at least one, or `clean: true`")
    elif errors > MOST_ERRORS * len(exercise.claims):
        yield at(document, ("claims",), found, f"at most {MOST_ERRORS:.0%}")


def _twins(exercise: ClaimsExercise, form: Form, document: Document) -> Iterator[Problem]:
    """Claims that stand on one sheet twice, perhaps with another number: seeing both gives one away."""
    texts = [re.sub(r"\d", "#", fold(claim.wording(form).text.vi)) for claim in exercise.claims]
    for (first, one), (second, other) in combinations(enumerate(texts), 2):
        likeness = fuzz.ratio(one, other)
        if likeness < ALIKE:
            continue
        line = document.line("claims", first, form, "text")
        found = f"nearly the words of line {line} in form {form}"
        path = ("claims", second, form, "text")
        severity = "must" if likeness >= TWINS else "should"
        yield at(
            document,
            path,
            found,
            "two claims of one sheet that tell nothing of each other",
            severity=severity,
        )


def _omission(omission: Omission, document: Document) -> Iterator[Problem]:
    choices = omission.choices
    yield from again(
        document, [choice.id for choice in choices], lambda i: ("omission", "choices", i, "id"), "choice"
    )
    texts = [fold(choice.text.vi) for choice in choices]
    yield from again(document, texts, lambda i: ("omission", "choices", i, "text"), "text")
    right = sum(choice.right for choice in choices)
    if right != 1:
        yield at(document, ("omission", "choices"), f"{right} right choices", "exactly one")
    if all(choice.id != NOTHING for choice in choices):
        expected = f"one with the id {NOTHING!r} that says so"
        yield at(document, ("omission", "choices"), "no choice that nothing is missing", expected)


def _read_at_all(exercise: ClaimsExercise, document: Document) -> Iterator[Problem]:
    """Trusting everything is right on a clean sheet; only the omission shows who has read it."""
    if exercise.omission is None:
        yield at(document, ("clean",), "a clean sheet without an omission", "the closing question")
    elif any(choice.right and choice.id == NOTHING for choice in exercise.omission.choices):
        yield at(document, ("omission",), "a clean sheet that lacks nothing", "something important left out")
