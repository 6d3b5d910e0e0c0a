"""Planted problems against flags: the unit is the problem, whatever the grain of the flags that found it.

A problem is *found* when flags cover at least half of its cells and the flags that do it cover no more than
five times its area. The flags are taken in order of what they waste, so that a precise flag is never spoilt
by a wide one that was meant for something else. Of a found problem 60 % are for finding it, 20 % for naming
the trouble and 20 % for a right remedy.

Flags that touch no problem are false alarms, decoys among them; cells that lie in one row or in one column
are one alarm. Score = 100 × F1 × u: F1 = 2 × credit ÷ (2 × found + false alarms + not found), and u is the
share of the sound cells that were left unflagged. Flagging everything makes u = 0 at whatever grain, flagging
nothing makes F1 = 0. A table without a problem cannot be written: the format asks for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from promptward.course.data import DataExercise, PlantedProblem
from promptward.course.datasets import Dataset
from promptward.grading.answers import Flag

Area = frozenset[tuple[str, str]]
ENOUGH, TOO_WIDE = 0.5, 5
FINDING, NAMING, MENDING = 0.6, 0.2, 0.2


@dataclass(frozen=True, slots=True)
class Search:
    """A planted problem and the flags that found it; none when it was not found."""

    problem: PlantedProblem
    flags: tuple[Flag, ...]

    @property
    def named(self) -> float:
        """Share of these flags that name the right trouble."""
        return self._share(sum(flag.trouble == self.problem.trouble for flag in self.flags))

    @property
    def mended(self) -> float:
        """Share of these flags with a right remedy."""
        return self._share(sum(flag.remedy in self.problem.remedies for flag in self.flags))

    @property
    def credit(self) -> float:
        """What finding it is worth, from 0 to 1."""
        return FINDING + NAMING * self.named + MENDING * self.mended if self.flags else 0.0

    def _share(self, count: int) -> float:
        return count / len(self.flags) if self.flags else 0.0


@dataclass(frozen=True, slots=True)
class Searched:
    """All that was found and all that was suspected without cause; `left_alone` is u."""

    searches: tuple[Search, ...]
    alarms: tuple[Flag, ...]
    merged: int
    left_alone: float

    @property
    def found(self) -> int:
        """How many problems were found."""
        return sum(bool(search.flags) for search in self.searches)

    @property
    def score(self) -> float:
        """From 0 to 100."""
        credit = sum(search.credit for search in self.searches)
        weight = self.found + self.merged + len(self.searches)
        return 100 * self.left_alone * 2 * credit / weight if weight else 0.0


def searched(exercise: DataExercise, dataset: Dataset, flags: Sequence[Flag]) -> Searched:
    """The flags of a response against the problems of its exercise."""
    areas = [(flag, area_of(flag, dataset)) for flag in flags]
    plants = [dataset.crossing(each.rows, each.columns) for each in exercise.problems]
    planted: Area = frozenset().union(*plants)
    searches = tuple(
        Search(problem, covering(cells, areas))
        for problem, cells in zip(exercise.problems, plants, strict=True)
    )
    alarms = tuple(flag for flag, area in areas if not area & planted)
    sound = dataset.cells.keys() - planted
    flagged: Area = frozenset().union(*(area for _, area in areas))
    left_alone = 1 - len(flagged & sound) / len(sound) if sound else 1.0
    return Searched(searches, alarms, merged(alarms), left_alone)


def area_of(flag: Flag, dataset: Dataset) -> Area:
    """The cells under a flag; none when the table no longer has its row or column."""
    rows, columns = (flag.row,) if flag.row else (), (flag.column,) if flag.column else ()
    return dataset.crossing(rows, columns) & dataset.cells.keys() if rows or columns else frozenset()


def covering(cells: Area, areas: Sequence[tuple[Flag, Area]]) -> tuple[Flag, ...]:
    """The flags that find the problem on `cells`; none when it is not found."""
    touching = [(flag, area) for flag, area in areas if area & cells]
    touching.sort(key=lambda each: (len(each[1] - cells), -len(each[1] & cells)))
    used: list[Flag] = []
    union: Area = frozenset()
    for flag, area in touching:
        if area & cells <= union:
            continue
        used.append(flag)
        union |= area
        if len(union & cells) >= ENOUGH * len(cells):
            return tuple(used) if len(union) <= TOO_WIDE * len(cells) else ()
    return ()


def merged(alarms: Sequence[Flag]) -> int:
    """How many false alarms these flags are, when cells of one row or of one column are one."""
    rows = {flag.row for flag in alarms if flag.column is None}
    columns = {flag.column for flag in alarms if flag.row is None}
    cells = [flag for flag in alarms if flag.row and flag.column]
    loose = [flag for flag in cells if flag.row not in rows and flag.column not in columns]
    lines = min(len({flag.row for flag in loose}), len({flag.column for flag in loose}))
    return len(rows) + len(columns) + lines
