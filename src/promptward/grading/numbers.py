"""Numbers as people type them: decimal comma or point, spaces or marks between thousands, a sign or a unit.

`1.500` is fifteen hundred to one reader and one and a half to another: nobody guesses, it is asked back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from promptward.course.data import DataExercise, Question
from promptward.text import Localized, fold, nfc

SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
GROUPS = re.compile(r"([1-9]\d{0,2})(?:(\.\d{3})+(,\d+)?|(,\d{3})+(\.\d+)?|( \d{3})+([.,]\d+)?)")
EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
PLAIN = re.compile(r"\d+|\d*[.,]\d+")
CLOSE = 1e-9
"""Relative; what is left of a decimal number in a computer is no mistake of the trainee's."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: `values` has one number, two when it is ambiguous, none when it is no number."""

    values: tuple[float, ...]
    per_cent: bool = False

    @property
    def is_ambiguous(self) -> bool:
        """Whether it may be one of two numbers."""
        return len(self.values) > 1


def typed(text: str, unit: str = "") -> Typed:
    """Read `text`; the unit of the question, or a per cent sign, may stand behind the number."""
    plain = SPACES.sub(" ", nfc(text).replace("\u2212", "-").replace("\u2013", "-")).strip()
    per_cent = plain.endswith("%")
    if per_cent:
        plain = plain.removesuffix("%").rstrip()
    elif unit and fold(plain).endswith(fold(unit)) and len(fold(plain)) == len(plain):
        plain = plain[: len(plain) - len(fold(unit))].rstrip()
    sign = -1.0 if plain.startswith("-") else 1.0
    digits = plain.removeprefix("-").removeprefix("+").lstrip()
    values = tuple(sign * value for value in _values(digits) if math.isfinite(value))
    return Typed(values, per_cent)


def _values(digits: str) -> tuple[float, ...]:
    if not digits.isascii():
        return ()
    if EITHER.fullmatch(digits):
        whole, part = re.split("[.,]", digits)
        return float(whole + part), float(f"{whole}.{part}")
    if GROUPS.fullmatch(digits):
        last = max(digits.rfind("."), digits.rfind(","))
        is_decimal = last >= 0 and (digits[last] != _group_mark(digits))
        whole, part = (digits[:last], digits[last + 1 :]) if is_decimal else (digits, "0")
        return (float(f"{re.sub('[., ]', '', whole)}.{part}"),)
    if PLAIN.fullmatch(digits):
        return (float(digits.replace(",", ".")),)
    return ()


def _group_mark(digits: str) -> str:
    found = re.search(r"[., ]", digits)
    return found[0] if found else ""


def is_right(given: Typed, expected: float, question: Question) -> bool:
    """Whether an unambiguous number is `expected`, within the question's tolerance."""
    if len(given.values) != 1:
        return False
    return any(
        abs(given.values[0] - target) <= tolerance + CLOSE * max(1.0, abs(target))
        for target, tolerance in _targets(expected, question, per_cent=given.per_cent)
    )


def _targets(expected: float, question: Question, *, per_cent: bool) -> list[tuple[float, float]]:
    """The numbers that mean `expected`: with a per cent sign only per cent, without one also the share."""
    if not question.percent:
        return [(expected, question.tolerance)] if not per_cent or "%" in question.unit else []
    tolerance = question.tolerance
    if abs(expected) <= 1:
        share, cent = (expected, tolerance), (100 * expected, 100 * tolerance)
    else:
        share, cent = (expected / 100, tolerance / 100), (expected, tolerance)
    return [cent] if per_cent else [share, cent]


def in_unit(expected: float, question: Question) -> float:
    """A computed number in the unit of its question: per cent where a function gave a share."""
    return 100 * expected if question.percent and abs(expected) <= 1 else expected


def shown_number(value: float) -> Localized:
    """A number as each language writes it, of at most two decimals (four below 1)."""
    plain = f"{value:.{2 if abs(value) >= 1 else 4}f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Localized(vi=plain.replace(".", ","), en=plain)


def both_readings(given: Typed) -> tuple[Localized, Localized]:
    """The two numbers that an ambiguous one may be, written so that nobody can take one for the other."""
    return shown_number(given.values[0]), shown_number(given.values[1])


def ambiguous(
    exercise: DataExercise, numbers: Mapping[str, str]
) -> Iterator[tuple[Question, tuple[Localized, Localized]]]:
    """The questions whose number may be one of two, with both."""
    for question in exercise.questions:
        given = typed(numbers.get(question.id, ""), question.unit)
        if given.is_ambiguous:
            yield question, both_readings(given)
