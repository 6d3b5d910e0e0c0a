"""A grade as JSON and back, losing nothing: what crosses a pipe and what the store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from promptward.findings import Band, Finding, Grade, Outcome, Part
from promptward.text import Localized

LOCALIZED = "$localized"
"""Marks a text in two languages inside `details`, where no field says what to expect."""


def grade_to_record(grade: Grade) -> dict[str, Any]:
    """`grade` as JSON values only."""
    record = {field.name: getattr(grade, field.name) for field in fields(grade)}
    return record | {
        "band": grade.band.value,
        "parts": [_flat(part) for part in grade.parts],
        "findings": [_flat(finding) for finding in grade.findings],
        "gates": list(grade.gates),
        "details": _packed(grade.details),
    }


def grade_from_record(record: Mapping[str, Any]) -> Grade:
    """The grade that `grade_to_record` was given.

    Raises:
        ValueError, TypeError, KeyError: The record is not one of a grade.
    """
    return Grade(
        **{
            **record,
            "band": Band(record["band"]),
            "parts": tuple(Part(**{**part, "title": Localized(**part["title"])}) for part in record["parts"]),
            "findings": tuple(_finding(finding) for finding in record["findings"]),
            "gates": tuple(record["gates"]),
            "details": _unpacked(record["details"]),
        }
    )


def _finding(record: Mapping[str, Any]) -> Finding:
    return Finding(
        **{
            **record,
            "title": Localized(**record["title"]),
            "outcome": Outcome(record["outcome"]),
            "evidence": tuple(record["evidence"]),
            "advice": Localized(**record["advice"]) if record["advice"] else None,
        }
    )


def _flat(value: Part | Finding) -> dict[str, Any]:
    record = asdict(value)
    for name, item in record.items():
        if isinstance(item, Localized):
            record[name] = item.model_dump()
        elif isinstance(item, tuple):
            record[name] = list(item)
        elif isinstance(item, Outcome):
            record[name] = item.value
    return record


def _packed(value: object) -> Any:
    if isinstance(value, Localized):
        return {LOCALIZED: value.model_dump()}
    if isinstance(value, dict):
        return {key: _packed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_packed(item) for item in value]
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {LOCALIZED}:
            return Localized(**value[LOCALIZED])
        return {key: _unpacked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unpacked(item) for item in value]
    return value
