"""Grading: (exercise, rubric, response) → grade; pure, the same every time."""

from promptward.grading.kinds import grade, grade_response

__all__ = ["grade", "grade_response"]
