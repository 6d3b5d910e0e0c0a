"""The `data` kind: a table, an AI's statements about it, and questions. This file is the format."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from promptward.course.exercises import Exercise, Slug, Strict
from promptward.text import Localized

Trouble = Literal["type_or_unit", "missing", "implausible", "duplicate"]
"""What trainees call it; Kahn's conformance, completeness and plausibility are the instructors' words."""
Remedy = Literal["ask", "register", "exclude", "keep"]


class Column(Strict):
    """A column of a table as its dataset card describes it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Localized
    type: Literal["text", "integer", "decimal", "date", "category"]
    unit: str = ""
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()


class Table(Strict):
    """`datasets/<id>.yaml`, the card beside `datasets/<id>.csv`: what the columns mean, where rows come from.

    The first column is the row's id; it is no cell that anybody flags. `low` and `high` bound what is
    plausible: a cell beyond them, a blank one or one of another type is planted or a decoy. `generator` names
    the committed script and its seed.
    """

    id: Slug
    title: Localized
    about: Localized
    columns: tuple[Column, ...] = Field(min_length=2)
    generator: str = ""
    licence: str = "CC BY 4.0"


class PlantedProblem(Strict):
    """Something wrong with the table: whole `rows`, whole `columns`, or with both given, their crossing.

    A duplicate names all its twins, so that it is found whichever of them is flagged. A flag finds what is at
    least a fifth of it: a row of six columns is too wide for a single cell.
    """

    id: Slug
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    trouble: Trouble
    remedies: tuple[Remedy, ...] = Field(min_length=1)
    text: Localized
    why: Localized


class Decoy(Strict):
    """Strange but true: a cell that looks wrong and must be left alone."""

    row: str
    column: str
    why: Localized


class Statement(Strict):
    """What the AI said about the table; `right` replaces it after submitting when it is false."""

    id: Slug
    text: Localized
    true: bool
    right: Localized | None = None
    why: Localized


class Cleaning(Strict):
    """A stated cleaning rule under which a number is right; the answer function gets its id."""

    id: Slug
    title: Localized


class Question(Strict):
    """A number to compute by `answer`, an `@answer` function in `graders/`.

    It is called with the table (a pandas DataFrame, every cell the text of the file) and the id of a cleaning
    rule; the result of any stated rule is right, within `tolerance`. With `percent`, 0,35 and 35 are the same
    answer; a result up to 1 is then read as a share, a larger one as per cent, and so is its tolerance.
    """

    id: Slug
    text: Localized
    unit: str = ""
    answer: str
    cleanings: tuple[Cleaning, ...] = Field(min_length=1)
    tolerance: float = Field(default=0.0, ge=0)
    percent: bool = False


class DataExercise(Exercise):
    """`better_on_computer` says so before a larger table opens."""

    kind: Literal["data"]
    table: Slug
    problems: tuple[PlantedProblem, ...] = Field(min_length=1)
    decoys: tuple[Decoy, ...] = Field(min_length=1)
    statements: tuple[Statement, ...] = ()
    questions: tuple[Question, ...] = ()
    plot: tuple[str, str] | None = None
    better_on_computer: bool = False
