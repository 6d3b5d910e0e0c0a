"""The rules of a prompt exercise that its shape alone cannot hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from promptward.course.documents import Document, shown
from promptward.course.exercises import Invented, PromptExercise, Reply
from promptward.course.folder import Parts
from promptward.course.shapes import Loc, again, at, unknown
from promptward.errors import Problem
from promptward.text import LANGUAGES, Localized, is_blank

LEVELS = (1, 2, 3, 4)
TRANSLATED = frozenset({"address", "birth_date"})
"""Identifiers that are written differently in the two languages."""
IMPOSSIBLE = {
    "citizen_id": (re.compile(r"000\d{9}"), "twelve digits that begin with 000, which no province has"),
    "phone": (re.compile(r"(?:0|84)900000\d{3}"), "0900 000 and three digits, which nobody is given"),
}


def prompt_problems(parts: Parts, exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    """What is wrong between the parts of one exercise, and between it and its rubrics."""
    yield from _criteria(parts, exercise, document)
    yield from _wordings(exercise, document)
    yield from _replies(exercise, document)
    yield from _invented(exercise, document)


def _criteria(parts: Parts, exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    expected, optional = exercise.criteria.expected, exercise.criteria.optional

    def path(place: int) -> Loc:
        beyond = place - len(expected)
        return ("criteria", "expected", place) if beyond < 0 else ("criteria", "optional", beyond)

    yield from again(document, (*expected, *optional), path, "criterion")
    known, gates = parts.criterion_ids(), parts.criterion_ids(gates=True)
    for place, name in enumerate((*expected, *optional)):
        if known and name not in known:
            yield unknown(document, path(place), "criterion", name, known - gates)
        elif name in gates:
            yield at(document, path(place), f"the gate {name!r}", "it left out; gates stand for every prompt")
        elif place < len(expected):
            yield from _weightless(parts, exercise, document, place)


def _weightless(parts: Parts, exercise: PromptExercise, document: Document, place: int) -> Iterator[Problem]:
    name = exercise.criteria.expected[place]
    for role in exercise.roles:
        rubric = parts.rubrics.get((role, exercise.rubric))
        if rubric and name not in {weighted.id for weighted in rubric.value.criteria}:
            found = f"{name!r}, which has no points in {rubric.document.file}"
            expected = f"points for it in the rubric of {role!r}"
            yield at(document, ("criteria", "expected", place), found, expected)


def _wordings(exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    """Wordings that match nothing or anything, and shares of parts that are empty."""
    facts = [fact.id for fact in exercise.facts]
    yield from again(document, facts, lambda place: ("facts", place, "id"), "fact")
    terms: list[tuple[Loc, str]] = [
        (("topic", "terms", i), term) for i, term in enumerate(exercise.topic.terms)
    ]
    for place, fact in enumerate(exercise.facts):
        terms += [(("facts", place, "accept", i), wording) for i, wording in enumerate(fact.accept)]
        terms += [(("facts", place, "wrong", i), wording) for i, wording in enumerate(fact.wrong)]
    for path, wording in terms:
        if not re.search(r"\w|#", wording):
            yield at(document, path, f"the wording {shown(wording)}", "words or a number")
    if exercise.topic.at_least > len(exercise.topic.terms):
        found = f"at_least {exercise.topic.at_least}"
        yield at(
            document, ("topic", "at_least"), found, f"at most {len(exercise.topic.terms)}, as many as terms"
        )
    yield from _shares(exercise, document)
    for place, anchor in enumerate(exercise.anchors):
        if not anchor.low <= anchor.high:
            yield at(document, ("anchors", place, "low"), f"low {anchor.low:g}", f"at most {anchor.high:g}")


def _shares(exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    """Shares written down for parts that are empty; grading spreads them over the others."""
    empty = {"facts": not exercise.facts, "verification": not exercise.replies}
    for name, nothing in empty.items():
        path = ("shares", name)
        if nothing and path in document.lines and getattr(exercise.shares, name):
            found = f"{getattr(exercise.shares, name)} % for {name}, and nothing to score there"
            yield at(document, path, found, "0, or something to score", severity="should")


def _replies(exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    levels = Counter(reply.level for reply in exercise.replies)
    if exercise.replies and levels != Counter(LEVELS):
        found = "replies of level " + ", ".join(map(str, sorted(levels.elements())))
        yield at(document, ("replies",), found, "one reply of each level from 1 to 4")
    sources = {source.id for source in exercise.sources}
    for place, reply in enumerate(exercise.replies):
        ids = [sentence.id for sentence in reply.sentences]
        yield from again(document, ids, lambda i, p=place: ("replies", p, "sentences", i, "id"), "sentence")  # type: ignore[misc]
        for i, sentence in enumerate(reply.sentences):
            if sentence.plant and sentence.plant.source not in {None, *sources}:
                path = ("replies", place, "sentences", i, "plant", "source")
                yield unknown(document, path, "source", str(sentence.plant.source), sources)
        if _harms(reply) != _harms(exercise.replies[0]):
            found = f"planted errors of harm {_listed(_harms(reply))}"
            first = f"level {exercise.replies[0].level} has {_listed(_harms(exercise.replies[0]))}"
            yield at(document, ("replies", place, "sentences"), found, f"the same at every level; {first}")
    if exercise.replies and not _harms(exercise.replies[0]):
        yield at(
            document, ("replies",), "replies without a planted error", "something to find at every level"
        )


def _harms(reply: Reply) -> Counter[str]:
    return Counter(sentence.plant.harm for sentence in reply.sentences if sentence.plant)


def _listed(harms: Counter[str]) -> str:
    return ", ".join(sorted(harms.elements())) or "none"


def _invented(exercise: PromptExercise, document: Document) -> Iterator[Problem]:
    for place, one in enumerate(exercise.invented):
        path = ("invented", place, "text")
        if is_blank(one.text):
            yield at(document, path, "an empty text", "the identifier as the scenario writes it")
            continue
        absent = [lang for lang, text in spoken(exercise.scenario) if one.text not in text]
        if absent and (one.kind not in TRANSLATED or len(absent) == len(spoken(exercise.scenario))):
            found = f"{shown(one.text)}, which the scenario does not contain ({', '.join(absent)})"
            yield at(document, path, found, "the identifier letter by letter as the scenario writes it")
        yield from _possible(one, document, path)
        for i, answer in enumerate(exercise.model_answers):
            if any(one.text in text for _, text in spoken(answer)):
                found = f"the identifier {shown(one.text)}"
                yield at(document, ("model_answers", i), found, "a model answer that identifies nobody")


def _possible(one: Invented, document: Document, path: Loc) -> Iterator[Problem]:
    if one.kind in IMPOSSIBLE:
        pattern, expected = IMPOSSIBLE[one.kind]
        if not pattern.fullmatch(re.sub(r"[\s.()+-]", "", one.text)):
            yield at(document, path, f"{shown(one.text)}, which may be somebody's", expected)


def spoken(text: Localized) -> list[tuple[str, str]]:
    """Language and text, for every language somebody wrote."""
    return [(lang, said) for lang in LANGUAGES if (said := getattr(text, lang))]
