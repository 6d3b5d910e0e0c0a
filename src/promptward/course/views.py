"""What a trainee may see of an exercise before submitting: an allow-list, so a new field stays secret."""

from __future__ import annotations

from typing import Any

from promptward.course.course import Course
from promptward.course.exercises import Exercise, PromptExercise, Status


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
        "sources": [
            {"title": source.title, "publisher": source.publisher, "year": source.year, "url": source.url}
            for source in exercise.sources
        ],
        "digest": course.digest(exercise_id),
    }


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
