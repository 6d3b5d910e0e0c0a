"""What `promptward check` says: every problem for a person, or for a program."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from promptward.course.course import Course, read_course, shipped_course
from promptward.errors import Problem

NOT_CHECKED = (
    "Not checked: whether the medicine is true, whether the answer key is fair, "
    "how hard it is for trainees. People have to read and try it."
)


def check_course(path: Path | None = None) -> tuple[list[Problem], Course | None]:
    """Every problem of the course in `path` (the shipped one when left out), and the course if it opens."""
    return read_course(shipped_course() if path is None else path)


def as_text(problems: list[Problem], course: Course | None) -> str:
    """The problems one a line, then what they mean and what nobody looked at."""
    lines = [f"{problem.severity}: {problem}" for problem in problems]
    must = sum(problem.severity == "must" for problem in problems)
    if course is None:
        lines.append(f"The course does not open: {_counted(must, 'problem')} must be mended.")
    else:
        content = [
            _counted(len(course.exercises), "exercise"),
            _counted(len(course.rubrics), "rubric"),
            _counted(len(course.criteria), "criterion", "criteria"),
            _counted(len(course.checks), "check"),
        ]
        remarks = f", {_counted(len(problems), 'remark')}" if problems else ""
        lines.append(f"The course opens: {', '.join(content)}{remarks}.")
    return "\n".join([*lines, NOT_CHECKED])


def as_json(problems: list[Problem], course: Course | None) -> str:
    """`{"ok": bool, "problems": [{file, line, found, expected, matches, where, severity}]}`."""
    report = {"ok": course is not None, "problems": [asdict(problem) for problem in problems]}
    return json.dumps(report, ensure_ascii=False, indent=2)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
