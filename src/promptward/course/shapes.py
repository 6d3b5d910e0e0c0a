"""A document read into its model: every key that does not fit becomes a problem with its own line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from promptward.course.documents import MAX_PROBLEMS, Document, shown
from promptward.errors import Problem, close_matches

M = TypeVar("M", bound=BaseModel)
Loc = tuple[int | str, ...]

# pydantic's names of mistakes → what was expected, in words; the rest is told by pydantic's own message.
EXPECTED = {
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "date_from_datetime_parsing": "a date as 2027-12-31",
    "date_parsing": "a date as 2027-12-31",
    "date_type": "a date as 2027-12-31",
    "date_from_datetime_inexact": "a date as 2027-12-31",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of keys to values",
}


def fit(model: type[M], document: Document) -> tuple[M | None, list[Problem]]:
    """The document as `model`, or every reason why it is not one."""
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems = _once([_problem(model, document, detail) for detail in details[:MAX_PROBLEMS]])
    if len(details) > MAX_PROBLEMS:
        found = f"{len(details) - MAX_PROBLEMS} more problems"
        problems.append(Problem(document.file, problems[-1].line, found, "the first ones mended"))
    return None, problems


def dotted(path: Loc) -> str:
    """`("replies", 0, "level")` as an author reads it: `replies[1].level`."""
    out = ""
    for part in path:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def at(  # noqa: PLR0917 - a problem has six properties, and hundreds of lines read better without names
    document: Document,
    path: Loc,
    found: str,
    expected: str,
    matches: tuple[str, ...] = (),
    severity: str = "must",
) -> Problem:
    """A problem at `path` of a document."""
    return Problem(document.file, document.line(*path), found, expected, matches, dotted(path), severity)


def unknown(document: Document, path: Loc, what: str, name: str, known: Iterable[str]) -> Problem:
    """A name at `path` that leads nowhere."""
    names = sorted(known)
    matches = close_matches(name[:80], names)
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    expected = f"a {what} that exists" if matches or not names else f"one of {listed}"
    return at(document, path, f"the unknown {what} {shown(name)}", expected, matches)


def again(
    document: Document, names: Iterable[str], where: Callable[[int], Loc], what: str
) -> Iterator[Problem]:
    """A problem for every name that stands there a second time; `where` gives its path from its place."""
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in first:
            line = document.line(*where(first[name]))
            expected = f"a name of its own; line {line} has it already"
            yield at(document, where(place), f"the {what} {shown(name)} again", expected)
        first.setdefault(name, place)


def _problem(model: type[BaseModel], document: Document, detail: ErrorDetails) -> Problem:
    loc = detail["loc"]
    line, kind = document.line(*loc), detail["type"]
    if kind == "missing":
        where, name = dotted(loc[:-1]), str(loc[-1])
        return Problem(document.file, line, f"no {name!r}", f"the key {name!r}", where=where)
    if kind == "extra_forbidden":
        return _unknown_key(model, document, loc)
    expected, matches = _expected(detail)
    return Problem(document.file, line, shown(detail["input"]), expected, matches, dotted(loc))


def _once(problems: list[Problem]) -> list[Problem]:
    """Without the keys that are missing only because they are misspelt, which is told already."""
    misspelt = {(problem.where, f"no {problem.matches[0]!r}") for problem in problems if problem.matches}
    return [problem for problem in problems if (problem.where, problem.found) not in misspelt]


def _unknown_key(model: type[BaseModel], document: Document, loc: Loc) -> Problem:
    name = str(loc[-1])
    keys = sorted(_model_at(model, loc[:-1]).model_fields)
    matches = _matches(name, keys)
    expected = "a known key" if matches else "one of " + ", ".join(keys)
    found = f"the unknown key {shown(name)}"
    return Problem(document.file, document.line(*loc), found, expected, matches, dotted(loc[:-1]))


def _expected(detail: ErrorDetails) -> tuple[str, tuple[str, ...]]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in {"literal_error", "enum"}:
        known = str(context["expected"])
        names = [part.strip(" '") for part in known.replace(" or ", ", ").split(",")]
        return f"one of {known}", _matches(str(detail["input"]), names)
    if kind == "string_pattern_mismatch":
        return "small letters, digits and single hyphens", ()
    if kind == "value_error":
        return str(context["error"]), ()
    if kind in {"too_short", "too_long"}:
        least = "at least" if kind == "too_short" else "at most"
        count = context.get("min_length", context.get("max_length"))
        return f"{least} {count} item{'s' * (count != 1)}", ()
    return EXPECTED.get(kind, detail["msg"].removeprefix("Input should be ")), ()


def _matches(word: str, known: list[str]) -> tuple[str, ...]:
    # Comparing takes time with the square of the length, and nobody mistypes a page.
    return close_matches(word, known) if len(word) <= 80 else ()


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model that reads the mapping at `loc`."""
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models_in(model.model_fields[part].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
