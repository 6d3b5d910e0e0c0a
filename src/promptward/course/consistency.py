"""What only shows when the files are read together: names that lead nowhere, texts nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from promptward.course.claims import ClaimsExercise
from promptward.course.data import DataExercise
from promptward.course.documents import Document
from promptward.course.exercises import Exercise, PromptExercise, Status
from promptward.course.folder import Parts
from promptward.course.planting import data_problems
from promptward.course.prompts import prompt_problems
from promptward.course.rubrics import Gate, Rubric, Weighted
from promptward.course.shapes import Loc, again, at, unknown
from promptward.course.sheets import claims_problems
from promptward.errors import Problem, close_matches
from promptward.text import Localized, is_blank


def problems_between(parts: Parts, today: date) -> Iterator[Problem]:
    """Every problem that needs more than one place to be seen; what hangs on an unread file is left out."""
    languages = parts.syllabus.value.languages if parts.syllabus else ("vi",)
    for model, document in _everything(parts):
        for path, text in _texts(model, ()):
            yield from _untranslated(text, document, path, english="en" in languages)
    if parts.criteria:
        ids = [criterion.id for criterion in parts.criteria.value.criteria]
        yield from again(parts.criteria.document, ids, lambda place: ("criteria", place, "id"), "criterion")
        yield from _marks(parts)
    for rubric in parts.rubrics.values():
        yield from _rubric(parts, rubric.value, rubric.document)
    for exercise in parts.exercises.values():
        yield from _exercise(parts, exercise.value, exercise.document)
        yield from _upkeep(exercise.value, exercise.document, today)
        yield from _kind(parts, exercise.value, exercise.document)
    if not parts.exercises and not any(file.startswith("exercises/") for file in parts.unread):
        yield Problem("exercises", 1, "no exercise", "at least one", severity="should")


def _kind(parts: Parts, exercise: Exercise, document: Document) -> Iterator[Problem]:
    if isinstance(exercise, PromptExercise):
        yield from prompt_problems(parts, exercise, document)
    elif isinstance(exercise, ClaimsExercise):
        yield from claims_problems(exercise, document)
    elif isinstance(exercise, DataExercise):
        yield from data_problems(parts, exercise, document)


def _everything(parts: Parts) -> Iterator[tuple[BaseModel, Document]]:
    if parts.syllabus:
        yield parts.syllabus.value, parts.syllabus.document
    if parts.criteria:
        yield parts.criteria.value, parts.criteria.document
    for rubric in parts.rubrics.values():
        yield rubric.value, rubric.document
    for exercise in parts.exercises.values():
        yield exercise.value, exercise.document
    for table in parts.tables.values():
        yield table.value.card, table.document


def _untranslated(text: Localized, document: Document, path: Loc, *, english: bool) -> Iterator[Problem]:
    if is_blank(text.vi):
        yield at(document, (*path, "vi"), "an empty text", "Vietnamese")
    if english and (text.en is None or is_blank(text.en)):
        yield at(document, (*path, "en"), "no English", "English too, as course.yaml promises")


def _texts(value: object, path: Loc) -> Iterator[tuple[Loc, Localized]]:
    if isinstance(value, Localized):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _texts(item, (*path, place))


def _marks(parts: Parts) -> Iterator[Problem]:
    """Checks of criteria that nobody defined."""
    known = parts.criterion_ids()
    for one in parts.marked.values():
        if one.kind == "check" and one.decides not in known:
            found = f"the check {one.name!r} of the unknown criterion {one.decides!r}"
            matches = close_matches(one.decides, known)
            yield Problem(one.file, one.line, found, "a criterion of graders/criteria.yaml", matches)


def _rubric(parts: Parts, rubric: Rubric, document: Document) -> Iterator[Problem]:
    names = [*(weighted.id for weighted in rubric.criteria), *(gate.id for gate in rubric.gates)]
    weighted = len(rubric.criteria)

    def path(place: int) -> Loc:
        return ("criteria", place, "id") if place < weighted else ("gates", place - weighted, "id")

    yield from again(document, names, path, "criterion")
    lines: list[Weighted | Gate] = [*rubric.criteria, *rubric.gates]
    for place, line in enumerate(lines):
        yield from _decided(parts, line, document, path(place))
    if rubric.kind == "prompt" and not rubric.criteria:
        yield at(document, ("criteria",), "no criteria", "at least one with points")
    own = [one.id for one in rubric.criteria]
    for place, name in enumerate(rubric.judge.criteria if rubric.judge else ()):
        if name not in own:
            yield unknown(document, ("judge", "criteria", place), "criterion with points here", name, own)
    for key in ("criteria", "gates"):
        if rubric.kind != "prompt" and getattr(rubric, key):
            found = f"{key} in a rubric for {rubric.kind!r}"
            yield at(document, (key,), found, "none; the parts of that kind decide the score")


def _decided(parts: Parts, line: Weighted | Gate, document: Document, path: Loc) -> Iterator[Problem]:
    known = parts.criterion_ids()
    if known and line.id not in known:
        yield unknown(document, path, "criterion", line.id, known)
    elif known and (line.id in parts.criterion_ids(gates=True)) != isinstance(line, Gate):
        place = "criteria" if isinstance(line, Gate) else "gates"
        yield at(document, path, f"{line.id!r} here", f"it under `{place}`, as graders/criteria.yaml says")
    one, where = parts.marked.get(line.check), (*path[:-1], "check")
    checks = [marked.name for marked in parts.marked.values() if marked.kind == "check"]
    if one is None or one.kind != "check":
        if parts.graders_whole:
            yield unknown(document, where, "check", line.check, checks)
    elif one.decides != line.id:
        found = f"the check {one.name!r}, which decides {one.decides!r}"
        others = tuple(marked.name for marked in parts.marked.values() if marked.decides == line.id)
        yield at(document, where, found, f"a check of {line.id!r}", others[:3])


def _exercise(parts: Parts, exercise: Exercise, document: Document) -> Iterator[Problem]:
    for place, role in enumerate(exercise.roles):
        rubric = parts.rubrics.get((role, exercise.rubric))
        if rubric is None and f"graders/{role}/{exercise.rubric}.yaml" not in parts.unread:
            found = f"no file graders/{role}/{exercise.rubric}.yaml"
            matches = close_matches(exercise.rubric, [name for owner, name in parts.rubrics if owner == role])
            yield at(document, ("rubric",), found, f"a rubric for the role {role!r}", matches)
        elif rubric and rubric.value.kind != exercise.kind:
            found = f"a rubric for {rubric.value.kind!r} in {rubric.document.file}"
            yield at(document, ("roles", place), found, f"a rubric for {exercise.kind!r}")
    yield from again(document, exercise.roles, lambda place: ("roles", place), "role")
    sources = [source.id for source in exercise.sources]
    yield from again(document, sources, lambda place: ("sources", place, "id"), "source")
    yield from _notebook(parts, exercise, document)


def _notebook(parts: Parts, exercise: Exercise, document: Document) -> Iterator[Problem]:
    file = f"notebooks/{exercise.id}.ipynb"
    if file in parts.unread:
        return
    code = parts.notebooks.get(exercise.id)
    if code is None:
        matches = tuple(f"notebooks/{name}.ipynb" for name in close_matches(exercise.id, parts.notebooks))
        yield Problem(file, 1, "no such file", f"the notebook of {document.file}", matches)
    elif f"'{exercise.id}'" not in code.replace('"', "'"):
        expected = f'show("{exercise.id}") in a cell'
        yield Problem(file, 1, "a notebook that never names its exercise", expected, severity="should")


def _upkeep(exercise: Exercise, document: Document, today: date) -> Iterator[Problem]:
    if exercise.review_by < today:
        expected = "somebody to read it again and set a new date"
        found = f"review_by {exercise.review_by.isoformat()}, which is over"
        yield at(document, ("review_by",), found, expected, severity="should")
    if exercise.status is Status.REVIEWED and not exercise.reviews:
        yield at(document, ("status",), "'reviewed' without a review", "the reviewers under `reviews`")
