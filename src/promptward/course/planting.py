"""The rules of a data exercise: what is planted in its table is there, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from promptward.course.data import DataExercise, PlantedProblem, Trouble
from promptward.course.datasets import Dataset, trouble_in
from promptward.course.documents import Document, shown
from promptward.course.folder import Parts
from promptward.course.shapes import Loc, again, at, dotted, unknown
from promptward.errors import Problem, close_matches
from promptward.text import fold, is_blank

ROWS_ON_A_PHONE, COLUMNS_ON_A_PHONE = 40, 6
NOT_THERE = frozenset(
    {"", "-", "--", "?", ".", "na", "n/a", "nan", "null", "none", "khong ro", "khong co", "kr"}
)
"""Folded texts that say that a value is missing."""

Cell = tuple[str, str]


def data_problems(parts: Parts, exercise: DataExercise, document: Document) -> Iterator[Problem]:
    """What is wrong between the exercise, its table and the functions that compute its numbers."""
    yield from _statements(exercise, document)
    yield from _questions(parts, exercise, document)
    written = parts.tables.get(exercise.table)
    if written is None:
        if not {f"datasets/{exercise.table}.yaml", f"datasets/{exercise.table}.csv"} & parts.unread:
            yield unknown(document, ("table",), "table", exercise.table, parts.tables)
        return
    dataset = written.value
    yield from _size(exercise, dataset, document)
    names = [problem.id for problem in exercise.problems]
    yield from again(document, names, lambda place: ("problems", place, "id"), "problem")
    lost = list(_places(exercise, dataset, document))
    yield from lost
    if not lost:
        yield from _cells(exercise, dataset, document)
        for place, problem in enumerate(exercise.problems):
            yield from _planted(problem, dataset, document, ("problems", place))
        yield from _stray(exercise, dataset, f"datasets/{exercise.table}.csv")


def _size(exercise: DataExercise, dataset: Dataset, document: Document) -> Iterator[Problem]:
    rows, columns = len(dataset.rows), len(dataset.columns)
    if (rows > ROWS_ON_A_PHONE or columns > COLUMNS_ON_A_PHONE) and not exercise.better_on_computer:
        found = f"{rows} rows and {columns} columns beside the id in {exercise.table!r}"
        expected = f"at most {ROWS_ON_A_PHONE} and {COLUMNS_ON_A_PHONE}, or `better_on_computer: true`"
        yield at(document, ("table",), found, expected)


def _places(exercise: DataExercise, dataset: Dataset, document: Document) -> Iterator[Problem]:
    """Rows and columns that the table does not have."""
    for place, problem in enumerate(exercise.problems):
        path: Loc = ("problems", place)
        if not problem.rows and not problem.columns:
            yield at(document, path, "a problem that is nowhere", "its rows, its columns, or both")
        yield from _known(problem.rows, dataset.row_ids, "row", document, (*path, "rows"))
        yield from _known(problem.columns, dataset.columns, "column", document, (*path, "columns"))
    for place, decoy in enumerate(exercise.decoys):
        if decoy.row not in dataset.row_ids:
            yield unknown(document, ("decoys", place, "row"), "row", decoy.row, dataset.row_ids)
        if decoy.column not in dataset.columns:
            yield unknown(document, ("decoys", place, "column"), "column", decoy.column, dataset.columns)
    columns = [column.id for column in dataset.card.columns]
    yield from _known(exercise.plot or (), columns, "column", document, ("plot",))


def _known(
    names: Iterable[str], known: Iterable[str], what: str, document: Document, path: Loc
) -> Iterator[Problem]:
    known = tuple(known)
    yield from again(document, names := tuple(names), lambda place: (*path, place), what)
    for place, name in enumerate(names):
        if name not in known:
            yield unknown(document, (*path, place), what, name, known)


def _cells(exercise: DataExercise, dataset: Dataset, document: Document) -> Iterator[Problem]:
    """Every problem stands on cells of its own kind, and no decoy stands on one."""
    taken: dict[frozenset[Cell], int] = {}
    for place, problem in enumerate(exercise.problems):
        cells = dataset.crossing(problem.rows, problem.columns)
        if cells in taken:
            found = f"the cells of {exercise.problems[taken[cells]].id!r} again"
            yield at(document, ("problems", place), found, "one problem for the same cells")
        taken.setdefault(cells, place)
    planted = frozenset().union(*taken)
    decoys = [(decoy.row, decoy.column) for decoy in exercise.decoys]
    for place, cell in enumerate(decoys):
        if cell in planted:
            yield at(document, ("decoys", place), "a decoy on a planted problem", "a cell that is true")
    cells_named = [" in ".join(cell[::-1]) for cell in decoys]
    yield from again(document, cells_named, lambda place: ("decoys", place), "decoy")


def _planted(problem: PlantedProblem, dataset: Dataset, document: Document, path: Loc) -> Iterator[Problem]:
    """A planted value that is not what it is said to be, as far as a table shows that."""
    cells = sorted(dataset.crossing(problem.rows, problem.columns))
    blank = [cell for cell in cells if _is_missing(dataset.cells[cell])]
    if problem.trouble == "missing":
        wanted = cells if problem.rows and problem.columns else cells[:1]
        if len(blank) < len(wanted):
            full = next(cell for cell in cells if cell not in blank)
            found = f"{shown(dataset.cells[full])} in row {full[0]}, column {full[1]}"
            yield at(document, (*path, "trouble"), found, "a cell without a value")
    elif problem.trouble == "duplicate":
        yield from _doubled(problem, dataset, document, path)
    elif problem.rows and problem.columns:
        if blank:
            row, column = blank[0]
            found = f"nothing in row {row}, column {column}"
            yield at(document, (*path, "trouble"), found, "a value, or the trouble 'missing'")
        else:
            yield from _unremarkable(problem, dataset, document, path)


def _unremarkable(
    problem: PlantedProblem, dataset: Dataset, document: Document, path: Loc
) -> Iterator[Problem]:
    """A remark: a value of one bounded column that its card finds quite ordinary."""
    if len(problem.columns) != 1:
        return
    column = next(each for each in dataset.card.columns if each.id == problem.columns[0])
    checkable = column.type in {"integer", "decimal"} and column.low is not None and column.high is not None
    ordinary = [row for row in problem.rows if trouble_in(column, dataset.cells[row, column.id]) is None]
    if checkable and ordinary:
        value = dataset.cells[ordinary[0], column.id]
        found = f"{shown(value)} in row {ordinary[0]}, which the card of {column.id!r} finds plausible"
        expected = "a value beyond low and high, or a `why` that a look at the row confirms"
        yield at(document, (*path, "trouble"), found, expected, severity="should")


def _doubled(problem: PlantedProblem, dataset: Dataset, document: Document, path: Loc) -> Iterator[Problem]:
    if not problem.rows:
        for column in problem.columns:
            values = [dataset.cells[row, column] for row in dataset.row_ids]
            others = [each for each in dataset.columns if each != column]
            if all(values != [dataset.cells[row, each] for row in dataset.row_ids] for each in others):
                found = f"the column {column!r}, which no other one repeats"
                yield at(document, (*path, "columns"), found, "columns with the same values")
        return
    columns = problem.columns or dataset.columns
    needed = len(columns) if problem.columns else (len(columns) + 1) // 2
    for place, row in enumerate(problem.rows):
        same = [
            sum(fold(dataset.cells[row, each]) == fold(dataset.cells[other, each]) for each in columns)
            for other in problem.rows
            if other != row
        ]
        if max(same, default=0) < needed:
            found = f"the row {shown(row)}, which none of the others named resembles"
            yield at(
                document, (*path, "rows", place), found, "every row that stands there twice, with its twin"
            )


def _stray(exercise: DataExercise, dataset: Dataset, file: str) -> Iterator[Problem]:
    """Troubles nobody planted: who flags one would be told that nothing is wrong there."""
    told = {(decoy.row, decoy.column) for decoy in exercise.decoys}
    doubled: set[str] = set()
    for problem in exercise.problems:
        told |= dataset.crossing(problem.rows, problem.columns)
        doubled |= set(problem.rows) if problem.trouble == "duplicate" else set()
    rows: dict[tuple[str, ...], str] = {}
    for line, (row, *texts) in enumerate(dataset.rows, 2):
        for column, text in zip(dataset.card.columns[1:], texts, strict=True):
            trouble: Trouble | None = trouble_in(column, text)
            if trouble and (row, column.id) not in told:
                found = f"{shown(text)} in column {column.id!r}, {trouble} as its card says"
                expected = f"it planted or a decoy in exercises/{exercise.id}.yaml"
                yield Problem(file, line, found, expected, where=f"row {row}")
        first = rows.setdefault(tuple(texts), row)
        if first != row and not {first, row} & doubled:
            expected = f"it planted in exercises/{exercise.id}.yaml"
            yield Problem(file, line, f"the row {first} again", expected, where=f"row {row}")


def _statements(exercise: DataExercise, document: Document) -> Iterator[Problem]:
    ids = [statement.id for statement in exercise.statements]
    yield from again(document, ids, lambda place: ("statements", place, "id"), "statement")
    if len({statement.true for statement in exercise.statements}) == 1:
        found = f"only {'true' if exercise.statements[0].true else 'false'} statements"
        yield at(document, ("statements",), found, "true and false ones; else one answer fits all")
    for place, statement in enumerate(exercise.statements):
        if not statement.true and statement.right is None:
            yield at(
                document, ("statements", place), "a false statement without `right`", "what is true instead"
            )


def _questions(parts: Parts, exercise: DataExercise, document: Document) -> Iterator[Problem]:
    ids = [question.id for question in exercise.questions]
    yield from again(document, ids, lambda place: ("questions", place, "id"), "question")
    answers = [marked.name for marked in parts.marked.values() if marked.kind == "answer"]
    for place, question in enumerate(exercise.questions):
        path: Loc = ("questions", place, "cleanings")
        rules = [rule.id for rule in question.cleanings]
        yield from again(document, rules, lambda i, path=path: (*path, i, "id"), "cleaning rule")  # type: ignore[misc]
        if question.answer not in answers and parts.graders_whole:
            found = f"no @answer function {shown(question.answer)} in graders/"
            where: Loc = ("questions", place, "answer")
            matches = close_matches(question.answer[:80], answers)
            yield Problem(
                document.file, document.line(*where), found, "one that computes it", matches, dotted(where)
            )


def _is_missing(text: str) -> bool:
    return is_blank(text) or fold(text).strip() in NOT_THERE
