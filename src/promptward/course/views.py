"""What a trainee may see of an exercise before submitting: an allow-list, so a new field stays secret."""

from __future__ import annotations

from typing import Any

from promptward.course.claims import ClaimsExercise
from promptward.course.course import Course
from promptward.course.data import DataExercise
from promptward.course.datasets import Dataset
from promptward.course.exercises import Exercise, PromptExercise, Source, Status


def public_view(course: Course, exercise_id: str) -> dict[str, Any]:
    """The exercise as JSON-able values in both languages, without key, replies, model answers or hints."""
    exercise = course.exercises[exercise_id]
    return {
        "id": exercise.id,
        "kind": exercise.kind,
        "form": exercise.form,
        "roles": list(exercise.roles),
        "module": exercise.module,
        "minutes": exercise.minutes,
        "title": exercise.title.model_dump(),
        "skill": exercise.skill.model_dump(),
        "scenario": exercise.scenario.model_dump(),
        "ask": exercise.ask.model_dump(),
        "starter": _starter(exercise),
        "hints": len(exercise.hints),
        "status": exercise.status.value,
        "reviewed": exercise.status is Status.REVIEWED,
        "review_by": exercise.review_by.isoformat(),
        "criteria": _criteria(course, exercise),
        "sources": [_cited(source) for source in exercise.sources],
        "digest": course.digest(exercise_id),
        **_kind(course, exercise),
    }


def _kind(course: Course, exercise: Exercise) -> dict[str, Any]:
    if isinstance(exercise, ClaimsExercise):
        return _claims(exercise)
    if isinstance(exercise, DataExercise):
        return _data(exercise, course.tables[exercise.table])
    return {}


def _claims(exercise: ClaimsExercise) -> dict[str, Any]:
    """What is the same for everybody. The claims are not: a seat gets those of its form, with its state."""
    cited = {source.id: _cited(source) for source in exercise.sources}
    return {
        "asked": exercise.asked.model_dump(),
        "excerpts": [
            {
                "id": excerpt.id,
                "title": excerpt.title.model_dump(),
                "text": excerpt.text.model_dump(),
                "source": cited[excerpt.source],
            }
            for excerpt in exercise.excerpts
        ],
        "claims": len(exercise.claims),
        "omission": exercise.omission
        and {
            "question": exercise.omission.question.model_dump(),
            "choices": [
                {"id": choice.id, "text": choice.text.model_dump()}
                for choice in sorted(exercise.omission.choices, key=lambda choice: choice.id)
            ],
        },
    }


def _data(exercise: DataExercise, dataset: Dataset) -> dict[str, Any]:
    """The table as it stands. What a card finds plausible stays secret: it would point at what is planted."""
    return {
        "table": {
            "id": dataset.card.id,
            "title": dataset.card.title.model_dump(),
            "about": dataset.card.about.model_dump(),
            "columns": [
                {
                    "id": column.id,
                    "title": column.title.model_dump(),
                    "type": column.type,
                    "unit": column.unit,
                }
                for column in dataset.card.columns
            ],
            "rows": [list(row) for row in dataset.rows],
        },
        "statements": [
            {"id": statement.id, "text": statement.text.model_dump()} for statement in exercise.statements
        ],
        "questions": [
            {
                "id": question.id,
                "text": question.text.model_dump(),
                "unit": question.unit,
                "percent": question.percent,
                "cleanings": [
                    {"id": rule.id, "title": rule.title.model_dump()} for rule in question.cleanings
                ],
            }
            for question in exercise.questions
        ],
        "plot": list(exercise.plot) if exercise.plot else None,
        "better_on_computer": exercise.better_on_computer,
    }


def _cited(source: Source) -> dict[str, Any]:
    return {"title": source.title, "publisher": source.publisher, "year": source.year, "url": source.url}


def _starter(exercise: Exercise) -> dict[str, Any] | None:
    starter = exercise.starter if isinstance(exercise, PromptExercise) else None
    return starter.model_dump() if starter else None


def _criteria(course: Course, exercise: Exercise) -> list[dict[str, Any]]:
    if not isinstance(exercise, PromptExercise):
        return []
    asked = [(name, False) for name in exercise.criteria.expected]
    asked += [(name, True) for name in exercise.criteria.optional]
    return [
        {
            "id": name,
            "title": course.criteria[name].title.model_dump(),
            "definition": course.criteria[name].definition.model_dump(),
            "optional": optional,
        }
        for name, optional in asked
    ]
