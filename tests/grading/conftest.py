"""A tiny course in memory: one exercise of each form, checks that look for one word each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from hypothesis import settings

from promptward.course.exercises import Exercise, PromptExercise
from promptward.course.rubrics import Criterion, Rubric
from promptward.findings import Verdict, met, missed
from promptward.text import Folded, Localized

settings.register_profile("unhurried", deadline=None)  # a busy machine is no counterexample
settings.load_profile("unhurried")

CUES = {
    "task": "soạn",
    "context": "giường",
    "audience": "điều dưỡng",
    "constraints": "tối đa",
    "format": "bảng",
    "uncertainty": "chưa rõ",
    "sources": "nguồn",
    "examples": "ví dụ",
}
GATES = {"identifiers": "CCCD", "unsafe_delegation": "kê đơn luôn"}


def _looks_for(cue: str) -> Callable[[str], Verdict]:
    def check(prompt: str) -> Verdict:
        text, wanted = Folded.of(prompt), Folded.of(cue).folded
        start = text.folded.find(wanted)
        return missed() if start < 0 else met(text.quote(start, start + len(wanted)))

    return check


@dataclass(frozen=True)
class TinyCourse:
    """What grading needs of a course."""

    exercises: Mapping[str, Exercise]
    rubric: Rubric
    criteria: Mapping[str, Criterion]
    checks: Mapping[str, Callable[[str], Verdict]] = field(default_factory=dict)

    def rubric_for(self, exercise: Exercise, role: str) -> Rubric:
        return self.rubric

    def grader_hash(self, exercise_id: str, role: str) -> str:
        return f"hash of {exercise_id} for {role}"

    def with_check(self, criterion: str, check: Callable[[str], Verdict]) -> TinyCourse:
        """The same course, where `check` decides `criterion`."""
        return replace(self, checks={**self.checks, f"finds_{criterion}": check})

    def with_exercise(self, name: str, **changes: object) -> TinyCourse:
        """The same course, with the exercise `name` changed."""
        exercise = PromptExercise.model_validate(self.exercises[name].model_dump() | changes)
        return replace(self, exercises={**self.exercises, name: exercise})


def _sentence(name: str, plant: str | None = None) -> dict[str, object]:
    both = {"vi": f"Câu {name}.", "en": f"Sentence {name}."}
    if plant is None:
        return {"id": name, "text": both}
    planted = {"reason": plant, "right": both, "why": both, "harm": "low", "source": "rule"}
    return {"id": name, "text": both, "plant": planted}


def _exercise(name: str, **changes: object) -> PromptExercise:
    both = {"vi": "Bàn giao giường số 7", "en": "Handover of bed 7"}
    scenario = (
        "Người bệnh nằm giường số 7, sốt xuất huyết ngày thứ 4, tiểu cầu 45 G/L, dị ứng penicilin, "
        "người nhà Lò Thị Mẩy, căn cước 000199012345, điện thoại 0900 000 217. "
        "Trưởng khoa nói: kẻ bảng cho rõ."
    )
    levels = [
        {
            "level": level,
            "sentences": [
                _sentence("s1"),
                _sentence("s2", "wrong"),
                _sentence("s3") | {"brief": False},
                _sentence("s4", "no_source"),
                _sentence("s5"),
            ],
        }
        for level in (1, 2, 3, 4)
    ]
    values: dict[str, object] = {
        "id": name,
        "kind": "prompt",
        "roles": ["nurse"],
        "module": 2,
        "minutes": 8,
        "title": both,
        "skill": both,
        "review_by": date(2030, 1, 1),
        "rubric": "prompt",
        "sources": [
            {
                "id": "rule",
                "title": "T",
                "publisher": "P",
                "year": 2023,
                "url": "https://x",
                "read": date(2026, 1, 1),
            }
        ],
        "scenario": {"vi": scenario, "en": "Bed 7, dengue, day 4, platelets 45, allergic to penicillin."},
        "ask": both,
        "hints": [
            {"vi": "Hãy soạn bản bàn giao thật ngắn gọn cho đồng nghiệp ca sau dễ đọc.", "en": "Short."}
        ],
        "criteria": {
            "expected": ["task", "context", "audience", "constraints", "format"],
            "optional": ["sources"],
        },
        "topic": {"terms": ["sốt xuất huyết", "tiểu cầu", "dengue", "platelets"], "at_least": 2},
        "facts": [
            {
                "id": "day",
                "text": {"vi": "Ngày 4", "en": "Day 4"},
                "accept": ["ngày thứ 4", "day 4"],
                "wrong": ["ngày thứ 3"],
            },
            {
                "id": "platelets",
                "text": {"vi": "45 G/L", "en": "45"},
                "accept": ["tiểu cầu * 45", "platelets * 45"],
            },
            {
                "id": "allergy",
                "text": {"vi": "Dị ứng penicilin", "en": "Allergic to penicillin"},
                "accept": ["dị ứng * penicilin", "allergic to penicillin"],
                "wrong": ["không * dị ứng"],
            },
        ],
        "invented": [
            {"kind": "name", "text": "Lò Thị Mẩy"},
            {"kind": "citizen_id", "text": "000199012345"},
            {"kind": "phone", "text": "0900 000 217"},
            {"kind": "birth_date", "text": "05/03/1957"},
        ],
        "replies": levels,
        "model_answers": [
            {
                "vi": "Soạn phần bàn giao cho điều dưỡng ca đêm, tối đa mười dòng, kẻ bảng bốn cột, "
                "chỗ nào thiếu ghi chưa rõ giúp tôi."
            }
        ],
    }
    return PromptExercise.model_validate(values | changes)


@pytest.fixture(scope="session")
def tiny() -> TinyCourse:
    """`handover` has all three parts, `drill` only a prompt; five criteria are expected, together 100."""
    criteria = {
        name: Criterion(
            id=name,
            title=Localized(vi=f"Tiêu chí {name}", en=f"Criterion {name}"),
            definition=Localized(vi="…"),
            advice=Localized(vi=f"Thêm {name}", en=f"Add {name}"),
            gate=name in GATES,
        )
        for name in (*CUES, *GATES)
    }
    why = {"vi": "vì thế", "en": "because"}
    points = {"task": 15, "context": 25, "audience": 20, "constraints": 20, "format": 20, "sources": 40}
    rubric = Rubric.model_validate(
        {
            "id": "prompt",
            "role": "nurse",
            "kind": "prompt",
            "title": why,
            "pass_mark": 70,
            "pass_mark_reason": why,
            "criteria": [
                {"id": name, "check": f"finds_{name}", "points": worth, "reason": why}
                for name, worth in points.items()
            ],
            "gates": [{"id": name, "check": f"finds_{name}", "reason": why} for name in GATES],
        }
    )
    checks = {f"finds_{name}": _looks_for(cue) for name, cue in (CUES | GATES).items()}
    drill = _exercise("drill", facts=[], replies=[], form="drill")
    return TinyCourse({"handover": _exercise("handover"), "drill": drill}, rubric, criteria, checks)


@pytest.fixture(scope="session")
def good() -> str:
    """A prompt that meets everything `handover` expects and carries all its facts."""
    return (
        "Soạn bàn giao cho điều dưỡng ca đêm, giường 7. Sốt xuất huyết ngày thứ 4, tiểu cầu còn 45, "
        "dị ứng với penicilin. Kẻ bảng, tối đa 10 dòng."
    )


@pytest.fixture(scope="session")
def verified() -> dict[str, object]:
    """Both planted mistakes of the best reply marked for the right reason, nothing else."""
    return {"reply": "level-4", "marks": {"s2": "wrong", "s4": "no_source"}}
